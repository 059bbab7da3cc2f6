"""What a document must not do although OpenAPI allows it or its validator does not see it; one small rule each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit

from mockserver.conformance.finding import Finding
from mockserver.openapi.operation import METHODS
from mockserver.openapi.pointers import JSON, at, has, join, last, members, split, target
from mockserver.openapi.tree import operations, parameters, parts, walk

Flaws = Iterator[tuple[str, str]]
"""A place and what is wrong there."""


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
    for node in walk(document, "server"):
        if urlsplit(node.value.get("url", "")).path:
            yield node.place + join("url"), f"{node.value['url']!r} has a path; the path keys carry it"


def foreign_members(document: JSON) -> Flaws:
    """There are no extensions, and examples stand under `examples` where they have a name."""
    for node in walk(document):
        for name in node.value:
            if name.startswith("x-"):
                yield node.place + join(name), "extensions are not used here"
            if name == "example":
                yield node.place + join(name), "'example' has no name; use 'examples'"


def references(document: JSON) -> Flaws:
    """Every reference stays in the document."""
    for node in walk(document):
        reference = node.value.get("$ref", "#/")
        local = isinstance(reference, str) and reference.startswith("#/")
        if "$ref" in node.value and not (local and has(document, reference[1:])):
            yield node.place + join("$ref"), f"{reference!r} leads nowhere in this document"


def security(document: JSON) -> Flaws:
    """Every security scheme that is asked for exists."""
    schemes = at(document, "/components/securitySchemes") or {}
    for owner in ("", *operations(document).values()):
        for requirement in members(document, owner, "security"):
            for name in at(document, requirement):
                if name not in schemes:
                    yield requirement + join(name), f"there is no security scheme {name!r}"


def operation_members(document: JSON) -> Flaws:
    """Every operation can be named and read."""
    for path in members(document, "/paths"):
        for operation in members(document, path):
            if last(operation) in METHODS:
                for name in ("operationId", "summary", "description"):
                    if not at(document, operation + join(name)):
                        yield operation, f"the operation has no {name}"


def bodies(document: JSON) -> Flaws:
    """Every response that has a body has a schema, and an example."""
    listed = [each for place in operations(document).values() for each in members(document, place, "responses")]
    shared = members(document, "/components", "responses")
    for place in dict.fromkeys([target(document, each) for each in listed] + shared):
        content = members(document, place, "content")
        for media_type in content:
            if not has(document, media_type + join("schema")):
                yield media_type, "the body has no schema"
        if content and not any(members(document, media_type, "examples") for media_type in content):
            yield place, "the response has a body and no example"


def required(document: JSON) -> Flaws:
    """A member that is required is declared, in the schema itself or in one that holds for the same value."""
    for node in walk(document, "schema"):
        if "required" in node.value and "not" not in split(node.place):
            schemas = (node.place, *_around(document, node.place))
            holding = [part for schema in schemas for part in parts(document, schema, "anyOf", "oneOf")]
            known = {name for part in holding for name in at(document, part).get("properties", {})}
            for index, name in enumerate(node.value["required"]):
                if name not in known:
                    yield node.place + join("required", index), f"{name!r} is required and not declared"


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
    for node in walk(document, "link"):
        id = node.value.get("operationId")
        if "$ref" in node.value:
            continue
        if id not in known:
            yield node.place, f"there is no operation {id!r}"
            continue
        there = [at(document, target(document, each)) for each in parameters(document, known[id])]
        names = {text for each in there for text in (each.get("name"), f"{each.get('in')}.{each.get('name')}")}
        for parameter in node.value.get("parameters", {}):
            if parameter not in names:
                yield node.place + join("parameters", parameter), f"{id} has no parameter {parameter!r}"


RULES: tuple[Callable[[JSON], Flaws], ...] = (
    version, servers, foreign_members, references, security, operation_members, bodies, required, paths, links,
)  # fmt: skip


def _around(document: JSON, place: str) -> list[str]:
    """Name the schemas that hold for the same value because the schema is a branch of them, or a field of a branch."""
    if branch := re.fullmatch(r"(.*)/(?:allOf|anyOf|oneOf)/\d+", place):
        return [branch[1], *_around(document, branch[1])]
    if step := re.fullmatch(r"(.*)(/properties/[^/]+|/items)", place):
        outer = [part for each in _around(document, step[1]) for part in parts(document, each)]
        return [each + step[2] for each in outer if has(document, each + step[2])]
    return []
