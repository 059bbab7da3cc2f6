"""A world: everything that can change, for all vendors; and the worlds there are. The outermost index of all state."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

from mockserver.state.budgets import OF_A_SERVER, Budget, Charge
from mockserver.state.chance import Chance
from mockserver.state.choices import Choices
from mockserver.state.clock import Clock, machine_time
from mockserver.state.credentials import Credentials
from mockserver.state.faults import Faults
from mockserver.state.journal import Journal
from mockserver.state.outbox import Outbox
from mockserver.state.quotas import Quotas
from mockserver.state.store import Store

NAME = re.compile(r"(?!\.+\Z)[A-Za-z0-9._-]{1,64}\Z")
"""The form of a name; dots alone would be no name to a client that resolves `..` in addresses."""
DEFAULT = "default"


SNAPSHOT, PART = 4000, 100
"""Bytes that a snapshot takes, and a small thing in it."""


@dataclass(slots=True)
class VendorState:
    """What one vendor has in one world.

    Attributes:
        readings: every reading with the value that holds, as the choices decide it.
        choices: what was chosen; replaced together with what it decides.
    """

    store: Store = field(default_factory=Store)
    credentials: Credentials = field(default_factory=Credentials)
    quotas: Quotas = field(default_factory=Quotas)
    readings: dict[str, str] = field(default_factory=dict)
    choices: Choices = Choices()

    def share(self, budget: Budget | None = None) -> VendorState:
        """The same for another world, which charges what it writes to a budget."""
        return VendorState(
            self.store.share(budget), self.credentials.share(), self.quotas.copy(), dict(self.readings), self.choices
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything of a world at one moment, the count of its requests included, but for its journal.

    A world has an attribute of each of these names; whatever is added here is kept, restored, reset and forked.

    Attributes:
        charges: the memory that its start holds; whoever lives on from it holds it, too.
        kept: the memory that it costs to be kept, for as long as it is.
    """

    vendor_states: dict[str, VendorState]
    clock: Clock = field(default_factory=Clock)
    chance: Chance = field(default_factory=lambda: Chance(0))
    faults: Faults = field(default_factory=Faults)
    outbox: Outbox = field(default_factory=lambda: Outbox(0))
    requests: int = 0
    charges: tuple[Charge, ...] = ()
    kept: Charge | None = None

    @classmethod
    def of(cls, living: World | Snapshot, budget: Budget | None = None) -> Snapshot:
        """This moment of a world, or the same moment once more: nothing that changes is shared.

        Args:
            budget: to which is charged what is written from here on.
        """
        return cls(
            vendor_states={name: each.share(budget) for name, each in living.vendor_states.items()},
            clock=living.clock,
            chance=living.chance.copy(),
            faults=living.faults.copy(),
            outbox=living.outbox.share(budget),
            requests=living.requests,
            charges=living.charges,
        )

    def weigh(self) -> int:
        """About how many bytes it takes beside the records, credentials and messages, which it shares."""
        states = self.vendor_states.values()
        parts = sum(len(each.quotas.counts) + len(each.quotas.limits) + len(each.readings) for each in states)
        collections = sum(len(each.store.collections) + len(each.store.counters) for each in states)
        return SNAPSHOT + PART * (parts + collections + len(self.faults) + len(self.outbox))


class World:
    """One isolated world.

    Attributes:
        name: its name; nothing below it knows that there are others.
        fixture: the name of the fixture it started from.
        created: machine time of its creation.
        touched: machine time of the last use; age counts from here.
        ttl: how long it lives untouched, or None.
        by_prefix: whether a request made it by naming it, and nobody asked for it otherwise.
        snapshots: moments of it by name, to come back to.
        budget: how much memory it may hold.
    """

    vendor_states: dict[str, VendorState]
    clock: Clock
    chance: Chance
    faults: Faults
    outbox: Outbox
    requests: int
    charges: tuple[Charge, ...]

    def __init__(
        self,
        name: str,
        fixture: str,
        origin: Snapshot,
        journal_size: int,
        budget: Budget,
        ttl: timedelta | None = None,
    ) -> None:
        self.name, self.fixture, self.origin, self.ttl = name, fixture, origin, ttl
        self.by_prefix, self.budget = False, budget
        self.created = self.touched = machine_time()
        self.journal = Journal(journal_size, budget)
        self.snapshots: dict[str, Snapshot] = {}
        self.restore(origin)

    def restore(self, snapshot: Snapshot) -> None:
        """Become what a snapshot holds; the journal stays.

        Args:
            snapshot: any moment, also of another world; it can be restored again.
        """
        living = Snapshot.of(snapshot, self.budget)
        for part in fields(living):
            setattr(self, part.name, getattr(living, part.name))

    def reset(self) -> None:
        """Go back to the start: everything of `restore`, the journal, and no snapshots."""
        self.restore(self.origin)
        self.journal.clear()
        self.snapshots.clear()

    def snapshot(self) -> Snapshot:
        """This moment, to come back to."""
        return Snapshot.of(self)

    def keep(self, name: str) -> Snapshot:
        """Keep this moment under a name.

        Raises:
            OutOfMemory: there is no room for it.
        """
        taken = self.snapshot()
        kept = self.snapshots[name] = replace(taken, kept=self.budget.take("snapshots", taken.weigh()))
        return kept

    def next_request_id(self) -> str:
        """The id of the next request: the world's name and a count."""
        self.requests += 1
        return f"{self.name}-{self.requests}"

    def expired(self, now: datetime) -> bool:
        """Whether it has lived untouched for longer than it may."""
        return self.ttl is not None and now - self.touched > self.ttl


def seed_of(name: str) -> int:
    """The seed of a world that was given none: the same name gives the same numbers."""
    return zlib.crc32(name.encode())


class TooManyWorlds(Exception):
    """The bound on the number of worlds is reached."""


class Worlds:
    """The worlds there are, at most so many; made on demand from a start that was prepared once.

    Args:
        start: gives the snapshot a fixture name stands for (empty: the server's start).
        limit: how many worlds there may be.
        journal_size: entries kept per world.
        ttl: how long a world may stay untouched unless it says otherwise; the default world stays.
        memory: how many bytes all worlds together may hold.
        world_memory: how many each of them may hold.

    Attributes:
        budget: the memory that all worlds together may hold.
    """

    def __init__(
        self,
        start: Callable[[str], Snapshot],
        *,
        limit: int,
        journal_size: int,
        ttl: timedelta | None,
        memory: int,
        world_memory: int,
    ) -> None:
        self.start, self._limit, self._journal_size, self._ttl = start, limit, journal_size, ttl
        self.budget, self._world_memory = Budget(memory, "--memory", shares=OF_A_SERVER), world_memory
        self.budget.relieve = self._relieve
        self._worlds: dict[str, World] = {}
        self.create(DEFAULT)

    def __iter__(self) -> Iterator[World]:
        return iter(self._worlds.values())

    def __len__(self) -> int:
        return len(self._worlds)

    def __contains__(self, name: str) -> bool:
        """Whether there is a world with a name; looking is no use of it, and an expired one is gone."""
        world = self._worlds.get(name)
        if world is not None and world.expired(machine_time()):
            del self._worlds[name]
            return False
        return world is not None

    def get(self, name: str) -> World | None:
        """The world with a name, if there is one, which counts as used now; an expired one is gone."""
        now, world = machine_time(), self._worlds.get(name)
        if world is not None and world.expired(now):
            del self._worlds[name]
            return None
        if world is not None:
            world.touched = now
        return world

    def create(
        self,
        name: str,
        fixture: str = "",
        *,
        origin: Snapshot | None = None,
        seed: int | None = None,
        ttl: timedelta | None = None,
        by_prefix: bool = False,
    ) -> World:
        """Make a world.

        Args:
            name: a name that no world has; the caller has checked its form.
            fixture: where it starts; empty means the server's start fixture.
            origin: a moment to start from instead.
            seed: the world's seed; by default made from its name, so that the same name gives the same numbers.
            ttl: how long it may stay untouched, if not as long as all.
            by_prefix: whether a request makes it by naming it; such a world gives way when there are too many.

        Raises:
            TooManyWorlds: the bound is reached, and no world gives way.
        """
        self._make_room()
        start = origin if origin is not None else self.start(fixture)
        if origin is None or seed is not None:
            chance = Chance(seed_of(name) if seed is None else seed)
            start = replace(start, chance=chance)
        lives = None if name == DEFAULT else ttl if ttl is not None else self._ttl
        budget = Budget(self._world_memory, "--world-memory", self.budget)
        world = self._worlds[name] = World(name, fixture, start, self._journal_size, budget, lives)
        world.by_prefix = by_prefix
        return world

    def _make_room(self) -> None:
        """Let go, at the bound, the expired worlds; if there are none, the longest unused of those made by prefix."""
        if len(self._worlds) >= self._limit:
            self.sweep()
        if len(self._worlds) >= self._limit:
            giving_way = [world for world in self._worlds.values() if world.by_prefix]
            if not giving_way:
                raise TooManyWorlds(f"there are {self._limit} worlds already; delete one, or raise --max-worlds")
            del self._worlds[min(giving_way, key=lambda world: world.touched).name]

    def _relieve(self, part: str, wanted: int) -> None:
        """Let go of something so that all worlds together stay within their memory: the longest unused worlds first.

        Journals and outboxes forget their oldest, down to nine tenths of what they may take, so that this is rare; for
        records, the worlds give way that were made by prefix.
        """
        longest_unused = sorted(self._worlds.values(), key=lambda world: world.touched)
        for world in longest_unused:
            if part in ("journal", "outbox"):
                kept = world.journal if part == "journal" else world.outbox
                while len(kept) and self.budget.room(part) < self.budget.limits[part] // 10:
                    kept.forget_oldest()
            elif world.by_prefix and world is not longest_unused[-1] and self.budget.room(part) < wanted:
                del self._worlds[world.name]

    def sweep(self) -> None:
        """Let the expired worlds go."""
        now = machine_time()
        for name in [world.name for world in self._worlds.values() if world.expired(now)]:
            del self._worlds[name]

    def delete(self, name: str) -> bool:
        """Let a world go; the default one begins anew instead. Whether there was one."""
        if self._worlds.pop(name, None) is None:
            return False
        if name == DEFAULT:
            self.create(DEFAULT)
        return True
