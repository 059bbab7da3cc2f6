"""Opens a server for asking: the guard before it, the pace, who asks; and removes at the end what was made there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from mockserver.conformance.asking import caller
from mockserver.conformance.asking.caller import Given
from mockserver.conformance.asking.guard import Guard
from mockserver.conformance.asking.pace import Pace
from mockserver.conformance.asking.session import Limits, Session
from mockserver.conformance.judging.promise import Promise
from mockserver.conformance.results import Progress
from mockserver.engine.inference.facts import Facts

DEAF = Progress()
TIMEOUT = 30.0
"""Seconds that one answer may take."""


class NoPlace(Exception):
    """The document has no place for a credential; the text says for which kind."""


@dataclass(frozen=True)
class Manner:
    """How a server is asked.

    Attributes:
        writes: whether anything may be changed there.
        rate: requests a second at most; None for as many as there are.
        seed: the same seed sends the same requests.
        now: the seconds of a clock that only goes forward.
        today: seconds since 1970.
        sleep: waits for so many seconds.
    """

    writes: bool = False
    rate: float | None = None
    seed: int = 1
    now: Callable[[], float] = lambda: 0.0
    today: Callable[[], float] = lambda: 0.0
    sleep: Callable[[float], None] = time.sleep


@contextmanager
def asking(
    promise: Promise,
    base_url: str,
    given: Iterable[Given] = (),
    manner: Manner = Manner(),
    progress: Progress = DEAF,
    known: Facts | None = None,
) -> Iterator[Session]:
    """A server that is asked behind the guard; whatever was made there is removed at the end, also when that comes early.

    Args:
        promise: what it is held to.
        base_url: where the paths of the document begin.
        given: the credentials; the first may do everything.
        manner: how it is asked.
        progress: whom to tell.
        known: the facts of the document, where they are known already.

    Raises:
        NoPlace: no scheme of the document says where a credential goes.
    """
    given = list(given)
    try:
        callers = caller.callers(promise.document.raw, given)
    except LookupError as error:
        raise NoPlace(str(error)) from None
    pace = Pace(manner.now, manner.today, manner.sleep, manner.rate, tell=progress.now)
    guard = Guard(base_url, writes=manner.writes, inner=httpx.HTTPTransport(retries=1))
    with httpx.Client(transport=guard, timeout=TIMEOUT) as http:
        session = Session(
            promise, http, base_url, callers, limits=Limits(manner.writes), pace=pace, seed=manner.seed,
            masks=caller.masks(given), known=known, now=manner.now, sleep=manner.sleep,
        )  # fmt: skip
        try:
            yield session
        finally:
            _clean_up(session, progress)


def _clean_up(session: Session, progress: Progress) -> None:
    """Remove what was made, and name what stays."""
    if session.writes and session.traces.owned:
        progress.now(f"removes what it made: {len(session.traces.owned)} records")
    for each in session.traces.clean_up():
        progress.done(f"made, and not removed: {each}")
