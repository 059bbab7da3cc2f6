"""Finds out what is known of a collection: what a record is, what its key is, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.engine.inference import (
    belonging,
    created_keys,
    itemless,
    key_forms,
    key_names,
    keys,
    record_schemas,
    shapes,
)
from mockserver.engine.inference.decisions import Collection
from mockserver.engine.inference.families import Family
from mockserver.engine.inference.keys import Key
from mockserver.engine.inference.overrules import Overrules
from mockserver.engine.inference.paths import letters
from mockserver.openapi.folding import Folding, Schema, types

SURE = 0.5
"""From this confidence on a collection is kept: only what was created exists."""


class Kept(Mapping[str, Collection]):
    """The collections by path, each looked into when it is first asked for.

    What lists and creates, but has no items of its own, is one only where the list shows what is created.

    Args:
        folding: the document's schemas.
        families: the operations of each collection.
        overrules: what the user decided already.
    """

    def __init__(self, folding: Folding, families: list[Family], overrules: Overrules) -> None:
        self._folding, self._overrules = folding, overrules
        self._families = {each.path: each for each in families}
        self._above = {path: each.path for each in families for path in each.below if not overrules.collection(path)}
        self._made: dict[str, Collection] = {}

    def __getitem__(self, path: str) -> Collection:
        if self.above(path) is not None:
            raise KeyError(path)
        found = self._made.get(path)
        if found is None:
            wishes = self._overrules.collection(path)
            found = self._made[path] = collection(self._folding, self._families[path], wishes)
        if not (found.addressed or found.closed):
            raise KeyError(path)
        return found

    def above(self, path: str) -> Collection | None:
        """The collection that is listed or created in at a path below an owner, and read elsewhere; None where that is not so."""
        collection = self.get(self._above[path]) if path in self._above else None
        return collection if collection is not None and path in collection.below else None

    def __iter__(self) -> Iterator[str]:
        return (path for path, family in self._families.items() if family.item or path in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def collection(folding: Folding, family: Family, wishes: Mapping[str, Any]) -> Collection:
    """What is known of one collection.

    Args:
        wishes: what the user decided about it.
    """
    if not family.item:
        return itemless.collection(folding, family, wishes)
    demanded = parameter_schema(folding, family)
    content, route, because = record_schemas.entity(folding, family, demanded, wishes)
    node = shapes.inside(folding, content.schema, route) if content is not None else None
    member, weight = keys.best(folding, node, family.parameter, family.noun, demanded) if node is not None else ((), 0)
    if isinstance(wishes.get("key"), str):
        member, weight = tuple(wishes["key"].split(".")), 100
    called = str(member[-1]) if weight >= key_names.LIKELY else ""
    for each in record_schemas.others(folding, family, node):
        other, heavier = keys.best(folding, each, family.parameter, family.noun, demanded)
        if heavier >= key_names.RELATED > weight and letters(str(other[-1])) != letters(called):
            member, weight, called = (), heavier, str(other[-1])
    sent = created_keys.own(folding, family, demanded)
    if sent and weight < key_names.RELATED and node is not None and sent not in shapes.members(folding, node):
        member, weight, called = (), key_names.RELATED, sent
    if weight < key_names.LIKELY:
        member = ()
    shown = [each for each in record_schemas.key_schemas(folding, family, member, node, demanded) if each]
    kind, form = key_forms.form(folding, demanded, shown)
    client = created_keys.sent(folding, family, called, demanded)
    telling = called if weight >= key_names.RELATED else ""
    told = (
        created_keys.sources(folding, family, client, demanded, telling)
        if created_keys.creates(folding, family, node)
        else ()
    )
    addressed = created_keys.told(folding, family, node, demanded) if "POST" in family.whole and not told else ()
    shown_at = keys.address(folding, node) if node is not None and not member else ()
    key = Key(family.parameter, member, kind, form, family.noun, client, weight, called, shown_at)
    sure = SURE if addressed else 0.0 if not told else 1.0 if member else 0.7
    below = belonging.below(folding, family, node, key, demanded)
    created = "POST" in family.whole or any("POST" in family.below[path] for path in below)
    closed = created and (wishes["keep"] == "created" if "keep" in wishes else sure >= SURE)
    name = family.path.strip("/") or "items"
    others = keys.others(folding, node, member) if node is not None else ()
    others += created_keys.texts(folding, family, node) if addressed else ()
    why = (*because, *(told or addressed)[:1])
    sure = max(sure, SURE) if closed else 0.4
    return Collection(name, family.path, key, closed, content, route, sure, why, others, below=below)


def entity(folding: Folding, collection: Collection) -> Any:
    """The folded schema of a collection's records; None where nothing shows them."""
    content = collection.entity
    return None if content is None else shapes.inside(folding, content.schema, collection.route)


def parameter_schema(folding: Folding, family: Family) -> Schema:
    """What the path parameter of a collection must fit, folded."""
    for outline in family.item.values():
        parameter = outline.parameters.get(("path", family.parameter))
        if parameter is not None:
            schema = dict(folding.fold(parameter.get("schema", {})))
            if types(schema) in ((), ("string",)) and not schema.keys() & {"pattern", "format", "enum"}:
                schema = next((dict(each) for each in map(folding.fold, family.above) if _stricter(each)), schema)
            if "example" in parameter:
                schema["example"] = parameter["example"]
            return schema
    return {}


def _stricter(schema: Schema) -> bool:
    """Whether a schema asks for more than some text."""
    return bool({"integer", "number"} & set(types(schema))) or schema.get("format") == "uuid"
