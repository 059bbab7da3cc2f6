"""Laws of order: a list that is asked for in some order has it, and one whose order the document tells keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mockserver.conformance.asking.session import Session
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.laws import likeness, rows
from mockserver.conformance.laws.law import Law
from mockserver.conformance.laws.rows import Listing
from mockserver.engine.inference.facts import letters
from mockserver.openapi import pointers
from mockserver.openapi.parameters import Parameter

SORTS = ("sort", "sortby", "orderby", "order", "ordering", "sorting")
ASCENDING = ("{}:asc", "{} asc", "{}")
DESCENDING = ("{}:desc", "{} desc", "-{}")
"""How an order is written, with the member."""
OLDEST = re.compile(r"ascending (by )?(id|number|key)|by ascending (id|number|key)|oldest first|order in which (they|these) (were|are|came|have)", re.IGNORECASE)  # fmt: skip
NEWEST = re.compile(r"newest first|latest first|most recent first|descending (by )?(id|number|key|date)", re.IGNORECASE)


def sorts(session: Session) -> Iterator[Breach]:
    """A list is in the order that was asked for."""
    for listing in rows.listings(session):
        parameter = next((each for each in listing.parameters if letters(each.name) in SORTS), None)
        whole = [each for each in rows.rows(session, listing) or () if isinstance(each, dict)]
        if parameter is None or len(whole) < 2:
            continue
        said = rows.described(session, parameter) + str(rows.schema_of(session, parameter))
        for member in _telling(listing, whole)[:3]:
            for ways, down in ((ASCENDING, False), (DESCENDING, True)):
                text = next((way.format(member) for way in ways if _taken(parameter, way, member, said)), "")
                yield from _sorted(session, listing, parameter, member, text, down) if text else ()


def _telling(listing: Listing, whole: list[Any]) -> list[str]:
    """Members whose values differ, those first that differ most; the key last, since lists may be in its order anyway."""
    found = {}
    for name in listing.members:
        values = {each[name] for each in whole if isinstance(each.get(name), str | int | float)}
        if len(values) > 1 and len({type(each) for each in values} - {float, int}) <= 1:
            found[name] = len(values)
    key = listing.resource.member if listing.resource else ""
    return sorted(found, key=lambda name: (name == key, -found[name]))


def _taken(parameter: Parameter, way: str, member: str, said: str) -> bool:
    """Whether a parameter takes an order that is written in some way: its schema decides, or what is said of it."""
    mark = way.replace("{}", "")
    return parameter.validator.fits(way.format(member)) and (not mark or mark.strip() in said.lower() or "[dD]" in said or "[Dd]" in said)  # fmt: skip


def _sorted(
    session: Session, listing: Listing, parameter: Parameter, member: str, text: str, down: bool
) -> Iterator[Breach]:
    some = rows.rows(session, listing, **{parameter.name: text})
    values = [each[member] for each in some or () if isinstance(each, dict) and each.get(member) is not None]
    if len(values) > 1 and not in_order(values[::-1] if down else values):
        shown = ", ".join(str(each)[:30] for each in values[:5])
        given = {**listing.values, f"query.{parameter.name}": text}
        yield session.breach(
            "sorts", listing.operation.id, f"{parameter.name}: {text} puts {member} in order", f"it gives {shown}",
            place=rows.place_of(session, listing, parameter), request=session.request(listing.operation, given),
            cause=f"sorts {listing.operation.id}",
        )  # fmt: skip


def in_order(values: list[Any]) -> bool:
    """Whether values ascend, texts in one of the usual ways."""
    if all(isinstance(each, str) for each in values):
        return any(sorted(values, key=way) == values for way in (str, str.casefold, lambda text: re.sub(r"\W", "", text.casefold())))  # fmt: skip
    return sorted(values) == values


def told(session: Session) -> Iterator[Breach]:
    """A list has the order that the document tells in words."""
    for listing in rows.listings(session):
        words = _words(session, listing)
        down = NEWEST.search(words)
        found = down or OLDEST.search(words)
        if found is None:
            continue
        whole = [each for each in rows.rows(session, listing) or () if isinstance(each, dict)]
        values = _ages(session, listing, whole, "first" in found[0].lower())
        if len(values) > 1 and not in_order(values[::-1] if down else values):
            shown = ", ".join(str(each)[:30] for each in values[:5])
            yield session.breach("told-order", listing.operation.id, "newest first" if down else "oldest first", f"they come as {shown}", request=session.request(listing.operation, listing.values))  # fmt: skip


def _words(session: Session, listing: Listing) -> str:
    """What the document says in words of a list: its summary, its description, and that of its success."""
    node: Any = pointers.at(session.promise.document.raw, session.promise.places[listing.operation.id]) or {}
    answers = [each for status, each in (node.get("responses") or {}).items() if str(status)[:1] == "2"]
    said = [node, *(each for each in answers if isinstance(each, dict))]
    return " ".join(str(each.get(name, "")) for each in said for name in ("summary", "description"))


def _ages(session: Session, listing: Listing, whole: list[Any], by_time: bool) -> list[Any]:
    """What tells how old the rows are: the order in which we made ours, a counted key, or the one instant that they have."""
    made = {str(each.key): number for number, each in enumerate(session.traces.owned) if listing.resource and each.resource.name == listing.resource.name}  # fmt: skip
    ours = [made[str(listing.key(each))] for each in whole if str(listing.key(each)) in made]
    if len(ours) > 1:
        return ours
    keys = [listing.key(each) for each in whole]
    if listing.resource and all(isinstance(each, int) for each in keys):
        return keys
    times = [name for name in listing.members if by_time and all(likeness.instant(str(each.get(name))) is not None for each in whole)]  # fmt: skip
    return [likeness.instant(str(each[times[0]])) for each in whole] if len(times) == 1 else []


LAWS = (
    Law("sorts", "queries", "A list is in the order that was asked for.", sorts),
    Law("told-order", "queries", "A list has the order that the document tells.", told),
)
