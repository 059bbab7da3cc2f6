"""Laws of queries that choose: a filter is honoured and finds what there is, an order is kept, what is left out is the default."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mockserver.conformance.asking.session import Session
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.traffic import MISSING
from mockserver.conformance.laws import likeness, rows
from mockserver.conformance.laws.law import Law
from mockserver.conformance.laws.rows import Listing
from mockserver.engine.inference.facts import letters
from mockserver.openapi.parameters import Parameter
from mockserver.openapi.scalars import text_of

NOTHING = "nothing-there-987"
"""A text that no record has."""
ONLY = re.compile(r"^\W*(only|keeps?|filters?|just|restricts?)\b", re.IGNORECASE)
"""How a description begins of a parameter that filters."""
ANY_CASE = re.compile(r"any (letter )?case|ignor\w+ (letter )?case|case[- ]insensitive", re.IGNORECASE)
FROM = ("from", "since", "after", "start", "startdate", "datefrom", "begin", "updatedsince", "createdafter")
UNTIL = ("to", "until", "before", "end", "enddate", "dateto", "createdbefore")
REFUSED = re.compile(r"names no (field|member)[^.]*refused with (\d{3})", re.IGNORECASE)


def filtering(session: Session) -> Iterator[Breach]:
    """A filter gives what has the value, all of it, and nothing else."""
    for listing in rows.listings(session):
        whole = rows.rows(session, listing)
        if not whole or not all(isinstance(each, dict) for each in whole):
            continue
        for parameter in listing.parameters:
            if not rows.paging(parameter.name) and not parameter.required:
                yield from _filtered(session, listing, parameter, whole)


def _filtered(session: Session, listing: Listing, parameter: Parameter, whole: list[Any]) -> Iterator[Breach]:
    route = member_of(listing, parameter.name, whole)
    if route:
        values = _values(whole, route, parameter)
        for value in values[:2]:
            yield from _honoured(session, listing, parameter, route, value, whole)
    if route or ONLY.search(rows.described(session, parameter)):
        yield from _narrows(session, listing, parameter, whole)


def member_of(listing: Listing, name: str, whole: list[Any]) -> tuple[str, ...]:
    """The member of an item, or of an object in it, that a parameter speaks of; empty where none is meant."""
    wanted = (letters(name), rows.called(listing, name))
    for each in wanted:
        for member in listing.members:
            if letters(member) == each:
                return (member,)
    for item in whole:
        for member, value in item.items():
            if isinstance(value, dict):
                for inner in value:
                    if letters(inner) in wanted[:1] and letters(inner) != "id":
                        return member, inner
    return ()


def _at(item: Any, route: tuple[str, ...]) -> Any:
    for step in route:
        item = item.get(step) if isinstance(item, dict) else None
    return item


def _values(whole: list[Any], route: tuple[str, ...], parameter: Parameter) -> list[Any]:
    """Values that some rows have and others do not, as the parameter takes them; those first that choose most."""
    found: dict[str, Any] = {}
    for item in whole:
        value = _at(item, route)
        if value not in (None, "") and not isinstance(value, dict | list) and parameter.validator.fits(value):
            found.setdefault(text_of(value), value)
    often = {text: sum(text_of(_at(item, route)) == text for item in whole) for text in found}
    return [found[text] for text in sorted(found, key=lambda text: often[text])]


def _honoured(
    session: Session, listing: Listing, parameter: Parameter, route: tuple[str, ...], value: Any, whole: list[Any]
) -> Iterator[Breach]:
    got = rows.ask(session, listing, **{parameter.name: value})
    some = rows.of(listing, got)
    if some is None:
        return
    others = [_at(each, route) for each in some if not _fits(_at(each, route), value)]
    name = ".".join(route)
    if others:
        came = f"{parameter.name}={text_of(value)} gives {len(others)} of {len(some)} with another {name}, such as {text_of(others[0])[:60]}"  # fmt: skip
        yield rows.breach(
            session, "filters", listing, parameter, f"only what has this {name}", came, {parameter.name: value}
        )
        return
    missing = [each for each in whole if _at(each, route) == value and listing.key(each) not in [listing.key(one) for one in some]]  # fmt: skip
    if missing:
        came = f"{parameter.name}={text_of(value)} leaves out {len(missing)} that have it"
        yield rows.breach(
            session, "filters", listing, parameter, f"all that has this {name}", came, {parameter.name: value}
        )
        return
    other_case = value.upper() if isinstance(value, str) and value.islower() else str(value).lower()
    if isinstance(value, str) and other_case != value and ANY_CASE.search(rows.described(session, parameter)):
        other = rows.rows(session, listing, **{parameter.name: other_case})
        if other is not None and [listing.key(each) for each in other] != [listing.key(each) for each in some]:
            came = f"{parameter.name}={text_of(value)} gives {len(some)}, {other_case} gives {len(other)}"
            yield rows.breach(
                session,
                "filters",
                listing,
                parameter,
                "letter case does not matter",
                came,
                {parameter.name: other_case},
            )


def _fits(member: Any, value: Any) -> bool:
    """Whether a member is what was asked for, or a text that has it in it."""
    if isinstance(member, str) and isinstance(value, str):
        return value.casefold() in member.casefold()
    return member == value or text_of(member) == text_of(value) or likeness.same(member, value)


def _narrows(session: Session, listing: Listing, parameter: Parameter, whole: list[Any]) -> Iterator[Breach]:
    """A value that nothing has finds nothing."""
    if not parameter.validator.fits(NOTHING):
        return
    got = rows.ask(session, listing, **{parameter.name: NOTHING})
    some = rows.of(listing, got)
    if some:
        came = f"a value that nothing has gives {len(some)} of {len(whole)}"
        yield rows.breach(
            session, "filters", listing, parameter, "a filter is honoured", came, {parameter.name: NOTHING}
        )


def including(session: Session) -> Iterator[Breach]:
    """What is there only where it is asked for comes when it is, and not otherwise."""
    for listing in rows.listings(session):
        for parameter in listing.parameters:
            plain = letters(parameter.name)
            member = next((each for each in listing.members if plain in (f"include{letters(each)}", f"with{letters(each)}")), "")  # fmt: skip
            if not member or not parameter.validator.fits(True):
                continue
            for asked in (True, MISSING):
                some = rows.rows(session, listing, **{parameter.name: asked})
                if some and any((member in each) is not (asked is True) for each in some if isinstance(each, dict)):
                    came = f"{member} is {'missing' if asked is True else 'there'} {'when asked for' if asked is True else 'without being asked for'}"  # fmt: skip
                    given = {parameter.name: True} if asked is True else {}
                    yield rows.breach(
                        session, "filters", listing, parameter, f"{member} comes when it is asked for", came, given
                    )


def spans(session: Session) -> Iterator[Breach]:
    """A beginning or an end leaves out what is before or after it."""
    for listing in rows.listings(session):
        whole = [each for each in rows.rows(session, listing) or () if isinstance(each, dict)]
        times = [name for name in listing.members if any(likeness.instant(str(each.get(name))) is not None for each in whole)]  # fmt: skip
        moments = sorted({each[times[0]] for each in whole if each.get(times[0])}) if len(times) == 1 else []
        for parameter in listing.parameters if len(moments) > 1 else ():
            plain = letters(parameter.name)
            if plain not in FROM + UNTIL or not parameter.validator.fits(moments[-1]):
                continue
            limit = moments[-1] if plain in FROM else moments[0]
            some = rows.rows(session, listing, **{parameter.name: limit})
            wrong = [each[times[0]] for each in some or () if (each[times[0]] < limit) is (plain in FROM) and each[times[0]] != limit]  # fmt: skip
            if wrong:
                came = f"{parameter.name}={limit} gives {wrong[0]}"
                yield rows.breach(session, "filters", listing, parameter, f"{times[0]} is {'not before' if plain in FROM else 'not after'} it", came, {parameter.name: limit})  # fmt: skip


LAWS = (
    Law("filters", "queries", "A filter gives what has the value, all of it, and nothing else.", filtering),
    Law("included-when-asked", "queries", "What has to be asked for comes when it is asked for.", including),
    Law("spans", "queries", "A beginning or an end leaves out what is before or after it.", spans),
)
