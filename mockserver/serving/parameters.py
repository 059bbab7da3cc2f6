"""Reads and validates the parameters of a request against the compiled operation; knows no body, no vendor and no state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from mockserver.engine.call import NONE, Arrival, Request
from mockserver.engine.dialect import Dialect
from mockserver.engine.problems import Problem
from mockserver.openapi.parameters import MISSING, Parameter
from mockserver.openapi.strict_json import MalformedValue
from mockserver.openapi.violations import Violation
from mockserver.serving.preferences import TWINS


def query_of(request: Request, dialect: Dialect) -> dict[str, list[str]]:
    """The query of a request as texts by name, as the document writes it; where it cannot be read, what stands for it.

    Raises:
        Problem: `invalid-query` where it is not UTF-8.
    """
    try:
        query = read_query(request.entry.query)
    except Problem as problem:
        query = dialect.unread_query(request, problem)
    return dialect.query(request, query)


def read_query(raw: str) -> dict[str, list[str]]:
    """A query as texts by name, in order.

    Raises:
        Problem: `invalid-query` where it is not UTF-8.
    """
    values: dict[str, list[str]] = {}
    if raw:
        try:
            for name, value in parse_qsl(raw, keep_blank_values=True, errors="strict", max_num_fields=1000):
                values.setdefault(name, []).append(value)
        except UnicodeDecodeError:
            raise Problem("invalid-query", violations=(Violation("query", "is not valid UTF-8"),)) from None
        except ValueError:
            raise Problem("invalid-query", violations=(Violation("query", "has more than 1000 parameters"),)) from None
    return values


def read_parameters(request: Request, query: dict[str, list[str]]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Read and validate all parameters; a default stands for one that is not sent.

    Returns:
        The values of path and query.

    Raises:
        Problem: `invalid-path`, `invalid-query` or `invalid-header`, for the first that does not fit; what is wrong with
            the others it has beside.
    """
    operation = request.operation
    if not operation.parameters:
        return request.path, NONE
    values: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    refused: Problem | None = None
    for parameter in operation.parameters:
        try:
            value = _value(request, parameter, query)
        except Problem as problem:
            if refused is None:
                refused = problem
            else:
                refused.others += (*problem.violations, *problem.others)
        else:
            if value is not MISSING:
                values[parameter.place][parameter.name] = value
    if refused is not None:
        raise refused
    return values["path"], values["query"]


def _value(request: Request, parameter: Parameter, query: Mapping[str, list[str]]) -> Any:
    """The value of a parameter, or its default; MISSING where it has neither.

    Raises:
        Problem: it does not fit, or is required and not sent.
    """
    if parameter.exploded_object and parameter.place == "query":
        query = {name: texts for name, texts in query.items() if name not in TWINS}
    texts = _texts(request, parameter, query)
    around = _each(cookies(request)) if parameter.place == "cookie" else query
    value = MISSING if texts is None else _read(parameter, texts, around)
    if value is not MISSING:
        return value
    if parameter.forgiving and parameter.spread and parameter.name in around:
        return {}
    if parameter.required:
        raise _refused(parameter, "is required", f"{parameter.pointer}/required")
    return parameter.default


def _texts(request: Request, parameter: Parameter, query: Mapping[str, list[str]]) -> list[str] | None:
    if parameter.place == "path":
        return [request.path[parameter.name]] if parameter.name in request.path else None
    if parameter.spread:
        return []
    if parameter.place == "query":
        return query.get(parameter.name)
    known = request.headers if parameter.place == "header" else cookies(request)
    text = known.get(parameter.name.lower() if parameter.place == "header" else parameter.name)
    return None if text is None else [text]


def cookies(request: Arrival) -> dict[str, str]:
    """The cookies of a request, by name."""
    parts = (part.strip().partition("=") for part in request.headers.get("cookie", "").split(";"))
    return {name: value for name, _, value in parts if name}


def _each(texts: Mapping[str, str]) -> dict[str, list[str]]:
    return {name: [text] for name, text in texts.items()}


def _read(parameter: Parameter, texts: list[str], query: Mapping[str, list[str]]) -> Any:
    try:
        value = parameter.read(texts, query)
        if value is not MISSING and not parameter.validator.fits(value):
            first, *others = parameter.validator.violations(value)
            refused = _refused(parameter, first.what, first.constraint, first.pointer if parameter.spread else "")
            refused.others = tuple(
                Violation(f"{parameter.place}.{parameter.name}{each.pointer}", each.what) for each in others
            )
            raise refused
    except (MalformedValue, UnicodeEncodeError) as error:
        what = str(error) if isinstance(error, MalformedValue) else "is not valid UTF-8"
        raise _refused(parameter, what, f"{parameter.schema}/type") from None
    return value


def _refused(parameter: Parameter, what: str, constraint: str, member: str = "") -> Problem:
    """The refusal of a parameter, or of one of the names over which it is spread."""
    kind = {"path": "invalid-path", "query": "invalid-query"}.get(parameter.place, "invalid-header")
    place = f"{parameter.place}.{parameter.name}{member}"
    return Problem(kind, violations=(Violation(place, what, constraint),), parameter=parameter.name)
