"""The one problem type inside, and the table that turns it into a vendor's own words at the edge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mockserver.openapi.schema import Violation

if TYPE_CHECKING:
    from mockserver.engine.call import Call

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
        **facts: Any,
    ) -> None:
        super().__init__(detail or kind)
        self.kind, self.detail, self.violations, self.facts = kind, detail, violations, facts
        self.status = status or ENGINE_KINDS.get(kind, 400)
        self.headers = dict(headers or {})


Body = Callable[[Problem, "Call"], Any]


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


Choice = Callable[[Problem, "Call"], str]
Errors = Mapping[str | tuple[str, str], ErrorResponse | Choice]
"""Kind, or (kind, operationId) where one operation speaks otherwise, to the words; a function chooses another kind."""


def find_error(errors: Errors, problem: Problem, call: Call) -> ErrorResponse | None:
    """The words for a problem of a call, or None where the vendor has none."""
    kind = problem.kind
    for _ in range(3):
        operation = call.operation.id if call.operation else ""
        found = errors.get((kind, operation)) or errors.get(kind)
        if found is None or isinstance(found, ErrorResponse):
            return found
        kind = found(problem, call)
    return None
