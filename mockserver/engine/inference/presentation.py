"""Records as an answer shows them: which of their members, at which place, with their key; knows no store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.inference import shapes
from mockserver.engine.inference.decisions import View
from mockserver.engine.inference.outlines import Content
from mockserver.engine.inference.pages import Rows
from mockserver.openapi.folding import UNIONS, Folding, properties


def record_given(view: View, record: Mapping[str, Any], key: Any) -> Any:
    """What is given to an answer that shows one record."""
    if view.plain:
        return key
    shown: Any = record
    if view.key and shapes.at(record, view.key) is None:
        shown = shapes.placed(record, view.key, key)
    return shapes.wrapped(shown, view.route)


def list_given(view: View, rows: Rows, about: Mapping[str, Any]) -> Any:
    """What is given to an answer that lists records.

    Args:
        rows: keys and records.
        about: members beside the list, such as a total.
    """
    whole = View(key=view.key, plain=view.plain)
    shown = [(key, shapes.wrapped(record_given(whole, record, key), view.item)) for key, record in rows]
    listed: Any = {str(key): each for key, each in shown} if view.by_key else [each for _, each in shown]
    if not view.route:
        return listed
    given: Any = {name: value for name, value in about.items() if name != view.route[0]}
    return shapes.placed(given, view.route, listed)


def members_shown(folding: Folding, content: Content | None, view: View) -> tuple[str, ...]:
    """The members that an answer has for a record, where they are always the same; empty where they are not."""
    node = shapes.node(folding, content.schema, view.route) if content is not None else None
    if view.listed and node is not None:
        items = shapes.items(folding, node)
        untyped = items is None and not view.by_key  # then it describes each of the things that are listed
        node = folding.fold(node).get("additionalProperties") if view.by_key else node if untyped else items
        node = shapes.node(folding, node, view.item)
    folded = folding.fold(node)
    shown = [name for name, inner in properties(folded).items() if folding.fold(inner).get("writeOnly") is not True]
    return () if UNIONS in folded else tuple(shown)
