"""Compiles the schemas of a document into validators, one per place and view; knows no operations."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Mapping
from functools import cached_property, partial
from typing import Any, cast
from urllib.parse import quote, unquote

import jsonschema_rs

from mockserver.openapi import linking, pointers
from mockserver.openapi.dialects import SAFE, Dialect
from mockserver.openapi.folding import Folding
from mockserver.openapi.references import references
from mockserver.openapi.travel import View
from mockserver.openapi.violations import Violation, Violations, shortened
from mockserver.openapi.weights import Kept, Weights

log = logging.getLogger("mockserver")

LINKED = 150_000
"""Characters of a schema with all that it refers to from which on they are compiled one by one."""
LARGE = 1_000
"""Schemas of a document from which on all are."""
FORMATS = {"password": lambda text: True, "binary": lambda text: True}


class Validator:
    """One schema, compiled, or compiled when it is first asked.

    Args:
        compiled: gives what jsonschema-rs made of the schema.
        wrong: says what is wrong with a value.
        fits: the quick question, where there is a quicker way to ask it.
    """

    __slots__ = ("_compiled", "_wrong", "fits")

    def __init__(
        self, compiled: Callable[[], Any], wrong: Violations, fits: Callable[[Any], bool] | None = None
    ) -> None:
        self._compiled, self._wrong = compiled, wrong
        self.fits = fits or (lambda value: compiled().is_valid(value))
        """Whether a value fits; the quick question."""

    def violations(self, value: Any) -> list[Violation]:
        """What is wrong with a value, the most telling first; empty if it fits."""
        return self._wrong.of(self._compiled(), value)


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
        self._kept, self._weights = Kept(), Weights(document)
        self._wrong = Violations(document, self.behind)
        self._large = lazily and len(document.get("components", {}).get("schemas", ())) > LARGE
        if not lazily:
            for view in ("request", "response"):
                self._registry(view)

    @property
    def names(self) -> Collection[str]:
        """The members that some schema of the document names."""
        return self._wrong.known

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
                found = self._lazy(view, fragment, place, node)
            else:
                found = self._at_once(view, {"$ref": f"urn:{view}#{fragment}"})
            self._validators[key] = found
        return found

    def inline(self, view: View, schema: Mapping[str, Any]) -> Validator:
        """Compile a Schema Object that stands outside the document; its references lead into the document."""
        inline = _referring(self._converter(view).schema(dict(schema)), f"urn:{view}")
        return self._at_once(view, inline, Violations(self.document, self.behind, lambda: inline))

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

    def _at_once(self, view: View, schema: Any, wrong: Violations | None = None) -> Validator:
        try:
            compiled = self._compiled(view, schema)
        except jsonschema_rs.ValidationError as error:
            raise ValueError(error.message) from None
        return Validator(lambda: compiled, wrong or self._wrong, compiled.is_valid)

    def _lazy(self, view: View, fragment: str, place: list[str], node: Any) -> Validator:
        """A schema that is compiled when it is first asked."""
        room, asks = self._kept.room((view, fragment)), self._kept.asks

        def compiled() -> Any:
            room.asked = next(asks)
            return room.compiled or self._when_asked(view, fragment, place, node)

        apart = partial(self._converter(view).schema, node)
        return Validator(compiled, Violations(self.document, self.behind, apart))

    def _when_asked(self, view: View, fragment: str, place: list[str], node: Any) -> Any:
        """What is compiled of a schema, in the place of what was not asked for longest."""
        text = json.dumps(node)
        size, apart = (len(text), not linking.whole(text)) if self._large else self._weights.of(node)
        linked = apart and (self._large or size > LINKED)
        compiled = self._first_compiled(place, [
            *([] if linked else [partial(self._referred_to, view, fragment, place, node)]),
            partial(self._link, view, node),
        ])  # fmt: skip
        self._kept.put(self._kept.room((view, fragment)), compiled, len(text) if linked else size)
        return compiled

    def _first_compiled(self, place: list[str], ways: list[Callable[[], Any]]) -> Any:
        """What the first of some ways makes of a schema; where none makes anything, everything fits."""
        said = ""
        for way in ways:
            try:
                return way()
            except (jsonschema_rs.ValidationError, ValueError) as error:
                said = said or shortened(str(error))
        log.warning("%s cannot be compiled, so that everything fits: %s", pointers.join(*place), said)
        return jsonschema_rs.Draft202012Validator({})

    def _referred_to(self, view: View, fragment: str, place: list[str], node: Any) -> Any:
        """A schema compiled with everything that it refers to."""
        own = _referring(self._converter(view).schema(node), f"urn:{view}") if place[0] == "paths" else None
        return self._compiled(view, {"$ref": f"urn:{view}#{fragment}"} if own is None else own)

    def behind(self, link: str) -> Any:
        """What is compiled of the schema that a link leads to."""
        view, _, fragment = link.partition(" ")
        room = self._kept.room((view, fragment))
        if room.compiled is not None:
            room.asked = next(self._kept.asks)
            return room.compiled
        place, node = pointers.resolve(self.document, pointers.split(unquote(fragment)))
        return self._when_asked(cast(View, view), fragment, place, node)

    def _link(self, view: View, node: Any) -> Any:
        """A schema compiled by itself, which asks those that it refers to, wherever the document has them."""
        linked = linking.linked(self._converter(view).schema(node), view)
        return jsonschema_rs.Draft202012Validator(
            linked, validate_formats=True, formats=FORMATS, keywords=linking.keywords(self.behind)
        )

    def _compiled(self, view: View, schema: Any) -> Any:
        return jsonschema_rs.Draft202012Validator(
            schema, registry=self._registry(view), validate_formats=True, formats=FORMATS
        )


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
