"""Members of an answer that its document neither names nor forbids; looks at schemas and values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mockserver.openapi import pointers
from mockserver.openapi.document import Document
from mockserver.openapi.unnamed import Names, unnamed


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
    for each in unnamed(Names(document.folding, [schema]), value) if schema is not None else ():
        if not each.forbidden and each.general not in seen:
            seen.add(each.general)
            yield each.pointer, json.dumps(each.value, ensure_ascii=False)[:80]
