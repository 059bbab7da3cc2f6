"""Where answers and bodies hold an entity; looks at schemas only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
OTHER = 60
"""The most that a member weighs as the key of an object that has an id beside it."""
SAME = 12
"""What it counts that an object is of the very schema of others of its kind; one inside another that is like them, too, is not."""
ALIKE = 0.5
"""From this likeness on, two schemas are views of one entity."""


@dataclass(frozen=True)
class Sought:
    """What an answer is looked through for: the records of one collection.

    Attributes:
        parameter: the path parameter that carries a record's key.
        noun: what one record is called.
        schema: what one record fits, where that is known.
        demanded: the folded schema of the path parameter, where that counts.
        reading: the schema of the answer that shows one record, and where it does.
    """

    parameter: str
    noun: str
    schema: Any = None
    demanded: Mapping[str, Any] | None = None
    reading: tuple[Any, Route] = (None, ())


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
    for route, node in [*shapes.objects(folding, schema, 2), *_wrapped_lists(folding, schema, noun)]:
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


def _wrapped_lists(folding: Folding, schema: Any, noun: str) -> Iterator[tuple[Route, Any]]:
    """The items of lists that are called like an entity, in a wrapper: `data.accounts[0]` of an account."""
    for name, inner in shapes.members(folding, schema).items():
        for each, listed in shapes.members(folding, inner).items() if letters(name) in WRAPPERS else ():
            item = shapes.items(folding, listed)
            if item is not None and letters(singular(each)) == letters(noun) and shapes.members(folding, item):
                yield (name, each, 0), item


def _refers(folding: Folding, place: Route, schema: Any, node: Any) -> bool:
    """Whether an object inside another one names a record by a member, beside an id: its own, or that of what holds it."""
    named = bool(place) and letters(str(place[-1])) != "id"
    return named and any("id" in map(letters, shapes.members(folding, each)) for each in (schema, node))


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


def sent(folding: Folding, schema: Any, entity_schema: Any, noun: str) -> Route:
    """Where a body holds the entity: itself, unless one object, or list of such, inside it is more like the entity."""
    found: tuple[Route, float] = ((), -1.0)
    for route, node in shapes.objects(folding, schema, 2):
        inside = [step for step in route if step != 0]
        if len(inside) > 1:
            continue
        named = shapes.members(folding, node)
        theirs = shapes.members(folding, entity_schema)
        shared = [name for name in named if name in theirs and _one_kind(folding, named[name], theirs[name])]
        share = len(shared) / max(1, len(named))
        last = letters(str(inside[-1])) if inside else ""
        usual = last in WRAPPERS or last == letters(noun) or singular(last) == letters(noun)
        if inside and not usual and named and all(letters(name) in key_names.NUMBERED for name in named):
            continue  # it names another thing: `warehouse.id` of an order
        score = share + (0.3 if last and usual else 0) - 0.4 * len(inside)
        if score > found[1] + 0.01:
            found = (route, score)
    listed = shapes.items(folding, schema) if found[1] < 0 else None
    return (0,) if listed is not None and open_to_all(folding, listed) else found[0]


def _one_kind(folding: Folding, one: Any, other: Any) -> bool:
    """Whether two members may have a value in common, by their types: an object of a record's name is not its text."""
    ours, theirs = shapes.kinds(folding, one), shapes.kinds(folding, other)
    return not ours or not theirs or ("object" in ours) == ("object" in theirs)


def showing(folding: Folding, schema: Any, sought: Sought) -> View | None:
    """Where an answer to a change shows the record; None where it shows nothing of it.

    Args:
        schema: what the answer fits.
        sought: what the record is.
    """
    others = (sought.schema,) if sought.schema is not None else ()
    route, _ = entity(folding, schema, sought.parameter, sought.noun, others, sought.demanded)
    node = shapes.inside(folding, schema, route)
    if node is None:
        return None
    key, weight = keys.best(folding, node, sought.parameter, sought.noun, sought.demanded)
    alike = shapes.alike(folding, node, sought.schema) if sought.schema is not None else 0
    if weight < key_names.LIKELY and alike < ALIKE:
        return None
    return View(route, key if weight >= key_names.LIKELY else ())
