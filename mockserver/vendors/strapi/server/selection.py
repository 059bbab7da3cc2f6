"""Finds records as the real server's SQL does: the rows of a join that fit, in order, a page of them; knows no HTTP and no world."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from mockserver.vendors.strapi.server import sqlite
from mockserver.vendors.strapi.server.clauses import Query, QueryFailure, Sort
from mockserver.vendors.strapi.server.conditions import condition, searching
from mockserver.vendors.strapi.server.joins import ROOT, Joined, Row, Tables, Tree, value
from mockserver.vendors.strapi.server.models import MODELS

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
