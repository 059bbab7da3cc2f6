"""The schemas that show the records of a collection: in the answers of its operations, and in what is sent to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.inference import key_names, keys, list_views, shapes, statuses, views
from mockserver.engine.inference.families import Family
from mockserver.engine.inference.outlines import Content, Outline
from mockserver.openapi.folding import Folding, Schema


def success(outline: Outline | None, creates: bool = False) -> Content | None:
    """The JSON that an operation answers, if it has a schema."""
    if outline is None:
        return None
    response = statuses.success(outline, creates)[1]
    return response.form if response is not None else None


def listing(folding: Folding, family: Family) -> Content | None:
    """The JSON that lists a collection; None where it is described as one record."""
    content = success(family.whole.get("GET"))
    return None if content is None or is_record(folding, family, content.schema) else content


def is_record(folding: Folding, family: Family, schema: Any) -> bool:
    """Whether an answer is described as one record of a collection, whose own lists are parts of that."""
    read = success(family.item.get("GET"))
    if read is None or shapes.alike(folding, schema, read.schema) <= 1:
        return False
    key, weight = keys.best(folding, schema, family.parameter, family.noun)
    return len(key) == 1 and weight >= key_names.LIKELY


def entity(
    folding: Folding, family: Family, demanded: Schema, wishes: Mapping[str, Any]
) -> tuple[Content | None, shapes.Route, tuple[str, ...]]:
    """The content that shows a record best, and where."""
    listed = listing(folding, family)
    others: list[Any] = []
    if listed is not None:
        view = list_views.listing(folding, listed.schema, views.Sought(family.parameter, family.noun, None, demanded))
        inner = list_item(folding, listed, view)
        others += [inner] if inner is not None and shapes.members(folding, inner) else []
    create = family.whole.get("POST")
    if create is not None and create.body is not None and create.body.schema is not None:
        others.append(_inside_body(folding, create.body.schema, others, family.noun))
    for _word, outline in (("reading", family.item.get("GET")), ("creating", create)):
        content = success(outline, creates=outline is create)
        if content is not None and outline is not None:
            chosen = wishes.get("entity")
            if isinstance(chosen, str):
                return content, tuple(filter(None, chosen.split("."))), ("entity place chosen",)
            route, score = views.entity(folding, content.schema, family.parameter, family.noun, tuple(others), demanded)
            if score > 0:
                return content, route, (f"entity = answer of {outline.id}",)
    if listed is not None and others:
        view = list_views.listing(folding, listed.schema, views.Sought(family.parameter, family.noun, None, demanded))
        if view is not None and not view.by_key:
            return listed, (*view.route, 0, *view.item), ("entity = item of the list",)
    return None, (), ()


def _inside_body(folding: Folding, schema: Any, others: list[Any], noun: str) -> Any:
    """The part of a create's body that is like the items of the list: those of a list that it wraps, else all of it."""
    route = views.sent(folding, schema, others[0], noun) if others else ()
    inner = shapes.inside(folding, schema, route) if 0 in route else None
    return schema if inner is None else inner


def list_item(folding: Folding, listed: Content, view: Any) -> Any:
    """The schema of the items of the list that a view shows; None where it shows none."""
    if view is None:
        return None
    for route, inner, by_key in shapes.lists(folding, listed.schema):
        if route == view.route and by_key == view.by_key:
            return shapes.node(folding, inner, view.item)
    return None


def key_schemas(folding: Folding, family: Family, member: shapes.Route, node: Any, demanded: Schema) -> list[Schema]:
    """The schemas of every member that shows the key: in the entity, the create's answer, the list, and the bodies."""
    found = [shapes.inside(folding, node, member) or {}] if member and node is not None else []
    for each in others(folding, family, node):
        found += _key_in(folding, each, family, demanded)
    listed = listing(folding, family)
    if listed is not None:
        view = list_views.listing(folding, listed.schema, views.Sought(family.parameter, family.noun, node, demanded))
        inner = list_item(folding, listed, view)
        found += [folding.fold(inner)] if view is not None and view.plain else []
    return found


def others(folding: Folding, family: Family, node: Any) -> list[Any]:
    """The schemas, beside the entity, of a record as the create answers it and as the list has it."""
    found = []
    same = (node,) if node is not None else ()
    create = success(family.whole.get("POST"), creates=True)
    if create is not None:
        route, _ = views.entity(folding, create.schema, family.parameter, family.noun, same)
        found.append(shapes.inside(folding, create.schema, route))
    listed = listing(folding, family)
    if listed is not None:
        view = list_views.listing(folding, listed.schema, views.Sought(family.parameter, family.noun, node))
        found.append(list_item(folding, listed, view) if view is not None and not view.plain else None)
    return [each for each in found if each is not None]


def _key_in(folding: Folding, schema: Any, family: Family, demanded: Schema) -> list[Schema]:
    if schema is None:
        return []
    member, weight = keys.best(folding, schema, family.parameter, family.noun, demanded)
    inner = shapes.inside(folding, schema, member) if weight >= key_names.LIKELY else None
    return [inner] if inner is not None else []
