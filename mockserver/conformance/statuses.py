"""Says of every documented status how a request reaches it; sends nothing, knows no vendor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from mockserver.conformance.answers import Answers
from mockserver.evidence.exchanges import Unreachable


@dataclass(frozen=True)
class Way:
    """How one documented status of an operation is reached.

    Attributes:
        operation: the operationId.
        status: as the document writes it (`404`, `default`).
        state: `reached`, `unreachable` (the evidence says why), `missed`, or `contradicted` (the evidence calls it
            unreachable, and a request reached it).
        how: the probe that reached it, the reason why nothing can, or what was tried instead.
    """

    operation: str
    status: str
    state: Literal["reached", "unreachable", "missed", "contradicted"]
    how: str

    @property
    def good(self) -> bool:
        """Whether it was reached, or is known to be out of reach."""
        return self.state in ("reached", "unreachable")

    def __str__(self) -> str:
        return f"{self.operation} {self.status} {self.state}: {self.how}"


def ways(answers: Answers, unreachable: Iterable[Unreachable]) -> Iterator[Way]:
    """Say of each documented status of an operation how it is reached.

    Args:
        answers: what its probes were answered with.
        unreachable: what the evidence says of statuses that nothing reaches.
    """
    operation, found = answers.operation, answers.statuses
    reasons = {each.status: each.reason for each in unreachable if each.operation == operation.id}
    for status in operation.responses:
        if status in found and status in reasons and not found[status].startswith("a fault"):
            yield Way(operation.id, status, "contradicted", f"{found[status]}, though: {reasons[status]}")
        elif status in found:
            yield Way(operation.id, status, "reached", found[status])
        elif status in reasons:
            yield Way(operation.id, status, "unreachable", reasons[status])
        else:
            yield Way(operation.id, status, "missed", f"no probe reached it; reached were {', '.join(found) or 'none'}")
