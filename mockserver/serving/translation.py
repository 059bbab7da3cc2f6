"""Whatever went wrong, anywhere → a Problem → the vendor's own words; the one translator."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from mockserver.engine.call import Answer, Arrival, Request, UnknownBehaviour
from mockserver.engine.failures import problem_json
from mockserver.engine.problems import ErrorResponse, Problem
from mockserver.engine.vendor import Vendor
from mockserver.openapi.parameters import Unserved
from mockserver.openapi.violations import Violation
from mockserver.serving.answers import finish
from mockserver.serving.bodies import written
from mockserver.serving.conformity import NonConforming, Refused, conform, documented, label_of, lists, refuse_assumed
from mockserver.serving.nearest import nearest
from mockserver.serving.preferences import Preferences
from mockserver.serving.routing import in_order
from mockserver.state.budgets import OutOfMemory

log = logging.getLogger("mockserver")

KEPT_VIOLATIONS, KEPT_TEXT = 100, 1000
"""Violations that the journal keeps of a request, and characters of each."""


VENDOR_MISTAKES = {NonConforming: "answer-not-documented", UnknownBehaviour: "unknown-behaviour"}
"""What a vendor's code can get wrong towards its own document and evidence: the answer says what it is."""


OWN_FAILURES = (Refused, NonConforming, UnknownBehaviour, OutOfMemory, Unserved)
"""What is answered in the tool's own words."""


def conclude(vendor: Vendor, call: Arrival, answer: Answer, validate: bool) -> tuple[int, Any, bytes]:
    """Check an answer against the document, label it and make it ready to be sent.

    Returns:
        Status, headers and body, as they are sent.
    """
    if validate and isinstance(call, Request):
        conform(vendor, call, answer)
    if call.labelled.document.bare and isinstance(call, Request):
        answer = written(call, answer)
    return finish(vendor.dialect, call, answer, label_of(call, answer.status))


def failed(
    vendor: Vendor, call: Arrival, error: Exception, wanted: Preferences | None, validate: bool
) -> tuple[int, Any, bytes]:
    """The same for whatever was raised on the way.

    The tool's own failures and mistakes are no vendor's answers; a fault, and the refusal of a call to a bare document, may
    well answer what no document promises.

    Returns:
        Status, headers and body, as they are sent.
    """
    if isinstance(error, OWN_FAILURES):
        return _own_failure(vendor, call, error)
    try:
        answer = translate(vendor, call, error)
        if wanted is not None and wanted.strict:
            refuse_assumed(call, answer.status)
        promised = isinstance(error, Problem) and error.kind != "forced" and not call.labelled.document.bare
        return conclude(vendor, call, answer, validate and promised)
    except OWN_FAILURES as failure:
        return _own_failure(vendor, call, failure)


def _own_failure(vendor: Vendor, call: Arrival, failure: Exception) -> tuple[int, Any, bytes]:
    """It must not be raised once more: its traceback would hold the call, and the call's body, until the next collection."""
    label = failure.label if isinstance(failure, Refused) else ""
    return finish(vendor.dialect, call, translate(vendor, call, failure), label)


def translate(vendor: Vendor, call: Arrival, error: Exception) -> Answer:
    """Turn an exception into the answer that the client gets.

    Args:
        vendor: whose words it is put into.
        call: as much of the call as was known when it was raised.
        error: a Problem, the tool's own refusal, or a mistake of ours.
    """
    if isinstance(error, Refused):
        call.entry.operation = call.entry.operation or error.operation
        return error.answer
    if isinstance(error, Unserved):
        return problem_json(501, "not-served", str(error))
    if isinstance(error, OutOfMemory):
        return problem_json(507, "insufficient-storage", str(error), part=error.part, limit=error.limit)
    if isinstance(error, Problem):
        kept = list(distinct((*error.violations, *error.others)))[:KEPT_VIOLATIONS]
        call.notes.broken = tuple({each.constraint for each in error.violations if each.constraint})
        call.entry.reason = _reason(error, call)
        call.entry.violations += tuple((each.pointer[:KEPT_TEXT], each.with_hint[:KEPT_TEXT]) for each in kept)
        call.entry.lacking = lacking(vendor, call, error)
        return error_answer(vendor, call, error)
    log.error("internal error in %s %s", call.entry.method, call.entry.path, exc_info=error)
    if kind := VENDOR_MISTAKES.get(type(error)):
        return problem_json(500, kind, str(error))
    return problem_json(500, "internal-error", "a mistake of the mock server; its log has the details")


def distinct(violations: Iterable[Violation]) -> Iterator[Violation]:
    """Each thing once: where several forms of a body have the values of one place, the first of them is told."""
    told = set()
    for each in violations:
        what = "/enum" if each.constraint.endswith("/enum") else each.what
        if (each.pointer, what) not in told:
            told.add((each.pointer, what))
            yield each


def lacking(vendor: Vendor, call: Arrival, problem: Problem) -> tuple[tuple[str, str], ...]:
    """What a refused request lacks that breaks no schema: a permission, or the right path."""
    if problem.kind == "missing-permission":
        scopes = " or ".join(problem.facts.get("scopes", ()))
        needed = f"{problem.facts['permission']} on {scopes}" if scopes else problem.facts["permission"]
        return (("credential", f"{call.caller.id or 'of nobody'} lacks the permission {needed}"[:KEPT_TEXT]),)
    if problem.kind == "unknown-path":
        near = nearest({vendor.name: call.labelled.document}, call.entry.method, call.entry.path, vendor.name)
        return (("path", f"is not in the document{near and f'; the nearest is {near}'}"[:KEPT_TEXT]),)
    return ()


def _reason(problem: Problem, call: Arrival) -> str:
    """Why a request is refused, for whoever looks at the journal or the log."""
    preflight = call.entry.method == "OPTIONS" and "access-control-request-method" in call.headers
    asks = f"; a page of {call.headers.get('origin')} asks: --cors-origin lets it in" if preflight else ""
    return (
        f"{problem.kind}: {problem.detail}{asks}"[:KEPT_TEXT] if problem.detail else f"{problem.kind}{asks}"[:KEPT_TEXT]
    )


def error_answer(vendor: Vendor, call: Arrival, problem: Problem) -> Answer:
    """A problem in the vendor's own words, under the world's readings."""
    if problem.kind == "forced" and problem.status < 500 and isinstance(call, Request):
        return forced(vendor, call, problem.status)
    response = vendor.errors.find(problem, call)
    return vendor.errors.otherwise(problem, call) if response is None else _answer(call, problem, response)


KINDS = {
    401: "no-credentials",
    404: "not-found",
    405: "method-not-allowed",
    413: "body-too-large",
    429: "quota-exceeded",
}
"""Statuses that can be forced in the vendor's usual words, where these need no facts of a real refusal, or only a quota's."""


def forced(vendor: Vendor, call: Request, status: int, example: str | None = None) -> Answer:
    """An answer that was asked for: by a fault, or by `Prefer: code`.

    The vendor's own words for such a refusal, where they need no facts; otherwise what the document shows.
    """
    if call.labelled.document.bare and example is None and not _shows(call, status):
        return vendor.errors.otherwise(Problem("forced", "asked for", status=status), call)
    listed = lists(call.operation, status)
    kind = KINDS.get(status) if listed and status < 500 else "forced"
    headers = {"Allow": ", ".join(methods(call))} if status == 405 else {}
    if kind is not None and example is None:
        facts = quota_facts(vendor, call) if status == 429 else {}
        problem = Problem(kind, status=status, headers=headers, **facts)
        response = vendor.errors.find(problem, call)
        known = response is not None and response.status == status and (facts or not callable(response.body))
        if kind == "forced" or known:
            return vendor.errors.otherwise(problem, call) if response is None else _answer(call, problem, response)
    answer = documented(vendor, call, status, example)
    return Answer(status, answer.body, {**answer.headers, **headers}, answer.media_type)


def quota_facts(vendor: Vendor, call: Request) -> dict[str, Any]:
    """The limit that this world has for an operation, and the method that is counted; nothing where none is by operation."""
    rule = vendor.access.quotas(call.switches).get(call.operation.id)
    if rule is None:
        return {}
    limit = call.vendor_state.quotas.limits.get(call.operation.id, rule.limit)
    return {"limit": limit, "method": call.operation.id}


def _shows(call: Request, status: int) -> bool:
    """Whether the document has an example of an operation's answer with a status."""
    response = call.operation.response(status)
    return response is not None and bool(response.examples)


def methods(call: Request) -> list[str]:
    """The methods that the path of a call's operation knows."""
    operations = call.labelled.document.operations.values()
    return in_order({each.method for each in operations if each.path == call.operation.path})


def _answer(call: Arrival, problem: Problem, response: ErrorResponse) -> Answer:
    call.cite(*response.cites)
    content = response.body(problem, call) if callable(response.body) else response.body
    return Answer(
        response.status or problem.status, content, {**response.headers, **problem.headers}, response.media_type
    )
