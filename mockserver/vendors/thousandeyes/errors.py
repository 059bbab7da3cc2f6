"""ThousandEyes' errors on the wire: every refusal in the shape that a world has chosen; knows no single refusal."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http.client import responses
from typing import Any

from mockserver.engine.call import Arrival
from mockserver.engine.problems import Choice, ErrorResponse, ErrorTable, Problem
from mockserver.engine.vendor import carries_out
from mockserver.vendors.thousandeyes import fields, times
from mockserver.vendors.thousandeyes.refusals import REFUSALS, Refusal

PROBLEM = "application/problem+json"
PHRASES = {404: "URI Resource Not Found", 413: "Payload Too Large"}
"""Status to the title of a problem, where it is not the usual one."""
FIELD_TITLE = "Request validation failed. There are invalid or missing fields"

Shape = Callable[[Refusal, Problem, Arrival], Any]


def error_message(refusal: Refusal, problem: Problem, call: Arrival) -> Any:
    """The body that client code reads."""
    return {"errorMessage": refusal.says(problem, call)}


def error_key(refusal: Refusal, problem: Problem, call: Arrival) -> Any:
    """The body of the reading `errors=error-key`."""
    return {"error": refusal.says(problem, call)}


def timestamped(refusal: Refusal, problem: Problem, call: Arrival) -> Any:
    """The body of the reading `errors=timestamped`, as an early v7 has it."""
    status = refusal.status or problem.status
    return {
        "timestamp": times.now(call, times.MILLISECOND),
        "httpStatus": "NOT_FOUND" if status == 404 else title(status).upper().replace(" ", "_"),
        "errors": [refusal.says(problem, call)],
        "path": call.origin + call.entry.path,
    }


def problem_json(refusal: Refusal, problem: Problem, call: Arrival) -> Any:
    """The body of the reading `errors=problem`, as the general v7 has it; what is wrong with the token looks different."""
    if refusal.token:
        return {"error": "invalid_token", "error_description": "Invalid access token"}
    status = refusal.status or problem.status
    body = {
        "type": "about:blank",
        "title": title(status),
        "status": status,
        "detail": refusal.says(problem, call),
        "instance": call.entry.path,
    }
    if refusal.text is not None:
        return body
    name, what = fields.first(problem)
    return {**body, "title": FIELD_TITLE, "errors": [{"code": "REPORT-400", "field": name, "message": what}]}


def title(status: int) -> str:
    """What a status is called."""
    return PHRASES.get(status) or responses.get(status, "Error")


@carries_out("error-texts")
def texts(refusal: Refusal, shape: Shape) -> tuple[str, ...]:
    """Whose the text of a refusal is: ours, but for what the general v7 says of a token."""
    return () if refusal.token and shape is problem_json else ("error-texts",)


def errors(shape: Shape, media_type: str = "") -> ErrorTable:
    """All refusals in one shape."""
    said: dict[str | tuple[str, str], ErrorResponse | Choice] = {}
    for kind, each in REFUSALS.items():
        if isinstance(each, Refusal):
            body, own = partial(shape, each), "" if each.token else media_type
            said[kind] = ErrorResponse(each.status, body, (*each.cites, *texts(each, shape)), each.headers, own)
        else:
            said[kind] = each
    return said


ERRORS = errors(error_message)
ALTERNATIVES = {
    "errors": {
        "problem": errors(problem_json, PROBLEM),
        "error-key": errors(error_key),
        "timestamped": errors(timestamped),
    }
}
"""The reading `errors` to its values to their words."""
