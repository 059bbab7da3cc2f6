"""How each claim of a statement is looked up in a document; knows neither pages nor labels."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.evidence.statement_forms import EDGES, FLAGS
from mockserver.evidence.statements import Facets
from mockserver.openapi.pointers import JSON, at, has, join, last, members, split, target
from mockserver.openapi.tree import field, parameters, parts, schemas


@dataclass(frozen=True)
class Gap:
    """A place at which the document does not hold what is claimed, and what it is that is missing."""

    pointer: str
    what: str


Found = Iterator[str | Gap]


def _request(_: JSON, operation: str, claim: str) -> Found:
    path, method = split(operation)[1:]
    request = f"{method.upper()} {path}"
    yield operation if claim == request else Gap(operation, f"the request is {request}, not {claim}")


def _parameters(document: JSON, operation: str, claim: Mapping[str, Facets]) -> Found:
    listed = {place: target(document, place) for place in parameters(document, operation)}
    names = {here: at(document, place).get("name") for here, place in listed.items()}
    for path, facets in claim.items():
        name = path if path in names.values() else path.removesuffix("[]")
        if name not in names.values():
            yield Gap(operation, f"there is no parameter {name!r}")
        for here in (here for here, known in names.items() if known == name):
            yield from (here, listed[here])
            yield from _parameter_facets(document, listed[here], path[len(name) :], facets)


def _parameter_facets(document: JSON, place: str, items: str, facets: Facets) -> Found:
    nodes = schemas(document, place)
    if items:
        nodes = [node for each in nodes for node in field(document, each, items)[1]]
    for name, value in facets.items():
        own = name in ("required", "deprecated") and not items
        yield from _facet(document, [place] if own else nodes, name, value, place)


def _body(document: JSON, operation: str, claim: Facets) -> Found:
    here = operation + join("requestBody")
    if not has(document, here):
        yield Gap(here, "there is no request body")
        return
    place = target(document, here)
    yield from (here, place)
    for name, value in claim.items():
        nodes = [place] if name == "required" else schemas(document, place)
        yield from _facet(document, nodes, name, value, place)


def _statuses(document: JSON, operation: str, claim: Iterable[str]) -> Found:
    for status in claim:
        place = operation + join("responses", status)
        yield place if has(document, place) else Gap(place, f"there is no status {status}")


def _headers_by_status(document: JSON, operation: str, claim: Mapping[str, Iterable[str]]) -> Found:
    for status, names in claim.items():
        here = operation + join("responses", status)
        if not has(document, here):
            yield Gap(here, f"there is no status {status}")
        else:
            yield from _headers(document, target(document, here), names)


def _headers(document: JSON, response: str, claim: Iterable[str]) -> Found:
    for name in claim:
        place = response + join("headers", name)
        yield place if has(document, place) else Gap(place, f"there is no header {name}")


def _examples(document: JSON, operation: str, claim: Iterable[str]) -> Found:
    owners = [operation + join("requestBody"), *parameters(document, operation)]
    owners += members(document, operation, "responses")
    yield from _named_examples(document, [target(document, owner) for owner in owners], claim, operation)


def _response_examples(document: JSON, response: str, claim: Iterable[str]) -> Found:
    yield from _named_examples(document, [response], claim, response)


def _named_examples(document: JSON, owners: Iterable[str], claim: Iterable[str], place: str) -> Found:
    holders = [each for owner in owners for each in (owner, *members(document, owner, "content"))]
    for name in claim:
        found = [holder + join("examples", name) for holder in holders]
        found = [each for each in found if has(document, each)]
        yield from _or_gap(found, place, f"there is no example {name!r}")


def _fields(document: JSON, schema: str, claim: Mapping[str, Facets]) -> Found:
    for path, facets in claim.items():
        owners, nodes = field(document, schema, path)
        if not nodes:
            yield Gap(schema, f"there is no field {path!r}")
            continue
        yield from nodes
        for name, value in facets.items():
            if name == "required":
                yield from _required(document, owners, nodes, path, value)
            else:
                yield from _facet(document, nodes, name, value, nodes[0], path)


def _schema_facets(document: JSON, schema: str, claim: Facets) -> Found:
    for name, value in claim.items():
        yield from _facet(document, [schema], name, value, schema)


CLAIMS: Mapping[tuple[str, str], Callable[[JSON, str, Any], Found]] = {
    ("operation", "request"): _request,
    ("operation", "parameters"): _parameters,
    ("operation", "body"): _body,
    ("operation", "statuses"): _statuses,
    ("operation", "headers"): _headers_by_status,
    ("operation", "examples"): _examples,
    ("schema", "fields"): _fields,
    ("schema", "facets"): _schema_facets,
    ("response", "headers"): _headers,
    ("response", "examples"): _response_examples,
}
"""How each claim of each kind of subject is looked up, from the place of the subject."""


def _required(document: JSON, owners: list[str], nodes: list[str], path: str, value: bool) -> Found:
    name = last(nodes[0])
    entries = [entry for owner in owners for entry in members(document, owner, "required")]
    found = [entry for entry in entries if at(document, entry) == name]
    if value:
        yield from _or_gap(found, nodes[0], f"{path!r} is not required")
    elif found:
        yield Gap(found[0], f"{path!r} is required")


def _facet(document: JSON, nodes: list[str], name: str, value: Any, place: str, path: str = "") -> Found:
    about = f"{name!r} of {path!r}" if path else f"{name!r}"
    found = [part + join(name) for node in nodes for part in parts(document, node)]
    found = [each for each in found if has(document, each)]
    if not found and value is False and name in (*FLAGS, *EDGES):
        return
    if not found:
        yield Gap(place, f"there is no {about}")
    elif name == "enum":
        yield from _values(document, found, value, about)
    elif equal := [each for each in found if _same(at(document, each), value)]:
        yield from equal
        if name == "nullable" and value:
            yield from _null(document, nodes)
    else:
        yield Gap(found[0], f"{about} is {_text(at(document, found[0]))}, not {_text(value)}")


def _values(document: JSON, enums: list[str], stated: list[Any], about: str) -> Found:
    entries = [entry for enum in enums for entry in members(document, enum)]
    for value in stated:
        found = [entry for entry in entries if _same(at(document, entry), value)]
        yield from _or_gap(found, enums[0], f"{about} does not hold {_text(value)}")


def _null(document: JSON, nodes: list[str]) -> Found:
    """The entry `null` that an `enum` needs beside `nullable` says nothing more than `nullable`."""
    for node in nodes:
        yield from (entry for entry in members(document, node, "enum") if at(document, entry) is None)


def _or_gap(found: list[str], pointer: str, what: str) -> Found:
    yield from found or iter([Gap(pointer, what)])


def _same(one: Any, other: Any) -> bool:
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
