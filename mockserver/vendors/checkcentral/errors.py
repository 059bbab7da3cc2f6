"""ErrorTable in CheckCentral's words, over HTTP or in band; knows problems, no records."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mockserver.engine.call import Answer, Arrival
from mockserver.engine.problems import Body, Choice, ErrorResponse, Problem
from mockserver.engine.vendor import carries_out
from mockserver.vendors.checkcentral.properties import PARAMETERS


@carries_out("error-shape")
def error(id: str, message: str) -> dict[str, dict[str, str]]:
    """The body of an error."""
    return {"error": {"id": id, "message": message}}


def detail_body(id: str) -> Body:
    """A body whose message is what the problem says."""
    return lambda problem, call: error(id, problem.detail)


def invalid(problem: Problem, call: Arrival) -> Any:
    """A query parameter, or a body, that the document does not take."""
    place, what = problem.violations[0].pointer, problem.violations[0].what
    name = problem.facts.get("parameter", "")
    if name in PARAMETERS:
        return error("invalid_parameter", f"{name} must be {PARAMETERS[name]}.")
    shown = name or ("The query" if place == "query" else place.strip("/").replace("/", ".") or "The body")
    return error("invalid_parameter", f"{shown} {what}.")


def unknown_method(problem: Problem, call: Arrival) -> Any:
    """The path names no method."""
    return error("unknown_method", f"Unknown method: {call.entry.path.strip('/')}")


def wrong_verb(problem: Problem, call: Arrival) -> Any:
    """The method wants another verb."""
    return error("method_not_allowed", f"Use {problem.headers['Allow']} for {call.entry.path.strip('/')}.")


def over_limit(problem: Problem, call: Arrival) -> Any:
    """The calls of the day are used up."""
    return error(
        "limit_exceeded",
        f"The limit of {problem.facts['limit']} calls per day for {problem.facts['method']} is exceeded.",
    )


MISSING_TOKEN = error("missing_token", "The apiToken parameter is required.")
INVALID_TOKEN = ErrorResponse(401, error("invalid_token", "The API token is not valid."), ("error-invalid-token",))
DENIED = error("access_denied", "This method requires an API token with Read/Write access.")
MEDIA_TYPE = error("unsupported_media_type", "Content-Type must be application/json.")
INVALID_JSON = error("invalid_json", "The request body is not a JSON object.")
TOO_LARGE = error("body_too_large", "The request body is too large.")
ONE_ONLY = error("invalid_parameter", "Only one of content.check and content.checkgroup may be set.")
INVALID = ErrorResponse(400, invalid, ("error-invalid-parameter",))

Table = dict[str | tuple[str, str], ErrorResponse | Choice]
ERRORS: Table = {
    "no-credentials": ErrorResponse(401, MISSING_TOKEN, ("error-missing-token",)),
    "unknown-credentials": INVALID_TOKEN,
    "expired-credentials": INVALID_TOKEN,
    "revoked-credentials": INVALID_TOKEN,
    "quota-exceeded": ErrorResponse(429, over_limit, ("error-limit-exceeded",)),
    "missing-permission": ErrorResponse(403, DENIED, ("error-access-denied",)),
    "unsupported-media-type": ErrorResponse(415, MEDIA_TYPE, ("error-unsupported-media-type",)),
    "malformed-body": ErrorResponse(400, INVALID_JSON, ("error-invalid-json",)),
    "invalid-query": INVALID,
    "invalid-body": INVALID,
    "missing-parameter": ErrorResponse(400, detail_body("missing_parameter"), ("error-missing-parameter",)),
    "invalid-parameter": ErrorResponse(400, detail_body("invalid_parameter"), ("error-invalid-parameter",)),
    "content-missing": ErrorResponse(400, detail_body("missing_parameter"), ("error-content-missing",)),
    "content-not-valid": ErrorResponse(
        400, detail_body("invalid_parameter"), ("error-content-not-valid", "content-mismatch-refused")
    ),
    "check-and-checkgroup": ErrorResponse(400, ONE_ONLY, ("error-check-and-checkgroup",)),
    "csv-type": ErrorResponse(400, detail_body("invalid_parameter"), ("error-csv-type", "csv-elsewhere-refused")),
    "not-found": ErrorResponse(404, detail_body("not_found"), ("error-not-found",)),
    "unknown-path": ErrorResponse(404, unknown_method, ("error-unknown-method",)),
    "method-not-allowed": ErrorResponse(405, wrong_verb, ("error-method-not-allowed",)),
    "body-too-large": ErrorResponse(413, TOO_LARGE, ("error-body-too-large",)),
    "forced": ErrorResponse(0, error("server_error", "Internal server error."), ("error-server-error",)),
}
"""Each kind of problem in CheckCentral's words."""

KEPT = ("unknown-path", "method-not-allowed", "body-too-large", "forced")
"""What keeps its status under the reading `errors=in-band`."""


@carries_out("in-band-exceptions")
def in_band() -> Table:
    """The same words under the reading `errors=in-band`: HTTP says that all is well."""
    return {
        kind: replace(response, cites=(*response.cites, "in-band-exceptions"))
        if kind in KEPT
        else replace(response, status=200)
        for kind, response in ERRORS.items()
        if isinstance(response, ErrorResponse)
    }


def otherwise(problem: Problem, call: Arrival) -> Answer:
    """A problem that the table does not know."""
    return Answer(problem.status, error("server_error", problem.detail or problem.kind))
