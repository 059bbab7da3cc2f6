"""Records beside what is related to them, as the joins of the real server's SQL put them; knows no condition and no order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.vendors.strapi.server import dates, sqlite
from mockserver.vendors.strapi.server.clauses import Clause, Group, Query
from mockserver.vendors.strapi.server.models import BOOLEAN, DATE, LINK, MODELS, Column, resolve

Row = Mapping[str, Any]
Tables = Callable[[str], Iterable[Row]]
"""By name of a content type the records of it, as they are stored."""
Joined = Mapping[tuple[str, ...], Row | None]
"""What stands beside each other in one row of a join: by the relations that lead there."""

ROOT: tuple[str, ...] = ()


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
            self.along(place(self.model, clause.path)[0])

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


def place(model: str, path: str) -> tuple[tuple[str, ...], Column, str]:
    """Where an attribute stands: the relations to it, its column and its name; the path exists."""
    found = resolve(model, path)
    assert found is not None
    relations, at, name = found
    return relations, at.columns[name], name
