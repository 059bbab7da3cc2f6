"""Holds every example of a document against its schema, with the validators that serve; judges nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mockserver.conformance.finding import Finding
from mockserver.openapi import places
from mockserver.openapi.dialects import View
from mockserver.openapi.outline import operations, parameters
from mockserver.openapi.places import JSON
from mockserver.openapi.pointers import join, split
from mockserver.openapi.schema import Schemas


def check(document: JSON, openapi: Path) -> Iterator[Finding]:
    """Validate every example: those of parameters and request bodies as requests, all others as responses.

    Args:
        document: the OpenAPI document.
        openapi: its file.
    """
    try:
        schemas = Schemas(document)
    except ValueError as error:
        yield Finding("examples", openapi, "/components/schemas", f"the schemas cannot be compiled: {error}")
        return
    for owner, view in dict.fromkeys(_owners(document)):
        schema = owner + join("schema")
        examples = [place for place in places.members(document, owner, "examples") if _has_value(document, place)]
        if not examples or not places.has(document, schema):
            continue
        try:
            validator = schemas.compile(view, split(schema))
        except ValueError as error:
            yield Finding("examples", openapi, schema, f"the schema cannot be compiled: {error}")
            continue
        for example in examples:
            for violation in validator.violations(_value(document, example)):
                place = example + join("value") + violation.pointer
                yield Finding("examples", openapi, place, f"as a {view}: {violation.what}")


def _owners(document: JSON) -> Iterator[tuple[str, View]]:
    """Name every place that has a schema and examples, and how its values travel."""
    for operation in operations(document).values():
        for parameter in parameters(document, operation):
            yield from _content(document, parameter, "request")
        yield from _content(document, operation + join("requestBody"), "request")
        for response in places.members(document, operation, "responses"):
            yield from _response(document, response)
    for kind in ("parameters", "requestBodies"):
        for place in places.members(document, "/components", kind):
            yield from _content(document, place, "request")
    for place in places.members(document, "/components", "responses"):
        yield from _response(document, place)


def _response(document: JSON, response: str) -> Iterator[tuple[str, View]]:
    place = places.resolve(document, response)
    for header in places.members(document, place, "headers"):
        yield from _content(document, header, "response")
    yield from _content(document, place, "response")


def _content(document: JSON, holder: str, view: View) -> Iterator[tuple[str, View]]:
    place = places.resolve(document, holder)
    yield place, view
    for media_type in places.members(document, place, "content"):
        yield media_type, view


def _has_value(document: JSON, example: str) -> bool:
    return places.has(document, places.resolve(document, example) + join("value"))


def _value(document: JSON, example: str) -> Any:
    return places.at(document, places.resolve(document, example) + join("value"))
