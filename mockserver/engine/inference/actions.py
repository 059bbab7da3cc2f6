"""What the operations of a bare document do: read and replace records in the world's store, and answer them.

Synchronous, like all actions; time, chance and ids come from the world.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, quote

from mockserver.engine.actions import Action
from mockserver.engine.call import NONE, Answer, Call
from mockserver.engine.inference import decisions, ids, lists, patches, records, shapes, statuses, times
from mockserver.engine.inference.answers import Answers
from mockserver.engine.inference.chances import seed_of, seeded
from mockserver.engine.inference.decisions import Collection, Decision, View
from mockserver.engine.inference.entities import Entities
from mockserver.engine.inference.errors import missing
from mockserver.engine.inference.listings import Listings
from mockserver.engine.inference.paths import address, key_text, letters, owners
from mockserver.engine.inference.seeds import Seeds
from mockserver.engine.inference.singles import Singles
from mockserver.engine.problems import Problem
from mockserver.openapi.acceptance import scalar
from mockserver.openapi.making.ways import NOTHING
from mockserver.state.store import Collection as Rows
from mockserver.state.store import Key, Record


class Actions:
    """The actions of one document.

    Args:
        answers: makes bodies.
        inference: what was decided.
    """

    def __init__(self, answers: Answers, inference: decisions.Inference) -> None:
        self.answers, self.folding = answers, answers.folding
        self.seeds, self.entities, self.listings = Seeds(answers, inference), Entities(answers), Listings()
        self.singles = Singles(answers, self.seeds)

    def action(self, decision: Decision) -> Action:
        """The action of an operation."""
        makers: Mapping[str, Callable[[Call, Decision], Answer]] = {
            decisions.LIST: self._list,
            decisions.CREATE: self._create,
            decisions.READ: self._read,
            decisions.REPLACE: self._change,
            decisions.UPDATE: self._change,
            decisions.DELETE: self._delete,
            decisions.SINGLETON: self.singles.singleton,
            decisions.STATELESS: self.singles.stateless,
        }
        make = makers[decision.kind]

        def action(call: Call) -> Answer:
            self._parents(call, decision)
            return make(call, decision)

        return action

    def _parents(self, call: Call, decision: Decision) -> None:
        """Refuse what lies below a record that never was there; what lies below a deleted one stays."""
        for path, parameter, others in decision.parents:
            key = key_text(call.path.get(parameter, ""))
            rows = call.store.collection(address(path, call.path))
            if not ids.was(rows, key) and ids.stored(rows, key, others) is None:
                creates = decision.kind == decisions.CREATE
                raise missing(path, key, statuses.ownerless(decision.outline) if creates else 404)

    def _list(self, call: Call, decision: Decision) -> Answer:
        collection, view = decision.collection, decision.view
        assert collection is not None
        assert view is not None
        name = address(collection.path, call.path)
        self.seeds.plant(call, collection, decision, name)
        rows = call.store.collection(name)
        if call.entry.query:
            return self.answers.answer(call, decision, self._chosen(call, decision, view, rows))
        seed = seed_of(call, decision)
        body = self.listings.body(
            decision.outline.id, seed, rows, lambda: self._listed(decision, view, lists.every(rows), {}, seed)
        )
        return self.answers.answer(call, decision, body)

    def _chosen(self, call: Call, decision: Decision, view: View, rows: Rows) -> Any:
        """The body of a list of which a part is asked for."""
        sent = parse_qs(call.entry.query, keep_blank_values=True)
        # a default that nobody sent cuts nothing
        asked = {name: value for name, value in call.query.items() if name in sent}
        found = lists.filtered(lists.every(rows), decision.outline, asked, demanded=decision.searches)
        return self._listed(decision, view, found, asked, seed_of(call, decision))

    def _listed(self, decision: Decision, view: View, rows: lists.Rows, asked: Mapping[str, Any], seed: str) -> Any:
        shown, told = lists.page(rows, asked)
        return self.answers.records(decision, view, shown, told, seed)

    def _create(self, call: Call, decision: Decision) -> Answer:
        collection = decision.collection
        assert collection is not None
        name = address(decision.outline.path.plain, call.path)
        several = _several(call.body, decision)
        made = [self._created(call, decision, collection, name, each) for each in several]
        first, record = made[0]
        where = f"{call.origin}/{location(name, first)}" if collection.addressed else ""
        named = {"Location": where} if where else {}
        view = decision.view
        if view is not None and (view.listed or (len(made) > 1 and self._lists(decision, view))):
            whole = replace(view, route=_before_list(view.route), listed=True)
            body = self.answers.records(decision, whole, made, lists.page(made, {})[1], seed_of(call, decision))
            return self.answers.answer(call, decision, body, named)
        return self._answer_with(call, decision, record, first, named, where)

    def _created(
        self, call: Call, decision: Decision, collection: Collection, name: str, sent: Any
    ) -> tuple[Key, Record]:
        """One new record, of the part of a body that is about it."""
        entity, place = _after_list(decision.body), _after_list(decision.sent_key)
        inner = shapes.at(sent, entity)
        beside = {**_beside(call.body, _before_list(decision.body)), **_beside(sent, entity)}
        key = self._new_key(call, collection, decision, name, shapes.at(sent, place) if place else None)
        given = self._defaults(decision).fill(inner if isinstance(inner, Mapping) else {})
        if collection.key.address:
            given = shapes.placed(given, collection.key.address, self._address(call, collection, name, key))
        around = {**self._above(call, collection), **beside}
        given = times.timed(self._times(decision, collection), given, call.now(), created=True)
        record = self.entities.record(call, collection, given, key, created=True, around=around)
        call.store.collection(name).put(key, record)
        return key, record

    def _times(self, decision: Decision, collection: Collection) -> Sequence[times.Time]:
        """The members of the answer to a create that say when, beside those of the entity."""
        view, content, folding = decision.view, decision.content, self.folding

        def make() -> Sequence[times.Time]:
            if view is None or view.listed or content is None:
                return ()
            entity = self.entities.entity(collection)
            known = entity.named if entity is not None else {}
            found = times.times(folding, shapes.node(folding, content.schema, view.route))
            return [each for each in found if each.route[0] not in known and len(each.route) == 1]

        found: Sequence[times.Time] = self.answers.once(("times", decision.outline.id), make)
        return found

    def _above(self, call: Call, collection: Collection) -> dict[str, Any]:
        """What the path of a create says of the records above, by the members that the entity has for it."""
        named: Mapping[str, str] = self.answers.once(("above", collection.path), lambda: self._named_above(collection))
        return {member: call.path.get(parameter) for member, parameter in named.items()}

    def _named_above(self, collection: Collection) -> Mapping[str, str]:
        """The members of an entity that name the records above, with the parameters of the path that do."""
        own, entity = collection.key, self.entities.entity(collection)
        taken = {letters(own.parameter), *(letters(str(step)) for step in own.member), "id"}
        named = {letters(name): name for name in entity.named} if entity is not None else {}
        found: dict[str, str] = {}
        for name, owner in owners(collection.path).items():
            if letters(name) not in taken:
                found[named.get(letters(name), name)] = name
            elif letters(owner + name) in named.keys() - taken:
                found[named[letters(owner + name)]] = name
        return found

    def _sendable(self, decision: Decision) -> Any:
        """The schema of the record in the body of an operation; None where it has none."""
        body = decision.outline.body
        return shapes.inside(self.folding, body.schema, decision.body) if body is not None else None

    def _defaults(self, decision: Decision) -> records.Defaults:
        """What becomes of members that are left out of the body of an operation."""

        def make() -> records.Defaults:
            return records.defaults(self.folding, self._sendable(decision))

        found: records.Defaults = self.answers.once(("defaults", decision.outline.id), make)
        return found

    def _address(self, call: Call, collection: Collection, name: str, key: Key) -> str:
        """The address of a record: whole, or its path alone where the document shows paths."""
        entity = self.entities.entity(collection)
        shown = shapes.inside(self.folding, entity.schema, collection.key.address) if entity is not None else None
        path = location(name, key)
        return f"/{path}" if str((shown or {}).get("example", ""))[:1] == "/" else f"{call.origin}/{path}"

    def _lists(self, decision: Decision, view: View) -> bool:
        """Whether the answer to a create has a list where it shows a record."""
        if 0 in view.route:
            return True
        return decision.content is not None and shapes.items(self.folding, decision.content.schema) is not None

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

    def _found(self, call: Call, decision: Decision) -> tuple[str, Key, Record]:
        """The collection's name, the key and the record that a call is about.

        Raises:
            Problem: 404, there is none.
        """
        collection, path = decision.collection, decision.outline.path
        assert collection is not None
        if path.plain != collection.path:
            name, text = address(path.collection or "", call.path), key_text(call.path.get(path.parameter, ""))
        else:
            name, text = address(path.plain, call.path), key_text(shapes.at(call.body, decision.sent_key))
        rows = call.store.collection(name)
        key = ids.stored(rows, text, collection.others)
        record = rows.get(key) if key is not None else None
        if record is None and not collection.closed and not ids.was(rows, text):
            key, record = self.seeds.record(call, collection, name, text)
        if record is None or key is None:
            raise missing(collection.path, text)
        return name, key, record

    def _names(self, call: Call, decision: Decision) -> bool:
        """Whether what is sent names the record that it is about."""
        return isinstance(shapes.at(call.body, decision.sent_key), str | int)

    def _read(self, call: Call, decision: Decision) -> Answer:
        _, key, record = self._found(call, decision)
        return self._answer_with(call, decision, record, key)

    def _change(self, call: Call, decision: Decision) -> Answer:
        collection = decision.collection
        assert collection is not None
        if decision.sent_key and decision.outline.path.plain == collection.path and not self._names(call, decision):
            if "404" in decision.outline.responses and not any(each[0] == "2" for each in decision.outline.responses):
                raise missing(collection.path, "")
            return self.singles.stateless(call, decision)
        name, key, old = self._found(call, decision)
        new = self._changed(call, decision, old)
        beside, sent = _beside(call.body, decision.body), shapes.at(call.body, decision.body)
        inside = {
            name
            for each in (sent.values() if isinstance(sent, dict) else ())
            if isinstance(each, dict)
            for name in each
        }
        around = {name: value for name, value in beside.items() if name not in inside}
        record = self.entities.record(call, collection, new, key, created=False, around=around)
        call.store.collection(name).put(key, record)
        return self._answer_with(call, decision, record, key)

    def _changed(self, call: Call, decision: Decision, old: Record) -> Any:
        """What a record becomes by what was sent."""
        if isinstance(call.body, list) and ("json-patch" in call.media_type or _is_patch(call.body)):
            try:
                return patches.patched(old, call.body)
            except patches.Unapplied as error:
                raise Problem("invalid-body", str(error), status=400) from None
        sent = shapes.at(call.body, decision.body)
        if not isinstance(sent, Mapping):
            return old
        if decision.kind == decisions.REPLACE:
            whole = self._defaults(decision).fill(sent)
            return records.replaced(self.folding, old, whole, self._sendable(decision))
        return records.merged(old, self._defaults(decision).taken(sent))

    def _delete(self, call: Call, decision: Decision) -> Answer:
        collection = decision.collection
        assert collection is not None
        name, key, record = self._found(call, decision)
        rows = call.store.collection(name)
        if key not in rows:
            rows.put(key, record)
        rows.remove(key)
        return self._answer_with(call, decision, record, key)

    def _answer_with(
        self,
        call: Call,
        decision: Decision,
        record: Record,
        key: Any,
        headers: Mapping[str, str] = NONE,
        where: str = "",
    ) -> Answer:
        """An answer that shows a record, or as much of it as the document lets it.

        Args:
            where: the record's address, for an answer that tells nothing else of it.
        """
        view, seed = decision.view, seed_of(call, decision)
        if view is None:
            given = shapes.placed({}, decision.address, where) if decision.address and where else NOTHING
            body = self.singles.echo(call, decision, self.answers.body(decision.content, given, seed))
        else:
            body = self.answers.record(decision, view, record, key, seed)
        return self.answers.answer(call, decision, body, headers)


def _beside(body: Any, route: shapes.Route) -> dict[str, Any]:
    """What a body says beside the entity that it wraps."""
    if not route or not isinstance(body, Mapping):
        return {}
    return {name: value for name, value in body.items() if name != route[0]}


def _several(body: Any, decision: Decision) -> Sequence[Any]:
    """The parts of a body that are about one new record each: the items of the list that it is or wraps, else all of it."""
    route = decision.body
    sent = shapes.at(body, _before_list(route)) if 0 in route else body
    return (
        sent if isinstance(sent, list) and sent else [shapes.at(body, route[: route.index(0)]) if 0 in route else body]
    )


def _before_list(route: shapes.Route) -> shapes.Route:
    """The way to the list that a route goes through; all of it where it goes through none."""
    return route[: route.index(0)] if 0 in route else route


def _after_list(route: shapes.Route) -> shapes.Route:
    """The way from an item of the list that a route goes through; all of it where it goes through none."""
    return route[route.index(0) + 1 :] if 0 in route else route


def location(name: str, key: Key) -> str:
    """The path of a record in a collection."""
    stem, dot, suffix = name.rpartition(".") if name.endswith((".json", ".xml")) else (name, "", "")
    return f"{stem}/{quote(key_text(key), safe='')}{dot}{suffix}"


def _is_patch(body: list[Any]) -> bool:
    return bool(body) and all(isinstance(each, dict) and "op" in each and "path" in each for each in body)
