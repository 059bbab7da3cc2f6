"""Which documented outcomes some client code has met, counted and merged; knows no test runner and judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

JSON = dict[str, Any]
Counts = dict[str, dict[str, dict[str, int]]]
"""Vendor → operationId → status → how often."""
Statuses = dict[str, dict[str, list[str]]]
"""Vendor → operationId → statuses."""


class Outcome(NamedTuple):
    """An operation that answers with a status, as the document writes it (`404`, `default`)."""

    vendor: str
    operation: str
    status: str

    def __str__(self) -> str:
        return f"{self.vendor} {self.operation} {self.status}"


class Coverage:
    """What was met of what is documented.

    Attributes:
        documented: the statuses that the documents list.
        reachable: those of them that a client can cause by what it sends.
        unserved: by vendor, the operations that cannot be served, with the reasons.
        met: how often each was met; a status that falls under `default` counts there, too.
        injected: how often each was answered only because a test had asked for it (a fault, `Prefer: code`); these are not met.
    """

    def __init__(self) -> None:
        self.documented: Statuses = {}
        self.reachable: Statuses = {}
        self.unserved: dict[str, dict[str, str]] = {}
        self.met: Counts = {}
        self.injected: Counts = {}

    def know(self, vendor: JSON) -> None:
        """Learn a vendor's operations and statuses, as the control plane tells them."""
        self.documented[vendor["name"]] = {each["id"]: each["statuses"] for each in vendor["operations"]}
        self.reachable[vendor["name"]] = {each["id"]: each["reachable"] for each in vendor["operations"]}
        lost = {each["id"]: each["unserved"] for each in vendor["operations"] if each["unserved"]}
        if lost:
            self.unserved[vendor["name"]] = lost

    def add(self, seen: Iterable[JSON]) -> None:
        """Add what a world has seen, as the control plane tells it."""
        for each in seen:
            lost = each["operation"] in self.unserved.get(each["vendor"], ())
            listed = [] if lost else self.documented.get(each["vendor"], {}).get(each["operation"], [])
            status = _listed_as(str(each["status"]), listed)
            for counts, count in ((self.met, each["count"] - each["injected"]), (self.injected, each["injected"])):
                if count:
                    _count(counts, each["vendor"], each["operation"], status, count)

    def merge(self, other: JSON) -> None:
        """Add what another process has found, in the form of `data`."""
        self.documented.update(other["documented"])
        self.reachable.update(other["reachable"])
        self.unserved.update(other["unserved"])
        for counts, found in ((self.met, other["met"]), (self.injected, other["injected"])):
            for vendor, operations in found.items():
                for operation, statuses in operations.items():
                    for status, count in statuses.items():
                        _count(counts, vendor, operation, status, count)

    def data(self) -> JSON:
        """Everything as JSON values, for `merge`."""
        return {
            "documented": self.documented,
            "reachable": self.reachable,
            "unserved": self.unserved,
            "met": self.met,
            "injected": self.injected,
        }

    def times(self, outcome: Outcome) -> int:
        """How often an outcome was met."""
        return self.met.get(outcome.vendor, {}).get(outcome.operation, {}).get(outcome.status, 0)

    def uses(self, vendor: str, operation: str = "") -> bool:
        """Whether a vendor, or one of its operations, was called at all."""
        found = (counts.get(vendor, {}) for counts in (self.met, self.injected))
        return any(each.get(operation) if operation else each for each in found)

    def used(self) -> list[str]:
        """The vendors that were called."""
        return [vendor for vendor in sorted(self.documented) if self.uses(vendor)]

    def outcomes(self, *, everything: bool) -> Iterator[Outcome]:
        """The outcomes that a client can cause, of the vendors that were called.

        Args:
            everything: of all their operations, not only of those that were called.
        """
        for vendor in self.used():
            for operation, statuses in self.reachable[vendor].items():
                if everything or self.uses(vendor, operation):
                    yield from (Outcome(vendor, operation, status) for status in statuses)

    def undocumented(self, vendor: str) -> dict[str, dict[str, int]]:
        """What was met and is in no document: calls that reached no operation ("") above all."""
        listed = self.documented[vendor]
        found = {
            operation: {status: count for status, count in counts.items() if status not in listed.get(operation, ())}
            for operation, counts in self.met.get(vendor, {}).items()
        }
        return {operation: counts for operation, counts in found.items() if counts}


def share(coverage: Coverage, outcomes: Iterable[Outcome]) -> float:
    """The share of outcomes that were met, in percent; all of none are."""
    met = [coverage.times(each) > 0 for each in outcomes]
    return 100 * sum(met) / len(met) if met else 100.0


def _count(counts: Counts, vendor: str, operation: str, status: str, count: int) -> None:
    statuses = counts.setdefault(vendor, {}).setdefault(operation, {})
    statuses[status] = statuses.get(status, 0) + count


def _listed_as(status: str, listed: Iterable[str]) -> str:
    """A status as the document writes it: itself, its range or `default`."""
    return next((each for each in (status, f"{status[0]}XX", "default") if each in listed), status)


def by_vendor(outcomes: Iterable[Outcome]) -> Mapping[str, list[Outcome]]:
    """Outcomes apart by vendor."""
    found: dict[str, list[Outcome]] = {}
    for each in outcomes:
        found.setdefault(each.vendor, []).append(each)
    return found
