"""How long `check` and `verify` take: `python -m benchmarks.conformance [VENDOR …]` prints the medians, without fuzzing.

With `--beside FOLDER` it is the whole `check`, fuzzing included, of this checkout and in turn of an older one in that folder.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.progress import say
from mockserver.conformance import subject
from mockserver.conformance.results import CHECKS
from mockserver.engine.discovery import present
from mockserver.launching import running

ROUNDS = 3
GOALS = {"check": 15.0, "verify": 10.0}
"""Seconds that each may take for one vendor."""
UNLIMITED = 1_000_000
HERE = Path(__file__).parents[1]


def main(arguments: Sequence[str]) -> int:
    """Measure, and print a table in Markdown; 1 if something is slower than it may be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.conformance")
    parser.add_argument("vendor", nargs="*", help="which vendors (all)")
    parser.add_argument(
        "--beside", type=Path, metavar="FOLDER", help="an older checkout, whose whole check is measured in turn"
    )
    given = parser.parse_args(arguments)
    vendors = given.vendor or present()
    return beside(vendors, given.beside) if given.beside else alone(vendors)


def alone(vendors: Sequence[str]) -> int:
    """How long each takes without fuzzing."""
    print("| vendor | `check` without fuzz, s | `verify` without fuzz, s |\n|---|---:|---:|")
    slow = 0
    for vendor in vendors:
        medians = {"check": median(check(vendor)), "verify": verified(vendor)}
        slow += sum(medians[each] > GOALS[each] for each in medians)
        print(f"| {vendor} | {medians['check']:.1f} | {medians['verify']:.1f} |", flush=True)
    return int(slow > 0)


def beside(vendors: Sequence[str], folder: Path) -> int:
    """How long a whole `check` takes here and in an older checkout, by the clock and by the processor."""
    print("| vendor | `check` here, s | before, s | processor here, s | before, s |\n|---|---:|---:|---:|---:|")
    total = {HERE: 0.0, folder: 0.0}
    for vendor in vendors:
        runs: dict[Path, list[tuple[float, float]]] = {HERE: [], folder: []}
        for number in range(1, ROUNDS + 1):
            for where, found in runs.items():
                say(f"check {vendor} in {where.name} {number}/{ROUNDS}")
                found.append(timed(["check", vendor], where))
        here, before = ([statistics.median(column) for column in zip(*found, strict=True)] for found in runs.values())
        total[HERE] += here[1]
        total[folder] += before[1]
        print(f"| {vendor} | {here[0]:.1f} | {before[0]:.1f} | {here[1]:.1f} | {before[1]:.1f} |", flush=True)
    return int(total[HERE] > total[folder])


def check(vendor: str) -> list[str]:
    """The command that checks a vendor without fuzzing."""
    return ["check", vendor, *(f"--only={each}" for each in CHECKS if each != "fuzz")]


def verified(vendor: str) -> float:
    """The median of asking a mock of a vendor as if it were the vendor, with leave to write and without a rate limit."""
    caller = next(each for each in subject.load(vendor).callers("documented").values() if each.powerful)
    secret = f"{caller.user}:{caller.secret}" if caller.user else caller.secret
    with running(vendor) as server:
        for world in server.admin.worlds:
            for quota in world.quotas(vendor).all():
                world.quotas(vendor).set(quota["key"], limit=UNLIMITED)
        base = f"--base-url={server.url_of(vendor)}"
        credential = f"--credential={vendor}:{caller.scheme}={secret}"
        return median(["verify", vendor, base, credential, "--allow-writes", "--skip=fuzz"])


def median(arguments: Sequence[str]) -> float:
    """The median of the seconds that a command takes."""
    seconds = []
    for number in range(1, ROUNDS + 1):
        say(f"{arguments[0]} {arguments[1]} {number}/{ROUNDS}")
        seconds.append(timed(arguments)[0])
    return statistics.median(seconds)


def timed(arguments: Sequence[str], where: Path = HERE) -> tuple[float, float]:
    """The seconds that a command of a checkout takes, by the clock and by the processor, its servers included."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environ = {**os.environ, "PYTHONPATH": str(where.resolve())}
    command = [sys.executable, "-m", "mockserver", *arguments]
    subprocess.run(command, env=environ, cwd=where, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return time.perf_counter() - start, used


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
