"""What a body says of records: the parts that are about one each, what stands beside them, what becomes of what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.engine.inference import records, shapes
from mockserver.engine.inference.answers import Answers
from mockserver.engine.inference.decisions import Decision
from mockserver.openapi.folding import Folding


def several(body: Any, decision: Decision) -> Sequence[Any]:
    """The parts of a body that are about one new record each: the items of the list that it is or wraps, else all of it."""
    route = decision.body
    sent = shapes.at(body, before_list(route)) if 0 in route else body
    return (
        sent if isinstance(sent, list) and sent else [shapes.at(body, route[: route.index(0)]) if 0 in route else body]
    )


def beside(body: Any, route: shapes.Route) -> dict[str, Any]:
    """What a body says beside the entity that it wraps."""
    if not route or not isinstance(body, Mapping):
        return {}
    return {name: value for name, value in body.items() if name != route[0]}


def before_list(route: shapes.Route) -> shapes.Route:
    """The way to the list that a route goes through; all of it where it goes through none."""
    return route[: route.index(0)] if 0 in route else route


def after_list(route: shapes.Route) -> shapes.Route:
    """The way from an item of the list that a route goes through; all of it where it goes through none."""
    return route[route.index(0) + 1 :] if 0 in route else route


def sendable(folding: Folding, decision: Decision) -> Any:
    """The schema of the record in the body of an operation; None where it has none."""
    body = decision.outline.body
    return shapes.inside(folding, body.schema, decision.body) if body is not None else None


def defaults(answers: Answers, decision: Decision) -> records.Defaults:
    """What becomes of members that are left out of the body of an operation."""

    def make() -> records.Defaults:
        return records.defaults(answers.folding, sendable(answers.folding, decision))

    found: records.Defaults = answers.once(("defaults", decision.outline.id), make)
    return found
