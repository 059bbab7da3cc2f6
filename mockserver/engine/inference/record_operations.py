"""Decides what an operation does to one record: reads, creates, changes or deletes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mockserver.engine.inference import collections, itemless, keys, list_views, shapes, statuses, views
from mockserver.engine.inference.decisions import CREATE, DELETE, READ, REPLACE, UPDATE, Collection, Decision, View
from mockserver.engine.inference.families import Family
from mockserver.engine.inference.lone_operations import stateless
from mockserver.engine.inference.outlines import Outline
from mockserver.engine.inference.shapes import Route
from mockserver.openapi.folding import Folding

KINDS = {"GET": READ, "HEAD": READ, "PUT": REPLACE, "PATCH": UPDATE, "POST": UPDATE, "DELETE": DELETE}
"""What a method does to an item."""


def item(folding: Folding, family: Family, collection: Collection, outline: Outline) -> Decision:
    """What an operation at an item's path does."""
    kind = KINDS.get(outline.method)
    if kind is None or (outline.method == "POST" and not _updates(folding, family, collection, outline)):
        return stateless(outline)
    if not collection.closed and "404" in outline.responses and statuses.success(outline)[0] == 0:
        return stateless(outline, "nothing is kept here, and that is all that it lists")
    if outline.method == "PUT" and statuses.CREATED in outline.responses:
        return _placing(folding, family, collection, outline)
    return one(folding, family, collection, outline, kind)


def _placing(folding: Folding, family: Family, collection: Collection, outline: Outline) -> Decision:
    """PUT that lists that something was created: it creates what is not there under the key of its path (RFC 9110, 9.3.4)."""
    created, others = (one(folding, family, collection, each, REPLACE) for each in statuses.parted(outline))
    if 0 in others.body:
        return replace(others, outline=outline)
    why = (*others.because, f"creates what is not there, with {statuses.CREATED}")
    return replace(others, outline=outline, because=why, creating=replace(created, outline=outline, kind=CREATE))


def _updates(folding: Folding, family: Family, collection: Collection, outline: Outline) -> bool:
    """Whether POST on an item is the document's way to change it."""
    if family.item.keys() & {"PUT", "PATCH"} or outline.body is None or "GET" not in family.item:
        return False
    entity, body = collections.entity(folding, collection), outline.body.schema
    if entity is None or body is None:
        return False
    part = shapes.inside(folding, body, views.sent(folding, body, entity, family.noun))
    ours, theirs = shapes.members(folding, body if part is None else part), shapes.members(folding, entity)
    return len(ours.keys() & theirs.keys()) * 3 >= len(ours)


def one(folding: Folding, family: Family, collection: Collection, outline: Outline, kind: str) -> Decision:
    """A decision about one record: read, created, changed or deleted."""
    status, response = statuses.success(outline, kind == CREATE)
    content = statuses.content(response)
    entity, view = collections.entity(folding, collection), None
    demanded = collections.parameter_schema(folding, family)
    if content is not None and content.json and content.schema is not None:
        if content is collection.entity:
            view = View(collection.route, collection.key.member)
        else:
            view = views.showing(folding, content.schema, views.Sought(family.parameter, family.noun, entity, demanded))
            shown = views.anything(folding, content.schema, family.noun) if view is None else None
            if shown is not None and collection.closed and kind not in (CREATE, DELETE):
                view = View(shown, collection.key_place)
            elif view is None and shapes.kinds(folding, content.schema) <= {"string", "integer"}:
                view = View(plain=True)
            listed = list_views.keys_listed(folding, content.schema, family.parameter, family.noun)
            if view is None and kind == CREATE and listed:
                view = View(listed, listed=True, plain=True)
    if not collection.addressed:
        view = itemless.view(view, collection)
    body, sent_key = _sent(folding, family, entity, outline, collection.key.called, demanded)
    fallback = {CREATE: 201, DELETE: 204, READ: 200}.get(kind, 200)
    address: Route = ()
    if kind == CREATE and view is None and content is not None and content.json and content.schema is not None:
        address = keys.address(folding, content.schema)
    unlisted = ("the document lists no success",) if status == 0 else ()
    return Decision(
        outline,
        kind,
        status or fallback,
        content,
        collection,
        view,
        body=body,
        sent_key=sent_key,
        confidence=collection.confidence,
        because=(*collection.because, *unlisted) if kind in (CREATE, READ) else unlisted,
        address=address,
    )


def _sent(
    folding: Folding, family: Family, entity: Any, outline: Outline, called: str, demanded: Any
) -> tuple[Route, Route]:
    """Where a body holds the entity, and where it holds the key."""
    if outline.body is None or outline.body.schema is None:
        return (), ()
    schema = outline.body.schema
    body = views.sent(folding, schema, entity if entity is not None else {}, family.noun)
    inner = shapes.inside(folding, schema, body)
    if inner is None:
        return body, ()
    route = keys.given(folding, inner, family.parameter, family.noun, called, demanded)
    return body, (*body, *route) if route else ()
