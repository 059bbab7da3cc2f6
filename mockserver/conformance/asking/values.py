"""What is sent: valid values for every operation, of its examples or made for its schemas; knows documents, asks nobody."""

from __future__ import annotations

import copy
import hashlib
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.conformance.judging.promise import Promise
from mockserver.openapi import pointers
from mockserver.openapi.folding import Folding, properties, types
from mockserver.openapi.making.instances import Instances
from mockserver.openapi.making.ways import RICH, WAYS, Unsatisfiable
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import MISSING

NAMES = ("name", "title", "label", "subject", "reportname", "displayname", "description", "message", "text", "summary")
"""Members that carry a mark, the likeliest first."""
Values = dict[str, Any]
"""By place and name, as `request_building.built` takes them."""


@dataclass
class Chance:
    """A sequence of numbers that only its seed decides."""

    seed: str
    drawn: int = 0

    def number(self, below: int) -> int:
        """The next whole number in [0, below)."""
        self.drawn += 1
        text = f"{self.seed}:{self.drawn}"
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") % below


class Maker:
    """Makes what is sent.

    Args:
        promise: whose operations.
        seed: decides what nothing else decides.
        mark: what tells our own records from others.

    Attributes:
        kept: says which body is sent in the place of one that names records of somebody else's.
    """

    def __init__(self, promise: Promise, seed: int, mark: str) -> None:
        self.promise, self.seed, self.mark = promise, seed, mark
        self.folding: Folding = promise.document.folding
        self._instances = Instances(self.folding)
        self._made = 0
        self.kept: Callable[[Operation, Any], Any] = lambda operation, body: body

    def values(self, operation: Operation, example: str = "") -> Values:
        """Valid values of an operation: those of an example where it has one, made for its schemas where it has none.

        Args:
            operation: what is called.
            example: the name of the example; the first if it is empty.
        """
        examples = operation.request_examples
        name = example or next((each for each, given in examples.items() if "body" in given or not operation.body), "")
        found = dict(copy.deepcopy(examples.get(name, {})))
        for parameter in operation.parameters:
            key = f"{parameter.place}.{parameter.name}"
            if key not in found and (parameter.required or parameter.place == "path"):
                shown = next((each[key] for each in examples.values() if key in each), MISSING)
                found[key] = self._parameter(parameter.schema, parameter.name) if shown is MISSING else shown
        if operation.body and "body" not in found and operation.method not in ("GET", "HEAD"):
            found |= self.body(operation)
        return {**found, "body": self.kept(operation, found["body"])} if "body" in found else found

    def _parameter(self, schema: str, name: str) -> Any:
        return self.made(pointers.at(self.promise.document.raw, schema) or {}, name=name)

    def body(self, operation: Operation, *, rich: bool = True) -> Values:
        """A made body of an operation that fits its schema, with the media type.

        Args:
            operation: what is called.
            rich: whether members are there that need not be.
        """
        media_type = next((each for each in operation.body if each.endswith("json")), next(iter(operation.body)))
        schema = self.body_schema(operation)
        validator = operation.body[media_type]
        ways = (RICH, *WAYS) if rich else WAYS
        best: Any = {}
        for way in ways:
            try:
                best = self._instances.make(schema, chance=self.chance(), way=way, view="request")
            except Unsatisfiable:
                continue
            if validator is None or validator.fits(best):
                break
        return {"body": best, "media_type": media_type}

    def body_schema(self, operation: Operation) -> Any:
        """The schema of an operation's body as the document writes it."""
        raw = self.promise.document.raw
        place = pointers.target(raw, self.promise.places[operation.id] + pointers.join("requestBody"))
        content = (pointers.at(raw, place) or {}).get("content") or {}
        listed = {media_type.lower(): each for media_type, each in content.items()}
        entry: Any = next(
            (each for name, each in listed.items() if name.endswith("json")), next(iter(listed.values()), {})
        )
        return entry.get("schema", {})

    def made(self, schema: Any, name: str = "") -> Any:
        """A value for a schema, as a request has it."""
        try:
            return self._instances.make(schema, chance=self.chance(), view="request", name=name)
        except Unsatisfiable:
            return "1"

    def chance(self) -> Chance:
        """A fresh chance; the next one gives other values."""
        self._made += 1
        return Chance(f"{self.seed}/{self._made}")

    def marked(self, schema: Any, body: Any, number: int, key: str = "") -> Any:
        """A body in which some text says that it is ours; itself where there is no place for that.

        Args:
            schema: the schema of the body.
            body: what would be sent.
            number: tells our own records apart.
            key: the member that is the key of the record, of which no two may be alike.
        """
        if not isinstance(body, dict):
            return body
        if key in body:
            body = {**body, key: self._key(schema, key, number)}
        name = self.naming(schema, body, key)
        return {**body, name: self.text(schema, name, number)} if name else body

    def _key(self, schema: Any, name: str, number: int) -> Any:
        """A key of our own."""
        folded = self.folding.fold(properties(self.folding.fold(schema)).get(name, {}))
        own = 100_000 + zlib.crc32(f"{self.mark}/{number}".encode()) % 800_000
        if {"integer", "number"} & set(types(folded)):
            return own
        return self.text(schema, name, number) if self._free(folded) else self.made(folded, name)

    def naming(self, schema: Any, body: Mapping[str, Any], key: str = "") -> str:
        """The member of a body that can carry a mark; empty where none can."""
        named = properties(self.folding.fold(schema))
        free = [name for name in named if name != key and self._free(named[name])]
        ranked = sorted(free, key=lambda name: (_rank(name), name not in body))
        return next((name for name in ranked if _rank(name) < len(NAMES) or name in body), "")

    def text(self, schema: Any, name: str, number: int) -> str:
        """The mark as the text of a member."""
        folded = self.folding.fold(properties(self.folding.fold(schema))[name])
        text = f"{self.mark}-{number}"
        return text[-int(folded.get("maxLength", len(text))) :]

    def _free(self, schema: Any) -> bool:
        folded = self.folding.fold(schema)
        bound = any(word in folded for word in ("enum", "pattern", "format", "const", "readOnly"))
        return "string" in types(folded) and not bound and int(folded.get("maxLength", 99)) >= 8


def _rank(name: str) -> int:
    plain = name.lower().replace("_", "").replace("-", "")
    return NAMES.index(plain) if plain in NAMES else len(NAMES)


def above(values: Mapping[str, Any]) -> Values:
    """Those of some values that name records above in the path, or an account: whatever is no body."""
    return {name: value for name, value in values.items() if name.startswith(("path.", "header.", "cookie."))}


def with_body(values: Values, route: Iterable[str | int], changes: Mapping[str, Any]) -> Values:
    """Values with some members of the record in the body changed, or left out where they are MISSING."""
    steps = tuple(route)
    new = dict(values)
    new["body"] = _changed(values.get("body"), steps, changes)
    return new


def _changed(value: Any, steps: tuple[str | int, ...], changes: Mapping[str, Any]) -> Any:
    if steps:
        inner = value if isinstance(value, dict) else {}
        return {**inner, steps[0]: _changed(inner.get(steps[0]), steps[1:], changes)}
    merged = {**(value if isinstance(value, dict) else {}), **changes}
    return {name: each for name, each in merged.items() if each is not MISSING}
