"""Makes records up that look like real ones: they fit the document, have keys of their own, and differ by chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from mockserver.engine.actions import Records
from mockserver.engine.inference import ids, key_forms, shapes
from mockserver.engine.inference.keys import Key
from mockserver.engine.inference.paths import letters, singular
from mockserver.engine.inference.times import stamp, times
from mockserver.openapi.acceptance import scalar
from mockserver.openapi.document import Document
from mockserver.openapi.making.coercion import coerced
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

    def record(self, store: Store, chance: Chance, now: datetime, members: Mapping[str, Any]) -> Record:
        """One record more; it is not stored.

        Args:
            store: where it is to be stored: its key is one that no record there has or had.
            chance: decides what nothing else decides.
            now: when it was made and last changed, where it says so.
            members: what it has in any case.

        Returns:
            The record, which may not fit where the members do not.
        """
        name = self._records.key
        key = members.get(name)
        if not isinstance(key, str | int):
            key = self._key(store, chance)
        given = {**self._owners(), **members, name: key}
        stamp([*times(self._folding, self._schema, (name,))], given, now, created=True)
        best: Any = given
        for candidate in self._candidates(given, chance):
            if self._fits(candidate):
                return candidate
            best = candidate
        return {**best, **given}

    def _owners(self) -> dict[str, Any]:
        """The members that are called like the parameters that say whose the collection is."""
        own = self._records.key
        called = {letters(name): name for name in shapes.members(self._folding, self._schema) if name != own}
        found: dict[str, Any] = {}
        for parameter, text in self._records.owners.items():
            name = called.get(letters(parameter), "")
            schema = shapes.inside(self._folding, self._schema, (name,)) or {}
            value = coerced(schema, text)
            found |= {name: value} if name and scalar(schema, value) else {}
        return found

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
