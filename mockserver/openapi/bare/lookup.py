"""What stands at the places of somebody's document, references followed, and what is said where one leads nowhere."""

from __future__ import annotations

from typing import Any

from mockserver.openapi import pointers

JSON = dict[str, Any]


class Lost(LookupError):
    """A reference in the frame of a document that leads nowhere.

    Attributes:
        what: the reference, and that it does.
    """

    def __init__(self, place: str, reference: str) -> None:
        self.what = f"{reference} leads nowhere"
        super().__init__(f"{place}: {self.what}")


class Lookup:
    """The places of one document.

    Args:
        given: the document as it was written.
        notes: what was passed over, by JSON pointer; added to.
    """

    def __init__(self, given: JSON, notes: dict[str, str]) -> None:
        self.given, self.notes = given, notes

    def resolved(self, node: Any, place: str) -> Any:
        """What stands at a place, references followed.

        Raises:
            Lost: a reference leads nowhere.
        """
        if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
            return node
        reference = node["$ref"]
        try:
            found = pointers.resolve(self.given, pointers.split(reference[1:]))[1] if reference[:2] == "#/" else None
        except LookupError:
            found = None
        if found is None:
            raise Lost(place, reference)
        return found

    def found(self, node: Any, place: str, instead: str) -> Any:
        """What stands at a place, references followed; None where one leads nowhere, which is written down.

        Args:
            instead: what is done without it.
        """
        try:
            return self.resolved(node, place)
        except Lost as lost:
            self.notes[place] = f"{lost.what}; {instead}"
            return None

    def asked(self, schema: Any, place: str) -> Any:
        """A schema of what is sent; anything where it leads nowhere."""
        found = self.found(schema, place, "anything is taken") if isinstance(schema, dict) else schema
        return schema if isinstance(found, dict | bool) else {}

    def contents(self, content: JSON) -> JSON:
        """Media types, each with a schema that is one."""
        found = {}
        for media_type, entry in content.items():
            entry = self.resolved(entry, media_type) if isinstance(entry, dict) else {}
            kept = {
                name: value for name, value in entry.items() if name in ("schema", "example", "examples", "encoding")
            }
            if not isinstance(kept.get("schema"), dict | bool):
                kept.pop("schema", None)
            found[media_type] = kept
        return found


def members(value: Any) -> JSON:
    """The members of what should be an object; none where it is something else."""
    return value if isinstance(value, dict) else {}
