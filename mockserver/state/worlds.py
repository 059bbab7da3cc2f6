"""The worlds there are: the outermost index of all state; at most so many, and those that nobody uses give way."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from mockserver.state.budgets import OF_A_SERVER, Budget
from mockserver.state.chance import Chance
from mockserver.state.clock import machine_time
from mockserver.state.world import Snapshot, World

DEFAULT = "default"


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
