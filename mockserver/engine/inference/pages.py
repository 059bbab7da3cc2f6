"""Which part of a list is shown, and what is said about it: limits, pages, cursors and totals as a document calls them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockserver.engine.inference.outlines import Outline
from mockserver.engine.inference.paths import key_text, letters
from mockserver.openapi.folding import Folding
from mockserver.openapi.making.ways import NOTHING

LIMITS = frozenset(
    [
        "limit",
        "perpage",
        "pagesize",
        "maxresults",
        "maxitems",
        "size",
        "count",
        "top",
        "take",
        "first",
        "pagelimit",
        "max",
        "resultsperpage",
        "itemsperpage",
    ]
)
OFFSETS = frozenset(["offset", "skip", "start", "startindex", "startat", "pageoffset"])
PAGES = frozenset(["page", "pagenumber", "pagenum", "pageno", "currentpage", "pageindex", "p"])
CURSORS = frozenset(
    [
        "cursor",
        "after",
        "startingafter",
        "pagetoken",
        "nexttoken",
        "nextcursor",
        "continuationtoken",
        "marker",
        "pagecursor",
        "startkey",
        "pageafter",
        "nextpagetoken",
        "continue",
        "startcursor",
    ]
)
TOTALS = frozenset(
    [
        "total",
        "totalcount",
        "totalitems",
        "totalresults",
        "totalelements",
        "totalrecords",
        "count",
        "itemcount",
        "nhits",
    ]
)
NEXT = frozenset(["nextcursor", "nextpagetoken", "nexttoken", "cursor", "nextpage", "continuationtoken"])
MORE = frozenset(["hasmore", "more", "hasnext", "hasnextpage", "ismore"])
SIZES = frozenset(["limit", "perpage", "pagesize", "size"])
FIRST, LAST = frozenset(["firstid", "startcursor"]), frozenset(["lastid", "endcursor"])
ABOUT = frozenset(
    ["page", "pageinfo", "pager", "paging", "pagination", "meta", "metadata", "resultinfo", "cursors", "links", "link"]
)
"""What members are called that hold what there is to say about a list."""

STEERING = LIMITS | OFFSETS | PAGES | CURSORS

Rows = Sequence[tuple[Any, Mapping[str, Any]]]
"""Keys and records."""


@dataclass(frozen=True)
class Member:
    """A member of an answer that lists records.

    Attributes:
        inner: its own members, where it is an object.
        end: what it is where nothing comes after the list; NOTHING where it is left out.
        leads: whether it is called plainly `next`, and holds what a parameter of the list goes on from.
        page: of which page it holds the address: `next`, `previous`, `first`, `last`, `self`; empty for none.
        path: whether that has no server in it.
    """

    inner: Mapping[str, Member] = field(default_factory=dict)
    end: Any = NOTHING
    leads: bool = False
    page: str = ""
    path: bool = False

    @property
    def links(self) -> bool:
        """Whether it or a member of it holds an address."""
        return bool(self.page) or any(each.links for each in self.inner.values())


@dataclass(frozen=True)
class Counting:
    """What a document begins to count with.

    Attributes:
        page: the number of the first page.
        offset: the number of the first record.
    """

    page: int = 1
    offset: int = 0


def counting(outline: Outline, folding: Folding) -> Counting:
    """What an operation's parameters begin to count with: their default where that is 0 or 1, else their minimum."""
    told = {
        letters(name): folding.fold(parameter.get("schema"))
        for (place, name), parameter in outline.parameters.items()
        if place == "query"
    }
    return Counting(_first(told, PAGES, Counting.page), _first(told, OFFSETS, Counting.offset))


def _first(told: Mapping[str, Mapping[str, Any]], names: frozenset[str], usual: int) -> int:
    said = (schema.get(word) for name, schema in told.items() if name in names for word in ("default", "minimum"))
    return next((number for number in said if type(number) is int and number in (0, 1)), usual)


def steering(query: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that say which part of a list is asked for."""
    return {name: value for name, value in query.items() if letters(name) in STEERING}


def page(rows: Rows, query: Mapping[str, Any], counted: Counting = Counting()) -> tuple[Rows, dict[str, Any]]:
    """The records of the page that is asked for, and what there is to say about it.

    Args:
        rows: all that could be shown.
        query: the parameters that steer.
        counted: what they begin to count with.

    Returns:
        The rows, and members by what they mean: `total`, `next` (a cursor, None at the end), `first`, `last` (the cursors
        of what is shown, None where nothing is), `limit`, `offset`, `page`.
    """
    asked = {letters(name): value for name, value in query.items()}
    limit = _number(asked, LIMITS)
    offset = _number(asked, OFFSETS)
    number = _number(asked, PAGES)
    before = number - counted.page if number is not None else 0
    cursor = next((str(value) for name, value in asked.items() if name in CURSORS), "")
    total = len(rows)
    if cursor:
        found = next((index for index, (key, _) in enumerate(rows) if key_text(key) == cursor), None)
        rows = rows[found + 1 :] if found is not None else rows
    elif before > 0:
        rows = rows[before * limit :] if limit else []
    elif offset is not None:
        rows = rows[max(offset - counted.offset, 0) :]
    shown = rows[:limit] if limit else rows
    cut = len(shown) < len(rows)
    return shown, {
        "total": total,
        "next": key_text(shown[-1][0]) if cut and shown else None,
        "first": key_text(shown[0][0]) if shown else None,
        "last": key_text(shown[-1][0]) if shown else None,
        "limit": limit or max(total, 1),
        "offset": offset if offset is not None else counted.offset,
        "page": number if number is not None else counted.page,
    }


def _number(asked: Mapping[str, Any], names: frozenset[str]) -> int | None:
    return next((value for name, value in asked.items() if name in names and type(value) is int and value >= 0), None)


_TOLD = (
    (TOTALS, "total"),
    (NEXT, "next"),
    (SIZES, "limit"),
    (OFFSETS, "offset"),
    (PAGES, "page"),
    (FIRST, "first"),
    (LAST, "last"),
)
"""What members are called, to what they tell."""


def about(named: Mapping[str, Member], told: Mapping[str, Any]) -> dict[str, Any]:
    """The members beside a list, by what they are called.

    Args:
        named: the members that the answer may have.
        told: what there is to say about the page.
    """
    found: dict[str, Any] = {}
    for name, member in named.items():
        plain = letters(name)
        if member.inner:
            said: Any = about(member.inner, told)
        elif member.page:
            said = told.get("paths" if member.path else "addresses", {}).get(member.page)
        elif plain in MORE:
            said = told["next"] is not None
        elif member.leads:
            said = told["next"]
        else:
            said = next((told[word] for names, word in _TOLD if plain in names), None)
        if (said is None and (member.page or plain in NEXT | FIRST | LAST)) or (
            not said and (member.leads or member.links)
        ):
            said = member.end
        elif said is None or said == {}:
            said = NOTHING
        found |= {name: said} if said is not NOTHING else {}
    return found
