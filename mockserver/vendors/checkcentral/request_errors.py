"""What is wrong with a request, in CheckCentral's order and words; knows bodies and parameters, no state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.engine.call import Request
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.violations import Violation
from mockserver.vendors.checkcentral import spelling
from mockserver.vendors.checkcentral.properties import (
    EMBEDDED,
    FORMATS,
    KINDS,
    MEMBERS,
    MUST,
    REPORT_TYPES,
    REQUIRED,
    TEXT,
)


def parsed(call: Request, value: Any, media_type: str) -> Any:
    """A body in the document's spelling.

    Raises:
        Problem: for its first fault; what is no object is left to the engine.
    """
    body = without_empty_group(call, spelling.body(call, value, media_type))
    validator = call.operation.body[media_type]
    if isinstance(body, dict) and validator is not None and not validator.fits(body):
        refuse_first(call, body, validator.violations(body))
    return body


def without_empty_group(call: Request, body: Any) -> Any:
    """A body without the empty list that the vendor's page prints as the default of `content.checkgroup`."""
    content = body.get("content") if isinstance(body, dict) else None
    if not isinstance(content, dict) or content.get("checkgroup") != [] or call.operation.id != "createReport":
        return body
    call.cite("empty-checkgroup-unset")
    return {**body, "content": {name: value for name, value in content.items() if name != "checkgroup"}}


@carries_out("no-null", "values-any-case")
def refuse_first(call: Request, body: dict[str, Any], violations: list[Violation]) -> None:
    """Refuse a body for the first of its faults in the order of the properties."""
    must = MUST[call.operation.id]
    problems = [property_fault(call, must, body, each) for each in violations if plain(call, body, each.pointer)]
    problems += FURTHER.get(call.operation.id, _none)(call, body)
    if len(problems) > 1:
        call.cite("first-fault-answered")
    if problems:
        first = min(problems, key=lambda problem: place(must, problem.violations[0].pointer))
        first.others = tuple(each for problem in problems if problem is not first for each in problem.violations)
        raise first


def _none(call: Request, body: dict[str, Any]) -> Iterator[Problem]:
    return iter(())


def place(must: Mapping[str, str], pointer: str) -> tuple[int, ...]:
    """Where a fault stands in the order of the properties and of the items of lists."""
    order, names, found = list(must), [], []
    for token in pointer.split("/")[1:]:
        if token.isdigit():
            found.append(int(token))
        else:
            names.append(token)
            found.append(order.index(".".join(names)) if ".".join(names) in order else len(order))
    return tuple(found)


def value_at(body: Any, pointer: str) -> Any:
    """The value at a JSON pointer, None where there is none."""
    for token in pointer.split("/")[1:]:
        if isinstance(body, list):
            body = body[int(token)]
        else:
            body = body.get(token) if isinstance(body, dict) else None
    return body


def plain(call: Request, body: dict[str, Any], pointer: str) -> bool:
    """Whether a fault is one of the property alone; those that depend on the type of report are `report_faults`."""
    value = value_at(body, pointer)
    if pointer == "/content" or pointer.startswith("/content/"):
        return has(body, pointer) and not isinstance(value, dict if pointer == "/content" else str)
    known = {"/report_type": REPORT_TYPES[call.reading("report-types")], "/format": FORMATS}
    return not (isinstance(value, str) and spelling.folded(value) in known.get(pointer, ()))


def has(body: dict[str, Any], pointer: str) -> bool:
    """Whether a body has the member that a pointer of one or two names leads to, be it null."""
    parent, _, name = pointer.rpartition("/")
    owner = value_at(body, parent)
    return isinstance(owner, dict) and name in owner


@carries_out("error-missing-parameter", "error-invalid-parameter")
def property_fault(call: Request, must: Mapping[str, str], body: dict[str, Any], violation: Violation) -> Problem:
    """What is wrong with one property: a required one is not there or blank, or another is not what it must be."""
    property = ".".join(token for token in violation.pointer.split("/")[1:] if not token.isdigit())
    shown = property.removeprefix("activities.")
    value = value_at(body, violation.pointer)
    blank = isinstance(value, str) and not value.strip(" \t\r\n")
    if property in REQUIRED and (blank or not has(body, violation.pointer)) and not violation.pointer[-1].isdigit():
        return fault("missing-parameter", violation.pointer, shown, "is required")
    types = ", ".join(REPORT_TYPES[call.reading("report-types")])
    return fault(
        "invalid-parameter", violation.pointer, shown, f"must be {must.get(property, TEXT).format(types=types)}"
    )


def fault(kind: str, pointer: str, name: str, what: str) -> Problem:
    """A fault at a place: a property's name and what is the matter with it make the message."""
    return Problem(kind, f"{name} {what}.", violations=(Violation(pointer, what),))


@carries_out(
    "report-types", "report-formats", "required-data", "content-check-required", "content-checkgroup-required",
    "content-dashboard-required", "content-valid-for", "content-mismatch-refused", "one-of-check-and-checkgroup",
    "csv-elsewhere-refused",
)  # fmt: skip
def report_faults(call: Request, body: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with a report of its type."""
    type, format, content = body.get("report_type"), body.get("format"), body.get("content", {})
    type = spelling.folded(type) if isinstance(type, str) else ""
    if type not in REPORT_TYPES[call.reading("report-types")]:
        return
    kind, reports = KINDS[type], f"for {type} reports"
    if isinstance(format, str) and spelling.folded(format) == EMBEDDED and type != "digest":
        yield fault("invalid-parameter", "/format", "format", f"must be {MUST['createReport']['format']}")
    if isinstance(format, str) and format.lower() == "csv" and not kind.csv:
        yield fault("csv-type", "/format", "format csv", "is only available for activity and stats reports")
    if not isinstance(content, dict):
        return
    for member in MEMBERS:
        name, pointer, value = f"content.{member}", f"/content/{member}", content.get(member, "")
        if member == kind.needs and isinstance(value, str) and not value.strip(" \t\r\n"):
            yield fault("content-missing", pointer, name, f"is required {reports}")
        elif member in content and member not in kind.takes:
            yield fault("content-not-valid", pointer, name, f"is not valid {reports}")
    if len(kind.takes) > 1 and "check" in content and "checkgroup" in content:
        beside = Violation("/content/checkgroup", "may not be set beside content.check")
        yield Problem("check-and-checkgroup", violations=(beside,))


FURTHER: Mapping[str, Callable[[Request, dict[str, Any]], Iterator[Problem]]] = {"createReport": report_faults}
"""Operation to what can be wrong with its body besides its single properties."""
