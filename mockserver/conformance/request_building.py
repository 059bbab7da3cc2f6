"""A request made of the examples of one name in a document; knows what goes over the wire and no server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from mockserver.conformance.credentials import Caller
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import Parameter
from mockserver.openapi.scalars import text_of

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    """What is sent.

    Attributes:
        method: the HTTP method.
        path: percent-encoded, as the vendor documents it.
        query: names and values, in order, not encoded; bytes where a value is no text.
        headers: the headers.
        body: the bytes, or None for no body.
    """

    method: str
    path: str
    query: tuple[tuple[str, str | bytes], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None

    @property
    def target(self) -> str:
        """Path and query as they stand in the request line."""
        return self.path + (f"?{urlencode(self.query)}" if self.query else "")

    def by(self, caller: Caller) -> Request:
        """The same request, presented by a caller."""
        return replace(self, headers={**self.headers, **caller.headers}, query=(*self.query, *caller.query))

    def __str__(self) -> str:
        return f"{self.method} {self.target}"


def documented(operation: Operation, name: str) -> Request:
    """Build the request that the examples of a name describe.

    A path parameter without an example of the name takes its value from another example.

    Raises:
        LookupError: a path parameter has no example at all.
    """
    values = dict(operation.request_examples.get(name, {}))
    for parameter in operation.parameters:
        key = f"path.{parameter.name}"
        if parameter.place == "path" and key not in values:
            others = [each[key] for each in operation.request_examples.values() if key in each]
            if not others:
                raise LookupError(f"{operation.id}: no example gives the path parameter {parameter.name}")
            values[key] = others[0]
    return built(operation, values)


def built(operation: Operation, values: Mapping[str, Any]) -> Request:
    """Build a request from values such as `{"path.id": 2, "query.limit": 5, "body": …, "media_type": …}`."""
    path, query, headers = operation.path, [], {}
    for parameter in operation.parameters:
        key = f"{parameter.place}.{parameter.name}"
        if key not in values:
            continue
        if parameter.place == "path":
            path = path.replace(f"{{{parameter.name}}}", quote(parameter.text(values[key]), safe=""))
        elif parameter.place == "query":
            query += pairs(parameter, values[key])
        elif parameter.place == "header":
            headers[parameter.name] = parameter.text(values[key])
    body = None
    if "body" in values:
        headers["Content-Type"] = values["media_type"]
        body = encoded(values["body"], values["media_type"])
    return Request(operation.method, path, tuple(query), headers, body)


def pairs(parameter: Parameter, value: Any) -> list[tuple[str, str]]:
    """Write a query parameter's value in its style."""
    if isinstance(value, dict) and parameter.style == "deepObject":
        return [(f"{parameter.name}[{name}]", text_of(item)) for name, item in value.items()]
    if isinstance(value, dict) and parameter.exploded_object:
        items = [(name, item) for name, each in value.items() for item in (each if isinstance(each, list) else [each])]
        return [(name, text_of(item)) for name, item in items]
    if isinstance(value, list) and parameter.explode and parameter.style != "json":
        return [(parameter.name, text_of(item)) for item in value]
    return [(parameter.name, parameter.text(value))]


def encoded(value: Any, media_type: str) -> bytes:
    """Write a body in its media type."""
    if media_type == FORM:
        return urlencode({name: text_of(item) for name, item in value.items()}).encode()
    if media_type.endswith("json") or not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).encode()
    return value.encode()
