"""Which member of an entity is its key: all that a document shows about it, weighed; and what a key looks like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mockserver.engine.inference import shapes
from mockserver.engine.inference.paths import letters, singular, words
from mockserver.engine.inference.shapes import Route
from mockserver.openapi.acceptance import scalar
from mockserver.openapi.folding import UNIONS, Folding, Schema, merge, types

USUAL = (
    "id", "uuid", "key", "name", "slug", "gid", "uid", "sid", "handle", "token", "number", "code", "username", "login",
    "email", "guid", "identifier", "ref", "reference",
)  # fmt: skip
"""What keys are called, the likeliest first."""
ADDRESSES = ("uri", "self", "href", "selflink", "resourceuri", "resourceurl", "url", "location", "link")
"""What members are called that hold the address of a record, the likeliest first."""
NUMBERED = frozenset(["id", "uuid", "guid", "gid", "uid", "sid", "number", "identifier", "nodeid"])
"""Members that have a value of their own in every record, whether they are its key or not."""
GENERIC = frozenset(["entity", "object", "resource", "item", "record", "unique", "element", "internal"])
"""Words before `id` that say no more than it does."""
PARTS = frozenset(
    ["data", "result", "item", "entity", "response", "resource", "payload", "value", "record", "content", "metadata",
     "meta", "attributes", "properties", "fields", "spec", "info", "header", "identity", "details", "summary", "base"]
)  # fmt: skip
"""What objects are called that are the entity itself, or a part of it, and not another one that it names."""
LIKELY = 40
"""From this weight on a member counts as a key."""
RELATED = 80
"""From this weight on a member is called like the parameter."""


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


@lru_cache(maxsize=100_000)
def weight(name: str, parameter: str, noun: str) -> float:
    """How likely a member is the key that a path parameter carries.

    Args:
        name: the member's name.
        parameter: the parameter's name.
        noun: what the collection is called, in the singular.
    """
    member, wanted, thing = letters(name), letters(parameter), letters(noun)
    usual = USUAL.index(member) if member in USUAL else None
    if member == wanted:
        return 100
    if wanted == thing + member and usual is not None:
        return 95
    if member.endswith("id") and member[:-2] in GENERIC and wanted.endswith("id"):
        return 82
    if usual is not None and wanted.endswith(member) and len(wanted) > len(member):
        return 85
    if member == thing + wanted:
        return 80
    if len(words(parameter)) > 1 and member == words(parameter)[-1]:
        return 70
    if thing and member.startswith(thing) and member[len(thing) :] in USUAL[:3]:
        return 65
    return 60 - usual if usual is not None else 0


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
        part = all(_part(str(step), noun) for step in route)
        for name, inner in shapes.members(folding, node).items():
            if not part and letters(name) != letters(parameter) and letters(name) not in NUMBERED:
                continue  # what another thing is called
            value = _nested(weight(name, parameter, noun), len(route))
            if value > found[1] and _possible(folding, inner):
                value -= _unlike(folding, name, inner, demanded)
                if value > found[1]:
                    found = ((*route, name), value)
    return found


def _part(name: str, noun: str) -> bool:
    """Whether an object inside an entity is the entity itself, or a part of it, by its name."""
    plain, thing = letters(name), letters(noun)
    alike = bool(thing) and (plain.endswith(thing) or thing.endswith(letters(singular(name))))
    return plain in PARTS or alike


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


def same(name: str, called: str, weight: float) -> bool:
    """Whether a member of an answer is the key that is called something else elsewhere, and not another one.

    Args:
        name: the member's name.
        called: the key's name; empty where none is known.
        weight: how likely the member is the key by itself.
    """
    plain = letters(name)
    return not called or plain == letters(called) or weight >= RELATED or plain in NUMBERED


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
    alike = not called or letters(str(route[-1])) == letters(called)
    return route if alike or weight_ >= _nested(RELATED, len(route) - 1) else ()


def _nested(weight: float, depth: int) -> float:
    """The weight of a member so far down: every likely member above goes before it."""
    return weight if not depth or not weight else LIKELY + weight / 60 - depth / 10


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


def form(folding: Folding, parameter: Schema, members: list[Schema]) -> tuple[str, Schema]:
    """What a key must be to fit the path parameter and every member that shows it: its kind, and the folded schema."""
    merged: Schema = {}
    for each in (_alternative(folding, each) for each in members):
        plain = {word: value for word, value in each.items() if word not in ("example", "default", "enum", "examples")}
        if "enum" in each and len(each["enum"]) > 1:
            plain["enum"] = each["enum"]
        if not merged or not types(merged) or not types(plain) or set(types(merged)) & set(types(plain)):
            merge(merged, plain)
    whole = {"integer", "number"}
    ours, theirs = set(types(merged)) - {"null"}, set(types(parameter)) - {"null"}
    if not ours or not theirs or ours & theirs:
        merge(merged, parameter)
    elif ours <= whole:
        bounds: Schema = {word: parameter[word] for word in ("minimum", "maximum") if word in parameter}
        merge(merged, bounds)
    elif theirs <= whole:
        merge(merged, {"pattern": r"^[1-9]\d*$"})
    example = next((each["example"] for each in (*members, parameter) if "example" in each), None)
    if example is not None and scalar({w: v for w, v in merged.items() if w != "example"}, example):
        merged["example"] = example
    return kind(merged), merged


def _alternative(folding: Folding, schema: Schema) -> Schema:
    """Of several forms, the first that a key can have."""
    for _, branches in schema.get(UNIONS, ()):
        for branch in branches:
            folded = folding.branch(schema, branches, branch)
            if set(types(folded)) & {"integer", "string"}:
                return _alternative(folding, folded)
    return schema


_UUID = re.compile(r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


def kind(schema: Mapping[str, Any]) -> str:
    """What a key is like, told from its folded schema."""
    allowed = types(dict(schema))
    if isinstance(schema.get("enum"), list):
        return "enum"
    if set(allowed) & {"integer", "number"} and "string" not in allowed:
        return "integer"
    if schema.get("format") in ("uuid", "guid"):
        return "uuid"
    if "pattern" in schema:
        return "pattern"
    example = schema.get("example")
    if isinstance(example, str) and _UUID.fullmatch(example):
        return "uuid"
    return "slug"


def noun_of(literals: list[str]) -> str:
    """What one record of a collection is called, from the literal segments of its path."""
    return singular(literals[-1]) if literals else ""
