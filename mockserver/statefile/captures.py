"""A world as it was at one instant, to be written while the world goes on; knows no file."""

from __future__ import annotations

from typing import Any

from mockserver.state.world import Snapshot, World

NOW, ORIGIN, SNAPSHOT = "now", "origin", "snapshot:"
"""The moments of a world: how it is, how it began, and those with a name."""


class Capture:
    """A world at one instant. Taking one copies references only; whoever goes on with the world copies what it changes.

    Args:
        world: the world.
        before: an earlier capture of it, with which this one shares what is the same.
    """

    def __init__(self, world: World, before: Capture | None) -> None:
        self.world = world
        self.signature = signature(world)
        self.data = {
            "fixture": world.fixture,
            "created": world.created.isoformat(),
            "ttl": None if world.ttl is None else world.ttl.total_seconds(),
            "by_prefix": world.by_prefix,
            "snapshots": list(world.snapshots),
        }
        self.sources = {ORIGIN: world.origin, **{SNAPSHOT + name: each for name, each in world.snapshots.items()}}
        known = before.sources if before is not None else {}
        self.moments = {NOW: Snapshot.of(world)}
        for name, source in self.sources.items():
            same = before is not None and known.get(name) is source
            self.moments[name] = before.moments[name] if same and before is not None else Snapshot.of(source)


def signature(world: World) -> tuple[Any, ...]:
    """What is another whenever anything may have changed: each use of a world begins with looking for it, and ends in its journal."""
    return world.touched, world.journal.total, len(world.snapshots)
