"""What errors say, member for member, in words that fit a document's own error schema; knows no request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.engine.inference import shapes
from mockserver.engine.inference.paths import letters
from mockserver.openapi.acceptance import scalar
from mockserver.openapi.folding import Folding, Schema, types
from mockserver.openapi.making.ways import NOTHING

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


def known(folding: Folding, schema: Any, status: int, detail: str) -> Any:
    """What an error says, at every place that is called like it, no deeper than the first object that has one for words.

    Below, an error may hold whole records with members of such names, which are about something else.
    """
    found: Any = {}
    deepest = 3
    for route, node in shapes.objects(folding, schema, 3):
        if len(route) > deepest:
            break
        for name, value in _said(folding, node, status, detail):
            found = shapes.placed(found, (*route, name), value)
            if value is detail:
                deepest = len(route)
    return found or NOTHING


def _said(folding: Folding, node: Any, status: int, detail: str) -> Iterator[tuple[str, Any]]:
    """The members of an object that are called like what an error says, with what it says."""
    members = shapes.members(folding, node)
    problem = {"type", "title", "detail"} <= set(map(letters, members))  # RFC 9457
    for name, inner in members.items():
        folded, plain = folding.fold(inner), letters(name)
        kinds, listed = set(types(folded)), "enum" in folded
        if problem and plain in ("type", "title") and not listed:
            said: Any = "about:blank" if plain == "type" else title(status)
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


def title(status: int) -> str:
    """What a status is called."""
    return _TITLES.get(status, "Refused")


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
