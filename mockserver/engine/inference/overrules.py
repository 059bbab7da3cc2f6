"""The user's own decisions about a document, which go before what is inferred: the form of the file, checked when read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.engine.inference.outlines import Outline
from mockserver.openapi import pointers
from mockserver.spelling import nearest

OF_COLLECTIONS = {"key": str, "entity": str, "list": str, "keep": str}
OF_OPERATIONS = {"example": str, "kind": str}
WORDS = {"keep": ("created", "any"), "kind": ("stateless",)}
"""Members of a decision that take one of a few words."""


class Misread(ValueError):
    """A file of decisions that cannot be used: a JSON pointer into it, and what is wrong there."""

    def __init__(self, pointer: str, what: str) -> None:
        super().__init__(f"{pointer}: {what}")
        self.pointer, self.what = pointer, what


@dataclass(frozen=True)
class Overrules:
    """What the user decided.

    Attributes:
        collections: by path: key, entity place, list place, keep (`created` or `any`).
        operations: by operationId: the example to answer, or `kind: stateless`.
        ignore: paths and operationIds whose operations answer without state.
    """

    collections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    operations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()

    def collection(self, path: str) -> Mapping[str, Any]:
        """What was decided about the collection at a path."""
        return self.collections.get(path, {})

    def operation(self, id: str) -> Mapping[str, Any]:
        """What was decided about an operation."""
        return self.operations.get(id, {})

    def ignores(self, name: str) -> bool:
        """Whether a path or an operationId is to be left without state."""
        return name in self.ignore

    def unused(self, read: Iterable[Outline], collections: Collection[str]) -> tuple[str, ...]:
        """Decisions about what the document does not have, a sentence for each.

        Args:
            read: its operations.
            collections: the paths of its collections.
        """
        operations = {each.id: each for each in read}
        named = {*operations, *(path for each in operations.values() for path in (each.path.text, each.path.plain))}
        return (
            *(
                f"collections: the document has no collection at {path}{nearest(path, collections)}"
                for path in self.collections
                if path not in collections and path not in self.ignore
            ),
            *(
                f"operations: the document has no operation {id}{nearest(id, operations)}"
                for id in self.operations
                if id not in operations
            ),
            *(
                f"ignore: {each} is no path or operationId here{nearest(each, named)}"
                for each in sorted(self.ignore - named - {*collections})
            ),
            *(
                f"operations: {id} has no example {row['example']}{nearest(row['example'], _examples(operations[id]))}"
                for id, row in self.operations.items()
                if id in operations and "example" in row and row["example"] not in _examples(operations[id])
            ),
        )


def _examples(outline: Outline) -> set[str]:
    """The names of the examples that an operation's answers have."""
    return {name for each in outline.responses.values() for content in each.contents for name in content.examples}


NONE = Overrules()


def overrules(data: Any) -> Overrules:
    """Read a file's data.

    Raises:
        Misread: it is not in the form of such a file.
    """
    if data is None:
        return NONE
    if not isinstance(data, dict):
        raise Misread("", "decisions are an object")
    for member in data:
        if member not in ("collections", "operations", "ignore"):
            raise Misread(pointers.join(member), "is not one of collections, operations, ignore")
    ignore = data.get("ignore", [])
    if not isinstance(ignore, list) or not all(isinstance(each, str) for each in ignore):
        raise Misread("/ignore", "is a list of paths and operationIds")
    return Overrules(
        _table(data, "collections", OF_COLLECTIONS), _table(data, "operations", OF_OPERATIONS), frozenset(ignore)
    )


def _table(data: Mapping[str, Any], member: str, form: Mapping[str, type]) -> dict[str, dict[str, Any]]:
    table = data.get(member, {})
    if not isinstance(table, dict):
        raise Misread(f"/{member}", "is an object")
    for name, row in table.items():
        place = pointers.join(member, name)
        if not isinstance(row, dict):
            raise Misread(place, "is an object")
        for word, value in row.items():
            if word not in form:
                raise Misread(f"{place}/{word}", f"is not one of {', '.join(form)}")
            if not isinstance(value, form[word]):
                raise Misread(f"{place}/{word}", "is a text")
            if word in WORDS and value not in WORDS[word]:
                raise Misread(f"{place}/{word}", f"is {' or '.join(WORDS[word])}")
    return table
