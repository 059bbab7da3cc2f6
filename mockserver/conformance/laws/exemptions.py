"""Breaches for which a vendor's folder has a reason: what a law takes for granted and this vendor does otherwise; sends nothing."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from mockserver.conformance import exemptions
from mockserver.conformance.exemptions import ALL, Exemption
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.promise import Promise


def exempt(promise: Promise, breach: Breach) -> str:
    """The reason why a breach is none; empty if there is no reason."""
    for each in _known(promise.name, promise.evidence.file):
        about = breach.operation in each.operations or each.operations == (ALL,)
        if about and breach.law in each.laws and each.holds(promise.profile):
            return each.reason
    return ""


@lru_cache(maxsize=32)
def _known(vendor: str, evidence: Path) -> tuple[Exemption, ...]:
    theirs = evidence.with_name(exemptions.FILE.name)
    return exemptions.load(vendor, theirs if theirs.is_file() else exemptions.FILE)
