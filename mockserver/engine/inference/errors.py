"""Refusals in a document's own error schema, where an operation lists one for the status; else problem+json."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockserver.engine.inference import shapes
from mockserver.engine.inference.answers import Answers
from mockserver.engine.inference.outlines import Content, Outline, Response
from mockserver.engine.inference.paths import letters
from mockserver.engine.problems import Problem
from mockserver.openapi.folding import types
from mockserver.openapi.making.instances import first_fitting
from mockserver.openapi.making.ways import NOTHING, Unsatisfiable

TEXTS = frozenset(
    [
        "message",
        "msg",
        "detail",
        "details",
        "description",
        "errormessage",
        "errordescription",
        "reason",
        "title",
        "error",
        "errormsg",
    ]
)
STATUSES = frozenset(["status", "statuscode", "code", "httpstatus", "httpcode", "errorcode", "httpstatuscode"])


def find_refusal(outline: Outline | None, status: int) -> Response | None:
    """What an operation lists for a refusal: the status, its range, or `default` beside a success of its own."""
    if outline is None:
        return None
    text = str(status)
    found = outline.responses.get(text) or outline.responses.get(f"{text[0]}XX")
    beside = any(each[0] in "23" for each in outline.responses)
    return found or (outline.responses.get("default") if beside else None)


def body(answers: Answers, response: Response | None, status: int, detail: str) -> tuple[Any, str]:
    """The body of a refusal and its media type.

    Returns:
        problem+json where the document lists no JSON for it that can be made.
    """
    content = response.form if response is not None else None
    if content is not None and response is not None:
        shown = _shown(answers, response, content, status)
        if shown is not NOTHING:
            return shown, content.sent
        known = _known(answers, content.schema, status, detail)
        try:
            made, fits = first_fitting(answers.refusals(content, known), answers.fits(content))
        except Unsatisfiable:
            fits = False
        if fits:
            return made, content.sent
    return {"type": "about:blank", "title": _TITLES.get(status, "Refused"), "status": status, "detail": detail}, (
        "application/problem+json"
    )


def _shown(answers: Answers, response: Response, content: Content, status: int) -> Any:
    """The document's example of a refusal with this very status, if it fits; NOTHING otherwise."""
    fits = answers.fits(content)
    return next((each for each in content.examples.values() if response.status == str(status) and fits(each)), NOTHING)


def headers(answers: Answers, response: Response | None, schemes: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The headers that a refusal must have: how to sign in, and what nobody can know, as an example or made up.

    Args:
        answers: knows the document.
        response: what the operation lists.
        schemes: the security schemes of the document.
    """
    found = {}
    for name, each in response.headers.items() if response is not None else ():
        header = answers.folding.follow(each)
        if isinstance(header, dict) and header.get("required") is True:
            sign_in = letters(name) == "wwwauthenticate"
            found[name] = ", ".join(dict.fromkeys(map(_challenge, schemes))) if sign_in else _header(header)
    return found


def _challenge(scheme: Mapping[str, Any]) -> str:
    """What `WWW-Authenticate` says of a security scheme."""
    kind = str(scheme.get("scheme", "ApiKey")).lower()
    return {"basic": 'Basic realm="mock"', "bearer": "Bearer"}.get(kind, "ApiKey")


def _header(header: Mapping[str, Any]) -> str:
    schema = header.get("schema") or {}
    shown = header.get("example", schema.get("example", schema.get("default")))
    return str(shown) if shown is not None else "1" if schema.get("type") in ("integer", "number") else "-"


def _known(answers: Answers, schema: Any, status: int, detail: str) -> Any:
    """What an error says, at every place that is called like it, no deeper than the first object that has one for words.

    Below, an error may hold whole records with members of such names, which are about something else.
    """
    known: Any = {}
    deepest = 3
    for route, node in shapes.objects(answers.folding, schema, 3):
        if len(route) > deepest:
            break
        for name, value in _said(answers, node, status, detail):
            known = shapes.placed(known, (*route, name), value)
            if value is detail:
                deepest = len(route)
    return known or NOTHING


def _said(answers: Answers, node: Any, status: int, detail: str) -> Iterator[tuple[str, Any]]:
    """The members of an object that are called like what an error says, with what it says."""
    for name, inner in shapes.members(answers.folding, node).items():
        kinds, plain = set(types(answers.folding.fold(inner))), letters(name)
        if plain in TEXTS and (not kinds or "string" in kinds):
            yield name, detail
        elif plain in STATUSES and kinds & {"integer", "number"}:
            yield name, status


def missing(path: str, key: str, status: int = 404) -> Problem:
    """The refusal of what is not there."""
    return Problem("not-found", f"there is no {key!r} at {path} in this world", status=status, record=path, key=key)


_TITLES: Mapping[int, str] = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    409: "Conflict",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    501: "Not Implemented",
}
