"""Makes records up that look like real ones: they fit the document, have keys of their own, and differ by chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from mockserver.engine.actions import Records
from mockserver.engine.inference import ids, key_forms, shapes
from mockserver.engine.inference.keys import Key
from mockserver.engine.inference.paths import singular
from mockserver.openapi.document import Document
from mockserver.openapi.making.instances import Instances
from mockserver.openapi.making.ways import RICH, WAYS, Unsatisfiable
from mockserver.openapi.texts import Chance
from mockserver.state.store import Record, Store

VARIED = (replace(RICH, examples=False, varied=True), RICH, *WAYS)
"""The ways in which a record is tried to be made."""


class Plausible:
    """Makes records of one collection.

    Args:
        document: the vendor's document.
        records: how the collection is kept.
    """

    def __init__(self, document: Document, records: Records) -> None:
        self._records, self._fits = records, document.schema(records.schema).fits
        self._folding = document.folding
        named = records.schema
        self._schema: Any = {"$ref": f"#/components/schemas/{named}"} if isinstance(named, str) else named

    def record(self, store: Store, chance: Chance, members: Mapping[str, Any]) -> Record:
        """One record more; it is not stored.

        Args:
            store: where it is to be stored: its key is one that no record there has or had.
            chance: decides what nothing else decides.
            members: what it has in any case.

        Returns:
            The record, which may not fit where the members do not.
        """
        name = self._records.key
        key = members.get(name)
        if not isinstance(key, str | int):
            key = self._key(store, chance)
        given = {**members, name: key}
        best: Any = given
        for candidate in self._candidates(given, chance):
            if self._fits(candidate):
                return candidate
            best = candidate
        return {**best, **given}

    def _key(self, store: Store, chance: Chance) -> Any:
        records = self._records
        member = shapes.inside(self._folding, self._schema, (records.key,)) or {}
        kind, form = key_forms.form(self._folding, {}, [member])
        noun = singular(records.name.rsplit("/", 1)[-1])
        rows = store.collection(records.name)
        wanted = Key(records.key, (records.key,), kind, form, noun)
        try:
            return ids.made(wanted, partial(store.next, records.name), lambda: chance, partial(ids.was, rows))
        except ids.NoKeyLeft:
            return store.next(records.name)

    def _candidates(self, given: Mapping[str, Any], chance: Chance) -> Iterator[dict[str, Any]]:
        instances = Instances(self._folding)
        for way in VARIED:
            try:
                made = instances.make(self._schema, chance=chance, way=way)
                if isinstance(made, dict):
                    yield {**made, **given}
                made = instances.make(self._schema, dict(given), chance=chance, way=way)
            except Unsatisfiable:
                continue
            if isinstance(made, dict) and made.items() >= given.items():
                yield made
