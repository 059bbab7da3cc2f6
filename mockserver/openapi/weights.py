"""How large the schemas of a document are with all that they refer to, and which of them stay compiled; compiles nothing."""

from __future__ import annotations

import json
from collections.abc import Hashable
from itertools import count
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


class Room:
    """Where what is compiled of one schema is kept; whoever asks for it says so, which takes no time.

    Attributes:
        compiled: what is kept; None where nothing is.
        size: characters of the schema.
        asked: when it was last asked for: a number that grows.
    """

    __slots__ = ("asked", "compiled", "size")

    def __init__(self) -> None:
        self.compiled: Any = None
        self.size = self.asked = 0


class Kept:
    """What is compiled, as much of it as there is room for; what was not asked for longest goes first.

    Attributes:
        size: characters of the schemas that are kept.
        asks: the numbers of those who ask.
    """

    def __init__(self) -> None:
        self._rooms: dict[Hashable, Room] = {}
        self.size, self.asks = 0, count(1)

    def __len__(self) -> int:
        return len(self._taken())

    def room(self, key: Hashable) -> Room:
        """Where what has a key is kept, empty at first."""
        found = self._rooms.get(key)
        if found is None:
            found = self._rooms[key] = Room()
        return found

    def put(self, room: Room, compiled: Any, size: int) -> None:
        """Keep something of so many characters."""
        room.compiled, room.size, room.asked = compiled, size, next(self.asks)
        self.size += size
        while self.size > KEPT and len(taken := self._taken()) > 1:
            oldest = min(taken, key=lambda each: each.asked)
            oldest.compiled = None
            self.size -= oldest.size

    def _taken(self) -> list[Room]:
        return [each for each in self._rooms.values() if each.compiled is not None]
