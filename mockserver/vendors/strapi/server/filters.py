"""What the real server makes of a query: its filters, cast to their fields, and its page; knows no stored record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.vendors.strapi.server import dates, javascript, paging
from mockserver.vendors.strapi.server.clauses import Clause, Date, Group, Query, QueryFailure, QueryRefusal, Sort
from mockserver.vendors.strapi.server.models import MODELS, Model, resolve
from mockserver.vendors.strapi.server.paging import READERS

OPERATORS = (
    "eq", "ne", "in", "nin", "contains", "ncontains", "containss", "ncontainss", "lt", "lte", "gt", "gte", "null",
)  # fmt: skip
GROUPS = ("or", "and")


def read(parameters: Mapping[str, Any], model: str = "reports", sorted: bool = True) -> Query:
    """Read a query.

    Args:
        parameters: texts, lists and objects of them by name.
        model: the content type that is looked for.
        sorted: whether the sorting matters.

    Raises:
        QueryRefusal: a filter or the sorting names what does not exist.
        QueryFailure: a value is none that the server can use.
    """
    members = paging.read(parameters)
    own = {name: value for name, value in parameters.items() if name not in (*READERS, "_where")}
    members["sort"] = tuple(sortable(sort, model) for sort in members.get("sort", ()) if sorted)
    raw = [*_read({_unprefixed(name): value for name, value in own.items()}), *_read(parameters.get("_where", {}))]
    return Query(filters=tuple(cast(each, model) for each in raw), **members)


def _unprefixed(name: str) -> str:
    return name[1:] if name.startswith("_") and name not in ("_or", "_and") else name


def _read(where: Any) -> Iterator[Clause | Group]:
    """The filters of an object, a list of such, or a text, which counts as the list of its characters."""
    if isinstance(where, list):
        for each in where:
            yield from _read(each)
        return
    members = where if isinstance(where, Mapping) else {str(place): each for place, each in enumerate(where)}
    for key, value in members.items():
        path, _, operator = key.rpartition("_")
        if not path and operator in GROUPS and "_" in key:
            alternatives = value if isinstance(value, list) else [value]
            yield Group(operator, tuple(tuple(_read(each)) for each in alternatives))
        elif "_" in key and operator in OPERATORS:
            yield Clause(path, operator, value)
        else:
            yield Clause(key, "eq", value)


def unknown_field(path: str) -> QueryRefusal:
    """The refusal of a field that does not exist."""
    return QueryRefusal(
        path, f"Your filters contain a field '{path}' that doesn't appear on your model definition nor its relations"
    )


def sortable(sort: Sort, model: str) -> Sort:
    """A field to sort by, if the server tries to sort by it."""
    depth = sort.field.count(".")
    if depth > 1:
        raise QueryRefusal(
            "_sort", f"Sorting on {sort.field} is not possible: you cannot sort at a depth greater than 1"
        )
    if depth == 1 and resolve(model, sort.field) is None:
        raise unknown_field(sort.field)
    return sort


def cast(clause: Clause | Group, model: str) -> Clause | Group:
    """A filter with its values as the field has them."""
    if isinstance(clause, Group):
        return Group(clause.operator, tuple(tuple(cast(each, model) for each in group) for group in clause.groups))
    found = resolve(model, clause.path)
    if found is None:
        raise unknown_field(clause.path)
    kind = "boolean" if clause.operator == "null" else kind_of(model, clause.path)
    convert = CASTS.get(kind)
    if convert is None:
        return clause
    values = clause.value if isinstance(clause.value, list) else [clause.value]
    done = [convert(clause.path, each) for each in values]
    return Clause(clause.path, clause.operator, done if isinstance(clause.value, list) else done[0])


def kind_of(model: str, path: str) -> str:
    """How texts are cast for an attribute; those for a relation are not."""
    at: Model = MODELS[model]
    *parts, last = path.split(".")
    for part in parts:
        at = MODELS[at.relations[part].model]
    return at.columns[last].cast if last not in at.relations else ""


TRUTHS = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}


def truth(path: str, value: Any) -> bool:
    """A text as a boolean."""
    if not isinstance(value, str) or value not in TRUTHS:
        raise QueryFailure(path, f"is none of {', '.join(TRUTHS)}")
    return TRUTHS[value]


def date(path: str, value: Any) -> Date:
    """A text as an instant."""
    found = dates.instant(value)
    if found is None:
        raise QueryFailure(path, "is no date")
    return Date(found)


CASTS: Mapping[str, Callable[[str, Any], Any]] = {
    "number": lambda path, value: javascript.number(value),
    "boolean": truth,
    "date": date,
}
"""By kind of column; a number that is none is NaN, which equals nothing."""
