"""Brings the names of a request to the document's spelling, whatever their letter case; knows no operation by name."""

from __future__ import annotations

from typing import Any

from mockserver.engine.call import Arrival, Request
from mockserver.engine.dialect import Query
from mockserver.engine.vendor import carries_out

BESIDES = ("apiToken",)
"""Names of the query that are no parameters of an operation: the security scheme's."""


def folded(text: str) -> str:
    """A text in lower case, for comparing; what is not ASCII stays as it is, as in the patterns of the document."""
    return text.lower() if text.isascii() else text


@carries_out("slash-optional")
def path(arrival: Arrival, sent: str) -> str:
    """The path with its slash at the end."""
    return sent if sent.endswith("/") else sent + "/"


@carries_out("names-any-case", "sources-no-effect")
def query(request: Request, sent: Query) -> Query:
    """The query in the document's spelling: empty values dropped, of one name the last value, of a list all."""
    spelling = {name.lower(): name for name in (*BESIDES, *(each.name for each in request.operation.parameters))}
    lists = {parameter.name for parameter in request.operation.parameters if "array" in parameter.types.own}
    found: Query = {}
    for name, texts in sent.items():
        values = [text for text in texts if text]
        known = spelling.get(folded(name), name)
        if known in spelling.values() and len(values) < len(texts):
            request.cite("empty-parameter-absent")
        if known in spelling.values() and known not in lists and (len(values) > 1 or (values and known in found)):
            request.cite("last-spelling-counts")
        if values:
            found[known] = [*found.get(known, []), *values] if known in lists else values[-1:]
    return found


def body(request: Request, value: Any, media_type: str) -> Any:
    """A body in the document's spelling, at every level that the document describes."""
    document = request.labelled.document.raw
    operation = document["paths"][request.operation.path][request.operation.method.lower()]
    return _spelled(request, value, operation["requestBody"]["content"][media_type]["schema"], document)


def _spelled(request: Request, value: Any, schema: Any, document: Any) -> Any:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if isinstance(value, list) and "items" in schema:
        return [_spelled(request, item, schema["items"], document) for item in value]
    if not isinstance(value, dict) or "properties" not in schema:
        return value
    spelling: dict[str, str] = {name.lower(): name for name in schema["properties"]}
    members: dict[str, Any] = value
    found: dict[str, Any] = {}
    for sent, item in members.items():
        name = spelling.get(folded(sent), sent)
        if name in found:
            request.cite("last-spelling-counts")
            del found[name]
        found[name] = _spelled(request, item, schema["properties"].get(name, {}), document)
    return found
