"""What was sent, shown again by an answer of which nothing is kept: member for member, by name and type.

Changes no body that would not fit its schema any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from mockserver.engine.inference import shapes
from mockserver.engine.inference.answers import Answers
from mockserver.engine.inference.outlines import Content
from mockserver.engine.inference.shapes import Route
from mockserver.openapi.acceptance import of_type
from mockserver.openapi.folding import Folding

MOST = 40
"""Members that are tried one by one where they do not fit together, and items of a list that are shown again."""


class Echoes:
    """Shows in one document's answers what was sent.

    Args:
        answers: tells whether bodies fit.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers, self._folding = answers, answers.folding

    def body(self, content: Content | None, base: Any, sent: Any, asked: Any) -> Any:
        """The body of an answer with what was sent, as much of it as it has members for.

        Args:
            content: what the operation answers.
            base: the body without it.
            sent: the body of the request.
            asked: the schema of that.
        """
        if content is None or content.schema is None or not isinstance(sent, Mapping | list):
            return base
        shown = list(islice(self._shown(content.schema, base, sent, asked), MOST))
        fits = self._answers.fits(content)
        whole = base
        for route, value in shown:
            whole = shapes.placed(whole, route, value)
        if fits(whole):
            return whole
        whole = base
        for route, value in shown:
            trial = shapes.placed(whole, route, value)
            whole = trial if fits(trial) else whole
        return whole

    def _shown(self, schema: Any, base: Any, sent: Any, asked: Any) -> Iterator[tuple[Route, Any]]:
        """Where a body shows what of what was sent."""
        if isinstance(sent, list):
            item = shapes.items(self._folding, schema)
            if item is not None and sent:
                yield (), [self._merged(item, _first(base), each, _item(self._folding, asked)) for each in sent[:MOST]]
            return
        route, inner, node, demanded = self._place(schema, sent, asked)
        for name, value in self._members(node, shapes.at(base, route), inner, demanded):
            yield (*route, name), value

    def _place(self, schema: Any, sent: Mapping[str, Any], asked: Any) -> tuple[Route, Mapping[str, Any], Any, Any]:
        """The object of an answer that has most of the members that were sent, those wrapped in one included."""
        wrapped = [(each, shapes.node(self._folding, asked, (name,))) for name, each in sent.items()]
        parts = [(sent, asked), *((each, inner) for each, inner in wrapped if isinstance(each, Mapping))]
        places = [each for each in shapes.objects(self._folding, schema, 2) if 0 not in each[0]]
        best: tuple[int, Route, Mapping[str, Any], Any, Any] = (0, (), {}, schema, asked)
        for part, demanded in parts:
            for route, node in places:
                shared = len(part.keys() & shapes.members(self._folding, node).keys())
                if shared > best[0]:
                    best = (shared, route, part, node, demanded)
        return best[1:]

    def _members(self, schema: Any, base: Any, sent: Mapping[str, Any], asked: Any) -> Iterator[tuple[str, Any]]:
        """The members of an answer's object that were sent: of the right type, visible, and not the server's own."""
        named, demanded = shapes.members(self._folding, schema), shapes.members(self._folding, asked)
        for name, value in sent.items():
            inner = demanded.get(name, {})
            if name not in named or self._folding.fold(inner).get("readOnly") is True:
                continue
            folded = self._folding.fold(named[name])
            if folded.get("writeOnly") is not True and of_type(folded, value):
                yield name, self._merged(named[name], shapes.at(base, (name,)), value, inner)

    def _merged(self, schema: Any, base: Any, sent: Any, asked: Any) -> Any:
        """A value of an answer with what was sent in its place."""
        if isinstance(sent, Mapping) and shapes.members(self._folding, schema):
            whole = dict(base) if isinstance(base, Mapping) else {}
            return {**whole, **dict(self._members(schema, whole, sent, asked))}
        item = shapes.items(self._folding, schema) if isinstance(sent, list) else None
        if item is not None and shapes.members(self._folding, item):
            return [self._merged(item, _first(base), each, _item(self._folding, asked)) for each in sent[:MOST]]
        return sent


def _first(values: Any) -> Any:
    return values[0] if isinstance(values, list) and values else None


def _item(folding: Folding, asked: Any) -> Any:
    """The schema of the items that were asked for; any where it is no list."""
    found = shapes.items(folding, asked)
    return {} if found is None else found
