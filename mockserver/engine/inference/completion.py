"""Adds to values what they lack: the members that their schemas demand, as they are wherever nobody said anything.

Quick, since what a member is like is made once; alternatives are not looked into, and whether a value fits is the caller's
question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import filterfalse
from operator import is_
from typing import Any

from mockserver.engine.inference.chances import seeded
from mockserver.openapi.folding import UNIONS, Schema, properties, required, types
from mockserver.openapi.making.instances import Instances

UNIQUE = ("uuid", "guid")
"""Formats of texts of which no two are the same."""
KEPT = 4096
"""Members of which is kept what they are like."""


@dataclass(frozen=True)
class Form:
    """What a folded schema demands of a value.

    Attributes:
        schema: the schema.
        needed: the members that must be there, with their schemas.
        deep: those that are objects or lists themselves, folded.
        items: what the items of a list fit, folded.
    """

    schema: Schema
    needed: Mapping[str, Any] = field(default_factory=dict)
    deep: Mapping[str, Schema] | None = None
    items: Schema | None = None


class Completion:
    """Completes the values of one document.

    Args:
        instances: makes values for its schemas.
    """

    def __init__(self, instances: Instances) -> None:
        self._instances, self._folding = instances, instances.folding
        self._forms: dict[int, Form] = {}
        """By the id of a folded schema, which its form keeps alive."""
        self._usual: dict[tuple[int, str, int], tuple[Any, bool]] = {}

    def complete(self, schema: Schema, value: Any, seed: str, world: int) -> Any:
        """A value with what it lacks: itself where it lacks nothing; nothing is changed in place.

        Args:
            schema: what it should fit, folded.
            seed: decides what is different in every value.
            world: the seed of the world, which decides the rest.

        Raises:
            Unsatisfiable: no value was found for a member.
        """
        form = self._forms.get(id(schema)) or self._form(schema)
        if form.items is not None and type(value) is list:
            return self._items(form.items, value, seed, world)
        if form.deep is None or type(value) is not dict:
            return value
        added = {} if form.needed.keys() <= value.keys() else self._lacking(form, value, seed, world)
        for name, inner in form.deep.items():
            if (
                name in value
                and (whole := self.complete(inner, value[name], f"{seed}:{name}", world)) is not value[name]
            ):
                added[name] = whole
        return {**value, **added} if added else value

    def _items(self, schema: Schema, value: list[Any], seed: str, world: int) -> list[Any]:
        whole = [self.complete(schema, each, f"{seed}:{index}", world) for index, each in enumerate(value)]
        return value if all(map(is_, whole, value)) else whole

    def _form(self, schema: Schema) -> Form:
        """What a schema demands, found out once."""
        fold, made = self._folding.fold, Form(schema)
        if UNIONS not in schema and "object" in types(schema):
            named = {name: (inner, fold(inner)) for name, inner in properties(schema).items()}
            demanded = (name for name in required(schema) if name not in named or not _hidden(named[name][1]))
            needed = {name: named[name][0] if name in named else {} for name in demanded}
            deep = {name: folded for name, (_, folded) in named.items() if self._may_lack(folded)}
            made = Form(schema, needed, deep)
        elif self._may_lack(schema):
            made = Form(schema, items=fold(schema["items"]))
        self._forms[id(schema)] = made
        return made

    def _may_lack(self, schema: Schema, depth: int = 0) -> bool:
        """Whether a value may lack something inside: an object, or a list of such."""
        if "object" in types(schema):
            return (
                depth > 3
                or bool(required(schema))
                or any(self._may_lack(self._folding.fold(inner), depth + 1) for inner in properties(schema).values())
            )
        items = schema.get("items")
        return "array" in types(schema) and isinstance(items, dict) and self._may_lack(self._folding.fold(items), depth)

    def _lacking(self, form: Form, value: Mapping[str, Any], seed: str, world: int) -> dict[str, Any]:
        """The members that a value lacks: always the same, but for those whose form tells values apart."""
        lacking = {}
        for name in filterfalse(value.__contains__, form.needed):
            found = self._usual.get((id(form.schema), name, world))
            usual, varied = self._usually(form, name, world) if found is None else found
            lacking[name] = self._make(form.needed[name], f"{seed}:{name}", name) if varied else usual
        return lacking

    def _usually(self, form: Form, name: str, world: int) -> tuple[Any, bool]:
        """What a member is like where nothing is said of it, found out once; and whether its form tells values apart."""
        inner = form.needed[name]
        one, other = (self._make(inner, f"{world}:{number}", name) for number in (1, 2))
        if len(self._usual) >= KEPT:
            self._usual.clear()
        folded = self._folding.fold(inner)
        varied = one != other and (folded.get("format") in UNIQUE or "pattern" in folded)
        found = self._usual[id(form.schema), name, world] = one, varied
        return found

    def _make(self, schema: Any, seed: str, name: str) -> Any:
        return self._instances.make(schema, chance=seeded(seed), name=name)


def _hidden(schema: Schema) -> bool:
    return schema.get("writeOnly") is True
