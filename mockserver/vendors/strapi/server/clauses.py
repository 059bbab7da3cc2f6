"""The parts of a query that has been read: filters, sorting, a page; and what is said of one that cannot be; knows no text of a query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

STATES = ("live", "preview")
LIMIT = 100


class QueryFailure(Exception):
    """A query on which the real server fails.

    Args:
        parameter: the part of the query.
        what: what is wrong with it.
    """

    def __init__(self, parameter: str, what: str) -> None:
        super().__init__(f"{parameter} {what}")
        self.parameter, self.what = parameter, what


class QueryRefusal(QueryFailure):
    """A query that the real server refuses; `what` is its own text."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One filter: a path to an attribute, an operator, and a value; or a list of values, of which one is enough."""

    path: str
    operator: str
    value: Any


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives (`or`) or conditions (`and`), each a list of filters that belong together."""

    operator: str
    groups: tuple[tuple[Clause | Group, ...], ...]


@dataclass(frozen=True, slots=True)
class Sort:
    """A field to sort by."""

    field: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query; a limit below zero is none."""

    filters: tuple[Clause | Group, ...] = ()
    sort: tuple[Sort, ...] = ()
    start: int = 0
    limit: int = LIMIT
    state: str = STATES[0]


class Date(int):
    """Milliseconds since 1970 that stand for a date; as a text it is no number."""
