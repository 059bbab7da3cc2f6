"""The one walk through a document: what stands where, and of which kind; compiles and judges nothing.

Places are JSON pointers written as text. A walk goes through the document as it is written; what a `$ref` means is looked up
only where a function says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mockserver.openapi.operation import METHODS, methods
from mockserver.openapi.pointers import JSON, at, has, items, join, last, members, split, target

_SCHEMAS = ("allOf", "anyOf", "oneOf")
_DESCRIBED = {"schema": "schema", "content": "*media type", "examples": "*example"}
KINDS: dict[str, dict[str, str]] = {
    "document": {
        "info": "info", "servers": "*server", "paths": "paths", "components": "components", "tags": "*tag",
        "externalDocs": "link to documentation",
    },
    "info": {"contact": "contact", "license": "license"},
    "server": {"variables": "*variable"},
    "tag": {"externalDocs": "link to documentation"},
    "paths": {"*": "path"},
    "path": {**dict.fromkeys(METHODS, "operation"), "parameters": "*parameter", "servers": "*server"},
    "operation": {
        "parameters": "*parameter", "requestBody": "body", "responses": "*response", "callbacks": "*callback",
        "servers": "*server", "externalDocs": "link to documentation",
    },
    "callback": {"*": "path"},
    "parameter": _DESCRIBED,
    "header": _DESCRIBED,
    "body": {"content": "*media type"},
    "media type": {"schema": "schema", "examples": "*example", "encoding": "*encoding"},
    "encoding": {"headers": "*header"},
    "response": {"headers": "*header", "content": "*media type", "links": "*link"},
    "link": {"server": "server"},
    "schema": {
        "properties": "*schema", "items": "schema", "additionalProperties": "schema", "not": "schema",
        **dict.fromkeys(_SCHEMAS, "*schema"), "discriminator": "discriminator", "xml": "xml",
        "externalDocs": "link to documentation",
    },
    "components": {
        "schemas": "*schema", "responses": "*response", "parameters": "*parameter", "examples": "*example",
        "requestBodies": "*body", "headers": "*header", "securitySchemes": "*security scheme", "links": "*link",
        "callbacks": "*callback",
    },
    "security scheme": {"flows": "*flow"},
}  # fmt: skip
"""Kind of an object to its members that hold objects, and their kind; `*kind` is a list or a map of such, `*` every member.

Whatever is not listed holds values, which are data.
"""


@dataclass(frozen=True, slots=True)
class Node:
    """An object of a document.

    Attributes:
        place: where it stands.
        kind: what OpenAPI calls it, one of `KINDS` or of their members; a reference is of the kind of what it stands for.
        member: the member of its owner under which it stands, such as `properties`.
        value: its members.
        owner: the object in which it stands; None for the first of a walk.
    """

    place: str
    kind: str
    member: str
    value: JSON
    owner: Node | None = None

    def children(self) -> Iterator[Node]:
        """The objects that stand in it, in the order of the document; none in a reference."""
        known = KINDS.get(self.kind, {})
        for member, value in self.value.items() if "$ref" not in self.value else ():
            kind = known.get(member) or known.get("*", "")
            place = self.place + join(member)
            held = [(place + join(key), each) for key, each in items(value)] if kind[:1] == "*" else [(place, value)]
            for where, each in held if kind else ():
                if isinstance(each, dict):
                    yield Node(where, kind.removeprefix("*"), member, each, self)


def walk(document: JSON, *kinds: str) -> Iterator[Node]:
    """Every object of a document, outer ones first, in the order of the document.

    Args:
        document: the document, as plain JSON values.
        kinds: only objects of these kinds; all if none is given.
    """
    waiting = [Node("", "document", "", document)]
    while waiting:
        node = waiting.pop()
        if not kinds or node.kind in kinds:
            yield node
        waiting.extend(reversed(list(node.children())))


def reachable(document: JSON, schemas: Iterable[str]) -> Iterator[Node]:
    """The schemas that can hold for a part of a value, with those that are referred to; each is followed once."""
    seen: set[str] = set()
    waiting = [Node(place, "schema", "", at(document, place)) for place in schemas]
    while waiting:
        node = waiting.pop()
        yield node
        place = target(document, node.place)
        if place not in seen:
            seen.add(place)
            written = node if place == node.place else Node(place, "schema", "", at(document, place))
            waiting.extend(each for each in written.children() if each.kind == "schema" and each.member != "not")


def properties(document: JSON, schemas: Iterable[str]) -> set[str]:
    """The places of all properties that can be reached from some schemas.

    Args:
        document: the document.
        schemas: the places of the schemas.
    """
    return {node.place for node in reachable(document, schemas) if node.member == "properties"}


def operations(document: JSON) -> dict[str, str]:
    """The places of a document's operations by operationId, in the order of paths and of `methods`."""
    nodes = {
        join("paths", path, method): item[method]
        for path, item in document.get("paths", {}).items()
        for method in methods(item)
    }
    return {node["operationId"]: place for place, node in nodes.items() if "operationId" in node}


def parameters(document: JSON, operation: str) -> list[str]:
    """The places of an operation's parameters, as they are listed at the operation and at its path.

    Args:
        document: the document.
        operation: the place of the operation.
    """
    path = join(*split(operation)[:-1])
    return [*members(document, operation, "parameters"), *members(document, path, "parameters")]


def schemas(document: JSON, holder: str) -> list[str]:
    """The schemas of a parameter, a body or a response: its own, or those of its media types.

    Args:
        document: the document.
        holder: the place of what has them, references followed.
    """
    owners = [holder, *members(document, holder, "content")]
    return [place for owner in owners if has(document, place := owner + join("schema"))]


def parts(document: JSON, schema: str, *unions: str) -> list[str]:
    """The places whose schemas hold for a value together: the schema, what its `$ref` means, its `allOf`.

    Args:
        document: the document.
        schema: the place of the schema.
        unions: `anyOf` and `oneOf`, if their branches are wanted, too.
    """
    found: list[str] = []
    waiting = [schema]
    while waiting:
        place = target(document, waiting.pop(0))
        if place not in found:
            found.append(place)
            for word in ("allOf", *unions):
                waiting.extend(members(document, place, word))
    return found


def field(document: JSON, schema: str, path: str) -> tuple[list[str], list[str]]:
    """Go down a field's dotted path; `[]` stands for the items of a list.

    Args:
        document: the document.
        schema: where to begin.
        path: the steps, such as `branding.emailFooterMode` or `dashboards[].timeRange`.

    Returns:
        The places of the schemas that own the last step, and the places of the field itself; none if it is not there.
    """
    owners: list[str] = []
    nodes = [schema]
    for step in filter(None, path.replace("[]", ".[]").split(".")):
        tail = join("items") if step == "[]" else join("properties", step)
        for unions in ((), ("anyOf", "oneOf")):
            owners = [part for node in nodes for part in parts(document, node, *unions)]
            found = [owner + tail for owner in owners if has(document, owner + tail)]
            if found:
                break
        nodes = found
    return owners, nodes


def fields(document: JSON, schemas: Iterable[str]) -> dict[str, str]:
    """The places of all fields by their dotted paths, as `field` reads them; a schema that holds itself is entered once.

    Args:
        document: the document.
        schemas: the places of the schemas that describe a value.

    Returns:
        Dotted path to the place of the property.
    """
    found: dict[str, str] = {}

    def visit(schema: str, path: str, within: tuple[str, ...]) -> None:
        for part in (each for each in parts(document, schema, "anyOf", "oneOf") if each not in within):
            for member in members(document, part, "properties"):
                name = f"{path}.{last(member)}" if path else last(member)
                found.setdefault(name, member)
                visit(member, name, (*within, part))
            if has(document, part + join("items")):
                visit(part + join("items"), f"{path}[]", (*within, part))

    for each in schemas:
        visit(each, "", ())
    return found
