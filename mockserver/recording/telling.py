"""What whoever watches a recording is told of each request; passes nothing on."""

from __future__ import annotations

from collections.abc import Callable

from mockserver.conformance.judging.judge import Judgement
from mockserver.recording.messages import Asked
from mockserver.recording.recorder import drift
from mockserver.state.clock import machine_time, stopwatch
from mockserver.state.journal import Entry
from mockserver.state.verdicts import Verdict, unreadable, verdict


class Telling:
    """Numbers what the real server answers, and tells whoever watches.

    Args:
        name: whose API it is.

    Attributes:
        watcher: who watches; nobody if None.
    """

    def __init__(self, name: str) -> None:
        self.watcher: Callable[[Verdict], None] | None = None
        self._name, self._count = name, 0

    @property
    def id(self) -> str:
        """What the last answer is called."""
        return f"recorded-{self._count}"

    def count(self) -> str:
        """Count one more answer; what it is called."""
        self._count += 1
        return self.id

    def unreadable(self, status: int, why: str) -> None:
        """Tell of what was answered before it could be read as a request."""
        if self.watcher is not None:
            self.watcher(unreadable(machine_time(), self.id, status, why))

    def tell(self, asked: Asked, status: int, judgement: Judgement, reason: str = "") -> None:
        """Tell what came of a request."""
        if self.watcher is None:
            return
        entry = Entry(self.id, asked.at, self._name, asked.method, asked.target.partition("?")[0], "", ())
        entry.operation = judgement.operation.id if judgement.operation is not None else ""
        entry.status, entry.seconds, entry.reason = status, stopwatch() - asked.begun, reason
        entry.violations = tuple((each.pointer, each.what) for each in judgement.violations)
        entry.violations += tuple(("drift:", drift(each)) for each in judgement.breaches)
        self.watcher(verdict(machine_time(), "", entry))
