"""Strapi's list with a filter and its create, as the document has them and under the profile `strapi=3.6`."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.cases import Case
from benchmarks.load import Burst, burst
from benchmarks.peers.reports import ROOT
from benchmarks.progress import say
from benchmarks.servers import Running, Server, ours
from benchmarks.side_by_side import Pace, turns

FIXTURE = ROOT / "fixtures" / "strapi" / "documented.json"
FILTER = "/reports?score_gte=10&score_lt=13&users_permissions_user.username=ann&_sort=score:desc"
"""A query that finds three reports, each with its user."""
REPORT = {
    "uuid": "u-1", "referenceId": "ref-1", "type": "reference", "processed": True, "users_permissions_user": 1, "score": 1.5,
    "scoreProbability": 0.9, "scoreConfidence": 0.8, "scoreVersion": "v1", "published_at": "2019-08-24T14:15:22Z",
}  # fmt: skip
STORED = {
    **REPORT,
    "users_permissions_user": "1",
    "created_at": "2026-11-20T21:39:37Z",
    "updated_at": "2026-11-20T21:39:37Z",
}
PROFILE = ("--profile", "strapi=3.6")


def cases() -> tuple[Case, Case]:
    """A list with a filter, and a new report."""
    return (
        Case("GET filtered list", "GET", FILTER, token=token()),
        Case("POST", "POST", "/reports", json.dumps(REPORT), token=token()),
    )


def token() -> str:
    """The token of the user who may do everything."""
    from mockserver.vendors.strapi.tokens import DOCUMENTED

    return DOCUMENTED.secret


@dataclass
class Way:
    """One way to serve Strapi, and what was measured.

    Attributes:
        title: what the table calls it.
        server: how to run it.
        bursts: by case, one per round.
    """

    title: str
    server: Server
    bursts: dict[str, list[Burst]] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)

    def json(self) -> dict[str, Any]:
        """Everything, as JSON."""
        bursts = {case: [asdict(each) for each in bursts] for case, bursts in self.bursts.items()}
        return {"title": self.title, "bursts": bursts, "findings": self.findings}


def ways(folder: Path, sizes: Sequence[int]) -> list[Way]:
    """With so many reports stored, without the profile and with it; their fixtures are written into a folder."""
    found = []
    for count in sizes:
        fixtures = folder / str(count)
        records(fixtures / "strapi", count)
        for profile, options in (("", ()), (", strapi=3.6", PROFILE)):
            server = ours(
                "strapi", "--fixtures", str(fixtures), "--fixture", "many", *options,
                path="/w/round-{round}/strapi", first=cases()[0],
            )  # fmt: skip
            found.append(Way(f"{count:,} reports{profile}", server))
    return found


def records(folder: Path, count: int) -> None:
    """Write a fixtures folder that has a fixture `many` with so many reports, each with a score of its own."""
    shutil.copytree(FIXTURE.parent, folder)
    data = json.loads(FIXTURE.read_text())
    data["collections"]["reports"] = [{"id": str(id), **STORED, "score": 9 + id} for id in range(1, count + 1)]
    data["next"] = {**data["next"], "reports": count + 1}
    (folder / "many.json").write_text(json.dumps(data))


def measure(pace: Pace, sizes: Sequence[int]) -> list[Way]:
    """Measure all ways, in rounds that take turns; every round of creates begins with the same reports."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as kept:
        found = ways(Path(folder), sizes)
        running = {each.title: kept.enter_context(Running(each.server)) for each in found}
        for number in range(pace.rounds):
            for each in turns(found, number):
                say(f"Strapi, round {number + 1} of {pace.rounds}: {each.title}")
                one_round(each, running[each.title], number, pace)
    return found


def one_round(way: Way, running: Running, number: int, pace: Pace) -> None:
    """Load with each case, the create last."""
    for case in cases():
        counted = burst(running.port, running.prefix(number), case, pace.seconds)
        way.bursts.setdefault(case.name, []).append(counted)
        if not counted.sound:
            way.findings.append(
                f"Strapi, {way.title}, {case.name}: {counted.refused} refused, {counted.broken} broken off"
            )
