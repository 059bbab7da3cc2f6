"""The one problem type inside, and the table that turns it into a vendor's own words at the edge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.engine.call import Answer, Arrival
from mockserver.openapi.violations import Violation

ENGINE_KINDS = {
    "unknown-path": 404,
    "method-not-allowed": 405,
    "no-credentials": 401,
    "unknown-credentials": 401,
    "expired-credentials": 401,
    "revoked-credentials": 401,
    "missing-permission": 403,
    "quota-exceeded": 429,
    "not-acceptable": 406,
    "unsupported-media-type": 415,
    "body-too-large": 413,
    "malformed-body": 400,
    "invalid-path": 400,
    "invalid-query": 400,
    "invalid-header": 400,
    "invalid-body": 400,
    "not-found": 404,
    "forced": 500,
    "internal": 500,
}
"""What the engine itself can refuse, with the usual status; a vendor gives each its own words."""


class Problem(Exception):
    """Whatever is in the way of an answer.

    Attributes:
        kind: what it is: one of ENGINE_KINDS or a word of the vendor's own.
        status: the usual HTTP status; the vendor's words may say another.
        detail: one sentence that tells the reader what to do.
        headers: headers that belong to the refusal, such as Allow.
        violations: what is wrong with the request, and where (a JSON pointer into the body, or `path.id`).
        others: what else is wrong with the request, of which the vendor's words say nothing.
        facts: values that the vendor's words may need.
    """

    def __init__(
        self,
        kind: str,
        detail: str = "",
        *,
        status: int = 0,
        headers: Mapping[str, str] | None = None,
        violations: tuple[Violation, ...] = (),
        others: tuple[Violation, ...] = (),
        **facts: Any,
    ) -> None:
        super().__init__(detail or kind)
        self.kind, self.detail, self.violations, self.others, self.facts = kind, detail, violations, others, facts
        self.status = status or ENGINE_KINDS.get(kind, 400)
        self.headers = dict(headers or {})


Body = Callable[[Problem, Arrival], Any]
"""Makes a body of a problem and of as much of the call as was known when it arose."""


@dataclass(frozen=True, slots=True)
class ErrorResponse:
    """A vendor's words for one kind of problem.

    Attributes:
        status: the status this vendor answers; 0 for the problem's own.
        body: the body, or a function of problem and call that makes it.
        cites: the behaviours of the vendor's evidence that state it.
        headers: headers the vendor adds.
        media_type: with parameters, as the vendor sends it; empty for the vendor's usual one.
    """

    status: int
    body: Any | Body
    cites: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = ""


Choice = Callable[[Problem, Arrival], str]
ErrorTable = Mapping[str | tuple[str, str], ErrorResponse | Choice]
"""Kind, or (kind, operationId) where one operation speaks otherwise, to the words; a function chooses another kind."""


def _plain(problem: Problem, call: Arrival) -> Answer:
    return Answer(problem.status, {"message": problem.detail or problem.kind}, dict(problem.headers))


@dataclass(frozen=True, slots=True)
class Errors:
    """How a vendor refuses.

    Attributes:
        table: kinds of problems in the vendor's own words.
        alternatives: reading id to value to words that go before.
        otherwise: words for a problem that no table knows.
    """

    table: ErrorTable = field(default_factory=dict)
    alternatives: Mapping[str, Mapping[str, ErrorTable]] = field(default_factory=dict)
    otherwise: Callable[[Problem, Arrival], Answer] = _plain

    def find(self, problem: Problem, call: Arrival) -> ErrorResponse | None:
        """The words for a problem under the readings of the call's world, or None where the vendor has none."""
        for reading, values in self.alternatives.items():
            table = values.get(call.reading(reading))
            found = _find(table, problem, call) if table else None
            if found is not None:
                return found
        return _find(self.table, problem, call)


def _find(table: ErrorTable, problem: Problem, call: Arrival) -> ErrorResponse | None:
    kind = problem.kind
    for _ in range(3):
        found = table.get((kind, call.operation_id)) or table.get(kind)
        if found is None or isinstance(found, ErrorResponse):
            return found
        kind = found(problem, call)
    return None
