"""Parameters: texts read as the JSON types that a schema admits, and written; knows no request and no document."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from mockserver.openapi.scalars import Types, scalar, text_of
from mockserver.openapi.schema import Validator
from mockserver.openapi.strict_json import MalformedValue, json_value

SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
"""What stands between the items of a list in one text, where it is no comma."""
PREFIXES = {"label": ".", "matrix": ";"}
"""What begins the text of a parameter in these styles, and stands between its parts where it is exploded."""
MISSING: Any = object()


class Unserved(ValueError):
    """Something in a document that is not served: its JSON pointer, and the reason."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place, self.reason = place, reason


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: where it stands, how its text is read, what fits.

    Attributes:
        types: what the whole is read as.
        members: of an object, what each of its properties is read as.
        others: of an object, what properties without a schema of their own are read as; None where there are none.
        exploded_object: whether it is an object whose members are parameters of the query by themselves.
        taken: names of the query that belong to other parameters.
        pointer: where the document has it.
        schema: where the document has its schema.
        forgiving: whether a name without a value has the empty one, and an object under its own name counts as sent.
        repeatable: whether the last counts of several that are sent.
        nested: reads the members of an object from names such as `w[a][b]`, where it is not one level deep alone.
    """

    name: str
    place: str
    required: bool
    style: str
    explode: bool
    types: Types
    members: Mapping[str, Types]
    others: Types | None
    is_object: bool
    exploded_object: bool
    default: Any
    validator: Validator
    taken: frozenset[str] = field(default=frozenset())
    pointer: str = ""
    schema: str = ""
    forgiving: bool = False
    repeatable: bool = False
    nested: Callable[[list[tuple[str, str]]], Any] | None = None

    @property
    def spread(self) -> bool:
        """Whether its members have names of their own in the query, so that its own name does not stand there."""
        return self.exploded_object or self.style == "deepObject"

    def read(self, texts: list[str], everything: Mapping[str, list[str]]) -> Any:
        """Read the value from its texts.

        Args:
            texts: all values given under the name, in order.
            everything: the whole query, for a style that spreads one parameter over several names.

        Raises:
            MalformedValue: given more than once, or not readable.
        """
        if self.repeatable:
            texts = texts[-1:]
        if self.style == "json":
            return self._json(texts[-1])
        if self.style == "any":
            return self._any(texts[-1])
        if self.spread:
            return self._gather(everything) or MISSING
        if self.style in PREFIXES:
            texts = [self._bare(texts[-1])]
        if "array" in self.types.own:
            spread = self.explode and self.place == "query"
            items = texts if spread else self._split(texts[-1])
            return [self._item(item) for item in items]
        if len(texts) > 1:
            raise MalformedValue("is given more than once")
        return self._object(texts[0]) if self.is_object else scalar(texts[0], self.types.own)

    def _json(self, text: str) -> Any:
        """A JSON text; also without quotation marks, which clients leave out of an address."""
        plain = self.forgiving and "string" in self.types.own
        try:
            value = json_value(text.encode())
        except MalformedValue:
            if plain:
                return text
            raise
        return text if plain and not isinstance(value, str | dict | list) else value

    def _any(self, text: str) -> Any:
        """A text of any media type: JSON where it is some, else what its types say."""
        try:
            return json_value(text.encode())
        except MalformedValue:
            return scalar(text, self.types.own)

    def _item(self, text: str) -> Any:
        """An item of a list; an object among texts has no other way than JSON."""
        if self.forgiving and text.startswith("{") and "object" in self.types.items:
            with suppress(MalformedValue):
                return json_value(text.encode())
        return scalar(text, self.types.items)

    def _bare(self, text: str) -> str:
        """The text of a `label` or `matrix` without what begins it: `.a` and `;id=a` as `a`, parts divided as elsewhere."""
        prefix = PREFIXES[self.style]
        if not text.startswith(prefix):
            raise MalformedValue(f"does not begin with {prefix!r}, as the style {self.style} has it")
        name = f"{self.name}=" if self.style == "matrix" and not (self.is_object and self.explode) else ""
        parts = text[1:].split(prefix) if self.explode else [text[1:]]
        if any(not part.startswith(name) for part in parts if part != self.name):
            raise MalformedValue(f"does not begin with {prefix + name!r}, as the style {self.style} has it")
        return ",".join(part.removeprefix(name) if part != self.name else "" for part in parts)

    def _split(self, text: str) -> list[str]:
        return text.split(SEPARATORS.get(self.style, ",")) if text else []

    def _types_of(self, member: str) -> Types:
        return self.members.get(member) or self.others or Types()

    def _gather(self, everything: Mapping[str, list[str]]) -> dict[str, Any] | list[Any]:
        """The members from the whole query: `w[a]=1`, or `a=1`; of a list, `w[]=1` or `w[0]=1`."""
        if self.nested is not None:
            own = [(key, text) for key, texts in everything.items() if self._encloses(key) for text in texts]
            return self.nested(own)  # type: ignore[no-any-return]
        if self.style == "deepObject" and "array" in self.types.own:
            return [
                scalar(text, self.types.items)
                for key, texts in everything.items()
                if self._encloses(key)
                for text in texts
            ]
        if self.style == "deepObject":
            start = len(self.name) + 1
            found = {key[start:-1]: texts[-1:] for key, texts in everything.items() if self._encloses(key)}
        else:
            found = {key: texts for key, texts in everything.items() if self._has(key)}
        return {name: self._types_of(name).read(texts) for name, texts in found.items()}

    def _encloses(self, key: str) -> bool:
        return key.startswith(self.name + "[") and key.endswith("]")

    def _has(self, key: str) -> bool:
        return key in self.members or (self.others is not None and key not in self.taken)

    def _object(self, text: str) -> dict[str, Any]:
        """The members from one text: `a,1,b,2`, or `a=1,b=2` where it is exploded."""
        items = self._split(text)
        if self.explode:
            pairs = [(name, value) for name, _, value in (each.partition("=") for each in items)]
        elif len(items) % 2 and not self.forgiving:
            raise MalformedValue("is no list of names and values in turn")
        else:
            pairs = list(zip_longest(items[::2], items[1::2], fillvalue=""))
        found = {name: self._types_of(name).read([value]) for name, value in pairs}
        if len(found) < len(pairs):
            raise MalformedValue("names a member twice")
        return found

    def text(self, value: Any) -> str:
        """Write a value as the one text that `read` reads."""
        if self.style in PREFIXES:
            return self._marked(value)
        separator = SEPARATORS.get(self.style, ",")
        if self.style != "json" and isinstance(value, dict):
            pairs = ((name, text_of(each)) for name, each in value.items())
            return separator.join(
                f"{name}={text}" if self.explode else f"{name}{separator}{text}" for name, text in pairs
            )
        if self.style != "json" and isinstance(value, list):
            return separator.join(map(text_of, value))
        return json.dumps(value) if self.style == "json" else text_of(value)

    def _marked(self, value: Any) -> str:
        """A value in the style `label` or `matrix`."""
        prefix = PREFIXES[self.style]
        name = f"{self.name}=" if self.style == "matrix" else ""
        if isinstance(value, dict) and self.explode:
            return prefix + prefix.join(f"{member}={text_of(each)}" for member, each in value.items())
        if isinstance(value, dict):
            value = [part for member, each in value.items() for part in (member, each)]
        if not isinstance(value, list):
            return f"{prefix}{name}{text_of(value)}"
        between = prefix + name if self.explode else ","
        return prefix + name + between.join(map(text_of, value))
