"""Asks every asker about every defect and prints the tables: `python -m contract_tests.detection`; knows how, not what is asked."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from contract_tests.detection.askers import Asker, by_check, by_verify
from contract_tests.detection.defects import Defect, all_defects, sample, unseen
from contract_tests.detection.outcomes import Outcome, counted, missed, seen_at_all, share, table
from contract_tests.detection.peers.askers import available, versions
from contract_tests.detection.proof import proof, tours
from contract_tests.detection.target import Broken, running

ASKERS: dict[str, Asker] = {"verify": by_verify, "check": by_check}


def main() -> int:
    """Ask, and print what came of it.

    Returns:
        0 if every defect changes what a client sees and the whole servers have no findings, else 1.
    """
    parser = argparse.ArgumentParser(prog="python -m contract_tests.detection")
    parser.add_argument("only", nargs="*", metavar="DEFECT", help="defects whose name begins so (all)")
    parser.add_argument("--asker", action="append", choices=[*ASKERS], help="whom to ask (all)")
    parser.add_argument("--seeds", type=int, default=10, help="with how many seeds the whole servers are asked (10)")
    parser.add_argument("--proofs", action="store_true", help="show of every defect that it changes what a client sees")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what came of each defect")
    parser.add_argument(
        "--peers", action="store_true", help="ask verify and its peers about a sample, and nothing else"
    )
    parser.add_argument("--size", type=int, default=40, help="how many defects the peers are asked about (40)")
    parser.add_argument("--seed", type=int, default=1, help="which sample the peers are asked about (1)")
    parser.add_argument("--minutes", type=float, default=30, help="how long defects are begun with the peers (30)")
    given = parser.parse_args()
    if given.peers:
        return beside_peers(given.size, given.seed, given.minutes)
    defects = [each for each in all_defects() if not given.only or each.id.startswith(tuple(given.only))]
    askers = {name: ASKERS[name] for name in given.asker or ASKERS}
    with running() as broken:
        bad = [*unproved(broken, defects)] if given.proofs else []
        bad += [text for name, asker in askers.items() for text in false_alarms(broken, name, asker, given.seeds)]
        outcomes = [each for name, asker in askers.items() for each in asked(broken, name, asker, defects)]
    print(table(outcomes))
    for name in askers:
        print(f"\n{name}: {share(counted(outcomes, name)):.1%}")
    print(f"\nMissed:\n{missed(outcomes)}")
    print(f"\nWrong by themselves: {len(bad)}", *bad, sep="\n- ")
    if given.json is not None:
        rows = [{"asker": each.asker, "defect": each.defect.id, "found": each.found, "seconds": each.seconds, "instead": each.instead} for each in outcomes]  # fmt: skip
        given.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return 1 if bad else 0


def beside_peers(size: int, seed: int, minutes: float) -> int:
    """Ask verify and the peers that can be run here about a sample, two defects at a time, and print the table; 0.

    Every one of them is asked about a defect before the next is begun, so that all are asked about the same when time is up.
    """
    askers = {"verify": by_verify, **available()}
    start, chosen = time.monotonic(), sample(size, seed, over_http=True)

    def of_all(defect: Defect) -> list[Outcome]:
        if time.monotonic() - start > 60 * minutes:
            return []
        return [of_one(name, asker, defect) for name, asker in askers.items()]

    def of_one(name: str, asker: Asker, defect: Defect) -> Outcome:
        try:
            return next(asked(broken, name, asker, [defect]))
        except (AssertionError, OSError, subprocess.SubprocessError, httpx.HTTPError) as error:
            print(f"{name} could not be asked about {defect.id}: {error}", file=sys.stderr, flush=True)
            return Outcome(name, defect, found=False, seconds=0.0)

    with running() as broken, ThreadPoolExecutor(2) as pool:
        outcomes = [each for part in pool.map(of_all, chosen) for each in part]
    count = len(outcomes) // len(askers)
    print(f"{count} defects, seed {seed}, {time.monotonic() - start:.0f} s; {versions()}\n")
    print(table(outcomes))
    print(seen_at_all(outcomes))
    print(f"\n{missed(outcomes)}")
    return 0


def asked(broken: Broken, name: str, asker: Asker, defects: Sequence[Defect]) -> Iterator[Outcome]:
    """What an asker finds of some defects; it is not asked about those that it could not see, nor on after it has found one."""
    for defect in defects:
        if name != "check" and unseen(defect):
            continue
        start, others, found = time.monotonic(), [], False
        for finding in asker(broken, defect.vendor, defect.id, 1):
            found = finding.blames(defect)
            if found:
                break
            others.append(finding.text)
        outcome = Outcome(name, defect, found, time.monotonic() - start, tuple(others[:3]))
        print(f"{name} {defect.id}: {'found' if found else 'MISSED'}", file=sys.stderr, flush=True)
        yield outcome


def false_alarms(broken: Broken, name: str, asker: Asker, seeds: int) -> Iterator[str]:
    """What an asker finds of the whole servers."""
    for vendor in tours():
        for seed in range(1, seeds + 1):
            for each in asker(broken, vendor, "whole", seed):
                yield f"{name} of the whole {vendor}, seed {seed}: {each.text[:300]}"


def unproved(broken: Broken, defects: Sequence[Defect]) -> Iterator[str]:
    """The defects that change nothing that a client sees."""
    with httpx.Client(timeout=30, trust_env=False) as http:
        for defect in defects:
            if proof(broken, defect, http) is None:
                yield f"{defect.id} changes nothing that a client sees"


if __name__ == "__main__":
    sys.exit(main())
