"""Swagger 2.0 in the form of OpenAPI 3.0: the same operations, bodies, answers and credentials in the newer words; judges nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.openapi import pointers
from mockserver.openapi.operation import FORM, METHODS
from mockserver.openapi.references import BUNDLED, objects, references

JSON = dict[str, Any]

MULTIPART = "multipart/form-data"
OLD_PATHS = "paths"
"""Under this name the paths are kept as they were written, where something refers into them."""
COLLECTIONS: Mapping[str, tuple[str, bool]] = {
    "csv": ("form", False),
    "ssv": ("spaceDelimited", False),
    "tsv": ("pipeDelimited", False),
    "pipes": ("pipeDelimited", False),
    "multi": ("form", True),
}
"""collectionFormat to style and explode; nothing else stands for tabs."""
FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}
_OF_A_PARAMETER = ("name", "in", "description", "required", "allowEmptyValue", "collectionFormat")
"""What a parameter says beside its schema."""


def modern(raw: JSON) -> JSON:
    """A Swagger 2.0 document as OpenAPI 3.0; the old one is used up."""
    _keep_old_paths(raw)
    _rename(raw)
    schemes = {name: _scheme(each) for name, each in _members(raw, "securityDefinitions") if isinstance(each, dict)}
    paths = {path: _path(raw, _resolved(raw, item)) for path, item in _members(raw, "paths")}
    moved = (
        "swagger",
        "host",
        "basePath",
        "schemes",
        "consumes",
        "produces",
        "definitions",
        "securityDefinitions",
        "paths",
    )
    return {
        "openapi": "3.0.3",
        **{name: value for name, value in raw.items() if name not in moved},
        "servers": _servers(raw),
        "paths": paths,
        "components": {"schemas": raw.get("definitions") or {}, "securitySchemes": schemes},
    }


def _members(node: JSON, name: str) -> list[tuple[str, Any]]:
    value = node.get(name)
    return list(value.items()) if isinstance(value, dict) else []


def _resolved(raw: JSON, node: Any) -> Any:
    """What a reference leads to; a reference that leads nowhere stays one."""
    if isinstance(node, dict) and isinstance(node.get("$ref"), str) and node["$ref"].startswith("#/"):
        try:
            return pointers.resolve(raw, pointers.split(node["$ref"][1:]))[1]
        except LookupError:
            return node
    return node


def _keep_old_paths(raw: JSON) -> None:
    """Keep the paths as they stand for those who refer into them: there, a body is a parameter."""
    into = [each for each in references(raw) if each["$ref"].startswith("#/paths/")]
    if into:
        raw.setdefault(BUNDLED, {})[OLD_PATHS] = raw.get("paths")
        for each in into:
            each["$ref"] = f"#/{BUNDLED}{each['$ref'][1:]}"


def _rename(raw: JSON) -> None:
    """Newer words, in place, for what schemas say in older ones."""
    for each in objects(raw):
        reference = each.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/definitions/"):
            each["$ref"] = reference.replace("#/definitions/", "#/components/schemas/", 1)
        if each.get("x-nullable") is True:
            each["nullable"] = True
        if isinstance(each.get("discriminator"), str):
            each["discriminator"] = {"propertyName": each["discriminator"]}
        if each.get("type") == "file":
            each.update(type="string", format="binary")


def _servers(raw: JSON) -> list[JSON]:
    base, host = raw.get("basePath"), raw.get("host")
    path = base.rstrip("/") if isinstance(base, str) and base.startswith("/") else ""
    return [{"url": f"https://{host}{path}" if isinstance(host, str) and host else path or "/"}]


def _scheme(old: JSON) -> JSON:
    if old.get("type") == "basic":
        return {"type": "http", "scheme": "basic"}
    if old.get("type") == "oauth2":
        flow = {name: old[name] for name in ("authorizationUrl", "tokenUrl", "scopes") if name in old}
        return {"type": "oauth2", "flows": {FLOWS.get(str(old.get("flow")), "implicit"): {"scopes": {}, **flow}}}
    return old


def _path(raw: JSON, item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    shared = item.get("parameters")
    rest = {name: value for name, value in item.items() if name != "parameters"}
    for method in METHODS:
        if isinstance(item.get(method), dict):
            rest[method] = _operation(raw, item[method], shared if isinstance(shared, list) else [])
    return rest


def _operation(raw: JSON, old: JSON, shared: list[Any]) -> JSON:
    own = old.get("parameters")
    parameters: dict[Any, JSON] = {}
    for each in [*shared, *(own if isinstance(own, list) else [])]:
        found = _resolved(raw, each)
        key = (found.get("name"), found.get("in")) if isinstance(found, dict) and "$ref" not in found else str(each)
        parameters[key] = found
    new = {
        name: value
        for name, value in old.items()
        if name not in ("parameters", "consumes", "produces", "responses", "schemes")
    }
    new["parameters"] = [_parameter(each) for each in parameters.values() if each_in(each) not in ("body", "formData")]
    consumed = _media_types(raw, old, "consumes")
    whole = next((each for each in parameters.values() if each_in(each) == "body"), None)
    fields = [each for each in parameters.values() if each_in(each) == "formData"]
    if whole is not None:
        content = {media_type: {"schema": whole.get("schema", {})} for media_type in consumed or ["application/json"]}
        new["requestBody"] = {"required": whole.get("required") is True, "content": content}
    elif fields:
        new["requestBody"] = _form(fields, consumed)
    produced = _media_types(raw, old, "produces") or ["application/json"]
    new["responses"] = {
        status: _response(_resolved(raw, each), produced) for status, each in _members(old, "responses")
    }
    return new


def each_in(parameter: Any) -> Any:
    """Where a parameter stands."""
    return parameter.get("in") if isinstance(parameter, dict) else None


def _media_types(raw: JSON, old: JSON, name: str) -> list[str]:
    own = old.get(name)
    found = own if isinstance(own, list) and own else raw.get(name)
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _parameter(old: Any) -> Any:
    if not isinstance(old, dict) or "$ref" in old:
        return old
    new = {
        name: value
        for name, value in old.items()
        if name in ("name", "in", "description", "required", "allowEmptyValue")
    }
    new["schema"] = _schema(old)
    if old.get("type") == "array":
        style, explode = COLLECTIONS.get(str(old.get("collectionFormat")), COLLECTIONS["csv"])
        new |= {"style": style, "explode": explode} if old.get("in") == "query" else {"explode": False}
    return new


def _schema(old: JSON) -> JSON:
    """The schema of a parameter or a header, which stands among its other members."""
    return {name: value for name, value in old.items() if name not in _OF_A_PARAMETER}


def _form(fields: list[JSON], consumed: list[str]) -> JSON:
    files = any(each.get("format") == "binary" for each in fields)
    media_types = [each for each in consumed if "form" in each and not (files and each == FORM)]
    named = [each for each in fields if isinstance(each.get("name"), str)]
    schema: JSON = {"type": "object", "properties": {each["name"]: _schema(each) for each in named}}
    required = [each["name"] for each in named if each.get("required") is True]
    if required:
        schema["required"] = required
    encoding = {
        each["name"]: dict(zip(("style", "explode"), COLLECTIONS[each["collectionFormat"]], strict=True))
        for each in named
        if each.get("collectionFormat") in COLLECTIONS
    }
    entry = {"schema": schema, **({"encoding": encoding} if encoding else {})}
    return {
        "required": bool(required),
        "content": dict.fromkeys(media_types or [MULTIPART if files else FORM], entry),
    }


def _response(old: Any, produced: list[str]) -> Any:
    if not isinstance(old, dict) or "$ref" in old:
        return old
    new: JSON = {"description": old.get("description") or ""}
    shown = dict(_members(old, "examples"))
    if isinstance(old.get("schema"), dict):
        new["content"] = {
            media_type: {"schema": old["schema"], **({"example": shown[media_type]} if media_type in shown else {})}
            for media_type in produced
        }
    elif shown:
        new["content"] = {media_type: {"example": value} for media_type, value in shown.items()}
    headers = {name: {"schema": _schema(each)} for name, each in _members(old, "headers") if isinstance(each, dict)}
    return {**new, "headers": headers} if headers else new
