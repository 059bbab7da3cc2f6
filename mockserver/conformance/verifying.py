"""Asks a server, whoever it is, whether it keeps a promise: law after law, each as far as there is time; shows nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

import httpx

from mockserver.conformance.asking.guard import Held
from mockserver.conformance.asking.pace import TooLong
from mockserver.conformance.asking.session import Session
from mockserver.conformance.judging.breach import Breach, merged
from mockserver.conformance.judging.promise import Promise
from mockserver.conformance.laws.exemptions import exempt
from mockserver.conformance.laws.law import GROUPS, Law, laws
from mockserver.conformance.results import Point, Progress

AUTOMATIC = ("status", "headers", "content-type", "schema")
"""The laws that every single answer is held to."""


@dataclass(frozen=True)
class Scope:
    """What is asked.

    Attributes:
        groups: those of `GROUPS` that are wanted.
        left: how many seconds are left; None if there is no limit.
        now: the seconds of a clock that only goes forward.
        progress: whom to tell.
        excused: whether a breach counts as none.
    """

    groups: Collection[str] = GROUPS
    left: Callable[[], float | None] = lambda: None
    now: Callable[[], float] = lambda: 0.0
    progress: Progress = Progress()
    excused: Callable[[Breach], bool] = lambda breach: False


@dataclass(frozen=True)
class Findings:
    """What came of it.

    Attributes:
        points: law by law; every breach stands under the law that it breaks, each cause once.
        new: what the server has that the document does not have, each cause once.
        not_run: the laws that were not asked, or not to their end, and why.
        requests: how many were sent.
    """

    points: tuple[Point, ...]
    new: tuple[Breach, ...]
    not_run: dict[str, str]
    requests: int

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """Every breach, each cause once."""
        return tuple(breach for each in self.points for breach in each.breaches)


def verify(session: Session, scope: Scope = Scope()) -> Findings:
    """Ask a server everything that its document and its evidence say and that needs no control plane.

    Args:
        session: the server, and how it may be asked.
        scope: what is asked.
    """
    why = _shut_out(session)
    groups = ("access",) if why else scope.groups
    asked = [each for each in laws() if each.group in groups and (session.writes or not each.writes)]
    found = verify_each(session.promise, lambda law: nullcontext(session), asked, scope)
    return replace(found, not_run=found.not_run | why, requests=sum(session.asked.values()))


def verify_each(
    promise: Promise, opened: Callable[[Law], AbstractContextManager[Session]], asked: Iterable[Law], scope: Scope
) -> Findings:
    """Ask law after law, each of whatever is opened for it.

    Args:
        promise: what the server is held to.
        opened: opens the server for one law.
        asked: the laws.
        scope: how long there is time, and whom to tell.
    """
    points: list[Point] = []
    single: list[Breach] = []
    not_run: dict[str, str] = {}
    requests = 0
    for law in asked:
        left = scope.left()
        if left is not None and left <= 0:
            not_run[law.name] = "the time limit came first"
            continue
        scope.progress.now(f"{promise.name} {law.group}: {law.says}")
        start = scope.now()
        with opened(law) as session, session.within(scope.left):
            known, before = len(session.breaches), sum(session.asked.values())
            found, why = _asked(session, law)
            single += session.breaches[known:]
            requests += sum(session.asked.values()) - before
        not_run |= {law.name: why} if why else {}
        found = [each for each in kept(promise, found) if not scope.excused(each)]
        points.append(point(law.name, found, scope.now() - start))
    single = kept(promise, single)
    new = tuple(merged([each for each in single if each.kind == "new"]))
    return Findings((*_without_repetition(points), *automatic(single)), new, not_run, requests)


LOOKED_AT = 5
"""Operations that are tried to see whether the credential is taken."""


def _shut_out(session: Session) -> dict[str, str]:
    """Why nothing that needs a credential can be asked; nothing if it can."""
    secured = [each for each in session.operations("GET") if each.secured and "{" not in each.path][:LOOKED_AT]
    try:
        answers = [session.call(each, session.maker.values(each)).status for each in secured]
    except (httpx.HTTPError, Held, TooLong) as error:
        return {"credentials": f"{type(error).__name__}: {error}"}
    if not answers or set(answers) != {401}:
        return {}
    why = "the server refuses the credential" if session.callers else "no credential is given (--credential)"
    return {"credentials": f"{why}, so that nothing but access could be asked"}


def _asked(session: Session, law: Law) -> tuple[list[Breach], str]:
    """The breaches of a law, and why it did not come to its end; empty if it did."""
    found: list[Breach] = []
    try:
        found += law.ask(session)
    except (httpx.HTTPError, Held, TooLong) as error:
        return found, f"{type(error).__name__}: {error}"
    except LookupError as error:
        return found, f"the document does not allow it to be asked: {error}"
    return found, ""


def kept(promise: Promise, breaches: Iterable[Breach]) -> list[Breach]:
    """Those breaches for which the folder has no reason."""
    return [each for each in breaches if not exempt(promise, each)]


def point(name: str, breaches: Iterable[Breach], seconds: float) -> Point:
    """What a law came to."""
    one_each = tuple(merged(list(breaches)))
    return Point("laws", name, tuple(map(str, one_each)), seconds=seconds, breaches=one_each)


def _without_repetition(points: list[Point]) -> Iterator[Point]:
    """The points, each cause told by the first law that met it."""
    seen: set[str] = set()
    for each in points:
        new = tuple(breach for breach in each.breaches if breach.same not in seen)
        seen |= {breach.same for breach in new}
        yield replace(each, breaches=new, findings=tuple(map(str, new)))


def automatic(breaches: list[Breach]) -> Iterator[Point]:
    """What is wrong with single answers, a point for each of these laws."""
    broken = [each for each in breaches if each.kind == "broken"]
    for name in dict.fromkeys((*AUTOMATIC, *(each.law for each in broken))):
        yield point(name, [each for each in broken if each.law == name], 0.0)
