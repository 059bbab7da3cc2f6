"""Exchanges, and statuses that nothing reaches; may not know the document whose examples are named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mockserver.evidence import forms
from mockserver.openapi.pointers import join
from mockserver.openapi.sources import SourceError


@dataclass(frozen=True)
class Exchange:
    """A documented request with its documented response: examples of one name in the document.

    Attributes:
        clock: where the world's clock is frozen (RFC 3339), or None.
        headers: names of the response headers that are compared.
        after: exchanges of the same file that are sent before, as `operation/example`.
        volatile: pointers into the response body that are not compared, each with the reason.
        contradictory: pointers into the response body where the sources disagree, each with the reason.
        reading: the reading and the value under which alone it holds; None for all.
    """

    example: str
    operation: str
    status: int
    fixture: str
    credential: str | None
    clock: str | None
    headers: tuple[str, ...]
    after: tuple[str, ...]
    volatile: Mapping[str, str] = field(hash=False)
    contradictory: Mapping[str, str] = field(hash=False)
    reading: tuple[str, str] | None = None


@dataclass(frozen=True)
class Unreachable:
    """A status of an operation that no request can reach, and why; under a reading only, if one is named."""

    operation: str
    status: str
    reason: str
    reading: tuple[str, str] | None = None


def exchanges(file: Path, given: Iterable[Mapping[str, Any]]) -> tuple[Exchange, ...]:
    """The exchanges of an evidence file, from what fits their form.

    Raises:
        SourceError: two of one name, or one that is sent after another that there is not.
    """
    found = tuple(map(_exchange, given))
    places = [join("exchanges", index) for index, _ in enumerate(found)]
    named = [f"{each.operation}/{each.example}" for each in found]
    under = [f" under {'='.join(each.reading)}" if each.reading else "" for each in found]
    forms.refuse_repeated(file, zip(places, map(str.__add__, named, under), strict=True))
    for place, each in zip(places, found, strict=True):
        for name in each.after:
            if name not in named:
                raise SourceError(file, place, f"'after' names {name!r}, which is no exchange here")
    return found


def _exchange(given: Mapping[str, Any]) -> Exchange:
    return Exchange(
        example=given["example"],
        operation=given["operation"],
        status=given["status"],
        fixture=given.get("fixture", "documented"),
        credential=given.get("credential"),
        clock=given.get("clock"),
        headers=tuple(given.get("headers", ())),
        after=tuple(given.get("after", ())),
        volatile=given.get("volatile", {}),
        contradictory=given.get("contradictory", {}),
        reading=forms.reading(given),
    )


def unreachable(given: Mapping[str, Any]) -> Unreachable:
    """A status that no request reaches, from what fits its form."""
    return Unreachable(given["operation"], str(given["status"]), given["reason"], forms.reading(given))
