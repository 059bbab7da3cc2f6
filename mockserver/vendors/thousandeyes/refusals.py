"""What ThousandEyes refuses: each kind of problem with its status and its text; knows no shape of a body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.client import responses

from mockserver.engine.call import Arrival
from mockserver.engine.problems import Choice, Problem
from mockserver.engine.vendor import carries_out
from mockserver.vendors.thousandeyes import accounts, fields
from mockserver.vendors.thousandeyes.access import DELETES


@dataclass(frozen=True)
class Refusal:
    """One kind of refusal, apart from its shape.

    Attributes:
        status: the status; 0 for the problem's own.
        text: what it says, or a function that says it; None where it is about a field, which is then named.
        cites: the behaviours that decide what is answered.
        headers: headers that go with it.
        token: whether it is about the token itself.
    """

    status: int
    text: str | Callable[[Problem, Arrival], str] | None
    cites: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    token: bool = False

    def says(self, problem: Problem, call: Arrival) -> str:
        """The text for one problem."""
        if self.text is None:
            if len(problem.violations) > 1:
                call.cite("error-first-only")
            return ": ".join(fields.first(problem))
        return self.text if isinstance(self.text, str) else self.text(problem, call)


@carries_out("authenticate-header")
def challenge() -> dict[str, str]:
    """The headers of a 401."""
    return {"WWW-Authenticate": 'Basic realm="ThousandEyes API"'}


CHALLENGE = challenge()
INVALID_CREDENTIALS = Refusal(
    401,
    "Invalid credentials",
    cites=("error-invalid-credentials",),
    headers=CHALLENGE,
    token=True,
)


def missing(problem: Problem, call: Arrival) -> str:
    """A missing permission is named."""
    return f"Insufficient permissions: {problem.facts['permission']}"


def not_creator(problem: Problem, call: Arrival) -> str:
    """So is the report that somebody else created."""
    return f"Insufficient permissions: not the creator of report {problem.facts['report']}"


def denied(problem: Problem, call: Arrival) -> str:
    """A delete that is not permitted has another status under a reading, which the page of that delete states."""
    operation = call.operation_id
    own = operation in DELETES and call.reading("delete-forbidden") == "401"
    return f"{problem.kind}-{operation if own else '403'}"


FIELD_KINDS = {
    "id": "widget-id-malformed",
    "widgetId": "widget-id-malformed",
    "from": "time-malformed",
    "to": "time-malformed",
    "window": "time-malformed",
}


def fault(problem: Problem, call: Arrival) -> str:
    """What is wrong with a field or a parameter."""
    if problem.facts.get("parameter") == "aid":
        return "invalid-account-group"
    name, what = fields.first(problem)
    if what == "is required":
        return "field-missing"
    return FIELD_KINDS.get(name.rpartition(".")[2], "field-invalid")


def in_path(problem: Problem, call: Arrival) -> str:
    """What is no widget id is no widget; what is not UTF-8 is no path."""
    return "unknown-widget" if problem.facts.get("parameter") == "widgetId" else "unknown-path"


def forced(problem: Problem, call: Arrival) -> str:
    """What a fault of the world stands for."""
    return {500: "server-error", 503: "maintenance"}.get(problem.status, "any-status")


REFUSALS: Mapping[str, Refusal | Choice] = {
    "unknown-path": Refusal(404, "Not found", cites=("error-unknown-path",)),
    "method-not-allowed": Refusal(405, "Method not allowed", cites=("error-method-not-allowed",)),
    "no-credentials": replace(INVALID_CREDENTIALS, cites=("error-no-credentials",)),
    "unknown-credentials": INVALID_CREDENTIALS,
    "expired-credentials": INVALID_CREDENTIALS,
    "revoked-credentials": INVALID_CREDENTIALS,
    "quota-exceeded": Refusal(429, "Too many requests", cites=("error-too-many-requests",)),
    "missing-permission": denied,
    "missing-permission-403": Refusal(403, missing, cites=("error-permission-missing",)),
    "missing-permission-deleteReport": Refusal(401, missing, cites=("permission-delete-report",), headers=CHALLENGE),
    "missing-permission-deleteReportSnapshot": Refusal(
        401, missing, cites=("permission-delete-snapshot",), headers=CHALLENGE
    ),
    "not-the-creator": denied,
    "not-the-creator-403": Refusal(403, not_creator, cites=("error-not-the-creator",)),
    "not-the-creator-deleteReport": Refusal(401, not_creator, cites=("permission-delete-report",), headers=CHALLENGE),
    "not-the-creator-deleteReportSnapshot": Refusal(
        401, not_creator, cites=("permission-delete-snapshot",), headers=CHALLENGE
    ),
    "not-acceptable": Refusal(406, "Not acceptable", cites=("error-not-acceptable",)),
    "unsupported-media-type": Refusal(
        415, "Unsupported media type", cites=("error-unsupported-media-type", "media-type-declared")
    ),
    "body-too-large": Refusal(413, "Request body too large", cites=("error-body-too-large",)),
    "malformed-body": Refusal(400, "Malformed JSON", cites=("error-malformed-json",)),
    "invalid-path": in_path,
    "invalid-query": fault,
    "invalid-body": fault,
    "conflict": Refusal(400, None),
    "field-missing": Refusal(400, None, cites=("error-field-missing",)),
    "field-invalid": Refusal(400, None, cites=("error-field-invalid",)),
    "time-malformed": Refusal(400, None, cites=("error-malformed-time",)),
    "widget-id-malformed": Refusal(400, None, cites=("error-widget-id-malformed",)),
    "invalid-account-group": Refusal(
        400,
        lambda problem, call: f"Invalid account group: {accounts.named(call)}",
        cites=("error-invalid-account-group",),
    ),
    "foreign-account-group": Refusal(
        403,
        lambda problem, call: f"Account group {problem.facts['aid']} is not accessible",
        cites=("error-foreign-account-group",),
    ),
    "unknown-report": Refusal(
        404, lambda problem, call: f"Report {problem.facts['id']} not found", cites=("error-unknown-report",)
    ),
    "unknown-snapshot": Refusal(
        404, lambda problem, call: f"Snapshot {call.path['snapshotId']} not found", cites=("error-unknown-snapshot",)
    ),
    "unknown-widget": Refusal(
        404, lambda problem, call: f"Widget {call.path['widgetId']} not found", cites=("error-unknown-widget",)
    ),
    "built-in-report": Refusal(
        403, lambda problem, call: f"Report {problem.facts['report']} is built-in", cites=("error-built-in-report",)
    ),
    "forced": forced,
    "any-status": Refusal(0, lambda problem, call: responses.get(problem.status, "Error")),
    "server-error": Refusal(500, "Internal server error", cites=("error-server-error",)),
    "maintenance": Refusal(503, "Service unavailable", cites=("error-maintenance",)),
}
"""Each kind of problem, or a function that names another kind."""
