"""What a check of vendors found, as frozen values, and whom to tell meanwhile; knows neither how it was found nor how it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mockserver.conformance.judging.breach import Breach

CHECKS = ("documents", "exchanges", "statuses", "refusals", "laws", "fuzz")
"""The checks, in the order in which they are made."""

Verdict = Literal["good", "findings", "could not run"]


@dataclass(frozen=True)
class Point:
    """One thing that was asked of a vendor.

    Attributes:
        check: one of `CHECKS`.
        name: what was asked, unique within the check: a question about the documents, an exchange, a status, an
            error example, a property.
        findings: what is wrong, in words; empty if nothing is.
        note: how it came out, where that is worth telling.
        seconds: how long it took, where that was measured.
        breaches: of a law, its findings with all that is known of them.
    """

    check: str
    name: str
    findings: tuple[str, ...] = ()
    note: str = ""
    seconds: float = field(default=0.0, compare=False)
    breaches: tuple[Breach, ...] = field(default=(), compare=False)

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


@dataclass(frozen=True)
class Size:
    """How much a vendor's document holds."""

    operations: int
    fields: int
    statuses: int
    exchanges: int


@dataclass(frozen=True)
class Support:
    """How well a vendor is supported: how many of its parts have which label, strongest label first.

    Attributes:
        places: everything in the document that needs support.
        behaviours: what the document cannot say.
    """

    places: Mapping[str, int] = field(hash=False)
    behaviours: Mapping[str, int] = field(hash=False)


@dataclass(frozen=True)
class Compared:
    """How much of the documented answers is held against what really comes, in values (texts, numbers, flags, nulls, empty ones).

    Attributes:
        values: all values of the documented answers.
        volatile: those left out because they are new in every answer.
        contradictory: those left out because the sources disagree on them.
    """

    values: int
    volatile: int
    contradictory: int


@dataclass(frozen=True)
class Followed:
    """A reading that a server was seen to follow.

    Attributes:
        reading: its id.
        value: the value that explains its answers best.
        default: the value that holds where nobody knows better.
        supporting: the exchanges that speak for it.
        contradicting: those that speak against it.
    """

    reading: str
    value: str
    default: str
    supporting: tuple[str, ...]
    contradicting: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """What the checks of one vendor found.

    Attributes:
        vendor: its name.
        size: how much there is; None if its folder cannot be used.
        support: how well it is supported; None if its folder cannot be used.
        compared: how much of its documented answers is compared; None if its folder cannot be used.
        points: everything that was asked.
        cases: how many requests fuzzing made.
        not_run: checks that were wanted and did not run to their end, and why.
        new: what a server has that the document does not have.
        left: what was made on a server and could not be removed.
        requests: how many were sent besides those of fuzzing.
        file: the document, where that is known.
        readings: those that a server was seen to follow, where that was looked at.
    """

    vendor: str
    size: Size | None
    support: Support | None
    compared: Compared | None
    points: tuple[Point, ...]
    cases: int
    not_run: Mapping[str, str] = field(hash=False)
    new: tuple[Breach, ...] = ()
    left: tuple[str, ...] = ()
    requests: int = 0
    file: str = ""
    readings: tuple[Followed, ...] = ()

    def of(self, check: str) -> tuple[Point, ...]:
        """What one check asked."""
        return tuple(each for each in self.points if each.check == check)

    @property
    def findings(self) -> int:
        """How many things are wrong."""
        return sum(len(each.findings) for each in self.points)


@dataclass(frozen=True)
class Report:
    """What a whole run found.

    Attributes:
        version: the version of the tool.
        checks: the checks that were wanted.
        seed: the seed of fuzzing.
        max_examples: requests per operation in fuzzing's phase of chance.
        vendors: vendor by vendor.
        command: which command asked.
    """

    version: str
    checks: tuple[str, ...]
    seed: int
    max_examples: int
    vendors: tuple[Checked, ...]
    command: str = "check"

    @property
    def verdict(self) -> Verdict:
        """The result in a word: what was found wrong counts more than what could not be asked."""
        if any(each.findings for each in self.vendors):
            return "findings"
        return "could not run" if any(each.not_run for each in self.vendors) else "good"


class Progress:
    """Somebody to tell how far it is; this one is deaf."""

    def now(self, text: str) -> None:
        """What is under way."""

    def done(self, text: str) -> None:
        """What a check came to."""
