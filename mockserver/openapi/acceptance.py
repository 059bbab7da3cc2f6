"""Whether a schema accepts a value, asked in Python without compiling anything: rough, quick, used while a value is made.

The compiled validators of `schema` have the last word; this one helps to choose between alternatives.
"""

from __future__ import annotations

from typing import Any

from mockserver.openapi import numbers, texts
from mockserver.openapi.folding import NEVER, UNIONS, Folding, Schema, nullable, properties, required, types

DEEPEST = 6
"""Levels that are looked at; below, everything is accepted."""
MOST = 2_000
"""Schemas that are looked at."""

_PYTHON: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}


def of_type(schema: Schema, value: Any) -> bool:
    """Whether a value has a type that a folded schema allows."""
    if value is None:
        return nullable(schema)
    kinds = types(schema)
    if not kinds:
        return True
    if isinstance(value, bool):
        return "boolean" in kinds
    if isinstance(value, float) and value.is_integer() and "integer" in kinds:
        return True
    return any(isinstance(value, _PYTHON.get(kind, ())) for kind in kinds)


def scalar(schema: Schema, value: Any) -> bool:
    """Whether a folded schema accepts a value, its members and items not looked at."""
    if schema is NEVER or not of_type(schema, value):
        return False
    if "const" in schema and schema["const"] != value:
        return False
    if isinstance(schema.get("enum"), list) and not (value is None and nullable(schema)):
        return any(value == each and isinstance(value, bool) == isinstance(each, bool) for each in schema["enum"])
    if isinstance(value, str):
        return texts.allowed(schema, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(schema, value)
    return True


def _number(schema: Schema, value: float) -> bool:
    low, high = numbers.bounds(schema, whole=isinstance(value, int))
    step = schema.get("multipleOf")
    if isinstance(step, int | float) and step > 0 and abs(value / step - round(value / step)) > 1e-9:
        return False
    return (low is None or value >= low) and (high is None or value <= high)


class Acceptance:
    """The question, asked a limited number of times: once they are used up, everything is accepted.

    Args:
        folding: the document's schemas.
        hidden: the word of members that do not travel in this direction.
        left: schemas that may still be looked at.
    """

    def __init__(self, folding: Folding, hidden: str = "writeOnly", left: int = MOST) -> None:
        self._folding, self._hidden, self._left = folding, hidden, left

    def accepts(self, schema: Any, value: Any, depth: int = 0) -> bool:
        """Whether a schema accepts a value, as far as is looked."""
        folded = self._folding.fold(schema)
        self._left -= 1
        if depth > DEEPEST or self._left < 0:
            return True
        if not scalar(folded, value):
            return False
        if isinstance(value, dict) and not self._members(folded, value, depth):
            return False
        if isinstance(value, list) and not self._items(folded, value, depth):
            return False
        if "not" in folded and self.accepts(folded["not"], value, depth + 1):
            return False
        for word, branches in folded.get(UNIONS, ()):
            count = sum(self.accepts(branch, value, depth + 1) for branch in branches)
            if (count == 0 and not (value is None and nullable(folded))) or (word == "oneOf" and count > 1):
                return False
        return True

    def _members(self, schema: Schema, value: dict[str, Any], depth: int) -> bool:
        named = properties(schema)
        for name in required(schema):
            travels = not (name in named and self._folding.fold(named[name]).get(self._hidden) is True)
            if name not in value and travels:
                return False
        if (
            schema.get("additionalProperties") is False
            and "patternProperties" not in schema
            and value.keys() - named.keys()
        ):
            return False
        return all(self.accepts(named[name], each, depth + 1) for name, each in value.items() if name in named)

    def _items(self, schema: Schema, value: list[Any], depth: int) -> bool:
        least, most = schema.get("minItems"), schema.get("maxItems")
        if (isinstance(least, int) and len(value) < least) or (isinstance(most, int) and len(value) > most):
            return False
        items = schema.get("items")
        return not isinstance(items, dict) or all(self.accepts(items, each, depth + 1) for each in value)
