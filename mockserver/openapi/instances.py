"""Makes a value that fits a schema: from nothing, or from as much of a given value as the schema has a place for.

Knows schemas only; whether the made value really fits, the caller's compiled validator says (`first_fitting`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from mockserver.openapi import texts
from mockserver.openapi.acceptance import Acceptance, of_type, scalar
from mockserver.openapi.folding import NEVER, UNIONS, Folding, Schema, nullable, properties, required, types
from mockserver.openapi.texts import Chance

NOTHING: Any = object()
"""No value is given."""
DEEPEST = 16
"""Levels that a made value has at most."""


class Unsatisfiable(Exception):
    """No value was found for a schema."""


@dataclass(frozen=True)
class Way:
    """How a value is made.

    Attributes:
        optional: levels to which members are made that need not be there.
        examples: whether the examples and defaults that schemas carry are used.
        turn: which alternative is tried first.
        extra: whether given members that the schema does not name, but does not forbid, are kept.
        varied: whether what is free is left to chance.
        budget: schemas that may be looked at.
    """

    optional: int = 0
    examples: bool = True
    turn: int = 0
    extra: bool = False
    varied: bool = False
    budget: int = 600


RICH, PLAIN = Way(optional=3), Way()
WAYS = (PLAIN, Way(examples=False), *(Way(examples=False, turn=turn) for turn in (1, 2, 3)))
"""In which order ways are tried when a value does not fit."""


class Instances:
    """Makes values for the schemas of one document.

    Args:
        folding: the document's schemas.
    """

    def __init__(self, folding: Folding) -> None:
        self.folding = folding

    def make(
        self,
        schema: Any,
        given: Any = NOTHING,
        *,
        chance: Chance,
        way: Way = PLAIN,
        view: str = "response",
        name: str = "",
    ) -> Any:
        """One value.

        Args:
            schema: a Schema Object of the document.
            given: what the value should be, as far as the schema allows.
            chance: decides what nothing else decides.
            view: `request` (no readOnly members) or `response` (no writeOnly members).
            name: what the value is called.

        Raises:
            Unsatisfiable: none was found.
        """
        hidden = "readOnly" if view == "request" else "writeOnly"
        making = _Making(self.folding, hidden, way, chance)
        try:
            return making.value(schema, given, name)
        except RecursionError:
            raise Unsatisfiable from None

    def candidates(self, schema: Any, given: Any, chance: Callable[[], Chance], *, rich: bool = False) -> Iterator[Any]:
        """Values to be tried one after the other, the best first."""
        for way in (RICH, replace(RICH, examples=False), *WAYS) if rich else WAYS:
            try:
                yield self.make(schema, given, chance=chance(), way=way)
            except Unsatisfiable:
                continue


def first_fitting(candidates: Iterator[Any], fits: Callable[[Any], bool]) -> tuple[Any, bool]:
    """The first value that fits; else the first of all, and False.

    Raises:
        Unsatisfiable: there is none at all.
    """
    best = NOTHING
    for candidate in candidates:
        if fits(candidate):
            return candidate, True
        best = candidate if best is NOTHING else best
    if best is NOTHING:
        raise Unsatisfiable
    return best, False


class _Making:
    """One value in the making."""

    def __init__(self, folding: Folding, hidden: str, way: Way, chance: Chance) -> None:
        self._folding, self._hidden, self._way, self._chance = folding, hidden, way, chance
        self._left = way.budget
        self._acceptance = Acceptance(folding, hidden)
        self._active: set[int] = set()
        self._levels: list[int] = []
        self._telling: dict[int, tuple[str, ...]] = {}

    def value(self, schema: Any, given: Any, name: str) -> Any:
        """A value for a schema as the document writes it."""
        self._left -= 1
        if len(self._levels) > DEEPEST or self._left < -self._way.budget:
            raise Unsatisfiable
        folded = self._folding.fold(schema)
        self._levels.append(id(folded))
        try:
            return self._folded(folded, given, name)
        finally:
            self._levels.pop()

    def _folded(self, schema: Schema, given: Any, name: str) -> Any:
        if schema is NEVER:
            raise Unsatisfiable
        if given is None and (nullable(schema) or scalar(schema, None)):
            return None
        unions = [each for each in schema.get(UNIONS, ()) if id(each[1]) not in self._active]
        if unions:
            return self._union(schema, unions, given, name)
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
        turn, choices = self._way.turn, schema["enum"]
        if self._way.varied and choices:
            turn = self._chance.number(len(choices))
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
        makers = {"object": self._object, "array": self._array}
        if kinds[0] in makers:
            return makers[kinds[0]](schema, given, name)
        if kinds[0] == "null":
            return None
        shown = self._example(schema)
        if shown is not NOTHING:
            return shown
        return self._scalar(schema, kinds[0], name)

    def _untyped(self, schema: Schema, given: Any, name: str) -> Any:
        if given is not NOTHING:
            return given
        shown = self._example(schema)
        if shown is not NOTHING:
            return shown
        return {} if len(self._levels) <= 1 else texts.text(schema, name, self._chance) or "a"

    def _scalar(self, schema: Schema, kind: str, name: str) -> Any:
        if kind == "boolean":
            return not self._way.varied or self._chance.number(2) == 1
        if kind in ("integer", "number"):
            found: Any = texts.number(schema, kind == "integer", self._chance if self._way.varied else None)
        else:
            found = texts.text(schema, name, self._chance)
        if found is None:
            if nullable(schema):
                return None
            raise Unsatisfiable
        return found

    def _example(self, schema: Schema) -> Any:
        """What the schema itself shows, where it fits."""
        if not self._way.examples:
            return NOTHING
        several = schema.get("examples")
        shown = [schema[word] for word in ("example", "default") if word in schema]
        for each in (*(several if isinstance(several, list) else ()), *shown):
            if each is not None and not isinstance(each, dict | list) and scalar(schema, each):
                return each
        return NOTHING

    def _union(self, schema: Schema, unions: list[Any], given: Any, name: str) -> Any:
        word, branches = unions[0]
        self._active.add(id(branches))
        way, first = self._way, NOTHING
        try:
            for turn in range(4 if word == "oneOf" and len(self._active) == 1 else 1):
                self._way = replace(way, turn=turn, examples=False, optional=way.optional + turn) if turn else way
                for made in self._alternatives(schema, branches, given, name):
                    first = made if first is NOTHING else first
                    if self._left < 0:
                        return made
                    fitting = sum(self._acceptance.accepts(each, made) for each in branches)
                    if fitting == 1 or (fitting and word == "anyOf"):
                        return made
                if self._left < 0:
                    break
        finally:
            self._active.discard(id(branches))
            self._way = way
        if first is not NOTHING:
            return first
        if nullable(schema):
            return None
        raise Unsatisfiable

    def _alternatives(self, schema: Schema, branches: tuple[Any, ...], given: Any, name: str) -> Iterator[Any]:
        for branch in self._ordered(branches, given):
            try:
                yield self._branch(schema, branches, branch, given, name)
            except Unsatisfiable:
                continue

    def _branch(self, schema: Schema, branches: tuple[Any, ...], branch: Any, given: Any, name: str) -> Any:
        both = self._folding.branch(schema, branches, branch)
        if len(branches) > 1 and schema[UNIONS][0][0] == "oneOf":
            self._telling[id(both)] = tuple(self._tells(branch))
        made = self._folded(both, given, name)
        telling = schema.get("discriminator")
        if isinstance(telling, dict) and isinstance(made, dict) and isinstance(branch, dict):
            made = self._discriminated(telling, both, branch, made)
        return made

    def _tells(self, branch: Any) -> Iterator[str]:
        """The members that tell a branch from others, also where they need not be there."""
        for name, inner in properties(self._folding.fold(branch)).items():
            folded = self._folding.fold(inner)
            if "const" in folded or isinstance(folded.get("enum"), list):
                yield name

    def _discriminated(self, telling: Any, both: Schema, branch: Any, made: dict[str, Any]) -> dict[str, Any]:
        """The value with the name of its branch in the member that tells branches apart."""
        member, reference = telling.get("propertyName"), branch.get("$ref")
        mapping = telling.get("mapping") if isinstance(telling.get("mapping"), dict) else {}
        if not isinstance(member, str) or not isinstance(reference, str):
            return made
        short = reference.rsplit("/", 1)[-1]
        names = [
            name for name, target in mapping.items() if target == reference or str(target).rsplit("/", 1)[-1] == short
        ]
        says = names[0] if names else short
        if made.get(member) in names:
            return made
        allowed = self._folding.fold(properties(both).get(member, {}))
        fits = scalar(allowed, says) and (member in properties(both) or both.get("additionalProperties") is not False)
        return {**made, member: says} if fits else made

    def _ordered(self, branches: tuple[Any, ...], given: Any) -> list[Any]:
        turn = self._way.turn % len(branches)
        ordered = [*branches[turn:], *branches[:turn]]
        if given is not NOTHING:
            return sorted(ordered, key=lambda branch: -self._likeness(branch, given))
        deep = {id(self._folding.fold(each)) for each in ordered} & set(self._levels)
        return sorted(
            ordered,
            key=lambda branch: (types(self._folding.fold(branch)) == ("null",), id(self._folding.fold(branch)) in deep),
        )

    def _likeness(self, branch: Any, given: Any, depth: int = 0) -> float:
        """How much of a given value a branch has a place for."""
        schema = self._folding.fold(branch)
        best = max(
            (self._likeness(each, given, depth + 1) for _, several in schema.get(UNIONS, ()) for each in several),
            default=0.0,
        ) if depth < 3 else 0.0  # fmt: skip
        if not of_type(schema, given):
            return -50.0
        if not isinstance(given, dict):
            return best + (2.0 if scalar(schema, given) else -10.0) + (0.5 if types(schema) else 0.0)
        named = properties(schema)
        score = best - 0.5 * len([name for name in required(schema) if name not in given])
        for name, value in given.items():
            if name in named:
                inner = self._folding.fold(named[name])
                known = "const" in inner or "enum" in inner
                score += 1.0 if scalar(inner, value) else -20.0 if known else -2.0
                score += 5.0 if known and scalar(inner, value) else 0.0
        return score

    def _array(self, schema: Schema, given: Any, name: str) -> list[Any]:
        least = schema["minItems"] if isinstance(schema.get("minItems"), int) else 0
        most = schema.get("maxItems")
        items = schema.get("items", {})
        first = schema["prefixItems"] if isinstance(schema.get("prefixItems"), list) else []
        if isinstance(items, list):  # as older drafts of JSON Schema write `prefixItems`
            first, items = items, {}
        made: list[Any] = []
        for index, each in enumerate(given if isinstance(given, list) else ()):
            try:
                made.append(self.value(first[index] if index < len(first) else items, each, name))
            except Unsatisfiable:
                continue
        if given is NOTHING:
            least = self._length(schema, least)
        if least > 200:
            raise Unsatisfiable
        while len(made) < least:
            index = len(made)
            try:
                made.append(self.value(first[index] if index < len(first) else items, NOTHING, _singular(name)))
            except Unsatisfiable:
                if index >= (schema.get("minItems") or 0):
                    break
                raise
        if schema.get("uniqueItems") is True:
            made = self._unique(made, items, schema.get("minItems") or 0)
        return made[:most] if isinstance(most, int) else made

    def _length(self, schema: Schema, least: int) -> int:
        """How many items are made of nothing: one, where there is room."""
        shallow = len(self._levels) <= self._way.optional + 1 and self._left > 0
        items = self._folding.fold(schema.get("items", {}))
        again = id(items) in self._levels
        return max(least, 1) if shallow and self._way.optional and not again and "items" in schema else least

    def _unique(self, made: list[Any], items: Any, least: int) -> list[Any]:
        kept: list[Any] = []
        for each in made:
            if each not in kept:
                kept.append(each)
        schema = self._folding.fold(items)
        choices = schema["enum"] if isinstance(schema.get("enum"), list) else ()
        kept += [each for each in choices if each not in kept][: max(0, least - len(kept))]
        count = 0
        while len(kept) < least and count < 50:
            count += 1
            other = kept[0] if kept else None
            if isinstance(other, str):
                other = f"{other}{count}"
            elif isinstance(other, int | float) and not isinstance(other, bool):
                other += count
            else:
                other = self.value(items, NOTHING, f"{count}")
            if other not in kept:
                kept.append(other)
        return kept

    def _object(self, schema: Schema, given: Any, name: str) -> dict[str, Any]:
        if given is NOTHING and self._way.examples:
            shown = schema.get("example")
            given = shown if isinstance(shown, dict) else given
        sent = given if isinstance(given, dict) else {}
        named, demanded = properties(schema), required(schema)
        telling = self._telling.get(id(schema), ())
        made: dict[str, Any] = {}
        for member, inner in named.items():
            folded = self._folding.fold(inner)
            if folded.get(self._hidden) is True or inner is False:
                continue
            needed = member in demanded
            if needed or member in sent or member in telling or (given is NOTHING and self._wanted(folded)):
                try:
                    made[member] = self.value(inner, sent.get(member, NOTHING), member)
                except Unsatisfiable:
                    if needed:
                        raise
        for member in demanded:
            if member not in made and member not in named:
                made[member] = self.value(self._unnamed(schema, member), sent.get(member, NOTHING), member)
        self._more(schema, named, sent, made)
        return made

    def _wanted(self, folded: Schema) -> bool:
        """Whether a member that need not be there is made."""
        return len(self._levels) <= self._way.optional and self._left > 0 and id(folded) not in self._levels

    def _more(self, schema: Schema, named: dict[str, Any], sent: dict[str, Any], made: dict[str, Any]) -> None:
        """Members without a name of their own: given ones that are welcome, and as many as must be there."""
        open_ = schema.get("additionalProperties", True)
        welcome = (open_ is True and ("additionalProperties" in schema or not named)) or isinstance(open_, dict)
        if "patternProperties" in schema or welcome or (self._way.extra and open_ is not False):
            for member, value in sent.items():
                if member not in named and member not in made:
                    try:
                        made[member] = self.value(self._unnamed(schema, member), value, member)
                    except Unsatisfiable:
                        continue
        least: Any = schema.get("minProperties")
        for member, inner in named.items() if isinstance(least, int) else ():
            if len(made) < least and member not in made and self._folding.fold(inner).get(self._hidden) is not True:
                made[member] = self.value(inner, NOTHING, member)
        for count in range(least if isinstance(least, int) and least < 100 else 0):
            if len(made) < least and open_ is not False:
                made.setdefault(f"key{count}", self.value(self._unnamed(schema, f"key{count}"), NOTHING, "value"))

    def _unnamed(self, schema: Schema, member: str) -> Any:
        """What a member without a name of its own must fit."""
        for pattern, inner in (schema.get("patternProperties") or {}).items():
            if texts.of_pattern(pattern)(member):
                return inner
        open_ = schema.get("additionalProperties")
        return open_ if isinstance(open_, dict) else {}


def _singular(name: str) -> str:
    return name.removesuffix("s")


def coerced(schema: Schema, value: Any) -> Any:
    """A scalar as the type that a folded schema wants, where it can be read so; NOTHING where it cannot."""
    kinds = types(schema)
    if not kinds or of_type(schema, value):
        return value
    if "string" in kinds and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        if value in ("true", "false") and "boolean" in kinds:
            return value == "true"
        if {"integer", "number"} & set(kinds):
            try:
                number = float(value)
            except ValueError:
                return NOTHING
            if number.is_integer() and abs(number) < 2**63:
                return int(value) if value.lstrip("-").isdigit() else int(number)
            return number if "number" in kinds and math.isfinite(number) else NOTHING
    return NOTHING
