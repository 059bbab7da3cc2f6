"""Numbers that fit the words of a schema: bounds and steps."""

from __future__ import annotations

from typing import Any

from mockserver.openapi.texts import Chance

Schema = dict[str, Any]


def number(schema: Schema, whole: bool, chance: Chance | None = None) -> int | float | None:
    """A number for a folded schema, or None where there is none."""
    low, high = bounds(schema, whole)
    value: int | float = 1 + (chance.number(9) if chance is not None else 0)
    step = schema.get("multipleOf")
    if low is not None and value < low:
        value = low
    if high is not None and value > high:
        value = high
    if isinstance(step, int | float) and step > 0:
        value = -(-value // step) * step
        if high is not None and value > high:
            value = high // step * step
    if whole and isinstance(value, float):
        value = int(-(-value // 1))
    return None if (low is not None and value < low) or (high is not None and value > high) else value


def bounds(schema: Schema, whole: bool) -> tuple[Any, Any]:
    """The least and the greatest number that a folded schema allows, each None where it says nothing."""
    step = 1 if whole else 0.5
    found: list[Any] = []
    for word, sign in (("Minimum", 1), ("Maximum", -1)):
        limit: Any = schema.get(word.lower())
        exclusive: Any = schema.get(f"exclusive{word}")
        limit = limit if _is_number(limit) else None
        if exclusive is True and limit is not None:
            limit += sign * step
        elif _is_number(exclusive):
            beyond = exclusive + sign * step
            limit = beyond if limit is None else max(limit, beyond) if sign > 0 else min(limit, beyond)
        found.append(limit)
    return found[0], found[1]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
