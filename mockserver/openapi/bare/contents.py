"""What bodies and answers of somebody's document hold, in form: media types with schemas, and those that can be written."""

from __future__ import annotations

from typing import Any

from mockserver.openapi.bare.lookup import JSON, Lookup, Lost
from mockserver.openapi.media_types import kind_of, opaque

KEPT = ("schema", "itemSchema", "example", "examples", "encoding")
TYPES = frozenset(["object", "array", "string", "number", "integer", "boolean", "null"])
DEEPEST = 8
"""Schemas in one another that are looked into for what they take."""


class Contents:
    """The media types of one document's bodies and answers.

    Args:
        lookup: knows what stands where.
    """

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def read(self, content: JSON) -> JSON:
        """Media types, each with a schema that is one."""
        found = {}
        for media_type, entry in content.items():
            entry = self._lookup.resolved(entry, media_type) if isinstance(entry, dict) else {}
            kept = {name: entry[name] for name in KEPT if name in entry}
            if not isinstance(kept.get("schema"), dict | bool):
                kept.pop("schema", None)
            found[media_type] = self._whole(media_type, kept)
        return found

    def _whole(self, media_type: str, entry: JSON) -> JSON:
        """A media type with the schema of all that is sent.

        What is written down may be about each thing of a sequence, or about a program's own object that stands for bytes.
        """
        each, whole = entry.get("itemSchema"), entry.get("schema")
        if whole is None and isinstance(each, dict | bool):
            return {**entry, "schema": {"type": "array", "items": each}}
        if whole is not None and opaque(media_type) and "string" not in self.types(whole):
            return {**entry, "schema": {"type": "string", "format": "binary"}}
        if whole is None or kind_of(media_type) != "sequence" or self.types(whole) & {"array", "string"}:
            return entry
        made = {**entry, "schema": {"type": "array", "items": whole}}
        return {**made, "example": [entry["example"]]} if isinstance(entry.get("example"), dict) else made

    def unwritten(self, content: JSON) -> list[str]:
        """The media types in which nothing can be written: neither their name nor their schema says that they are texts or bytes."""
        return [
            media_type
            for media_type, entry in content.items()
            if kind_of(media_type) == "bytes" and "schema" in entry and "string" not in self.types(entry["schema"])
        ]

    def types(self, schema: Any, deep: int = 0) -> frozenset[str]:
        """The types of JSON that a schema takes, as far as it says so; all where it says nothing."""
        try:
            found = self._lookup.resolved(schema, "")
        except Lost:
            return TYPES
        if not isinstance(found, dict) or deep > DEEPEST:
            return TYPES
        if isinstance(found.get("type"), str | list):
            return frozenset([found["type"]] if isinstance(found["type"], str) else found["type"])
        if "properties" in found or "additionalProperties" in found:
            return frozenset(["object"])
        taken = frozenset(["array"]) if "items" in found else TYPES
        for word in ("allOf", "anyOf", "oneOf"):
            parts = [self.types(each, deep + 1) for each in found.get(word) or () if isinstance(each, dict)]
            joined = frozenset.intersection if word == "allOf" else frozenset.union
            taken = taken & joined(*parts) if parts else taken
        return taken
