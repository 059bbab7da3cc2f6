"""How ours grows: one report read and one created, with many records, worlds, journal entries and operations."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import wide
from benchmarks.cases import AUTHORIZED, JSON, LIST, Case, Unsound, ask, cases
from benchmarks.load import Burst, burst
from benchmarks.peers.reports import FIXTURE
from benchmarks.progress import say
from benchmarks.servers import Running, Server, ours
from benchmarks.side_by_side import Pace, turns


@dataclass(frozen=True)
class Sizes:
    """How far to grow."""

    records: int = 10_000
    worlds: int = 1_000
    entries: int = 100_000
    operations: int = 200


@dataclass
class Grown:
    """One way to grow, and what was measured.

    Attributes:
        title: what there is much of.
        server: how to run it.
        count: how many there are of what there is much of; 0 for the case without.
        unit: what one of them is called, where its share of the memory is of interest.
        fill: brings the server there.
        report: the id of the report that is read.
        start: seconds to the first 200.
        memory: MB when filled, before the load.
        bursts: by case, one per round.
    """

    title: str
    server: Server
    count: int = 0
    unit: str = ""
    fill: Callable[[Running, int], None] = lambda running, count: None
    report: int = 2
    start: float = 0.0
    memory: float = 0.0
    bursts: dict[str, list[Burst]] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)

    def cases(self) -> tuple[Case, Case]:
        """One report, and a new one."""
        return Case("GET one", "GET", f"{LIST}/{self.report}"), cases()[1]

    def json(self) -> dict[str, Any]:
        """Everything, as JSON."""
        return {
            "title": self.title, "count": self.count, "unit": self.unit, "start_s": self.start, "memory_mb": self.memory,
            "bursts": {case: [asdict(each) for each in bursts] for case, bursts in self.bursts.items()},
            "findings": self.findings,
        }  # fmt: skip


def ways(folder: Path, sizes: Sizes) -> list[Grown]:
    """As started, and grown in each of the four ways; what they need is written into a folder."""
    wide.write(folder / "own", sizes.operations)
    records(folder / "fixtures" / "grafana", sizes.records)
    return [
        Grown("as started", ours("grafana")),
        Grown(
            f"{sizes.records:,} reports stored",
            ours("grafana", "--fixtures", str(folder / "fixtures"), "--fixture", "many"),
            sizes.records, "report", report=sizes.records // 2,
        ),
        Grown(
            f"{sizes.worlds:,} worlds",
            ours("grafana", "--max-worlds", str(sizes.worlds + 1000)), sizes.worlds, "world", visit,
        ),
        Grown(
            f"{sizes.entries:,} journal entries",
            ours("grafana", "--journal-size", str(sizes.entries), path="/w/default/grafana"), sizes.entries, "entry", chat,
        ),
        Grown(
            f"{sizes.operations} operations in the document",
            ours("grafana", "--own", str(folder / "own")), sizes.operations,
        ),
    ]  # fmt: skip


def records(folder: Path, count: int) -> None:
    """Write a fixtures folder that has a fixture `many` with so many reports."""
    shutil.copytree(FIXTURE.parent, folder)
    data = json.loads(FIXTURE.read_text())
    first = data["collections"]["reports"][0]
    data["collections"]["reports"] = [{**first, "id": id, "name": f"Report {id}"} for id in range(1, count + 1)]
    data["next"] = {"reports": count + 1}
    (folder / "many.json").write_text(json.dumps(data))


def visit(running: Running, count: int) -> None:
    """Make worlds, and in each of them read one report and create one."""
    body = cases()[1].body
    for number in range(count):
        path = f"/w/test-{number}/grafana{LIST}"
        answers = (
            ask(running.port, "GET", f"{path}/2", headers=AUTHORIZED),
            ask(running.port, "POST", path, body, AUTHORIZED | JSON),
        )
        if {status for status, _ in answers} != {200}:
            raise Unsound(f"world {number}: {answers}")


def chat(running: Running, count: int) -> None:
    """Read a report until the journal is full."""
    case, said = Case("", "GET", f"{LIST}/2"), 0
    while said < count:
        said += burst(running.port, running.prefix(), case, 2).requests


def measure(pace: Pace, sizes: Sizes) -> list[Grown]:
    """Measure all ways to grow, in rounds that take turns."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as kept:
        grown = ways(Path(folder), sizes)
        running = {each.title: kept.enter_context(Running(each.server)) for each in grown}
        for each in grown:
            say(f"growth: {each.title}")
            each.start = running[each.title].seconds
            each.fill(running[each.title], each.count)
            each.memory = running[each.title].memory()
        for number in range(pace.rounds):
            say(f"growth: round {number + 1} of {pace.rounds}")
            for each in turns(grown, number):
                one_round(each, running[each.title], number, pace)
    return grown


def one_round(grown: Grown, running: Running, number: int, pace: Pace) -> None:
    """Warm up and load with each case."""
    prefix = running.prefix(number)
    for case in grown.cases():
        burst(running.port, prefix, case, pace.warm)
        counted = burst(running.port, prefix, case, pace.seconds)
        grown.bursts.setdefault(case.name, []).append(counted)
        if not counted.sound:
            grown.findings.append(f"{grown.title}, {case.name}: {counted.refused} refused, {counted.broken} broken off")


def started(servers: Sequence[Server], starts: int) -> dict[str, list[tuple[float, float]]]:
    """Seconds to the first 200, and MB then, of servers that are only started."""
    found: dict[str, list[tuple[float, float]]] = {}
    for number in range(starts):
        for server in turns(servers, number):
            with Running(server) as running:
                found.setdefault(server.title, []).append((running.seconds, running.memory()))
    return found
