"""One operation of a document, compiled: its parameters, bodies, responses and examples; knows no state and no vendor."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.openapi import pointers
from mockserver.openapi.parameters import scalar
from mockserver.openapi.schema import Schemas, Validator
from mockserver.openapi.strict_json import MalformedValue, json_value

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_SEPARATORS = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|"}
MISSING: Any = object()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: where it stands, how its text is read, what fits."""

    name: str
    place: str
    required: bool
    style: str
    explode: bool
    types: tuple[str, ...]
    item_types: tuple[str, ...]
    member_types: Mapping[str, tuple[str, ...]]
    free: bool
    default: Any
    validator: Validator

    def read(self, texts: list[str], everything: Mapping[str, list[str]]) -> Any:
        """Read the value from its texts.

        Args:
            texts: all values given under the name, in order.
            everything: the whole query, for a style that spreads one parameter over several names.

        Raises:
            WireError: given more than once, or not readable.
        """
        if self.style == "json":
            return json_value(texts[-1].encode())
        if self.style == "deepObject":
            found = {
                key[len(self.name) + 1 : -1]: scalar(
                    values[-1], self.member_types.get(key[len(self.name) + 1 : -1], ())
                )
                for key, values in everything.items()
                if key.startswith(self.name + "[") and key.endswith("]")
            }
            return found or MISSING
        if "array" in self.types:
            spread = self.explode and self.place == "query"
            items = texts if spread else texts[-1].split(_SEPARATORS[self.style]) if texts[-1] else []
            return [scalar(item, self.item_types) for item in items]
        if len(texts) > 1:
            raise MalformedValue("is given more than once")
        return scalar(texts[0], self.types)


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
    """By name: media type and value."""


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
    """The status that the document gives to success: its first 2XX."""

    def response(self, status: int) -> Response | None:
        """The promise for a status: its own, its range (`4XX`), or `default`."""
        text = str(status)
        return self.responses.get(text) or self.responses.get(f"{text[0]}XX") or self.responses.get("default")


def build(document: dict[str, Any], schemas: Schemas, path: str, method: str) -> Operation:
    """Compile one operation of a document.

    Raises:
        LookupError: a reference leads nowhere.
        ValueError: something in it is not served; the text says what.
    """
    place = ["paths", path, method]
    node = pointers.get(document, place)
    parameters, examples = _parameters(document, schemas, path, method)
    body, required, body_examples = _body(document, schemas, place)
    for name, value in body_examples.items():
        examples.setdefault(name, {}).update(value)
    responses = {
        status: _response(document, schemas, [*place, "responses", status], status) for status in node["responses"]
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
        success=next((int(status) for status in responses if status.startswith("2") and status.isdigit()), 200),
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
            found[node["in"], node["name"]] = _parameter(document, schemas, place, node)
            for name in node.get("examples", {}):
                value = pointers.resolve(document, [*place, "examples", name])[1]["value"]
                examples.setdefault(name, {})[f"{node['in']}.{node['name']}"] = value
    return list(found.values()), examples


def _parameter(document: dict[str, Any], schemas: Schemas, place: list[str], node: dict[str, Any]) -> Parameter:
    style = node.get("style", "form" if node["in"] in ("query", "cookie") else "simple")
    explode = node.get("explode", style == "form")
    place = [*place, "schema"]
    if "content" in node:
        media_type = next(iter(node["content"]))
        style, place = "json", [*place[:-1], "content", media_type, "schema"]
    schema = pointers.resolve(document, place)[1]
    members = {name: types_of(document, item) for name, item in schema.get("properties", {}).items()}
    return Parameter(
        node["name"],
        node["in"],
        node.get("required", False),
        style,
        explode,
        types_of(document, schema),
        types_of(document, schema.get("items", {})),
        members,
        free=style == "form" and explode and schema.get("type") == "object",
        default=schema.get("default", MISSING),
        validator=schemas.compile("request", place),
    )


def _body(
    document: dict[str, Any], schemas: Schemas, owner: list[str]
) -> tuple[dict[str, Validator | None], bool, dict[str, dict[str, Any]]]:
    if "requestBody" not in pointers.get(document, owner):
        return {}, False, {}
    place, node = pointers.resolve(document, [*owner, "requestBody"])
    examples = {
        name: {"body": value, "media_type": media_type}
        for media_type in reversed(list(node["content"]))
        for name, value in _examples(document, [*place, "content", media_type]).items()
    }
    return _content(schemas, place, node, "request"), node.get("required", False), examples


def _response(document: dict[str, Any], schemas: Schemas, owner: list[str], status: str) -> Response:
    place, node = pointers.resolve(document, owner)
    headers = {
        name.lower(): pointers.resolve(document, [*place, "headers", name])[1] for name in node.get("headers", {})
    }
    examples: dict[str, tuple[str, Any]] = {}
    for media_type in node.get("content", {}):
        for name, value in _examples(document, [*place, "content", media_type]).items():
            examples.setdefault(name, (media_type.lower(), value))
    return Response(
        status,
        node["description"],
        _content(schemas, place, node, "response"),
        frozenset(name for name, header in headers.items() if header.get("required")),
        frozenset(headers),
        {name: _shown(header) for name, header in headers.items() if header.get("required")},
        examples,
    )


def _shown(header: dict[str, Any]) -> str:
    """The text of a header's first example; where it has none, the plainest that its type takes."""
    plain = 0 if header.get("schema", {}).get("type") in ("integer", "number") else ""
    return text_of(next((each["value"] for each in header.get("examples", {}).values()), plain))


def _content(schemas: Schemas, place: list[str], node: dict[str, Any], view: Any) -> dict[str, Validator | None]:
    return {
        media_type.lower(): schemas.compile(view, [*place, "content", media_type, "schema"])
        if "schema" in entry
        else None
        for media_type, entry in node.get("content", {}).items()
    }


def _examples(document: dict[str, Any], place: list[str]) -> dict[str, Any]:
    node = pointers.get(document, place)
    found = {}
    for name in node.get("examples", {}):
        example = pointers.resolve(document, [*place, "examples", name])[1]
        if "value" not in example:
            raise ValueError(f"{pointers.join(*place, 'examples', name)}: only examples with a `value` are served")
        found[name] = example["value"]
    return found


def types_of(document: dict[str, Any], schema: dict[str, Any]) -> tuple[str, ...]:
    """The JSON types that a schema admits, in the order in which a text should be tried."""
    while "$ref" in schema:
        schema = pointers.get(document, pointers.split(schema["$ref"][1:]))
    types: list[str] = []
    if isinstance(schema.get("type"), str):
        types.append(schema["type"])
    else:
        for word in ("anyOf", "oneOf", "allOf"):
            for branch in schema.get(word, []):
                types += types_of(document, branch)
        types += [_type_of(value) for value in schema.get("enum", []) if not types]
    if schema.get("nullable"):
        types.append("null")
    return tuple(dict.fromkeys(types))


def _type_of(value: Any) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", dict: "object", list: "array"}
    return kinds.get(type(value), "null")


def text_of(value: Any) -> str:
    """Write a parameter value as the text that stands for it on the wire."""
    return value if isinstance(value, str) else json.dumps(value)
