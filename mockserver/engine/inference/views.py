"""Where answers and bodies hold an entity or a list of entities; looks at schemas only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.engine.inference import key_names, keys, shapes
from mockserver.engine.inference.decisions import View
from mockserver.engine.inference.paths import letters, singular
from mockserver.engine.inference.shapes import Route
from mockserver.openapi.folding import Folding

WRAPPERS = frozenset(
    [
        "data",
        "result",
        "results",
        "item",
        "items",
        "entity",
        "response",
        "resource",
        "payload",
        "value",
        "record",
        "content",
    ]
)
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
OTHER = 60
"""The most that a member weighs as the key of an object that has an id beside it."""
SAME = 12
"""What it counts that an object is of the very schema of others of its kind; one inside another that is like them, too, is not."""
ALIKE = 0.5
"""From this likeness on, two schemas are views of one entity."""


def entity(
    folding: Folding,
    schema: Any,
    parameter: str,
    noun: str,
    others: tuple[Any, ...] = (),
    demanded: Mapping[str, Any] | None = None,
) -> tuple[Route, float]:
    """Where an answer holds one entity, and how much speaks for the place.

    Args:
        folding: the document's schemas.
        schema: what the answer fits.
        parameter: the path parameter that carries the entity's key.
        noun: what one entity is called.
        others: schemas of the same entity seen elsewhere: the items of the list, the bodies sent.
        demanded: the folded schema of the path parameter.
    """
    found: tuple[Route, float] = ((), -1)
    strange = False
    own, _ = keys.best(folding, schema, parameter, noun, demanded)
    for route, node in shapes.objects(folding, schema, 2):
        place, key = keys.best(folding, node, parameter, noun, demanded)
        if route and _refers(folding, place, schema, node):
            key = min(key, OTHER)
        likeness = [shapes.alike(folding, node, other) for other in others]
        strange = strange or (not route and max(likeness, default=0) < ALIKE)
        score = key / 10 - len(route)
        score += sum(SAME if each > 1 and (strange or not route) else 4 * min(each, 1) for each in likeness)
        last = letters(str(route[-1])) if route else ""
        if last and len(own) != 1 and (last in WRAPPERS or last == letters(noun)):
            score += 1.5
        if score > found[1] + 0.01:
            found = (route, score)
    return found


def _refers(folding: Folding, place: Route, schema: Any, node: Any) -> bool:
    """Whether an object inside another one names a record by a member, beside an id: its own, or that of what holds it."""
    named = bool(place) and letters(str(place[-1])) != "id"
    return named and any("id" in map(letters, shapes.members(folding, each)) for each in (schema, node))


def listing(
    folding: Folding,
    schema: Any,
    entity_schema: Any,
    parameter: str,
    noun: str,
    demanded: Mapping[str, Any] | None = None,
    reading: tuple[Any, Route] = (None, ()),
) -> View | None:
    """Where an answer holds a list of entities; None where it holds none.

    Args:
        schema: what the answer fits.
        entity_schema: what one entity fits, where that is known.
        parameter: the path parameter that carries an entity's key.
        noun: what one entity is called.
        demanded: the folded schema of the path parameter.
        reading: the schema of the answer that shows one entity, and where it does.
    """
    found: tuple[View | None, float] = (None, 1.4)
    for route, inner, by_key in shapes.lists(folding, schema):
        if 0 in route:
            continue
        for item, shown in _records(folding, inner, entity_schema, noun, reading):
            alike = shapes.alike(folding, shown, entity_schema) if entity_schema is not None else 0
            key, weight = keys.best(folding, shown, parameter, noun, demanded)
            last = letters(str(route[-1])) if route else ""
            score = 4 * alike + weight / 30 - len((*route, *item)) * 0.5 - 1.0 * by_key
            if last and (last in LISTS or singular(last) == letters(noun) or last == letters(noun)):
                score += 2
            plain = shapes.kinds(folding, shown) <= {"string", "integer"} and bool(shapes.kinds(folding, shown))
            if plain:
                score, key = score + (2.0 if not route else 0.0) - 0.5, ()
            elif not shapes.members(folding, shown):
                score += 1.0 if not route else 0.0 if open_to_all(folding, shown) else -0.5
            if score > found[1]:
                found = (View(route, key if weight >= key_names.LIKELY else (), True, by_key, plain, item), score)
    return found[0]


def _records(
    folding: Folding, inner: Any, entity_schema: Any, noun: str, reading: tuple[Any, Route]
) -> Iterator[tuple[Route, Any]]:
    """Where a thing that is listed may hold its record: it is that itself, or what reading one answers, or has objects alone."""
    whole, route = reading
    if route and 0 not in route and shapes.alike(folding, inner, whole) > 1:
        yield route, shapes.node(folding, inner, route)
        return
    yield (), inner
    named = shapes.members(folding, inner)
    if entity_schema is not None and shapes.alike(folding, inner, entity_schema) >= ALIKE:
        return
    for name, each in named.items() if all(shapes.members(folding, each) for each in named.values()) else ():
        same = entity_schema is not None and shapes.alike(folding, each, entity_schema) > 1
        if same or letters(name) == letters(noun):
            yield (name,), each


def anything(folding: Folding, schema: Any, noun: str) -> Route | None:
    """Where an answer takes any object: it does, or a member that is called like a wrapper or like a record; None for nowhere."""
    if open_to_all(folding, schema):
        return ()
    for name, inner in shapes.members(folding, schema).items():
        if (letters(name) in WRAPPERS or letters(name) == letters(noun)) and open_to_all(folding, inner):
            return (name,)
    return None


def open_to_all(folding: Folding, schema: Any) -> bool:
    """Whether a schema takes any object, and says nothing of its members."""
    if shapes.kinds(folding, schema) - {"object"} or shapes.members(folding, schema):
        return False
    return folding.fold(schema).get("additionalProperties", True) in (True, {})


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


def sent(folding: Folding, schema: Any, entity_schema: Any, noun: str) -> Route:
    """Where a body holds the entity: itself, unless one object, or list of such, inside it is more like the entity."""
    found: tuple[Route, float] = ((), -1.0)
    for route, node in shapes.objects(folding, schema, 2):
        inside = [step for step in route if step != 0]
        if len(inside) > 1:
            continue
        named = shapes.members(folding, node)
        theirs = shapes.members(folding, entity_schema)
        share = len(named.keys() & theirs.keys()) / max(1, len(named))
        last = letters(str(inside[-1])) if inside else ""
        usual = last in WRAPPERS or last == letters(noun) or singular(last) == letters(noun)
        score = share + (0.3 if last and usual else 0) - 0.4 * len(inside)
        if score > found[1] + 0.01:
            found = (route, score)
    return found[0]


def showing(
    folding: Folding,
    schema: Any,
    entity_schema: Any,
    parameter: str,
    noun: str,
    demanded: Mapping[str, Any] | None = None,
) -> View | None:
    """Where an answer to a change shows the record; None where it shows nothing of it.

    Args:
        schema: what the answer fits.
        entity_schema: what one entity fits, where that is known.
        parameter: the path parameter that carries an entity's key.
        noun: what one entity is called.
        demanded: the folded schema of the path parameter.
    """
    route, _ = entity(folding, schema, parameter, noun, (entity_schema,) if entity_schema is not None else (), demanded)
    node = shapes.inside(folding, schema, route)
    if node is None:
        return None
    key, weight = keys.best(folding, node, parameter, noun, demanded)
    alike = shapes.alike(folding, node, entity_schema) if entity_schema is not None else 0
    if weight < key_names.LIKELY and alike < ALIKE:
        return None
    return View(route, key if weight >= key_names.LIKELY else ())
