"""The keywords of Schema Objects: of what kind each must be, and what their values are; knows no document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import jsonschema_rs

TYPES = frozenset(("string", "integer", "number", "boolean", "object", "array", "null"))
FORMATS = frozenset(
    (
        "date", "date-time", "duration", "email", "hostname", "idn-email", "idn-hostname", "ipv4", "ipv6", "iri",
        "iri-reference", "json-pointer", "regex", "relative-json-pointer", "time", "uri", "uri-reference", "uri-template",
        "uuid",
    )
)  # fmt: skip
"""Formats that are validated; all others are words for people."""
SILENT = frozenset(
    (
        "nullable", "example", "examples", "discriminator", "xml", "externalDocs", "deprecated", "description", "title",
        "$comment", "$id", "$schema", "id", "readOnly", "writeOnly",
    )
)  # fmt: skip
"""Keywords that no value can break, and those that would give a schema another address than its place."""
LITERAL = frozenset(("enum", "const", "default", "required", "pattern"))
"""Keywords whose values are data."""
BY_NAME = frozenset(("properties", "patternProperties", "definitions", "$defs", "dependentSchemas"))
"""Keywords whose values are schemas by names that are free."""
BESIDE = frozenset(("allOf", "oneOf", "anyOf", "not", "if", "then", "else"))
"""Keywords whose schemas are about the same value as the one that they stand in."""


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _count(value: Any) -> bool:
    return _number(value) and value >= 0 and value == int(value)


def _schema(value: Any) -> bool:
    return isinstance(value, dict | bool)


def _schemas(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_schema, value))


def _schemas_by_name(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_schema, value.values()))


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


@lru_cache(maxsize=4096)
def _compiles(pattern: str) -> bool:
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except jsonschema_rs.ValidationError:
        return False
    return True


def _type(value: Any) -> bool:
    names = value if isinstance(value, list) else [value]
    return bool(names) and all(isinstance(each, str) and each in TYPES for each in names)


WELL_FORMED: Mapping[str, Callable[[Any], bool]] = {
    "type": _type,
    "enum": lambda value: isinstance(value, list) and bool(value),
    "pattern": lambda value: isinstance(value, str) and _compiles(value),
    "format": lambda value: isinstance(value, str),
    "multipleOf": lambda value: _number(value) and value > 0,
    **dict.fromkeys(("minimum", "maximum"), _number),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), lambda value: isinstance(value, bool) or _number(value)),
    **dict.fromkeys(
        ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"),
        _count,
    ),
    **dict.fromkeys(("uniqueItems",), lambda value: isinstance(value, bool)),
    **dict.fromkeys(("required",), _texts),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _schemas),
    **dict.fromkeys(
        ("items", "not", "additionalProperties", "contains", "propertyNames", "if", "then", "else",
         "unevaluatedItems", "unevaluatedProperties"), _schema,
    ),
    **dict.fromkeys(BY_NAME, _schemas_by_name),
    "dependentRequired": lambda value: isinstance(value, dict) and all(map(_texts, value.values())),
    "$ref": lambda value: isinstance(value, str),
}  # fmt: skip
"""Keyword to whether its value is of the kind that it must have."""
