"""What was sent beside what is shown: is every member there, with the same value, however it is written? Knows values and schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from mockserver.engine.inference.facts import key_text
from mockserver.openapi.folding import UNIONS, Folding, properties
from mockserver.openapi.pointers import join

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")
UPDATED = ("updated", "modified", "changed", "lastmodified", "updatedat", "updatedon", "modifiedat", "lastupdated", "modifieddate", "updateddate")  # fmt: skip
CREATED = ("created", "createdat", "createdon", "createddate", "creationdate", "datecreated")
"""What members are called that say when a record was changed, and when it was made."""


def lost(folding: Folding, schema: Any, sent: Any, shown: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Where something that was sent is not shown, or shown otherwise: the place, and what is there.

    Args:
        folding: the document's schemas.
        schema: the schema of what is shown; members that it does not name are not looked for.
        sent: the value that was sent.
        shown: the value that is shown.
        at: the place of both.
    """
    if isinstance(sent, dict) and isinstance(shown, dict):
        named = members(folding, schema)
        for name, value in sent.items():
            here = named.get(name)
            if named and (here is None or folding.fold(here).get("writeOnly") is True):
                continue
            if name not in shown:
                if value is not None and named:
                    yield at + join(name), f"is not shown; {_text(value)} was sent"
                continue
            yield from lost(folding, here, value, shown[name], at + join(name))
    elif isinstance(sent, list) and isinstance(shown, list):
        folded = folding.fold(schema) if schema is not None else {}
        if len(sent) != len(shown):
            yield at, f"has {len(shown)} items; {len(sent)} were sent"
            return
        for index, (one, other) in enumerate(zip(sent, shown, strict=True)):
            yield from lost(folding, folded.get("items"), one, other, at + join(index))
    elif not same(sent, shown) and not _word(folding, schema, sent, shown) and not _related(sent, shown):
        yield at, f"is {_text(shown)}; {_text(sent)} was sent"


def _word(folding: Folding, schema: Any, sent: Any, shown: Any) -> bool:
    """Whether both are one word of a list, which may be written in any case where a server takes it so."""
    if not isinstance(sent, str) or not isinstance(shown, str) or schema is None:
        return False
    return sent.casefold() == shown.casefold() and "enum" in folding.fold(schema)


def _names(member: Any, key: Any) -> bool:
    return not isinstance(member, dict | list) and key_text(key) == key_text(member)


def _related(sent: Any, shown: Any) -> bool:
    """Whether a record is shown where its key was sent; nothing of one that is not there."""
    return (
        isinstance(shown, dict)
        and not isinstance(sent, dict | list)
        and (not shown or any(_names(each, sent) for each in shown.values()))
    )


def members(folding: Folding, schema: Any, depth: int = 0) -> dict[str, Any]:
    """The members that a schema names, those of its alternatives included."""
    if schema is None or depth > 4:
        return {}
    folded = folding.fold(schema)
    found = dict(properties(folded))
    for _, branches in folded.get(UNIONS, ()):
        for branch in branches:
            for name, inner in members(folding, branch, depth + 1).items():
                found.setdefault(name, inner)
    return found


def same(one: Any, other: Any) -> bool:
    """Whether two values mean the same: a number as a text, an instant in another zone, included."""
    if one == other and isinstance(one, bool) == isinstance(other, bool):
        return True
    if isinstance(one, str) and isinstance(other, str):
        ours, theirs = instant(one), instant(other)
        return ours is not None and ours == theirs
    if isinstance(one, bool) or isinstance(other, bool):
        return False
    return isinstance(one, int | float) and isinstance(other, int | float) and float(one) == float(other)


def instant(text: str) -> float | None:
    """The instant that a text names, in seconds since 1970; None where it names none."""
    if not _INSTANT.fullmatch(text):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (
        found.timestamp()
        if found.tzinfo
        else found.replace(tzinfo=datetime.fromisoformat("2000-01-01T00:00Z").tzinfo).timestamp()
    )


def _text(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 100 else f"{text[:97]}..."
