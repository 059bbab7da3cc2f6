"""What Strapi says: the status and text of each kind of problem, in whatever form they are sent; knows no body of a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from mockserver.engine.call import Arrival
from mockserver.engine.problems import ErrorResponse, Problem
from mockserver.vendors.strapi.server import malformed_json

INVALID = "Invalid token."
FORMAT = "Invalid authorization header format. Format is Authorization: Bearer [token]"
FAILURE = "An internal server error occurred"


def phrase(status: int) -> str:
    """The reason phrase of a status, as koa writes it."""
    texts = {413: "Request Entity Too Large", 500: "Internal Server Error"}
    return texts.get(status) or (HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Unknown")


def text_of_body(call: Arrival) -> str:
    """As much of a body as is kept."""
    return (call.entry.body or b"").decode("utf-8-sig", "replace")


def unknown_field(problem: Problem, call: Arrival) -> str:
    """The text about a field that is none."""
    call.cite(*problem.facts["behaviours"])
    field = problem.facts["field"]
    return f"Your filters contain a field '{field}' that doesn't appear on your model definition nor its relations"


def malformed(problem: Problem, call: Arrival) -> str:
    """The text about JSON that is malformed."""
    return malformed_json.complaint(text_of_body(call)) or malformed_json.END


def forced(problem: Problem, call: Arrival) -> str:
    """The text for a status that somebody asked for."""
    return {401: INVALID, 500: FAILURE}.get(problem.status) or phrase(problem.status)


def detail(problem: Problem, call: Arrival) -> str:
    """The text that the problem itself brings."""
    return problem.detail


TEXTS_OF_OBSERVED_READINGS: Mapping[str | tuple[str, str], ErrorResponse] = {
    "query-refused": ErrorResponse(400, detail, ("observed-unknown-fields",)),
    "members-refused": ErrorResponse(400, "ValidationError", ("error-validation",)),
    "server-failure": ErrorResponse(400, "ValidationError", ("error-bad-published-at",)),
    "body-refused": ErrorResponse(0, detail, ("observed-body-refusals",)),
    "token-without-id": ErrorResponse(
        401, f"{INVALID[:-1]}: Token did not contain required fields", ("observed-token-rules",)
    ),
    "password-format": ErrorResponse(
        400, "Your password cannot contain more than three times the symbol `$`.", ("observed-password-dollars",)
    ),
    "password-elsewhere": ErrorResponse(
        400,
        "This user never set a local password, please login with the provider used during account creation.",
        ("observed-login",),
    ),
    "role-missing": ErrorResponse(400, "Impossible to find the default role.", ("observed-register",)),
    "provider-disabled": ErrorResponse(400, "This provider is disabled.", ("observed-other-routes",)),
    "provider-unknown": ErrorResponse(400, "This provider is disabled.", ("observed-other-routes",)),
    "confirmation-invalid": ErrorResponse(400, "token.invalid", ("observed-other-routes",)),
    "forgotten-format": ErrorResponse(400, "Please provide a valid email address.", ("observed-other-routes",)),
    "forgotten-unknown": ErrorResponse(400, "This email does not exist.", ("observed-other-routes",)),
    "reset-passwords-differ": ErrorResponse(400, "Passwords do not match.", ("observed-other-routes",)),
    "reset-incomplete": ErrorResponse(400, "Incorrect params provided.", ("observed-other-routes",)),
    "reset-code": ErrorResponse(400, "Incorrect code provided.", ("observed-other-routes",)),
    "icon-missing": ErrorResponse(404, "Not Found", ("error-not-found",)),
    "file-refused": ErrorResponse(0, lambda problem, call: problem.facts["text"], ("observed-file-refusals",)),
    "not-implemented": ErrorResponse(501, "Not Implemented", ("observed-methods",)),
    "quota-exceeded": ErrorResponse(
        429, "Too many attempts, please try again in a minute.", ("observed-rate-limit",), {"Retry-After": "60"}
    ),
}
"""What only a reading that was observed can refuse."""

TEXTS: Mapping[str | tuple[str, str], ErrorResponse] = {
    "anonymous": ErrorResponse(403, "Forbidden", ("anonymous-is-forbidden", "error-forbidden")),
    "forbidden": ErrorResponse(403, "Forbidden", ("error-forbidden",)),
    ("missing-permission", "login"): ErrorResponse(403, "Forbidden", ("login-is-for-the-anonymous", "error-forbidden")),
    ("missing-permission", "register"): ErrorResponse(
        403, "Forbidden", ("register-is-for-the-anonymous", "error-forbidden")
    ),
    "invalid-token": ErrorResponse(401, INVALID, ("error-invalid-token",)),
    "unknown-credentials": ErrorResponse(401, INVALID, ("error-invalid-token",)),
    "revoked-credentials": ErrorResponse(401, INVALID, ("error-invalid-token",)),
    "expired-credentials": ErrorResponse(401, INVALID, ("error-token-expired",)),
    "authorization-format": ErrorResponse(401, FORMAT, ("error-authorization-format",)),
    "user-not-found": ErrorResponse(401, "User Not Found", ("error-user-not-found",)),
    "user-blocked": ErrorResponse(401, "Your account has been blocked by the administrator.", ("error-user-blocked",)),
    "user-unconfirmed": ErrorResponse(401, "Your account email is not confirmed.", ("error-user-unconfirmed",)),
    "not-found": ErrorResponse(404, "Not Found", ("error-not-found",)),
    "nowhere": ErrorResponse(404, "Not Found", ("error-not-found",)),
    "nowhere-to-write": ErrorResponse(404, "Not Found", ("error-nowhere-to-write",)),
    "invalid-path": ErrorResponse(404, "Not Found", ("error-not-found",)),
    ("not-found", "updateReport"): ErrorResponse(404, "entry.notFound", ("error-entry-not-found",)),
    "wrong-method": ErrorResponse(405, "Method Not Allowed", ("error-method-not-allowed",)),
    "validation": ErrorResponse(400, "ValidationError", ("error-validation",)),
    "bad-published-at": ErrorResponse(400, "ValidationError", ("error-bad-published-at",)),
    "malformed-json": ErrorResponse(400, malformed, ("error-malformed-json",)),
    "unreadable-body": ErrorResponse(400, malformed_json.END, ("error-unreadable-body",)),
    "json-scalar": ErrorResponse(400, malformed_json.NOT_STRICT, ("error-json-scalar",)),
    "unsupported-media-type": ErrorResponse(415, "Unsupported Media Type", ("error-unsupported-media-type",)),
    "body-too-large": ErrorResponse(413, "Request Entity Too Large", ("error-payload-too-large",)),
    "unknown-filter-field": ErrorResponse(400, unknown_field, ("error-unknown-filter-field",)),
    "bad-query": ErrorResponse(400, "Bad Request", ("error-bad-query-value",)),
    "bad-query-value": ErrorResponse(400, "Bad Request", ("error-bad-query-value",)),
    "no-authorization-header": ErrorResponse(
        400, "No authorization header was found", ("error-no-authorization-header",)
    ),
    "identifier-missing": ErrorResponse(
        400, "Please provide your username or your e-mail.", ("error-identifier-missing",)
    ),
    "password-missing": ErrorResponse(400, "Please provide your password.", ("error-password-missing",)),
    "credentials-wrong": ErrorResponse(400, "Identifier or password invalid.", ("error-credentials-wrong",)),
    "login-blocked": ErrorResponse(400, "Your account has been blocked by an administrator", ("error-login-blocked",)),
    "email-missing": ErrorResponse(400, "Please provide your email.", ("error-email-missing",)),
    "email-format": ErrorResponse(400, "Please provide valid email address.", ("error-email-format",)),
    "email-taken": ErrorResponse(400, "Email is already taken.", ("error-email-taken",)),
    "username-taken": ErrorResponse(400, "Email already taken", ("error-username-taken",)),
    "username-missing": ErrorResponse(400, "Username already taken", ("error-username-missing",)),
    **TEXTS_OF_OBSERVED_READINGS,
    "forced": ErrorResponse(0, forced, ("error-internal",)),
}
"""Each kind of problem with its status and text; its form is another matter."""


def text_of(response: ErrorResponse, problem: Problem, call: Arrival) -> Any:
    """The text of a refusal."""
    return response.body(problem, call) if callable(response.body) else response.body
