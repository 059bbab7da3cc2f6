"""A request read as a document has it: the values of its parameters and its body, and what of the document they break."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from mockserver.conformance.judging.traffic import MISSING
from mockserver.conformance.request_building import FORM, Request
from mockserver.openapi import parameters
from mockserver.openapi.media_types import kind_of, matched, plain
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import Parameter
from mockserver.openapi.strict_json import MalformedValue
from mockserver.openapi.violations import Violation


@dataclass(frozen=True)
class Intake:
    """What was sent, as the document sees it.

    Attributes:
        values: by place and name, `{"path.id": 2, "body": …}`; what cannot be read is missing.
        violations: what is wrong, each with its place: `query.limit`, `body/name`.
    """

    values: Mapping[str, Any]
    violations: tuple[Violation, ...]


def read(operation: Operation, path: Mapping[str, str], request: Request) -> Intake:
    """Read a request.

    Args:
        operation: what is called.
        path: the texts of the path's parameters.
        request: what was sent.
    """
    values: dict[str, Any] = {}
    violations: list[Violation] = []
    query: dict[str, list[str]] = {}
    for name, value in request.query:
        query.setdefault(name, []).append(value if isinstance(value, str) else value.decode("utf-8", "replace"))
    headers = {name.lower(): value for name, value in request.headers.items()}
    for parameter in operation.parameters:
        texts = _texts(parameter, path, query, headers)
        value, wrong = _value(parameter, texts, _cookies(headers) if parameter.place == "cookie" else query)
        violations += wrong
        if value is not MISSING:
            values[f"{parameter.place}.{parameter.name}"] = value
    body, wrong = _body(operation, request, headers)
    if body is not MISSING:
        values["body"] = body
    return Intake(values, (*violations, *wrong))


def _texts(
    parameter: Parameter, path: Mapping[str, str], query: Mapping[str, list[str]], headers: Mapping[str, str]
) -> list[str] | None:
    if parameter.place == "path":
        return [path[parameter.name]] if parameter.name in path else None
    if parameter.spread:
        return []
    if parameter.place == "query":
        return query.get(parameter.name)
    if parameter.place == "header":
        text = headers.get(parameter.name.lower())
        return None if text is None else [text]
    return _cookies(headers).get(parameter.name)


def _cookies(headers: Mapping[str, str]) -> dict[str, list[str]]:
    parts = (part.strip().partition("=") for part in headers.get("cookie", "").split(";"))
    return {name: [value] for name, _, value in parts if name}


def _value(
    parameter: Parameter, texts: list[str] | None, around: Mapping[str, list[str]]
) -> tuple[Any, list[Violation]]:
    """The value of a parameter, MISSING where it has none, and what is wrong with it."""
    place = f"{parameter.place}.{parameter.name}"
    try:
        value = parameters.MISSING if texts is None else parameter.read(texts, around)
    except (MalformedValue, ValueError) as error:
        return MISSING, [Violation(place, str(error), f"{parameter.schema}/type")]
    if value is parameters.MISSING:
        return MISSING, [Violation(place, "is required", f"{parameter.pointer}/required")] if parameter.required else []
    if parameter.validator.fits(value):
        return value, []
    return value, [Violation(place + each.pointer, each.what, each.constraint) for each in parameter.validator.violations(value)]  # fmt: skip


def _body(operation: Operation, request: Request, headers: Mapping[str, str]) -> tuple[Any, list[Violation]]:
    """The value of the body, MISSING where there is none, and what is wrong with it."""
    if not request.body:
        return MISSING, [Violation("body", "is required")] if operation.body_required else []
    media_type = plain(headers.get("content-type", ""))
    if not operation.body:
        return MISSING, []
    listed = matched(media_type, tuple(operation.body))
    if listed is None:
        return MISSING, [Violation("header.Content-Type", f"is {media_type or 'missing'}; {', '.join(operation.body)} is expected")]  # fmt: skip
    value = _parsed(media_type, request.body)
    if value is MISSING:
        return MISSING, [Violation("body", f"is no {media_type}")]
    validator = operation.body[listed]
    if validator is None or isinstance(value, bytes) or validator.fits(value):
        return value, []
    return value, [Violation(f"body{each.pointer}", each.what, each.constraint) for each in validator.violations(value)]


def _parsed(media_type: str, body: bytes) -> Any:
    try:
        if media_type.endswith("json") and kind_of(media_type) == "json":
            return json.loads(body)
        if media_type == FORM:
            return dict(parse_qsl(body.decode(), keep_blank_values=True))
    except (ValueError, RecursionError):
        return MISSING
    return body


def described(violations: tuple[Violation, ...]) -> Iterator[str]:
    """What a request breaks, in words."""
    yield from (f"{each.pointer} {each.what}" for each in violations)
