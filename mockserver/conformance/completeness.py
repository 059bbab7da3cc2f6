"""What in a document needs support, and what lacks it; knows the document and who says so, and no vendor."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from mockserver.conformance.finding import Finding
from mockserver.evidence.evidence import Evidence
from mockserver.evidence.support import Mismatch, Support, supported
from mockserver.openapi import places
from mockserver.openapi.outline import operations, parameters
from mockserver.openapi.places import JSON
from mockserver.openapi.pointers import join, split

LIMITS = (
    "default", "nullable", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
    "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
)  # fmt: skip
"""Members of a schema that need support; a flag among them only where it is set."""

Needs = Iterator[tuple[str, str]]
"""A place that needs support, and what it is."""


def check(document: JSON, evidence: Evidence, openapi: Path) -> Iterator[Finding]:
    """Compare document and evidence in both directions.

    Args:
        document: the OpenAPI document.
        evidence: the vendor's evidence.
        openapi: the file of the document.
    """
    support = supported(document, evidence.under())
    for pointer, what in unsupported(document, support).items():
        yield Finding("evidence", openapi, pointer, f"no statement supports {what}")
    yield from _mismatches(support.mismatches, evidence)


def check_overlay(
    document: JSON, changed: JSON, evidence: Evidence, file: Path, readings: Collection[tuple[str, str]]
) -> Iterator[Finding]:
    """Compare the document that overlays make with what is said, in both directions.

    A plain statement may speak about what an overlay removes; only the statements of the readings must be held. What lacks
    support in the default document already is not told again.

    Args:
        document: the default document.
        changed: the one that the overlays make of it.
        evidence: the vendor's evidence.
        file: the overlay, or the profiles of which one needs them all.
        readings: which readings they belong to, with their values.
    """
    support = supported(changed, evidence.under(readings))
    known = unsupported(document, supported(document, evidence.under()))
    for pointer, what in unsupported(changed, support).items():
        if known.get(pointer) != what:
            yield Finding("evidence", file, pointer, f"no statement supports {what}")
    yield from _mismatches((each for each in support.mismatches if each.statement.reading in readings), evidence)


def unsupported(document: JSON, support: Support) -> dict[str, str]:
    """Name the places that need support and have none, and what each is."""
    return {pointer: what for pointer, what in needs(document) if pointer not in support.statements}


def _mismatches(mismatches: Iterable[Mismatch], evidence: Evidence) -> Iterator[Finding]:
    for mismatch in mismatches:
        named = f"{mismatch.statement.kind} {', '.join(mismatch.statement.names)}"
        where = f"{mismatch.statement.page}, {mismatch.statement.section}"
        message = f"{named} ({where}): {mismatch.what}"
        if mismatch.pointer and mismatch.pointer not in message:
            message += f", see {mismatch.pointer}"
        yield Finding("evidence", evidence.file, mismatch.statement.place, message)


def needs(document: JSON) -> Needs:
    """Name every place of a document that needs support, and what it is."""
    for operation, place in operations(document).items():
        yield place, f"the operation {operation}"
        for parameter in parameters(document, place):
            name = places.at(document, places.resolve(document, parameter)).get("name")
            yield parameter, f"the parameter {name}"
            yield from _parameter(document, parameter)
        yield from _body(document, place + join("requestBody"))
        for response in places.members(document, place, "responses"):
            yield response, f"the status {places.last(response)}"
            yield from _response(document, response)
    for kind, read in (("parameters", _parameter), ("requestBodies", _body), ("responses", _response)):
        for place in places.members(document, "/components", kind):
            yield from read(document, place)
    for place in places.members(document, "/components", "headers"):
        yield from _content(document, place)
    for place in places.members(document, "/components", "schemas"):
        yield from _schema(document, place)
    for place in places.members(document, "/components", "securitySchemes"):
        yield place, f"the security scheme {places.last(place)}"


def _parameter(document: JSON, place: str) -> Needs:
    node = places.at(document, place)
    if "$ref" not in node:
        if node.get("required") and node.get("in") != "path":
            yield place + join("required"), "that the parameter is required"
        yield from _content(document, place)


def _body(document: JSON, place: str) -> Needs:
    node = places.at(document, place) or {}
    if "$ref" not in node:
        if node.get("required"):
            yield place + join("required"), "that the request body is required"
        yield from _content(document, place)


def _response(document: JSON, place: str) -> Needs:
    if "$ref" not in places.at(document, place):
        for header in places.members(document, place, "headers"):
            yield header, f"the header {places.last(header)}"
            yield from _content(document, header)
        yield from _content(document, place)


def _content(document: JSON, place: str) -> Needs:
    for owner in (place, *places.members(document, place, "content")):
        for example in places.members(document, owner, "examples"):
            yield example, f"the example {places.last(example)}"
        if places.has(document, owner + join("schema")):
            yield from _schema(document, owner + join("schema"))


def _schema(document: JSON, place: str) -> Needs:
    node: JSON = places.at(document, place)
    if "$ref" in node:
        return
    whose = _whose(place)
    for index, value in enumerate(node.get("enum", [])):
        yield place + join("enum", index), f"the value {_text(value)} of {whose}"
    for index, name in enumerate(node.get("required", [])):
        yield place + join("required", index), f"that {name!r} is required in {whose}"
    for name in LIMITS:
        if name in node and (name == "default" or node[name] is not False):
            yield place + join(name), f"{name} {_text(node[name])} of {whose}"
    if node.get("additionalProperties") is False:
        yield place + join("additionalProperties"), f"that {whose} has no further members"
    for name in node.get("properties", {}):
        yield place + join("properties", name), f"the field {name!r} of {whose}"
        yield from _schema(document, place + join("properties", name))
    for word in ("items", "additionalProperties", "not"):
        if isinstance(node.get(word), dict):
            yield from _schema(document, place + join(word))
    for word in ("allOf", "anyOf", "oneOf"):
        for branch in places.members(document, place, word):
            yield from _schema(document, branch)


def _whose(place: str) -> str:
    """Name a schema as a person would: the component and the path of fields in it, or its owner in `paths`."""
    steps = split(place)
    if steps[:2] != ["components", "schemas"]:
        return "this schema"
    fields = [step for before, step in pairwise(steps[2:]) if before == "properties"]
    return ".".join([steps[2], *fields])


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
