"""Which records a list shows: filters by members, limits, pages and cursors as a document's query parameters have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.engine.inference.outlines import Outline
from mockserver.engine.inference.paths import key_text, letters

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

Rows = Sequence[tuple[Any, Mapping[str, Any]]]


def filtered(rows: Rows, outline: Outline, query: Mapping[str, Any]) -> Rows:
    """The records whose members are what the query says, for parameters that are called like members.

    A parameter that every request must have says whose records are meant, not which, and filters nothing.
    """
    for name, value in query.items():
        parameter = outline.parameters.get(("query", name), {})
        if letters(name) in LIMITS | OFFSETS | PAGES | CURSORS or parameter.get("required") or value in ("", None, []):
            continue
        if any(name in record for _, record in rows):
            rows = [row for row in rows if name in row[1] and _matches(row[1][name], value)]
    return rows


def _matches(member: Any, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return any(_matches(member, each) for each in wanted)
    if isinstance(member, list):
        return any(_matches(each, wanted) for each in member)
    if isinstance(member, dict) or isinstance(wanted, dict):
        return bool(member == wanted)
    return member == wanted or key_text(member) == key_text(wanted)


def page(rows: Rows, query: Mapping[str, Any]) -> tuple[Rows, dict[str, Any]]:
    """The records of the page that is asked for, and what there is to say about it.

    Returns:
        The rows, and members by what they mean: `total`, `next` (a cursor, None at the end), `limit`, `offset`, `page`.
    """
    asked = {letters(name): value for name, value in query.items()}
    limit = _number(asked, LIMITS)
    offset = _number(asked, OFFSETS) or 0
    number = _number(asked, PAGES)
    cursor = next((str(value) for name, value in asked.items() if name in CURSORS), "")
    total = len(rows)
    if cursor:
        found = next((index for index, (key, _) in enumerate(rows) if key_text(key) == cursor), None)
        rows = rows[found + 1 :] if found is not None else rows
    elif number is not None and number > 1 and limit:
        rows = rows[(number - 1) * limit :]
    elif number is not None and number > 1:
        rows = []
    else:
        rows = rows[offset:]
    shown = rows[:limit] if limit else rows
    cut = len(shown) < len(rows)
    return shown, {
        "total": total,
        "next": key_text(shown[-1][0]) if cut and shown else None,
        "limit": limit or max(total, 1),
        "offset": offset,
        "page": number if number is not None else 1,
    }


def _number(asked: Mapping[str, Any], names: frozenset[str]) -> int | None:
    return next((value for name, value in asked.items() if name in names and type(value) is int and value >= 0), None)


_TOLD = ((SIZES, "limit"), (OFFSETS, "offset"), (PAGES, "page"))


def about(named: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """The members beside a list, by what they are called.

    Args:
        named: the members that the answer may have.
        told: what there is to say about the page.
    """
    found: dict[str, Any] = {}
    for name in named:
        plain = letters(name)
        if plain in TOTALS:
            found[name] = told["total"]
        elif plain in MORE:
            found[name] = told["next"] is not None
        elif plain in NEXT and told["next"] is not None:
            found[name] = told["next"]
        else:
            word = next((word for names, word in _TOLD if plain in names), None)
            found |= {name: told[word]} if word is not None else {}
    return found
