"""Which keyword of a document a value has broken, as a JSON pointer; knows how schemas were converted, and no words."""

from __future__ import annotations

from typing import Any

from mockserver.openapi import pointers
from mockserver.openapi.dialects import BOUNDS

BRANCHES = ("allOf", "anyOf", "oneOf")


def constraint(error: Any, document: dict[str, Any]) -> str:
    """The place of the broken keyword; of a missing member, the place of its entry of `required`.

    What was added when the schema was converted is looked through: the alternative that `nullable` became, the `anyOf`
    that a `oneOf` became, and the bounds that a format of integers has.

    Args:
        error: what jsonschema-rs found.
        document: the document as it is written.

    Returns:
        A JSON pointer; empty for a schema that stands outside the document.
    """
    *steps, keyword = map(str, error.schema_path)
    place, node = [], document
    rest = iter(steps)
    try:
        for step in rest:
            inner: str | None = step
            if step == "anyOf" and _stands_beside_null(node):
                next(rest)
                inner = next(rest, None)
            if inner == "anyOf" and isinstance(node, dict) and "anyOf" not in node:
                inner = "oneOf"
            if inner is not None:
                node = pointers.get(node, [inner])
                place.append(inner)
        if keyword == "required" and error.kind.name == "required":
            return pointers.join(*place, keyword, node["required"].index(error.kind.property))
    except (LookupError, ValueError):
        return ""
    from_format = keyword not in node and node.get("format") in BOUNDS
    return pointers.join(*place, "format" if from_format else keyword)


def _stands_beside_null(node: Any) -> bool:
    """Whether a schema was put into an alternative of its own, since it may be null."""
    if not isinstance(node, dict) or not node.get("nullable"):
        return False
    return not isinstance(node.get("type"), str) or any(word in node for word in BRANCHES)
