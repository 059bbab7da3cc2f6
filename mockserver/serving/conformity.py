"""An answer held against what was promised: the documented one, its label, and whether it conforms."""

from __future__ import annotations

from mockserver.engine.call import NOTHING, Answer, Arrival, Call, Request
from mockserver.engine.failures import PROBLEM, problem_json
from mockserver.engine.inference.negotiation import VARY
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import Vendor
from mockserver.evidence.bare import EXAMPLE
from mockserver.evidence.evidence import Label, weakest
from mockserver.openapi.media_types import matched, plain, weights
from mockserver.openapi.operation import Operation, Response


class Refused(Exception):
    """The tool's own refusal of a data-plane request, such as a strict one: problem+json, not the vendor's words.

    Attributes:
        answer: what the client gets.
        label: the evidence label of the answer that was refused; "" where it is about no answer.
        operation: what was called, where it is refused before anything else is looked at.
    """

    def __init__(self, answer: Answer, label: str = "", operation: str = "") -> None:
        super().__init__(str(answer.body))
        self.answer, self.label, self.operation = answer, label, operation


class NonConforming(Exception):
    """An answer of ours that the document does not promise: an error of ours, never silent."""


def lists(operation: Operation, status: int) -> bool:
    """Whether a document lists a status by itself or by its range; `default` says nothing about any one status."""
    response = operation.response(status)
    return response is not None and response.status != "default"


def listed_response(operation: Operation, status: int) -> Response:
    """What the document says of a status that a caller asks for; `default` speaks of errors only.

    Raises:
        Refused: 400 with the statuses that there are: the operation does not list this one.
    """
    found = operation.response(status)
    if found is None or (status < 400 and found.status == "default"):
        there = ", ".join(operation.responses)
        raise Refused(
            problem_json(
                400, "unlisted-status", f"the document lists no {status} for {operation.id}; ask for one of {there}",
                statuses=list(operation.responses),
            )
        )  # fmt: skip
    return found


def documented(vendor: Vendor, call: Request, status: int, name: str | None = None) -> Answer:
    """The answer that the document shows for a status: the example of a name, or the first; else what the vendor makes up.

    Raises:
        LookupError: the operation has no such status.
    """
    response = call.operation.response(status)
    if response is None:
        raise LookupError(status)
    if not response.examples:
        if isinstance(call, Call) and vendor.shows is not None:
            return vendor.shows(call, status, "")
        return Answer(status, NOTHING)
    media_type, value = response.examples.get(name or "") or next(iter(response.examples.values()))
    if vendor.shows is not None and isinstance(call, Call) and _wants_another(call, response, media_type):
        asked = Problem("forced", "asked for", status=status, example=name or "")
        return vendor.errors.otherwise(asked, call) if status >= 400 else vendor.shows(call, status, name or "")
    usual = vendor.dialect.media_type.partition(";")[0]
    if isinstance(value, str) and "json" not in media_type:
        value = value.encode()
    given = given_headers(vendor, call)
    headers = {name: shown for name, shown in response.shown_headers.items() if name not in given}
    if call.labelled.document.bare:
        call.cite(EXAMPLE)
        headers |= VARY if len(response.media_types) > 1 else {}
    return Answer(status, value, headers, media_type="" if media_type == usual else media_type)


def _wants_another(call: Arrival, response: Response, media_type: str) -> bool:
    """Whether a caller wants another of the media types that are listed for a status more."""
    listed, accept = tuple(response.media_types), call.headers.get("accept")
    if not accept or len(listed) < 2 or media_type not in listed:
        return False
    weighed = weights(accept, listed)
    return max(weighed) > weighed[listed.index(media_type)]


def given_headers(vendor: Vendor, call: Arrival) -> set[str]:
    """The headers that every answer to a call carries, in lower case."""
    return {name.lower() for name in (*call.notes.headers, *vendor.dialect.headers)}


def label_of(call: Arrival, status: int) -> str:
    """The weakest label among operation, status, response schema, the behaviours cited, and what a refused request breaks."""
    labels, cited, broken = call.labelled.labels, call.notes.cited, call.notes.broken
    if call.notes.made_up:
        return str(Label.ASSUMED)
    if call.operation_id:
        label = labels.answer(call.operation_id, status, cited)
    else:
        label = weakest(labels.behaviour[behaviour] for behaviour in cited) if cited else Label.ASSUMED
    return str(weakest((label, *map(labels.constraint, broken))) if broken else label)


def refuse_assumed(call: Arrival, status: int) -> None:
    """Strict: refuse what nobody says.

    Raises:
        Refused: with a problem that names what the guess rests on.
    """
    if label_of(call, status) != str(Label.ASSUMED):
        return
    operation, labels = call.operation_id or "this route", call.labelled.labels
    detail = (
        f"no source says how {operation} answers here with {status}; drop evidence=strict to get the assumed answer"
    )
    behaviours = [each for each in call.notes.cited if labels.behaviour[each] is Label.ASSUMED]
    constraints = [each for each in call.notes.broken if labels.constraint(each) is Label.ASSUMED]
    raise Refused(
        problem_json(501, "assumed-answer", detail, behaviours=behaviours, constraints=constraints), str(Label.ASSUMED)
    )


def conform(vendor: Vendor, call: Request, answer: Answer) -> None:
    """Refuse an answer of ours that the document does not promise.

    Raises:
        NonConforming: undocumented status or media type, a missing header, or a body that does not fit.
    """
    where = f"{call.operation.id} {answer.status}"
    response = call.operation.response(answer.status)
    if response is None and call.labelled.document.bare and answer.status < 300:
        return  # a document may list errors only, and its operations succeed all the same
    if response is None:
        raise NonConforming(f"{where}: the document does not list this status")
    given = {name.lower() for name in answer.headers} | given_headers(vendor, call)
    if missing := response.required_headers - given:
        raise NonConforming(f"{where}: without the header {', '.join(sorted(missing))}")
    if call.entry.method == "HEAD":
        return
    if answer.body is NOTHING:
        if response.media_types:
            raise NonConforming(f"{where}: without a body")
        return
    media_type = plain(answer.media_type or vendor.dialect.media_type)
    listed = matched(media_type, tuple(response.media_types))
    if listed is None and call.labelled.document.bare and media_type == PROBLEM:
        return  # where a document says nothing of what a refusal looks like
    if listed is None:
        raise NonConforming(f"{where}: the media type {media_type} is not in the document")
    validator = response.media_types[listed]
    if validator is not None and not isinstance(answer.body, bytes) and not validator.fits(answer.body):
        first = validator.violations(answer.body)[0]
        raise NonConforming(f"{where}: {first.pointer or 'the body'} {first.what}")
