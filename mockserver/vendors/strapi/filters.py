"""Filters of a query as conditions on a report: suffix operators, `_where` with `_or` and `_and`, `_q`; knows no paging."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.violations import Violation
from mockserver.state.store import Record
from mockserver.vendors.strapi.brackets import Node, entry, tree
from mockserver.vendors.strapi.fields import CASTS, FIELDS, NUMBERS, PRIVATE, SEARCHED, TRUTHS, Field, number
from mockserver.vendors.strapi.server import javascript, models

Condition = Callable[[Record], bool]
ROOTS = ("_or", "_and")
"""What the real server takes outside of `_where` as well."""

# Conditions


def given(call: Call) -> dict[str, list[str]]:
    """The filters of a call, as the texts that each key was given."""
    spread = call.query.get("filters", {})
    return {key: value if isinstance(value, list) else [value] for key, value in spread.items()}


@carries_out("filters-are-joined-by-and")
def conditions(call: Call, query: Mapping[str, list[str]]) -> list[Condition]:
    """All filters of a query; a report must fit every one.

    Raises:
        Problem: `unknown-filter-field`, or `bad-query-value` for a `_null` that is neither true nor false.
    """
    below = tree(query).below
    return [group(call, node) if key == "_where" else filter(call, key, node) for key, node in below.items()]


@carries_out("where-with-a-bare-value")
def group(call: Call, node: Node, together: Callable[[Iterable[object]], bool] = all) -> Condition:
    """A nested form: a list or an object of filters, joined by and unless said otherwise."""
    call.cite("filter-where")
    if node.texts:
        raise unknown(node, "0", "where-with-a-bare-value")
    parts = [part(call, key, below) for key, below in node.below.items()]
    return lambda report: together(each(report) for each in parts)


def part(call: Call, key: str, node: Node) -> Condition:
    """One member of a nested form."""
    if key == "_or":
        return group(call, node, any)
    return group(call, node) if key in ("_and", "_where") or entry(key) else filter(call, key, node)


@carries_out("filter-suffixes")
def filter(call: Call, key: str, node: Node) -> Condition:
    """One filter: a field, perhaps with the suffix of an operator, and one or several texts."""
    name, _, suffix = key.rpartition("_")
    if key in FIELDS or suffix not in SUFFIXES:
        name, suffix = key, ""
    if name not in FIELDS:
        raise unknown(node, name if "[" in node.written else name.removeprefix("_"), *elsewhere(name))
    texts = list(node.texts)
    for step, below in node.below.items():
        if not entry(step) or below.below:
            raise unknown(below, step if not entry(step) else next(iter(below.below)), "further-filters-are-refused")
        texts += below.texts
    chosen = OPERATORS[suffix]
    if chosen.takes is not None and not chosen.takes.keys() >= {*texts}:
        raise Problem(
            "bad-query-value", violations=(Violation(f"query.{node.written}", f"is none of {', '.join(chosen.takes)}"),)
        )
    call.cite(*chosen.cites)
    return chosen.condition(call, FIELDS[name], texts)


@carries_out("further-filters-are-refused")
def elsewhere(name: str) -> Iterator[str]:
    """What says that a filter is refused here which the real server knows."""
    if name in PRIVATE:
        yield "private-members-are-no-filters"
    elif name in ROOTS or models.resolve("reports", name.removeprefix("_")) is not None:
        yield "further-filters-are-refused"


def unknown(node: Node, name: str, *behaviours: str) -> Problem:
    """The refusal of a filter on what is no field."""
    place = Violation(f"query.{node.written}", "is not a field to filter on, or has an unknown suffix")
    return Problem("unknown-filter-field", violations=(place,), field=name, behaviours=behaviours)


def cast(call: Call, field: Field, texts: list[str]) -> list[Any]:
    """The texts that can be values of a field; the others find nothing."""
    values = {text: CASTS[field.kind](text) for text in texts}
    for text in (text for text, value in values.items() if value is None):
        nowhere = field.kind == "number" and math.isnan(javascript.number(text))
        call.cite("filter-cannot-be-cast" if nowhere else "other-filters-find-nothing")
    return [value for value in values.values() if value is not None]


# Operators; none but `_null` finds a field without a value


def comparing(compare: Callable[[Any, Any], bool]) -> Callable[[Call, Field, list[str]], Condition]:
    """Compare with the value; of several, one is enough."""

    def condition(call: Call, field: Field, texts: list[str]) -> Condition:
        values = cast(call, field, texts)

        def fits(report: Record) -> bool:
            found = field.value(call, report)
            return found is not None and any(compare(found, value) for value in values)

        return fits

    return condition


def finding(fits: Callable[[str, str], bool]) -> Callable[[Call, Field, list[str]], Condition]:
    """Look for a part of a text; of several, one is enough."""

    def condition(call: Call, field: Field, texts: list[str]) -> Condition:
        def found(report: Record) -> bool:
            text = field.text(call, report)
            return text is not None and any(fits(text, part) for part in texts)

        return found

    return condition


def not_in(call: Call, field: Field, texts: list[str]) -> Condition:
    """None of the values."""
    values = cast(call, field, texts)
    return lambda report: bool(values) and field.value(call, report) not in (None, *values)


def null(call: Call, field: Field, texts: list[str]) -> Condition:
    """Whether there is a value at all."""
    wanted = {TRUTHS[text] for text in texts}
    return lambda report: (field.value(call, report) is None) in wanted


@dataclass(frozen=True, slots=True)
class Operator:
    """What a suffix does, who says so, and which texts it takes (None: any)."""

    condition: Callable[[Call, Field, list[str]], Condition]
    cites: tuple[str, ...]
    takes: Mapping[str, bool] | None = None


EQUAL = Operator(comparing(operator.eq), cites=("filter-equal",))
OPERATORS = {
    "": EQUAL,
    "eq": EQUAL,
    "ne": Operator(comparing(operator.ne), cites=("filter-not-equal", "filter-skips-null")),
    "lt": Operator(comparing(operator.lt), cites=("filter-order",)),
    "lte": Operator(comparing(operator.le), cites=("filter-order",)),
    "gt": Operator(comparing(operator.gt), cites=("filter-order",)),
    "gte": Operator(comparing(operator.ge), cites=("filter-order",)),
    "in": Operator(comparing(operator.eq), cites=("filter-in",)),
    "nin": Operator(not_in, cites=("filter-in", "filter-skips-null")),
    "contains": Operator(finding(lambda text, part: part.lower() in text.lower()), cites=("filter-contains",)),
    "ncontains": Operator(
        finding(lambda text, part: part.lower() not in text.lower()), cites=("filter-contains", "filter-skips-null")
    ),
    "containss": Operator(finding(lambda text, part: part in text), cites=("filter-containss",)),
    "ncontainss": Operator(
        finding(lambda text, part: part not in text), cites=("filter-containss", "filter-skips-null")
    ),
    "null": Operator(null, cites=("filter-null",), takes=TRUTHS),
}
"""By suffix."""
SUFFIXES = OPERATORS.keys() - {""}


@carries_out("search")
def search(call: Call, text: str) -> Condition:
    """`_q`: a part of one of the texts in any case, or a number that equals one of the numbers."""
    part, wanted = text.lower(), number(text)
    if wanted is not None:
        call.cite("search-equal-numbers")

    def fits(report: Record) -> bool:
        texts = (field.text(call, report) for field in SEARCHED)
        equal = wanted is not None and any(field.value(call, report) == wanted for field in NUMBERS)
        return equal or any(part in each.lower() for each in texts if each is not None)

    return fits
