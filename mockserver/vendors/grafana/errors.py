"""Each kind of problem in Grafana's words, under either reading of its error bodies; knows no state but a counter."""

from __future__ import annotations

from http.client import responses
from typing import Any

from mockserver.engine.call import NOBODY, Arrival
from mockserver.engine.problems import ErrorResponse, ErrorTable, Problem
from mockserver.engine.vendor import carries_out
from mockserver.vendors.grafana.callers import permission_name


def message(text: str) -> dict[str, str]:
    """The usual error body."""
    return {"message": text}


@carries_out("access-error-id")
def access_denied(problem: Problem, call: Arrival) -> Any:
    """The body for a missing permission names the action, and counts."""
    action = permission_name(call, problem.facts["permission"])
    return {
        "accessErrorId": f"ACE{call.store.next('accessErrors'):010}",
        "message": f"You'll need additional permissions to perform this action. Permissions needed: {action}",
        "title": "Access denied",
    }


def refused_scheme(call: Arrival) -> bool:
    """Whether the caller presents something in a scheme that is neither Bearer nor Basic."""
    return call.caller is NOBODY and bool(call.headers.get("authorization"))


def unknown_caller(problem: Problem, call: Arrival) -> str:
    """Unknown Basic users and unknown tokens are told apart."""
    return "wrong-password" if problem.facts["scheme"] == "basic" else "unknown-token"


def send_refusal(problem: Problem, call: Arrival) -> str:
    """In the body of a send, a text that is no id is a bad id; everything else is a bad field."""
    first = problem.violations[0]
    is_text = isinstance(call.body, dict) and isinstance(call.body.get("id"), str)
    return "report-id" if first.pointer == "/id" and is_text else "email-fields"


def phrase(problem: Problem, call: Arrival) -> Any:
    """The body for a status that nobody gives words to."""
    return message(responses.get(problem.status, "Error"))


ID_ELSEWHERE = ErrorResponse(400, message("invalid report ID"), ("error-report-id-elsewhere",))
ERRORS: ErrorTable = {
    "no-credentials": lambda problem, call: "other-scheme" if refused_scheme(call) else "nobody",
    "nobody": ErrorResponse(401, message("Unauthorized"), ("error-no-credentials",)),
    "other-scheme": ErrorResponse(401, message("Unauthorized"), ("error-no-credentials", "error-other-scheme")),
    "unknown-credentials": unknown_caller,
    "unknown-token": ErrorResponse(401, message("Invalid API key"), ("error-unknown-token",)),
    "wrong-password": ErrorResponse(401, message("Invalid username or password"), ("error-basic",)),
    "expired-credentials": ErrorResponse(401, message("Expired API key"), ("error-expired-token",)),
    "revoked-credentials": ErrorResponse(401, message("Revoked API key"), ("error-revoked-token",)),
    "foreign-organisation": ErrorResponse(
        401, message("API key does not belong to the requested organization"), ("error-foreign-organisation",)
    ),
    "missing-permission": ErrorResponse(403, access_denied, ("error-permission",)),
    "restricted-dashboard": ErrorResponse(
        403, message("access denied to a report or a dashboard used in the report"), ("error-restricted-dashboard",)
    ),
    "invalid-path": ErrorResponse(400, message("invalid report ID"), ("error-report-id",)),
    ("invalid-path", "updateReport"): ID_ELSEWHERE,
    "report-id": ID_ELSEWHERE,
    "malformed-body": ErrorResponse(400, message("invalid json"), ("error-json",)),
    "unsupported-media-type": ErrorResponse(
        400, message("missing content-type"), ("error-content-type", "error-content-type-elsewhere")
    ),
    ("unsupported-media-type", "sendReport"): ErrorResponse(
        400, message("missing content-type"), ("error-content-type",)
    ),
    "invalid-body": ErrorResponse(400, message("missing or invalid fields values"), ("error-fields",)),
    ("invalid-body", "sendReport"): send_refusal,
    "email-fields": ErrorResponse(400, message("missing or invalid fields"), ("error-fields-email",)),
    "not-found": ErrorResponse(404, message("such report does not exist"), ("error-no-report",)),
    ("not-found", "deleteReport"): ErrorResponse(
        404, message("report with this ID does not exist"), ("error-no-report-delete",)
    ),
    ("not-found", "sendReport"): ErrorResponse(404, message("Report not found"), ("error-no-report-send",)),
    ("not-found", "getSettingsImage"): ErrorResponse(404, message("Not found"), ("error-no-image",)),
    "nothing-to-render": ErrorResponse(400, message("missing or invalid fields values"), ("error-rendering",)),
    "invalid-query": lambda problem, call: "nothing-to-render",
    "unknown-dashboard": ErrorResponse(404, message("Not found")),
    "unknown-path": ErrorResponse(404, message("Not found"), ("error-unknown-route",)),
    "method-not-allowed": ErrorResponse(405, message("Method not allowed"), ("error-method",)),
    "body-too-large": ErrorResponse(413, message("Request body too large"), ("error-too-large",)),
    "forced": lambda problem, call: "server-fault" if problem.status == 500 else "other-fault",
    "server-fault": ErrorResponse(500, message("Unexpected error or server misconfiguration"), ("error-fault",)),
    "other-fault": ErrorResponse(0, phrase, ("error-other-fault",)),
}
"""Each kind of problem in Grafana's words."""

RICH = "application/json; charset=UTF-8"


def rich(status: int, text: str, id: str) -> ErrorResponse:
    """A body of the reading `error-body=public-error`, as newer servers send it."""
    body = {"extra": None, "message": text, "messageId": id, "statusCode": status, "traceID": ""}
    return ErrorResponse(status, body, ("public-error-bodies",), media_type=RICH)


def brief(status: int, text: str) -> ErrorResponse:
    """The same for what has no message id."""
    return ErrorResponse(status, {"message": text, "traceID": ""}, ("public-error-bodies",), media_type=RICH)


PUBLIC_ERROR: ErrorTable = {
    "no-credentials": rich(401, "Unauthorized", "auth.unauthorized"),
    "unknown-credentials": unknown_caller,
    "unknown-token": rich(401, "Invalid API key", "api-key.invalid"),
    "wrong-password": rich(401, "Invalid username or password", "password-auth.failed"),
    "expired-credentials": rich(401, "Expired API key", "api-key.expired"),
    "revoked-credentials": rich(401, "Revoked API key", "api-key.revoked"),
    "foreign-organisation": rich(
        401, "API key does not belong to the requested organization", "api-key.organization-mismatch"
    ),
    "not-found": brief(404, "Not Found"),
    "unknown-dashboard": brief(404, "Not Found"),
    "unknown-path": brief(404, "Not Found"),
    "forced": brief(0, "Internal Server Error"),
}
