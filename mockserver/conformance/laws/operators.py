"""Laws of filters that are spread over the query: a member with a suffix that compares, a text that is searched for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.conformance.asking.session import Session
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.laws import rows
from mockserver.conformance.laws.filters import NOTHING, REFUSED
from mockserver.conformance.laws.law import Law
from mockserver.conformance.laws.rows import Listing
from mockserver.engine.inference.facts import letters
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import Parameter
from mockserver.openapi.scalars import text_of

SEARCHES = ("q", "query", "search", "searchtext", "term", "keyword", "searchterm")
OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "": lambda member, value: bool(member == value),
    "eq": lambda member, value: bool(member == value),
    "ne": lambda member, value: bool(member != value),
    "lt": lambda member, value: bool(member < value),
    "lte": lambda member, value: bool(member <= value),
    "gt": lambda member, value: bool(member > value),
    "gte": lambda member, value: bool(member >= value),
    "in": lambda member, value: bool(member == value),
    "nin": lambda member, value: bool(member != value),
    "contains": lambda member, value: value.casefold() in member.casefold(),
    "ncontains": lambda member, value: value.casefold() not in member.casefold(),
    "containss": lambda member, value: value in member,
    "ncontainss": lambda member, value: value not in member,
}
"""What a suffix asks of a member."""
TEXTS = ("contains", "ncontains", "containss", "ncontainss")
ORDERS = ("lt", "lte", "gt", "gte")


def spread(parameter: Parameter) -> bool:
    """Whether a parameter is an object whose members stand in the query by themselves, whatever they are called."""
    return parameter.exploded_object and parameter.others is not None


def comparing(session: Session) -> Iterator[Breach]:
    """A filter with a suffix gives what compares so, and nothing else; a count counts the same."""
    counters = {each.path.rstrip("/"): each for each in session.operations("GET")}
    for listing in rows.listings(session):
        parameter = next((each for each in listing.parameters if spread(each)), None)
        whole = [each for each in rows.rows(session, listing) or () if isinstance(each, dict)]
        if parameter is None or len(whole) < 2:
            continue
        counter = counters.get(f"{listing.operation.path.rstrip('/')}/count")
        said = rows.described(session, parameter)
        named = [each for each in OPERATORS if not each or f"`_{each}`" in said]
        for member in _members(listing, whole):
            values = sorted({each[member] for each in whole if isinstance(each.get(member), str | int | float)})
            for operator in named:
                if (operator in TEXTS) <= isinstance(values[0], str) and len(values) > 1:
                    yield from _compared(session, listing, parameter, counter, member, operator, values, whole)
        yield from _unknown(session, listing, parameter, said)


def _members(listing: Listing, whole: list[Any]) -> list[str]:
    """One member with numbers and the two texts that differ most."""
    numbers: dict[str, int] = {}
    texts: dict[str, int] = {}
    for name in listing.members:
        values = {each[name] for each in whole if isinstance(each.get(name), str | int | float) and each[name] != ""}
        kinds = {type(each) for each in values}
        if len(values) > 1 and letters(name) != "id" and (kinds <= {int, float} or kinds == {str}):
            (texts if kinds == {str} else numbers)[name] = len(values)
    return [*sorted(numbers, key=lambda name: -numbers[name])[:1], *sorted(texts, key=lambda name: -texts[name])[:2]]


def _compared(
    session: Session, listing: Listing, parameter: Parameter, counter: Operation | None, member: str, operator: str,
    values: list[Any], whole: list[Any],
) -> Iterator[Breach]:  # fmt: skip
    value = values[len(values) // 2]
    if operator in TEXTS:
        value = str(value)[: max(2, len(str(value)) - 1)].swapcase()
    name = f"{member}_{operator}" if operator else member
    query = {name: text_of(value)}
    some = rows.rows(session, listing, **{parameter.name: query})
    if some is None:
        return
    told = [each for each in whole if each.get(member) is not None]
    right = [str(listing.key(each)) for each in told if OPERATORS[operator](each[member], value)]
    given = [str(listing.key(each)) for each in some if isinstance(each, dict) and each.get(member) is not None]
    values_sent = {**listing.values, f"query.{parameter.name}": query}
    if sorted(right) != sorted(given):
        came = f"{name}={text_of(value)} gives {len(given)}, where {len(right)} of {len(told)} compare so"
        yield session.breach("compares", listing.operation.id, f"filter: {name} compares {member}", came, place=rows.place_of(session, listing, parameter), request=session.request(listing.operation, values_sent), cause=f"compares {listing.operation.id} {operator or 'eq'}")  # fmt: skip
        return
    beside = next((each for each in counter.parameters if spread(each)), None) if counter else None
    if counter is not None and beside is not None:
        got = session.call(counter, {f"query.{beside.name}": query})
        if got.good and type(got.json) is int and got.json != len(some):
            came = f"with {name}={text_of(value)} it is {got.json}, and {len(some)} are listed"
            yield session.breach("counts", counter.id, f"filter: as many as {listing.operation.id} lists", came, place=beside.pointer, request=session.request(counter, {f"query.{beside.name}": query}), cause=f"counts {counter.id} filtered")  # fmt: skip


def _unknown(session: Session, listing: Listing, parameter: Parameter, said: str) -> Iterator[Breach]:
    """A filter by what is no member is refused where the document says so."""
    found = REFUSED.search(" ".join(said.split()))
    if found is None:
        return
    values = {**listing.values, f"query.{parameter.name}": {"nothing_there": "1"}}
    got = session.call(listing.operation, values)
    if got.status != int(found[2]) and got.status != 429:
        yield session.breach("unknown-filter", listing.operation.id, f"filter: a name that no member has is refused with {found[2]}", f"the answer is {got.in_few_words(80)}", place=rows.place_of(session, listing, parameter), request=session.request(listing.operation, values))  # fmt: skip


def searching(session: Session) -> Iterator[Breach]:
    """A text that is searched for finds what has it, and what nothing has finds nothing."""
    for listing in rows.listings(session):
        parameter = next((each for each in listing.parameters if letters(each.name) in SEARCHES), None)
        whole = [each for each in rows.rows(session, listing) or () if isinstance(each, dict)]
        if parameter is None or len(whole) < 2:
            continue
        some = rows.rows(session, listing, **{parameter.name: NOTHING})
        if some:
            given = {**listing.values, f"query.{parameter.name}": NOTHING}
            yield session.breach("searches", listing.operation.id, f"{parameter.name}: a text that nothing has finds nothing", f"it finds {len(some)} of {len(whole)}", place=rows.place_of(session, listing, parameter), request=session.request(listing.operation, given))  # fmt: skip


LAWS = (
    Law("compares", "queries", "A filter with a suffix gives what compares so.", comparing),
    Law("searches", "queries", "A text that is searched for is looked for.", searching),
)
