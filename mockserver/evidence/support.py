"""Finds what statements support in a document, and what they claim that it does not hold; judges no completeness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mockserver.evidence.claims import CLAIMS, Found, Gap
from mockserver.evidence.statements import Label, Statement, strongest
from mockserver.openapi.pointers import JSON, below, has, last, members
from mockserver.openapi.tree import operations


@dataclass(frozen=True)
class Mismatch:
    """Something that a statement claims and the document does not hold."""

    statement: Statement
    what: str
    pointer: str


@dataclass(frozen=True)
class Support:
    """Which statements support which places of one document.

    Attributes:
        statements: by JSON pointer, in the order of the evidence.
        mismatches: the claims that were not found.
    """

    statements: Mapping[str, tuple[Statement, ...]] = field(hash=False)
    mismatches: tuple[Mismatch, ...]

    def label_of(self, pointer: str) -> Label | None:
        """Return the strongest label among the statements that support a place, or None if none does."""
        found = self.statements.get(pointer)
        return strongest(each.label for each in found) if found else None


def supported(document: JSON, statements: Iterable[Statement]) -> Support:
    """Look up every statement in a document.

    Args:
        document: an OpenAPI 3.0 document as plain JSON values.
        statements: what was stated, for instance `Evidence.under()`.
    """
    found: dict[str, dict[str, Statement]] = {}
    mismatches: list[Mismatch] = []
    known = _subjects(document)
    for statement in statements:
        for each in _read(document, known, statement):
            if isinstance(each, Gap):
                mismatches.append(Mismatch(statement, each.what, each.pointer))
            else:
                found.setdefault(each, {})[statement.place] = statement
    return Support({pointer: tuple(each.values()) for pointer, each in found.items()}, tuple(mismatches))


def _subjects(document: JSON) -> Mapping[str, Mapping[str, str]]:
    """Name the places that the kinds of subjects have in a document."""

    def components(kind: str) -> Mapping[str, str]:
        return {last(place): place for place in members(document, "/components", kind)}

    return {
        "operation": operations(document),
        "schema": components("schemas"),
        "response": components("responses"),
        "security": components("securitySchemes"),
    }


def _read(document: JSON, known: Mapping[str, Mapping[str, str]], statement: Statement) -> Found:
    for name in statement.names:
        if statement.kind == "pointers":
            if has(document, name):
                yield from (name,) if statement.claims.get("alone") else below(document, name)
            else:
                yield Gap(name, f"there is nothing at {name}")
        elif statement.kind in known:
            place = known[statement.kind].get(name)
            if place is None:
                yield Gap("", f"there is no {statement.kind} {name!r}")
                continue
            if statement.kind != "operation":
                yield place
            for member, claim in statement.claims.items():
                yield from CLAIMS[statement.kind, member](document, place, claim)
