"""The addresses of other pages of a list, with the parameters that a request has itself; knows no record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from mockserver.engine.inference.outlines import Outline
from mockserver.engine.inference.pages import CURSORS, OFFSETS, PAGES, Counting
from mockserver.engine.inference.paths import letters
from mockserver.openapi.folding import Folding, properties

_STEMS = {
    "next": ("next", "nextpage", "odatanext"),
    "previous": ("prev", "previous", "prevpage", "previouspage"),
    "self": ("self",),
    "first": ("first", "firstpage"),
    "last": ("last", "lastpage"),
}
ENDS = ("url", "uri", "link", "href")
"""What the name of a member ends with, or of one in an object that it is, that holds an address."""
LEADING = {stem + end: page for page, stems in _STEMS.items() for stem in stems for end in ("", *ENDS)}
"""What members are called that may hold the address of a page, to which page that is."""


@dataclass(frozen=True)
class Turning:
    """How a caller gets to another page: the names of the parameters that say so; empty where there is none.

    Attributes:
        page: counts pages.
        offset: counts records.
        cursor: holds the key of the last record before the page.
        counted: what the first two begin to count with.
    """

    page: str
    offset: str
    cursor: str
    counted: Counting

    def addresses(self, base: str, query: str, told: Mapping[str, Any]) -> dict[str, str]:
        """The addresses of pages, by what they are to the one that is shown; the next one only where there is one.

        Args:
            base: the list's own address.
            query: what the request asked of it.
            told: what there is to say about the page that is shown.
        """
        sent = parse_qsl(query, keep_blank_values=True)
        listed = [name for name in (self.page, self.offset, self.cursor) if name]
        turned = next((name for name in listed if name in dict(sent)), next(iter(listed), ""))
        kept = [(name, value) for name, value in sent if name not in listed]
        found = {"self": _address(base, sent)}
        if turned:
            found["first"] = _address(base, kept)
        for page, value in self._values(turned, told):
            found[page] = _address(base, [*kept, (turned, str(value))])
        return found

    def _values(self, turned: str, told: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """The pages that there are beside the one that is shown, and what the parameter says that turns to them."""
        limit, more = told["limit"], told["next"] is not None
        last = max(told["total"] - 1, 0) // limit
        if turned and turned == self.cursor:
            yield from [("next", told["next"])] if more else []
        elif turned and turned == self.page:
            yield from [("next", told["page"] + 1)] if more else []
            yield from [("previous", told["page"] - 1)] if told["page"] > self.counted.page else []
            yield "last", self.counted.page + last
        elif turned:
            first = self.counted.offset
            yield from [("next", told["offset"] + limit)] if more else []
            yield from [("previous", max(first, told["offset"] - limit))] if told["offset"] > first else []
            yield "last", first + last * limit


def turning(outline: Outline, folding: Folding, counted: Counting) -> Turning:
    """How a caller of an operation gets to another page."""
    names = [
        name
        for (place, each), one in outline.parameters.items()
        if place == "query"
        for name in _names(folding, each, one)
    ]
    page, offset, cursor = (
        next((name for name in names if letters(name) in known), "") for known in (PAGES, OFFSETS, CURSORS)
    )
    return Turning(page, offset, cursor, counted)


def path_of(address: str) -> str:
    """An address without the server."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _names(folding: Folding, name: str, parameter: Mapping[str, Any]) -> list[str]:
    """The names that a parameter is sent by: its own, or those of its members where it is an object."""
    inner = properties(folding.fold(parameter.get("schema")))
    return [f"{name}[{each}]" for each in inner] or [name]


def _address(base: str, query: list[tuple[str, str]]) -> str:
    return f"{base}?{urlencode(query)}" if query else base
