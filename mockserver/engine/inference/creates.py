"""What creates of a bare document do: make one new record, or one of each part of what was sent, and answer them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mockserver.engine.call import Answer, Call
from mockserver.engine.inference import ids, pages, shapes, times
from mockserver.engine.inference.answers import Answers
from mockserver.engine.inference.body_parts import after_list, before_list, beside, defaults, several
from mockserver.engine.inference.chances import seed_of, seeded
from mockserver.engine.inference.decisions import Collection, Decision, View
from mockserver.engine.inference.entities import Entities
from mockserver.engine.inference.paths import address, key_text, letters, location, owners
from mockserver.engine.inference.replies import Replies
from mockserver.engine.problems import Problem
from mockserver.openapi.acceptance import scalar
from mockserver.state.store import Key, Record


class Creates:
    """The creates of one document.

    Args:
        answers: makes bodies.
        entities: makes records whole.
        replies: shows them.
    """

    def __init__(self, answers: Answers, entities: Entities, replies: Replies) -> None:
        self._answers, self._entities, self._replies, self._folding = answers, entities, replies, answers.folding

    def create(self, call: Call, decision: Decision) -> Answer:
        """Store what was sent, and answer it."""
        collection = decision.collection
        assert collection is not None
        name = address(decision.outline.path.plain, call.path)
        made = [self._created(call, decision, collection, name, each) for each in several(call.body, decision)]
        first, record = made[0]
        where = f"{call.origin}/{location(name, first)}" if collection.addressed else ""
        named = {"Location": where} if where else {}
        view = decision.view
        if view is not None and (view.listed or (len(made) > 1 and self._lists(decision, view))):
            whole = replace(view, route=before_list(view.route), listed=True)
            body = self._answers.records(decision, whole, made, pages.page(made, {})[1], seed_of(call, decision))
            return self._answers.answer(call, decision, body, named)
        return self._replies.record(call, decision, record, first, named, where)

    def _created(
        self, call: Call, decision: Decision, collection: Collection, name: str, sent: Any
    ) -> tuple[Key, Record]:
        """One new record, of the part of a body that is about it."""
        entity, place = after_list(decision.body), after_list(decision.sent_key)
        inner = shapes.at(sent, entity)
        around = {
            **self._above(call, collection),
            **beside(call.body, before_list(decision.body)),
            **beside(sent, entity),
        }
        key = self._new_key(call, collection, decision, name, shapes.at(sent, place) if place else None)
        given = defaults(self._answers, decision).fill(inner if isinstance(inner, Mapping) else {})
        if collection.key.address:
            given = shapes.placed(given, collection.key.address, self._address(call, collection, name, key))
        given = times.timed(self._times(decision, collection), given, call.now(), created=True)
        record = self._entities.record(call, collection, given, key, created=True, around=around)
        call.store.collection(name).put(key, record)
        return key, record

    def _new_key(self, call: Call, collection: Collection, decision: Decision, name: str, sent: Any) -> Any:
        """The key that was sent, or one of the collection's own where none was, or it is taken, or fits no address.

        Raises:
            Problem: 409, the key that was sent exists already, and the document lists that.
        """
        rows = call.store.collection(name)
        if isinstance(sent, str | int) and sent != "" and scalar(dict(collection.key.schema), sent):
            if ids.stored(rows, key_text(sent)) is None:
                return sent
            if "409" in decision.outline.responses:
                raise Problem("conflict", f"there is a {key_text(sent)!r} already; send another one", status=409)
        try:
            return ids.made(
                collection.key,
                lambda: call.store.next(name),
                seeded(f"{call.world.chance.seed}:{name}:{call.store.counters.get(name, 1)}"),
                lambda text: ids.was(rows, text),
            )
        except ids.NoKeyLeft:
            return f"{collection.key.noun or 'item'}-{call.store.next(name)}"

    def _address(self, call: Call, collection: Collection, name: str, key: Key) -> str:
        """The address of a record: whole, or its path alone where the document shows paths."""
        entity = self._entities.entity(collection)
        shown = shapes.inside(self._folding, entity.schema, collection.key.address) if entity is not None else None
        path = location(name, key)
        return f"/{path}" if str((shown or {}).get("example", ""))[:1] == "/" else f"{call.origin}/{path}"

    def _times(self, decision: Decision, collection: Collection) -> Sequence[times.Time]:
        """The members of the answer to a create that say when, beside those of the entity."""
        view, content, folding = decision.view, decision.content, self._folding

        def make() -> Sequence[times.Time]:
            if view is None or view.listed or content is None:
                return ()
            entity = self._entities.entity(collection)
            known = entity.named if entity is not None else {}
            found = times.times(folding, shapes.node(folding, content.schema, view.route))
            return [each for each in found if each.route[0] not in known and len(each.route) == 1]

        found: Sequence[times.Time] = self._answers.once(("times", decision.outline.id), make)
        return found

    def _above(self, call: Call, collection: Collection) -> dict[str, Any]:
        """What the path of a create says of the records above, by the members that the entity has for it."""
        owned: Mapping[str, str] = self._answers.once(("owners", collection.path), lambda: self._owned(collection))
        return {member: call.path.get(name) for name, member in owned.items()}

    def _owned(self, collection: Collection) -> Mapping[str, str]:
        """By the parameters of a collection's path, what its entity calls them; those that are keys of its own left out."""
        own, entity = collection.key, self._entities.entity(collection)
        taken = {letters(own.parameter), *(letters(str(step)) for step in own.member), "id"}
        named = {letters(name): name for name in entity.named} if entity is not None else {}
        found = {}
        for name, owner in owners(collection.path).items():
            if letters(name) not in taken:
                found[name] = named.get(letters(name), name)
            elif letters(owner + name) in named.keys() - taken:
                found[name] = named[letters(owner + name)]
        return found

    def _lists(self, decision: Decision, view: View) -> bool:
        """Whether the answer to a create has a list where it shows a record."""
        if 0 in view.route:
            return True
        return decision.content is not None and shapes.items(self._folding, decision.content.schema) is not None
