"""Refusals in a document's own error schema, where an operation lists one for the status; else problem+json."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.engine.call import Arrival
from mockserver.engine.inference import challenges, error_words, negotiation
from mockserver.engine.inference.answers import Answers
from mockserver.engine.inference.outlines import Content, Outline, Response
from mockserver.engine.inference.paths import letters
from mockserver.engine.problems import Problem
from mockserver.openapi.folding import types
from mockserver.openapi.making.instances import first_fitting
from mockserver.openapi.making.ways import NOTHING, Unsatisfiable

READABLE = re.compile(r"(?i)^text/|/xml|\+xml")
"""Media types of refusals beside JSON that a person can read."""


def find_refusal(outline: Outline | None, status: int) -> Response | None:
    """What an operation lists for a refusal: the status, its range, or `default` beside a success of its own."""
    if outline is None:
        return None
    text = str(status)
    found = outline.responses.get(text) or outline.responses.get(f"{text[0]}XX")
    beside = any(each[0] in "23" for each in outline.responses)
    return found or (outline.responses.get("default") if beside else None)


def body(
    answers: Answers, arrival: Arrival, response: Response | None, status: int, detail: str, example: str = ""
) -> tuple[Any, str]:
    """The body of a refusal and its media type: what is wanted most of what a person can read.

    Args:
        example: the name of the example that is asked for.

    Returns:
        problem+json where the document lists no JSON, XML or text for it that can be made.
    """
    content = (response.form or _readable(response)) if response is not None else None
    if content is not None and response is not None:
        wanted = negotiation.wanted(arrival, response, content)
        content = (
            wanted if wanted.schema is not None and (wanted.json or READABLE.search(wanted.media_type)) else content
        )
        shown = _shown(answers, response, content, status, example)
        if shown is not NOTHING:
            return shown, content.sent
        known = (
            error_words.known(answers.folding, content.schema, status, detail)
            if not _is_text(answers, content)
            else detail
        )
        try:
            made, fits = first_fitting(answers.refusals(content, known), answers.fits(content))
        except Unsatisfiable:
            fits = False
        if fits:
            return made, content.sent
    return {"type": "about:blank", "title": error_words.title(status), "status": status, "detail": detail}, (
        "application/problem+json"
    )


def _is_text(answers: Answers, content: Content) -> bool:
    """Whether a refusal is a text, and nothing else."""
    return types(answers.folding.fold(content.schema)) == ("string",)


def _readable(response: Response) -> Content | None:
    """The XML or text that a document lists for a refusal, if it says what is in it."""
    found = (each for each in response.contents if each.schema is not None and READABLE.search(each.media_type))
    return next(found, None)


def _shown(answers: Answers, response: Response, content: Content, status: int, name: str) -> Any:
    """The document's example of a refusal: that of a name, else one with this very status; NOTHING where none fits."""
    fits = answers.fits(content)
    named = [each.examples[name] for each in (content, *response.contents) if name in each.examples]
    own = [*content.examples.values()] if response.status == str(status) else []
    return next((each for each in (*named, *own) if fits(each)), NOTHING)


def headers(
    answers: Answers, response: Response | None, status: int, schemes: Iterable[Mapping[str, Any]]
) -> dict[str, str]:
    """The headers that a refusal must have: how to sign in (RFC 9110), and what nobody can know, as an example or made up.

    Args:
        answers: knows the document.
        response: what the operation lists.
        status: of the refusal.
        schemes: the security schemes of the document.
    """
    challenge = challenges.challenge(schemes)
    found = dict(negotiation.VARY) if negotiation.varies(response) else {}
    if status == 401 and challenge:
        found["WWW-Authenticate"] = challenge
    for name, each in response.headers.items() if response is not None else ():
        header = answers.folding.follow(each)
        if isinstance(header, dict) and header.get("required") is True:
            sign_in = letters(name) == "wwwauthenticate"
            if sign_in:
                found.pop("WWW-Authenticate", None)
            found[name] = challenge if sign_in else _header(header)
    return found


def _header(header: Mapping[str, Any]) -> str:
    schema = header.get("schema") or {}
    shown = header.get("example", schema.get("example", schema.get("default")))
    return str(shown) if shown is not None else "1" if schema.get("type") in ("integer", "number") else "-"


def missing(path: str, key: str, status: int = 404) -> Problem:
    """The refusal of what is not there."""
    return Problem("not-found", f"there is no {key!r} at {path} in this world", status=status, record=path, key=key)
