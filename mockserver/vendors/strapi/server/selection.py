"""Finds records as the real server's SQL does: joins along relations, compares, sorts, pages; knows no HTTP and no world."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.vendors.strapi.server import dates, javascript, sqlite
from mockserver.vendors.strapi.server.clauses import Clause, Date, Group, Query, QueryFailure, Sort
from mockserver.vendors.strapi.server.models import BOOLEAN, DATE, LINK, MODELS, Column, resolve

Row = Mapping[str, Any]
Tables = Callable[[str], Iterable[Row]]
"""By name of a content type the records of it, as they are stored."""
Joined = Mapping[tuple[str, ...], Row | None]
"""What stands beside each other in one row of a join: by the relations that lead there."""

ROOT: tuple[str, ...] = ()
LIMIT = 2**63
ROW_IDS = ("rowid", "oid", "_rowid_")
"""Names that SQLite has for the id of every table."""


def select(query: Query, tables: Tables, search: str | None = None, model: str = "reports") -> list[Row]:
    """The records that a query finds, in its order, a page of them.

    Raises:
        QueryFailure: the database refuses the query.
    """
    if max(query.start, query.limit) >= LIMIT:
        raise QueryFailure("_limit", "or _start is more than a database counts")
    columns = [_sorted_by(sort, model) for sort in query.sort]
    rows = found(query, tables, search, model, [path for path, _ in columns])
    if query.limit != 1:
        rows = distinct(rows, [(path, name) for path, name in columns])
    for (path, name), sort in reversed(list(zip(columns, query.sort, strict=True))):
        rows.sort(key=lambda row: sqlite.order(value(row, path, name, model)), reverse=sort.descending)
    records = [record for row in rows[query.start :] if (record := row[ROOT]) is not None]
    return records if query.limit < 0 else records[: query.limit]


def count(query: Query, tables: Tables, search: str | None = None, model: str = "reports") -> int:
    """How many rows a query finds, those that a join repeats included."""
    return len(found(query, tables, search, model, []))


def found(
    query: Query, tables: Tables, search: str | None, model: str, sorted_along: Iterable[tuple[str, ...]]
) -> list[Joined]:
    """The rows of the join of all that a query names which fit it."""
    tree = Tree(model, query, sorted_along)
    fits = [condition(each, model) for each in query.filters]
    if query.state == "live":
        fits += [_published(path) for path, name in tree.models.items() if MODELS[name].drafts]
    if search is not None:
        fits.append(searching(search))
    return [row for row in tree.rows(tables) if all(each(row) for each in fits)]


def distinct(rows: list[Joined], columns: Iterable[tuple[tuple[str, ...], str]]) -> list[Joined]:
    """Rows without those that a join repeats: the same record with the same values to sort by."""
    columns = list(columns)
    seen: dict[Any, Joined] = {}
    for row in rows:
        beside = ((row.get(path) or {}).get(name) for path, name in columns)
        seen.setdefault((id(row[ROOT]), *beside), row)
    return list(seen.values())


# Joins


@dataclass(slots=True)
class Tree:
    """The relations that a query goes through, each once, with the content type at its end."""

    model: str
    query: Query
    sorted_along: Iterable[tuple[str, ...]]
    models: dict[tuple[str, ...], str] = field(init=False)

    def __post_init__(self) -> None:
        self.models = {ROOT: self.model}
        for each in self.query.filters:
            self.filtered(each)
        for path in self.sorted_along:
            self.along(path)

    def filtered(self, clause: Clause | Group) -> None:
        """Go through the relations of a filter."""
        if isinstance(clause, Group):
            for group in clause.groups:
                for each in group:
                    self.filtered(each)
        else:
            self.along(_place(self.model, clause.path)[0])

    def along(self, path: tuple[str, ...]) -> None:
        """Go through relations one after the other."""
        for length in range(1, len(path) + 1):
            before, name = path[: length - 1], path[length - 1]
            self.models.setdefault(path[:length], MODELS[self.models[before]].relations[name].model)

    def rows(self, tables: Tables) -> list[Joined]:
        """Every record beside all that is related to it; what has nothing related stands beside nothing."""
        rows: list[Joined] = [{ROOT: record} for record in tables(self.model)]
        for path, name in list(self.models.items())[1:]:
            relation = MODELS[self.models[path[:-1]]].relations[path[-1]]
            key, link = ("id", path[-1]) if not relation.via else (relation.via, "id")
            related: dict[sqlite.Value, list[Row]] = {}
            for record in tables(name):
                related.setdefault(stored(record, key, LINK), []).append(record)
            related.pop(None, None)
            rows = [
                {**row, path: beside}
                for row in rows
                for beside in related.get(stored(row[path[:-1]], link, LINK), ()) or (None,)
            ]
        return rows


def stored(record: Row | None, name: str, column: Column) -> sqlite.Value:
    """The value that the database has of a record: booleans and dates as numbers."""
    found = record.get(name) if record is not None else None
    if found is None:
        return None
    if column is BOOLEAN:
        return int(found)
    return dates.instant(found) if column is DATE else sqlite.taken(found, column.affinity)


def value(row: Joined, path: tuple[str, ...], name: str, model: str) -> sqlite.Value:
    """The value of an attribute in a row."""
    at = model
    for part in path:
        at = MODELS[at].relations[part].model
    return stored(row[path], name, MODELS[at].columns[name])


def _place(model: str, path: str) -> tuple[tuple[str, ...], Column, str]:
    """Where an attribute stands: the relations to it, its column and its name; the path exists."""
    found = resolve(model, path)
    assert found is not None
    relations, at, name = found
    return relations, at.columns[name], name


def _sorted_by(sort: Sort, model: str) -> tuple[tuple[str, ...], str]:
    """The column behind a field to sort by; the database ignores its case and blanks around it.

    Raises:
        QueryFailure: there is no such column.
    """
    relation, _, name = sort.field.rpartition(".")
    path = (relation,) if relation else ROOT
    at = MODELS[MODELS[model].relations[relation].model] if relation else MODELS[model]
    wanted = sqlite.lower(name.strip())
    wanted = "id" if wanted in ROW_IDS else wanted
    for column in at.columns:
        if sqlite.lower(column) == wanted:
            return path, column
    raise QueryFailure("_sort", "names no column")


def _published(path: tuple[str, ...]) -> Callable[[Joined], bool]:
    return lambda row: (row[path] or {}).get("published_at") is not None


# Conditions


def condition(clause: Clause | Group, model: str) -> Callable[[Joined], bool]:
    """A filter as a condition on a row."""
    if isinstance(clause, Group):
        together = any if clause.operator == "or" else all
        groups = [[condition(each, model) for each in group] for group in clause.groups]
        filled = [group for group in groups if group]
        return lambda row: not filled or together(all(each(row) for each in group) for group in filled)
    path, column, name = _place(model, clause.path)
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
