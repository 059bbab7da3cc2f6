"""In which order a list shows its records: by the members that a document's query parameters name, up or down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.engine.inference import key_names, shapes
from mockserver.engine.inference.outlines import Outline
from mockserver.engine.inference.pages import Rows
from mockserver.engine.inference.paths import letters
from mockserver.engine.inference.shapes import Route
from mockserver.openapi.folding import Folding, Schema, types

NAMES = frozenset(
    ["sort", "sortby", "sorton", "sortfield", "sortkey", "sortcolumn", "sorting", "orderby", "ordering", "order",
     "sortorder", "sortdir", "sortdirection", "sortbydirection", "orderdir", "orderdirection", "orderbydirection", "direction"]
)  # fmt: skip
"""What parameters are called that say by which members a list is sorted, or which way."""
DOWN = {"asc": False, "ascending": False, "desc": True, "descending": True}
"""The words for a way, to whether it is down."""
_PIECE = re.compile(rf"(.+?)(?:\s*:\s*|\s+|[_-])({'|'.join(DOWN)})", re.IGNORECASE)

Wish = tuple[Route, bool | None]
"""Where records have what they are sorted by, and whether down: None where nothing says. No place stands for the order in which they came."""


@dataclass(frozen=True)
class Sorting:
    """How a list may be sorted.

    Attributes:
        parameters: the query parameters that say so.
        members: where a record has what they may name, by its name.
    """

    parameters: tuple[str, ...]
    members: Mapping[str, Route]

    def wishes(self, value: Any) -> Iterator[Wish]:
        """What the value of a parameter asks for; nothing of what records do not have.

        Args:
            value: `name`, `-name`, `+name`, `name:desc` or `name desc`, several with commas or in a list, or an object
                `{name: desc}`; or a way alone, which is meant for the one before it, or for all.
        """
        if isinstance(value, Mapping):
            value = [f"{name}:{way}" for name, way in value.items()]
        pieces = [piece.strip() for each in (value if isinstance(value, list) else [value]) for piece in _texts(each)]
        found: list[Wish] = []
        for piece in filter(None, pieces):
            way = DOWN.get(piece.lower())
            if way is not None:
                found = [*found[:-1], (found[-1][0], way)] if found else [((), way)]
            elif (wish := self._wish(piece)) is not None:
                found.append(wish)
        yield from found

    def _wish(self, piece: str) -> Wish | None:
        name, down = piece.lstrip("+-").strip(), piece.startswith("-") or (False if piece.startswith("+") else None)
        parted = _PIECE.fullmatch(name)
        if (route := self.members.get(_plain(name))) is not None:
            return route, down
        route = self.members.get(_plain(parted[1])) if parted is not None else None
        return (route, DOWN[parted[2].lower()]) if parted is not None and route is not None else None


def sorting(folding: Folding, outline: Outline, schema: Any) -> Sorting | None:
    """How an operation lets its list be sorted; None where it does not.

    Args:
        schema: what a record fits.
    """
    named = {
        name: folding.fold(parameter.get("schema"))
        for (place, name), parameter in outline.parameters.items()
        if place == "query" and letters(name) in NAMES
    }
    if not named or schema is None:
        return None
    every = Sorting((), _members(folding, schema))
    able = tuple(name for name, each in named.items() if _says(folding, every, each))
    return Sorting(able, every.members) if able and every.members else None


def taken(by: Sorting | None, query: Mapping[str, Any]) -> dict[str, list[Wish]]:
    """What each parameter of a query asks for, of those that sort."""
    if by is None:
        return {}
    found = {name: [*by.wishes(query[name])] for name in by.parameters if query.get(name)}
    known = any(route for wishes in found.values() for route, _ in wishes)
    if not known and not all(found.values()):  # a way alone turns nothing round that another parameter asks for in vain
        return {}
    return {name: wishes for name, wishes in found.items() if wishes}


def ordered(rows: Rows, asked: Mapping[str, list[Wish]]) -> Rows:
    """Records in the order that is asked for; what has nothing to be sorted by comes last, alike ones as they came.

    Args:
        asked: what each parameter asks for.
    """
    wishes = [wish for each in asked.values() for wish in each]
    usual = next((way for route, way in wishes if not route and way is not None), False)
    by = [(route, usual if way is None else way) for route, way in wishes if route]
    if not by:
        return rows[::-1] if usual else rows
    for route, down in reversed(by):
        weighed = [(_weight(shapes.at(row[1], route)), row) for row in rows]
        there = sorted((each for each in weighed if each[0] is not None), key=lambda each: each[0], reverse=down)
        rows = [row for _, row in there] + [row for weight, row in weighed if weight is None]
    return rows


def _weight(value: Any) -> Any:
    """What a value is compared by: numbers before texts; None where it has no order."""
    if isinstance(value, bool | int | float):
        return (0, value, "")
    return (1, 0, value.casefold()) if isinstance(value, str) else None


def _texts(value: Any) -> list[str]:
    return value.split(",") if isinstance(value, str) else []


def _plain(name: str) -> str:
    return ".".join(map(letters, re.split(r"[./]", name)))


def _says(folding: Folding, by: Sorting, schema: Schema) -> bool:
    """Whether a parameter may say how to sort: of what it lists some is a way or a member, or it takes any text."""
    items = folding.fold(schema.get("items")) if "items" in schema else {}
    listed = schema.get("enum") or items.get("enum")
    if isinstance(listed, list):
        return any(True for each in listed for _ in by.wishes(each))
    return not types(schema) or bool({"string", "array", "object"} & {*types(schema)})


def _members(folding: Folding, schema: Any) -> dict[str, Route]:
    """Where a record has what it may be sorted by: its members, by name, and those of objects in it, also without the name of a part."""
    found: dict[str, Route] = {}
    for route, node in shapes.objects(folding, schema, 2):
        names = () if 0 in route else shapes.members(folding, node)
        for name in names:
            place = (*route, name)
            found.setdefault(_plain(".".join(map(str, place))), place)
            if route and all(letters(str(step)) in key_names.PARTS for step in route):
                found.setdefault(letters(name), place)
    return found
