"""Decides what an operation does that belongs to no collection: part of what there is one of, or nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.engine.inference import shapes, statuses, views
from mockserver.engine.inference.decisions import SINGLETON, STATELESS, Decision, View
from mockserver.engine.inference.outlines import Outline
from mockserver.engine.inference.shapes import Route
from mockserver.openapi.folding import Folding


def stateless(outline: Outline, *because: str) -> Decision:
    """An operation of which nothing is kept, and why."""
    status, response = statuses.success(outline)
    if status == 0:
        status, response = statuses.only_error(outline)
    return Decision(outline, STATELESS, status, statuses.content(response), because=because)


def lone(folding: Folding, outline: Outline, methods: Mapping[str, Outline]) -> Decision:
    """What an operation does that belongs to no collection: part of a singleton, or stateless."""
    reading = methods.get("GET")
    if (
        reading is None
        or outline.method not in ("GET", "PUT", "PATCH", "DELETE")
        or not methods.keys() & {"PUT", "PATCH"}
    ):
        return stateless(outline)
    content = statuses.content(statuses.success(reading)[1])
    if (
        content is None
        or not content.json
        or content.schema is None
        or shapes.items(folding, content.schema) is not None
    ):
        return stateless(outline)
    status, response = statuses.success(outline)
    if status == 0:
        return stateless(outline)
    own = statuses.content(response)
    body: Route = ()
    view = View() if outline is reading else None
    if outline.body is not None and outline.body.schema is not None:
        if shapes.alike(folding, outline.body.schema, content.schema) < views.ALIKE:
            return stateless(outline, "what is sent is unlike what is read")
        body = views.sent(folding, outline.body.schema, content.schema, "")
    if (
        own is not None
        and own.json
        and own.schema is not None
        and shapes.alike(folding, own.schema, content.schema) > 0.7
    ):
        view = View()
    return Decision(outline, SINGLETON, status, own, None, view, body=body)
