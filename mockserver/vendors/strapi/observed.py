"""The reading `errors=observed`: the same refusals as the real server sends them; knows no reading but this one."""

from __future__ import annotations

import json
from typing import Any

from mockserver.engine.call import NOTHING, Arrival
from mockserver.engine.problems import ErrorResponse, ErrorTable, Problem
from mockserver.engine.vendor import carries_out
from mockserver.vendors.strapi import arrival
from mockserver.vendors.strapi.choices import CHOICES, other_method, wrong_members
from mockserver.vendors.strapi.members import AUTHORS, MEMBERS
from mockserver.vendors.strapi.server import bodies
from mockserver.vendors.strapi.texts import FAILURE, TEXTS, phrase, text_of

PLAIN = "text/plain; charset=utf-8"
USER_ERRORS = {
    "no-authorization-header": "No authorization header was found",
    "identifier-missing": "Auth.form.error.email.provide",
    "password-missing": "Auth.form.error.password.provide",
    "credentials-wrong": "Auth.form.error.invalid",
    "login-blocked": "Auth.form.error.blocked",
    "email-missing": "Auth.form.error.email.provide",
    "email-format": "Auth.form.error.email.format",
    "email-taken": "Auth.form.error.email.taken",
    "username-taken": "Auth.form.error.email.taken",
    "username-missing": "Auth.form.error.username.taken",
    "password-format": "Auth.form.error.password.format",
    "password-elsewhere": "Auth.form.error.password.local",
    "role-missing": "Auth.form.error.role.notFound",
    "provider-unknown": "provider.disabled",
    "forgotten-format": "Auth.form.error.email.format",
    "forgotten-unknown": "Auth.form.error.user.not-exist",
    "reset-passwords-differ": "Auth.form.error.password.matching",
    "reset-incomplete": "Auth.form.error.params.provide",
    "reset-code": "Auth.form.error.code.provide",
}
"""Kind of problem to the id of its message."""


def form(status: int, message: Any, **more: Any) -> dict[str, Any]:
    """The body of a refusal."""
    return {"statusCode": status, "error": phrase(status), "message": message, **more}


@carries_out("observed-error-form", "observed-user-error-form")
def in_observed_form(kind: Any, response: ErrorResponse) -> ErrorResponse:
    """A refusal as the real server sends it."""

    def body(problem: Problem, call: Arrival) -> dict[str, Any]:
        text = text_of(response, problem, call)
        if kind not in USER_ERRORS:
            return form(response.status or problem.status, text)
        id = USER_ERRORS[kind]
        messages = [{"messages": [{"id": id} if id == text else {"id": id, "message": text}]}]
        return form(response.status, messages, data=messages)

    behaviour = "observed-user-error-form" if kind in USER_ERRORS else "observed-error-form"
    return ErrorResponse(response.status, body, (*response.cites, behaviour), response.headers)


# What is wrong with each member


@carries_out("observed-validation-details")
def details(problem: Problem, call: Arrival) -> dict[str, Any]:
    """The refusal of members, with a text about each, in the order of the members."""
    wrong = wrong_members(problem, call)
    order = [*MEMBERS, *AUTHORS, "blocked"]
    return form(
        400,
        "ValidationError",
        data={"errors": {name: [text(call, name, call.body[name])] for name in order if name in wrong}},
    )


def details_of_members(problem: Problem, call: Arrival) -> dict[str, Any]:
    """The refusal of members whose texts are known."""
    return form(
        400, "ValidationError", data={"errors": {name: [each] for name, each in problem.facts["texts"].items()}}
    )


def provider(problem: Problem, call: Arrival) -> dict[str, Any]:
    """The refusal of a provider, with the text twice."""
    message = "This provider is disabled."
    return form(400, message, data=message)


def too_many(problem: Problem, call: Arrival) -> dict[str, Any]:
    """The refusal of too many attempts, which has no status in it."""
    message = "Too many attempts, please try again in a minute."
    return {"message": [{"messages": [{"id": "Auth.form.error.ratelimit", "message": message}]}]}


def too_large(problem: Problem, call: Arrival) -> str:
    """A body that is larger than this server takes, which is found before the vendor has looked at the request."""
    if not arrival.observed(call):
        return "body-beyond-ours"
    arrival.of_other_origins(call)
    return "body-beyond-limit"


def method_not_allowed(problem: Problem, call: Arrival) -> str:
    """Another method than the path has, or OPTIONS."""
    if not arrival.observed(call):
        return other_method(problem, call)
    call.cite("observed-allow")
    return "wrong-method"


def nowhere(problem: Problem, call: Arrival) -> str:
    """Nothing that the path leads to; the real server looks for a file as well."""
    return arrival.refusal_of_file(problem, call) if arrival.observed(call) else "absent"


@carries_out("observed-validation-texts")
def text(call: Arrival, member: str, value: Any) -> str:
    """What the server says about a member that it cannot take."""
    if member == "type" and isinstance(value, str):
        return "type must be one of the following values: " + "".join(f"{each}, " for each in call.switches["types"])
    written = json.dumps(value, ensure_ascii=False)
    kind = {"number": "number", "boolean": "boolean"}.get(MEMBERS.get(member, ""), "string")
    if kind == "number":
        return f"{member} must be a `number` type, but the final value was: `NaN` (cast from the value `{written}`)."
    kind = "boolean" if member == "blocked" else kind
    return f"{member} must be a `{kind}` type, but the final value was: `{written}`."


# The table


def plain(status: int, *behaviours: str) -> ErrorResponse:
    """A refusal that nobody has made a body for: the reason phrase."""
    return ErrorResponse(status, phrase(status).encode(), ("observed-plain-text", *behaviours), media_type=PLAIN)


DIFFERENT: ErrorTable = {
    "not-found": nowhere,
    "unknown-path": nowhere,
    "invalid-path": nowhere,
    "options": lambda problem, call: "options-observed" if arrival.observed(call) else "options-bare",
    "options-observed": ErrorResponse(200, b"", ("observed-allow",), media_type=PLAIN),
    "options-bare": ErrorResponse(200, NOTHING, ("head-and-options",)),
    "absent": plain(404),
    "absent-head": ErrorResponse(404, NOTHING, ("observed-plain-text",)),
    "not-implemented": plain(501, "observed-methods"),
    "members-refused": ErrorResponse(400, details_of_members, ("observed-validation-texts",)),
    "server-failure": ErrorResponse(500, form(500, FAILURE), ("observed-server-errors",)),
    "icon-missing": ErrorResponse(500, form(500, FAILURE), ("observed-icon",)),
    "body-too-large": too_large,
    "body-beyond-limit": in_observed_form(
        "body-beyond-limit", ErrorResponse(413, bodies.TOO_LARGE, ("observed-body-refusals",))
    ),
    "body-beyond-ours": in_observed_form("body-beyond-ours", TEXTS["body-too-large"]),
    "provider-disabled": ErrorResponse(400, provider, ("observed-other-routes",)),
    "quota-exceeded": ErrorResponse(429, too_many, ("observed-rate-limit",), {"Retry-After": "60"}),
    "method-not-allowed": method_not_allowed,
    "wrong-method": plain(405),
    ("not-found", "updateReport"): ErrorResponse(404, form(404, "entry.notFound"), ("observed-entry-not-found",)),
    "validation": ErrorResponse(400, details, ("observed-validation-details", "observed-validation-texts")),
    "bad-published-at": ErrorResponse(500, form(500, FAILURE), ("observed-server-errors",)),
    "bad-query-value": ErrorResponse(500, form(500, FAILURE), ("observed-server-errors",)),
}
OBSERVED: ErrorTable = {
    **CHOICES,
    **{kind: in_observed_form(kind, response) for kind, response in TEXTS.items()},
    **DIFFERENT,
}


@carries_out("observed-body-before-token")
def body_first(call: Arrival) -> bool:
    """Whether a body is looked at before the token."""
    return call.reading("errors") == "observed"
