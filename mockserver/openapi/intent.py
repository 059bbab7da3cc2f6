"""What is meant by schemas that nothing could fit, were they read to the letter."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from mockserver.openapi.keywords import FORMATS
from mockserver.openapi.patterns import meant
from mockserver.openapi.scalars import scalar

JSON = dict[str, Any]
Follow = Callable[[Any], Any]
DEEPEST = 8
DEMANDING = frozenset(("oneOf", "anyOf", "not", "enum", "const", "minProperties", "patternProperties", "if"))
"""Keywords by which a schema may tell objects apart."""

NUMBERS = ("integer", "number")
SIZES = {"uuid": 36, "date": 10}
"""Formats whose texts are all of one length."""


def mend(node: JSON, out: JSON, follow: Follow, *, sent: bool) -> None:
    """Have a schema take what its document means.

    Args:
        node: a schema as the document writes it.
        out: what it has become; changed in place.
        follow: what a schema's reference leads to; the schema itself where it has none.
        sent: whether it is about a request; an answer is held to the letter, unless nothing could fit that.
    """
    if sent:
        _tell_apart(node, out, follow)
        _choose_items(out)
        _choose_read(out)
        _choose_format(out)
    if isinstance(out.get("pattern"), str):
        out["pattern"] = meant(out["pattern"])


class Opened(NamedTuple):
    """What is meant by a composed schema whose parts forbid one another's members: all of them together.

    Attributes:
        parts: the parts, none of which forbids members.
        words: keywords of the whole.
    """

    parts: list[Any]
    words: JSON


def opened(node: JSON, follow: Follow) -> Opened | None:
    """The parts of a composed schema that was closed part by part; None where they can be read to the letter."""
    parts = [follow(each) for each in node["allOf"]] if isinstance(node.get("allOf"), list) else []
    if len(parts) < 2 or not all(isinstance(each, dict) for each in parts):
        return None
    named = [frozenset(each["properties"]) if isinstance(each.get("properties"), dict) else None for each in parts]
    closed = [each.get("additionalProperties") is False and "patternProperties" not in each for each in parts]
    every = frozenset().union(*(each for each in named if each is not None))
    if not any(shut and names != every for shut, names in zip(closed, named, strict=True)):
        return None
    whole = all(shut and names is not None for shut, names in zip(closed, named, strict=True))
    own = node.get("properties")
    names = sorted(every.union(own if isinstance(own, dict) else ()))
    return Opened(
        [
            {name: value for name, value in part.items() if name != "additionalProperties"} if shut else given
            for part, given, shut in zip(parts, node["allOf"], closed, strict=True)
        ],
        {"propertyNames": {"enum": names}} if whole else {},
    )


def _tell_apart(node: JSON, out: JSON, follow: Follow) -> None:
    """Let a request fit several alternatives that a member tells apart, or nothing that is validated."""
    if "oneOf" not in out or "anyOf" in out:
        return
    branches = [json.dumps(_validated(each), sort_keys=True) for each in out["oneOf"]]
    alike = len(set(branches)) < len(branches) or all(_demands_nothing(each, follow) for each in node["oneOf"])
    if isinstance(node.get("discriminator"), dict) or alike:
        out["anyOf"] = out.pop("oneOf")


def _demands_nothing(schema: Any, follow: Follow, depth: int = 0) -> bool:
    """Whether a schema only names members, so that objects with quite other ones fit it, too."""
    schema = follow(schema)
    if not isinstance(schema, dict) or depth > DEEPEST or not schema.keys().isdisjoint(DEMANDING):
        return False
    named, parts = schema.get("properties"), schema.get("allOf")
    members = [follow(each) for each in named.values()] if isinstance(named, dict) else []
    telling = any(isinstance(each, dict) and not each.keys().isdisjoint(("enum", "const")) for each in members)
    return (
        schema.get("type", "object") == "object"
        and schema.get("additionalProperties") is not False
        and not schema.get("required")
        and not telling
        and all(_demands_nothing(each, follow, depth + 1) for each in (parts if isinstance(parts, list) else ()))
    )


def _choose_items(out: JSON) -> None:
    """Have the items of a list be what is listed, where no list is."""
    if out.get("type") == "array" and "enum" in out and not any(isinstance(each, list) for each in out["enum"]):
        out["items"] = {"allOf": [out.get("items", {}), {"enum": out.pop("enum")}]}


def _choose_read(out: JSON) -> None:
    """Have a number be one of the numbers that are listed as texts."""
    listed = out.get("enum")
    if out.get("type") in NUMBERS and isinstance(listed, list) and all(isinstance(each, str) for each in listed):
        read = [scalar(each, (out["type"],)) for each in listed]
        out["enum"] = [each for each in read if not isinstance(each, str)] or listed


def _choose_format(out: JSON) -> None:
    """Have a text be of its format, where that never is as long as the schema wants it."""
    size = SIZES.get(out.get("format", ""))
    if size is not None and not out.get("minLength", 0) <= size <= out.get("maxLength", size):
        for word in ("minLength", "maxLength"):
            out.pop(word, None)


def _validated(schema: Any) -> Any:
    """A converted schema without a format that nobody validates."""
    if not isinstance(schema, dict) or schema.get("format") in FORMATS:
        return schema
    return {name: value for name, value in schema.items() if name != "format"}
