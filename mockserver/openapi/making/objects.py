"""Makes objects: the given members that are welcome, and those that must be there."""

from __future__ import annotations

from typing import Any

from mockserver.openapi.folding import UNIONS, Schema, properties, required
from mockserver.openapi.making.value import Making
from mockserver.openapi.making.ways import NOTHING, Unsatisfiable
from mockserver.openapi.patterns import meant, of_pattern

MOST = 100
"""Members without a name of their own that are made at most."""


def make(making: Making, schema: Schema, given: Any, name: str) -> dict[str, Any]:
    """An object for a folded schema.

    Raises:
        Unsatisfiable: a member that must be there cannot be made.
    """
    if given is NOTHING and making.way.examples:
        shown = schema.get("example")
        given = shown if isinstance(shown, dict) else given
    sent = given if isinstance(given, dict) else {}
    named, demanded = properties(schema), required(schema)
    telling = making.telling.get(id(schema), ())
    made: dict[str, Any] = {}
    for member, inner in named.items():
        folded = making.folding.fold(inner)
        if folded.get(making.hidden) is True or inner is False:
            continue
        needed = member in demanded
        if needed or member in sent or member in telling or (given is NOTHING and _wanted(making, folded)):
            try:
                made[member] = making.value(inner, sent.get(member, NOTHING), member)
            except Unsatisfiable:
                if needed:
                    raise
    for member in demanded:
        if member not in made and member not in named:
            made[member] = making.value(_unnamed(schema, member), sent.get(member, NOTHING), member)
    _welcome(making, schema, sent, made)
    _fill(making, schema, made)
    return made


def _wanted(making: Making, folded: Schema) -> bool:
    """Whether a member that need not be there is made: not where no value of it would fit to the letter."""
    return (
        len(making.levels) <= making.way.optional
        and making.left > 0
        and id(folded) not in making.levels
        and not _meant_otherwise(making, folded)
    )


def _meant_otherwise(making: Making, folded: Schema) -> bool:
    """Whether a schema takes values only as it is meant: a pattern with slashes around it, or one format or another."""
    pattern = folded.get("pattern")
    if isinstance(pattern, str):
        return meant(pattern) != pattern
    return any(word == "oneOf" and _alike(making, branches) for word, branches in folded.get(UNIONS, ()))


def _alike(making: Making, branches: tuple[Any, ...]) -> bool:
    """Whether alternatives are told apart by their formats alone, which not everybody asserts."""
    first, *others = [
        {word: each for word, each in making.folding.fold(branch).items() if word != "format"} for branch in branches
    ]
    return bool(others) and all(each == first for each in others)


def _welcome(making: Making, schema: Schema, sent: dict[str, Any], made: dict[str, Any]) -> None:
    """Add the given members without a name of their own that the schema has a place for."""
    named, open_ = properties(schema), schema.get("additionalProperties", True)
    welcome = (open_ is True and ("additionalProperties" in schema or not named)) or isinstance(open_, dict)
    if "patternProperties" in schema or welcome or (making.way.extra and open_ is not False):
        for member, value in sent.items():
            if member not in named and member not in made:
                try:
                    made[member] = making.value(_unnamed(schema, member), value, member)
                except Unsatisfiable:
                    continue


def _fill(making: Making, schema: Schema, made: dict[str, Any]) -> None:
    """Add as many members as must be there, those with a name first."""
    least: Any = schema.get("minProperties")
    if not isinstance(least, int):
        return
    for member, inner in properties(schema).items():
        if len(made) < least and member not in made and making.folding.fold(inner).get(making.hidden) is not True:
            made[member] = making.value(inner, NOTHING, member)
    for count in range(least if least < MOST else 0):
        if len(made) < least and schema.get("additionalProperties", True) is not False:
            member = f"key{count}"
            made.setdefault(member, making.value(_unnamed(schema, member), NOTHING, "value"))


def _unnamed(schema: Schema, member: str) -> Any:
    """What a member without a name of its own must fit."""
    for pattern, inner in (schema.get("patternProperties") or {}).items():
        if of_pattern(pattern)(member):
            return inner
    open_ = schema.get("additionalProperties")
    return open_ if isinstance(open_, dict) else {}
