"""The law of what a second credential sees: lists show it what it may read, and nothing else; whatever else it may, nobody has to say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.conformance.asking.session import Session
from mockserver.conformance.credentials import Caller
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.traffic import MISSING
from mockserver.conformance.laws import targets
from mockserver.conformance.laws.law import Law
from mockserver.engine.inference.facts import Resource, at

FORBIDDEN = 403
MOST = 3
"""Records of a list that are looked at."""


def visible(session: Session) -> Iterator[Breach]:
    """What a list shows to a credential it may read, and what it hides from it alone it may not."""
    for resource in session.facts.resources:
        if resource.list is None or resource.list.route is None or resource.read is None or resource.key is None:
            continue
        if any(each.place == "path" for each in session.operation(resource.list.operation).parameters):
            continue
        everything = _keys(session, resource, session.caller) or []
        for caller in session.callers[1:] if everything else ():
            seen = _keys(session, resource, caller)
            if seen is not None:
                yield from _shown(session, resource, caller, [each for each in seen if each in everything])
                yield from _hidden(session, resource, caller, [each for each in everything if each not in seen])


def _keys(session: Session, resource: Resource, caller: Caller) -> list[Any] | None:
    """What names the records that a caller is shown; None where it may not list them."""
    assert resource.list is not None
    assert resource.list.route is not None
    key, listing = resource.key or (), session.operation(resource.list.operation)
    got = session.call(listing, targets.unpaged(session, listing), by=caller)
    rows = at(got.json, resource.list.route) if got.good and got.json is not MISSING else None
    if not isinstance(rows, list):
        return None
    keys = (at(row, key) for row in rows if isinstance(row, dict))
    return [each for each in keys if isinstance(each, str | int)]


def _shown(session: Session, resource: Resource, caller: Caller, keys: list[Any]) -> Iterator[Breach]:
    assert resource.list is not None
    assert resource.read is not None
    read = session.operation(resource.read.operation)
    for key in keys[:MOST]:
        values = {**session.maker.values(read), resource.read.parameter: key}
        if session.call(read, values, by=caller).status == FORBIDDEN and session.call(read, values).good:
            listing = session.operation(resource.list.operation)
            says = f"a credential is shown what it may read, and {read.id} lists {FORBIDDEN} for what it may not"
            came = f"the list has {resource.name} {key}, which {read.id} refuses to the same credential"
            request = session.request(listing, targets.unpaged(session, listing), by=caller)
            yield session.breach("visibility", listing.id, says, came, request=request, cause=f"visibility {listing.id}")  # fmt: skip
            return


def _hidden(session: Session, resource: Resource, caller: Caller, keys: list[Any]) -> Iterator[Breach]:
    assert resource.list is not None
    assert resource.read is not None
    read = session.operation(resource.read.operation)
    if not {str(FORBIDDEN), "404"} & set(read.responses):
        return
    for key in keys[:MOST]:
        values = {**session.maker.values(read), resource.read.parameter: key}
        got = session.call(read, values, by=caller)
        if got.good:
            says = f"what {resource.list.operation} hides from a credential is refused to it here, too"
            came = f"the answer for {resource.name} {key} is {got.in_few_words(100)}"
            yield session.breach("visibility", read.id, says, came, request=session.request(read, values, by=caller), cause=f"visibility {read.id}")  # fmt: skip
            return


LAWS = (Law("visibility", "access", "Lists show a credential what it may read, and hide what it may not.", visible),)
