"""Whatever went wrong, anywhere → a Problem → the vendor's own words; the one translator."""

from __future__ import annotations

import logging

from connexion.exceptions import ProblemException

from mockserver.engine.call import Answer, Call
from mockserver.engine.failures import problem_json
from mockserver.engine.problems import Problem, Say, find_words
from mockserver.serving.promises import NonConforming, Refused, documented, lists

log = logging.getLogger("mockserver")

KEPT_VIOLATIONS, KEPT_TEXT = 100, 1000
"""Violations that the journal keeps of a request, and characters of each."""


def translate(call: Call, error: Exception) -> Answer:
    """Turn an exception into the answer that the client gets.

    Args:
        call: the call during which it was raised.
        error: a Problem, one of connexion's own exceptions, or a mistake of ours.
    """
    if isinstance(error, Refused):
        return error.answer
    if isinstance(error, ProblemException) and error.status == 401:
        error = Problem("no-credentials", "send one of the credentials that this world lists")
    if isinstance(error, Problem):
        kept = error.violations[:KEPT_VIOLATIONS]
        call.entry.violations.extend((each.pointer[:KEPT_TEXT], each.what[:KEPT_TEXT]) for each in kept)
        return in_words(call, error)
    log.error("internal error in %s %s", call.entry.method, call.entry.path, exc_info=error)
    kind = "answer-not-documented" if isinstance(error, NonConforming) else "internal-error"
    detail = str(error) if isinstance(error, NonConforming) else "a mistake of the mock server; its log has the details"
    return problem_json(500, kind, detail)


def in_words(call: Call, problem: Problem) -> Answer:
    """A problem in the vendor's own words, under the world's readings."""
    if problem.kind == "forced" and call.operation is not None and lists(call.operation, problem.status):
        return documented(call, problem.status)
    say: Say | None = None
    for reading, alternatives in call.vendor.alternative_words.items():
        words = alternatives.get(call.reading(reading))
        say = say or (find_words(words, problem, call) if words else None)
    say = say or find_words(call.vendor.words, problem, call)
    if say is None:
        return call.vendor.otherwise(problem, call)
    call.cite(*say.cites)
    content = say.body(problem, call) if callable(say.body) else say.body
    return Answer(say.status or problem.status, content, {**say.headers, **problem.headers}, say.media_type)
