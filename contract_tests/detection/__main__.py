"""Asks every asker about every defect and prints the tables: `python -m contract_tests.detection`; knows how, not what is asked."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx

from contract_tests.detection.askers import Asker, by_check, by_verify
from contract_tests.detection.defects import Defect, all_defects, unseen
from contract_tests.detection.outcomes import Outcome, counted, missed, share, table
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
    given = parser.parse_args()
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
