"""The error examples that need a request of their own, or that no request gets, as a vendor's folder lists them; sends nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mockserver.evidence.forms import Value
from mockserver.openapi.operation import Operation

FILE = "refusals.yaml"
ALL = "all"
HOW = ("from", "fixture", "credential", "values", "headers", "control", "after")
"""The members that say how a request differs from a valid one."""


@dataclass(frozen=True)
class Refusal:
    """An error example of some operations, and the request that is answered so, or why none is.

    Attributes:
        example: its name in the document.
        status: as the document writes it.
        operations: the operations that have it; `all` are those that do.
        reason: why no request is answered so; empty if one is.
        start: the name of the examples that a valid request is made of; empty for the first there are.
        fixture: where the world starts; empty for where that request starts.
        credential: who asks, an id of the fixture; empty for whoever asks then.
        values: what is sent instead: `query.limit`, `path.id`, `body`, `body/0/name`; null leaves out.
        headers: what is sent besides.
        control: what the control plane of the world does first: method and path, and what is sent.
        after: exchanges that are sent first, as `operation/example`.
        place: where it stands in its file.
    """

    example: str
    status: str
    operations: tuple[str, ...]
    reason: str = ""
    start: str = ""
    fixture: str = ""
    credential: str = ""
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    control: tuple[tuple[str, Any], ...] = field(default=(), hash=False)
    after: tuple[str, ...] = ()
    place: str = ""

    def speaks_of(self, operation: Operation) -> bool:
        """Whether an operation has the example, and is one of those that are meant."""
        promised = operation.responses.get(self.status)
        named = operation.id in self.operations or self.operations == (ALL,)
        return named and promised is not None and self.example in promised.examples


def load(folder: Path) -> tuple[Refusal, ...]:
    """Read the list of a vendor's folder, which may have none.

    Raises:
        SourceError: if it does not fit the form.
    """
    file = folder / FILE
    if not file.is_file():
        return ()
    items = Value.of(file).members(("refusals",))["refusals"].items()
    return tuple(map(read_refusal, items))


def read_refusal(value: Value) -> Refusal:
    """Read one entry.

    Raises:
        SourceError: if it does not fit the form.
    """
    given = value.members(("example", "status", "operations"), ("reason", *HOW))
    how = [name for name in HOW if name in given]
    if ("reason" in given) == bool(how):
        value.refuse(f"needs either a reason or some of {', '.join(HOW)}")
    texts = {name: given[name].text() for name in ("reason", "fixture", "credential") if name in given}
    return Refusal(
        example=given["example"].text(),
        status=str(given["status"].value),
        operations=given["operations"].texts(),
        start=given["from"].text() if "from" in given else "",
        values=given["values"].entries() and given["values"].value if "values" in given else {},
        headers={name: each.text() for name, each in given["headers"].entries().items()} if "headers" in given else {},
        control=tuple(_steps(given["control"])) if "control" in given else (),
        after=given["after"].texts() if "after" in given else (),
        place=value.place,
        **texts,
    )


def _steps(value: Value) -> Iterator[tuple[str, Any]]:
    """Each step is an object of one member: method and path, and what is sent there."""
    for item in value.items():
        entries = item.entries()
        for name, sent in entries.items():
            if len(entries) != 1 or not name.partition(" ")[2].startswith("/"):
                item.refuse("must be one member such as `PUT /clock` with what is sent")
            yield name, sent.value
