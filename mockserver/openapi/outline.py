"""Where the operations, parameters and schemas of a document stand, as JSON pointers; compiles and judges nothing."""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.openapi import places
from mockserver.openapi.operation import METHODS
from mockserver.openapi.places import JSON
from mockserver.openapi.pointers import join, split


def operations(document: JSON) -> dict[str, str]:
    """Name the places of a document's operations by operationId."""
    nodes = {
        join("paths", path, method): item[method]
        for path, item in document.get("paths", {}).items()
        for method in METHODS
        if method in item
    }
    return {node["operationId"]: place for place, node in nodes.items() if "operationId" in node}


def parameters(document: JSON, operation: str) -> list[str]:
    """Name the places of an operation's parameters, as they are listed at the operation and at its path."""
    path = join(*split(operation)[:-1])
    return [*places.members(document, operation, "parameters"), *places.members(document, path, "parameters")]


def parts(document: JSON, schema: str, *unions: str) -> list[str]:
    """Name the places whose schemas hold for a value together: the schema, what its `$ref` means, its `allOf`.

    Args:
        document: the document.
        schema: the place of the schema.
        unions: `anyOf` and `oneOf`, if their branches are wanted, too.
    """
    found: list[str] = []
    waiting = [schema]
    while waiting:
        place = places.resolve(document, waiting.pop(0))
        if place not in found:
            found.append(place)
            for word in ("allOf", *unions):
                waiting.extend(places.members(document, place, word))
    return found


def properties(document: JSON, schemas: Iterable[str]) -> set[str]:
    """Name the places of all properties that can be reached from some schemas."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = list(schemas)
    while waiting:
        place = places.resolve(document, waiting.pop())
        if place in seen:
            continue
        seen.add(place)
        own = places.members(document, place, "properties")
        found.update(own)
        waiting.extend(own)
        for word in ("allOf", "anyOf", "oneOf"):
            waiting.extend(places.members(document, place, word))
        for word in ("items", "additionalProperties"):
            if isinstance(places.at(document, place + join(word)), dict):
                waiting.append(place + join(word))
    return found


def schemas(document: JSON, holder: str) -> list[str]:
    """Name the schemas of a parameter, a body or a response: its own, or those of its media types."""
    owners = [holder, *places.members(document, holder, "content")]
    return [place for owner in owners if places.has(document, place := owner + join("schema"))]


def field(document: JSON, schema: str, path: str) -> tuple[list[str], list[str]]:
    """Go down a field's dotted path.

    Returns:
        The places of the schemas that own the last step, and the places of the field itself; none if it is not there.
    """
    owners: list[str] = []
    nodes = [schema]
    for step in filter(None, path.replace("[]", ".[]").split(".")):
        tail = join("items") if step == "[]" else join("properties", step)
        for unions in ((), ("anyOf", "oneOf")):
            owners = [part for node in nodes for part in parts(document, node, *unions)]
            found = [owner + tail for owner in owners if places.has(document, owner + tail)]
            if found:
                break
        nodes = found
    return owners, nodes
