"""What was chosen for one vendor in one world: a profile by name, readings and switches by themselves; knows none of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Choices:
    """Somebody's choices; what nobody chose is decided by the profile, and after it by the vendor.

    Attributes:
        profile: the name of a profile; empty for none.
        readings: id to value, of those that were chosen by themselves.
        switches: name to value, of the same kind.
    """

    profile: str = ""
    readings: Mapping[str, str] = field(default_factory=dict)
    switches: Mapping[str, Any] = field(default_factory=dict)


def changed(chosen: Mapping[str, Any], patch: Mapping[str, Any], start: Mapping[str, Any]) -> dict[str, Any]:
    """Choices with others made; null takes one back to what was chosen at the start, if anything was."""
    kept = {name: value for name, value in chosen.items() if name not in patch}
    back = {name: start[name] for name, value in patch.items() if value is None and name in start}
    return {**kept, **back, **{name: value for name, value in patch.items() if value is not None}}
