"""Refusals in the documented form, and bodies and queries that are none the document knows; knows no other form."""

from __future__ import annotations

from typing import Any

from mockserver.engine.call import NOTHING, Arrival, Request
from mockserver.engine.problems import ErrorResponse, ErrorTable, Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.violations import Violation
from mockserver.vendors.strapi import queries
from mockserver.vendors.strapi.choices import CHOICES
from mockserver.vendors.strapi.texts import TEXTS, text_of


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
