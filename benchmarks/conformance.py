"""How long `check` and `verify` take without fuzzing: `python -m benchmarks.conformance [VENDOR …]` prints the medians."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

from benchmarks.progress import say
from mockserver.conformance import subject
from mockserver.conformance.results import CHECKS
from mockserver.engine.discovery import present
from mockserver.launching import running

ROUNDS = 3
GOALS = {"check": 15.0, "verify": 10.0}
"""Seconds that each may take for one vendor."""
UNLIMITED = 1_000_000


def main(vendors: Sequence[str]) -> int:
    """Measure, and print a table in Markdown."""
    print("| vendor | `check` without fuzz, s | `verify` without fuzz, s |\n|---|---:|---:|")
    slow = 0
    for vendor in vendors or present():
        medians = {"check": median(check(vendor)), "verify": verified(vendor)}
        slow += sum(medians[each] > GOALS[each] for each in medians)
        print(f"| {vendor} | {medians['check']:.1f} | {medians['verify']:.1f} |", flush=True)
    return int(slow > 0)


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
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "mockserver", *arguments], env=os.environ, capture_output=True, check=False
        )
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
