"""Whether enough was met: thresholds, what is left out for a reason, and what was met before; knows no test runner."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from mockserver.coverage.counts import Coverage, Outcome, share
from mockserver.spelling import missing

_IGNORED = re.compile(r"(?P<vendor>[^.\s]+)\.(?P<operation>\S+)\s+(?P<status>\S+):\s*(?P<reason>\S.*)")
_LEAST = re.compile(r"(?:(?P<vendor>[^.=]+)(?:\.(?P<operation>[^=]+))?=)?(?P<percent>\d+(?:\.\d+)?)")


class BadRule(ValueError):
    """A rule of the gate that cannot be read."""


class Ignored(NamedTuple):
    """Outcomes that need not be met, with globs, and the reason why."""

    vendor: str
    operation: str
    status: str
    reason: str

    def covers(self, outcome: Outcome) -> bool:
        """Whether it speaks of an outcome."""
        return all(map(fnmatchcase, outcome, self[:3]))

    def __str__(self) -> str:
        return f"{self.vendor}.{self.operation} {self.status}"


def ignored(text: str) -> Ignored:
    """Read `grafana.getReport 403: the reason`.

    Raises:
        BadRule: it is otherwise, or gives no reason.
    """
    found = _IGNORED.fullmatch(text.strip())
    if found is None:
        raise BadRule(
            f"{text!r}: VENDOR.OPERATION STATUS: REASON is expected, such as 'grafana.getReport 403: we are admins'"
        )
    return Ignored(*found.group("vendor", "operation", "status", "reason"))


class Least(NamedTuple):
    """How much of all, of a vendor or of an operation has to be met, in percent."""

    vendor: str
    operation: str
    percent: float

    def __str__(self) -> str:
        return ".".join(filter(None, (self.vendor, self.operation)))


def least(text: str) -> Least:
    """Read `60`, `grafana=80` or `grafana.createReport=100`.

    Raises:
        BadRule: it is otherwise.
    """
    found = _LEAST.fullmatch(text.strip())
    if found is None or float(found["percent"]) > 100:
        raise BadRule(f"{text!r}: PERCENT, VENDOR=PERCENT or VENDOR.OPERATION=PERCENT is expected")
    return Least(found["vendor"] or "", found["operation"] or "", float(found["percent"]))


@dataclass(frozen=True)
class Gate:
    """What is asked of a run.

    Attributes:
        everything: whether all operations of the vendors that were called count, or only those that were called.
        least: how much has to be met.
        ignored: what need not be.
        ratchet: the file that remembers what was met before.
    """

    everything: bool = False
    least: Sequence[Least] = ()
    ignored: Sequence[Ignored] = field(default=())
    ratchet: Path | None = None

    def counted(self, coverage: Coverage) -> list[Outcome]:
        """The outcomes that count."""
        found = coverage.outcomes(everything=self.everything)
        return [each for each in found if not any(rule.covers(each) for rule in self.ignored)]

    def failures(self, coverage: Coverage) -> list[str]:
        """What is not as it has to be, a sentence each."""
        counted = self.counted(coverage)
        return [
            *self._too_little(coverage, counted),
            *self._mistakes(coverage),
            *(f"{each} was met before, and is no longer" for each in self.lost(coverage)),
        ]

    def _too_little(self, coverage: Coverage, counted: Sequence[Outcome]) -> Iterator[str]:
        for rule in self.least:
            if rule.vendor and _unknown(coverage, rule.vendor, rule.operation):
                continue
            wanted = [each for each in counted if rule.vendor in ("", each.vendor)]
            wanted = [each for each in wanted if rule.operation in ("", each.operation)]
            met = share(coverage, wanted) if wanted or (rule.vendor and coverage.uses(rule.vendor)) else 0.0
            if met < rule.percent:
                yield f"{f'{rule}: ' if rule.vendor else ''}{met:.1f} % met, {rule.percent:g} % required"

    def _mistakes(self, coverage: Coverage) -> Iterator[str]:
        """Rules that speak of nothing."""
        for rule in self.least:
            if rule.vendor and (unknown := _unknown(coverage, rule.vendor, rule.operation)):
                yield f"{rule}={rule.percent:g}: {unknown}"
        known = [Outcome(*each) for each in _documented(coverage)]
        for left_out in self.ignored if known else ():
            if not any(left_out.covers(each) for each in known):
                yield f"{left_out} is ignored, but no document has it"

    def lost(self, coverage: Coverage) -> list[Outcome]:
        """What the ratchet remembers, still counts and was not met."""
        if self.ratchet is None or not self.ratchet.is_file():
            return []
        found = {*_documented(coverage)}
        remembered = [each for each in _remembered(self.ratchet) if each in found]
        return [
            each
            for each in remembered
            if not coverage.times(each) and not any(rule.covers(each) for rule in self.ignored)
        ]

    def raise_ratchet(self, coverage: Coverage) -> int:
        """Remember what was met, if more was than before.

        Returns:
            How many outcomes are new.
        """
        if self.ratchet is None:
            return 0
        before = set(_remembered(self.ratchet)) if self.ratchet.is_file() else set()
        met = {each for each in coverage.outcomes(everything=True) if coverage.times(each)}
        if met - before or not self.ratchet.is_file():
            _remember(self.ratchet, before | met)
        return len(met - before)


def _unknown(coverage: Coverage, vendor: str, operation: str) -> str:
    """Why there is no such vendor or operation, or none that can be met; empty if there is."""
    if vendor not in coverage.documented:
        return missing("vendor", vendor, coverage.documented) if coverage.documented else "no vendor was called"
    if operation and operation not in coverage.documented[vendor]:
        return missing("operation", operation, coverage.documented[vendor])
    lost = coverage.unserved.get(vendor, {}).get(operation)
    return f"{operation} cannot be served: {lost}" if lost else ""


def _documented(coverage: Coverage) -> Iterator[Outcome]:
    for vendor, operations in coverage.documented.items():
        for operation, statuses in operations.items():
            yield from (Outcome(vendor, operation, status) for status in statuses)


def _remembered(file: Path) -> list[Outcome]:
    """What a ratchet file has.

    Raises:
        BadRule: it is no such file.
    """
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return [
            Outcome(vendor, operation, status)
            for vendor, operations in found.items()
            for operation, statuses in operations.items()
            for status in statuses
        ]
    except (ValueError, AttributeError, TypeError) as error:
        raise BadRule(f"{file} is no ratchet file: {error}") from None


def _remember(file: Path, outcomes: Iterable[Outcome]) -> None:
    found: dict[str, dict[str, list[str]]] = {}
    for each in sorted(outcomes):
        found.setdefault(each.vendor, {}).setdefault(each.operation, []).append(each.status)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
