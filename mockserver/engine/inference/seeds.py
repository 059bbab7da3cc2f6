"""Records that nobody created: those of read-only collections and singletons, from the document's examples or made up.

The same seed of a world gives the same records, in whatever order they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.inference import decisions, ids, shapes
from mockserver.engine.inference.answers import Answers
from mockserver.engine.inference.chances import seeded
from mockserver.engine.inference.decisions import Collection, Decision, Inference
from mockserver.engine.inference.paths import key_text
from mockserver.openapi.making.ways import NOTHING
from mockserver.state.store import Key, Record

USUAL = 2
"""Records that a collection has where no example shows more."""


class Seeds:
    """The records that one document's worlds have from the start."""

    def __init__(self, answers: Answers, inference: Inference) -> None:
        self._answers, self._folding = answers, answers.folding
        self._inference = inference

    def reading(self, path: str) -> Decision | None:
        """The operation that reads what a path keeps: an item of the collection there, or the singleton."""
        every = (self._inference.decisions[each] for each in self._inference.readers.get(path, ()))
        return next((each for each in every if each.kind in (decisions.READ, decisions.SINGLETON)), None)

    def plant(self, call: Call, collection: Collection, decision: Decision, name: str) -> None:
        """Put the first records into a collection that nobody creates in, once in a world."""
        mark = f"seeds of {name}"
        if collection.closed or collection.below or mark in call.store.counters:
            return
        call.store.counters[mark] = 1
        rows = call.store.collection(name)
        for key, record in self._first(call, collection, decision, name):
            if not (rows.used(key) or rows.used(key_text(key))):
                rows.put(key, record)

    def _first(self, call: Call, collection: Collection, decision: Decision, name: str) -> list[tuple[Key, Record]]:
        view = decision.view
        assert view is not None
        example = self._answers.example(decision)
        listed = shapes.at(example, view.route) if example is not NOTHING else None
        if view.by_key and isinstance(listed, Mapping):
            rows = ((key, shapes.at(row, view.item)) for key, row in listed.items())
            return [(key, row) for key, row in rows if isinstance(row, Mapping)]
        found: list[tuple[Key, Record]] = []
        for whole in listed if isinstance(listed, list) else ():
            row = shapes.at(whole, view.item)
            key = row if view.plain else shapes.at(row, view.key) if view.key else None
            if isinstance(key, str | int) and not isinstance(key, bool):
                made = (key, row) if isinstance(row, Mapping) else self.record(call, collection, name, key_text(key))
                found.append(made)
        if found or (isinstance(listed, list) and not listed):
            return found
        seed = f"{call.world.chance.seed}:{name}"
        counter = iter(range(1, 10_000))
        for number in range(USUAL):
            try:
                key = ids.made(
                    collection.key,
                    lambda: next(counter),
                    partial(seeded, f"{seed}:{number}"),
                    {key_text(each) for each, _ in found}.__contains__,
                )
            except ids.NoKeyLeft:
                break
            found.append(self.record(call, collection, name, key_text(key), number))
        return found

    def record(self, call: Call, collection: Collection, name: str, text: str, variant: int = 0) -> tuple[Key, Record]:
        """A record that nobody created, by the text of its key; records of one variant differ in their key only."""
        reading = self.reading(collection.path)
        content, route = collection.entity, collection.route
        given: Any = {}
        if reading is not None:
            example = self._answers.example(reading)
            shown = shapes.at(example, route) if example is not NOTHING else None
            given = dict(shown) if isinstance(shown, Mapping) else given
        value, member = ids.typed(collection.key, text), collection.key.member
        whole = shapes.placed(given, member, value) if member else given
        if not given and content is not None:
            whole = self._answers.unmade(content, route, member, value, f"{call.world.chance.seed}:{name}:{variant}")
        return value, whole if isinstance(whole, dict) else {}

    def singleton(self, call: Call, decision: Decision) -> Record:
        """What there is one of, as a world begins."""
        reading = self.reading(decision.outline.path.plain) or decision
        example = self._answers.example(reading)
        seed = f"{call.world.chance.seed}:{reading.outline.path.plain}"
        made = example if example is not NOTHING else self._answers.body(reading.content, NOTHING, seed, rich=True)
        return made if isinstance(made, dict) else {}
