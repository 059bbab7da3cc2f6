"""Records as an answer shows them: at their place, with their key; looks at no schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.inference import shapes
from mockserver.engine.inference.decisions import View
from mockserver.engine.inference.pages import Rows


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
