"""Judges recorded exchanges: what was not kept of one, or was hidden as a secret, speaks against nobody."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.judge import Judge, Judgement
from mockserver.conformance.judging.traffic import Answer
from mockserver.conformance.request_building import Request
from mockserver.masking import HIDDEN
from mockserver.openapi import pointers
from mockserver.openapi.violations import Violation
from mockserver.traffic.exchanges import Exchange

OF_A_BODY = ("schema", "content-type")
"""The laws that look at the body of an answer."""


def judged(judge: Judge, exchange: Exchange) -> Judgement:
    """Judge a recorded exchange; its path may begin with a base path of the document.

    Args:
        judge: holds it to a document.
        exchange: what was recorded; no secret may be in it any more, since findings quote it.
    """
    request, answer = request_of(exchange), answer_of(exchange)
    found = judge.judge(request, answer)
    for base in judge.promise.bases() if found.operation is None else ():
        if base and request.path.startswith(f"{base}/"):
            below = judge.judge(replace(request, path=request.path[len(base) :]), answer)
            found = below if below.operation is not None else found
    return replace(
        found,
        violations=tuple(each for each in found.violations if not _is_hidden_request(found, exchange, each)),
        breaches=tuple(each for each in found.breaches if not _is_unknown(exchange, answer, each)),
    )


def request_of(exchange: Exchange) -> Request:
    """The request of an exchange, as the checks have requests."""
    query = tuple(parse_qsl(exchange.query, keep_blank_values=True, errors="replace", max_num_fields=1000))
    return Request(exchange.method, exchange.path, query, dict(exchange.request.headers), exchange.request.body or None)


def answer_of(exchange: Exchange) -> Answer:
    """The answer of an exchange; a body that was not kept is none."""
    return Answer(exchange.status, exchange.response.headers, exchange.response.body or b"", exchange.seconds)


def _is_hidden_request(found: Judgement, exchange: Exchange, violation: Violation) -> bool:
    """Whether nobody knows what a request had where something is said to be wrong."""
    place, _, _ = violation.pointer.partition("/")
    if place == "body" and exchange.request.body is None:
        return True
    return _ends_in_hidden(found.values.get(place), violation.pointer[len(place) :])


def _is_unknown(exchange: Exchange, answer: Answer, breach: Breach) -> bool:
    """Whether nobody knows what an answer had where something is said to be wrong."""
    if breach.law in OF_A_BODY and exchange.response.body is None and not breach.at.startswith("header "):
        return True
    name = breach.at.removeprefix("header ")
    if name != breach.at:
        return HIDDEN in (answer.header(name) or "")
    return breach.law in OF_A_BODY and (_ends_in_hidden(answer.value, breach.at) or _was_cut(answer))


def _ends_in_hidden(value: Any, pointer: str) -> bool:
    """Whether the way to a place in a value ends at something hidden, or passes it."""
    for step in (None, *pointers.split(pointer)):
        if step is not None:
            try:
                value = value[int(step)] if isinstance(value, list) else value[step]
            except (LookupError, TypeError, ValueError):
                return False
        if isinstance(value, str) and HIDDEN in value:
            return True
    return False


def _was_cut(answer: Answer) -> bool:
    """Whether a JSON text was kept only up to where a secret is named."""
    if not answer.is_json or not answer.body.endswith(HIDDEN.encode()):
        return False
    try:
        json.loads(answer.body)
    except (ValueError, RecursionError):
        return True
    return False
