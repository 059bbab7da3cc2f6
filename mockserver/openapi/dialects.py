"""Schema Objects as JSON Schema 2020-12: what OpenAPI 3.0 and 3.1 mean by them, in requests and in answers; compiles nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, reduce
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

import jsonschema_rs

from mockserver.openapi import pointers
from mockserver.openapi.references import BUNDLED

JSON = dict[str, Any]
View = Literal["request", "response"]

BOUNDS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
FORMATS = frozenset(
    (
        "date", "date-time", "duration", "email", "hostname", "idn-email", "idn-hostname", "ipv4", "ipv6", "iri",
        "iri-reference", "json-pointer", "regex", "relative-json-pointer", "time", "uri", "uri-reference", "uri-template",
        "uuid",
    )
)  # fmt: skip
"""Formats that are validated; all others are words for people."""
DEEPEST = 12
"""Schemas within a composed one that are looked into for flags."""
SAFE = "/~!$&'()*+,;=:@-._"
"""Characters of a JSON pointer that stand in an address as they are."""
TYPES = frozenset(("string", "integer", "number", "boolean", "object", "array", "null"))
_SILENT = frozenset(
    (
        "nullable", "example", "examples", "discriminator", "xml", "externalDocs", "deprecated", "description", "title",
        "$comment", "$id", "$schema", "id", "readOnly", "writeOnly",
    )
)  # fmt: skip
"""Keywords that no value can break, and those that would give a schema another address than its place."""
_LITERAL = frozenset(("enum", "const", "default", "required", "pattern"))
_BY_NAME = frozenset(("properties", "patternProperties", "definitions", "$defs", "dependentSchemas"))
_HIDDEN: Mapping[View, str] = {"request": "readOnly", "response": "writeOnly"}
"""View to the flag of members that need not travel in it."""


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
    **dict.fromkeys(_BY_NAME, _schemas_by_name),
    "dependentRequired": lambda value: isinstance(value, dict) and all(map(_texts, value.values())),
    "$ref": lambda value: isinstance(value, str),
}  # fmt: skip
"""Keyword to whether its value is of the kind that it must have."""


class Around(NamedTuple):
    """What schemas say of the members of the value that they are about.

    Attributes:
        named: the members that they name.
        flagged: those of them that need not travel.
    """

    named: frozenset[str] = frozenset()
    flagged: frozenset[str] = frozenset()

    def plus(self, other: Around) -> Around:
        """What both say."""
        return Around(self.named | other.named, self.flagged | other.flagged)


ALONE = Around()
_BESIDE = frozenset(("allOf", "oneOf", "anyOf", "not", "if", "then", "else"))
"""Keywords whose schemas are about the same value as the one that they stand in."""


class Dialect:
    """Turns the Schema Objects of one document into JSON Schema, in one view.

    Args:
        document: the document; asked where a reference leads.
        modern: whether it is OpenAPI 3.1 or newer, whose Schema Objects are JSON Schema already.
        forgiving: whether a keyword whose value is of the wrong kind counts as absent; otherwise it is refused.
    """

    def __init__(self, document: JSON, view: View, *, modern: bool = False, forgiving: bool = False) -> None:
        self.document, self.view, self.modern, self.forgiving = document, view, modern, forgiving
        self.flag = _HIDDEN[view]
        self.flagged = frozenset(_flagged(document, self.flag)) if forgiving else frozenset()
        """Every name that some object of the document flags: `required` may stand apart from `properties`."""

    def whole(self, node: Any, inside: str = "") -> Any:
        """A part of a document, with every Schema Object in it converted.

        Raises:
            ValueError: a keyword whose value is of the wrong kind.
        """
        if isinstance(node, list):
            return [self.whole(item) for item in node]
        if not isinstance(node, dict):
            return node
        result = {}
        for name, value in node.items():
            if name == "schema" and inside != "properties":
                result[name] = self.schema(value)
            elif (inside == "components" and name == "schemas") or name == BUNDLED:
                result[name] = {key: self.schema(item) for key, item in value.items()}
            elif name not in ("example", "examples"):
                result[name] = self.whole(value, name)
        return result

    def schema(self, node: Any, around: Around = ALONE) -> Any:
        """One Schema Object as JSON Schema 2020-12.

        Args:
            around: what the schemas that the same value must fit say of its members.

        Raises:
            ValueError: a keyword whose value is of the wrong kind.
        """
        if isinstance(node, list):
            return [self.schema(item, around) for item in node]
        if not isinstance(node, dict):
            return node
        if self.forgiving and not node.keys().isdisjoint(_BESIDE):
            around = around.plus(self._members_of(node))
        out: JSON = {}
        if isinstance(node.get("$ref"), str):
            reference = self._reference(node["$ref"])
            if not self.modern:
                nullable = self.forgiving and node.get("nullable") is True
                return {"anyOf": [reference, {"type": "null"}]} if nullable else reference
            out = reference
        for name, value in _todays(node) if self.forgiving else node.items():
            if (
                name in _SILENT
                or name == "$ref"
                or (self.forgiving and (name[:2] == "x-" or not self._well_formed(name, value)))
            ):
                continue
            if name in _BY_NAME:
                if not isinstance(value, dict):
                    raise ValueError(f"{name}: an object of schemas is expected, not {value!r}")
                out[name] = {key: self.schema(item) for key, item in value.items()}
            else:
                out[name] = value if name in _LITERAL else self.schema(value, around if name in _BESIDE else ALONE)
        self._bounds(node, out)
        self._travelling(node, out, around)
        self._told_apart(node, out)
        self._each_of(out)
        return out if self.modern else self._nullable(node, out)

    def _reference(self, text: str) -> JSON:
        """A reference with its place written as an address has it; one that leads nowhere is one to anything."""
        if not self.forgiving:
            return {"$ref": text}
        try:
            pointers.resolve(self.document, pointers.split(text[1:]) if text[:2] == "#/" else [text])
        except LookupError:
            return {}
        return {"$ref": f"#{quote(text[1:], safe=SAFE)}"}

    def _well_formed(self, name: str, value: Any) -> bool:
        test = WELL_FORMED.get(name)
        return test is None or test(value)

    def _bounds(self, node: JSON, out: JSON) -> None:
        """Exclusive bounds, which are switches in 3.0, and the bounds of sized integers."""
        for limit in ("Minimum", "Maximum"):
            exclusive = out.get("exclusive" + limit)
            if isinstance(exclusive, bool):
                del out["exclusive" + limit]
                if exclusive and limit.lower() in out:
                    out["exclusive" + limit] = out.pop(limit.lower())
        types = out.get("type")
        if (types == "integer" or (isinstance(types, list) and "integer" in types)) and node.get("format") in BOUNDS:
            low, high = BOUNDS[node["format"]]
            out["minimum"] = max(out.get("minimum", low), low)
            out["maximum"] = min(out.get("maximum", high), high)

    def _members_of(self, node: Any, depth: int = 0) -> Around:
        """What a schema, or some part of it where it is composed, says of the members that it names."""
        if isinstance(node, dict) and isinstance(node.get("$ref"), str) and depth < DEEPEST:
            try:
                node = pointers.resolve(self.document, pointers.split(node["$ref"][1:]))[1]
            except LookupError:
                return ALONE
        if not isinstance(node, dict) or depth >= DEEPEST:
            return ALONE
        given, parts = node.get("properties"), node.get("allOf")
        named = given if isinstance(given, dict) else {}
        own = Around(frozenset(named), frozenset(name for name, item in named.items() if self._is_flagged(item)))
        inner = (self._members_of(part, depth + 1) for part in (parts if isinstance(parts, list) else ()))
        return reduce(Around.plus, inner, own)

    def _travelling(self, node: JSON, out: JSON, around: Around) -> None:
        """A request need not carry readOnly members; a response must not carry writeOnly ones."""
        given = node.get("properties")
        properties = given if isinstance(given, dict) else {}
        flagged = {name for name, item in properties.items() if self._is_flagged(item)}
        hidden = set(flagged)
        if "required" in out:
            unknown = {name for name in out["required"] if name not in properties and name not in around.named}
            flagged |= around.flagged | (self.flagged & unknown)
            # a name that stands there twice would count twice
            out["required"] = [name for name in dict.fromkeys(out["required"]) if name not in flagged]
        if self.view == "response" and "properties" in out:
            out["properties"].update({name: False for name in hidden if name in out["properties"]})

    def _told_apart(self, node: JSON, out: JSON) -> None:
        """Let a request fit several alternatives that a member tells apart, or nothing that is validated."""
        if self.view == "request" and self.forgiving and "oneOf" in out and "anyOf" not in out:
            branches = [json.dumps(_validated(each), sort_keys=True) for each in out["oneOf"]]
            if isinstance(node.get("discriminator"), dict) or len(set(branches)) < len(branches):
                out["anyOf"] = out.pop("oneOf")

    def _each_of(self, out: JSON) -> None:
        """Have the items of a list that is sent be what is listed where no list is: that was meant of them."""
        if self.view == "response" or not self.forgiving or out.get("type") != "array" or "enum" not in out:
            return
        if not any(isinstance(each, list) for each in out["enum"]):
            out["items"] = {"allOf": [out.get("items", {}), {"enum": out.pop("enum")}]}

    def _is_flagged(self, item: Any) -> bool:
        if not isinstance(item, dict):
            return False
        if item.get(self.flag):
            return item[self.flag] is True or not self.forgiving
        if self.forgiving and isinstance(item.get("$ref"), str):
            try:
                found = pointers.resolve(self.document, pointers.split(item["$ref"][1:]))[1]
            except LookupError:
                return False
            return isinstance(found, dict) and found.get(self.flag) is True
        return False

    def _nullable(self, node: JSON, out: JSON) -> JSON:
        if not node.get("nullable") or (self.forgiving and node["nullable"] is not True):
            return out
        if isinstance(out.get("type"), str) and not {"allOf", "anyOf", "oneOf"} & out.keys():
            nothing = [None] if "enum" in out and None not in out["enum"] else []
            return {**out, "type": [out["type"], "null"], **({"enum": [*out["enum"], *nothing]} if nothing else {})}
        return {"anyOf": [out, {"type": "null"}]}


def _validated(schema: Any) -> Any:
    """A converted schema without a format that nobody validates."""
    if not isinstance(schema, dict) or schema.get("format") in FORMATS:
        return schema
    return {name: value for name, value in schema.items() if name != "format"}


def _todays(node: JSON) -> Iterator[tuple[str, Any]]:
    """The keywords of a schema, those for the items of a tuple under their names of today."""
    several = isinstance(node.get("items"), list)
    for name, value in node.items():
        yield ({"items": "prefixItems", "additionalItems": "items"}.get(name, name) if several else name), value


def _flagged(document: JSON, flag: str) -> set[str]:
    """The names of all members that are flagged somewhere, and whose flag may count elsewhere."""
    found: set[str] = set()
    waiting: list[Any] = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            properties = node.get("properties")
            if isinstance(properties, dict):
                found |= {
                    name for name, item in properties.items() if isinstance(item, dict) and item.get(flag) is True
                }
            waiting.extend(each for each in node.values() if isinstance(each, dict | list))
        elif isinstance(node, list):
            waiting.extend(each for each in node if isinstance(each, dict | list))
    return found
