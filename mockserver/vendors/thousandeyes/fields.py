"""How ThousandEyes' errors name a field, and which of several faults they tell; knows the request's fields only."""

from __future__ import annotations

from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.pointers import split
from mockserver.openapi.violations import Violation
from mockserver.vendors.thousandeyes.records import WIDGET
from mockserver.vendors.thousandeyes.widgets import MEASURE, PARTS

REPORT = ("title", "description", "isDefaultForUser", "isDefaultForAccount", "widgets")
SNAPSHOT = ("displayName", "from", "to", "reportId")
ORDER: dict[str, tuple[str, ...]] = {
    "": REPORT + SNAPSHOT,
    "widgets": ("id", "widgetId", *WIDGET[1:]),
    "measure": MEASURE,
    **PARTS,
}
"""Member that holds an object (or objects) to the members of the object, in the order of the documentation."""

ERRORS = {
    "id": "must be 5 alphanumeric characters",
    "widgetId": "must be 5 alphanumeric characters",
    "from": "is not a valid date-time",
    "to": "is not a valid date-time",
    "window": "is not a valid window",
}
"""Field to what is wrong with any value that does not fit."""

LONGEST = 200
"""Characters of an explanation, which may show the value that was sent."""


@carries_out("error-first-only")
def first(problem: Problem) -> tuple[str, str]:
    """The field at fault and what is wrong with it; of several faults the first in the order of the documentation."""
    fault = min(problem.violations, key=rank)
    tokens = tokens_of(fault)
    own = problem.kind == "conflict" or fault.what == "is required"
    what = fault.what if own else ERRORS.get(tokens[-1], fault.what)
    return path(tokens), what if len(what) <= LONGEST else what[:LONGEST] + "…"


def tokens_of(fault: Violation) -> list[str]:
    """The steps to a fault: a pointer into the body, or the name of a parameter."""
    return split(fault.pointer) if fault.pointer.startswith("/") else [fault.pointer.partition(".")[2] or fault.pointer]


def path(tokens: list[str]) -> str:
    """A field as errors write it: `widgets[1].id`."""
    return "".join(f"[{each}]" if each.isdecimal() else f".{each}" for each in tokens).removeprefix(".")


def rank(fault: Violation) -> tuple[int, ...]:
    """Where a fault stands in a request that is written in the order of the documentation."""
    places, within = [], ""
    for token in tokens_of(fault):
        known = ORDER.get(within, ())
        places.append(int(token) if token.isdecimal() else known.index(token) if token in known else len(known))
        within = within if token.isdecimal() else token
    return tuple(places)
