"""What is meant by schemas that nothing could fit, were they read to the letter."""

from __future__ import annotations

import json
from typing import Any

from mockserver.openapi.keywords import FORMATS
from mockserver.openapi.patterns import meant

JSON = dict[str, Any]


def mend(node: JSON, out: JSON, *, sent: bool) -> None:
    """Have a schema take what its document means.

    Args:
        node: a schema as the document writes it.
        out: what it has become; changed in place.
        sent: whether it is about a request; an answer is held to the letter, unless nothing could fit that.
    """
    if sent:
        _tell_apart(node, out)
        _choose_items(out)
    if isinstance(out.get("pattern"), str):
        out["pattern"] = meant(out["pattern"])


def _tell_apart(node: JSON, out: JSON) -> None:
    """Let a request fit several alternatives that a member tells apart, or nothing that is validated."""
    if "oneOf" not in out or "anyOf" in out:
        return
    branches = [json.dumps(_validated(each), sort_keys=True) for each in out["oneOf"]]
    if isinstance(node.get("discriminator"), dict) or len(set(branches)) < len(branches):
        out["anyOf"] = out.pop("oneOf")


def _choose_items(out: JSON) -> None:
    """Have the items of a list be what is listed, where no list is."""
    if out.get("type") == "array" and "enum" in out and not any(isinstance(each, list) for each in out["enum"]):
        out["items"] = {"allOf": [out.get("items", {}), {"enum": out.pop("enum")}]}


def _validated(schema: Any) -> Any:
    """A converted schema without a format that nobody validates."""
    if not isinstance(schema, dict) or schema.get("format") in FORMATS:
        return schema
    return {name: value for name, value in schema.items() if name != "format"}
