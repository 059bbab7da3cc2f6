"""What creates of a bare document do: make one new record, or one of each part of what was sent, and answer them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from mockserver.engine.call import Answer, Call
from mockserver.engine.inference import belonging, ids, owned, pages, shapes, times
from mockserver.engine.inference.answers import Answers
from mockserver.engine.inference.body_parts import after_list, before_list, beside, defaults, sendable, several
from mockserver.engine.inference.chances import seed_of, seeded
from mockserver.engine.inference.decisions import Collection, Decision, View
from mockserver.engine.inference.entities import Entities
from mockserver.engine.inference.paths import address, key_text, location
from mockserver.engine.inference.records import Defaults
from mockserver.engine.inference.replies import Replies
from mockserver.engine.inference.views import open_to_all
from mockserver.engine.problems import Problem
from mockserver.openapi.acceptance import scalar
from mockserver.state.store import Collection as Rows
from mockserver.state.store import Key, Record


@dataclass(frozen=True)
class Plan:
    """What the creates of one operation have in common.

    Attributes:
        collection: where they create.
        outer: the way to the record in the body, or to the list of them.
        entity: the way to the record in the body, or in an item of that list.
        sent_key: the way to its key, likewise; empty where none is sent.
        likely: what the key may be called, where nothing is said of what is sent.
        defaults: what becomes of members that are left out.
        times: the members of the answer that say when, beside those of the entity.
        above: by the parameters of the path, the members that the entity has for them.
        owned: the path below an owner where records are created that are read elsewhere; empty for others.
        conflicts: whether a key that exists already is refused.
    """

    collection: Collection
    outer: shapes.Route
    entity: shapes.Route
    sent_key: shapes.Route
    likely: tuple[str, ...]
    defaults: Defaults
    times: tuple[times.Time, ...]
    above: Mapping[str, str]
    owned: str
    conflicts: bool


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
        plan: Plan = self._answers.once(("create", decision.outline.id), lambda: self._plan(decision))
        name = address(plan.collection.path, call.path)
        made = [self._created(call, plan, name, each) for each in several(call.body, decision)]
        first, record = made[0]
        where = f"{call.origin}/{location(name, first)}" if plan.collection.addressed else ""
        named = {"Location": where} if where else {}
        view = decision.view
        if view is not None and (view.listed or (len(made) > 1 and self._lists(decision, view))):
            whole = replace(view, route=before_list(view.route), listed=True)
            body = self._answers.records(decision, whole, made, pages.page(made, {})[1], seed_of(call, decision))
            return self._answers.answer(call, decision, body, named)
        return self._replies.record(call, decision, record, first, named, where)

    def place(self, call: Call, decision: Decision) -> Answer:
        """Store what was sent under the key that the path names, and answer it."""
        plan: Plan = self._answers.once(("create", decision.outline.id), lambda: self._plan(decision))
        path = decision.outline.path
        name = address(path.collection or "", call.path)
        named = ids.typed(plan.collection.key, key_text(call.path.get(path.parameter, "")))
        key, record = self._created(call, plan, name, call.body, named)
        where = f"{call.origin}/{location(name, key)}"
        return self._replies.record(call, decision, record, key, {"Location": where}, where)

    def _created(self, call: Call, plan: Plan, name: str, sent: Any, named: Key | None = None) -> tuple[Key, Record]:
        """One new record, of the part of a body that is about it.

        Args:
            named: its key, where the path names it.
        """
        collection, inner = plan.collection, shapes.at(sent, plan.entity)
        above = {member: call.path.get(parameter) for parameter, member in plan.above.items()}
        around = above
        if plan.outer or plan.entity:
            around = {**above, **beside(call.body, plan.outer), **beside(sent, plan.entity)}
        rows = call.store.collection(name)
        given = shapes.at(sent, plan.sent_key) if plan.sent_key else _named(inner, plan.likely)
        key = self._new_key(call, plan, name, rows, given) if named is None else named
        known = plan.defaults.fill(inner if isinstance(inner, Mapping) else {})
        if named is not None and collection.key.sure:
            known = shapes.placed(known, collection.key.member, named)
        if plan.owned:  # the path decides whose it is, whatever the body says
            known = {name: above[name] if type(above.get(name)) is type(each) else each for name, each in known.items()}
        if collection.key.address:
            known = shapes.placed(known, collection.key.address, self._address(call, collection, name, key))
        record = self._entities.record(call, collection, known, key, created=True, around=around, moments=plan.times)
        rows.put(key, record)
        if plan.owned:
            owned.put(call, plan.collection, plan.owned, key)
        return key, record

    def _new_key(self, call: Call, plan: Plan, name: str, rows: Rows, sent: Any) -> Any:
        """The key that was sent, or one of the collection's own where none was, or it is taken, or fits no address.

        Raises:
            Problem: 409, the key that was sent exists already, and the document lists that.
        """
        key, store = plan.collection.key, call.store
        if isinstance(sent, str | int) and sent != "" and scalar(dict(key.schema), sent):
            if ids.stored(rows, key_text(sent)) is None:
                return sent
            if plan.conflicts:
                raise Problem("conflict", f"there is a {key_text(sent)!r} already; send another one", status=409)
        first = store.counters.get(name, 1)
        try:
            return ids.made(
                key,
                partial(store.next, name),
                lambda: seeded(f"{call.world.chance.seed}:{name}:{first}"),
                partial(ids.was, rows),
            )
        except ids.NoKeyLeft:
            return f"{key.noun or 'item'}-{store.next(name)}"

    def _plan(self, decision: Decision) -> Plan:
        """What a create does in every call."""
        collection = decision.collection
        assert collection is not None
        return Plan(
            collection,
            before_list(decision.body),
            after_list(decision.body),
            after_list(decision.sent_key),
            self._likely(decision, collection),
            defaults(self._answers, decision),
            self._times(decision, collection),
            self._naming(decision, collection),
            decision.outline.path.plain if decision.owned is not None else "",
            "409" in decision.outline.responses,
        )

    def _likely(self, decision: Decision, collection: Collection) -> tuple[str, ...]:
        """What the key may be called in what is sent, where the document says nothing of that."""
        part = sendable(self._folding, decision)
        silent = part is not None and not decision.sent_key and open_to_all(self._folding, part)
        return (str(collection.key_place[-1]), "id") if silent else ()

    def _address(self, call: Call, collection: Collection, name: str, key: Key) -> str:
        """The address of a record: whole, or its path alone where the document shows paths."""
        entity = self._entities.entity(collection)
        shown = shapes.inside(self._folding, entity.schema, collection.key.address) if entity is not None else None
        path = location(name, key)
        return f"/{path}" if str((shown or {}).get("example", ""))[:1] == "/" else f"{call.origin}/{path}"

    def _times(self, decision: Decision, collection: Collection) -> tuple[times.Time, ...]:
        """The members of the answer to a create that say when, beside those of the entity."""
        view, content, folding = decision.view, decision.content, self._folding
        if view is None or view.listed or content is None:
            return ()
        entity = self._entities.entity(collection)
        known = entity.named if entity is not None else {}
        found = times.times(folding, shapes.node(folding, content.schema, view.route))
        return tuple(each for each in found if each.route[0] not in known and len(each.route) == 1)

    def _naming(self, decision: Decision, collection: Collection) -> Mapping[str, str]:
        """By the parameters of a create's path, what the records call them."""
        entity = self._entities.entity(collection)
        return belonging.naming(entity.named if entity is not None else (), collection.key, decision.outline.path.plain)

    def _lists(self, decision: Decision, view: View) -> bool:
        """Whether the answer to a create has a list where it shows a record."""
        if 0 in view.route:
            return True
        return decision.content is not None and shapes.items(self._folding, decision.content.schema) is not None


def _named(sent: Any, likely: tuple[str, ...]) -> Any:
    """The value of the first member that may be the key; None where none is there."""
    return next((sent[name] for name in likely if name in sent), None) if isinstance(sent, Mapping) else None
