"""Members of an answer that its document neither names nor forbids; looks at schemas and values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mockserver.openapi import pointers
from mockserver.openapi.document import Document
from mockserver.openapi.folding import UNIONS, Folding, properties
from mockserver.openapi.pointers import join

DEEPEST = 8
MOST = 20
"""Items of a list that are looked at."""


def members(document: Document, place: str, value: Any) -> Iterator[tuple[str, str]]:
    """Where a value has members that nobody has named, and what stands there; each once for all items of a list.

    Args:
        document: the document.
        place: where it has the media type.
        value: the body.
    """
    entry = pointers.at(document.raw, pointers.target(document.raw, place))
    schema = entry.get("schema") if isinstance(entry, dict) else None
    seen: set[str] = set()
    for general, pointer, each in _unnamed(document.folding, [schema], value, "", "", 0) if schema is not None else ():
        if general not in seen:
            seen.add(general)
            yield pointer, json.dumps(each, ensure_ascii=False)[:80]


def _unnamed(
    folding: Folding, schemas: list[Any], value: Any, general: str, at: str, depth: int
) -> Iterator[tuple[str, str, Any]]:
    """The unnamed members of a value that may fit any of some schemas."""
    folded = list(_branches(folding, schemas, 0))
    if depth > DEEPEST or not folded:
        return
    if isinstance(value, dict):
        open_ended = any("additionalProperties" in each or "patternProperties" in each for each in folded)
        named = [properties(each) for each in folded]
        for name, item in value.items():
            inner = [each[name] for each in named if name in each]
            if not inner and not open_ended and any(named):
                yield general + join(name), at + join(name), item
            elif inner:
                yield from _unnamed(folding, inner, item, general + join(name), at + join(name), depth + 1)
    elif isinstance(value, list):
        items = [each["items"] for each in folded if isinstance(each.get("items"), dict)]
        for index, item in enumerate(value[:MOST]) if items else ():
            yield from _unnamed(folding, items, item, f"{general}/*", at + join(index), depth + 1)


def _branches(folding: Folding, schemas: list[Any], depth: int) -> Iterator[dict[str, Any]]:
    """The schemas, folded, and all their alternatives."""
    for schema in schemas:
        folded = folding.fold(schema)
        yield folded
        if depth < 4:
            for _, branches in folded.get(UNIONS, ()):
                yield from _branches(folding, list(branches), depth + 1)
