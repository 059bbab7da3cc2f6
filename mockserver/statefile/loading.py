"""Worlds from the file into a server that begins: what no longer fits is said and left out; what has no room is refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson

from mockserver.engine import choices, fixtures
from mockserver.state.budgets import Budget, Charge
from mockserver.state.outbox import Outbox
from mockserver.state.provenance import Provenance, provenance
from mockserver.state.store import Collection, Key, Record, charge
from mockserver.state.world import Snapshot, VendorState
from mockserver.statefile import moments
from mockserver.statefile.captures import NOW, ORIGIN, SNAPSHOT
from mockserver.statefile.file import BadStateFile, Row, StateFile, text
from mockserver.statefile.scribe import OUTBOX, Held

if TYPE_CHECKING:
    from mockserver.serving.app import Server
    from mockserver.serving.served import ServedVendor


def digest(served: ServedVendor) -> str:
    """What is another when a vendor's document is."""
    raw = served.spec.labelled.document.raw
    return hashlib.sha256(orjson.dumps(raw, default=str, option=orjson.OPT_NON_STR_KEYS)).hexdigest()


@dataclass
class Loaded:
    """What came of a file.

    Attributes:
        notes: what was left out, a line each.
        rewritten: the worlds of which something was left out.
        held: what the file has of each world, as a `Scribe` knows it.
    """

    notes: list[str] = field(default_factory=list)
    rewritten: set[str] = field(default_factory=set)
    held: dict[str, dict[str, dict[str, Held]]] = field(default_factory=dict)


def load(file: StateFile, server: Server) -> Loaded:
    """Make the worlds that a file has.

    Raises:
        BadStateFile: there is no room for them.
    """
    loaded, worlds = Loaded(), file.worlds()
    if len(worlds) > server.settings.max_worlds:
        raise BadStateFile(f"{file.path} has {len(worlds)} worlds; raise --max-worlds, or name another file")
    written_under = file.documents()
    changed = {name for name, each in server.vendors.items() if written_under.get(name, digest(each)) != digest(each)}
    for name, data in worlds.items():
        _World(file, server, changed, loaded, name, data).make()
    return loaded


class _World:
    """One world on its way from the file."""

    def __init__(
        self, file: StateFile, server: Server, changed: set[str], loaded: Loaded, name: str, data: Mapping[str, Any]
    ) -> None:
        self.file, self.server, self.changed, self.loaded = file, server, changed, loaded
        self.name, self.data, self.heads = name, data, file.moments(name)
        self.known: dict[tuple[str, str, str, str], tuple[Record, Charge]] = {}
        """Vendor, collection, key and text of a record to the record: moments share what is alike."""

    def make(self) -> None:
        """Make it as it was.

        Raises:
            BadStateFile: there is no room for it.
        """
        worlds, data = self.server.worlds, self.data
        held = self.loaded.held.setdefault(self.name, {})
        origin = self.moment(ORIGIN, worlds.budget, None, held)
        world = worlds.create(self.name, data["fixture"], origin=origin)
        world.created, world.by_prefix = datetime.fromisoformat(data["created"]), data["by_prefix"]
        world.ttl = None if data["ttl"] is None else timedelta(seconds=data["ttl"])
        world.restore(self.moment(NOW, world.budget, origin, held))
        for name in data["snapshots"]:
            kept = self.moment(SNAPSHOT + name, world.budget, origin, held)
            world.snapshots[name] = replace(kept, kept=Charge(world.budget, "snapshots", kept.weigh()))
        for part in ("records", "snapshots"):
            if world.budget.room(part) < 0:
                raise BadStateFile(
                    f"{self.file.path}: the {part} of the world {self.name} would take more memory than there may be; "
                    "raise --world-memory and --memory, or name another file"
                )

    def moment(
        self, moment: str, budget: Budget, origin: Snapshot | None, held: dict[str, dict[str, Held]]
    ) -> Snapshot:
        """One moment of it."""
        own = held.setdefault(moment, {})
        vendors = self.file.vendors(self.name, moment)
        states = {
            name: self.vendor_state(moment, served, vendors.get(name), budget, origin, own)
            for name, served in self.server.vendors.items()
        }
        return Snapshot(states, outbox=self.outbox(moment, budget), **moments.read_head(self.heads[moment]))

    def outbox(self, moment: str, budget: Budget) -> Outbox:
        """The messages that would have been sent."""
        rows = self.file.records(self.name, moment, *OUTBOX)
        made = Outbox(self.server.settings.journal_size, budget)
        made.added = int(rows[0].key) if rows else 0
        for row in rows:
            made.add(moments.read_message(json.loads(row.json or "null")))
        return made

    def vendor_state(
        self,
        moment: str,
        served: ServedVendor,
        data: Mapping[str, Any] | None,
        budget: Budget,
        origin: Snapshot | None,
        held: dict[str, Held],
    ) -> VendorState:
        """What one vendor has at a moment; the start of the server, where the file knows nothing of it."""
        name = served.vendor.name
        usual = served.settings.fixture_for(name, self.data["fixture"])
        if data is None:
            return served.vendor_state(usual).share(budget)
        if data["fixture"] not in served.fixture_names():
            self.note(f"{name} has no fixture {data['fixture']} any more; what it had from it is that of {usual}")
        fixture = data["fixture"] if data["fixture"] in served.fixture_names() else usual
        state = moments.read_vendor(served.vendor_state(fixture).share(budget), data)
        try:
            choices.settle(state, served.vendor, served.spec, state.choices)
        except (ValueError, LookupError) as error:
            self.note(f"{name}: {error}; it behaves as worlds do that begin now")
            choices.settle(state, served.vendor, served.spec, served.choices)
        held[name] = Held({*data["own"]})
        for collection in data["origin"]:
            if origin is not None:
                state.store.collections[collection] = (
                    origin.vendor_states[name].store.collection(collection).share(budget)
                )
        for collection in data["own"]:
            rows = self.file.records(self.name, moment, name, collection)
            start = served.vendor_state(fixture).store.collections.get(collection)
            state.store.collections[collection] = self.collection(served, state, (collection, start), rows, budget)
        return state

    def collection(
        self,
        served: ServedVendor,
        state: VendorState,
        named: tuple[str, Collection | None],
        rows: list[Row],
        budget: Budget,
    ) -> Collection:
        """The records of a collection; without those that do not fit any more, where the document is another.

        Args:
            named: its name, and what it is at the start, whose records cost nothing where they are still the same.
        """
        name, start = named
        fits = None
        if served.vendor.name in self.changed:
            document = served.spec.effective(served.spec.key(state.readings)).document
            fits = fixtures.fitting(served.vendor, document, name)
        kept: dict[Key, tuple[Record, Charge | None]] = {}
        gone: list[Key] = []
        decided: dict[Key, Provenance] = {}
        for row in rows:
            key = json.loads(row.key)
            if row.json is None:
                gone.append(key)
                continue
            record = self.record(
                (served.vendor.name, name, row.key, row.json), budget, start.get(key) if start is not None else None
            )
            if fits is None or fits(record[0]):
                kept[key] = record
                if row.decided:
                    decided[key] = provenance(*((behaviour, member) for behaviour, member in json.loads(row.decided)))
        if dropped := len(rows) - len(kept) - len(gone):
            what = f"{dropped} record{'s' * (dropped > 1)} of {name}"
            self.note(f"{what} left out, since {served.vendor.name}'s document has changed and they do not fit it")
        return Collection.kept(kept, gone, decided, budget)

    def record(
        self, known_as: tuple[str, str, str, str], budget: Budget, first: Record | None
    ) -> tuple[Record, Charge | None]:
        """A record, and what holds its memory; the same for all moments that have it, and that of the start where it is alike."""
        if first is not None and text(first) == known_as[3]:
            return first, None
        found = self.known.get(known_as)
        if found is None:
            record = json.loads(known_as[3])
            found = self.known[known_as] = (record, charge(budget, record))
        return found

    def note(self, line: str) -> None:
        """Say what is left out."""
        self.loaded.notes.append(f"world {self.name}: {line}")
        self.loaded.rewritten.add(self.name)
