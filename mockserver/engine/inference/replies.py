"""Answers that show the record that a call was about, or as much of it as the document lets them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.call import NONE, Answer, Call
from mockserver.engine.inference import negotiation, shapes
from mockserver.engine.inference.answers import Answers
from mockserver.engine.inference.chances import seed_of
from mockserver.engine.inference.decisions import Decision
from mockserver.engine.inference.singles import Singles
from mockserver.openapi.making.ways import NOTHING
from mockserver.state.store import Record


class Replies:
    """The answers of one document to whoever read, made or changed a record.

    Args:
        answers: makes bodies.
        singles: shows what was sent where an answer shows nothing of a record.
    """

    def __init__(self, answers: Answers, singles: Singles) -> None:
        self._answers, self._singles = answers, singles

    def record(
        self,
        call: Call,
        decision: Decision,
        record: Record,
        key: Any,
        headers: Mapping[str, str] = NONE,
        where: str = "",
    ) -> Answer:
        """An answer that shows a record.

        Args:
            record: the record.
            key: its key.
            headers: what it carries beside its body.
            where: the record's address, for an answer that tells nothing else of it.
        """
        decision = negotiation.formed(self._answers, call, decision)
        view = decision.view
        if view is None:
            given = shapes.placed({}, decision.address, where) if decision.address and where else NOTHING
            made = self._answers.body(decision.content, given, seed_of(call, decision))
            body = self._singles.echo(call, decision, made)
        else:
            body = self._answers.record(call, decision, view, record, key)
        return self._answers.answer(call, decision, body, headers)
