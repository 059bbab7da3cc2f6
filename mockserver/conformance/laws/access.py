"""Laws of access: whoever presents nothing, or what nobody knows, is refused; each credential may what it may, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.conformance import permissions
from mockserver.conformance.asking.session import Session
from mockserver.conformance.asking.values import Values
from mockserver.conformance.credentials import NOBODY, Caller, strangers
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.traffic import Answer
from mockserver.conformance.laws import targets
from mockserver.conformance.laws.law import Law
from mockserver.conformance.request_building import Request, built
from mockserver.evidence.statements import Needs
from mockserver.openapi.operation import Operation

REFUSALS = (401, 403, 407)
BUSY = (429, 503)


def nobody(session: Session) -> Iterator[Breach]:
    """Without a credential, and with one that nobody knows; whoever takes none is not asked for the other."""
    for operation in _asked(session):
        if not operation.secured:
            continue
        found = [*_refused(session, operation, NOBODY, "without a credential")]
        for each in _unknown(session) if not found else ():
            found += _refused(session, operation, each, f"with an unknown {each.scheme} credential")
        yield from found


def _asked(session: Session) -> list[Operation]:
    return session.operations() if session.writes else session.operations("GET", "HEAD")


def _unknown(session: Session) -> list[Caller]:
    """Callers whom nobody knows, in the ways in which we ask ourselves: whoever takes none of ours may take any."""
    own = {each.scheme for each in session.callers}
    return [each for each in strangers(session.promise.document.raw) if each.scheme in own]


def _refused(session: Session, operation: Operation, who: Caller, how: str) -> Iterator[Breach]:
    values = targets.harmless(session, operation)
    got = session.call(operation, values, by=who)
    if got.status in BUSY or _fits(operation, got, who is not NOBODY):
        return
    wanted = "401" if "401" in operation.responses else "401 or 403"
    says = f"the document asks for a credential, and a request without a good one is {wanted}"
    request = session.request(operation, values, by=who)
    cause = f"authentication {how} {got.status if not got.good else 'success'}"
    yield session.breach("authentication", operation.id, says, f"{how} the answer is {got.in_few_words(100)}", request=request, cause=cause)  # fmt: skip


def _fits(operation: Operation, got: Answer, unknown: bool) -> bool:
    """Whether an answer refuses as the document has it: with 401 where it lists that, with any refusal where it lists none."""
    if "401" in operation.responses or (unknown and _shows_401(operation)):
        return got.status == 401
    listed = any(each in operation.responses for each in ("403", "407"))
    return got.status in REFUSALS or (400 <= got.status < 500 and not listed)


def _shows_401(operation: Operation) -> bool:
    """Whether an example of an answer to any status is that of a 401."""
    promised = operation.responses.get("default")
    shown = [value for _, value in promised.examples.values()] if promised else []
    return any(
        isinstance(each, dict) and 401 in (each.get("code"), each.get("statusCode"), each.get("status"))
        for each in shown
    )


def open_to_all(session: Session) -> Iterator[Breach]:
    """Where the document asks for no credential, none is needed: neither by a good request nor by one that cannot be read."""
    for operation in _asked(session):
        if operation.secured:
            continue
        for request in _good_and_unreadable(session, operation):
            got = session.send(request, NOBODY)
            if got.status in REFUSALS:
                yield session.breach("open-to-all", operation.id, "the document asks for no credential here", f"without one the answer is {got.in_few_words(100)}", request=request)  # fmt: skip
                break


def _good_and_unreadable(session: Session, operation: Operation) -> Iterator[Request]:
    """A good request; where others need a credential, also one with a body that cannot be read, of which nothing is made."""
    good = built(operation, targets.harmless(session, operation))
    yield good
    if good.body is not None and any(each.secured for each in session.operations()):
        yield replace(good, body=b"{")


def taken(session: Session) -> Iterator[Breach]:
    """Each credential that was given is taken, in each of its schemes."""
    for caller in session.callers[1:]:
        for operation in session.operations("GET"):
            if [caller.scheme] not in session.ways(operation):
                continue
            values = session.maker.values(operation)
            got = session.call(operation, values, by=caller)
            if got.status == 401 and (operation.id in session.succeeded or session.call(operation, values).good):
                yield session.breach("credential-is-taken", operation.id, f"a {caller.scheme} credential that is good here is taken", f"the answer is {got.in_few_words(100)}", request=session.request(operation, values, by=caller), cause=f"credential-is-taken {operation.id} {caller.scheme}")  # fmt: skip


def permitted(session: Session) -> Iterator[Breach]:
    """A credential may what its permissions say, and nothing else."""
    stated = permissions.facts(session.promise.evidence.under(session.promise.key))
    for caller in session.callers[1:]:
        if caller.permissions is None:
            continue
        for operation in _asked(session):
            if operation.id in stated and operation.secured:
                yield from _permitted(session, operation, caller, stated[operation.id][0])


def _permitted(session: Session, operation: Operation, caller: Caller, needs: Needs) -> Iterator[Breach]:
    assert caller.permissions is not None
    values = targets.reachable(session, operation)
    may = granted(needs, caller.permissions, values)
    got = session.call(operation, values, by=caller)
    request = session.request(operation, values, by=caller)
    says = permissions.words(needs) or "needs no permission"
    if got.status in BUSY:
        return
    if not may and got.status != 403 and ("403" in operation.responses or got.good):
        yield session.breach("permissions", operation.id, says, f"a caller without it is answered {got.in_few_words(100)}", request=request, cause=f"permissions lacking {operation.id}")  # fmt: skip
    if may and len(needs.actions) < 2 and got.status in (401, 403):
        yield session.breach("permissions", operation.id, says, f"a caller with it is answered {got.in_few_words(100)}", request=request, cause=f"permissions refused {operation.id}")  # fmt: skip


def granted(needs: Needs, held: Mapping[str, Any], values: Values) -> bool:
    """Whether what a credential holds is enough.

    Args:
        needs: what the operation asks for.
        held: by permission the scopes that it is held for.
        values: what is sent; the path fills the scopes in.
    """
    path = {name.removeprefix("path."): value for name, value in values.items() if name.startswith("path.")}
    scopes = [each.format(**path) for each in needs.scopes]
    for action in needs.actions:
        if action in held and (not scopes or set(scopes) & set(held[action])):
            return True
    return not needs.actions


LAWS = (
    Law("authentication", "access", "Whoever presents nothing, or what nobody knows, is refused.", nobody),
    Law("open-to-all", "access", "Where the document asks for no credential, none is needed.", open_to_all),
    Law("credential-is-taken", "access", "Each credential that was given is taken.", taken),
    Law("permissions", "access", "A credential may what its permissions say, and nothing else.", permitted),
)
