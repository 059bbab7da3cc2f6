"""Who says so: a vendor's evidence file, read and checked against its form; may not know the document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mockserver.evidence.exchanges import Exchange, Unreachable, read_exchanges, read_unreachable
from mockserver.evidence.forms import Value, different
from mockserver.evidence.statement_forms import read_label, read_page
from mockserver.evidence.statements import Label, Page, Section, Statement, strongest, weakest
from mockserver.openapi.pointers import join

__all__ = [
    "Behaviour", "Evidence", "Exchange", "Label", "Page", "Reading", "Section", "Statement", "Unreachable",
    "load", "strongest", "weakest",
]  # fmt: skip


@dataclass(frozen=True)
class Behaviour:
    """Something a vendor does that a document cannot say; vendor code cites its id, a test names it."""

    id: str
    states: str
    label: Label
    statement: Statement


@dataclass(frozen=True)
class Reading:
    """One question that the sources answer differently or not at all.

    Attributes:
        default: the value that holds unless another one is chosen.
        label: what supports the default.
        alternatives: the other values, each with what it would do.
        built: whether they can be chosen; if not, they are only recorded.
    """

    id: str
    about: str
    default: str
    label: Label
    alternatives: Mapping[str, str] = field(hash=False)
    built: bool

    @property
    def values(self) -> tuple[str, ...]:
        """The default and the alternatives."""
        return (self.default, *self.alternatives)


@dataclass(frozen=True)
class Evidence:
    """One vendor's evidence file."""

    file: Path
    vendor: str
    title: str
    about: str
    pages: tuple[Page, ...]
    statements: tuple[Statement, ...]
    behaviours: Mapping[str, Behaviour] = field(hash=False)
    readings: Mapping[str, Reading] = field(hash=False)
    exchanges: tuple[Exchange, ...]
    unreachable: tuple[Unreachable, ...]

    def under(self, readings: Iterable[tuple[str, str]] = ()) -> tuple[Statement, ...]:
        """The statements about the document of some readings (the default document if none): the plain ones and theirs."""
        chosen = (None, *readings)
        return tuple(statement for statement in self.statements if statement.reading in chosen)

    def choose(self, id: str, value: str) -> None:
        """Check that a reading can be chosen.

        Raises:
            ValueError: unknown reading or value, or an alternative that is recorded only; the text lists the choices.
        """
        reading = self.readings.get(id)
        built = sorted(id for id, each in self.readings.items() if each.built)
        if reading is None or (not reading.built and value != reading.default):
            state = "is recorded, but not built" if reading else "is no reading"
            raise ValueError(f"{id!r} {state}; {self.vendor} has {', '.join(built) or 'none'}")
        if value not in reading.values:
            raise ValueError(f"{value!r} is no value of {id!r}; it has {', '.join(reading.values)}")


def load(file: Path) -> Evidence:
    """Read an evidence file; its form is told in `specs/README.md`.

    Raises:
        SourceError: if it cannot be read or does not fit the form; the place is a JSON pointer into the file.
    """
    root = Value.of(file)
    given = root.members(("vendor", "title", "about", "pages"), ("readings", "exchanges", "unreachable"))
    items = given["pages"].items()
    pages = tuple(read_page(page) for page in items)
    different([(item, page.id) for item, page in zip(items, pages, strict=True)])
    statements = tuple(each for page in pages for section in page.sections for each in section.statements)
    readings = _readings(given.get("readings"))
    exchanges, unreachable = read_exchanges(given.get("exchanges")), read_unreachable(given.get("unreachable"))
    _refuse_unbuilt(root, [(each.place, each.reading) for each in statements], readings)
    _refuse_unbuilt(root, [(join("exchanges", at), each.reading) for at, each in enumerate(exchanges)], readings)
    _refuse_unbuilt(root, [(join("unreachable", at), each.reading) for at, each in enumerate(unreachable)], readings)
    return Evidence(
        file=file,
        vendor=given["vendor"].text(),
        title=given["title"].text(),
        about=given["about"].text(),
        pages=pages,
        statements=statements,
        behaviours=_behaviours(root, statements),
        readings=readings,
        exchanges=exchanges,
        unreachable=unreachable,
    )


def _behaviours(root: Value, statements: tuple[Statement, ...]) -> Mapping[str, Behaviour]:
    cited = [each for each in statements if each.kind == "behaviour"]
    for each in cited:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each.names[0]):
            Value(root.file, each.place, None).refuse(f"{each.names[0]!r} is no id: small letters, digits and hyphens")
    different([(Value(root.file, each.place, None), each.names[0]) for each in cited])
    return {each.names[0]: Behaviour(each.names[0], each.states, each.label, each) for each in cited}


def _refuse_unbuilt(
    root: Value, chosen: Iterable[tuple[str, tuple[str, str] | None]], readings: Mapping[str, Reading]
) -> None:
    """Refuse what speaks of a reading that cannot be chosen; each entry is a place and what it speaks of."""
    for place, reading in chosen:
        if reading is not None:
            id, value = reading
            if id not in readings or not readings[id].built or value not in readings[id].alternatives:
                what = f"there is no built reading {id!r} with the alternative {value!r}"
                Value(root.file, f"{place}/reading", None).refuse(what)


def _readings(value: Value | None) -> Mapping[str, Reading]:
    items = value.items(empty=True) if value else []
    readings = [_reading(item) for item in items]
    different([(item, reading.id) for item, reading in zip(items, readings, strict=True)])
    return {reading.id: reading for reading in readings}


def _reading(value: Value) -> Reading:
    given = value.members(("id", "about", "default", "label", "alternatives", "built"))
    default = given["default"].scalar()
    alternatives = {name: what.text() for name, what in given["alternatives"].entries().items()}
    if default in alternatives:
        given["alternatives"].refuse(f"the default {default!r} is no alternative")
    if given["built"].flag() and not alternatives:
        given["alternatives"].refuse("a built reading has an alternative")
    return Reading(
        id=given["id"].text(),
        about=given["about"].text(),
        default=default,
        label=read_label(given["label"]),
        alternatives=alternatives,
        built=given["built"].flag(),
    )
