"""Profiles: named choices of readings and switches that together behave as one real thing does; knows no vendor's switches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mockserver.evidence import forms
from mockserver.evidence.evidence import Evidence, scalar
from mockserver.openapi.pointers import join
from mockserver.openapi.sources import SourceError
from mockserver.spelling import nearest

FILE = "profiles.yaml"


@dataclass(frozen=True)
class Profile:
    """One real thing, as far as it was observed.

    Attributes:
        name: what it is chosen by; empty for the behaviour that holds without a profile.
        about: what real thing it is.
        source: where that was observed.
        readings: id to value.
        switches: name to value.
        file: where it stands.
        place: a JSON pointer into the file.
    """

    name: str = ""
    about: str = ""
    source: str = ""
    readings: Mapping[str, str] = field(default_factory=dict, hash=False)
    switches: Mapping[str, Any] = field(default_factory=dict, hash=False)
    file: Path = Path()
    place: str = ""


NO_PROFILE = Profile()


def load(file: Path, evidence: Evidence) -> dict[str, Profile]:
    """Read the profiles of a vendor by name; none where there is no file.

    Raises:
        SourceError: a form that does not fit, or a reading or value that the evidence does not have built.
    """
    if not file.is_file():
        return {}
    given = forms.read(file, "profiles")["profiles"]
    profiles = [_profile(file, join("profiles", index), each, evidence) for index, each in enumerate(given)]
    forms.refuse_repeated(file, ((each.place, each.name) for each in profiles))
    return {profile.name: profile for profile in profiles}


def unknown(vendor: str, name: str, profiles: Mapping[str, Profile]) -> str:
    """Say that a vendor has no such profile, what may have been meant, and which there are.

    Args:
        vendor: its name.
        name: what was asked for.
        profiles: those there are.
    """
    if not profiles:
        return f"{vendor} has no profiles"
    return f"{vendor} has no profile {name!r}; there are {', '.join(profiles)}{nearest(name, profiles)}"


def _profile(file: Path, place: str, given: Mapping[str, Any], evidence: Evidence) -> Profile:
    readings = {id: scalar(value) for id, value in given["readings"].items()}
    for id, value in readings.items():
        try:
            evidence.choose(id, value)
        except ValueError as error:
            raise SourceError(file, place + join("readings", id), str(error)) from None
    return Profile(
        name=given["profile"],
        about=given["about"].strip(),
        source=given["source"].strip(),
        readings=readings,
        switches=given.get("switches", {}),
        file=file,
        place=place,
    )
