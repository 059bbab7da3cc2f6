"""What a schema would say that says nothing of its members, as the examples beside it show it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

SAYS = frozenset(
    [
        "$ref",
        "properties",
        "allOf",
        "oneOf",
        "anyOf",
        "enum",
        "const",
        "format",
        "pattern",
        "additionalProperties",
        "not",
    ]
)
"""Words of a schema that says something of the values that it takes."""
DEEPEST = 4
"""Levels of an example that are looked at."""
MOST = 200
"""Members of one object that are looked at, and items of one list."""
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)")


def schema(written: Any, examples: Iterable[Any]) -> Any:
    """The schema itself, or where it says nothing what the first example that it might be of looks like.

    Args:
        written: as the document has it; None where it has none.
        examples: those of values that it takes.
    """
    if not _silent(written):
        return written
    own = [written["example"]] if isinstance(written, dict) and "example" in written else []
    kind = written.get("type") if isinstance(written, dict) else None
    for each in (*own, *examples):
        if isinstance(each, dict) and each and kind in (None, "object"):
            return _shape(each, 0)
        if isinstance(each, list) and any(isinstance(row, dict | str) for row in each) and kind in (None, "array"):
            return _shape(each, 0)
    return written


def _silent(written: Any) -> bool:
    """Whether a schema tells nothing of members: no object's, and none of the items of a list."""
    if written is None:
        return True
    if not isinstance(written, dict) or (written.keys() & SAYS and written.get("properties") != {}):
        return False
    items = written.get("items")
    return written.get("type") in (None, "object", "array") and (items is None or _silent(items))


def _shape(value: Any, depth: int) -> dict[str, Any]:
    """A schema of values like one: every plain member is there, and is what it is unless something else is said."""
    if isinstance(value, dict) and depth < DEEPEST:
        shown = dict(list(value.items())[:MOST])
        plain = [name for name, each in shown.items() if isinstance(each, str | int | float)]
        return {
            "type": "object",
            "properties": {name: _shape(each, depth + 1) for name, each in shown.items()},
            "required": plain if depth < 2 else [],
        }
    if isinstance(value, list):
        rows = [each for each in value[:MOST] if isinstance(each, dict)]
        merged = {name: each for row in reversed(rows) for name, each in row.items()}
        texts = {"type": "string"} if value and all(isinstance(each, str) for each in value) else {}
        items = _shape(merged, depth + 1) if rows and depth < DEEPEST else texts
        common = [name for name in items.get("required", ()) if all(name in row for row in rows)]
        return {"type": "array", "items": {**items, "required": common} if common else items, "example": value}
    return _plain(value)


def _plain(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"type": "boolean", "example": value}
    if isinstance(value, int | float):
        return {"type": "integer" if isinstance(value, int) else "number", "example": value}
    if isinstance(value, str):
        return {"type": "string", "example": value, **({"format": "date-time"} if _INSTANT.fullmatch(value) else {})}
    return {}
