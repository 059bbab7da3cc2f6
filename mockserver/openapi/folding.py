"""Folds a schema: follows its references and merges its `allOf`, so that one flat object says what a value must have.

Knows both dialects (3.0, and JSON Schema 2020-12 of 3.1 and later); judges no value and makes none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from mockserver.openapi import pointers

T = TypeVar("T")
Schema = dict[str, Any]
NEVER: Schema = {"not": {}}
"""The schema that no value fits."""
UNIONS = "unions"
"""Where a folded schema holds its alternatives: pairs of `oneOf` or `anyOf` and the branches."""
DEEPEST = 24
"""Levels of `allOf` and `$ref` that are followed."""


class Folding:
    """The schemas of one document, folded when first asked for.

    Args:
        raw: the document's content; never changed.
    """

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw
        self._siblings = not str(raw.get("openapi", "3.0")).startswith("3.0")
        self._known: dict[int, tuple[Any, Schema]] = {}
        self._answers: dict[tuple[str, int, int], tuple[Any, Schema]] = {}
        self._branches: dict[tuple[int, int, int], tuple[Any, ...]] = {}

    def follow(self, node: Any) -> Any:
        """What a reference means: the node itself where it is none, an empty object where it leads nowhere."""
        for _ in range(DEEPEST):
            if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
                return node
            try:
                node = pointers.resolve(self._raw, pointers.split(node["$ref"].lstrip("#")))[1]
            except LookupError:
                return {}
        return {}

    def fold(self, schema: Any) -> Schema:
        """A schema as one flat object, its alternatives under UNIONS; not to be changed."""
        found = self._known.get(id(schema))
        if found is not None and found[0] is schema:
            return found[1]
        bare = isinstance(schema, dict) and "$ref" in schema and (len(schema) == 1 or not self._siblings)
        target = self.follow(schema) if bare else schema
        folded = self._fold(schema, 0) if target is schema else self.fold(target)
        self._known[id(schema)] = (schema, folded)
        self._known[id(folded)] = (folded, folded)  # what is folded is asked for again, and is the same
        return folded

    def once(self, question: str, schema: Schema, depth: int, ask: Callable[[], T]) -> T:
        """The answer to a question about a folded schema, asked once."""
        key = (question, id(schema), depth)
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = (ask(), schema)
        return found[0]

    def branch(self, schema: Schema, branches: tuple[Any, ...], branch: Any) -> Schema:
        """A folded schema with one of its alternatives chosen; folded once, however often it is asked for."""
        key = (id(schema), id(branches), id(branch))
        found = self._branches.get(key)
        if found is not None:
            return found[0]  # type: ignore[no-any-return]
        merged = {name: each for name, each in schema.items() if name != UNIONS}
        others = [each for each in schema[UNIONS] if each[1] is not branches]
        if others:
            merged[UNIONS] = others
        chosen = self.fold(branch)
        if chosen is NEVER:
            merged = NEVER
        else:
            merge(merged, chosen)
        self._branches[key] = (merged, schema, branches, branch)
        return merged

    def _fold(self, schema: Any, depth: int) -> Schema:
        if schema is False:
            return NEVER
        if not isinstance(schema, dict) or depth > DEEPEST:
            return {}
        parts = list(schema["allOf"]) if isinstance(schema.get("allOf"), list) else []
        own = {name: value for name, value in schema.items() if name not in ("allOf", "oneOf", "anyOf", "$ref")}
        if isinstance(schema.get("$ref"), str):
            target = self._fold(self.follow(schema), depth + 1)
            if not self._siblings:
                return target
            parts.insert(0, schema["$ref"] and self.follow(schema))
        unions = [(word, tuple(schema[word])) for word in ("oneOf", "anyOf") if isinstance(schema.get(word), list)]
        unions = [(word, branches) for word, branches in unions if branches]
        if unions:
            own[UNIONS] = unions
        for part in parts:
            merge(own, self._fold(part, depth + 1))
        return own


def merge(into: Schema, other: Schema) -> None:
    """Add to a folded schema what another one demands, too."""
    for word, value in other.items():
        into[word] = _RULES[word](into[word], value) if word in into and word in _RULES else into.get(word, value)
    if "nullable" in into and not ("nullable" in other or "type" not in other):
        into.pop("nullable")


def _properties(one: Any, other: Any) -> Any:
    if not isinstance(one, dict) or not isinstance(other, dict):
        return one or other
    merged = dict(one)
    for name, schema in other.items():
        same = name not in merged or merged[name] is schema or merged[name] == schema
        merged[name] = schema if same else {"allOf": [merged[name], schema]}
    return merged


def _required(one: Any, other: Any) -> Any:
    lists = [each for each in (one, other) if isinstance(each, list)]
    return list(dict.fromkeys(name for each in lists for name in each))


def _types(one: Any, other: Any) -> Any:
    ours, theirs = (set(each) if isinstance(each, list) else {each} for each in (one, other))
    common = ours & theirs
    if "integer" in ours | theirs and "number" in ours | theirs:
        common |= {"integer"}
    return sorted(common) if len(common) > 1 else next(iter(common), one)


def _enum(one: Any, other: Any) -> Any:
    if not isinstance(one, list) or not isinstance(other, list):
        return one
    return [each for each in one if each in other]


def _additional(one: Any, other: Any) -> Any:
    if one is False or other is False:
        return False
    return {"allOf": [one, other]} if isinstance(one, dict) and isinstance(other, dict) else one or other


def _patterns(one: Any, other: Any) -> Any:
    return tuple(dict.fromkeys((*_many(one), *_many(other))))


def _many(pattern: Any) -> tuple[Any, ...]:
    return pattern if isinstance(pattern, tuple) else (pattern,)


def _bound(choose: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def rule(one: Any, other: Any) -> Any:
        numbers = all(isinstance(each, int | float) and not isinstance(each, bool) for each in (one, other))
        return choose(one, other) if numbers else one

    return rule


_RULES: Mapping[str, Callable[[Any, Any], Any]] = {
    "properties": _properties,
    "patternProperties": _properties,
    "required": _required,
    "type": _types,
    "enum": _enum,
    "additionalProperties": _additional,
    "items": _additional,
    "pattern": _patterns,
    UNIONS: lambda one, other: [*one, *(each for each in other if each not in one)],
    **{word: _bound(max) for word in ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")},
    **{word: _bound(min) for word in ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")},
}
"""How two demands of one word become one; without a rule the first stands."""


def types(schema: Schema) -> tuple[str, ...]:
    """The types that a folded schema allows, `null` last; guessed from its words where it names none."""
    named = schema.get("type")
    if isinstance(named, list):
        return tuple(sorted((each for each in named if isinstance(each, str)), key=lambda each: each == "null"))
    if isinstance(named, str):
        return (named,)
    return next((kind for words, kind in _TELLING if any(word in schema for word in words)), ())


_TELLING: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("properties", "additionalProperties", "required", "minProperties", "patternProperties"), ("object",)),
    (("items", "prefixItems", "minItems", "uniqueItems"), ("array",)),
    (("pattern", "minLength", "maxLength", "format"), ("string",)),
    (("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), ("number",)),
)
"""Words that tell the type of a schema that names none."""


def nullable(schema: Schema) -> bool:
    """Whether a folded schema allows null by saying so."""
    return bool(schema.get("nullable") or schema.get("x-nullable")) or "null" in types(schema)


def properties(schema: Schema) -> dict[str, Any]:
    """The members that a folded schema names."""
    named = schema.get("properties")
    return named if isinstance(named, dict) else {}


def required(schema: Schema) -> list[str]:
    """The members that a folded schema demands."""
    named = schema.get("required")
    return [each for each in named if isinstance(each, str)] if isinstance(named, list) else []
