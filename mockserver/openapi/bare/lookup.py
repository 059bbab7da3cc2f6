"""What stands at the places of somebody's document, references followed, and what is said where one leads nowhere."""

from __future__ import annotations

from typing import Any

from mockserver.openapi import pointers

JSON = dict[str, Any]


class Lost(LookupError):
    """What the frame of a document cannot do without, and has not.

    Attributes:
        what: why, in words.
    """

    def __init__(self, place: str, what: str) -> None:
        self.what = what
        super().__init__(f"{place}: {what}")


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
            raise Lost(place, f"{reference} leads nowhere")
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


def members(value: Any) -> JSON:
    """The members of what should be an object; none where it is something else."""
    return value if isinstance(value, dict) else {}
