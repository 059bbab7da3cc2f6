"""What came of a request, in few words: for whoever watches, and for those that no vendor answered; knows no HTTP objects."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from mockserver.state.journal import Entry

LONGEST, MOST = 300, 3
"""Characters of a path and of a reason, and how many violations, are kept."""
UNREADABLE = "(unreadable)"
"""The path of what cannot be read as a request; it has no method."""


class Verdict(NamedTuple):
    """One request.

    Attributes:
        at: the machine's time at which it was answered.
        world: the world it belonged to, or "".
        id, vendor, method, path, operation, status, label, reason, violations, seconds: as in the journal's entry.
    """

    at: datetime
    id: str
    world: str
    vendor: str
    method: str
    path: str
    operation: str
    status: int
    label: str
    reason: str
    violations: tuple[tuple[str, str], ...]
    seconds: float

    @property
    def unmatched(self) -> bool:
        """Whether no vendor, or no path of a vendor, was there for it, or it cannot be read as a request."""
        nobody = self.reason.startswith(("unknown-vendor", "unknown-path"))
        return not self.operation and (nobody or self.unreadable)

    @property
    def unreadable(self) -> bool:
        """Whether it cannot be read as a request."""
        return not self.method and self.path == UNREADABLE


def unreadable(at: datetime, id: str, status: int, why: str) -> Verdict:
    """What came of something that cannot be read as a request, of which nothing is kept."""
    return Verdict(at, id, "", "", "", UNREADABLE, "", status, "", why[:LONGEST], (), 0.0)


def verdict(at: datetime, world: str, entry: Entry) -> Verdict:
    """What came of the request of an entry."""
    violations = tuple((place[:LONGEST], what[:LONGEST]) for place, what in entry.violations[:MOST])
    return Verdict(
        at, entry.id, world, entry.vendor, entry.method, entry.path[:LONGEST], entry.operation, entry.status, entry.label,
        entry.reason[:LONGEST], violations, entry.seconds,
    )  # fmt: skip
