"""Which page of which records a query asks for, and in which order, as the real server reads it; knows no filter."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.vendors.strapi.server import javascript
from mockserver.vendors.strapi.server.clauses import STATES, QueryFailure, Sort


def whole(name: str, least: int) -> Callable[[Any], int]:
    """Read a number of records."""

    def read(value: Any) -> int:
        number = javascript.number(value)
        if math.isnan(number) or math.isinf(number) or number != int(number) or number < least:
            raise QueryFailure(name, "is not a whole number, or too small")
        return int(javascript.number_text(number).partition("e")[0].partition(".")[0])

    return read


def sorting(value: Any) -> tuple[Sort, ...]:
    """Read fields with directions."""
    if not isinstance(value, str):
        raise QueryFailure("_sort", "is given more than once")
    return tuple(_sort(part) for part in value.split(","))


def _sort(part: str) -> Sort:
    name, *rest = part.split(":")
    direction = rest[0].lower() if rest else "asc"
    if not name or direction not in ("asc", "desc"):
        raise QueryFailure("_sort", "has an empty field, or a direction that is none")
    return Sort(name, direction == "desc")


def state(value: Any) -> str:
    """Read which of the published and the drafts are meant."""
    if value not in STATES:
        raise QueryFailure("_publicationState", f"is none of {', '.join(STATES)}")
    return str(value)


READERS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "_sort": ("sort", sorting),
    "_start": ("start", whole("_start", 0)),
    "_limit": ("limit", whole("_limit", -1)),
    "_publicationState": ("state", state),
}
"""By parameter in the order in which they are read: the member of a query, and how."""


def read(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a query that its parameters give.

    Raises:
        QueryFailure: a value is none that the server can use.
    """
    return {member: reader(parameters[name]) for name, (member, reader) in READERS.items() if name in parameters}
