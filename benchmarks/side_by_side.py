"""The servers measured side by side: starts first, then rounds of load that take turns."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.cases import Unsound, cases, listed, probe
from benchmarks.load import Burst, burst
from benchmarks.progress import say
from benchmarks.servers import Running, Server


@dataclass(frozen=True)
class Pace:
    """How long to measure, in rounds, and seconds per round, server and case; `warm` are seconds before each."""

    rounds: int = 5
    seconds: int = 3
    warm: int = 1


@dataclass
class Measured:
    """What was measured of one server.

    Attributes:
        starts: seconds to the first 200.
        memory: MB after the start, per start.
        loaded: MB after the first round of load, all reports of that round kept.
        answer: bytes of the list.
        bursts: by case, one per round.
        findings: what was not as it should be.
    """

    server: Server
    starts: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    loaded: float = 0.0
    answer: int = 0
    bursts: dict[str, list[Burst]] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)

    def json(self) -> dict[str, Any]:
        """Everything, as JSON."""
        return {
            "name": self.server.name, "title": self.server.title, "missing": self.server.missing, "starts_s": self.starts,
            "memory_mb": self.memory, "memory_after_load_mb": self.loaded, "list_bytes": self.answer,
            "bursts": {case: [asdict(each) for each in bursts] for case, bursts in self.bursts.items()},
            "findings": self.findings,
        }  # fmt: skip


def turns(items: Sequence[Any], number: int) -> list[Any]:
    """The items in the order of a round: each round begins with another one."""
    first = number % len(items) if items else 0
    return [*items[first:], *items[:first]]


def measure(servers: Sequence[Server], pace: Pace, starts: int) -> list[Measured]:
    """Measure all servers that can be run here."""
    measured = [Measured(server) for server in servers]
    present = [each for each in measured if not each.server.missing]
    for number in range(starts):
        say(f"start {number + 1} of {starts}")
        for each in turns(present, number):
            start(each)
    with ExitStack() as kept:
        lasting = {
            each.server.name: kept.enter_context(Running(each.server))
            for each in present
            if not each.server.stateful and not each.findings
        }
        for number in range(pace.rounds):
            for each in turns([each for each in present if not each.findings], number):
                say(f"round {number + 1} of {pace.rounds}: {each.server.title}")
                with ExitStack() as once:
                    running = lasting.get(each.server.name) or once.enter_context(Running(each.server))
                    one_round(each, running, number, pace)
    return measured


def start(measured: Measured) -> None:
    """Start a server, and see whether it does the work."""
    try:
        with Running(measured.server) as running:
            measured.starts.append(running.seconds)
            measured.memory.append(running.memory())
            measured.answer = probe(running.port, running.prefix("probe"), lax=measured.server.lax)
    except Unsound as error:
        measured.findings.append(str(error))


def one_round(measured: Measured, running: Running, number: int, pace: Pace) -> None:
    """Warm up and load with each case; then count what was stored."""
    answered = 0
    prefix = running.prefix(number)
    for case in cases():
        warm = burst(running.port, prefix, case, pace.warm)
        counted = burst(running.port, prefix, case, pace.seconds)
        measured.bursts.setdefault(case.name, []).append(counted)
        answered += (warm.requests + counted.requests) if case.body else 0
        if not counted.sound:
            measured.findings.append(f"{case.name}: {counted.refused} refused, {counted.broken} broken off")
    if number == 0:
        measured.loaded = running.memory()
    if measured.server.stateful:
        stored = len(listed(running.port, prefix)) - measured.server.reports
        if stored < answered:
            measured.findings.append(f"round {number + 1}: {answered} reports were taken, {stored} are stored")
