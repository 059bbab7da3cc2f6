"""Records of one kind and the operations that do something with them, as plain values for whoever asks a server."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.engine.inference.shapes import Route


@dataclass(frozen=True)
class Named:
    """An operation, and the parameter by which it names a record.

    Attributes:
        operation: the operationId.
        parameter: as `path.id` or `query.reportId`; empty where it names none.
        route: where its answer shows the record, or the list; None where it shows none.
        body: where the record stands in what is sent.
        parameters: what names the record, and those above it, in the path.
    """

    operation: str
    parameter: str = ""
    route: Route | None = None
    body: Route = ()


@dataclass(frozen=True)
class Resource:
    """Records of one kind, and what can be done with them.

    Attributes:
        name: what they are called.
        member: what the member is called that shows the key.
        key: where a record of the list or of the read shows its key; empty where none does.
        made: where the answer of the create has the key; None where no answer has it.
        list: lists them.
        create: makes one.
        read: shows one.
        replace: puts another one in its place.
        update: changes some of it.
        delete: removes it.
        linked: whether the document says so by links, not by its shape alone.
        sure: from 0 to 1.
    """

    name: str
    member: str
    key: Route = ()
    made: Route | None = None
    list: Named | None = None
    create: Named | None = None
    read: Named | None = None
    replace: Named | None = None
    update: Named | None = None
    delete: Named | None = None
    linked: bool = False
    sure: float = 1.0
