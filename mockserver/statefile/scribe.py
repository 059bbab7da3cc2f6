"""Writes what has changed of worlds since it was last written; knows neither time nor thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from mockserver.state.provenance import Provenance
from mockserver.state.world import Snapshot
from mockserver.statefile import moments
from mockserver.statefile.captures import ORIGIN, Capture
from mockserver.statefile.file import Row, StateFile, text

if TYPE_CHECKING:
    from mockserver.serving.app import Server

OUTBOX = ("", "outbox")
"""Where messages stand, in place of a vendor and a collection."""
GONE = -1
"""The place of a record that was removed before it was ever written."""

Where = tuple[str, str, str, str]
Parts = tuple[Mapping[Any, Any], AbstractSet[Any], Mapping[Any, Provenance]]
EMPTY: Parts = ({}, frozenset(), {})


@dataclass
class Held:
    """What the file has of a vendor at a moment.

    Attributes:
        collections: those that are there with their records.
        data: the rest, as a hash of its text; 0 where it is not known.
    """

    collections: set[str] = field(default_factory=set)
    data: int = 0


class Scribe:
    """Brings the file from one capture of a world to a later one.

    Args:
        file: where to.
        server: whose worlds they are.

    Attributes:
        held: world to moment to vendor: what the file has of it.
    """

    def __init__(self, file: StateFile, server: Server) -> None:
        self.file, self.server = file, server
        self.held: dict[str, dict[str, dict[str, Held]]] = {}

    def forget(self, world: str) -> None:
        """Take everything of a world away."""
        self.file.forget(world)
        self.held.pop(world, None)

    def write(self, before: Capture | None, after: Capture) -> None:
        """Write what has changed.

        Args:
            before: what was last written; None where nothing is there, or what is there is not to be relied on.
            after: what is to be there.
        """
        file, name = self.file, after.world.name
        if before is None:
            file.forget_served(name, [*self.server.vendors, OUTBOX[0]])
            self.held.pop(name, None)
        held = self.held.setdefault(name, {})
        if before is None or before.data != after.data:
            file.put("worlds", name, text(after.data))
        for moment in held.keys() - after.moments.keys():
            file.forget(name, moment)
            del held[moment]
        for moment, snapshot in after.moments.items():
            old = before.moments.get(moment) if before is not None else None
            if old is not snapshot:
                self._write_moment((name, moment), old, snapshot, after, held.setdefault(moment, {}))

    def _write_moment(
        self,
        where: tuple[str, str],
        old: Snapshot | None,
        new: Snapshot,
        after: Capture,
        held: dict[str, Held],
    ) -> None:
        head = text(moments.write_head(new))
        if old is None or text(moments.write_head(old)) != head:
            self.file.put("moments", *where, head)
        self._write_rows((*where, *OUTBOX), _messages(old), _messages(new), moments.write_message)
        for vendor in new.vendor_states.keys() & self.server.vendors.keys():
            self._write_vendor((*where, vendor), old, new, after, held.setdefault(vendor, Held()))

    def _write_vendor(
        self, where: tuple[str, str, str], old: Snapshot | None, new: Snapshot, after: Capture, held: Held
    ) -> None:
        _, moment, vendor = where
        state, served = new.vendor_states[vendor], self.server.vendors[vendor]
        fixture = served.settings.fixture_for(vendor, after.world.fixture)
        origin = after.moments[ORIGIN].vendor_states.get(vendor) if moment != ORIGIN else None
        data = moments.write_vendor(state, served.vendor_state(fixture), origin, fixture)
        if hash(text(data)) != held.data:
            self.file.put("vendors", *where, text(data))
            held.data = hash(text(data))
        for name in held.collections - {*data["own"]}:
            self.file.forget(*where, name)
            held.collections.remove(name)
        before = old.vendor_states.get(vendor) if old is not None else None
        for name in data["own"]:
            collection = state.store.collections[name]
            known = before.store.collections.get(name) if before is not None and name in held.collections else None
            if known is None or not collection.is_still(known):
                self._write_rows(
                    (*where, name), EMPTY if known is None else known.parts(), collection.parts(), lambda record: record
                )
            held.collections.add(name)

    def _write_rows(self, where: Where, old: Parts, new: Parts, form: Callable[[Any], Any]) -> None:
        """Write records: those that came, changed or went; all of them where their order is another."""
        (before, gone_before, decided_before), (rows, gone, decided) = old, new
        kept = [key for key in before if key in rows]
        if list(islice(rows, len(kept))) != kept:
            self.file.forget(*where)
            before, gone_before, decided_before, kept = {}, frozenset(), {}, []
        changed = [
            key
            for key, record in rows.items()
            if before.get(key) is not record or decided.get(key) != decided_before.get(key)
        ]
        went = [key for key in gone if key not in gone_before]
        forgotten = [key for key in (*before, *gone_before) if key not in rows and key not in gone]
        back = [key for key in changed if key in gone_before]
        self.file.forget_records(where, map(text, (*forgotten, *back)))
        self.file.put_records(where, (Row(text(key), GONE, None, None) for key in went))
        fresh = len(kept) < len(rows)
        place = self.file.last_place(*where) + 1 if changed and fresh else 0
        self.file.put_records(where, self._rows(changed, place, rows, decided, form))

    @staticmethod
    def _rows(
        keys: Iterable[Any],
        place: int,
        rows: Mapping[Any, Any],
        decided: Mapping[Any, Provenance],
        form: Callable[[Any], Any],
    ) -> Iterable[Row]:
        for place_of, key in enumerate(keys, place):
            who = text(sorted(decided[key])) if key in decided else None
            yield Row(text(key), place_of, text(form(rows[key])), who)


def _messages(moment: Snapshot | None) -> Parts:
    """The messages of a moment, as if they were records; those that are gone leave nothing behind."""
    return EMPTY if moment is None else (moment.outbox.numbered(), frozenset(), {})
