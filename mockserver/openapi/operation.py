"""One operation of a document, compiled: its parameters, bodies, responses and examples; knows no state and no vendor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mockserver.openapi import pointers
from mockserver.openapi.parameter_styles import compiled
from mockserver.openapi.parameters import Parameter, Unserved
from mockserver.openapi.scalars import text_of, types_of
from mockserver.openapi.schema import Schemas, Validator

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""The members of a path that every version of OpenAPI knows as its operations."""
BESIDE = ("$ref", "summary", "description", "servers", "parameters")
"""The members of a path that are none."""
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Response:
    """What the document promises for one status (or `default`): media types, headers, examples."""

    status: str
    description: str
    media_types: Mapping[str, Validator | None]
    required_headers: frozenset[str]
    headers: frozenset[str]
    shown_headers: Mapping[str, str]
    """The required headers by name in lower case, with the text of their example."""
    examples: Mapping[str, tuple[str, Any]]
    """By name: media type and value; bytes where the content is binary."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, ready to be served."""

    id: str
    method: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    body: Mapping[str, Validator | None]
    body_required: bool
    responses: Mapping[str, Response]
    request_examples: Mapping[str, Mapping[str, Any]]
    """By name: `{"body": …, "media_type": …, "path.id": …, "query.aid": …}`."""
    secured: bool
    success: int
    """The status that the document gives to success: its first 2XX, else what `default` may stand for, else its first."""

    def response(self, status: int) -> Response | None:
        """The promise for a status: its own, its range (`4XX`), or `default`."""
        text = str(status)
        return self.responses.get(text) or self.responses.get(f"{text[0]}XX") or self.responses.get("default")


def methods(item: Mapping[str, Any]) -> list[str]:
    """The members of a path that are its operations, of whatever method: those of every version of OpenAPI first."""
    known = [method for method in METHODS if method in item]
    return known + [name for name in item if name not in (*METHODS, *BESIDE) and isinstance(item[name], dict)]


def build(document: dict[str, Any], schemas: Schemas, path: str, method: str, *, answers: bool = True) -> Operation:
    """Compile one operation of a document.

    Args:
        document: the document as plain JSON values.
        schemas: its schemas, compiled where they are needed.
        path: the key under `paths`.
        method: in small letters, as it stands there.
        answers: whether its successes are wanted, too, not its requests and refusals alone.

    Raises:
        LookupError: a reference leads nowhere.
        Unserved: something in it is not served; holds the place.
        ValueError: something in it is not as it should be; the text says what.
    """
    place = ["paths", path, method]
    node = pointers.get(document, place)
    parameters, examples = _parameters(document, schemas, path, method)
    body, required, body_examples = _body(document, schemas, place)
    for name, value in body_examples.items():
        examples.setdefault(name, {}).update(value)
    responses = {
        status: _response(document, schemas, [*place, "responses", status], status)
        for status in node["responses"]
        if answers or status[:1] in "45"
    }
    security = node.get("security", document.get("security", []))
    return Operation(
        node["operationId"],
        method.upper(),
        path,
        node.get("summary", ""),
        tuple(parameters),
        body,
        required,
        responses,
        examples,
        secured=bool(security),
        success=_success(responses),
    )


def _parameters(
    document: dict[str, Any], schemas: Schemas, path: str, method: str
) -> tuple[list[Parameter], dict[str, dict[str, Any]]]:
    found: dict[tuple[str, str], Parameter] = {}
    examples: dict[str, dict[str, Any]] = {}
    for owner in (["paths", path, method], ["paths", path]):
        for index in range(len(pointers.get(document, owner).get("parameters", []))):
            place, node = pointers.resolve(document, [*owner, "parameters", index])
            if (node["in"], node["name"]) in found:
                continue
            found[node["in"], node["name"]] = compiled(document, schemas, place, node)
            for name, value in _examples(document, place, schemas.lazily).items():
                examples.setdefault(name, {})[f"{node['in']}.{node['name']}"] = value
    taken = {each.name for each in found.values() if not each.exploded_object} | _keys_in_query(document)
    return [
        replace(each, taken=frozenset(taken)) if each.exploded_object else each for each in found.values()
    ], examples


def _keys_in_query(document: dict[str, Any]) -> set[str]:
    """The names under which a query may present an API key: no member of an object that is spread over the query."""
    schemes = document.get("components", {}).get("securitySchemes", {}).values()
    return {each["name"] for each in schemes if each.get("type") == "apiKey" and each.get("in") == "query"}


def _body(
    document: dict[str, Any], schemas: Schemas, owner: list[str]
) -> tuple[dict[str, Validator | None], bool, dict[str, dict[str, Any]]]:
    if "requestBody" not in pointers.get(document, owner):
        return {}, False, {}
    place, node = pointers.resolve(document, [*owner, "requestBody"])
    for media_type in () if schemas.lazily else node["content"]:
        if not media_type.lower().endswith("json") and media_type.lower() != FORM:
            what = f"a body of {media_type} is not served; JSON and {FORM} are"
            raise Unserved(pointers.join(*place, "content", media_type), what)
    examples = {
        name: {"body": value, "media_type": media_type}
        for media_type in reversed(list(node["content"]))
        for name, value in _examples(document, [*place, "content", media_type], schemas.lazily).items()
    }
    return _content(schemas, place, node, "request"), node.get("required", False), examples


def _response(document: dict[str, Any], schemas: Schemas, owner: list[str], status: str) -> Response:
    place, node = pointers.resolve(document, owner)
    headers = {
        name.lower(): pointers.resolve(document, [*place, "headers", name])[1] for name in node.get("headers", {})
    }
    examples: dict[str, tuple[str, Any]] = {}
    for media_type in node.get("content", {}):
        here = [*place, "content", media_type]
        for name, value in _examples(document, here, schemas.lazily).items():
            examples.setdefault(name, (media_type.lower(), _binary(document, here, value)))
    return Response(
        status,
        node["description"],
        _answer_content(schemas, place, node, status),
        frozenset(name for name, header in headers.items() if header.get("required")),
        frozenset(headers),
        {name: _header_text(document, header) for name, header in headers.items() if header.get("required")},
        examples,
    )


BODILESS = ("204", "205")
"""Statuses of answers that have no body, whatever is listed for them."""


def _success(statuses: Iterable[str]) -> int:
    """The status of success among those that a document lists; those below 200 are no answers."""
    listed = [status for status in statuses if status != "default" and status[0] != "1"]
    good = [status for status in listed if status[0] == "2"]
    if not good and ("default" in statuses or not listed):
        return 200
    return int(min(good or listed, key=lambda status: ("XX" in status, status[0] > "3")).replace("XX", "00"))


def _header_text(document: dict[str, Any], header: dict[str, Any]) -> str:
    """The text of a header's first example; where it has none, the plainest that its type takes."""
    types = types_of(document, header.get("schema", {}))
    plain = 0 if {"integer", "number"} & set(types[:1]) else ""
    examples = (each["value"] for each in header.get("examples", {}).values() if "value" in each)
    return text_of(next(examples, header.get("example", plain)))


def _answer_content(
    schemas: Schemas, place: list[str], node: dict[str, Any], status: str
) -> dict[str, Validator | None]:
    """The media types of an answer; of an error whose schema leads nowhere, those alone."""
    if schemas.lazily and status in BODILESS:
        return {}
    try:
        return _content(schemas, place, node, "response")
    except LookupError:
        if not schemas.lazily or status.startswith("2"):
            raise
        return {media_type.lower(): None for media_type in node["content"]}


def _content(schemas: Schemas, place: list[str], node: dict[str, Any], view: Any) -> dict[str, Validator | None]:
    return {
        media_type.lower(): schemas.compile(view, [*place, "content", media_type, "schema"])
        if "schema" in entry
        else None
        for media_type, entry in node.get("content", {}).items()
    }


def _examples(document: dict[str, Any], place: list[str], forgiving: bool) -> dict[str, Any]:
    """The examples at a place, by name; one without a name is called `example`."""
    node = pointers.get(document, place)
    found = {}
    for name in node["examples"] if isinstance(node.get("examples"), dict) else ():
        try:
            example = pointers.resolve(document, [*place, "examples", name])[1]
            found[name] = example["dataValue"] if "dataValue" in example else example["value"]
        except (LookupError, TypeError):
            if not forgiving:
                what = f"{pointers.join(*place, 'examples', name)}: only examples with a `value` are served"
                raise ValueError(what) from None
    return {**found, "example": node["example"]} if "example" in node and "example" not in found else found


def _binary(document: dict[str, Any], place: list[str], value: Any) -> Any:
    """An example as it is sent: of binary content each character is one byte."""
    schema = pointers.resolve(document, [*place, "schema"])[1] if "schema" in pointers.get(document, place) else {}
    if not isinstance(value, str) or schema.get("format") != "binary":
        return value
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        raise ValueError(
            f"{pointers.join(*place, 'examples')}: a character of binary content is beyond U+00FF"
        ) from None
