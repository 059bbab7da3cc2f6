"""Refusals in a document's own error schema, where an operation lists one for the status; else problem+json."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockserver.engine.call import Arrival
from mockserver.engine.inference import negotiation, shapes
from mockserver.engine.inference.answers import Answers
from mockserver.engine.inference.outlines import Content, Outline, Response
from mockserver.engine.inference.paths import letters
from mockserver.engine.problems import Problem
from mockserver.openapi.acceptance import scalar
from mockserver.openapi.folding import Schema, types
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

CODES = frozenset(["code", "errorcode", "errortype", "type", "error", "status", "reason"])
"""What members are called that have a word for programs."""
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
        known = _known(answers, content.schema, status, detail) if not _is_text(answers, content) else detail
        try:
            made, fits = first_fitting(answers.refusals(content, known), answers.fits(content))
        except Unsatisfiable:
            fits = False
        if fits:
            return made, content.sent
    return {"type": "about:blank", "title": _TITLES.get(status, "Refused"), "status": status, "detail": detail}, (
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
    challenge = ", ".join(dict.fromkeys(_challenge(each) for each in schemes if each.get("type") != "mutualTLS"))
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


def _challenge(scheme: Mapping[str, Any]) -> str:
    """What `WWW-Authenticate` says of a security scheme."""
    kind = str(scheme.get("scheme") or scheme.get("type")).lower()
    return {"basic": 'Basic realm="mock"', "bearer": "Bearer", "oauth2": "Bearer", "openidconnect": "Bearer"}.get(
        kind, "ApiKey"
    )


def ways_in(raw: Mapping[str, Any], node: Mapping[str, Any]) -> str:
    """What an operation asks a caller to send to be let in, in words; empty where it asks for nothing that can be sent.

    Args:
        raw: the document.
        node: the operation.
    """
    schemes = (raw.get("components") or {}).get("securitySchemes") or {}
    ways = [
        [_shown_as(schemes[name]) for name in each if name in schemes]
        for each in node.get("security", raw.get("security")) or []
    ]
    return ", or ".join(dict.fromkeys(" and ".join(each) for each in ways if each and all(each)))


def _shown_as(scheme: Mapping[str, Any]) -> str:
    """Where a credential of a security scheme stands, in words."""
    kind, word = scheme.get("type"), str(scheme.get("scheme"))
    if kind == "apiKey":
        return f"the {PLACES.get(scheme.get('in'), 'header')} {scheme.get('name')}"
    if kind in ("oauth2", "openIdConnect"):
        word = "bearer"
    return f"the header Authorization: {word.capitalize()} …" if kind != "mutualTLS" else ""


PLACES: Mapping[Any, str] = {"header": "header", "query": "query parameter", "cookie": "cookie"}
"""Where a key stands, in words."""


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
    members = shapes.members(answers.folding, node)
    problem = {"type", "title", "detail"} <= set(map(letters, members))  # RFC 9457
    for name, inner in members.items():
        folded, plain = answers.folding.fold(inner), letters(name)
        kinds, listed = set(types(folded)), "enum" in folded
        if problem and plain in ("type", "title") and not listed:
            said: Any = "about:blank" if plain == "type" else _TITLES.get(status, "Refused")
        elif plain in TEXTS and (not kinds or "string" in kinds) and not listed:
            said = detail
        elif plain in CODES and "string" in kinds:
            said = _code(folded, status)
        else:
            said = status if plain in STATUSES and kinds & {"integer", "number"} else None
        if said is not None:
            yield name, said


def _code(schema: Schema, status: int) -> str | None:
    """The word for a refusal that fits where an error has one for programs; None where none does."""
    said = _WORDS.get(status, ())
    listed = [each for each in schema.get("enum", ()) if isinstance(each, str)]
    if listed:
        return next((each for word in said for each in listed if word in letters(each)), None)
    if schema.get("format") in ("uri", "uri-reference"):
        return "about:blank"
    word = _TITLES.get(status, "refused").lower().replace(" ", "_")
    return word if scalar(schema, word) else None


def missing(path: str, key: str, status: int = 404) -> Problem:
    """The refusal of what is not there."""
    return Problem("not-found", f"there is no {key!r} at {path} in this world", status=status, record=path, key=key)


_WORDS: Mapping[int, tuple[str, ...]] = {
    400: ("badrequest", "invalid", "validation", "malformed"),
    401: ("unauthorized", "unauthorised", "unauthenticated", "authentication", "credential"),
    403: ("forbidden", "permission", "denied"),
    404: ("notfound", "nosuch", "missing", "unknown"),
    405: ("methodnotallowed", "notallowed"),
    409: ("conflict", "exists", "duplicate"),
    413: ("toolarge",),
    415: ("unsupported", "mediatype"),
    422: ("unprocessable", "validation", "invalid"),
    429: ("toomany", "ratelimit", "throttl", "quota"),
    500: ("internal", "server"),
    503: ("unavailable",),
}
"""What is in the words for programs that stand for a status, the surest first."""
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
