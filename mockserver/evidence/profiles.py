"""Profiles: named choices of readings and switches that together behave as one real thing does; knows no vendor's switches."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mockserver.evidence.evidence import Evidence
from mockserver.evidence.forms import Value, different

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
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
        place: a JSON pointer into the file.
    """

    name: str = ""
    about: str = ""
    source: str = ""
    readings: Mapping[str, str] = field(default_factory=dict, hash=False)
    switches: Mapping[str, Any] = field(default_factory=dict, hash=False)
    place: str = ""


NO_PROFILE = Profile()


def load(file: Path, evidence: Evidence) -> dict[str, Profile]:
    """Read the profiles of a vendor by name; none where there is no file.

    Raises:
        SourceError: a form that does not fit, or a reading or value that the evidence does not have built.
    """
    if not file.is_file():
        return {}
    items = Value.of(file).members(("profiles",))["profiles"].items()
    profiles = [_profile(item, evidence) for item in items]
    different([(item, profile.name) for item, profile in zip(items, profiles, strict=True)])
    return {profile.name: profile for profile in profiles}


def unknown(vendor: str, name: str, profiles: Mapping[str, Profile]) -> str:
    """Say that a vendor has no such profile, what may have been meant, and which there are."""
    if not profiles:
        return f"{vendor} has no profiles"
    near = difflib.get_close_matches(name, profiles, 1)
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    return f"{vendor} has no profile {name!r}{hint}; there are {', '.join(profiles)}"


def _profile(value: Value, evidence: Evidence) -> Profile:
    given = value.members(("profile", "about", "source", "readings"), ("switches",))
    name = given["profile"].text()
    if not NAME.fullmatch(name):
        given["profile"].refuse(f"{name!r} is no name: letters, digits, dots, hyphens and underscores, at most 64")
    return Profile(
        name=name,
        about=given["about"].text(),
        source=given["source"].text(),
        readings={id: _reading(id, stated, evidence) for id, stated in given["readings"].entries().items()},
        switches={name: stated.value for name, stated in given["switches"].entries().items()}
        if "switches" in given
        else {},
        place=value.place,
    )


def _reading(id: str, value: Value, evidence: Evidence) -> str:
    chosen = value.scalar()
    try:
        evidence.choose(id, chosen)
    except ValueError as error:
        value.refuse(str(error))
    return chosen
