"""What the operations of a bare document do that belong to no collection: there is one of what they are about, or nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.call import Answer, Call
from mockserver.engine.inference import records, shapes, times
from mockserver.engine.inference.answers import Answers
from mockserver.engine.inference.chances import seed_of
from mockserver.engine.inference.decisions import Decision
from mockserver.engine.inference.echoes import Echoes
from mockserver.engine.inference.errors import missing
from mockserver.engine.inference.paths import address, letters
from mockserver.engine.inference.seeds import Seeds
from mockserver.openapi.making.coercion import coerced
from mockserver.openapi.making.ways import NOTHING

CHANGES = ("POST", "PUT", "PATCH")
"""The methods whose answers show what was sent."""


class Singles:
    """The actions of one document that keep no several records.

    Args:
        answers: makes bodies.
        seeds: what a world has from the start.
    """

    def __init__(self, answers: Answers, seeds: Seeds) -> None:
        self._answers, self._seeds, self._folding = answers, seeds, answers.folding
        self.echoes = Echoes(answers)

    def singleton(self, call: Call, decision: Decision) -> Answer:
        """Read, replace, change or delete what there is one of."""
        name = address(decision.outline.path.plain, call.path)
        rows, method = call.store.collection(name), decision.outline.method
        old = rows.get("")
        if old is None and (not rows.used("") or method == "PUT"):
            old = self._seeds.singleton(call, decision)
        if old is None:
            raise missing(decision.outline.path.plain, "")
        sent = shapes.at(call.body, decision.body)
        if method == "DELETE":
            rows.put("", old)
            rows.remove("")
        elif method in ("PUT", "PATCH") and isinstance(sent, Mapping):
            old = {**old, **sent} if method == "PUT" else records.merged(old, sent)
            reading = self._seeds.reading(decision.outline.path.plain)
            times.stamp(self._times(reading or decision), old, call.now(), created=False)
            rows.put("", old)
        given = old if decision.view is not None else NOTHING
        body = self._answers.body(decision.content, given, seed_of(call, decision))
        body = body if decision.view is not None else self.echo(call, decision, body)
        return self._answers.answer(call, decision, body)

    def echo(self, call: Call, decision: Decision, body: Any) -> Any:
        """The body of an answer with what was sent to make or change something."""
        asked = decision.outline.body
        if asked is None or asked.schema is None or decision.outline.method not in CHANGES:
            return body
        return self.echoes.body(decision.content, body, call.body, asked.schema)

    def stateless(self, call: Call, decision: Decision) -> Answer:
        """The document's example, or an instance; what was sent and the values of path and query where it has a place for them."""
        example, content = self._answers.example(decision), decision.content
        base, values = example, self._values(call, decision)
        if base is NOTHING:
            seed = seed_of(call, decision)
            base = self._answers.once(
                (decision.outline.id, decision.status, seed),
                lambda: self._answers.body(content, NOTHING, seed, rich=True),
            )
        base = self._made(call, decision, base, example)
        given = {**base, **values} if values and isinstance(base, Mapping) else base
        if given == base or content is None or content.schema is None:
            return self._answers.answer(call, decision, base)
        return self._answers.answer(call, decision, given if self._answers.fits(content)(given) else base)

    def _made(self, call: Call, decision: Decision, base: Any, example: Any) -> Any:
        """The body of an answer to what was sent: with the time of it, unless it is the document's example and stays that."""
        shown = self.echo(call, decision, base)
        if decision.outline.method not in CHANGES or shown == example:
            return shown
        return self.echo(call, decision, self._dated(call, decision, base))

    def _dated(self, call: Call, decision: Decision, body: Any) -> Any:
        """A body that says that what it is about was made or changed now."""
        content = decision.content
        if content is None or not isinstance(body, Mapping):
            return body
        whole: Any = body
        for each in self._times(decision):
            if shapes.at(body, each.route) is not None and (each.changes or decision.outline.method == "POST"):
                whole = shapes.placed(whole, each.route, each.write(call.now()))
        return whole if self._answers.fits(content)(whole) else body

    def _times(self, decision: Decision) -> tuple[times.Time, ...]:
        """The members of an answer that say when."""
        schema = decision.content.schema if decision.content is not None else None
        if schema is None:
            return ()
        found: tuple[times.Time, ...] = self._answers.once(
            ("times", decision.outline.id), lambda: tuple(times.times(self._folding, schema))
        )
        return found

    def _values(self, call: Call, decision: Decision) -> dict[str, Any]:
        """The values of path and query that the answer has members for."""
        content = decision.content
        if content is None or not content.json or content.schema is None:
            return {}
        by_letters = {letters(name): name for name in shapes.members(self._folding, content.schema)}
        found: dict[str, Any] = {}
        for name, value in {**call.query, **call.path}.items():
            member = by_letters.get(letters(name))
            if member is None and name == decision.outline.path.parameter and letters(name).endswith("id"):
                member = by_letters.get("id")
            if member is not None and not isinstance(value, dict | list):
                fitting = coerced(self._folding.fold(shapes.members(self._folding, content.schema)[member]), value)
                if fitting is not NOTHING:
                    found[member] = fitting
        return found
