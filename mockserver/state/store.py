"""One vendor's records in one world, by collection; records are replaced, never changed in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

Record = Mapping[str, Any]
Key = str | int


class Collection:
    """Records by key, in the order in which they came; copied when first written after having been shared."""

    __slots__ = ("_gone", "_rows", "_shared")

    def __init__(self, rows: dict[Key, Record] | None = None, gone: set[Key] | None = None) -> None:
        self._rows: dict[Key, Record] = rows if rows is not None else {}
        self._gone: set[Key] = gone if gone is not None else set()
        self._shared = rows is not None

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, key: Key) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[Record]:
        return iter(self._rows.values())

    def get(self, key: Key) -> Record | None:
        """The record with a key, or None."""
        return self._rows.get(key)

    def keys(self) -> Iterable[Key]:
        """All keys, in order."""
        return self._rows.keys()

    def put(self, key: Key, record: Record) -> None:
        """Add a record, or replace the one with this key in its place."""
        self._own()[key] = record

    def remove(self, key: Key) -> Record | None:
        """Take a record away; the record, or None if there was none."""
        if key not in self._rows:
            return None
        rows = self._own()
        self._gone.add(key)
        return rows.pop(key)

    def used(self, key: Key) -> bool:
        """Whether a record has this key, or had it before it was removed."""
        return key in self._rows or key in self._gone

    def replace(self, rows: Iterable[tuple[Key, Record]]) -> None:
        """Replace everything, as if nothing had been there before."""
        self._rows, self._gone, self._shared = dict(rows), set(), False

    def share(self) -> Collection:
        """The same records for somebody else, at no cost; whoever writes first copies the references."""
        self._shared = True
        return Collection(self._rows, self._gone)

    def _own(self) -> dict[Key, Record]:
        if self._shared:
            self._rows, self._gone, self._shared = dict(self._rows), set(self._gone), False
        return self._rows


class Store:
    """Everything one vendor keeps in one world: collections, counters, and the vendor's switches of this world."""

    __slots__ = ("collections", "counters", "switches")

    def __init__(
        self,
        collections: Mapping[str, Collection] | None = None,
        counters: Mapping[str, int] | None = None,
        switches: Mapping[str, Any] | None = None,
    ) -> None:
        self.collections: dict[str, Collection] = dict(collections or {})
        self.counters: dict[str, int] = dict(counters or {})
        self.switches: dict[str, Any] = dict(switches or {})

    def collection(self, name: str) -> Collection:
        """A collection by name; an empty one if nothing was ever put there."""
        found = self.collections.get(name)
        if found is None:
            found = self.collections[name] = Collection()
        return found

    def next(self, counter: str, taken: Callable[[int], bool] = lambda number: False) -> int:
        """The next number of a counter, beginning at 1 unless set otherwise; skips what is taken."""
        number = self.counters.get(counter, 1)
        while taken(number):
            number += 1
        self.counters[counter] = number + 1
        return number

    def share(self) -> Store:
        """A store with the same content that goes its own way from here."""
        return Store({name: each.share() for name, each in self.collections.items()}, self.counters, self.switches)
