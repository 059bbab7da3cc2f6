"""The answers of a bare document: the status of success, and a body that shows the records that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.call import NONE, Answer, Call, make_answer
from mockserver.engine.call import NOTHING as NO_BODY
from mockserver.engine.inference import list_members, negotiation, pages, shapes
from mockserver.engine.inference.bodies import Bodies
from mockserver.engine.inference.chances import seed_of
from mockserver.engine.inference.decisions import Decision, View
from mockserver.engine.inference.outlines import Content
from mockserver.engine.inference.pages import Member, Rows
from mockserver.engine.inference.paths import letters, words
from mockserver.engine.inference.presentation import list_given, members_shown, record_given
from mockserver.engine.inference.shapes import Route
from mockserver.evidence.bare import EXAMPLE
from mockserver.openapi.making.ways import NOTHING


class Answers(Bodies):
    """The answers of one document."""

    def answer(self, call: Call, decision: Decision, body: Any, headers: Mapping[str, str] = NONE) -> Answer:
        """An answer of an operation's success, which says so where it is the document's example, unchanged."""
        example = self.example(decision)
        if example is not NOTHING and example == body:
            call.cite(EXAMPLE)
        if decision.content is None or body is NO_BODY or decision.status in (204, 205, 304):
            return make_answer(decision.status, NO_BODY, headers, "")
        content = negotiation.wanted(call, decision.listed, decision.content)
        if content is not decision.content:
            body = negotiation.told(self, call, decision, content, body)
        if negotiation.varies(decision.listed):
            headers = {**headers, **negotiation.VARY}
        return make_answer(decision.status, body, headers, content.sent)

    def record(self, call: Call, decision: Decision, view: View, record: Mapping[str, Any], key: Any) -> Any:
        """The body of an answer that shows one record."""
        content, names = decision.content, self._names(decision, view)
        if content is not None and names:
            given = record_given(view, shapes.among(record, names), key)
            if self.fits(content)(given):
                return given
        made = self.body(content, record_given(view, record, key), seed_of(call, decision))
        if not view.route or not isinstance(made, dict):
            return made
        for place in self.once(("named", decision.outline.id, decision.content), lambda: self._named(decision, view)):
            made = self._renamed(made, place, key, content)
        first = view.route[0]
        # what an answer is about stands before what it says beside it
        return {first: made[first], **made} if first in made else made

    def records(self, decision: Decision, view: View, rows: Rows, told: Mapping[str, Any], seed: str) -> Any:
        """The body of an answer that lists records.

        Args:
            rows: keys and records.
            told: what there is to say about the list.
        """
        content, names = decision.content, self._names(decision, view)
        named = self.beside(decision, view)
        about = pages.about(named, told) if named else {}
        if content is not None and names:
            given = list_given(view, [(key, shapes.among(record, names)) for key, record in rows], about)
            if self.fits(content)(given):
                return given
        return self.body(content, list_given(view, rows, about), seed)

    def _named(self, decision: Decision, view: View) -> tuple[Route, ...]:
        """Where an answer names the record beside the place that shows it: `transaction.shipSymbol` of a ship."""
        content, collection = decision.content, decision.collection
        if content is None or collection is None or len(words(collection.key.parameter)) < 2:
            return ()
        plain = letters(collection.key.parameter)
        return tuple(
            (*route, name)
            for route, node in shapes.objects(self.folding, content.schema, 3)
            if 0 not in route and route[: len(view.route)] != view.route
            for name in shapes.members(self.folding, node)
            if letters(name) == plain
        )

    def _renamed(self, made: Any, place: Route, key: Any, content: Content | None) -> Any:
        """An answer that names the record at a place where it names one, if it fits so."""
        if content is None or shapes.at(made, place) is None:
            return made
        trial = shapes.placed(made, place, key)
        return trial if self.fits(content)(trial) else made

    def beside(self, decision: Decision, view: View) -> Mapping[str, Member]:
        """The members that an answer has beside its list."""
        key = ("members", decision.outline.id, decision.content)
        return self.once(key, lambda: self._beside(decision, view))  # type: ignore[no-any-return]

    def _beside(self, decision: Decision, view: View) -> Mapping[str, Member]:
        content = decision.content
        found = list_members.beside(self.folding, content.schema, decision.outline) if content is not None else {}
        return {name: each for name, each in found.items() if name not in view.route[:1]}

    def _names(self, decision: Decision, view: View) -> tuple[str, ...]:
        content = decision.content
        key = ("names", decision.outline.id, content)
        return self.once(key, lambda: members_shown(self.folding, content, view))  # type: ignore[no-any-return]

    def example(self, decision: Decision) -> Any:
        """The document's example of an operation's answer, if it fits; NOTHING otherwise. Not to be changed."""
        return self.shown(decision.content, decision.example)
