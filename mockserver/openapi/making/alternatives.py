"""Makes a value for one of several alternatives: the one that is most like what is given, and that others do not accept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.openapi.acceptance import of_type, scalar
from mockserver.openapi.folding import UNIONS, Schema, nullable, properties, required, types
from mockserver.openapi.making.value import Making
from mockserver.openapi.making.ways import NOTHING, Unsatisfiable

TURNS = 4
"""How often a value is made in another way, until exactly one alternative accepts it."""
DEEPEST = 3
"""Alternatives within alternatives that are held against what is given."""


def make(making: Making, schema: Schema, given: Any, name: str) -> Any:
    """A value for a folded schema and one of its alternatives.

    Raises:
        Unsatisfiable: none of them can be made.
    """
    word, branches = next(each for each in schema[UNIONS] if id(each[1]) not in making.active)
    making.active.add(id(branches))
    way, first, apart = making.way, NOTHING, NOTHING
    try:
        for turn in range(TURNS if word == "oneOf" and len(making.active) == 1 else 1):
            making.way = replace(way, turn=turn, examples=False, optional=way.optional + turn) if turn else way
            for branch, made in _made(making, schema, branches, given, name):
                first = made if first is NOTHING else first
                if making.left < 0:
                    return made
                fitting = [each for each in branches if making.acceptance.accepts(each, made)]
                if len(fitting) == 1 or (fitting and word == "anyOf"):
                    return made
                if apart is NOTHING and branch in fitting:
                    apart = _apart(making, making.folding.branch(schema, branches, branch), branch, fitting, made)
            if making.left < 0:
                break
    finally:
        making.active.discard(id(branches))
        making.way = way
    if first is not NOTHING:
        return first if apart is NOTHING else apart
    if nullable(schema):
        return None
    raise Unsatisfiable


def _made(
    making: Making, schema: Schema, branches: tuple[Any, ...], given: Any, name: str
) -> Iterator[tuple[Any, Any]]:
    """Each alternative for which a value can be made, with the value, the most likely first."""
    for branch in _ordered(making, branches, given):
        try:
            yield branch, _of_branch(making, schema, branches, branch, given, name)
        except Unsatisfiable:
            continue


def _apart(making: Making, own: Schema, branch: Any, fitting: list[Any], made: Any) -> Any:
    """A value that says of a member of each other alternative that there is none, so that only its own accepts it.

    Args:
        own: the folded schema with its own alternative chosen.
        branch: this alternative.
        fitting: the alternatives that accept the value as it is.
        made: the value.

    Returns:
        NOTHING where that does not tell them apart.
    """
    if not isinstance(made, dict) or own.get("additionalProperties", True) is not True:
        return NOTHING
    fold, named = making.folding.fold, properties(own)
    for other in fitting:
        if other is branch or not making.acceptance.accepts(other, made):
            continue
        foreign = {name: fold(inner) for name, inner in properties(fold(other)).items() if name not in named}
        telling = [name for name, each in foreign.items() if name not in made and not scalar(each, None)]
        if not telling:
            return NOTHING
        made = {**made, telling[0]: None}
    return made


def _of_branch(making: Making, schema: Schema, branches: tuple[Any, ...], branch: Any, given: Any, name: str) -> Any:
    both = making.folding.branch(schema, branches, branch)
    if len(branches) > 1 and schema[UNIONS][0][0] == "oneOf":
        making.telling[id(both)] = tuple(_tells(making, branch))
    made = making.folded(both, given, name)
    told = schema.get("discriminator")
    if isinstance(told, dict) and isinstance(made, dict) and isinstance(branch, dict):
        made = _discriminated(making, told, both, branch, made)
    return made


def _tells(making: Making, branch: Any) -> Iterator[str]:
    """The members that tell a branch from others, also where they need not be there."""
    for name, inner in properties(making.folding.fold(branch)).items():
        folded = making.folding.fold(inner)
        if "const" in folded or isinstance(folded.get("enum"), list):
            yield name


def _discriminated(
    making: Making, told: Mapping[str, Any], both: Schema, branch: Mapping[str, Any], made: dict[str, Any]
) -> dict[str, Any]:
    """The value with the name of its branch in the member that tells branches apart."""
    member, reference = told.get("propertyName"), branch.get("$ref")
    mapping: Any = told.get("mapping") if isinstance(told.get("mapping"), dict) else {}
    if not isinstance(member, str) or not isinstance(reference, str):
        return made
    short = reference.rsplit("/", 1)[-1]
    names = [name for name, target in mapping.items() if target == reference or str(target).rsplit("/", 1)[-1] == short]
    says = names[0] if names else short
    if made.get(member) in names:
        return made
    allowed = making.folding.fold(properties(both).get(member, {}))
    fits = scalar(allowed, says) and (member in properties(both) or both.get("additionalProperties") is not False)
    return {**made, member: says} if fits else made


LOST = -1.0
"""What it counts that an alternative has no place for a member."""


def _ordered(making: Making, branches: tuple[Any, ...], given: Any) -> list[Any]:
    """The alternatives, the one first that is most like what is given; of nothing, null and what holds itself last."""
    turn = making.way.turn % len(branches)
    ordered = [*branches[turn:], *branches[:turn]]
    if given is not NOTHING:
        return sorted(ordered, key=lambda branch: -_likeness(making, branch, given))
    fold = making.folding.fold
    deep = {id(fold(each)) for each in ordered} & set(making.levels)
    return sorted(ordered, key=lambda branch: (types(fold(branch)) == ("null",), id(fold(branch)) in deep))


def _likeness(making: Making, branch: Any, given: Any, depth: int = 0) -> float:
    """How much of a given value a branch has a place for."""
    schema = making.folding.fold(branch)
    inner = [each for _, several in schema.get(UNIONS, ()) for each in several] if depth < DEEPEST else []
    best = max((_likeness(making, each, given, depth + 1) for each in inner), default=0.0)
    if not of_type(schema, given):
        return -50.0
    if not isinstance(given, dict):
        return best + (2.0 if scalar(schema, given) else -10.0) + (0.5 if types(schema) else 0.0)
    named = properties(schema)
    score = best - 0.5 * len([name for name in required(schema) if name not in given])
    return score + sum(_place(making, named[name], value) if name in named else LOST for name, value in given.items())


def _place(making: Making, schema: Any, value: Any) -> float:
    """How well a member takes what is given for it; one that tells branches apart counts most."""
    folded = making.folding.fold(schema)
    fits, known = scalar(folded, value), "const" in folded or "enum" in folded
    return (6.0 if known else 1.0) if fits else (-20.0 if known else -2.0)
