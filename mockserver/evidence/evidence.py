"""Who says so: a vendor's evidence file, read and checked against its form; may not know the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mockserver.evidence import forms, statement_forms
from mockserver.evidence.exchanges import Exchange, Unreachable, exchanges, unreachable
from mockserver.evidence.statements import LABELS, Label, Page, Section, Statement, strongest, weakest
from mockserver.openapi.pointers import join
from mockserver.openapi.sources import SourceError
from mockserver.spelling import nearest

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
            raise ValueError(f"{id!r} {state}; {self.vendor} has {', '.join(built) or 'none'}{nearest(id, built)}")
        if value not in reading.values:
            raise ValueError(
                f"{value!r} is no value of {id!r}; it has {', '.join(reading.values)}{nearest(value, reading.values)}"
            )


def load(file: Path) -> Evidence:
    """Read an evidence file; its form is `mockserver/forms/evidence.schema.json`, what it means is in `specs/README.md`.

    Raises:
        SourceError: if it cannot be read or does not fit the form; the place is a JSON pointer into the file.
    """
    given = forms.read(file, "evidence")
    pages = tuple(statement_forms.page(each, join("pages", index)) for index, each in enumerate(given["pages"]))
    forms.refuse_repeated(file, ((join("pages", index), each.id) for index, each in enumerate(pages)))
    statements = tuple(each for page in pages for section in page.sections for each in section.statements)
    readings = _readings(file, given.get("readings", []))
    replayed = exchanges(file, given.get("exchanges", []))
    unreached = tuple(map(unreachable, given.get("unreachable", [])))
    _refuse_unbuilt(file, ((each.place, each.reading) for each in statements), readings)
    _refuse_unbuilt(file, ((join("exchanges", at), each.reading) for at, each in enumerate(replayed)), readings)
    _refuse_unbuilt(file, ((join("unreachable", at), each.reading) for at, each in enumerate(unreached)), readings)
    behaviours = [each for each in statements if each.kind == "behaviour"]
    forms.refuse_repeated(file, ((each.place, each.names[0]) for each in behaviours))
    return Evidence(
        file=file,
        vendor=given["vendor"].strip(),
        title=given["title"].strip(),
        about=given["about"].strip(),
        pages=pages,
        statements=statements,
        behaviours={each.names[0]: Behaviour(each.names[0], each.states, each.label, each) for each in behaviours},
        readings=readings,
        exchanges=replayed,
        unreachable=unreached,
    )


def _refuse_unbuilt(
    file: Path, spoken: Iterable[tuple[str, tuple[str, str] | None]], readings: Mapping[str, Reading]
) -> None:
    """Refuse what speaks of a reading that cannot be chosen.

    Args:
        file: the evidence.
        spoken: a place, and the reading with its value of which something there speaks, if of any.
        readings: those there are.
    """
    for place, reading in spoken:
        if reading is not None:
            id, value = reading
            if id not in readings or not readings[id].built or value not in readings[id].alternatives:
                what = f"there is no built reading {id!r} with the alternative {value!r}"
                raise SourceError(file, f"{place}/reading", what)


def _readings(file: Path, given: list[Mapping[str, Any]]) -> Mapping[str, Reading]:
    readings = [_reading(each) for each in given]
    for index, each in enumerate(readings):
        if each.default in each.alternatives:
            what = f"the default {each.default!r} is no alternative"
            raise SourceError(file, join("readings", index, "alternatives"), what)
    forms.refuse_repeated(file, ((join("readings", index), each.id) for index, each in enumerate(readings)))
    return {each.id: each for each in readings}


def _reading(given: Mapping[str, Any]) -> Reading:
    return Reading(
        id=given["id"].strip(),
        about=given["about"].strip(),
        default=scalar(given["default"]),
        label=LABELS[given["label"]],
        alternatives={name: what.strip() for name, what in given["alternatives"].items()},
        built=given["built"],
    )


def scalar(value: str | bool | int) -> str:
    """A reading's value, which is a text everywhere, also where YAML takes it for a number or a truth value."""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value).strip()
