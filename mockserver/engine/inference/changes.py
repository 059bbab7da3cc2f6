"""What is done to one record of a bare document: it is found, read, replaced, changed or deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.call import Answer, Call
from mockserver.engine.inference import decisions, ids, patches, records, shapes
from mockserver.engine.inference.answers import Answers
from mockserver.engine.inference.body_parts import beside, defaults, sendable
from mockserver.engine.inference.decisions import Decision
from mockserver.engine.inference.entities import Entities
from mockserver.engine.inference.errors import missing
from mockserver.engine.inference.paths import address, key_text
from mockserver.engine.inference.replies import Replies
from mockserver.engine.inference.seeds import Seeds
from mockserver.engine.inference.singles import Singles
from mockserver.engine.problems import Problem
from mockserver.state.store import Key, Record


class Changes:
    """The actions of one document that are about one record.

    Args:
        answers: knows the document.
        seeds: what a world has from the start.
        entities: makes records whole.
        singles: answers what names no record.
        replies: shows records.
    """

    def __init__(self, answers: Answers, seeds: Seeds, entities: Entities, singles: Singles, replies: Replies) -> None:
        self._answers, self._seeds, self._entities = answers, seeds, entities
        self._singles, self._replies = singles, replies

    def read(self, call: Call, decision: Decision) -> Answer:
        """Answer a record."""
        _, key, record = self._found(call, decision)
        return self._replies.record(call, decision, record, key)

    def change(self, call: Call, decision: Decision) -> Answer:
        """Replace a record, or change some of it, and answer what it is now."""
        collection = decision.collection
        assert collection is not None
        if decision.sent_key and decision.outline.path.plain == collection.path and not self._names(call, decision):
            if "404" in decision.outline.responses and not any(each[0] == "2" for each in decision.outline.responses):
                raise missing(collection.path, "")
            return self._singles.stateless(call, decision)
        name, key, old = self._found(call, decision)
        new = self._changed(call, decision, old)
        sent = shapes.at(call.body, decision.body)
        inside = {
            name
            for each in (sent.values() if isinstance(sent, dict) else ())
            if isinstance(each, dict)
            for name in each
        }
        around = {name: value for name, value in beside(call.body, decision.body).items() if name not in inside}
        record = self._entities.record(call, collection, new, key, created=False, around=around, sent=sent)
        call.store.collection(name).put(key, record)
        return self._replies.record(call, decision, record, key)

    def there(self, call: Call, decision: Decision) -> bool:
        """Whether the record that a call is about is there, or cannot be, since no record has such a key."""
        collection, text = decision.collection, key_text(call.path.get(decision.outline.path.parameter, ""))
        assert collection is not None
        return self._look(call, decision)[2] is not None or not ids.possible(collection.key, text)

    def delete(self, call: Call, decision: Decision) -> Answer:
        """Remove a record."""
        collection = decision.collection
        assert collection is not None
        name, key, record = self._found(call, decision)
        rows = call.store.collection(name)
        if key not in rows:
            rows.put(key, record)
        rows.remove(key)
        return self._replies.record(call, decision, record, key)

    def _found(self, call: Call, decision: Decision) -> tuple[str, Key, Record]:
        """The collection's name, the key and the record that a call is about.

        Raises:
            Problem: 404, there is none.
        """
        name, key, record, text = self._look(call, decision)
        if record is None or key is None:
            assert decision.collection is not None
            raise missing(decision.collection.path, text)
        return name, key, record

    def _look(self, call: Call, decision: Decision) -> tuple[str, Key | None, Record | None, str]:
        """The collection's name, the key and the record that a call is about, where there are such, and how it calls them."""
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
            key, record = self._seeds.record(call, collection, name, text)
        return name, key, record, text

    def _names(self, call: Call, decision: Decision) -> bool:
        """Whether what is sent names the record that it is about."""
        return isinstance(shapes.at(call.body, decision.sent_key), str | int)

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
            whole = defaults(self._answers, decision).fill(sent)
            return records.replaced(self._answers.folding, old, whole, sendable(self._answers.folding, decision))
        return records.merged(old, defaults(self._answers, decision).taken(sent))


def _is_patch(body: list[Any]) -> bool:
    return bool(body) and all(isinstance(each, dict) and "op" in each and "path" in each for each in body)
