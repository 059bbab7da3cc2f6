"""Says of every error example which request is answered so, or why none is; sends nothing, knows no vendor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from mockserver.conformance.answers import Answers, error_examples, written
from mockserver.conformance.refusals import Refusal
from mockserver.evidence.exchanges import Unreachable


@dataclass(frozen=True)
class Match:
    """How an error example compares with real answers.

    Attributes:
        operation: the operationId.
        status: as the document writes it.
        example: its name.
        state: `answered` (a request got it), `excused` (the folder says why none does), `missed`, or `contradicted` (it
            is excused, and a request got it).
        how: the probe that got it, the reason why none does, or what came instead.
    """

    operation: str
    status: str
    example: str
    state: Literal["answered", "excused", "missed", "contradicted"]
    how: str

    @property
    def good(self) -> bool:
        """Whether a request gets it, or it is known why none does."""
        return self.state in ("answered", "excused")

    def __str__(self) -> str:
        return f"{self.operation} {self.status} {self.example} {self.state}: {self.how}"


def matches(answers: Answers, refusals: Iterable[Refusal], unreachable: Iterable[Unreachable]) -> Iterator[Match]:
    """Compare every error example of an operation with what its probes were answered with.

    Args:
        answers: what came.
        refusals: what the folder says of error examples.
        unreachable: what the evidence says of statuses that nothing reaches.
    """
    operation = answers.operation
    closed = {each.status: each.reason for each in unreachable if each.operation == operation.id}
    reasons = {
        (each.status, each.example): each.reason for each in refusals if each.reason and each.speaks_of(operation)
    }
    for (status, name), shown in error_examples(operation):
        how, reason = answers.examples.get((status, name)), reasons.get((status, name))
        if how is not None and reason is not None:
            yield Match(operation.id, status, name, "contradicted", f"{how} is answered so, though: {reason}")
        elif how is not None:
            yield Match(operation.id, status, name, "answered", how)
        elif reason is not None or (status in closed and status not in answers.statuses):
            yield Match(operation.id, status, name, "excused", reason or closed[status])
        else:
            nearest = answers.nearest(status, shown)
            instead = f"; the nearest is\n{nearest}" if nearest else ""
            yield Match(operation.id, status, name, "missed", f"no answer is\n{written(shown)}{instead}")
