"""Makes lists: the given items that fit, and as many more as there must be."""

from __future__ import annotations

from typing import Any

from mockserver.openapi.folding import Schema
from mockserver.openapi.making.value import Making
from mockserver.openapi.making.ways import NOTHING, Unsatisfiable

LONGEST = 200
"""Items that are made at most."""
TRIES = 50
"""Items that are made to find another one."""


def make(making: Making, schema: Schema, given: Any, name: str) -> list[Any]:
    """A list for a folded schema.

    Raises:
        Unsatisfiable: an item that must be there cannot be made, or there are too many of them.
    """
    items, first = _items(schema)
    least = schema["minItems"] if isinstance(schema.get("minItems"), int) else 0
    made: list[Any] = []
    for index, each in enumerate(given if isinstance(given, list) else ()):
        try:
            made.append(making.value(first[index] if index < len(first) else items, each, name))
        except Unsatisfiable:
            continue
    wanted = _length(making, schema, least) if given is NOTHING else least
    if wanted > LONGEST:
        raise Unsatisfiable
    while len(made) < wanted:
        index = len(made)
        try:
            made.append(making.value(first[index] if index < len(first) else items, NOTHING, name.removesuffix("s")))
        except Unsatisfiable:
            if index >= (schema.get("minItems") or 0):
                break
            raise
    if schema.get("uniqueItems") is True:
        made = _unique(making, made, items, schema.get("minItems") or 0)
    most = schema.get("maxItems")
    return made[:most] if isinstance(most, int) else made


def _items(schema: Schema) -> tuple[Any, list[Any]]:
    """What every item fits, and before that what the first ones fit, each for itself."""
    items = schema.get("items", {})
    if isinstance(items, list):  # as older drafts of JSON Schema write `prefixItems`
        return {}, items
    return items, schema["prefixItems"] if isinstance(schema.get("prefixItems"), list) else []


def _length(making: Making, schema: Schema, least: int) -> int:
    """How many items are made of nothing: one, where there is room."""
    shallow = len(making.levels) <= making.way.optional + 1 and making.left > 0
    again = id(making.folding.fold(schema.get("items", {}))) in making.levels
    return max(least, 1) if shallow and making.way.optional and not again and "items" in schema else least


def _unique(making: Making, made: list[Any], items: Any, least: int) -> list[Any]:
    """The items that are different, and others until there are enough."""
    kept: list[Any] = []
    for each in made:
        if each not in kept:
            kept.append(each)
    schema = making.folding.fold(items)
    choices = schema["enum"] if isinstance(schema.get("enum"), list) else ()
    kept += [each for each in choices if each not in kept][: max(0, least - len(kept))]
    count = 0
    while len(kept) < least and count < TRIES:
        count += 1
        other = _other(making, kept[0] if kept else None, items, count)
        if other not in kept:
            kept.append(other)
    return kept


def _other(making: Making, one: Any, items: Any, count: int) -> Any:
    """An item that is like one, and yet another."""
    if isinstance(one, str):
        return f"{one}{count}"
    if isinstance(one, int | float) and not isinstance(one, bool):
        return one + count
    return making.value(items, NOTHING, f"{count}")
