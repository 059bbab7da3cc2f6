"""Answers in the media type that a caller wants most of those that the document lists; knows no state: the record is the same.

What is there to be told was made for the content that is answered when a caller does not mind, and is told in another's form.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.call import Arrival, Call
from mockserver.engine.inference import collections, list_views, shapes, views
from mockserver.engine.inference.bodies import Bodies
from mockserver.engine.inference.chances import seed_of
from mockserver.engine.inference.decisions import STATELESS, Decision
from mockserver.engine.inference.outlines import Content, Outline, Response
from mockserver.engine.inference.presentation import members_shown
from mockserver.engine.problems import Problem
from mockserver.openapi.folding import Folding, types
from mockserver.openapi.making.ways import NOTHING, Unsatisfiable
from mockserver.openapi.media_types import ANY, plain
from mockserver.openapi.scalars import text_of
from mockserver.openapi.xml_values import XmlValues

VARY = {"Vary": "Accept"}
"""What an answer says for which another one might have been chosen."""


def varies(listed: Response | None) -> bool:
    """Whether what a caller takes decides among answers."""
    return listed is not None and len(listed.contents) > 1


def wanted(call: Arrival, listed: Response | None, usual: Content) -> Content:
    """The content that a caller wants most; the usual one if it does not mind, or takes nothing that is listed."""
    if listed is None or not varies(listed):
        return usual
    accept = call.headers.get("accept") or ANY
    return usual if accept in (ANY, usual.sent) else listed.wanted(accept) or usual


def formed(bodies: Bodies, call: Arrival, decision: Decision) -> Decision:
    """A decision as it is for the content that is wanted, where that shows records in a way of its own."""
    usual = decision.content
    content = wanted(call, decision.listed, usual) if usual is not None else None
    if content is None or content is usual:
        return decision
    key = ("formed", decision.outline.id, usual, content)
    return bodies.once(key, lambda: _formed(bodies.folding, decision, content))  # type: ignore[no-any-return]


def _formed(folding: Folding, decision: Decision, other: Content) -> Decision:
    """A decision with another content, where its schema is one of its own and a place for the records is found in it."""
    usual, collection, view = decision.content, decision.collection, decision.view
    if usual is None or collection is None or view is None or other.schema is None or other.schema == usual.schema:
        return decision
    entity, key = collections.entity(folding, collection), collection.key
    find = list_views.listing if view.listed else views.showing
    found = find(folding, other.schema, views.Sought(key.parameter, key.noun, entity))
    return replace(decision, content=other, view=found) if found is not None else decision


def refuse(call: Arrival, outline: Outline, status: int) -> None:
    """Refuse whoever takes nothing that is listed for a success; only where the document says that this is refused.

    Raises:
        Problem: `not-acceptable`.
    """
    accept = call.headers.get("accept") or ANY
    listed = outline.lists(status)
    if accept == ANY or listed is None or not listed.contents or listed.wanted(accept) is not None:
        return
    there = ", ".join(each.sent for each in listed.contents)
    raise Problem("not-acceptable", f"the header Accept takes nothing of what is answered: {there}", headers=VARY)


def told(bodies: Bodies, call: Call, decision: Decision, other: Content, body: Any) -> Any:
    """The body of an answer in the form of another content of the same status.

    Args:
        bodies: makes bodies.
        decision: what the operation does; the body was made for its content.
        other: the content that is wanted.
        body: the body.
    """
    usual = decision.content
    if decision.kind == STATELESS and body == bodies.shown(usual, decision.example):
        example = bodies.shown(other, decision.example)
        if example is not NOTHING:
            return example
    if usual is not None and other.schema == usual.schema:
        return body
    fits = bodies.fits(other) if other.schema is not None else None
    if usual is not None and isinstance(body, dict | list):
        text = _text(bodies, decision, usual, other, body)
        if text and (fits is None or fits(text)):
            return text
    if fits is not None and fits(body):
        return body
    try:
        return bodies.body(other, body, seed_of(call, decision))
    except Unsatisfiable:
        return body


def _text(bodies: Bodies, decision: Decision, usual: Content, other: Content, body: Any) -> str:
    """What there is to be told as a text, where that is asked for and there is one way to write it; else nothing."""
    if plain(other.media_type) == "text/csv":
        view = decision.view
        columns = members_shown(bodies.folding, usual, view) if view is not None else ()
        return _table(shapes.at(body, view.route) if view is not None else body, columns)
    texts = types(bodies.folding.fold(other.schema)) == ("string",)
    if texts and plain(other.media_type).endswith(("/xml", "+xml")):
        return XmlValues(bodies.folding).write(usual.schema, body).decode()
    return ""


def _table(found: Any, columns: Iterable[str]) -> str:
    """Records as comma-separated values, with a line of their members' names (RFC 4180)."""
    rows = [each for each in (found if isinstance(found, list) else [found]) if isinstance(each, Mapping)]
    names = list(dict.fromkeys([*columns, *(name for each in rows for name in each)]))
    if not names:
        return ""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([text_of(each[name]) if name in each else "" for name in names] for each in rows)
    return text.getvalue()
