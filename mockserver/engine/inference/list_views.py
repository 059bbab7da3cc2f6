"""Where answers hold a list of entities, and where one that is listed is; looks at schemas only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.engine.inference import key_names, keys, shapes, views
from mockserver.engine.inference.decisions import View
from mockserver.engine.inference.paths import letters, singular
from mockserver.engine.inference.shapes import Route
from mockserver.engine.inference.views import Sought
from mockserver.openapi.folding import Folding

LISTS = frozenset(
    [
        "items",
        "data",
        "results",
        "result",
        "values",
        "value",
        "records",
        "entries",
        "list",
        "rows",
        "content",
        "objects",
        "resources",
        "elements",
        "hits",
        "docs",
        "documents",
        "collection",
        "members",
        "edges",
        "nodes",
        "response",
        "payload",
    ]
)


def listing(folding: Folding, schema: Any, sought: Sought) -> View | None:
    """Where an answer holds a list of entities; None where it holds none.

    Args:
        schema: what the answer fits.
        sought: what one entity is.
    """
    noun = letters(sought.noun)
    found: tuple[View | None, float] = (None, 1.4)
    for route, inner, by_key in shapes.lists(folding, schema):
        if 0 in route:
            continue
        for item, shown in _records(folding, inner, sought):
            alike = shapes.alike(folding, shown, sought.schema) if sought.schema is not None else 0
            key, weight = keys.best(folding, shown, sought.parameter, sought.noun, sought.demanded)
            last = letters(str(route[-1])) if route else ""
            score = 4 * alike + weight / 30 - len((*route, *item)) * 0.5 - 1.0 * by_key
            if last and (last in LISTS or noun in (singular(last), last)):
                score += 2
            plain = shapes.kinds(folding, shown) <= {"string", "integer"} and bool(shapes.kinds(folding, shown))
            if plain:
                score, key = score + (2.0 if not route else 0.0) - 0.5, ()
            elif not shapes.members(folding, shown):
                score += (1.0 if not route else -0.5) + (0.5 if views.open_to_all(folding, shown) else 0.0)
            score += 2.0 if item and item == sought.reading[1] else 0.0
            if score > found[1]:
                found = (View(route, key if weight >= key_names.LIKELY else (), True, by_key, plain, item), score)
    return found[0]


def _kindred(step: str | int, sought: Sought) -> bool:
    """Whether a member may hold the record itself: it is called like it, like a part of it, or like what its key is of."""
    plain = letters(str(step))
    named = plain in views.WRAPPERS or key_names.part(str(step), sought.noun)
    return named or (bool(plain) and letters(sought.parameter).startswith(plain))


def _records(folding: Folding, inner: Any, sought: Sought) -> Iterator[tuple[Route, Any]]:
    """Where a thing that is listed may hold its record: it is that itself, or what reading one answers, or has objects alone."""
    whole, route = sought.reading
    if route and all(_kindred(step, sought) for step in route) and shapes.alike(folding, inner, whole) > 1:
        yield route, shapes.node(folding, inner, route)
        return
    yield (), inner
    if sought.schema is not None and shapes.alike(folding, inner, sought.schema) >= views.ALIKE:
        return
    for place, each in _parts(folding, inner):
        same = sought.schema is not None and shapes.alike(folding, each, sought.schema) > 1
        if same or (place and letters(str(place[0])) == letters(sought.noun)):
            yield place, each


def _parts(folding: Folding, schema: Any) -> list[tuple[Route, Any]]:
    """The objects that a thing is nothing but a wrapper of, or the lists of such, and where they are."""
    listed = shapes.items(folding, schema)
    if listed is not None:
        return [((0,), listed)]
    parts: list[tuple[Route, Any]] = []
    for name, each in shapes.members(folding, schema).items():
        inner = shapes.items(folding, each)
        parts.append(((name,), each) if inner is None else ((name, 0), inner))
    return parts if all(shapes.members(folding, each) for _, each in parts) else []


def keys_listed(folding: Folding, schema: Any, parameter: str, noun: str) -> Route:
    """Where an answer lists the keys alone of what was made: texts or numbers, in a list called like keys or like what they are of."""
    thing = letters(noun)
    for route, inner, by_key in shapes.lists(folding, schema, 2):
        kinds = shapes.kinds(folding, inner)
        if by_key or 0 in route or not route or not kinds or not kinds <= {"string", "integer"}:
            continue
        last = letters(singular(str(route[-1])))
        if last in (letters(parameter), "id", "key", f"{thing}id", f"{thing}key") or (thing and last.endswith(thing)):
            return route
    return ()
