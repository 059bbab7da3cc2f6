"""What a document must not do although OpenAPI allows it or its validator does not see it; one small rule each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mockserver.conformance.finding import Finding
from mockserver.openapi import places
from mockserver.openapi.operation import METHODS
from mockserver.openapi.outline import operations, parameters, parts
from mockserver.openapi.places import JSON
from mockserver.openapi.pointers import join, split

Flaws = Iterator[tuple[str, str]]
"""A place and what is wrong there."""

_NAMED = {
    "paths", "properties", "schemas", "headers", "examples", "responses", "requestBodies", "securitySchemes", "links",
    "callbacks", "content", "mapping", "variables", "scopes", "encoding",
}  # fmt: skip
"""Members whose own members have names of the author's choice."""
_VALUES = {"default", "enum", "value", "security"}
"""Members that hold values, which no rule reads."""


def check(document: JSON, openapi: Path) -> Iterator[Finding]:
    """Apply every rule.

    Args:
        document: the OpenAPI document; its form is valid.
        openapi: its file.
    """
    for rule in RULES:
        for pointer, what in rule(document):
            yield Finding("lint", openapi, pointer, what)


def version(document: JSON) -> Flaws:
    """The document is OpenAPI 3.0.3."""
    if document.get("openapi") != "3.0.3":
        yield "/openapi", f"is {document.get('openapi')!r}, must be '3.0.3'"


def servers(document: JSON) -> Flaws:
    """Path keys carry the whole path, so a server has none."""
    for place, name, value in _members(document):
        if name == "servers" and isinstance(value, list):
            for index, server in enumerate(value):
                if urlsplit(server.get("url", "")).path:
                    yield place + join("servers", index, "url"), f"{server['url']!r} has a path; the path keys carry it"


def foreign_members(document: JSON) -> Flaws:
    """There are no extensions, and examples stand under `examples` where they have a name."""
    for place, name, _ in _members(document):
        if name.startswith("x-"):
            yield place + join(name), "extensions are not used here"
        if name == "example":
            yield place + join(name), "'example' has no name; use 'examples'"


def references(document: JSON) -> Flaws:
    """Every reference stays in the document."""
    for place, name, value in _members(document):
        local = isinstance(value, str) and value.startswith("#/")
        if name == "$ref" and not (local and places.has(document, value[1:])):
            yield place + join(name), f"{value!r} leads nowhere in this document"


def security(document: JSON) -> Flaws:
    """Every security scheme that is asked for exists."""
    schemes = places.at(document, "/components/securitySchemes") or {}
    for owner in ("", *operations(document).values()):
        for requirement in places.members(document, owner, "security"):
            for name in places.at(document, requirement):
                if name not in schemes:
                    yield requirement + join(name), f"there is no security scheme {name!r}"


def operation_members(document: JSON) -> Flaws:
    """Every operation can be named and read."""
    for path in places.members(document, "/paths"):
        for operation in places.members(document, path):
            if places.last(operation) in METHODS:
                for name in ("operationId", "summary", "description"):
                    if not places.at(document, operation + join(name)):
                        yield operation, f"the operation has no {name}"


def bodies(document: JSON) -> Flaws:
    """Every response that has a body has a schema, and an example."""
    listed = [each for place in operations(document).values() for each in places.members(document, place, "responses")]
    shared = places.members(document, "/components", "responses")
    for place in dict.fromkeys([places.resolve(document, each) for each in listed] + shared):
        content = places.members(document, place, "content")
        for media_type in content:
            if not places.has(document, media_type + join("schema")):
                yield media_type, "the body has no schema"
        if content and not any(places.members(document, media_type, "examples") for media_type in content):
            yield place, "the response has a body and no example"


def required(document: JSON) -> Flaws:
    """A member that is required is declared, in the schema itself or in one that holds for the same value."""
    for place, member, value in _members(document):
        if member == "required" and isinstance(value, list) and "not" not in split(place):
            schemas = (place, *_around(document, place))
            holding = [part for schema in schemas for part in parts(document, schema, "anyOf", "oneOf")]
            known = {name for part in holding for name in places.at(document, part).get("properties", {})}
            for index, name in enumerate(value):
                if name not in known:
                    yield place + join("required", index), f"{name!r} is required and not declared"


def paths(document: JSON) -> Flaws:
    """No request line fits two paths of which neither is the more concrete one."""
    for one, other in combinations(document.get("paths", {}), 2):
        steps = list(zip(one.split("/"), other.split("/"), strict=False))
        if one.count("/") != other.count("/") or any(a != b and "{" not in a + b for a, b in steps):
            continue
        differences = {("{" in a, "{" in b) for a, b in steps if a != b}
        if (True, False) in differences and (False, True) in differences:
            shared = set(METHODS) & document["paths"][one].keys() & document["paths"][other].keys()
        else:
            shared = set() if {(True, False), (False, True)} & differences else {"any"}
        if shared:
            yield join("paths", other), f"cannot be told from {one}"


def links(document: JSON) -> Flaws:
    """Every link leads to an operation of the document and sets parameters that it has."""
    known = operations(document)
    for place, name, value in _members(document):
        for key, link in value.items() if name == "links" and isinstance(value, dict) else ():
            here = place + join("links", key)
            if "$ref" in link:
                continue
            if link.get("operationId") not in known:
                yield here, f"there is no operation {link.get('operationId')!r}"
                continue
            nodes = [places.at(document, places.resolve(document, each)) for each in _all(document, known, link)]
            names = {text for node in nodes for text in (node.get("name"), f"{node.get('in')}.{node.get('name')}")}
            for parameter in link.get("parameters", {}):
                if parameter not in names:
                    yield here + join("parameters", parameter), f"{link['operationId']} has no parameter {parameter!r}"


RULES: tuple[Callable[[JSON], Flaws], ...] = (
    version, servers, foreign_members, references, security, operation_members, bodies, required, paths, links,
)  # fmt: skip


def _all(document: JSON, known: dict[str, str], link: JSON) -> list[str]:
    return parameters(document, known[link["operationId"]])


def _members(document: JSON) -> Iterator[tuple[str, str, Any]]:
    """Yield every member whose name OpenAPI gives: the place of its object, its name and its value."""
    waiting: list[tuple[str, Any, bool]] = [("", document, False)]
    while waiting:
        place, node, named = waiting.pop()
        if isinstance(node, list):
            waiting.extend((place + join(index), item, False) for index, item in enumerate(node))
        elif isinstance(node, dict):
            for name, value in node.items():
                if not named or (name.startswith("x-") and place == "/paths"):
                    yield place, name, value
                if named or name not in _VALUES:
                    free = not named and (name in _NAMED or (name == "parameters" and place == "/components"))
                    waiting.append((place + join(name), value, free))


def _around(document: JSON, place: str) -> list[str]:
    """Name the schemas that hold for the same value because the schema is a branch of them, or a field of a branch."""
    if branch := re.fullmatch(r"(.*)/(?:allOf|anyOf|oneOf)/\d+", place):
        return [branch[1], *_around(document, branch[1])]
    if step := re.fullmatch(r"(.*)(/properties/[^/]+|/items)", place):
        outer = [part for each in _around(document, step[1]) for part in parts(document, each)]
        return [each + step[2] for each in outer if places.has(document, each + step[2])]
    return []
