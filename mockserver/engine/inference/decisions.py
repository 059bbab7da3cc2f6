"""What was decided about a document's operations: plain values, no schema is looked at and no state is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from mockserver.engine.inference.keys import Key
from mockserver.engine.inference.outlines import Content, Outline, Response
from mockserver.engine.inference.shapes import Route, route_text
from mockserver.engine.inference.sorting import Sorting

LIST, CREATE, READ, REPLACE, UPDATE, DELETE = "list", "create", "read", "replace", "update", "delete"
SINGLETON, STATELESS = "singleton", "stateless"
WIDEST = 30
"""Letters to which the names of operations are filled up, so that what follows them begins at one place."""


@dataclass(frozen=True)
class Collection:
    """Records of one kind.

    Attributes:
        name: its path as a name, `users/{userId}/posts`.
        path: its path.
        key: what tells its records apart.
        closed: whether only what was created exists; else every key is taken to exist until it is deleted.
        addressed: whether a record has a path of its own; else lists alone show it.
        below: the paths below owners that list and create its records, too.
        others: members beside the key by which a record is found, too.
        entity: the content that shows a record best.
        route: where the record stands in it.
        confidence: 0 to 1.
        because: what spoke for it.
    """

    name: str
    path: str
    key: Key
    closed: bool
    entity: Content | None
    route: Route = ()
    confidence: float = 1.0
    because: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    addressed: bool = True
    below: tuple[str, ...] = ()

    @property
    def key_place(self) -> Route:
        """Where an object has the key of which the document says no more than that it is an object."""
        return self.key.member or (self.key.called or self.key.parameter,)


@dataclass(frozen=True)
class View:
    """Where an answer shows a record, or a list of them.

    Attributes:
        route: the place of the record, or of the list.
        key: where the record shown has its key, or empty.
        listed: whether there is a list at the place.
        by_key: whether that list is an object by key.
        plain: whether the keys alone are listed.
        item: where one thing that is listed holds its record: `tax` in `[{"tax": {}}]`.
    """

    route: Route = ()
    key: Route = ()
    listed: bool = False
    by_key: bool = False
    plain: bool = False
    item: Route = ()


@dataclass(frozen=True)
class Decision:
    """What an operation does.

    Attributes:
        outline: the operation.
        kind: one of the words above.
        status: the status of its success.
        content: what its success carries, or None.
        collection: whose records it is about.
        view: where its answer shows them.
        parents: the paths of collections above whose records must exist, each with the parameter that names one
            and the members by which one is found, too.
        body: where the entity stands in what is sent.
        sent_key: where what is sent has the key, seen from the body; or empty.
        confidence: 0 to 1.
        because: what spoke for it.
        example: the name of the example that is answered, where the user chose one.
        address: where an answer that shows nothing else of a record has its address; or empty.
        searches: whether it lists the records that its parameters describe, at an address of its own.
        owned: by the parameters of its path, the members of a record that name its owners, where records are created or listed
            below an owner and read elsewhere; None where they are not.
        sorting: how its list may be sorted; None where it may not.
        creating: how it creates the record that its path names, where there is none; None where it does not.
    """

    outline: Outline
    kind: str
    status: int
    content: Content | None
    collection: Collection | None = None
    view: View | None = None
    parents: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    body: Route = ()
    sent_key: Route = ()
    confidence: float = 1.0
    because: tuple[str, ...] = ()
    example: str = ""
    address: Route = ()
    searches: bool = False
    owned: Mapping[str, str] | None = None
    sorting: Sorting | None = None
    creating: Decision | None = None

    @cached_property
    def listed(self) -> Response | None:
        """What the document lists for its success."""
        return self.outline.lists(self.status)

    @property
    def title(self) -> str:
        """The decision in few words: `list pets`."""
        return f"{self.kind} {self.collection.name}" if self.collection else self.kind


@dataclass(frozen=True)
class Inference:
    """Everything that was decided about a document.

    Attributes:
        decisions: by operationId.
        collections: by path.
        notes: what of the user's own decisions could not be followed.
        exemplified: the operations that read or list something and whose answers have examples.
        readers: by path, the operations that may read what is kept there: an item of a collection, or a singleton.
    """

    decisions: Mapping[str, Decision]
    collections: Mapping[str, Collection]
    notes: tuple[str, ...] = ()
    exemplified: tuple[str, ...] = ()
    readers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def explain(self, operation: str) -> str:
        """What an operation does, and why, in a sentence.

        Raises:
            LookupError: the document has no such operation.
        """
        decision = self.decisions[operation]
        return f"{decision.title}: {explained(decision)}"

    def lines(self) -> Iterator[str]:
        """One line for each operation: its name, what it does, and why."""
        width = min(max(map(len, self.decisions), default=0), WIDEST)
        for id, decision in self.decisions.items():
            yield f"{id:<{width}}  {decision.outline.method} {decision.outline.path.text}  {self.explain(id)}"
        yield from self.notes


def explained(decision: Decision) -> str:
    """A decision in a sentence."""
    parts: list[str] = []
    collection, view = decision.collection, decision.view
    if collection is not None:
        key = collection.key
        where = f"`{route_text(key.member)}`" if key.member else f"{{{key.parameter}}}" if collection.addressed else ""
        made = f"{_MADE.get(key.kind, key.kind)}{' unless it is sent' if key.client else ''}"
        parts.append(f"key {where}, {made}" if where else "records without a key that is shown")
        parts += [] if collection.addressed else ["lists alone show them"]
    if view is not None and view.listed:
        what = "keys alone" if view.plain else "an object by key" if view.by_key else "a list"
        parts.append(f"{what} wrapped in `{route_text(view.route)}`" if view.route else f"{what}, not wrapped")
        parts += [f"each record in `{route_text(view.item)}`"] if view.item else []
    elif view is not None and view.route:
        parts.append(f"entity at `{route_text(view.route)}`")
    if decision.body:
        parts.append(f"body wrapped in `{route_text(decision.body)}`")
    if decision.sorting is not None:
        parts.append(f"sorted as {' and '.join(f'`{each}`' for each in decision.sorting.parameters)} says")
    if collection is not None and not collection.closed and decision.kind != STATELESS:
        parts.append("every key exists until it is deleted")
    parts += decision.because
    parts.append(f"answers {decision.status}")
    if decision.confidence < 1:
        parts.append(f"confidence {decision.confidence:.0%}")
    return "; ".join(parts)


_MADE = {
    "integer": "counted",
    "uuid": "made as uuid",
    "pattern": "made by its pattern",
    "enum": "one of its values",
    "slug": "made as a slug",
}
