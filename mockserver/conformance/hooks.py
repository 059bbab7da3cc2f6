"""What our runs add to schemathesis: a check of bad query values that its own passes over; loaded by schemathesis."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CoveragePhaseData, CoverageScenario

NOT_ABOUT_A_VALUE = {CoverageScenario.MISSING_PARAMETER, CoverageScenario.UNSPECIFIED_HTTP_METHOD}


class AcceptedBadQuery(Failure):
    """A query value that the document refuses was accepted."""

    __slots__ = ()


@schemathesis.check
def query_negative_rejection(ctx: Any, response: Any, case: Any) -> None:
    """A bad query value is refused also where another query parameter of the request has a good one.

    schemathesis 4.32 does not judge the coverage phase's bad query values in that case.
    """
    data = case.meta.phase.data if case.meta else None
    if not isinstance(data, CoveragePhaseData) or not case.meta.generation.mode.is_negative:
        return
    if data.scenario in NOT_ABOUT_A_VALUE or data.parameter_location != ParameterLocation.QUERY or not data.parameter:
        return
    parameter = case.operation.query.get(data.parameter)
    sent = parse_qs(urlsplit(response.request.url).query, keep_blank_values=True).get(data.parameter)
    if not 200 <= response.status_code < 300 or parameter is None or not sent:
        return
    values = [value for text in sent for value in readings(text)]
    validator = parameter.get_validator()
    if any(validator.is_valid(value) for value in (*values, *([value] for value in values), sent)):
        return
    message = f"{data.description}: {data.parameter}={sent} was accepted with {response.status_code}"
    raise AcceptedBadQuery(operation=case.operation.label, title="Bad query value accepted", message=message)


def readings(text: str) -> Iterator[Any]:
    """What a text of the query may stand for."""
    yield text
    if re.fullmatch(r"[+-]?\d{1,300}", text):
        yield int(text)
    with contextlib.suppress(ValueError):
        yield float(text)
    if text.lower() in ("true", "false"):
        yield text.lower() == "true"
    if text in ("null", ""):
        yield None


@schemathesis.hook
def filter_case(ctx: Any, case: Any) -> bool:
    """Drop cases whose negation vanishes on the wire, and bodies with a NUL that `allow-x00` does not keep out.

    The first: a member of a deepObject that holds no value at all. The second: schemathesis 4.32 makes some in its coverage
    phase; the server refuses NUL in any JSON text.
    """
    if holds_nul(case.body):
        return False
    deep = tuple(f"{each.name}[" for each in case.operation.query if each.definition.get("style") == "deepObject")
    return not (
        deep and isinstance(case.query, dict) and any(k.startswith(deep) and empty(v) for k, v in case.query.items())
    )


def holds_nul(value: Any) -> bool:
    """Whether a JSON value has a NUL in one of its texts or names."""
    if isinstance(value, dict):
        return any(holds_nul(name) or holds_nul(item) for name, item in value.items())
    if isinstance(value, list):
        return any(map(holds_nul, value))
    return isinstance(value, str) and "\0" in value


def empty(value: Any) -> bool:
    """Whether a value has no leaf, so that nothing of it is written into a query."""
    if isinstance(value, dict):
        return all(map(empty, value.values()))
    return isinstance(value, list) and all(map(empty, value))
