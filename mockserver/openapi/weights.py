"""How large the schemas of a document are with all that they refer to, and which of them stay compiled; compiles nothing."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

from mockserver.openapi import linking, pointers
from mockserver.openapi.references import references

KEPT = 3_000_000
"""Characters of schemas that stay compiled at a time, each with all it refers to; a validator takes some forty bytes for each."""


class Weights:
    """How large the schemas of one document are.

    Args:
        document: the document.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._sizes: dict[str, tuple[int, set[str]]] = {}
        self._whole: set[str] = set()
        """References to schemas that are not taken apart."""

    def of(self, node: Any) -> tuple[int, bool]:
        """Characters of a schema with everything that it refers to, each once; and whether it can be taken apart."""
        total, apart = 0, True
        seen: set[str] = set()
        waiting: list[tuple[str, Any]] = [("", node)]
        while waiting:
            reference, each = waiting.pop()
            if reference not in self._sizes or not reference:
                text = json.dumps(each)
                self._sizes[reference] = len(text), {inner["$ref"] for inner in references(each)}
                if linking.whole(text):
                    self._whole.add(reference)
                elif not reference:
                    self._whole.discard(reference)
            size, inner = self._sizes[reference]
            total, apart = total + size, apart and reference not in self._whole
            new = inner - seen
            seen |= new
            waiting.extend((one, self._found(one)) for one in new)
        return total, apart

    def _found(self, reference: str) -> Any:
        try:
            return pointers.resolve(self._document, pointers.split(reference[1:]))[1]
        except LookupError:
            return None


class Kept:
    """What is compiled, as much of it as there is room for; what was not asked for longest goes first.

    Attributes:
        size: characters of the schemas that are kept.
    """

    def __init__(self) -> None:
        self._compiled: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self.size = 0

    def __len__(self) -> int:
        return len(self._compiled)

    def get(self, key: Hashable) -> Any:
        """What is kept under a key, or None."""
        found = self._compiled.get(key)
        if found is None:
            return None
        self._compiled.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, compiled: Any, size: int) -> None:
        """Keep something of so many characters."""
        self._compiled[key] = compiled, size
        self.size += size
        while self.size > KEPT and len(self._compiled) > 1:
            self.size -= self._compiled.popitem(last=False)[1][1]
