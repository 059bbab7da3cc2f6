"""What the operations of a bare document do: read and replace records in the world's store, and answer them.

Synchronous, like all actions; time, chance and ids come from the world.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, quote

from mockserver.engine.actions import Action
from mockserver.engine.call import NONE, Answer, Call
from mockserver.engine.inference import decisions, ids, lists, patches, records, shapes
from mockserver.engine.inference.answers import Answers, seeded
from mockserver.engine.inference.decisions import Collection, Decision
from mockserver.engine.inference.keys import RELATED
from mockserver.engine.inference.paths import address, key_text, letters
from mockserver.engine.inference.seeds import Seeds
from mockserver.engine.problems import Problem
from mockserver.evidence.bare import EXAMPLE
from mockserver.openapi.acceptance import scalar
from mockserver.openapi.instances import NOTHING, coerced
from mockserver.state.store import Key, Record


class Actions:
    """The actions of one document.

    Args:
        answers: makes bodies.
        inference: what was decided.
    """

    def __init__(self, answers: Answers, inference: decisions.Inference) -> None:
        self.answers, self.folding = answers, answers.folding
        self.seeds = Seeds(answers, inference)

    def action(self, decision: Decision) -> Action:
        """The action of an operation."""
        makers: Mapping[str, Callable[[Call, Decision], Answer]] = {
            decisions.LIST: self._list,
            decisions.CREATE: self._create,
            decisions.READ: self._read,
            decisions.REPLACE: self._change,
            decisions.UPDATE: self._change,
            decisions.DELETE: self._delete,
            decisions.SINGLETON: self._singleton,
            decisions.STATELESS: self._stateless,
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
                raise missing(path, key)

    def _list(self, call: Call, decision: Decision) -> Answer:
        collection, view = decision.collection, decision.view
        assert collection is not None
        assert view is not None
        name = address(decision.outline.path.plain, call.path)
        self.seeds.plant(call, collection, decision, name)
        rows = _rows(call, name)
        sent = parse_qs(call.entry.query, keep_blank_values=True)
        # a default that nobody sent cuts nothing
        asked = {name: value for name, value in call.query.items() if name in sent}
        shown, told = lists.page(lists.filtered(rows, decision.outline, asked), asked)
        body = self.answers.records(decision, view, shown, told, self._seed(call, decision))
        return self._answer(call, decision, body)

    def _create(self, call: Call, decision: Decision) -> Answer:
        collection = decision.collection
        assert collection is not None
        name = address(decision.outline.path.plain, call.path)
        sent = shapes.at(call.body, decision.body)
        key = self._new_key(call, decision, name)
        given = sent if isinstance(sent, Mapping) else {}
        record = self._record(call, collection, given, key, created=True, around=_around(call, decision))
        call.store.collection(name).put(key, record)
        return self._answer_with(call, decision, record, key, {"Location": f"{call.origin}/{location(name, key)}"})

    def _new_key(self, call: Call, decision: Decision, name: str) -> Any:
        """The key that was sent, or one of the collection's own where none was, or it is taken, or fits no address.

        Raises:
            Problem: 409, the key that was sent exists already, and the document lists that.
        """
        collection = decision.collection
        assert collection is not None
        rows = call.store.collection(name)
        sent = shapes.at(call.body, decision.sent_key) if decision.sent_key else None
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

    def _record(
        self,
        call: Call,
        collection: Collection,
        given: Mapping[str, Any],
        key: Any,
        *,
        created: bool,
        around: Mapping[str, Any] = NONE,
    ) -> records.Record:
        """A record with its key, its times, and all that must be there."""
        content, member = collection.entity, collection.key.member
        renamed = not created and collection.key.weight < RELATED and shapes.at(given, member) is not None
        whole: Any = dict(shapes.placed(given, member, key) if member and not renamed else given)
        schema = self.entity(collection)
        if content is None or schema is None:
            return dict(whole)
        seed = f"{call.world.chance.seed}:{collection.name}:{key_text(key)}"
        if created:
            whole |= ids.numbered(self.folding, schema, key, member, seeded(seed), whole)
        whole = records.filled(self.folding, schema, whole, call.now(), created=created, around=around)
        made = self.answers.fitting(collection, whole)
        if made is None:
            made = shapes.at(
                self.answers.body(content, shapes.wrapped(whole, collection.route), seed), collection.route
            )
        if not isinstance(made, Mapping) or (member and shapes.at(made, member) != shapes.at(whole, member)):
            return dict(whole)
        named = shapes.members(self.folding, schema)
        return {**{name: value for name, value in whole.items() if name not in named}, **made}

    def entity(self, collection: Collection) -> Any:
        """The schema of a collection's records, or None."""
        content = collection.entity
        return None if content is None else shapes.inside(self.folding, content.schema, collection.route)

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
            return self._stateless(call, decision)
        name, key, old = self._found(call, decision)
        new = self._changed(call, decision, old)
        record = self._record(call, collection, new, key, created=False, around=_beside(call, decision))
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
            body = decision.outline.body
            schema = shapes.inside(self.folding, body.schema, decision.body) if body is not None else None
            return records.replaced(self.folding, old, sent, schema)
        return records.merged(old, sent)

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
        self, call: Call, decision: Decision, record: Record, key: Any, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """An answer that shows a record, or as much of it as the document lets it."""
        view, seed = decision.view, self._seed(call, decision)
        if view is None:
            body = self.answers.body(decision.content, NOTHING, seed)
        else:
            body = self.answers.record(decision, view, record, key, seed)
        return self._answer(call, decision, body, headers)

    def _answer(self, call: Call, decision: Decision, body: Any, headers: Mapping[str, str] | None = None) -> Answer:
        """An answer, which says so where it is the document's example, unchanged."""
        example = self.answers.example(decision)
        if example is not NOTHING and example == body:
            call.cite(EXAMPLE)
        return self.answers.answer(decision, body, headers)

    def _singleton(self, call: Call, decision: Decision) -> Answer:
        """Read, replace, change or delete what there is one of."""
        name = address(decision.outline.path.plain, call.path)
        rows, method = call.store.collection(name), decision.outline.method
        old = rows.get("")
        if old is None and (not rows.used("") or method == "PUT"):
            old = self.seeds.singleton(call, decision)
        if old is None:
            raise missing(decision.outline.path.plain, "")
        sent = shapes.at(call.body, decision.body)
        if method == "DELETE":
            rows.put("", old)
            rows.remove("")
        elif method in ("PUT", "PATCH") and isinstance(sent, Mapping):
            old = {**old, **sent} if method == "PUT" else records.merged(old, sent)
            rows.put("", old)
        given = old if decision.view is not None else NOTHING
        return self._answer(call, decision, self.answers.body(decision.content, given, self._seed(call, decision)))

    def _stateless(self, call: Call, decision: Decision) -> Answer:
        """The document's example, or an instance; the values of the path and of the body where it has a place for them."""
        example, content = self.answers.example(decision), decision.content
        values = self._values(call, decision)
        if not values:
            body = example
            if body is NOTHING:
                seed = self._seed(call, decision)
                body = self.answers.once(
                    (decision.outline.id, seed), lambda: self.answers.body(content, NOTHING, seed, rich=True)
                )
            return self._answer(call, decision, body)
        base = example
        if base is NOTHING:
            base = self.answers.body(content, NOTHING, self._seed(call, decision), rich=True)
        given = {**base, **values} if isinstance(base, Mapping) else base
        if given == base or content is None or content.schema is None:
            return self._answer(call, decision, base)
        fits = self.answers.fits(content)
        return self._answer(call, decision, given if fits(given) else base)

    def _values(self, call: Call, decision: Decision) -> dict[str, Any]:
        """The values of path and query that the answer has members for."""
        content = decision.content
        if content is None or not content.json or content.schema is None:
            return {}
        by_letters = {letters(name): name for name in shapes.members(self.folding, content.schema)}
        found: dict[str, Any] = {}
        for name, value in {**call.query, **call.path}.items():
            member = by_letters.get(letters(name))
            if member is None and name == decision.outline.path.parameter and letters(name).endswith("id"):
                member = by_letters.get("id")
            if member is not None and not isinstance(value, dict | list):
                fitting = coerced(self.folding.fold(shapes.members(self.folding, content.schema)[member]), value)
                if fitting is not NOTHING:
                    found[member] = fitting
        return found

    def _seed(self, call: Call, decision: Decision) -> str:
        return f"{call.world.chance.seed}:{address(decision.outline.path.plain, call.path)}"


def missing(path: str, key: str) -> Problem:
    """The refusal of what is not there."""
    return Problem("not-found", f"there is no {key!r} at {path} in this world", status=404, record=path, key=key)


def _beside(call: Call, decision: Decision) -> dict[str, Any]:
    """What a body says beside the entity that it wraps."""
    if not decision.body or not isinstance(call.body, Mapping):
        return {}
    return {name: value for name, value in call.body.items() if name != decision.body[0]}


def _around(call: Call, decision: Decision) -> dict[str, Any]:
    """What a create says beside the entity: in the body around it, and in the path above it, but for keys of others."""
    assert decision.collection is not None
    own = decision.collection.key
    taken = {letters(own.parameter), *(letters(str(step)) for step in own.member), "id"}
    above = {name: value for name, value in call.path.items() if letters(name) not in taken}
    return {**above, **_beside(call, decision)}


def _rows(call: Call, name: str) -> list[tuple[Key, Record]]:
    rows = call.store.collection(name)
    return list(zip(rows.keys(), rows, strict=True))


def location(name: str, key: Key) -> str:
    """The path of a record in a collection."""
    stem, dot, suffix = name.rpartition(".") if name.endswith((".json", ".xml")) else (name, "", "")
    return f"{stem}/{quote(key_text(key), safe='')}{dot}{suffix}"


def _is_patch(body: list[Any]) -> bool:
    return bool(body) and all(isinstance(each, dict) and "op" in each and "path" in each for each in body)
