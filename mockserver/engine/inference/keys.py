"""Which member of an entity is its key: all that a document shows about it, weighed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mockserver.engine.inference import shapes
from mockserver.engine.inference.key_names import ADDRESSES, LIKELY, NUMBERED, RELATED, USUAL, nested, part, weight
from mockserver.engine.inference.paths import letters
from mockserver.engine.inference.shapes import Route
from mockserver.openapi.folding import Folding, types

BOUNDED = frozenset(["maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "pattern", "enum", "const"])
"""Words of a schema for which not every number is good enough."""


@dataclass(frozen=True)
class Key:
    """What tells the records of a collection apart.

    Attributes:
        parameter: the path parameter that carries it.
        member: where an entity has it; empty where no member of the entity is its key.
        kind: `integer`, `uuid`, `pattern`, `enum` or `slug`.
        schema: what it must fit, folded.
        noun: what one record is called.
        client: whether the one who creates may give it.
        called: what the member is called that shows it, in the entity or in another answer.
        weight: how sure this is.
        address: where an entity without its key has the address that holds it; or empty.
    """

    parameter: str
    member: Route
    kind: str
    schema: Mapping[str, Any]
    noun: str
    client: bool = False
    weight: float = 0
    called: str = ""
    address: Route = ()

    @property
    def sure(self) -> bool:
        """Whether the member that is its is no name that the caller may have given the record."""
        return bool(self.member) and (self.weight >= RELATED or letters(str(self.member[-1])) in NUMBERED)

    @cached_property
    def counted(self) -> bool:
        """Whether it is a number, and every one from 1 on is good enough."""
        schema = self.schema
        return self.kind == "integer" and not schema.keys() & BOUNDED and schema.get("minimum", 0) in (0, 1)


def best(
    folding: Folding, schema: Any, parameter: str, noun: str, demanded: Mapping[str, Any] | None = None
) -> tuple[Route, float]:
    """The likeliest key of an entity, its own members before those of objects inside it; its weight.

    Args:
        demanded: the folded schema of the path parameter.
    """
    wanted = f"{demanded.get('type')} {demanded.get('format')}" if demanded else ""
    question = f"key {parameter} {noun} {wanted}"
    return folding.once(question, folding.fold(schema), 0, lambda: _best(folding, schema, parameter, noun, demanded))


def _best(
    folding: Folding, schema: Any, parameter: str, noun: str, demanded: Mapping[str, Any] | None
) -> tuple[Route, float]:
    found: tuple[Route, float] = ((), 0)
    for route, node in shapes.objects(folding, schema, 2):
        if 0 in route:
            continue
        inside = all(part(str(step), noun) for step in route)
        for name, inner in shapes.members(folding, node).items():
            if not inside and letters(name) != letters(parameter) and letters(name) not in NUMBERED:
                continue  # what another thing is called
            value = nested(weight(name, parameter, noun), len(route))
            if value > found[1] and _possible(folding, inner):
                value -= _unlike(folding, name, inner, demanded)
                if value > found[1]:
                    found = ((*route, name), value)
    return found


def others(folding: Folding, schema: Any, member: Route) -> tuple[str, ...]:
    """The members beside the key that tell an entity's records apart, too, so that a record is found by them as well."""
    named = shapes.members(folding, schema)
    return tuple(
        name
        for name, inner in named.items()
        if letters(name) in USUAL and (name,) != member and _possible(folding, inner)
    )


def address(folding: Folding, schema: Any) -> Route:
    """Where an object has the address of the record that it is about; empty where it has none."""
    named = shapes.members(folding, schema)
    likely = [name for name in named if letters(name) in ADDRESSES and shapes.kinds(folding, named[name]) == {"string"}]
    return (min(likely, key=lambda name: ADDRESSES.index(letters(name))),) if likely else ()


def given(
    folding: Folding, schema: Any, parameter: str, noun: str, called: str, demanded: Mapping[str, Any] | None = None
) -> Route:
    """Where something that is sent has the key; empty where it has none.

    Args:
        schema: what is sent.
        called: what the key is called elsewhere: only that member is the key, or one that is called like the parameter.
    """
    route, weight_ = best(folding, schema, parameter, noun, demanded)
    if weight_ < LIKELY or not route or (shapes.inside(folding, schema, route) or {}).get("readOnly") is True:
        return ()
    if not all(part(str(step), noun) for step in route[:-1]):
        return ()  # another thing that it names: `warehouse.id` of an order
    alike = not called or letters(str(route[-1])) == letters(called)
    return route if alike or weight_ >= nested(RELATED, len(route) - 1) else ()


def _possible(folding: Folding, schema: Any) -> bool:
    kinds = shapes.kinds(folding, schema)
    return not kinds or bool(kinds & {"string", "integer", "number"})


def _unlike(folding: Folding, name: str, schema: Any, demanded: Mapping[str, Any] | None) -> float:
    """What it costs that the parameter asks for another form than the member has."""
    if not demanded:
        return 0
    kinds, wanted = shapes.kinds(folding, schema), set(types(dict(demanded)))
    cost = 0.0
    if kinds and wanted and not kinds & wanted and not ({"integer", "number"} >= kinds | wanted):
        cost += 12 if "string" in wanted else 25  # a number is a text, too, but few texts are numbers
    if demanded.get("format") == "uuid" and folding.fold(schema).get("format") not in ("uuid", "guid"):
        cost += 4 if letters(name) in NUMBERED else 12  # few names are such keys
    return cost
