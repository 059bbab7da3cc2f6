"""Texts read as the JSON types that a schema admits, and written as such; knows no parameter and no form."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from mockserver.openapi import pointers
from mockserver.openapi.strict_json import MAX_DIGITS, MalformedValue


@dataclass(frozen=True, slots=True)
class Types:
    """The JSON types as which texts are read: those of a value, and those of its items where it may be a list."""

    own: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    def read(self, texts: list[str]) -> Any:
        """Read the texts that were given under one name: one is a list only where it can be nothing else.

        Raises:
            MalformedValue: several, and it is no list.
        """
        if "array" in self.own and (len(texts) > 1 or self.own[0] == "array"):
            return [scalar(each, self.items) for each in texts]
        if len(texts) > 1:
            raise MalformedValue("is given more than once")
        return scalar(texts[0], self.own)


_INTEGER = re.compile(rf"-?[0-9]{{1,{MAX_DIGITS}}}\Z")
_NUMBER = re.compile(
    rf"-?(?:0|[1-9][0-9]{{0,{MAX_DIGITS - 1}}})(?:\.[0-9]{{1,{MAX_DIGITS}}})?(?:[eE][+-]?[0-9]{{1,4}})?\Z"
)


def scalar(text: str, types: tuple[str, ...]) -> Any:
    """Read a parameter text as the first of the JSON types that it can be; what fits none stays text."""
    for kind in types:
        if kind == "integer" and _INTEGER.match(text):
            return int(text)
        if kind == "number" and _NUMBER.match(text):
            return int(text) if _INTEGER.match(text) else float(text)
        if kind == "boolean" and text in ("true", "false"):
            return text == "true"
        if kind == "null" and text == "null":
            return None
    return text


def types_of(document: dict[str, Any], schema: Any, depth: int = 0) -> tuple[str, ...]:
    """The JSON types that a schema admits, in the order in which a text should be tried."""
    schema = resolved(document, schema)
    types: list[str] = []
    if isinstance(schema.get("type"), str):
        types.append(schema["type"])
    elif isinstance(schema.get("type"), list):
        types += sorted((each for each in schema["type"] if isinstance(each, str)), key=_LAST.__eq__)
    elif depth < DEEPEST:
        for word in ("anyOf", "oneOf", "allOf"):
            for branch in schema.get(word) or []:
                types += types_of(document, branch, depth + 1)
        types += [_type_of(value) for value in schema.get("enum") or [] if not types]
    if schema.get("nullable"):
        types.append("null")
    return tuple(dict.fromkeys(types))


_LAST = "string"
"""Every text is one, so that the other types are tried before."""
DEEPEST = 20
"""Alternatives within alternatives that are looked at."""


def resolved(document: dict[str, Any], schema: Any) -> dict[str, Any]:
    """A schema with its references followed; what is no object says nothing."""
    for _ in range(DEEPEST):
        if not (isinstance(schema, dict) and "$ref" in schema):
            return schema if isinstance(schema, dict) else {}
        schema = pointers.get(document, pointers.split(schema["$ref"][1:]))
    return {}


def all_types(document: dict[str, Any], schema: Any) -> Types:
    """As which types the texts for a schema are read."""
    return Types(types_of(document, schema), types_of(document, resolved(document, schema).get("items", {})))


def _type_of(value: Any) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", dict: "object", list: "array"}
    return kinds.get(type(value), "null")


def text_of(value: Any) -> str:
    """Write a parameter value as the text that stands for it on the wire."""
    return value if isinstance(value, str) else json.dumps(value)
