"""Which records a list shows: filters by members and words as a document's query parameters have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.inference import criteria
from mockserver.engine.inference.criteria import matches
from mockserver.engine.inference.outlines import Outline
from mockserver.engine.inference.pages import STEERING, Rows
from mockserver.engine.inference.paths import letters
from mockserver.state.store import Collection, Key, Record

SEARCHES = frozenset(["q", "query", "search", "searchterm", "searchtext", "keyword", "keywords", "term"])
"""What parameters are called that ask for records in which a word stands."""


def every(kept: Collection) -> list[tuple[Key, Record]]:
    """All records of a collection with their keys, in order."""
    return list(zip(kept.keys(), kept, strict=True))


def filtered(rows: Rows, outline: Outline, query: Mapping[str, Any], *, demanded: bool = False) -> Rows:
    """The records whose members are what the query says, for parameters that are called like members.

    Args:
        demanded: whether parameters that every request must have filter, too; where not, they say whose records are
            meant, not which.
    """
    for name, value in query.items():
        if letters(name) in STEERING or value in ("", None, []) or (not demanded and _required(outline, name)):
            continue
        if (member := _member(name, rows)) is not None:
            rows = [row for row in rows if member in row[1] and matches(row[1][member], value)]
        elif letters(name) in SEARCHES and isinstance(value, str) and value.replace(" ", "").isalnum():
            rows = [row for row in rows if _says(row[1], value.casefold())]
        elif (criterion := criteria.criterion(name)) is not None and any(criterion.known(record) for _, record in rows):
            rows = [row for row in rows if criterion.holds(row[1], value)]
    return rows


def flat(query: Mapping[str, Any]) -> dict[str, Any]:
    """A query whose objects are said member for member, as they are sent: `page[size]`, `created[gte]`."""
    found: dict[str, Any] = {}
    for name, value in query.items():
        found |= _flat(name, value) if isinstance(value, Mapping) else {name: value}
    return found


def _flat(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        return {name: value}
    return {inner: each for step, below in value.items() for inner, each in _flat(f"{name}[{step}]", below).items()}


def _required(outline: Outline, name: str) -> bool:
    """Whether every request must have a parameter, or the object that it is a member of."""
    listed = outline.parameters.get(("query", name)) or outline.parameters.get(("query", name.partition("[")[0]), {})
    return listed.get("required") is True


def _member(name: str, rows: Rows) -> str | None:
    """The member that a parameter is called like, if any record has it."""
    plain = letters(name)
    return next((each for _, record in rows for each in record if each == name or letters(each) == plain), None)


def _says(record: Mapping[str, Any], word: str) -> bool:
    """Whether some text of a record has a word in it."""
    return any(isinstance(each, str) and word in each.casefold() for each in record.values())
