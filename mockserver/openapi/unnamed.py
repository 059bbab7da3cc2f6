"""Members of a value that its schemas do not name, though nothing lets others in; judges names, never values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mockserver.openapi.folding import UNIONS, Folding, Schema, properties
from mockserver.openapi.pointers import join

DEEPEST = 8
MOST = 20
"""Items of a list that are looked at, where nobody asks for more."""


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A member that no schema names.

    Attributes:
        general: its place, the same for all items of a list.
        pointer: its place.
        name: the member.
        value: what stands there.
        left: the members that the schemas name and the object does not have.
        forbidden: whether a schema lets no others in; else they say nothing of others.
    """

    general: str
    pointer: str
    name: str
    value: Any
    left: Collection[str]
    forbidden: bool


class Names:
    """The members that some schemas name, all together, and whether they let in others; each looked at when first asked for.

    Args:
        folding: the schemas of the document.
        schemas: those that a value may fit.
        depth: how deep the value stands in another one.
    """

    def __init__(self, folding: Folding, schemas: Sequence[Any], depth: int = 0) -> None:
        self._folding, self._schemas, self._depth = folding, schemas, depth
        self._inner: dict[str, Names] = {}

    @cached_property
    def _folded(self) -> list[Schema]:
        return list(branches(self._folding, self._schemas)) if self._depth <= DEEPEST else []

    @cached_property
    def members(self) -> Mapping[str, list[Any]]:
        """The schemas of each member."""
        found: dict[str, list[Any]] = {}
        for each in self._folded:
            for name, schema in properties(each).items():
                found.setdefault(name, []).append(schema)
        return found

    @cached_property
    def others(self) -> list[Any]:
        """What is said of members that are not named."""
        return [each[word] for each in self._folded for word in OTHERS if word in each]

    @cached_property
    def open_ended(self) -> bool:
        """Whether others are let in, or nobody names any."""
        return not self.members or any(each is not False for each in self.others)

    @cached_property
    def items(self) -> Names | None:
        """What a list has."""
        found = [each["items"] for each in self._folded if isinstance(each.get("items"), dict)]
        return Names(self._folding, found, self._depth + 1) if found else None

    def below(self, member: str) -> Names:
        """What a member has."""
        if member not in self._inner:
            self._inner[member] = Names(self._folding, self.members[member], self._depth + 1)
        return self._inner[member]


def unnamed(names: Names, value: Any, most: int = MOST, general: str = "", at: str = "") -> Iterator[Unnamed]:
    """The unnamed members of a value; none where a schema lets others in.

    Args:
        names: what the schemas of the value name.
        value: a JSON value.
        most: items of a list that are looked at.
        general: its place, the same for all items of a list.
        at: its place.
    """
    if isinstance(value, list):
        if inner := names.items:
            for index, item in enumerate(value[:most]):
                yield from unnamed(inner, item, most, f"{general}/*", at + join(index))
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in names.members:
                if not names.open_ended:
                    left = [each for each in names.members if each not in value]
                    yield Unnamed(general + join(name), at + join(name), name, item, left, bool(names.others))
            elif isinstance(item, dict | list):
                yield from unnamed(names.below(name), item, most, general + join(name), at + join(name))


OTHERS = ("additionalProperties", "patternProperties", "unevaluatedProperties")
"""The words with which a schema says which other members there may be."""


def branches(folding: Folding, schemas: Sequence[Any], depth: int = 0) -> Iterator[Schema]:
    """The schemas, folded, and all their alternatives."""
    for schema in schemas:
        folded = folding.fold(schema)
        yield folded
        if depth < 4:
            for _, others in folded.get(UNIONS, ()):
                yield from branches(folding, others, depth + 1)
