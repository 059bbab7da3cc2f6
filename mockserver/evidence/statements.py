"""What a statement, a page and a label are; may not know files, nor the document that is spoken about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

Facets = Mapping[str, Any]
"""Members of a schema, by name, with the values that are stated."""


class Label(IntEnum):
    """How well something is supported, strongest first."""

    DOCUMENTED = 0
    VENDOR = 1
    OBSERVED = 2
    INFERRED = 3
    ASSUMED = 4

    def __str__(self) -> str:
        """The word that the files and the header `Mock-Evidence` use."""
        return WORDS[self]


WORDS = tuple(label.name.lower() for label in Label)
"""By label, its word."""
LABELS: Mapping[str, Label] = dict(zip(WORDS, Label, strict=True))


def weakest(labels: Iterable[Label]) -> Label:
    """Return the weakest label; `documented` if there is none, as nothing then weakens anything."""
    return max(labels, default=Label.DOCUMENTED)


def strongest(labels: Iterable[Label]) -> Label:
    """Return the strongest label; `assumed` if there is none, as nobody then says it."""
    return min(labels, default=Label.ASSUMED)


@dataclass(frozen=True)
class Needs:
    """What an operation asks of its caller.

    Attributes:
        actions: names of permissions, one of which suffices; none where every caller may.
        scopes: what the permission may be for, one of which suffices, with `{parameter}` of the path; none where it has none.
        words: how the description says so, where that is not `Needs` with the names.
    """

    actions: tuple[str, ...]
    scopes: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class Statement:
    """One thing that a page states.

    Attributes:
        kind: what it speaks about: operation, schema, response, security, pointers or behaviour.
        names: which of that kind: operation ids, schema names, pointers, …
        claims: the further members, in the shapes that `statement_forms` gives them.
        label: its own label, or else the page's.
        states: the sentence, or the empty text.
        page: the id of its page.
        section: the title of its section.
        index: its position in the section, from 0.
        place: the JSON pointer of the statement in the evidence file.
        reading: the alternative reading whose document it speaks about, and no other; None for every document.
        needs: what the operation asks of its caller, where that is stated.
    """

    kind: str
    names: tuple[str, ...]
    claims: Mapping[str, Any] = field(hash=False)
    label: Label
    states: str
    page: str
    section: str
    index: int
    place: str
    reading: tuple[str, str] | None = None
    needs: Needs | None = None


@dataclass(frozen=True)
class Section:
    """A part of a page, under its title."""

    title: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Page:
    """A public page, or a source without an address, that states something."""

    id: str
    title: str
    url: str | None
    source: str | None
    label: Label
    sections: tuple[Section, ...]
