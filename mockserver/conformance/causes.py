"""Findings put together that have one cause, so that a reader sees each once; finds nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mockserver.conformance.failures import SAYS
from mockserver.conformance.results import Point

NAMED = 10
"""How many of those with the same cause are named."""
SHOWN = 3
"""How many places are shown where the same is wrong."""


@dataclass(frozen=True)
class Group:
    """Points whose findings have one cause.

    Attributes:
        first: the first of them, which is shown.
        others: the rest.
    """

    first: Point
    others: tuple[Point, ...]

    @property
    def findings(self) -> tuple[str, ...]:
        """What is wrong with the first; where the same is wrong in very many places, the first of them."""
        return tuple(_shortened(self.first.findings))

    @property
    def rest(self) -> str:
        """The names of the others; empty if there are none."""
        names = [f"{each.check} {each.name}" for each in self.others[:NAMED]]
        more = len(self.others) - len(names)
        return ", ".join([*names, *([f"and {more} more"] if more else [])])


def groups(points: Iterable[Point]) -> Iterator[Group]:
    """Put points with findings together: those that say the same, and those behind which one failure of the tool stands."""
    found: dict[object, list[Point]] = {}
    for point in points:
        if point.findings:
            found.setdefault(cause(point), []).append(point)
    for first, *others in found.values():
        yield Group(first, tuple(others))


def cause(point: Point) -> object:
    """What stands behind a finding: what the tool says of its own failure, else the words of the finding."""
    for finding in point.findings:
        _, own, failure = finding.partition(SAYS)
        if own:
            return failure.splitlines()[0]
    return point.findings


def _shortened(findings: tuple[str, ...]) -> Iterator[str]:
    """Of findings with the same words about different places, the first few."""
    counts: dict[str, int] = {}
    for finding in findings:
        words = finding.rpartition(": ")[2]
        counts[words] = counts.get(words, 0) + 1
        if counts[words] <= SHOWN:
            yield finding
    yield from (f"{count - SHOWN} more places: {words}" for words, count in counts.items() if count > SHOWN)
