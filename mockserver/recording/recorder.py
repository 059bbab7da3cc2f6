"""Judges what went over the wire and writes it down, without secrets; knows no sockets."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

from mockserver.conformance.judging.breach import Breach, merged
from mockserver.conformance.judging.judge import Judge, Judgement
from mockserver.conformance.judging.promise import Promise
from mockserver.conformance.judging.recorded import judged
from mockserver.serving.answers import TOLD_VIOLATIONS, violation_text
from mockserver.traffic.exchanges import Exchange
from mockserver.traffic.har import HarFile, entry
from mockserver.traffic.masks import Masks

log = logging.getLogger("mockserver")

Fields = list[tuple[bytes, bytes]]


@dataclass
class Tally:
    """What came so far.

    Attributes:
        exchanges: how many were answered by the real server.
        violated: how many of their requests broke the document.
        breaches: what the answers had otherwise than the document, one for each cause.
    """

    exchanges: int = 0
    violated: int = 0
    breaches: list[Breach] = field(default_factory=list)

    def add(self, judgement: Judgement) -> None:
        """Count an exchange."""
        self.exchanges += 1
        self.violated += bool(judgement.violations)
        self.breaches = merged([*self.breaches, *judgement.breaches])


class Recorder:
    """The record of one real server.

    Args:
        promise: what it is held to.
        upstream: its address.
        masks: what is a secret.
        file: where exchanges are written; None for nowhere.
    """

    def __init__(self, promise: Promise, upstream: str, masks: Masks, file: HarFile | None) -> None:
        self.upstream, self.masks, self._file = upstream, masks, file
        self.judge = Judge(promise, upstream)
        self.tally = Tally()

    def look(self, exchange: Exchange) -> Judgement:
        """Judge an exchange as far as it is known."""
        return self._judged(self.masks.masked(exchange))

    def keep(self, exchange: Exchange) -> Judgement:
        """Judge a whole exchange, count it, and write it down."""
        kept = self.masks.masked(exchange)
        judgement = self._judged(kept)
        self.tally.add(judgement)
        if self._file is not None:
            try:
                self._file.add(entry(self.upstream + kept.target, kept, dict(note(judgement))))
            except OSError as error:
                log.warning("an exchange could not be written: %s", error.strerror)
        return judgement

    def _judged(self, exchange: Exchange) -> Judgement:
        """What is passed on is passed on, whatever its judgement meets with."""
        try:
            return judged(self.judge, exchange)
        except Exception as error:
            log.warning("%s could not be judged: %s: %s", exchange, type(error).__name__, error)
            return Judgement(None)


def note(judgement: Judgement) -> Iterator[tuple[str, object]]:
    """What a recording says of an exchange beside it."""
    yield "operation", judgement.operation.id if judgement.operation is not None else None
    yield "violations", [{"pointer": each.pointer, "what": each.what} for each in judgement.violations]
    yield "drift", [drift(each) for each in judgement.breaches]


def drift(breach: Breach) -> str:
    """A breach in few words: where, what the document says, what came."""
    where = breach.at or ("status" if breach.law == "status" else "answer")
    return f"{where} {breach.says}; {breach.came}"


def fields(judgement: Judgement) -> Fields:
    """The headers that tell a client what was wrong with its request and with the answer."""
    operation = judgement.operation.id if judgement.operation is not None else "-"
    wrong = [violation_text(each.pointer, each.what) for each in judgement.violations[:TOLD_VIOLATIONS]]
    drifted = [violation_text("", drift(each)).removeprefix("body ") for each in judgement.breaches[:TOLD_VIOLATIONS]]
    return [
        (b"mock-operation", operation.encode("ascii", "backslashreplace")),
        *((b"mock-violation", each.encode()) for each in wrong),
        *((b"mock-drift", each.encode()) for each in drifted),
    ]
