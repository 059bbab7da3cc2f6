"""What a world costs, in process: time to create and to reset one, and its size, with all vendors present."""

from __future__ import annotations

import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from mockserver.engine.discovery import find
from mockserver.serving.app import Server
from mockserver.settings import Settings
from mockserver.state.world import World


@dataclass(frozen=True)
class Cost:
    """What a world costs.

    Attributes:
        vendors: how many vendors it holds.
        create: microseconds, median.
        reset: microseconds to reset a world with one report more than it began with, median.
        reset_full: the same with many reports more.
        records: how many those are.
        size: bytes of a world that nobody has called yet.
    """

    vendors: int
    create: float
    reset: float
    reset_full: float
    records: int
    size: int

    def json(self) -> dict[str, Any]:
        """Everything, as JSON."""
        return asdict(self)


def measure(worlds: int = 1000, records: int = 10_000) -> Cost:
    """Measure with so many worlds, and so many reports in one."""
    server = Server(Settings(max_worlds=4 * worlds + 1), find())
    create = _median(_create(server, name) for name in (f"timed-{number}" for number in range(worlds)))
    kept = [world for world in server.worlds if world.name.startswith("timed-")]
    reset = _median(_reset(world, 1) for world in kept)
    reset_full = _median(_reset(kept[0], records) for _ in range(20))
    return Cost(len(server.vendors), create, reset, reset_full, records, _size(server, worlds))


def _create(server: Server, name: str) -> float:
    return _microseconds(lambda: server.worlds.create(name))


def _reset(world: World, records: int) -> float:
    reports = world.vendor_states["grafana"].store.collection("reports")
    for id in range(1_000_000, 1_000_000 + records):
        reports.put(id, {"id": id})
    return _microseconds(world.reset)


def _size(server: Server, worlds: int) -> int:
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(worlds):
        server.worlds.create(f"sized-{number}")
    gc.collect()
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return (after - before) // worlds


def _microseconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - begun) / 1000


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)
