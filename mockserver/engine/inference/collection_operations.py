"""Decides what an operation at a collection's address does: lists, creates, searches, or changes the record that it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.inference import (
    belonging,
    collections,
    created_keys,
    itemless,
    list_views,
    lists,
    record_operations,
    record_schemas,
    shapes,
    sorting,
    statuses,
    views,
)
from mockserver.engine.inference.decisions import CREATE, LIST, REPLACE, UPDATE, Collection, Decision, View
from mockserver.engine.inference.families import Family
from mockserver.engine.inference.lone_operations import stateless
from mockserver.engine.inference.outlines import Outline
from mockserver.engine.inference.overrules import Overrules
from mockserver.engine.inference.paths import letters
from mockserver.engine.inference.shapes import Route
from mockserver.openapi.folding import UNIONS, Folding

KINDS = {"GET": LIST, "QUERY": LIST, "POST": CREATE, "PUT": REPLACE, "PATCH": UPDATE}
"""What a method does to a collection."""


def whole(folding: Folding, family: Family, collection: Collection, outline: Outline, overrules: Overrules) -> Decision:
    """What an operation at a collection's path does."""
    kind = KINDS.get(outline.method)
    if kind == LIST:
        return listing(folding, family, collection, outline, overrules.collection(family.path))
    if kind == CREATE and not collection.closed:
        if not created_keys.takes(folding, family, collections.entity(folding, collection)):
            return stateless(outline, "nothing tells the caller the key of what was created")
        decided = record_operations.one(folding, family, collection, outline, CREATE)
        return replace(decided, because=("nothing tells the caller the key of what is listed then",))
    if kind == CREATE:
        return record_operations.one(folding, family, collection, outline, CREATE)
    if kind in (REPLACE, UPDATE) and collection.closed and collection.key.member and outline.body is not None:
        decided = record_operations.one(folding, family, collection, outline, kind)
        if decided.sent_key and 0 not in decided.sent_key:
            return replace(decided, because=("the record is the one whose key is sent",))
    return stateless(outline)


def owned(folding: Folding, family: Family, collection: Collection, outline: Outline) -> Decision:
    """What an operation does at a path below an owner where records are listed and created that are read elsewhere."""
    entity = collections.entity(folding, collection)
    members = belonging.naming(shapes.members(folding, entity), collection.key, outline.path.plain)
    read = f"what {next(iter(family.item.values())).path.text} reads"
    if outline.method == "POST":
        made = record_operations.one(folding, family, collection, outline, CREATE)
        return replace(made, because=(f"makes {read}",), owned=members)
    found = listing(folding, family, collection, outline, {}) if outline.method == "GET" else stateless(outline)
    return (
        replace(found, because=(f"lists of {read} what belongs to its owner",), owned=members) if found.view else found
    )


def listing(
    folding: Folding, family: Family, collection: Collection, outline: Outline, wishes: Mapping[str, Any]
) -> Decision:
    """An operation that lists the records of a collection, if its answer has a place for them.

    Args:
        wishes: what the user decided about the collection.
    """
    status, response = statuses.success(outline)
    content = statuses.content(response)
    view = None
    if content is not None and content.json and content.schema is not None:
        view = _place(folding, family, collection, content.schema)
        if isinstance(wishes.get("list"), str):
            route = tuple(filter(None, wishes["list"].split(".")))
            view = replace(view, route=route) if view is not None else View(route, (), True)
    if not collection.addressed:
        view = itemless.view(view, collection)
    if view is None:
        return stateless(outline, "no list was found in its answer")
    by = sorting.sorting(folding, outline, collections.entity(folding, collection))
    return Decision(outline, LIST, status, content, collection, view, confidence=collection.confidence, sorting=by)


def _place(folding: Folding, family: Family, collection: Collection, schema: Any) -> View | None:
    """Where an answer lists the records of a collection, or their keys alone; None where it has no place for them."""
    demanded = collections.parameter_schema(folding, family)
    entity = collections.entity(folding, collection)
    shown = _reading(folding, family, collection)
    sought = views.Sought(family.parameter, family.noun, entity, demanded, shown)
    record = record_schemas.is_record(folding, family, schema)
    view = None if record else list_views.listing(folding, schema, sought)
    if (
        not record
        and view is None
        and (keyed := list_views.keys_listed(folding, schema, family.parameter, family.noun))
    ):
        return View(keyed, listed=True, plain=True)
    if view is None:
        return View(key=collection.key.member, listed=True) if _untyped(folding, schema, entity) else None
    inner = shapes.item_at(folding, schema, view.route, view.item)
    if collection.closed and not view.key and inner is not None and views.open_to_all(folding, inner):
        return replace(view, key=collection.key_place)
    return view


def _reading(folding: Folding, family: Family, collection: Collection) -> tuple[Any, Route]:
    """The schema of the answer that shows a record, and where it does; also where it takes any object."""
    if collection.entity is not None:
        return collection.entity.schema, collection.route
    read = record_schemas.success(family.item.get("GET"))
    route = views.anything(folding, read.schema, family.noun) if read is not None else None
    return (read.schema, route) if read is not None and route else (None, ())


def _untyped(folding: Folding, schema: Any, entity: Any) -> bool:
    """Whether an answer is described as a record without a type: what it describes is then each thing that it lists."""
    folded = folding.fold(schema)
    alternatives = [folding.fold(branch) for _, branches in folded.get(UNIONS, ()) for branch in branches]
    untyped = not any("type" in each for each in (folded, *alternatives)) and shapes.items(folding, schema) is None
    return untyped and entity is not None and shapes.alike(folding, schema, entity) >= views.ALIKE


def search(folding: Folding, kept: Mapping[str, Collection], outline: Outline) -> Decision | None:
    """A list, at an address of its own below a collection, of those of its records that the parameters describe."""
    above, _, last = outline.path.plain.rpartition("/")
    collection = kept.get(above) if outline.method == "GET" and "{" not in last else None
    if collection is None or not collection.closed:
        return None
    status, response = statuses.success(outline)
    content, entity = statuses.content(response), collections.entity(folding, collection)
    if entity is None or content is None or not content.json or content.schema is None:
        return None
    view = list_views.listing(
        folding, content.schema, views.Sought(collection.key.parameter, collection.key.noun, entity)
    )
    listed = view is not None and not view.by_key
    inner = shapes.item_at(folding, content.schema, view.route, view.item) if view is not None and listed else None
    if inner is None or shapes.alike(folding, inner, entity) < 1:
        return None
    named = {letters(name) for name in shapes.members(folding, entity)}
    asked = {letters(name) for place, name in outline.parameters if place == "query"}
    if not asked & (named | lists.SEARCHES):
        return None
    why = "the records that its parameters describe"
    by = sorting.sorting(folding, outline, entity)
    return Decision(outline, LIST, status, content, collection, view, because=(why,), searches=True, sorting=by)
