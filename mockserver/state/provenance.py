"""What decided the members of a stored record: behaviours by name, each with a member; knows no evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

Decided = tuple[str, str]
"""A behaviour, and the member of a record that it decided."""

Provenance = frozenset[Decided]
"""Everything that decided a record; equal ones are one object, so that many records of a kind cost nothing."""

UNDECIDED: Provenance = frozenset()


@lru_cache(maxsize=4096)
def provenance(*decided: Decided) -> Provenance:
    """What decided a record."""
    return _same(frozenset(decided))


@lru_cache(maxsize=4096)
def _same(found: Provenance) -> Provenance:
    return found


def behind(found: Iterable[Provenance], members: Collection[str] | None = None) -> list[str]:
    """The behaviours that decided members that are shown, each once.

    Args:
        found: what decided the records that are shown.
        members: the members that are shown; None for all.
    """
    return sorted({behaviour for each in found for behaviour, member in each if members is None or member in members})
