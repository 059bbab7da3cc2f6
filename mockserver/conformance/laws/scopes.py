"""The law of scopes: what the document asks of a credential for an operation is enough, and less is refused; knows no evidence."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.conformance import permissions
from mockserver.conformance.asking.session import Session
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.laws import targets
from mockserver.conformance.laws.access import BUSY
from mockserver.conformance.laws.law import Law
from mockserver.openapi import pointers
from mockserver.openapi.operation import Operation

FORBIDDEN = 403


def scoped(session: Session) -> Iterator[Breach]:
    """A credential that holds the scopes of an operation may call it, and one that lacks them may not.

    Where the evidence states what an operation needs, that is asked instead.
    """
    stated = permissions.facts(session.promise.evidence.under(session.promise.key))
    asked = session.operations() if session.writes else session.operations("GET", "HEAD")
    for caller in session.callers[1:]:
        for operation in asked if caller.permissions is not None else ():
            ways = alternatives(session, operation)
            if operation.id in stated or not ways or not all(ways):
                continue
            may = any(each <= {*(caller.permissions or ())} for each in ways)
            values = targets.reachable(session, operation)
            got = session.call(operation, values, by=caller)
            if got.status in BUSY or (got.status != FORBIDDEN if may else not got.good):
                continue
            says = f"the document asks for {' or '.join(', '.join(sorted(each)) for each in ways)}"
            came = f"a caller {'with' if may else 'without'} that is answered {got.in_few_words(100)}"
            yield session.breach("scopes", operation.id, says, came, request=session.request(operation, values, by=caller), cause=f"scopes {operation.id} {may}")  # fmt: skip


def alternatives(session: Session, operation: Operation) -> list[frozenset[str]]:
    """The scopes that an operation asks for, in each of the ways in which it can be called."""
    raw = session.promise.document.raw
    node = pointers.at(raw, session.promise.places[operation.id]) or {}
    given = node.get("security", raw.get("security")) or []
    return [frozenset(scope for scopes in each.values() for scope in scopes) for each in given]


LAWS = (Law("scopes", "access", "A credential may what its scopes say, and nothing else.", scoped),)
