"""Schema Objects as JSON Schema 2020-12: what OpenAPI 3.0 and 3.1 mean by them, in requests and in answers; compiles nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from mockserver.openapi import intent, pointers
from mockserver.openapi.keywords import BESIDE, BY_NAME, LITERAL, SILENT, WELL_FORMED
from mockserver.openapi.references import BUNDLED
from mockserver.openapi.travel import ALONE, Around, Travel, View

JSON = dict[str, Any]
BOUNDS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
SAFE = "/~!$&'()*+,;=:@-._"
"""Characters of a JSON pointer that stand in an address as they are."""
DEEPEST = 4
"""Composed schemas within composed ones whose parts are meant together."""


class Dialect:
    """Turns the Schema Objects of one document into JSON Schema, in one view.

    Args:
        document: the document; asked where a reference leads.
        modern: whether it is OpenAPI 3.1 or newer, whose Schema Objects are JSON Schema already.
        forgiving: whether a keyword whose value is of the wrong kind counts as absent; otherwise it is refused.
    """

    def __init__(self, document: JSON, view: View, *, modern: bool = False, forgiving: bool = False) -> None:
        self.document, self.view, self.modern, self.forgiving = document, view, modern, forgiving
        self._travel = Travel(document, view, forgiving=forgiving)
        self._deep = 0

    def whole(self, node: Any, inside: str = "") -> Any:
        """A part of a document, with every Schema Object in it converted.

        Raises:
            ValueError: a keyword whose value is of the wrong kind.
        """
        if isinstance(node, list):
            return [self.whole(item) for item in node]
        if not isinstance(node, dict):
            return node
        result = {}
        for name, value in node.items():
            if name == "schema" and inside != "properties":
                result[name] = self.schema(value)
            elif (inside == "components" and name == "schemas") or name == BUNDLED:
                result[name] = {key: self.schema(item) for key, item in value.items()}
            elif name not in ("example", "examples"):
                result[name] = self.whole(value, name)
        return result

    def schema(self, node: Any, around: Around = ALONE) -> Any:
        """One Schema Object as JSON Schema 2020-12.

        Args:
            around: what the schemas that the same value must fit say of its members.

        Raises:
            ValueError: a keyword whose value is of the wrong kind.
        """
        if isinstance(node, list):
            return [self.schema(item, around) for item in node]
        if not isinstance(node, dict):
            return node
        if self.forgiving and not node.keys().isdisjoint(BESIDE):
            around = around.plus(self._travel.members_of(node))
        out: JSON = {}
        if isinstance(node.get("$ref"), str):
            reference = self._reference(node["$ref"])
            if not self.modern:
                nullable = self.forgiving and node.get("nullable") is True
                return {"anyOf": [reference, {"type": "null"}]} if nullable else reference
            out = reference
        for name, value in _todays(node) if self.forgiving else node.items():
            if (
                name in SILENT
                or name == "$ref"
                or (self.forgiving and (name[:2] == "x-" or not self._well_formed(name, value)))
            ):
                continue
            if name in BY_NAME:
                if not isinstance(value, dict):
                    raise ValueError(f"{name}: an object of schemas is expected, not {value!r}")
                out[name] = {key: self.schema(item) for key, item in value.items()}
            else:
                out[name] = value if name in LITERAL else self.schema(value, around if name in BESIDE else ALONE)
        self._bounds(node, out)
        self._travel.apply(node, out, around)
        if self.forgiving:
            intent.mend(node, out, self._followed, sent=self.view == "request")
            if self.view == "request" and "allOf" in out:
                self._open(node, out, around)
        return out if self.modern else self._nullable(node, out)

    def _reference(self, text: str) -> JSON:
        """A reference with its place written as an address has it; one that leads nowhere is one to anything."""
        if not self.forgiving:
            return {"$ref": text}
        try:
            pointers.resolve(self.document, pointers.split(text[1:]) if text[:2] == "#/" else [text])
        except LookupError:
            return {}
        return {"$ref": f"#{quote(text[1:], safe=SAFE)}"}

    def _open(self, node: JSON, out: JSON, around: Around) -> None:
        """Have the parts of a composed schema that was closed part by part be meant together."""
        opened = intent.opened(node, self._followed) if self._deep < DEEPEST else None
        if opened is not None:
            self._deep += 1
            try:
                out |= {**opened.words, "allOf": [self.schema(each, around) for each in opened.parts]}
            finally:
                self._deep -= 1

    def _followed(self, node: Any) -> Any:
        """What a schema's reference leads to; None where that is nothing, the schema itself where it has none."""
        if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
            return node
        try:
            return pointers.resolve(self.document, pointers.split(node["$ref"][1:]))[1]
        except LookupError:
            return None

    def _well_formed(self, name: str, value: Any) -> bool:
        test = WELL_FORMED.get(name)
        return test is None or test(value)

    def _bounds(self, node: JSON, out: JSON) -> None:
        """Exclusive bounds, which are switches in 3.0, and the bounds of sized integers."""
        for limit in ("Minimum", "Maximum"):
            exclusive = out.get("exclusive" + limit)
            if isinstance(exclusive, bool):
                del out["exclusive" + limit]
                if exclusive and limit.lower() in out:
                    out["exclusive" + limit] = out.pop(limit.lower())
        types = out.get("type")
        if (types == "integer" or (isinstance(types, list) and "integer" in types)) and node.get("format") in BOUNDS:
            low, high = BOUNDS[node["format"]]
            out["minimum"] = max(out.get("minimum", low), low)
            out["maximum"] = min(out.get("maximum", high), high)

    def _nullable(self, node: JSON, out: JSON) -> JSON:
        if not node.get("nullable") or (self.forgiving and node["nullable"] is not True):
            return out
        if isinstance(out.get("type"), str) and not {"allOf", "anyOf", "oneOf"} & out.keys():
            nothing = [None] if "enum" in out and None not in out["enum"] else []
            return {**out, "type": [out["type"], "null"], **({"enum": [*out["enum"], *nothing]} if nothing else {})}
        return {"anyOf": [out, {"type": "null"}]}


def _todays(node: JSON) -> Iterator[tuple[str, Any]]:
    """The keywords of a schema, those for the items of a tuple under their names of today."""
    several = isinstance(node.get("items"), list)
    for name, value in node.items():
        yield ({"items": "prefixItems", "additionalItems": "items"}.get(name, name) if several else name), value
