"""Laws of access: whoever presents nothing, or what nobody knows, is refused; a lesser credential may no more than it should."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.conformance.asking.session import Session
from mockserver.conformance.credentials import NOBODY, Caller, strangers
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.traffic import Answer
from mockserver.conformance.laws.law import Law
from mockserver.conformance.laws.targets import harmless
from mockserver.openapi.operation import Operation

REFUSALS = (401, 403, 407)


def nobody(session: Session) -> Iterator[Breach]:
    """Without a credential, and with one that nobody knows; whoever takes none is not asked for the other."""
    for operation in session.operations():
        if not operation.secured or not (session.writes or operation.method in ("GET", "HEAD")):
            continue
        found = [*_refused(session, operation, NOBODY, "without a credential")]
        for each in _unknown(session) if not found else ():
            found += _refused(session, operation, each, f"with an unknown {each.scheme} credential")
        yield from found


def _unknown(session: Session) -> list[Caller]:
    """Callers whom nobody knows, in the ways in which we ask ourselves: whoever takes none of ours may take any."""
    own = {each.scheme for each in session.callers}
    return [each for each in strangers(session.promise.document.raw) if each.scheme in own]


def _refused(session: Session, operation: Operation, who: Caller, how: str) -> Iterator[Breach]:
    values = harmless(session, operation)
    got = session.call(operation, values, by=who)
    if got.status in (429, 503) or got.status in REFUSALS or _documented(operation, got):
        return
    says = "the document asks for a credential"
    came = f"{how} the answer is {got.in_few_words(100)}"
    request = session.request(operation, values).by(who) if who is not NOBODY else None
    yield session.breach(
        "authentication", operation.id, says, came, request=request, place=f"{session.promise.places[operation.id]}",
        cause=f"authentication {how} {got.status if not got.good else 'success'}",
    )  # fmt: skip


def _documented(operation: Operation, got: Answer) -> bool:
    """Whether a refusal with another status is what the document has for want of a 401: it lists none."""
    return 400 <= got.status < 500 and not any(each in operation.responses for each in ("401", "4XX"))


LAWS = (Law("authentication", "access", "Whoever presents nothing, or what nobody knows, is refused.", nobody),)
