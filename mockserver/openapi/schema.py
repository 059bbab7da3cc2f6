"""Compiles the schemas of an OpenAPI 3.0 document into validators, one per place and view; knows no operations."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import jsonschema_rs

from mockserver.openapi import pointers

View = Literal["request", "response"]

_ANNOTATIONS = ("nullable", "example", "discriminator", "xml", "externalDocs", "deprecated", "description", "title")
_BOUNDS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
MOST = 1000
"""Items and members that are looked at to say what is wrong, and violations that are told."""
LONGEST = 600
"""Characters of a message."""
_PLAIN = ("enum", "default", "required", "example", "examples", "pattern")


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with a value, and where: a JSON pointer into the value (empty: the whole) and words."""

    pointer: str
    what: str


class Validator:
    """One schema, compiled."""

    __slots__ = ("_compiled", "_known", "fits")

    def __init__(self, compiled: Any, known: AbstractSet[str]) -> None:
        self._compiled, self._known = compiled, known
        self.fits = compiled.is_valid
        """Whether a value fits; the quick question."""

    def violations(self, value: Any) -> list[Violation]:
        """What is wrong with a value, the most telling first; empty if it fits.

        Everything, but for a value so large that this would take long: then at least one place.
        """
        errors = list(islice(self._compiled.iter_errors(_beginning(value, self._known)), MOST)) or self._first(value)
        return [violation for error in errors for violation in _explain(error)][:MOST]

    def _first(self, value: Any) -> list[Any]:
        try:
            self._compiled.validate(value)
        except jsonschema_rs.ValidationError as error:
            return [error]
        return []


def _beginning(value: Any, known: AbstractSet[str]) -> Any:
    """A value with no more than so many items and members, but at least the first of each, and every known member.

    Without the known ones, a schema would miss what was only left out here.
    """
    left = MOST

    def cut(value: Any) -> Any:
        nonlocal left
        if isinstance(value, dict):
            members: dict[str, Any] = {}
            for name, item in value.items():
                if not members or left > 0 or name in known:
                    left -= 1
                    members[name] = cut(item)
            return members
        if not isinstance(value, list):
            return value
        kept: list[Any] = []
        for item in value:
            if kept and left <= 0:
                break
            left -= 1
            kept.append(cut(item))
        return kept

    return cut(value)


def _names(node: Any) -> Iterator[str]:
    """Every member that some schema of a document names."""
    if isinstance(node, dict):
        for word in ("properties", "required"):
            yield from node[word] if isinstance(node.get(word), dict | list) else ()
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from _names(item)


def _explain(error: Any) -> Iterator[Violation]:
    """Say what is wrong; of alternatives, take one of the value's type whose distinguishing members the value has."""
    branches = getattr(error.kind, "context", None)
    if error.kind.name in ("anyOf", "oneOfNotValid", "oneOf") and branches:
        own = list(error.instance_path)

        def strangeness(errors: Any) -> tuple[bool, bool, int]:
            kinds = [(each.kind.name, list(each.instance_path) == own) for each in errors]
            return ("type", True) in kinds, any(name in ("enum", "const", "type") for name, _ in kinds), len(kinds)

        for inner in min(branches, key=strangeness):
            yield from _explain(inner)
        return
    place = list(error.instance_path)
    if error.kind.name == "required":
        missing = error.kind.property
        yield Violation(pointers.join(*place, missing), "is required")
        return
    if error.kind.name == "enum":
        choices = ", ".join(json.dumps(each, ensure_ascii=False) for each in error.kind.options)
        yield Violation(pointers.join(*place), f"{_shown(error.instance)} is not one of {choices}")
        return
    yield Violation(pointers.join(*place), _short(error.message))


def _short(message: str) -> str:
    """A message that may hold a whole value, without the middle of that."""
    return message if len(message) <= LONGEST else f"{message[: LONGEST // 2]}...{message[-LONGEST // 2 :]}"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


class Schemas:
    """All schemas of one document, in the view of a request (readOnly not demanded) and of a response (no writeOnly).

    Raises:
        ValueError: when a schema cannot be compiled; the text says why.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._validators: dict[tuple[View, str], Validator] = {}
        self._known = frozenset(each for each in _names(document) if isinstance(each, str))
        self._views: dict[View, dict[str, Any]] = {
            "request": _converted(document, hide=None),
            "response": _converted(document, hide="writeOnly"),
        }
        self._registries = {
            view: jsonschema_rs.Registry([(f"urn:{view}", converted)], draft=jsonschema_rs.Draft202012)
            for view, converted in self._views.items()
        }

    def compile(self, view: View, place: list[str]) -> Validator:
        """Compile the schema at a place of the document, once for all who refer to it.

        Args:
            view: whether the value travels in a request or in a response.
            place: the tokens of the schema's JSON pointer.
        """
        place = pointers.resolve(self._document, place)[0]
        fragment = pointers.join(*place).replace("%", "%25").replace("{", "%7B").replace("}", "%7D").replace(" ", "%20")
        found = self._validators.get((view, fragment))
        if found is None:
            found = self._validators[view, fragment] = self._compiled(view, {"$ref": f"urn:{view}#{fragment}"})
        return found

    def inline(self, view: View, schema: Mapping[str, Any]) -> Validator:
        """Compile a Schema Object that stands outside the document; its references lead into the document."""
        converted = _schema(dict(schema), "writeOnly" if view == "response" else None)
        return self._compiled(view, _referring(converted, f"urn:{view}"))

    def _compiled(self, view: View, schema: Any) -> Validator:
        try:
            compiled = jsonschema_rs.Draft202012Validator(
                schema,
                registry=self._registries[view],
                validate_formats=True,
                formats={"password": lambda text: True, "binary": lambda text: True},
            )
        except jsonschema_rs.ValidationError as error:
            raise ValueError(error.message) from None
        return Validator(compiled, self._known)


def _referring(node: Any, base: str) -> Any:
    """A schema whose local references lead into the document with this URI."""
    if isinstance(node, list):
        return [_referring(item, base) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str):
        return {"$ref": base + node["$ref"]}
    return {name: _referring(value, base) for name, value in node.items()}


def _converted(document: dict[str, Any], hide: str | None) -> dict[str, Any]:
    """Copy a document with every Schema Object as JSON Schema 2020-12."""

    def walk(node: Any, inside: str = "") -> Any:
        if isinstance(node, list):
            return [walk(item) for item in node]
        if not isinstance(node, dict):
            return node
        result = {}
        for name, value in node.items():
            if name == "schema" and inside != "properties":
                result[name] = _schema(value, hide)
            elif inside == "components" and name == "schemas":
                result[name] = {key: _schema(item, hide) for key, item in value.items()}
            elif name in ("example", "examples"):
                continue
            else:
                result[name] = walk(value, name)
        return result

    return walk(document)  # type: ignore[no-any-return]


def _schema(node: Any, hide: str | None) -> Any:
    """One Schema Object as JSON Schema 2020-12: nullable, exclusive bounds, int formats, readOnly and writeOnly."""
    if isinstance(node, list):
        return [_schema(item, hide) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return {"$ref": node["$ref"]}
    out: dict[str, Any] = {}
    for name, value in node.items():
        if name in _ANNOTATIONS:
            continue
        if name == "properties":
            if not isinstance(value, dict):
                raise ValueError(f"properties: an object of schemas is expected, not {value!r}")
            out[name] = {key: _schema(item, hide) for key, item in value.items()}
        else:
            out[name] = copy.deepcopy(value) if name in _PLAIN else _schema(value, hide)
    _bounds(node, out)
    _travelling(node, out, hide)
    return _nullable(node, out)


def _bounds(node: dict[str, Any], out: dict[str, Any]) -> None:
    for limit in ("Minimum", "Maximum"):
        exclusive = out.pop("exclusive" + limit, False)
        if exclusive is True:
            out["exclusive" + limit] = out.pop(limit.lower())
    if node.get("type") == "integer" and node.get("format") in _BOUNDS:
        low, high = _BOUNDS[node["format"]]
        out["minimum"] = max(node.get("minimum", low), low)
        out["maximum"] = min(node.get("maximum", high), high)


def _travelling(node: dict[str, Any], out: dict[str, Any], hide: str | None) -> None:
    """A request need not carry readOnly members; a response must not carry writeOnly ones."""
    flag = hide or "readOnly"
    flagged = {
        name for name, item in (node.get("properties") or {}).items() if isinstance(item, dict) and item.get(flag)
    }
    if flagged and "required" in out:
        out["required"] = [name for name in out["required"] if name not in flagged]
    if hide:
        out.get("properties", {}).update(dict.fromkeys(flagged, False))


def _nullable(node: dict[str, Any], out: dict[str, Any]) -> dict[str, Any]:
    if not node.get("nullable"):
        return out
    if isinstance(out.get("type"), str) and not {"allOf", "anyOf", "oneOf"} & out.keys():
        out["type"] = [out["type"], "null"]
        if "enum" in out and None not in out["enum"]:
            out["enum"].append(None)
        return out
    return {"anyOf": [out, {"type": "null"}]}
