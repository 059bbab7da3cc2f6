"""What the operations of a bare document do, each by its decision; what lists do.

Synchronous, like all actions; time, chance and ids come from the world.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from mockserver.engine.actions import Action
from mockserver.engine.call import Answer, Call
from mockserver.engine.inference import addresses, decisions, ids, lists, negotiation, owned, pages, sorting, statuses
from mockserver.engine.inference.answers import Answers
from mockserver.engine.inference.chances import seed_of
from mockserver.engine.inference.changes import Changes
from mockserver.engine.inference.creates import Creates
from mockserver.engine.inference.decisions import Decision, View
from mockserver.engine.inference.entities import Entities
from mockserver.engine.inference.errors import missing
from mockserver.engine.inference.listings import Listings
from mockserver.engine.inference.outlines import Outline
from mockserver.engine.inference.paths import address, key_text
from mockserver.engine.inference.replies import Replies
from mockserver.engine.inference.seeds import Seeds
from mockserver.engine.inference.singles import Singles
from mockserver.state.store import Collection as Rows


class Actions:
    """The actions of one document.

    Args:
        answers: makes bodies.
        inference: what was decided.
    """

    def __init__(self, answers: Answers, inference: decisions.Inference) -> None:
        self._answers, self._listings, self._seeds = answers, Listings(), Seeds(answers, inference)
        self._singles, entities = Singles(answers, self._seeds), Entities(answers)
        replies = Replies(answers, self._singles)
        self._creates = Creates(answers, entities, replies)
        self._changes = Changes(answers, self._seeds, entities, self._singles, replies)

    def action(self, decision: Decision) -> Action:
        """The action of an operation."""
        makers: Mapping[str, Callable[[Call, Decision], Answer]] = {
            decisions.LIST: self._list,
            decisions.CREATE: self._creates.create,
            decisions.READ: self._changes.read,
            decisions.REPLACE: self._replace,
            decisions.UPDATE: self._changes.change,
            decisions.DELETE: self._changes.delete,
            decisions.SINGLETON: self._singles.singleton,
            decisions.STATELESS: self._singles.stateless,
        }
        make, refuses = makers[decision.kind], "406" in decision.outline.responses

        def action(call: Call) -> Answer:
            if refuses:
                negotiation.refuse(call, decision.outline, decision.status)
            self._parents(call, decision)
            return make(call, decision)

        return action

    def shown(self, call: Call, outline: Outline, status: int, example: str) -> Answer:
        """An answer that somebody asks for: the example of a name, if there is one, or made up; nothing is carried out."""
        content = statuses.content(statuses.listed(outline, status))
        return self._singles.stateless(call, Decision(outline, decisions.STATELESS, status, content, example=example))

    def _parents(self, call: Call, decision: Decision) -> None:
        """Refuse what lies below a record that never was there; what lies below a deleted one stays."""
        for path, parameter, others in decision.parents:
            key = key_text(call.path.get(parameter, ""))
            rows = call.store.collection(address(path, call.path))
            if not ids.was(rows, key) and ids.stored(rows, key, others) is None:
                creates = decision.kind == decisions.CREATE
                raise missing(path, key, statuses.ownerless(decision.outline) if creates else 404)

    def _replace(self, call: Call, decision: Decision) -> Answer:
        if decision.creating is not None and not self._changes.there(call, decision):
            return self._creates.place(call, decision.creating)
        return self._changes.change(call, decision)

    def _list(self, call: Call, decision: Decision) -> Answer:
        collection = decision.collection
        assert collection is not None
        name = address(collection.path, call.path)
        self._seeds.plant(call, collection, decision, name)
        decision = negotiation.formed(self._answers, call, decision)
        rows, view = call.store.collection(name), decision.view
        assert view is not None
        if call.entry.query or call.body:
            return self._answers.answer(call, decision, self._chosen(call, decision, view, rows))
        asked = pages.steering(call.query)
        form = decision.content.media_type if decision.content is not None else ""
        seed = f"{seed_of(call, decision)} {call.origin}"  # addresses in it begin with where it was asked for
        body = self._listings.body(
            (decision.outline.id, form),
            seed,
            rows,
            lambda: self._listed(call, decision, view, self._every(call, decision, rows), asked),
        )
        return self._answers.answer(call, decision, body)

    def _chosen(self, call: Call, decision: Decision, view: View, rows: Rows) -> Any:
        """The body of a list of which a part is asked for."""
        sent = parse_qs(call.entry.query, keep_blank_values=True)
        sent |= {name.partition("[")[0]: [] for name in sent if "[" in name}  # a member of an object
        content = call.body if isinstance(call.body, Mapping) else {}  # what QUERY asks, and some documents' GET
        whole = {**call.query, **content}
        # a default that nobody sent searches for nothing, but it pages
        asked = {name: value for name, value in whole.items() if name in sent or name in content}
        by = sorting.taken(decision.sorting, whole) if sorting.taken(decision.sorting, asked) else {}
        rest = {name: value for name, value in asked.items() if name not in by}
        every = self._every(call, decision, rows)
        found = sorting.ordered(
            lists.filtered(every, decision.outline, lists.flat(rest), demanded=decision.searches), by
        )
        return self._listed(call, decision, view, found, pages.steering(lists.flat(whole)))

    def _every(self, call: Call, decision: Decision, rows: Rows) -> pages.Rows:
        """All records that a list is about."""
        return owned.of(call, decision, lists.every(rows))

    def _listed(self, call: Call, decision: Decision, view: View, rows: pages.Rows, asked: Mapping[str, Any]) -> Any:
        outline, folding = decision.outline, self._answers.folding
        counted = self._answers.once(("counted", outline.id), lambda: pages.counting(outline, folding))
        shown, told = pages.page(rows, asked, counted)
        if any(each.links for each in self._answers.beside(decision, view).values()):
            told |= self._addresses(call, outline, counted, told)
        return self._answers.records(decision, view, shown, told, seed_of(call, decision))

    def _addresses(self, call: Call, outline: Outline, counted: pages.Counting, told: Mapping[str, Any]) -> Any:
        """What there is to say about the addresses of a list's pages."""
        turning = self._answers.once(
            ("turning", outline.id), lambda: addresses.turning(outline, self._answers.folding, counted)
        )
        base = f"{call.origin}/{address(outline.path.plain, call.path)}{'/' * outline.path.text.endswith('/')}"
        found = turning.addresses(base, call.entry.query, told)
        return {"addresses": found, "paths": {page: addresses.path_of(each) for page, each in found.items()}}
