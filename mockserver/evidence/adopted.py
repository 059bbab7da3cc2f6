"""A profile in a file of somebody's own: what one real server was seen to do, as choices and as statements; knows no server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mockserver.evidence import forms, profiles, statement_forms
from mockserver.evidence.evidence import Evidence
from mockserver.evidence.profiles import Profile
from mockserver.evidence.statements import Page, Statement
from mockserver.openapi.pointers import join
from mockserver.openapi.sources import SourceError
from mockserver.spelling import nearest

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class Adopted:
    """What one real server was seen to do.

    Attributes:
        file: where it stands.
        profile: the choices under which the mock behaves so.
        pages: what was seen, as statements that hold under the profile.
        overlay: the exchanges that were seen, as examples of the document; None where there are none.
    """

    file: Path
    profile: Profile
    pages: tuple[Page, ...]
    overlay: Any = None

    @property
    def reading(self) -> tuple[str, str]:
        """What marks the document and the statements under this profile, as a reading would; no reading has an empty id."""
        return "", self.profile.name

    def holds(self, readings: Mapping[str, str]) -> bool:
        """Whether readings are those of the profile: what was seen says nothing of others."""
        return self.profile.readings.items() <= readings.items()

    def in_addition(self, evidence: Evidence) -> Evidence:
        """Evidence with what was seen beside it."""
        statements = (each for page in self.pages for section in page.sections for each in section.statements)
        return replace(evidence, pages=(*evidence.pages, *self.pages), statements=(*evidence.statements, *statements))


def is_file(name: str) -> bool:
    """Whether what stands for a profile means a file, as `./acme.yaml` does."""
    return "/" in name or "\\" in name or name.lower().endswith(SUFFIXES)


def load(file: Path, evidence: Evidence) -> Adopted:
    """Read a file with one profile, and what was seen under it.

    Args:
        file: the file.
        evidence: what there is already.

    Raises:
        SourceError: a form that does not fit, several profiles, another vendor's, or a reading or a behaviour that there is not.
    """
    if not file.is_file():
        raise SourceError(file, "", "there is no such file")
    given = forms.read(file, "profiles")
    if given.get("vendor", evidence.vendor) != evidence.vendor:
        raise SourceError(file, "/vendor", f"it is a profile of {given['vendor']}, not of {evidence.vendor}")
    found = profiles.load(file, evidence)
    if len(found) != 1:
        raise SourceError(file, "/profiles", f"one profile is expected, there are {', '.join(found)}")
    (profile,) = found.values()
    pages = _pages(file, given.get("pages", []), ("", profile.name))
    for statement in (each for page in pages for section in page.sections for each in section.statements):
        for id in statement.names if statement.kind == "behaviour" else ():
            if id not in evidence.behaviours:
                what = f"{evidence.vendor} has no behaviour {id!r}{nearest(id, evidence.behaviours)}"
                raise SourceError(file, statement.place.partition("#")[2], what)
    return Adopted(file, profile, pages, given.get("overlay"))


def _pages(file: Path, given: list[Any], reading: tuple[str, str]) -> tuple[Page, ...]:
    """The pages of a file, their statements marked: they are told apart from those of the evidence, and hold under the profile."""
    if given:
        forms.refuse_misfit(file, {"vendor": "-", "title": "-", "about": "-", "pages": given}, "evidence")
    pages = (statement_forms.page(each, f"{file}#{join('pages', index)}") for index, each in enumerate(given))
    return tuple(_marked(each, reading) for each in pages)


def _marked(page: Page, reading: tuple[str, str]) -> Page:
    def marked(statement: Statement) -> Statement:
        return replace(statement, reading=reading)

    sections = (replace(each, statements=tuple(map(marked, each.statements))) for each in page.sections)
    return replace(page, sections=tuple(sections))
