"""Which records a list shows: filters by members and words as a document's query parameters have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.inference.outlines import Outline
from mockserver.engine.inference.pages import STEERING, Rows
from mockserver.engine.inference.paths import key_text, letters
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
        required = outline.parameters.get(("query", name), {}).get("required") is True
        if letters(name) in STEERING or (required and not demanded) or value in ("", None, []):
            continue
        if (member := _member(name, rows)) is not None:
            rows = [row for row in rows if member in row[1] and _matches(row[1][member], value)]
        elif letters(name) in SEARCHES and isinstance(value, str) and value.replace(" ", "").isalnum():
            rows = [row for row in rows if _says(row[1], value.casefold())]
    return rows


def _member(name: str, rows: Rows) -> str | None:
    """The member that a parameter is called like, if any record has it."""
    plain = letters(name)
    return next((each for _, record in rows for each in record if each == name or letters(each) == plain), None)


def _says(record: Mapping[str, Any], word: str) -> bool:
    """Whether some text of a record has a word in it."""
    return any(isinstance(each, str) and word in each.casefold() for each in record.values())


def _matches(member: Any, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return any(_matches(member, each) for each in wanted)
    if isinstance(member, list):
        return any(_matches(each, wanted) for each in member)
    if isinstance(member, dict) and not isinstance(wanted, dict):
        return any(key_text(each) == key_text(wanted) for each in member.values() if not isinstance(each, dict | list))
    if isinstance(member, dict) or isinstance(wanted, dict):
        return bool(member == wanted)
    return member == wanted or key_text(member) == key_text(wanted)
