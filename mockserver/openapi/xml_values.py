"""XML as a value of a schema, and back, by the schema's `xml`: names, attributes, wrapped lists; knows no HTTP."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from mockserver.openapi.fields import Fields
from mockserver.openapi.folding import Folding
from mockserver.openapi.scalars import text_of
from mockserver.openapi.strict_json import MalformedValue

DEEPEST = 40
_NAME = re.compile(r"[A-Za-z_][\w.-]*\Z")
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot hold."""


class XmlValues:
    """Reads and writes the XML of one document's schemas.

    Args:
        folding: the document's schemas.
    """

    def __init__(self, folding: Folding) -> None:
        self.folding, self.fields = folding, Fields(folding)

    def write(self, schema: Any, value: Any) -> bytes:
        """A value as an XML document; its root is called as the schema says, else as the schema itself is called."""
        name = self._about(schema).get("name") or _called(schema) or "root"
        if isinstance(value, list):
            items = self.folding.fold(schema).get("items", {})
            inner = self._about(items).get("name") or _called(items) or "item"
            text = f"<{_safe(name)}>{''.join(self._element(items, each, inner, 1) for each in value)}</{_safe(name)}>"
        else:
            text = self._element(schema, value, name, 0)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()

    def _about(self, schema: Any) -> dict[str, Any]:
        found = self.folding.fold(schema).get("xml")
        return found if isinstance(found, dict) else {}

    def _element(self, schema: Any, value: Any, name: str, depth: int) -> str:
        about = self._about(schema)
        prefix = f"{about['prefix']}:" if isinstance(about.get("prefix"), str) and about.get("namespace") else ""
        spaced = f"xmlns{':' + about['prefix'] if prefix else ''}" if isinstance(about.get("namespace"), str) else ""
        attributes = f" {spaced}={quoteattr(about['namespace'])}" if spaced else ""
        tag, inner = f"{prefix}{_safe(name)}", ""
        if isinstance(value, dict) and depth < DEEPEST:
            named = self.fields.members(schema)
            for member, each in value.items():
                member_about = self._about(named.get(member, {}))
                called = str(member_about.get("name") or member)
                if member_about.get("attribute") is True and not isinstance(each, dict | list):
                    attributes += f" {_safe(called)}={quoteattr(_text(each))}"
                else:
                    inner += self._member(named.get(member, {}), each, called, depth + 1)
        elif isinstance(value, list):
            inner = "".join(self._element({}, each, "item", depth + 1) for each in value)
        elif value is not None:
            inner = escape(_text(value))
        return f"<{tag}{attributes}>{inner}</{tag}>"

    def _member(self, schema: Any, value: Any, name: str, depth: int) -> str:
        if not isinstance(value, list):
            return self._element(schema, value, name, depth)
        about, items = self._about(schema), self.folding.fold(schema).get("items", {})
        item = str(self._about(items).get("name") or name)
        inner = "".join(self._element(items, each, item, depth + 1) for each in value)
        return f"<{_safe(name)}>{inner}</{_safe(name)}>" if about.get("wrapped") is True else inner

    def read(self, schema: Any, raw: bytes) -> Any:
        """The value of an XML document.

        Raises:
            MalformedValue: it is none, or it declares types or entities of its own.
        """
        if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
            raise MalformedValue("declares a document type, which is not read")
        try:
            root = ET.fromstring(raw)  # noqa: S314 - nothing is declared in it
        except (ET.ParseError, ValueError, LookupError) as error:
            raise MalformedValue(f"is not XML: {error}") from None
        folded = self.folding.fold(schema)
        if folded.get("type") == "array":
            return [self._value(folded.get("items", {}), each, 1) for each in root]
        return self._value(schema, root, 0)

    def _value(self, schema: Any, element: ET.Element, depth: int) -> Any:
        if depth > DEEPEST:
            raise MalformedValue(f"is nested deeper than {DEEPEST}")
        named = self.fields.members(schema)
        if not named and not len(element) and self.folding.fold(schema).get("type") != "object":
            return self.fields.read({"properties": {"it": schema}}, [("it", (element.text or "").strip())], {})["it"]
        found: dict[str, Any] = {}
        for member, inner in named.items():
            value = self._found(inner, str(self._about(inner).get("name") or member), element, depth)
            if value is not None:
                found[member] = value
        known = {str(self._about(inner).get("name") or member) for member, inner in named.items()}
        items = {str(self._about(self.folding.fold(each).get("items", {})).get("name")) for each in named.values()}
        for child in element:
            if _local(child.tag) not in known | items:
                found[_local(child.tag)] = self._value({}, child, depth + 1)
        return found

    def _found(self, schema: Any, name: str, element: ET.Element, depth: int) -> Any:
        about, folded = self._about(schema), self.folding.fold(schema)
        if about.get("attribute") is True:
            text = next((value for key, value in element.attrib.items() if _local(key) == name), None)
            pairs = [("it", text)] if text is not None else []
            return self.fields.read({"properties": {"it": schema}}, pairs, {}).get("it")
        if folded.get("type") == "array":
            items = folded.get("items", {})
            item = str(self._about(items).get("name") or name)
            holders = [each for each in element if _local(each.tag) == name]
            if about.get("wrapped") is True:
                return [self._value(items, each, depth + 1) for each in holders[0]] if holders else None
            several = [each for each in element if _local(each.tag) in (item, name)]
            return [self._value(items, each, depth + 1) for each in several] or None
        child = next((each for each in element if _local(each.tag) == name), None)
        return None if child is None else self._value(schema, child, depth + 1)


def is_xml(text: str) -> bool:
    """Whether a text is an XML document already; one with types of its own is not looked into."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return True
    try:
        ET.fromstring(text.strip())  # noqa: S314 - nothing is declared in it
    except (ET.ParseError, ValueError):
        return False
    return True


def _called(schema: Any) -> str:
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    return reference.rpartition("/")[2] if isinstance(reference, str) else ""


def _safe(name: str) -> str:
    """A name that an element may have."""
    name = re.sub(r"[^\w.-]", "_", str(name))
    return name if _NAME.match(name) else f"_{name}"


def _text(value: Any) -> str:
    return _FORBIDDEN.sub("\ufffd", text_of(value))


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]
