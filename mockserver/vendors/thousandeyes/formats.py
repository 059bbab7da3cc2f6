"""The formats of ThousandEyes' requests and answers: path suffix, Accept, `format`, and the type of a body."""

from __future__ import annotations

from mockserver.engine.call import Arrival, Request
from mockserver.engine.dialect import Query
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.media_types import plain
from mockserver.openapi.violations import Violation

SUFFIXES = {".json": "json", ".xml": "xml"}
MEDIA_TYPES = {"application/json": "json", "application/xml": "xml", "text/xml": "xml"}


def suffix(path: str) -> str:
    """The suffix of a path's last segment, if it is one that names a format."""
    return next((each for each in SUFFIXES if path.endswith(each)), "")


@carries_out("suffix", "suffix-on-post")
def without_suffix(call: Arrival, path: str) -> str:
    """The path as the document writes it; the suffix may stand on every path, whatever the method."""
    found = suffix(path)
    return path[: -len(found)] if found and not path.endswith("/" + found) else path


@carries_out("format-order", "no-choice-is-json", "format-ignored")
def choose_format(call: Request, query: Query) -> tuple[str, str]:
    """The format that the caller chose, and what chose it: suffix, then Accept, then `format`; JSON if nothing did.

    Other values are no choice.
    """
    by_parameter = query.get("format", [""])[-1]
    choices = {
        "path": SUFFIXES.get(suffix(call.entry.path), ""),
        "header.Accept": accepted(call.headers.get("accept", "")),
        "query.format": by_parameter if by_parameter in MEDIA_TYPES.values() else "",
    }
    return next(((format, place) for place, format in choices.items() if format), ("json", ""))


def accepted(header: str) -> str:
    """The format that an Accept header names; a header that takes anything, or nothing known, chooses none."""
    ranges = [part.replace(" ", "").lower().partition(";") for part in header.split(",")]
    names = [name for name, _, weight in ranges if weight not in ("q=0", "q=0.0", "q=0.00", "q=0.000")]
    if "*/*" in names and "application/json" not in names:
        return ""
    formats = {MEDIA_TYPES[name] for name in names if name in MEDIA_TYPES}
    return "json" if "json" in formats else "xml" if formats else ""


@carries_out("order-of-checks")
def refuse_other(call: Request, query: Query) -> None:
    """Refuse to write XML, then to read a body that is not declared as JSON; before any value is looked at.

    Raises:
        Problem: `not-acceptable` or `unsupported-media-type`.
    """
    format, place = choose_format(call, query)
    if format == "xml":
        call.cite("xml-not-written")
        what = "ends in .xml, which chooses XML" if place == "path" else "chooses XML"
        raise Problem("not-acceptable", "ask for JSON", violations=(Violation(place, what),))
    declared = plain(call.headers.get("content-type", ""))
    if call.operation.body and declared not in call.operation.body:
        what = f"is {declared}" if declared else "is missing"
        raise Problem("unsupported-media-type", "send JSON", violations=(Violation("header.Content-Type", what),))


@carries_out("unknown-parameters-ignored")
def without_format(call: Request, query: Query) -> Query:
    """The query without `format`: it chooses among formats, and is never refused.

    Raises:
        Problem: JSON is not what is asked for, or sent.
    """
    refuse_other(call, query)
    return {name: values for name, values in query.items() if name != "format"}


def unreadable(call: Request, problem: Problem) -> Query:
    """A query that is not UTF-8 is refused, but not on the status, which looks at none of it."""
    if call.operation.secured:
        raise problem
    return {}
