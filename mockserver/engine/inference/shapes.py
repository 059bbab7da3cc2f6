"""What schemas look like from outside: their members, the objects and lists inside them, and how alike two of them are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.openapi.folding import UNIONS, Folding, Schema, properties, types

Route = tuple[str | int, ...]
"""The way from a value to a part of it: members, and 0 for the first item of a list."""
FEW = 2
"""So many members two schemas may have in common by chance."""
MOST = 60
"""Members of one object that are looked into."""


def members(folding: Folding, schema: Any, depth: int = 0) -> dict[str, Any]:
    """The members that a schema names, those of its alternatives included."""
    folded = folding.fold(schema)
    if UNIONS not in folded:
        return properties(folded)
    return folding.once("members", folded, depth, lambda: _members(folding, folded, depth))


def _members(folding: Folding, folded: Schema, depth: int) -> dict[str, Any]:
    found = dict(properties(folded))
    if depth < 3:
        for _, branches in folded[UNIONS]:
            for branch in branches[:12]:
                for name, inner in members(folding, branch, depth + 1).items():
                    found.setdefault(name, inner)
    return found


def kinds(folding: Folding, schema: Any, depth: int = 0) -> set[str]:
    """The types that a value may have, alternatives included."""
    folded = folding.fold(schema)
    found = set(types(folded))
    if depth < 3:
        for _, branches in folded.get(UNIONS, ()):
            for branch in branches[:12]:
                found |= kinds(folding, branch, depth + 1)
    return found - {"null"}


def items(folding: Folding, schema: Any, depth: int = 0) -> Any:
    """The schema of a list's items, or None where a value is no list."""
    folded = folding.fold(schema)
    if "array" in types(folded):
        inner = folded.get("items")
        return inner if isinstance(inner, dict) else {}
    if depth < 3:
        for _, branches in folded.get(UNIONS, ()):
            for branch in branches[:6]:
                found = items(folding, branch, depth + 1)
                if found is not None:
                    return found
    return None


def objects(folding: Folding, schema: Any, deepest: int = 2) -> list[tuple[Route, Any]]:
    """The objects inside a value, itself first: where they are, and their schemas."""
    folded = folding.fold(schema)
    return folding.once("objects", folded, deepest, lambda: list(_objects(folding, schema, deepest)))


def _objects(folding: Folding, schema: Any, deepest: int) -> Iterator[tuple[Route, Any]]:
    waiting: list[tuple[Route, Any]] = [((), schema)]
    while waiting:
        route, node = waiting.pop(0)
        inner = items(folding, node) if not members(folding, node) else None
        if inner is not None and len(route) < deepest and 0 not in route:
            waiting.append(((*route, 0), inner))
            continue
        named = members(folding, node)
        if named:
            yield route, node
        if len(route) < deepest:
            waiting += [((*route, name), each) for name, each in list(named.items())[:MOST] if _opens(folding, each)]


def _opens(folding: Folding, schema: Any) -> bool:
    return (bool(members(folding, schema)) and items(folding, schema) is None) or _single(folding, schema)


def _single(folding: Folding, schema: Any) -> bool:
    """Whether a value is a list of objects."""
    inner = items(folding, schema)
    return inner is not None and bool(members(folding, inner))


def lists(folding: Folding, schema: Any, deepest: int = 3) -> Iterator[tuple[Route, Any, bool]]:
    """The lists inside a value: where they are, the schema of their items, and whether they are objects by key."""
    waiting: list[tuple[Route, Any]] = [((), schema)]
    while waiting:
        route, node = waiting.pop(0)
        inner = items(folding, node)
        if inner is not None:
            yield route, inner, False
            continue
        more = folding.fold(node).get("additionalProperties")
        if isinstance(more, dict) and not members(folding, node):
            yield route, more, True
        if len(route) < deepest:
            waiting += [((*route, name), each) for name, each in list(members(folding, node).items())[:MOST]]


def alike(folding: Folding, one: Any, other: Any) -> float:
    """How much of what one schema names the other one names, too: 0 to 1; more than 1 where they are the same."""
    if folding.fold(one) is folding.fold(other) or folding.follow(one) is folding.follow(other):
        return 1.5
    ours, theirs = members(folding, one), members(folding, other)
    if not ours or not theirs:
        return 0.0
    if len(ours) > FEW and ours.keys() == theirs.keys():
        return 1.5
    return len(ours.keys() & theirs.keys()) / min(len(ours), len(theirs))


def at(value: Any, route: Route) -> Any:
    """The part of a value at the end of a route; None where there is none."""
    for step in route:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and len(value) > step else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
        if value is None:
            return None
    return value


def wrapped(value: Any, route: Route) -> Any:
    """A value with everything around it that a route goes through."""
    for step in reversed(route):
        value = [value] if isinstance(step, int) else {step: value}
    return value


def placed(whole: Any, route: Route, value: Any) -> Any:
    """A whole with a value put at the end of a route; nothing is changed in place."""
    if not route:
        return value
    step, below = route[0], route[1:]
    if isinstance(step, int):
        rest = list(whole) if isinstance(whole, list) else []
        return [placed(rest[0] if rest else None, below, value), *rest[1:]]
    inner = whole if isinstance(whole, dict) else {}
    return {**inner, step: placed(inner.get(step), below, value) if below else value}


def put(own: dict[Any, Any], route: Route, value: Any) -> None:
    """Put a value at the end of a route into an object of one's own; what is inside that is not changed in place."""
    own[route[0]] = value if len(route) == 1 else placed(own.get(route[0]), route[1:], value)


def among(whole: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Some members of an object, in the order of their names."""
    return {name: whole[name] for name in names if name in whole}


def inside(folding: Folding, schema: Any, route: Route) -> Schema | None:
    """The folded schema at the end of a route, or None."""
    found = node(folding, schema, route)
    return None if found is None else folding.fold(found)


def node(folding: Folding, schema: Any, route: Route) -> Any:
    """The schema at the end of a route as the document writes it, or None."""
    for step in route:
        schema = items(folding, schema) if isinstance(step, int) else members(folding, schema).get(step)
        if schema is None:
            return None
    return schema


def item_at(folding: Folding, schema: Any, route: Route, item: Route = ()) -> Any:
    """The schema of the items of the list at the end of a route, or of a part of them; or None."""
    found = node(folding, schema, route)
    inner = None if found is None else items(folding, found)
    return None if inner is None else node(folding, inner, item)


def route_text(route: Route) -> str:
    """A route as a reader sees it: `metadata.name`, `data[0]`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in route)
    return text.removeprefix(".")
