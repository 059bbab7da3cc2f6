"""Holds every example of a document against its schema, with the validators that serve; judges nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mockserver.conformance.finding import Finding
from mockserver.openapi.pointers import JSON, at, has, join, members, split, target
from mockserver.openapi.schema import Schemas
from mockserver.openapi.travel import View
from mockserver.openapi.tree import Node, walk


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
    for node in walk(document, "parameter", "header", "media type"):
        schema, view = node.place + join("schema"), _view(node)
        examples = [place for place in members(document, node.place, "examples") if _has_value(document, place)]
        if not examples or view is None or "schema" not in node.value:
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


VIEWS: dict[str, View] = {"parameter": "request", "body": "request", "response": "response", "header": "response"}
"""How the values travel that are described in an object of a kind."""


def _view(node: Node | None) -> View | None:
    """How the values of an object travel; that is decided by the outermost of the objects in which it stands."""
    found: View | None = None
    while node is not None:
        found, node = VIEWS.get(node.kind, found), node.owner
    return found


def named(document: JSON, response: str) -> Iterator[tuple[str, str]]:
    """Name the examples of a response's bodies, with their places; none where there is no such response."""
    if has(document, response):
        for media_type in members(document, target(document, response), "content"):
            for place in members(document, media_type, "examples"):
                yield split(place)[-1], place


def _has_value(document: JSON, example: str) -> bool:
    return has(document, target(document, example) + join("value"))


def _value(document: JSON, example: str) -> Any:
    return at(document, target(document, example) + join("value"))
