"""The objects and references of a document, told from data that only looks like them; follows nothing and judges nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

BUNDLED = "x-bundled"
"""The member of a document that holds its other files."""
LITERAL = frozenset(("enum", "const", "default"))
"""Members whose values are data, whatever they look like."""
BY_NAME = frozenset(
    (
        "properties", "patternProperties", "definitions", "$defs", "schemas", "dependentSchemas", "responses", "parameters",
        "headers", "requestBodies", "paths", "pathItems", "content", "examples", "links", "callbacks", "securitySchemes",
        "securityDefinitions", "webhooks", "mediaTypes", BUNDLED,
    )
)  # fmt: skip
"""Members whose values hold things by names that are free."""


def references(node: Any) -> Iterator[dict[str, Any]]:
    """Every object below a value that is a reference."""
    return (each for each in objects(node) if isinstance(each.get("$ref"), str))


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every object below a value whose members are keywords; data is passed over, whatever it looks like."""
    waiting: list[tuple[Any, bool]] = [(node, False)]
    seen: set[int] = set()
    while waiting:
        each, by_name = waiting.pop()
        if isinstance(each, list):
            waiting.extend((value, False) for value in each if isinstance(value, dict | list))
        elif isinstance(each, dict) and id(each) not in seen:  # an alias of YAML is the same object in several places
            seen.add(id(each))
            if not by_name:
                yield each
            waiting.extend(
                (value, name in BY_NAME and not by_name)
                for name, value in each.items()
                if isinstance(value, dict | list) and (by_name or name not in LITERAL)
            )
