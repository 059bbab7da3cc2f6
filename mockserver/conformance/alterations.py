"""Values of a request, changed in one place at a time; knows neither requests nor what the change is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import MISSING

Where = tuple[Any, ...]
"""The name of a parameter, or the steps down to a place in a body."""


def places(operation: Operation, values: Mapping[str, Any]) -> Iterator[tuple[str, Where]]:
    """Where a request has values, or may have them: parameters, and everything in an example's body, the outer things first."""
    named = [(each.place, (each.name,)) for each in operation.parameters if not each.exploded_object]
    yield from sorted(named, key=lambda each: each[0] != "path")
    waiting: list[tuple[Where, Any]] = [((), values.get("body"))]
    for where, node in waiting:
        items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        waiting.extend(((*where, key), value) for key, value in items)
    yield from (("body", where) for where, _ in waiting[1:])


def altered(values: Mapping[str, Any], place: str, where: Where, value: Any) -> dict[str, Any]:
    """Values with another one, or without it."""
    new = dict(values)
    if place == "body":
        new["body"] = exchanged(values["body"], where, value)
    elif value is MISSING:
        new.pop(f"{place}.{where[0]}", None)
    else:
        new[f"{place}.{where[0]}"] = value
    return new


def exchanged(node: Any, where: Where, value: Any) -> Any:
    """A JSON value with another one at a place, or without it; the old one stays as it is."""
    key, *below = where
    new = dict(node) if isinstance(node, dict) else list(node)
    if below:
        new[key] = exchanged(node[key], tuple(below), value)
    elif value is MISSING:
        del new[key]
    else:
        new[key] = value
    return new
