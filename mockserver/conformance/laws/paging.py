"""Laws of parts of lists: a limit cuts, an offset leaves out, pages do not overlap, totals count, no row comes twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.conformance.asking.session import Session
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.laws import rows
from mockserver.conformance.laws.law import Law
from mockserver.conformance.laws.rows import Listing
from mockserver.engine.inference.facts import at, letters, meaning, singular
from mockserver.openapi.folding import types
from mockserver.openapi.parameters import Parameter
from mockserver.openapi.pointers import join

SIZES = ("count", "limit", "size", "max", "number")
"""The last words of a parameter that says how many of something are wanted."""


def limits(session: Session) -> Iterator[Breach]:
    """With a limit there are no more than so many rows, and the same ones as without, from the beginning."""
    for listing in rows.listings(session):
        for parameter in listing.parameters:
            nested = _counted(session, listing, parameter)
            if nested is None:
                continue
            for number in (1, 2):
                if parameter.validator.fits(number):
                    yield from _limited(session, listing, parameter, nested, number)


def _counted(session: Session, listing: Listing, parameter: Parameter) -> str | None:
    """What a parameter limits: the empty text for the list, the member of an item for a list within; None for nothing."""
    if "integer" not in types(rows.schema_of(session, parameter)):
        return None
    if meaning(parameter.name) == "limit" and letters(parameter.name) != "count":
        return ""
    plain = letters(parameter.name)
    word = next((each for each in SIZES if plain.endswith(each) and plain != each), "")
    stem = plain.removesuffix(word) if word else ""
    if stem and stem in (listing.noun, f"{listing.noun}s"):
        return ""
    return next((name for name in listing.members if stem and letters(singular(name)) == stem), None)


def _limited(session: Session, listing: Listing, parameter: Parameter, nested: str, number: int) -> Iterator[Breach]:
    got = rows.ask(session, listing, **{parameter.name: number})
    some, whole = rows.of(listing, got), rows.rows(session, listing)
    if some is None or whole is None:
        return
    if nested:
        longest = max((len(each.get(nested) or ()) for each in some if isinstance(each, dict)), default=0)
        whole, some = whole[:number], some[: longest and longest]
        if longest > number:
            yield rows.breach(session, "pages", listing, parameter, f"at most so many of {nested}", f"{parameter.name}={number} gives {longest}", {parameter.name: number})  # fmt: skip
        return
    keys = [listing.key(each) for each in some]
    if keys != [listing.key(each) for each in whole[:number]]:
        came = f"{parameter.name}={number} gives {len(some)} of {len(whole)}"
        says = f"at most {number}, the first of them"
        yield rows.breach(session, "pages", listing, parameter, says, came, {parameter.name: number})


def offsets(session: Session) -> Iterator[Breach]:
    """With an offset so many rows are left out at the beginning, and nothing else."""
    for listing in rows.listings(session):
        for parameter in listing.parameters:
            if meaning(parameter.name) != "offset" or not parameter.validator.fits(1):
                continue
            whole, rest = rows.rows(session, listing), rows.rows(session, listing, **{parameter.name: 1})
            if not whole or rest is None:
                continue
            if [listing.key(each) for each in rest] != [listing.key(each) for each in whole[1:]]:
                came = f"{parameter.name}=1 gives {len(rest)} of {len(whole)}, not those from the second on"
                yield rows.breach(session, "pages", listing, parameter, "so many are left out at the beginning", came, {parameter.name: 1})  # fmt: skip


def pages(session: Session) -> Iterator[Breach]:
    """Two pages have nothing in common."""
    for listing in rows.listings(session):
        page = next((each for each in listing.parameters if meaning(each.name) == "page"), None)
        if page is None or not page.validator.fits(2):
            continue
        size = next((each for each in listing.parameters if meaning(each.name) == "limit" and each.validator.fits(1)), None)  # fmt: skip
        given = {} if size is None else {size.name: 1}
        first, second = (rows.rows(session, listing, **given, **{page.name: number}) for number in (1, 2))
        if not first or second is None:
            continue
        keys = [listing.key(each) for each in first]
        if any(listing.key(each) in keys for each in second):
            yield rows.breach(session, "pages", listing, page, "a page has what no other page has", f"the pages 1 and 2 have {len(second)} in common", {**given, page.name: 2})  # fmt: skip
        whole = rows.rows(session, listing)
        if size is not None and whole is not None and len(whole) > 1 and not second:
            yield rows.breach(session, "pages", listing, page, "a page has what comes next", f"the second page of 1 is empty, though there are {len(whole)}", {**given, page.name: 2})  # fmt: skip


def totals(session: Session) -> Iterator[Breach]:
    """What says how many there are counts the rows, whatever part of them is shown."""
    for listing in rows.listings(session):
        got = rows.ask(session, listing)
        whole = rows.of(listing, got)
        beside = at(got.json, listing.route[:-1]) if whole is not None and listing.route else None
        if whole is None or not isinstance(beside, dict):
            continue
        counted = [name for name, value in beside.items() if meaning(name) == "total" and type(value) is int]
        paged = any(meaning(each.name) in ("limit", "page", "cursor") for each in listing.parameters)
        for name in counted:
            if beside[name] < len(whole) or (beside[name] != len(whole) and not _cut(listing, whole, paged)):
                yield session.breach("totals", listing.operation.id, f"{name} says how many there are", f"it is {beside[name]}, and {len(whole)} are listed", at=f"/{name}", request=session.request(listing.operation, listing.values))  # fmt: skip


def _cut(listing: Listing, whole: list[Any], paged: bool) -> bool:
    """Whether there may be more than is listed: as many are shown as were asked for at most."""
    asked = [value for name, value in listing.values.items() if meaning(name.partition(".")[2]) == "limit"]
    return paged and (not asked or len(whole) >= min(asked))


def counting(session: Session) -> Iterator[Breach]:
    """An operation that counts a list gives as many as the list has, with the same filters too."""
    by_path = {each.path.rstrip("/"): each for each in session.operations("GET")}
    for listing in rows.listings(session):
        counter = by_path.get(f"{listing.operation.path.rstrip('/')}/count")
        whole = rows.rows(session, listing)
        if counter is None or whole is None:
            continue
        got = session.call(counter, {})
        if got.good and type(got.json) is int and got.json != len(whole):
            yield session.breach("counts", counter.id, f"as many as {listing.operation.id} lists", f"it is {got.json}, and {len(whole)} are listed", request=session.request(counter, {}))  # fmt: skip


def once(session: Session) -> Iterator[Breach]:
    """No record is listed twice."""
    for listing in rows.listings(session):
        whole = rows.rows(session, listing)
        keys = [str(listing.key(each)) for each in whole or () if isinstance(each, dict)]
        if keys and isinstance(whole, list) and len(set(keys)) < len(keys):
            yield session.breach("listed-once", listing.operation.id, "a record is listed once", f"of {len(keys)} listed, {len(set(keys))} differ", at=join(*(listing.route or ())), request=session.request(listing.operation, listing.values))  # fmt: skip


LAWS = (
    Law("limits", "queries", "A limit cuts a list, and changes nothing else.", limits),
    Law("offsets", "queries", "An offset leaves out the beginning of a list.", offsets),
    Law("pages", "queries", "Pages do not overlap.", pages),
    Law("totals", "queries", "Totals count what is listed.", totals),
    Law("counts", "queries", "Counting a list gives as many as it has.", counting),
    Law("listed-once", "queries", "No record is listed twice.", once),
)
