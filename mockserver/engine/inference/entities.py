"""Makes the records of collections whole: key, times, and all that reading them must show; stores nothing."""

from __future__ import annotations

from collections.abc import Collection as AbstractCollection
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from mockserver.engine.call import NONE, Call
from mockserver.engine.inference import ids, key_names, keys, records, shapes, times
from mockserver.engine.inference.answers import Answers
from mockserver.engine.inference.bodies import Fits
from mockserver.engine.inference.chances import seeded
from mockserver.engine.inference.completion import Completion
from mockserver.engine.inference.decisions import Collection
from mockserver.engine.inference.outlines import Content
from mockserver.engine.inference.paths import key_text, letters
from mockserver.engine.inference.records import Record
from mockserver.engine.inference.times import Time
from mockserver.openapi.acceptance import scalar
from mockserver.openapi.folding import UNIONS, Schema, required
from mockserver.openapi.making.ways import Unsatisfiable


@dataclass(frozen=True)
class Entity:
    """What every record of a collection is like, found out once.

    Attributes:
        content: the content that shows a record.
        route: where the record stands in it.
        schema: what a record must fit, folded.
        fits: whether the content may show what it holds.
        named: its members with their schemas.
        shown: the names of those that an answer may show.
        times: those that say when.
        numbered: those that no two records share, the key apart.
    """

    content: Content
    route: shapes.Route
    schema: Schema
    fits: Fits
    named: Mapping[str, Any]
    shown: tuple[str, ...]
    times: tuple[Time, ...]
    numbered: tuple[tuple[str, Schema], ...]


class Entities:
    """The records of one document's collections.

    Args:
        answers: makes values, and tells whether they fit.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers, self._folding = answers, answers.folding
        self._completion = Completion(answers.instances)
        self._known: dict[str, Entity | None] = {}

    def record(
        self,
        call: Call,
        collection: Collection,
        given: Mapping[str, Any],
        key: Any,
        *,
        created: bool,
        around: Mapping[str, Any] = NONE,
        sent: Any = None,
        moments: tuple[Time, ...] = (),
    ) -> Record:
        """A record with its key, its times, and all that must be there.

        Args:
            given: what is known of it.
            created: whether it is new.
            around: what was said beside it.
            sent: what was said of it now, where it is not new.
            moments: the members that say when and that an answer shows beside those of the entity.
        """
        entity = self.entity(collection)
        whole = _with_key(collection.key, given, key, created=created)
        moments = moments if entity is None else moments + entity.times
        if moments:
            times.stamp(moments, whole, call.now(), created=created)
        if entity is None:
            return whole
        world = call.world.chance.seed
        seed = f"{world}:{collection.name}:{key_text(key)}"
        if created and entity.numbered:
            whole |= _numbers(call, collection, entity, whole, key, seed)
        known = whole.keys() <= entity.named.keys()
        if around or not known:
            self._gather(entity, whole, around, frozenset() if created else records.names(around, sent))
        made = self._completed(entity, whole, seed, world)
        if made is None:
            made = self._made(entity, whole, seed)
        if not isinstance(made, dict) or not _same_key(collection.key.member, made, whole):
            return whole
        return made if known else {**{name: whole[name] for name in whole if name not in entity.named}, **made}

    def entity(self, collection: Collection) -> Entity | None:
        """What the records of a collection are like; None where nothing shows them."""
        if collection.path not in self._known:
            self._known[collection.path] = self._entity(collection)
        return self._known[collection.path]

    def _entity(self, collection: Collection) -> Entity | None:
        content, folding = collection.entity, self._folding
        schema = None if content is None else shapes.inside(folding, content.schema, collection.route)
        if content is None or schema is None:
            return None
        named = shapes.members(folding, schema)
        undescribed: dict[str, Any] = {name: {} for name in required(schema) if name not in named}
        numbered = (
            (name, folding.fold(inner))
            for name, inner in {**named, **undescribed}.items()
            if letters(name) in key_names.NUMBERED and (name,) != collection.key.member
        )
        instants = tuple(times.times(folding, schema, collection.key.member))
        shown = tuple(name for name, inner in named.items() if folding.fold(inner).get("writeOnly") is not True)
        fits = self._answers.fits(content)
        return Entity(content, collection.route, schema, fits, named, shown, instants, tuple(numbered))

    def _gather(self, entity: Entity, own: Record, around: Mapping[str, Any], anew: AbstractCollection[str]) -> None:
        """Put what was sent in another place than the entity has for it where it belongs.

        Args:
            own: the record that is being made.
            around: what was said beside it.
            anew: the names of what goes before what the record holds.
        """
        for route, value in list(records.elsewhere(self._folding, entity.schema, own, around, anew)):
            shapes.put(own, route, value)

    def _completed(self, entity: Entity, whole: Record, seed: str, world: int) -> Record | None:
        """A record with what it lacks, if it fits so."""
        if UNIONS in entity.schema:
            return None
        try:
            full = self._completion.complete(entity.schema, whole, seed, world)
        except Unsatisfiable:
            return None
        shown = shapes.among(full, entity.shown)
        return shown if entity.fits(shapes.wrapped(shown, entity.route)) else None

    def _made(self, entity: Entity, whole: Record, seed: str) -> Any:
        """A record of which nothing is known but what is given."""
        return shapes.at(self._answers.body(entity.content, shapes.wrapped(whole, entity.route), seed), entity.route)


def _with_key(key: keys.Key, given: Mapping[str, Any], value: Any, *, created: bool) -> Record:
    """What is known of a record, with its key; where the member that is the key has a name that the caller gave, it keeps it."""
    whole = dict(given)
    if key.member and _says_key(key, value, shapes.at(given, key.member), created=created):
        shapes.put(whole, key.member, value)
    return whole


def _numbers(
    call: Call, collection: Collection, entity: Entity, whole: Record, key: Any, seed: str
) -> Mapping[str, Any]:
    """What a new record has in the members that no two records share, where nobody said anything of them."""
    free = [each for each in entity.numbered if each[0] not in whole]
    count = partial(call.store.next, f"numbers of {collection.name}")
    return ids.numbered(free, key, seeded(seed), count)


def _same_key(member: shapes.Route, made: Record, whole: Record) -> bool:
    """Whether a record that was made has the key that it should have."""
    return not member or bool(shapes.at(made, member) == shapes.at(whole, member))


def _says_key(key: keys.Key, value: Any, given: Any, *, created: bool) -> bool:
    """Whether the member that is the key says the key, and not the name that the caller gave the record."""
    if given is None:
        return True
    if len(key.member) > 1:
        return bool(given == value)
    if not created:
        return key.weight >= key_names.RELATED
    return letters(str(key.member[-1])) in key_names.NUMBERED or scalar(dict(key.schema), given)
