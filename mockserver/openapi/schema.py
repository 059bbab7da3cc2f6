"""Compiles the schemas of a document into validators, one per place and view; knows no operations."""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import islice
from typing import Any, cast
from urllib.parse import quote, unquote

import jsonschema_rs

from mockserver.openapi import linking, pointers
from mockserver.openapi.constraints import constraint
from mockserver.openapi.dialects import SAFE, Dialect, View
from mockserver.openapi.folding import Folding
from mockserver.openapi.references import references

log = logging.getLogger("mockserver")

MOST = 1000
"""Items and members that are looked at to say what is wrong, and violations that are told."""
LONGEST = 600
"""Characters of a message."""
KEPT = 3_000_000
"""Characters of schemas that stay compiled at a time, each with all it refers to; a validator takes some forty bytes for each."""
LINKED = 150_000
"""Characters of a schema with all that it refers to from which on they are compiled one by one."""
LARGE = 1_000
"""Schemas of a document from which on all are."""
FORMATS = {"password": lambda text: True, "binary": lambda text: True}


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with a value, and where: a JSON pointer into the value (empty: the whole) and words.

    Attributes:
        constraint: the keyword of the document that is broken, as a JSON pointer; empty where no keyword says so.
    """

    pointer: str
    what: str
    constraint: str = field(default="", compare=False)


class Validator:
    """One schema, compiled, or compiled when it is first asked.

    Args:
        compiled: gives what jsonschema-rs made of the schema.
        known: the members that some schema of the document names.
        fits: the quick question, where there is a quicker way to ask it.
    """

    __slots__ = ("_compiled", "_schemas", "fits")

    def __init__(
        self, compiled: Callable[[], Any], schemas: Schemas, fits: Callable[[Any], bool] | None = None
    ) -> None:
        self._compiled, self._schemas = compiled, schemas
        self.fits = fits or (lambda value: compiled().is_valid(value))
        """Whether a value fits; the quick question."""

    def violations(self, value: Any) -> list[Violation]:
        """What is wrong with a value, the most telling first; empty if it fits.

        Everything, but for a value so large that this would take long: then at least one place.
        """
        compiled = self._compiled()
        errors = list(islice(compiled.iter_errors(_beginning(value, self._schemas)), MOST))
        found = (_explain(error, self._schemas) for error in errors or _first(compiled, value))
        return [violation for violations in found for violation in violations][:MOST]


def _first(compiled: Any, value: Any) -> list[Any]:
    try:
        compiled.validate(value)
    except jsonschema_rs.ValidationError as error:
        return [error]
    return []


def _beginning(value: Any, schemas: Schemas) -> Any:
    """A value with no more than so many items and members, but at least the first of each, and every known member.

    Without the known ones, a schema would miss what was only left out here.
    """
    left = MOST

    def cut(value: Any) -> Any:
        nonlocal left
        if isinstance(value, dict):
            members: dict[str, Any] = {}
            for name, item in value.items():
                if not members or left > 0 or name in schemas.known:
                    left -= 1
                    members[name] = cut(item)
            return members
        if not isinstance(value, list):
            return value
        kept: list[Any] = []
        for item in value:
            if kept and left <= 0:
                break
            left -= 1
            kept.append(cut(item))
        return kept

    return cut(value)


def _names(node: Any) -> Iterator[str]:
    """Every member that some schema of a document names."""
    if isinstance(node, dict):
        for word in ("properties", "required"):
            yield from node[word] if isinstance(node.get(word), dict | list) else ()
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from _names(item)


def _explain(error: Any, schemas: Schemas) -> Iterator[Violation]:
    """Say what is wrong; of alternatives, take one of the value's type whose distinguishing members the value has."""
    if error.kind.name == linking.KEYWORD:
        for inner in islice(schemas.behind(error.message).iter_errors(error.instance), MOST):
            for each in _explain(inner, schemas):
                yield replace(each, pointer=pointers.join(*error.instance_path) + each.pointer, constraint="")
        return
    branches = getattr(error.kind, "context", None)
    if error.kind.name in ("anyOf", "oneOfNotValid", "oneOf") and branches and all(branches):
        own = list(error.instance_path)

        def strangeness(errors: Any) -> tuple[bool, bool, int]:
            kinds = [(each.kind.name, list(each.instance_path) == own) for each in errors]
            return ("type", True) in kinds, any(name in ("enum", "const", "type") for name, _ in kinds), len(kinds)

        for inner in min(branches, key=strangeness):
            yield from _explain(inner, schemas)
        return
    place, broken = list(error.instance_path), constraint(error, schemas.document)
    if error.kind.name == "required":
        missing = error.kind.property
        yield Violation(pointers.join(*place, missing), "is required", broken)
        return
    if error.kind.name == "enum":
        choices = ", ".join(json.dumps(each, ensure_ascii=False) for each in error.kind.options)
        yield Violation(pointers.join(*place), f"{_shortened(error.instance)} is not one of {choices}", broken)
        return
    yield Violation(pointers.join(*place), _short(error.message), broken)


def _short(message: str) -> str:
    """A message that may hold a whole value, without the middle of that."""
    return message if len(message) <= LONGEST else f"{message[: LONGEST // 2]}...{message[-LONGEST // 2 :]}"


def _shortened(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


class Schemas:
    """All schemas of one document, in the view of a request (readOnly not demanded) and of a response (no writeOnly).

    Args:
        document: the document.
        modern: whether its Schema Objects are JSON Schema, as from OpenAPI 3.1 on.
        lazily: whether a schema is compiled when it is first asked, what cannot be compiled takes everything, and only
            so much stays compiled; otherwise all is compiled at once and a mistake is refused.

    Raises:
        ValueError: when a schema cannot be compiled; the text says why.
    """

    def __init__(self, document: dict[str, Any], *, modern: bool = False, lazily: bool = False) -> None:
        self.document, self.lazily = document, lazily
        self._dialect = partial(Dialect, document, modern=modern, forgiving=lazily)
        self._dialects: dict[View, Dialect] = {}
        self._registries: dict[View, Any] = {}
        self._validators: dict[tuple[View, str], Validator] = {}
        self._kept: OrderedDict[tuple[View, str], tuple[Any, int]] = OrderedDict()
        self._size = 0
        self._sizes: dict[str, tuple[int, set[str]]] = {}
        self._whole: set[str] = set()
        """References to schemas that are not taken apart."""
        self._large = lazily and len(document.get("components", {}).get("schemas", ())) > LARGE
        if not lazily:
            for view in ("request", "response"):
                self._registry(view)

    @cached_property
    def known(self) -> AbstractSet[str]:
        """The members that some schema of the document names."""
        return frozenset(each for each in _names(self.document) if isinstance(each, str))

    @cached_property
    def folding(self) -> Folding:
        """The same schemas, folded when first asked for."""
        return Folding(self.document)

    def compile(self, view: View, place: list[str]) -> Validator:
        """Compile the schema at a place of the document, once for all who refer to it.

        Args:
            view: whether the value travels in a request or in a response.
            place: the tokens of the schema's JSON pointer.
        """
        place, node = self._written(place)
        fragment = quote(pointers.join(*place), safe=SAFE)
        key = (view, fragment)
        found = self._validators.get(key)
        if found is None:
            if self.lazily:
                found = Validator(partial(self._when_asked, view, fragment, place, node), self)
            else:
                found = self._at_once(view, {"$ref": f"urn:{view}#{fragment}"})
            self._validators[key] = found
        return found

    def inline(self, view: View, schema: Mapping[str, Any]) -> Validator:
        """Compile a Schema Object that stands outside the document; its references lead into the document."""
        return self._at_once(view, _referring(self._converter(view).schema(dict(schema)), f"urn:{view}"))

    def _written(self, place: list[str]) -> tuple[list[str], Any]:
        """Where a schema is written, and itself; a newer one may say more beside its reference."""
        above, node = pointers.resolve(self.document, place[:-1])
        here = [*above, place[-1]]
        node = pointers.get(node, place[-1:])
        if isinstance(node, dict) and "$ref" in node and not (self._converter("request").modern and len(node) > 1):
            return pointers.resolve(self.document, here)
        return here, node

    def _converter(self, view: View) -> Dialect:
        found = self._dialects.get(view)
        if found is None:
            found = self._dialects[view] = self._dialect(view)
        return found

    def _registry(self, view: View) -> Any:
        """The whole document in one view, as what references lead into; made when first asked for.

        Of a large document the paths are left out where nothing refers into them: they are most of it.
        """
        found = self._registries.get(view)
        if found is None:
            left_out = ("paths",) if self.lazily and not self._referred("#/paths/") else ()
            parts = {name: value for name, value in self.document.items() if name not in left_out}
            converted = self._converter(view).whole(parts)
            found = jsonschema_rs.Registry([(f"urn:{view}", converted)], draft=jsonschema_rs.Draft202012)
            self._registries[view] = found
        return found

    def _referred(self, start: str) -> bool:
        return any(each["$ref"].startswith(start) for each in references(self.document))

    def _at_once(self, view: View, schema: Any) -> Validator:
        try:
            compiled = self._compiled(view, schema)
        except jsonschema_rs.ValidationError as error:
            raise ValueError(error.message) from None
        return Validator(lambda: compiled, self, compiled.is_valid)

    def _when_asked(self, view: View, fragment: str, place: list[str], node: Any) -> Any:
        """What is compiled of a schema: kept from before, or made now in the place of what was not asked for longest."""
        key = (view, fragment)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept[0]
        text = json.dumps(node)
        size, apart = (len(text), not linking.whole(text)) if self._large else self._weight(node)
        try:
            if apart and (self._large or size > LINKED):
                size = len(text)
                compiled = self._link(view, node)
            else:
                own = _referring(self._converter(view).schema(node), f"urn:{view}") if place[0] == "paths" else None
                compiled = self._compiled(view, {"$ref": f"urn:{view}#{fragment}"} if own is None else own)
        except (jsonschema_rs.ValidationError, ValueError) as error:
            log.warning(
                "%s cannot be compiled, so that everything fits: %s", pointers.join(*place), str(error)[:LONGEST]
            )
            compiled = jsonschema_rs.Draft202012Validator({})
        self._kept[key] = compiled, size
        self._size += size
        while self._size > KEPT and len(self._kept) > 1:
            self._size -= self._kept.popitem(last=False)[1][1]
        return compiled

    def behind(self, link: str) -> Any:
        """What is compiled of the schema that a link leads to."""
        view, _, fragment = link.partition(" ")
        kept = self._kept.get((cast(View, view), fragment))
        if kept is not None:
            return kept[0]
        place, node = pointers.resolve(self.document, pointers.split(unquote(fragment)))
        return self._when_asked(cast(View, view), fragment, place, node)

    def _link(self, view: View, node: Any) -> Any:
        """A schema compiled by itself, which asks those that it refers to."""
        linked = linking.linked(self._converter(view).schema(node), view)
        return jsonschema_rs.Draft202012Validator(
            linked, validate_formats=True, formats=FORMATS, keywords=linking.keywords(self.behind)
        )

    def _weight(self, node: Any) -> tuple[int, bool]:
        """Characters of a schema with everything that it refers to, each once; and whether it can be taken apart."""
        total, apart = 0, True
        seen: set[str] = set()
        waiting: list[tuple[str, Any]] = [("", node)]
        while waiting:
            reference, each = waiting.pop()
            if reference not in self._sizes or not reference:
                text = json.dumps(each)
                self._sizes[reference] = len(text), {inner["$ref"] for inner in references(each)}
                if linking.whole(text):
                    self._whole.add(reference)
                elif not reference:
                    self._whole.discard(reference)
            size, inner = self._sizes[reference]
            total, apart = total + size, apart and reference not in self._whole
            new = inner - seen
            seen |= new
            waiting.extend((one, _found(self.document, one)) for one in new)
        return total, apart

    def _compiled(self, view: View, schema: Any) -> Any:
        return jsonschema_rs.Draft202012Validator(
            schema, registry=self._registry(view), validate_formats=True, formats=FORMATS
        )


def _found(document: dict[str, Any], reference: str) -> Any:
    try:
        return pointers.resolve(document, pointers.split(reference[1:]))[1]
    except LookupError:
        return None


def _referring(node: Any, base: str) -> Any:
    """A schema whose local references lead into the document with this URI."""
    if isinstance(node, list):
        return [_referring(item, base) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        name: base + value if name == "$ref" and isinstance(value, str) else _referring(value, base)
        for name, value in node.items()
    }
