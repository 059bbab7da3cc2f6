"""Finds collections whose records have no path of their own: what is created shows in the list, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.inference import (
    created_keys,
    key_forms,
    key_names,
    keys,
    list_views,
    record_schemas,
    shapes,
    views,
)
from mockserver.engine.inference.decisions import Collection, View
from mockserver.engine.inference.families import Family
from mockserver.engine.inference.keys import Key
from mockserver.engine.inference.outlines import Content
from mockserver.engine.inference.paths import letters
from mockserver.openapi.folding import Folding

SURE = 0.7
"""How sure it is that a list shows what is created beside it."""


def collection(folding: Folding, family: Family, wishes: Mapping[str, Any]) -> Collection:
    """What is known of a collection that lists and creates, whose items have no path.

    Args:
        wishes: what the user decided about it.
    """
    content, route, listed = _place(folding, family, wishes)
    node = shapes.inside(folding, content.schema, route) if content is not None else None
    member, weight = _key(folding, node, family, wishes)
    shown = record_schemas.key_schemas(folding, family, member, node, {}) if member else []
    kind, form = key_forms.form(folding, {}, [each for each in shown if each])
    called = str(member[-1]) if member else ""
    client = bool(member) and created_keys.sent(folding, family, called, {})
    key = Key("", member, kind, form, family.noun, client, weight, called)
    kept = wishes["keep"] == "created" if "keep" in wishes else listed and _shows(folding, family, node)
    because = ("what is created is listed, and nothing reads it alone",) if kept else ()
    name = family.path.strip("/") or "items"
    return Collection(name, family.path, key, kept, content, route, SURE if kept else 0.4, because, addressed=False)


def view(found: View | None, collection: Collection) -> View | None:
    """Where an answer shows records, without a key that only reading one would tell."""
    if found is None or not found.key or found.key[-1:] == collection.key.member[-1:]:
        return found
    return replace(found, key=())


def _place(folding: Folding, family: Family, wishes: Mapping[str, Any]) -> tuple[Content | None, shapes.Route, bool]:
    """Where a record is shown: as an item of the list, else as the create answers it; and whether there is a list."""
    listed = record_schemas.success(family.whole.get("GET"))
    content, route, _ = record_schemas.entity(folding, family, {}, wishes)
    node = shapes.inside(folding, content.schema, route) if content is not None else None
    found = (
        list_views.listing(folding, listed.schema, views.Sought(family.parameter, family.noun, node))
        if listed is not None
        else None
    )
    if listed is not None and found is not None and not found.by_key and not found.plain:
        return listed, (*found.route, 0, *found.item), True
    return content, route, found is not None


def _key(folding: Folding, node: Any, family: Family, wishes: Mapping[str, Any]) -> tuple[shapes.Route, float]:
    """The member that no two records share: a number of its own, no name, since nothing asks for a record by it."""
    if isinstance(wishes.get("key"), str):
        return tuple(wishes["key"].split(".")), 100
    member, weight = keys.best(folding, node, family.parameter, family.noun) if node is not None else ((), 0)
    sure = weight >= key_names.RELATED or (
        weight >= key_names.LIKELY and letters(str(member[-1])) in key_names.NUMBERED
    )
    return (member, weight) if sure else ((), 0)


def _shows(folding: Folding, family: Family, item: Any) -> bool:
    """Whether the list shows what is created: its items are like what the create takes or answers.

    A question that is sent, and answered by a list, creates nothing.
    """
    answered = record_schemas.success(family.whole["POST"], creates=True)
    if item is None or not shapes.members(folding, item):
        return False
    if not created_keys.creates(folding, family, item):
        return False
    if created_keys.takes(folding, family, item):
        return True
    if answered is None:
        return False
    route, _ = views.entity(folding, answered.schema, family.parameter, family.noun, (item,))
    node = shapes.inside(folding, answered.schema, route)
    return node is not None and shapes.alike(folding, node, item) >= views.ALIKE
