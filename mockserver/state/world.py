"""A world: everything that can change, for all vendors, and a moment of it; knows of no other world."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

from mockserver.state.budgets import Budget, Charge
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
