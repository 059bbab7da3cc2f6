"""Asks a server, whoever it is, whether it keeps a promise: law after law, each as far as there is time; shows nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace

import httpx

from mockserver.conformance.asking.guard import Held
from mockserver.conformance.asking.pace import TooLong
from mockserver.conformance.asking.session import Session
from mockserver.conformance.judging.breach import Breach, merged
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
    """

    groups: Collection[str] = GROUPS
    left: Callable[[], float | None] = lambda: None
    now: Callable[[], float] = lambda: 0.0
    progress: Progress = Progress()


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
        return tuple(breach for point in self.points for breach in point.breaches)


def verify(session: Session, scope: Scope = Scope()) -> Findings:
    """Ask a server everything that its document and its evidence say and that needs no control plane.

    Args:
        session: the server, and how it may be asked.
        scope: what is asked.
    """
    points: list[Point] = []
    not_run: dict[str, str] = {}
    for law in wanted(session, scope.groups):
        start, before = scope.now(), len(session.breaches)
        left = scope.left()
        if left is not None and left <= 0:
            not_run[law.name] = "the time limit came first"
            continue
        scope.progress.now(f"{session.promise.name} {law.group}: {law.says}")
        found, why = _asked(session, law)
        if why:
            not_run[law.name] = why
        session.breaches[before:] = _kept(session, session.breaches[before:])
        points.append(_point(law.name, _kept(session, found), scope.now() - start))
    not_run |= _shut_out(session)
    return Findings(
        (*_without_repetition(points), *_automatic(session.breaches)),
        tuple(merged([each for each in session.breaches if each.kind == "new"])),
        not_run,
        sum(session.asked.values()),
    )


def _shut_out(session: Session) -> dict[str, str]:
    """Why nothing that needs a credential could be asked; nothing if it could."""
    secured = {each.id for each in session.operations() if each.secured}
    if not secured & session.refused or secured & session.succeeded:
        return {}
    why = "the server refuses the credential" if session.callers else "no credential is given (--credential)"
    return {"credentials": f"{why}, so that no operation which needs one could be asked"}


def wanted(session: Session, groups: Collection[str]) -> Iterator[Law]:
    """The laws of some groups that can be asked of a server."""
    for law in laws():
        if law.group in groups and (session.writes or not law.writes):
            yield law


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


def _kept(session: Session, breaches: Iterable[Breach]) -> list[Breach]:
    """Those breaches for which the folder has no reason."""
    return [each for each in breaches if not exempt(session.promise, each)]


def _point(name: str, breaches: list[Breach], seconds: float) -> Point:
    one_each = tuple(merged(breaches))
    return Point("laws", name, tuple(map(str, one_each)), seconds=seconds, breaches=one_each)


def _without_repetition(points: list[Point]) -> Iterator[Point]:
    """The points, each cause told by the first law that met it."""
    seen: set[str] = set()
    for point in points:
        new = tuple(each for each in point.breaches if each.same not in seen)
        seen |= {each.same for each in new}
        yield replace(point, breaches=new, findings=tuple(map(str, new)))


def _automatic(breaches: list[Breach]) -> Iterator[Point]:
    """What is wrong with single answers, a point for each of these laws."""
    broken = [each for each in breaches if each.kind == "broken"]
    for name in dict.fromkeys((*AUTOMATIC, *(each.law for each in broken))):
        yield _point(name, [each for each in broken if each.law == name], 0.0)
