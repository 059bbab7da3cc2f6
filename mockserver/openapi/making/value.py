"""One value in the making: which of a schema's words decides it; how objects, lists and alternatives are made, others know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.openapi import numbers, texts
from mockserver.openapi.acceptance import Acceptance, of_type, scalar
from mockserver.openapi.folding import NEVER, UNIONS, Folding, Schema, nullable, types
from mockserver.openapi.making.coercion import coerced
from mockserver.openapi.making.ways import NOTHING, Unsatisfiable, Way
from mockserver.openapi.texts import Chance

DEEPEST = 16
"""Levels that a made value has at most."""


class Making:
    """One value in the making.

    Args:
        folding: the document's schemas.
        hidden: the word of members that do not travel in this direction.
        way: how the value is made.
        chance: decides what nothing else decides.
        makers: by type, what makes values that have parts.
        alternative: makes a value for one of several alternatives.

    Attributes:
        left: schemas that may still be looked at.
        acceptance: the rough question whether a value fits.
        active: the alternatives among which one is being chosen, by id.
        levels: the schemas that the value is inside of, by id.
        telling: by id of a schema, the members that tell it from the alternatives beside it.
    """

    def __init__(
        self,
        folding: Folding,
        hidden: str,
        way: Way,
        chance: Chance,
        makers: Mapping[str, Maker],
        alternative: Maker,
    ) -> None:
        self.folding, self.hidden, self.way, self.chance = folding, hidden, way, chance
        self._makers, self._alternative = makers, alternative
        self.left = way.budget
        self.acceptance = Acceptance(folding, hidden)
        self.active: set[int] = set()
        self.levels: list[int] = []
        self.telling: dict[int, tuple[str, ...]] = {}

    def value(self, schema: Any, given: Any, name: str) -> Any:
        """A value for a schema as the document writes it.

        Raises:
            Unsatisfiable: none was found.
        """
        self.left -= 1
        if len(self.levels) > DEEPEST or self.left < -self.way.budget:
            raise Unsatisfiable
        folded = self.folding.fold(schema)
        self.levels.append(id(folded))
        try:
            return self.folded(folded, given, name)
        finally:
            self.levels.pop()

    def folded(self, schema: Schema, given: Any, name: str) -> Any:
        """A value for a folded schema.

        Raises:
            Unsatisfiable: none was found.
        """
        if schema is NEVER:
            raise Unsatisfiable
        if given is None and (nullable(schema) or scalar(schema, None)):
            return None
        if any(id(branches) not in self.active for _, branches in schema.get(UNIONS, ())):
            return self._alternative(self, schema, given, name)
        if "const" in schema:
            if not scalar(schema, schema["const"]):
                raise Unsatisfiable
            return schema["const"]
        if given is not NOTHING and not isinstance(given, dict | list):
            given = coerced(schema, given)
            if given is not NOTHING and scalar(schema, given):
                return given
        if isinstance(schema.get("enum"), list):
            return self._chosen(schema)
        return self._typed(schema, given, name)

    def _chosen(self, schema: Schema) -> Any:
        shown = self._example(schema)
        if shown is not NOTHING:
            return shown
        turn, choices = self.way.turn, schema["enum"]
        if self.way.varied and choices:
            turn = self.chance.number(len(choices))
        for each in (*choices[turn:], *choices[:turn]):
            if each is not None and scalar(schema, each):
                return each
        if not choices:
            raise Unsatisfiable
        return choices[0]

    def _typed(self, schema: Schema, given: Any, name: str) -> Any:
        kinds = types(schema)
        if given is not NOTHING and kinds:
            kinds = tuple(sorted(kinds, key=lambda kind: not of_type({"type": kind}, given)))
        if not kinds:
            return self._untyped(schema, given, name)
        if kinds[0] in self._makers:
            return self._makers[kinds[0]](self, schema, given, name)
        if kinds[0] == "null":
            return None
        shown = self._example(schema)
        return shown if shown is not NOTHING else self._scalar(schema, kinds[0], name)

    def _untyped(self, schema: Schema, given: Any, name: str) -> Any:
        shown = given if given is not NOTHING else self._example(schema)
        if shown is not NOTHING:
            return shown
        return {} if len(self.levels) <= 1 else texts.text(schema, name, self.chance) or "a"

    def _scalar(self, schema: Schema, kind: str, name: str) -> Any:
        if kind == "boolean":
            return not self.way.varied or self.chance.number(2) == 1
        if kind in ("integer", "number"):
            found: Any = numbers.number(schema, kind == "integer", self.chance if self.way.varied else None)
        else:
            found = texts.text(schema, name, self.chance)
        if found is None:
            if nullable(schema):
                return None
            raise Unsatisfiable
        return found

    def _example(self, schema: Schema) -> Any:
        """What the schema itself shows, where it fits."""
        if not self.way.examples:
            return NOTHING
        several = schema.get("examples")
        shown = [schema[word] for word in ("example", "default") if word in schema]
        for each in (*(several if isinstance(several, list) else ()), *shown):
            if each is not None and not isinstance(each, dict | list) and scalar(schema, each):
                return each
        return NOTHING


Maker = Callable[[Making, Schema, Any, str], Any]
"""What makes a value: (making, folded schema, what is given, what the value is called) to the value."""
