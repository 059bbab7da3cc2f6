"""One vendor's records in one world, by collection; records are replaced, never changed in place."""

from __future__ import annotations

from collections.abc import Collection as AbstractCollection
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from mockserver.state.budgets import Budget, Charge, weigh
from mockserver.state.provenance import UNDECIDED, Provenance

Record = Mapping[str, Any]
Key = str | int

PLACE = 200
"""Bytes that a record's place among the others takes, what decided it included."""


class Collection:
    """Records by key, in the order in which they came; copied when first written after having been shared.

    What is written is charged to the budget, if there is one, for as long as any copy holds it.
    """

    __slots__ = ("_budget", "_charges", "_decided", "_gone", "_place", "_rows", "_shared", "version")

    def __init__(
        self, rows: dict[Key, Record] | None = None, gone: set[Key] | None = None, budget: Budget | None = None
    ) -> None:
        self._rows: dict[Key, Record] = rows if rows is not None else {}
        self._gone: set[Key] = gone if gone is not None else set()
        self._shared = rows is not None
        self._budget = budget
        self._decided: dict[Key, Provenance] = {}
        """By key, what decided a record, of those where anything did."""
        self._charges: dict[Key, Charge] = {}
        """By key, what a record costs; those that came with a fixture cost nothing."""
        self._place: Charge | None = None
        """What the places of the copied records cost."""
        self.version = object()
        """Another object whenever records change: who has seen this one has seen all records as they are."""

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, key: Key) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[Record]:
        return iter(self._rows.values())

    def get(self, key: Key) -> Record | None:
        """The record with a key, or None."""
        return self._rows.get(key)

    def newest(self) -> Key:
        """The key of the record that came last."""
        return next(reversed(self._rows))

    def keys(self) -> Iterable[Key]:
        """All keys, in order."""
        return self._rows.keys()

    def put(self, key: Key, record: Record, provenance: Provenance = UNDECIDED) -> None:
        """Add a record, or replace the one with this key in its place.

        Args:
            provenance: what decided it, apart from whoever wrote it.
        """
        self._own()[key] = record
        self._decided.pop(key, None)
        if provenance:
            self._decided[key] = provenance
        self._charge(key, record)

    def provenance(self, key: Key) -> Provenance:
        """What decided the record with a key."""
        return self._decided.get(key, UNDECIDED)

    def provenances(self, records: Sequence[Record], key: str) -> AbstractCollection[Provenance]:
        """What decided some of its records, each once; quick also for many.

        Args:
            key: the member that holds a record's key.
        """
        if not self._decided:
            return ()
        if len(records) == len(self._rows):
            return {*self._decided.values()}
        found = (self._decided.get(record[key]) for record in records)
        return {each for each in found if each is not None}

    def remove(self, key: Key) -> Record | None:
        """Take a record away; the record, or None if there was none."""
        if key not in self._rows:
            return None
        rows = self._own()
        self._gone.add(key)
        self._decided.pop(key, None)
        self._charge(key, None)
        return rows.pop(key)

    def forget(self, key: Key) -> None:
        """Take a record away as if it had never been there."""
        self.remove(key)
        self._gone.discard(key)

    @property
    def charged(self) -> int:
        """The bytes that its records are charged with."""
        return sum(charge.bytes for charge in self._charges.values())

    def used(self, key: Key) -> bool:
        """Whether a record has this key, or had it before it was removed."""
        return key in self._rows or key in self._gone

    def replace(self, rows: Iterable[tuple[Key, Record]]) -> None:
        """Replace everything, as if nothing had been there before."""
        self._rows, self._gone, self._shared, self.version = dict(rows), set(), False, object()
        self._charges, self._decided, self._place = {}, {}, None
        for key, record in self._rows.items():
            self._charge(key, record)

    def share(self, budget: Budget | None = None) -> Collection:
        """The same records for somebody else, at no cost; whoever writes first copies the references.

        Args:
            budget: to which the copy charges what is written to it.
        """
        self._shared = True
        copy = Collection(self._rows, self._gone, budget)
        copy._charges, copy._decided, copy._place = self._charges, self._decided, self._place
        copy.version = self.version
        return copy

    def is_still(self, other: Collection | None) -> bool:
        """Whether nothing was written to either since they were shared."""
        return other is not None and self._rows is other._rows

    def parts(self) -> tuple[Mapping[Key, Record], AbstractSet[Key], Mapping[Key, Provenance]]:
        """Its records, the keys of those that are gone, and what decided some: not copies, but nobody changes those of a snapshot."""
        return self._rows, self._gone, self._decided

    @classmethod
    def kept(
        cls,
        rows: Mapping[Key, tuple[Record, Charge | None]],
        gone: Iterable[Key],
        decided: Mapping[Key, Provenance],
        budget: Budget | None,
    ) -> Collection:
        """A collection as it was once.

        Args:
            rows: key to record, and what holds the memory that it takes, if anything does, in order.
            gone: the keys of those that were removed.
            decided: what decided some.
            budget: to which is charged what is written from here on.
        """
        made = cls(budget=budget)
        made._rows, made._gone = {key: record for key, (record, _) in rows.items()}, set(gone)
        made._charges = {key: charge for key, (_, charge) in rows.items() if charge is not None}
        made._decided = dict(decided)
        return made

    def _own(self) -> dict[Key, Record]:
        """The records, to be changed."""
        self.version = object()
        if self._shared:
            self._rows, self._gone, self._shared = dict(self._rows), set(self._gone), False
            self._charges, self._decided = dict(self._charges), dict(self._decided)
            places = len(self._rows) + len(self._gone)
            self._place = None if self._budget is None else Charge(self._budget, "records", PLACE * places)
        return self._rows

    def _charge(self, key: Key, record: Record | None) -> None:
        """Charge what a record costs in place of what its predecessor did; one that is gone still has a place."""
        if self._budget is not None:
            self._charges[key] = charge(self._budget, record)


def charge(budget: Budget, record: Record | None) -> Charge:
    """What holds the memory that a record takes, or the place of one that is gone."""
    return Charge(budget, "records", PLACE + (0 if record is None else weigh(record)))


class Store:
    """Everything one vendor keeps in one world: collections, counters, and the vendor's switches of this world."""

    __slots__ = ("_budget", "collections", "counters", "switches")

    def __init__(
        self,
        collections: Mapping[str, Collection] | None = None,
        counters: Mapping[str, int] | None = None,
        switches: Mapping[str, Any] | None = None,
        budget: Budget | None = None,
    ) -> None:
        self._budget = budget
        self.collections: dict[str, Collection] = dict(collections or {})
        self.counters: dict[str, int] = dict(counters or {})
        self.switches: dict[str, Any] = dict(switches or {})

    def collection(self, name: str) -> Collection:
        """A collection by name; an empty one if nothing was ever put there."""
        found = self.collections.get(name)
        if found is None:
            found = self.collections[name] = Collection(budget=self._budget)
        return found

    def next(self, counter: str) -> int:
        """The next number of a counter, beginning at 1 unless set otherwise."""
        number = self.counters.get(counter, 1)
        self.counters[counter] = number + 1
        return number

    def share(self, budget: Budget | None = None) -> Store:
        """A store with the same content that goes its own way from here, at the cost of a budget."""
        shared = {name: each.share(budget) for name, each in self.collections.items()}
        return Store(shared, self.counters, self.switches, budget)
