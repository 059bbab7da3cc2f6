"""Filters as conditions on a row of a join: what each operator means in SQLite; knows no page and no order."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mockserver.vendors.strapi.server import dates, javascript, sqlite
from mockserver.vendors.strapi.server.clauses import Clause, Date, Group, QueryFailure
from mockserver.vendors.strapi.server.joins import ROOT, Joined, place, stored
from mockserver.vendors.strapi.server.models import MODELS, Column


def condition(clause: Clause | Group, model: str) -> Callable[[Joined], bool]:
    """A filter as a condition on a row."""
    if isinstance(clause, Group):
        together = any if clause.operator == "or" else all
        groups = [[condition(each, model) for each in group] for group in clause.groups]
        filled = [group for group in groups if group]
        return lambda row: not filled or together(all(each(row) for each in group) for group in filled)
    path, column, name = place(model, clause.path)
    compare = OPERATORS[clause.operator](column, clause.value)
    return lambda row: compare(stored(row[path], name, column))


def bound(given: Any) -> sqlite.Value:
    """A value of a query as it is handed to the database."""
    if isinstance(given, bool):
        return int(given)
    return given if isinstance(given, str | int | float) else javascript.text(given)


Test = Callable[[sqlite.Value], bool]


def comparing(compare: Callable[[Any, Any], bool]) -> Callable[[Column, Any], Test]:
    """Compare with a value; of several, one is enough; nothing compares with nothing."""

    def test(column: Column, given: Any) -> Test:
        if isinstance(given, list):
            return _any(test(column, each) for each in given)
        wanted = sqlite.taken(bound(given), column.affinity)
        key = sqlite.order(wanted)
        return lambda found: found is not None and wanted is not None and compare(sqlite.order(found), key)

    return test


def _any(tests: Iterable[Test]) -> Test:
    several = list(tests)
    return lambda found: not several or any(each(found) for each in several)


def matching(wanted: bool) -> Callable[[Column, Any], Test]:
    """Look for a part of a text; of several, one is enough."""

    def test(column: Column, given: Any) -> Test:
        if isinstance(given, list):
            return _any(test(column, each) for each in given)
        part = dates.printed(given) if isinstance(given, Date) else javascript.text(given)
        pattern = f"%{part}%"
        return lambda found: found is not None and sqlite.like(sqlite.text(found, column.affinity), pattern) is wanted

    return test


def among(wanted: bool) -> Callable[[Column, Any], Test]:
    """Whether a value is one of those given."""

    def test(column: Column, given: Any) -> Test:
        values = [_single(each) for each in (given if isinstance(given, list) else [given])]
        taken = [sqlite.taken(bound(each), column.affinity) for each in values]
        keys, nothing = {sqlite.order(each) for each in taken if each is not None}, None in taken
        return lambda found: found is not None and (sqlite.order(found) in keys) is wanted and (wanted or not nothing)

    return test


def _single(given: Any) -> Any:
    """A value of a list; a list in a list is one only if it holds just one.

    Raises:
        QueryFailure: the database has no row values there.
    """
    if isinstance(given, list) and len(given) != 1:
        raise QueryFailure("query", "has a list in a list")
    return given[0] if isinstance(given, list) else given


def null(column: Column, given: Any) -> Test:
    """Whether there is a value at all."""
    wanted = given if isinstance(given, list) else [given]
    return lambda found: not wanted or (found is None) in wanted


OPERATORS: Mapping[str, Callable[[Column, Any], Test]] = {
    "eq": comparing(operator.eq),
    "ne": comparing(operator.ne),
    "lt": comparing(operator.lt),
    "lte": comparing(operator.le),
    "gt": comparing(operator.gt),
    "gte": comparing(operator.ge),
    "in": among(True),
    "nin": among(False),
    "contains": matching(True),
    "ncontains": matching(False),
    "containss": matching(True),
    "ncontainss": matching(False),
    "null": null,
}
"""By suffix; SQLite's LIKE ignores case for all of them."""

SEARCHED = ("uuid", "referenceId", "type", "scoreVersion")
NUMBERS = ("score", "scoreProbability", "scoreConfidence")
ESCAPED = "*%\\"


def searching(text: str) -> Callable[[Joined], bool]:
    """`_q`: a part of a text or of the id, and of a number where it is one itself; `_` stands for any character."""
    names = ["id", *SEARCHED, *(() if math.isnan(javascript.number(text)) else NUMBERS)]
    columns = [(name, MODELS["reports"].columns[name]) for name in names]
    pattern = "%" + "".join(f"\\{each}" if each in ESCAPED else each for each in text) + "%"

    def fits(row: Joined) -> bool:
        for name, column in columns:
            found = stored(row[ROOT], name, column)
            if found is not None and sqlite.like(sqlite.text(found, column.affinity), pattern, "\\"):
                return True
        return False

    return fits
