"""Refusals in the words of the API: which text each kind of problem gets, in the documented form; knows no other form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from mockserver.engine.call import NOTHING, Arrival, Request
from mockserver.engine.problems import Choice, ErrorResponse, ErrorTable, Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.schema import Violation
from mockserver.vendors.strapi import queries, tokens, users
from mockserver.vendors.strapi.members import has_unknown_type
from mockserver.vendors.strapi.server import casts, malformed_json


def phrase(status: int) -> str:
    """The reason phrase of a status, as koa writes it."""
    texts = {413: "Request Entity Too Large", 500: "Internal Server Error"}
    return texts.get(status) or (HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Unknown")


# Which kind a problem is


def anybody(problem: Problem, call: Arrival) -> str:
    """A missing right of nobody, and of somebody."""
    return "anonymous" if call.caller.id == tokens.ANONYMOUS else "forbidden"


def unrecognised(problem: Problem, call: Arrival) -> str:
    """Nothing that could be a token: a header of one word, or of another scheme."""
    return "invalid-token" if tokens.in_form(call) else "authorization-format"


SEEN = ("HEAD, GET, POST", "HEAD, GET, PUT, DELETE")
"""What the real server was seen to send in Allow."""


@carries_out("head-and-options")
def other_method(problem: Problem, call: Arrival) -> str:
    """OPTIONS is answered everywhere; every other method is refused."""
    seen = problem.headers.get("Allow") in SEEN
    call.cite("allow-values" if seen else "allow-of-other-paths")
    return "options" if call.entry.method == "OPTIONS" else "wrong-method"


def wrong_members(problem: Problem, call: Arrival) -> set[str]:
    """The members that the document refuses, and a type that the world does not list."""
    refused = {violation.pointer.split("/")[1] for violation in problem.violations if violation.pointer}
    return refused | {"type"} if has_unknown_type(call) else refused


UNSAID: Mapping[str, tuple[Callable[[Arrival], bool], str]] = {
    "type": (lambda call: has_unknown_type(call) and call.body["type"] != "", "types-of-the-world"),
}  # fmt: skip
"""By member, when its refusal rests on something else than what the server was seen to do, and on what."""


@carries_out("other-casts-are-refused")
def taken_by_the_server(call: Arrival, wrong: set[str]) -> bool:
    """Whether the real server makes something of one of the members that are refused here."""
    return not wrong.isdisjoint(casts.members(call.body, call.switches["types"]).stored)


def bad_member(problem: Problem, call: Arrival) -> str:
    """A date that cannot be read is one thing, every other member another."""
    wrong = wrong_members(problem, call)
    call.cite(*(said for member, (rests, said) in UNSAID.items() if member in wrong and rests(call)))
    if taken_by_the_server(call, wrong):
        call.cite("other-casts-are-refused")
    else:
        call.explain_refusal("error-validation")
    return "bad-published-at" if wrong == {"published_at"} else "validation"


def bad_query(problem: Problem, call: Arrival) -> str:
    """A value of a parameter, or a query that cannot be read at all."""
    return "bad-query-value" if "parameter" in problem.facts else "bad-query"


def first_fault(problem: Problem, call: Arrival) -> str:
    """Of everything that is wrong with a login or registration, what the server finds first."""
    found = users.fault(call)
    if found is None:
        call.cite("wrong-type-counts-as-missing")
        return "validation"
    return found[0]


def unreadable(problem: Problem, call: Arrival) -> str:
    """Bytes that are not JSON: no object or list, malformed as the real server says, or taken by it all the same."""
    sent = text_of_body(call)
    if not malformed_json.only_objects(sent):
        return "json-scalar"
    return "unreadable-body" if malformed_json.complaint(sent) is None else "malformed-json"


def unreadable_account(problem: Problem, call: Arrival) -> str:
    """The same; no bytes at all are an empty object, in which everything is missing."""
    return unreadable(problem, call) if call.entry.body else first_fault(problem, call)


def text_of_body(call: Arrival) -> str:
    """As much of a body as is kept."""
    return (call.entry.body or b"").decode("utf-8-sig", "replace")


def no_route(problem: Problem, call: Arrival) -> str:
    """A path that leads nowhere; the real server says something else to those who would write there."""
    return "nowhere" if call.entry.method in ("GET", "HEAD") else "nowhere-to-write"


CHOICES: Mapping[str | tuple[str, str], Choice] = {
    "missing-permission": anybody,
    "no-credentials": unrecognised,
    "method-not-allowed": other_method,
    "invalid-body": bad_member,
    "invalid-query": bad_query,
    ("invalid-body", "login"): first_fault,
    ("invalid-body", "register"): first_fault,
    "unknown-path": no_route,
    "malformed-body": unreadable,
    ("malformed-body", "login"): unreadable_account,
    ("malformed-body", "register"): unreadable_account,
}


# What it says


INVALID = "Invalid token."
FORMAT = "Invalid authorization header format. Format is Authorization: Bearer [token]"
FAILURE = "An internal server error occurred"


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


@carries_out("error-form", "error-texts", "error-code-is-the-status")
def in_documented_form(response: ErrorResponse) -> ErrorResponse:
    """The same with the body that the page shows: `code` and `message`."""

    def body(problem: Problem, call: Arrival) -> dict[str, Any]:
        return {"code": response.status or problem.status, "message": text_of(response, problem, call)}

    behaviours = (*response.cites, "error-form", "error-texts", "error-code-is-the-status")
    return ErrorResponse(response.status, body, behaviours, response.headers)


ERRORS: ErrorTable = {
    **CHOICES,
    **{kind: in_documented_form(response) for kind, response in TEXTS.items()},
    "options": ErrorResponse(200, NOTHING, ("head-and-options",)),
    "preflight": ErrorResponse(204, NOTHING, ("observed-preflight",)),
    "healthy": ErrorResponse(204, NOTHING, ("observed-other-routes",)),
    "forgotten-sent": ErrorResponse(200, {"ok": True}, ("forgotten-password-is-not-sent",)),
}


# Bodies that need no schema to be refused, or none at all


@carries_out("error-json-scalar")
def parsed(call: Request, value: Any, media_type: str) -> Any:
    """A list is an empty object; a lone value is refused.

    Raises:
        Problem: `json-scalar`.
    """
    if isinstance(value, list):
        call.cite("array-body-counts-as-empty")
        return {}
    if not isinstance(value, dict):
        raise Problem("json-scalar", violations=(Violation("", "is neither an object nor an array"),))
    return value


def other_body(call: Arrival, problem: Problem) -> Any:
    """No body is an empty object, whatever it claims to be; bytes that are not read would be lost in silence.

    Raises:
        Problem: as given, where there are any.
    """
    if call.entry.body:
        raise problem
    call.cite("body-types")
    return {}


@carries_out("no-query-elsewhere")
def other_query(call: Request, problem: Problem) -> dict[str, list[str]]:
    """A query that cannot be read does not matter where no parameter is looked at.

    Raises:
        Problem: as given, where one is.
    """
    if not queries.observed(call) and any(each.place == "query" for each in call.operation.parameters):
        raise problem
    return {}
