"""`python -m benchmarks`: measures, prints the table to stdout and progress to stderr.

Exit codes: 0 measured, 1 measured with findings, 2 could not run.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import growth, load, machine, report, side_by_side, strapi, worlds
from benchmarks.cases import cases
from benchmarks.progress import say
from benchmarks.servers import NAMES, compared, ours
from benchmarks.side_by_side import Pace

GOOD, FINDINGS, COULD_NOT_RUN = 0, 1, 2
STARTS = 5
STRAPI, QUICK_STRAPI = (3, 1_000), (3, 100)
"""How many reports are stored where Strapi's query looks at each of them."""
QUICK = growth.Sizes(records=1_000, worlds=100, entries=5_000, operations=200)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report."""
    given = parser().parse_args(arguments)
    if not load.available():
        say(load.INSTALL)
        return COULD_NOT_RUN
    pace = Pace(1, 1) if given.quick else Pace(given.rounds, given.seconds)
    with tempfile.TemporaryDirectory() as folder:
        result = measured(given, Path(folder), pace, 1 if given.quick else STARTS)
    text = report.markdown(result)
    print(text, end="")
    if given.out:
        given.out.write_text(text, encoding="utf-8")
    if given.json:
        given.json.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return FINDINGS if report.findings(result) else GOOD


def measured(given: argparse.Namespace, folder: Path, pace: Pace, starts: int) -> dict[str, Any]:
    """Everything that was asked for, as JSON."""
    servers = compared(folder, given.only, set_up=not given.no_install)
    result: dict[str, Any] = {
        "machine": machine.described(servers), "pace": asdict(pace), "start_count": starts,
        "body_bytes": len(cases()[1].body),
    }  # fmt: skip
    result["servers"] = [each.json() for each in side_by_side.measure(servers, pace, starts)]
    if not given.no_growth:
        sizes = QUICK if given.quick else growth.Sizes()
        result["growth"] = [each.json() for each in growth.measure(pace, sizes)]
        result["starts"] = growth.started([ours(title="ours, all vendors")], starts)
        result["strapi"] = [each.json() for each in strapi.measure(pace, QUICK_STRAPI if given.quick else STRAPI)]
        say("worlds")
        result["world"] = worlds.measure(sizes.worlds, sizes.records).json()
    return result


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the server beside its peers.")
    made.add_argument(
        "--quick", action="store_true", help="one round of one second, smaller growth: to see whether it works"
    )
    made.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds (5)")
    made.add_argument("--seconds", type=int, default=3, metavar="N", help="seconds per round, server and case (3)")
    made.add_argument("--only", nargs="+", default=[], choices=NAMES, metavar="SERVER", help=f"of {', '.join(NAMES)}")
    made.add_argument("--no-growth", action="store_true", help="leave out growth, starts with all vendors, and worlds")
    made.add_argument("--no-install", action="store_true", help="do not install peers that are missing")
    made.add_argument("--out", type=Path, metavar="FILE", help="write the table to a file too")
    made.add_argument("--json", type=Path, metavar="FILE", help="write every number to a file")
    return made


if __name__ == "__main__":
    sys.exit(main())
