"""What in a document needs support, and what lacks it; knows the document and who says so, and no vendor."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from mockserver.conformance.finding import Finding
from mockserver.evidence.evidence import Evidence
from mockserver.evidence.support import Mismatch, Support, supported
from mockserver.openapi.pointers import JSON, at, join, last, split, target
from mockserver.openapi.tree import Node, walk

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


def lacking(document: JSON, evidence: Evidence) -> Mapping[str, str]:
    """The places of the default document that need support and have none, and what each is."""
    return unsupported(document, supported(document, evidence.under()))


def check_overlay(
    known: Mapping[str, str], changed: JSON, evidence: Evidence, file: Path, readings: Collection[tuple[str, str]]
) -> Iterator[Finding]:
    """Compare the document that overlays make with what is said, in both directions.

    A plain statement may speak about what an overlay removes; only the statements of the readings must be held. What lacks
    support in the default document already is not told again.

    Args:
        known: what lacks support in the default document.
        changed: the one that the overlays make of it.
        evidence: the vendor's evidence.
        file: the overlay, or the profiles of which one needs them all.
        readings: which readings they belong to, with their values.
    """
    support = supported(changed, evidence.under(readings))
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
    for node in walk(document, *NEEDS):
        yield from NEEDS[node.kind](document, node)


def _operation(document: JSON, node: Node) -> Needs:
    yield node.place, f"the operation {node.value.get('operationId')}"


def _parameter(document: JSON, node: Node) -> Needs:
    """A shared parameter counts where an operation lists it."""
    if node.owner and node.owner.kind != "components":
        yield node.place, f"the parameter {at(document, target(document, node.place)).get('name')}"
    if node.value.get("required") and node.value.get("in") != "path":
        yield node.place + join("required"), "that the parameter is required"


def _body(document: JSON, node: Node) -> Needs:
    if node.value.get("required"):
        yield node.place + join("required"), "that the request body is required"


def _response(document: JSON, node: Node) -> Needs:
    if node.owner and node.owner.kind == "operation":
        yield node.place, f"the status {last(node.place)}"


def _header(document: JSON, node: Node) -> Needs:
    if node.owner and node.owner.kind == "response":
        yield node.place, f"the header {last(node.place)}"


def _example(document: JSON, node: Node) -> Needs:
    if node.owner and node.owner.kind != "components":
        yield node.place, f"the example {last(node.place)}"


def _scheme(document: JSON, node: Node) -> Needs:
    yield node.place, f"the security scheme {last(node.place)}"


def _schema(document: JSON, node: Node) -> Needs:
    place, value, whose = node.place, node.value, _whose(node.place)
    for index, each in enumerate(value.get("enum", [])):
        yield place + join("enum", index), f"the value {_text(each)} of {whose}"
    for index, name in enumerate(value.get("required", [])):
        yield place + join("required", index), f"that {name!r} is required in {whose}"
    for name in LIMITS:
        if name in value and (name == "default" or value[name] is not False):
            yield place + join(name), f"{name} {_text(value[name])} of {whose}"
    if value.get("additionalProperties") is False:
        yield place + join("additionalProperties"), f"that {whose} has no further members"
    for name in value.get("properties", {}):
        yield place + join("properties", name), f"the field {name!r} of {whose}"


NEEDS: dict[str, Callable[[JSON, Node], Needs]] = {
    "operation": _operation,
    "parameter": _parameter,
    "body": _body,
    "response": _response,
    "header": _header,
    "example": _example,
    "schema": _schema,
    "security scheme": _scheme,
}
"""What needs support, by kind of object."""


def _whose(place: str) -> str:
    """Name a schema as a person would: the component and the path of fields in it, or its owner in `paths`."""
    steps = split(place)
    if steps[:2] != ["components", "schemas"]:
        return "this schema"
    fields = [step for before, step in pairwise(steps[2:]) if before == "properties"]
    return ".".join([steps[2], *fields])


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
