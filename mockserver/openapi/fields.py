"""Texts by name as a value of a schema, and back: forms, and parts of `multipart`; knows no encoding of bytes.

Nothing in a form says whether `7` is a number or one of several: the schema decides, and of several readings the first that
it accepts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from mockserver.openapi.acceptance import Acceptance
from mockserver.openapi.folding import UNIONS, Folding, properties, required, types
from mockserver.openapi.scalars import scalar, text_of
from mockserver.openapi.strict_json import MalformedValue, json_value

Pairs = Iterable[tuple[str, Any]]
"""Names and texts; what stands for no text, such as a part that is JSON, is a value already."""
DEEPEST = 20
_STEP = re.compile(r"\[([^\[\]]*)\]")
_KINDS = ("integer", "number", "boolean", "null")


class Fields:
    """Reads and writes the fields of forms.

    Args:
        folding: the document's schemas.
    """

    def __init__(self, folding: Folding) -> None:
        self.folding = folding

    def read(self, schema: Any, pairs: Pairs, encoding: Mapping[str, Any]) -> dict[str, Any]:
        """The object that some pairs stand for: `a=1&b[c]=2&d=x&d=y`."""
        named = self.members(schema)
        tree: dict[str, Any] = {}
        for name, text in pairs:
            first, _, rest = name.partition("[")
            steps = [] if name in named or not rest else _STEP.findall(name[len(first) :])
            _put(tree, name if not steps else first, steps, text)
        read = {name: self._value(named.get(name), node, encoding.get(name)) for name, node in tree.items()}
        return {**{name: [] for name in self._empty(schema, named) if name not in read}, **read}

    def _empty(self, schema: Any, named: Mapping[str, Any]) -> list[str]:
        """The lists that must be there: a form has no other way to send an empty one than to leave it out."""
        demanded = [name for name in required(self.folding.fold(schema)) if name in named]
        folded = {name: self.folding.fold(named[name]) for name in demanded}
        return [name for name, each in folded.items() if types(each) == ("array",) and not each.get("minItems")]

    def members(self, schema: Any) -> dict[str, Any]:
        """The members that a schema or one of its alternatives names."""
        return self._members(self.folding.fold(schema), 0)

    def _members(self, folded: dict[str, Any], depth: int) -> dict[str, Any]:
        found = dict(properties(folded))
        for _, branches in folded.get(UNIONS, ()) if depth < DEEPEST else ():
            for branch in branches:
                found = {**self._members(self.folding.fold(branch), depth + 1), **found}
        return found

    def _value(self, schema: Any, node: Any, encoding: Any = None) -> Any:
        if isinstance(node, dict):
            return self._nested(schema, node)
        texts: list[Any] = node
        return next(self._fitting(schema, self._readings(schema, texts, encoding)))

    def _fitting(self, schema: Any, readings: Iterator[Any]) -> Iterator[Any]:
        """Those of some readings that the schema accepts; the first where it accepts none."""
        tried = []
        for each in readings:
            if schema is None or Acceptance(self.folding, "readOnly").accepts(schema, each):
                yield each
            tried.append(each)
        yield tried[0]

    def _nested(self, schema: Any, node: dict[str, Any]) -> Any:
        """Members, or items where all names are numbers or nothing."""
        items = self._items(schema)
        if items is not None and all(name == "" or name.isdigit() for name in node):
            ordered = sorted(node.items(), key=lambda each: int(each[0] or 0))
            return [value for _, each in ordered for value in self._several(items, each)]
        named, others = (self.members(schema), self._others(schema)) if schema is not None else ({}, None)
        return {name: self._value(named.get(name, others), each) for name, each in node.items()}

    def _others(self, schema: Any) -> Any:
        """What members without a name of their own have to fit; None where nothing is said of them."""
        folded = self.folding.fold(schema)
        every = (folded, *(self.folding.fold(each) for _, branches in folded.get(UNIONS, ()) for each in branches))
        found = (each.get("additionalProperties") for each in every)
        return next((each for each in found if isinstance(each, dict)), None)

    def _several(self, items: Any, node: Any) -> list[Any]:
        return [self._value(items, node)] if isinstance(node, dict) else [self._value(items, [text]) for text in node]

    def _items(self, schema: Any) -> Any:
        """What the items of a list have to fit; None where a schema takes no list."""
        if schema is None:
            return None
        folded = self.folding.fold(schema)
        if "items" in folded or folded.get("type") == "array":
            return folded.get("items", {})
        for _, branches in folded.get(UNIONS, ()):
            for branch in branches:
                found = self.folding.fold(branch)
                if "items" in found or found.get("type") == "array":
                    return found.get("items", {})
        return None

    def _readings(self, schema: Any, texts: list[Any], encoding: Any) -> Iterator[Any]:
        items = self._items(schema)
        if len(texts) > 1:
            yield [self._value(items, [each]) for each in texts]
        text = texts[-1]
        if not isinstance(text, str):
            yield text
            if items is not None:
                yield [text]
            return
        if items is not None:
            separator = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(_style(encoding), ",")
            parts = text.split(separator) if separator in text else [text]
            yield [self._value(items, [each]) for each in parts]
        if text[:1] in ("{", "["):
            with suppress(MalformedValue):
                yield json_value(text.encode("utf-8", "surrogatepass"))
        for kind in _KINDS:
            read = scalar(text, (kind,))
            if read is not text:
                yield read
        yield text


def _style(encoding: Any) -> str:
    return str(encoding.get("style", "")) if isinstance(encoding, dict) else ""


def _put(tree: dict[str, Any], name: str, steps: list[str], text: Any) -> None:
    """Put a text at its place; what contradicts itself (`a=1&a[b]=2`) is as it was said last."""
    for step in steps[:DEEPEST]:
        node = tree.get(name)
        tree[name] = node = node if isinstance(node, dict) else {}
        tree, name = node, step
    known = tree.get(name)
    tree[name] = [*known, text] if isinstance(known, list) else [text]


def pairs_of(value: Any) -> list[tuple[str, str]]:
    """A value as the fields of a form."""
    found: list[tuple[str, str]] = []
    for name, each in value.items() if isinstance(value, dict) else (("value", value),):
        for item in each if isinstance(each, list) else [each]:
            found.append((name, json.dumps(item) if isinstance(item, dict | list) else text_of(item)))
    return found
