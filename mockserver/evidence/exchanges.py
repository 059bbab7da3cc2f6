"""The form of exchanges and of statuses that nothing reaches; may not know the document whose examples are named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.evidence.forms import Value, different


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


def read_exchanges(value: Value | None) -> tuple[Exchange, ...]:
    """Read the list of exchanges, which may be left out.

    Raises:
        SourceError: if it does not fit the form.
    """
    items = value.items(empty=True) if value else []
    exchanges = tuple(_exchange(item) for item in items)
    named = [f"{exchange.operation}/{exchange.example}" for exchange in exchanges]
    under = [
        name if each.reading is None else f"{name} under {'='.join(each.reading)}"
        for name, each in zip(named, exchanges, strict=True)
    ]
    different(list(zip(items, under, strict=True)))
    for item, exchange in zip(items, exchanges, strict=True):
        for name in exchange.after:
            if name not in named:
                item.refuse(f"'after' names {name!r}, which is no exchange here")
    return exchanges


def _exchange(value: Value) -> Exchange:
    texts = ("fixture", "credential", "clock", "reading")
    more = ("headers", "after", "volatile", "contradictory")
    given = value.members(("example", "operation", "status"), (*texts, *more))
    return Exchange(
        example=given["example"].text(),
        operation=given["operation"].text(),
        status=_status(given["status"]),
        fixture=given["fixture"].text() if "fixture" in given else "documented",
        credential=given["credential"].text() if "credential" in given else None,
        clock=given["clock"].text() if "clock" in given else None,
        headers=given["headers"].texts() if "headers" in given else (),
        after=given["after"].texts() if "after" in given else (),
        volatile=_pointers(given.get("volatile")),
        contradictory=_parts(given.get("contradictory")),
        reading=given["reading"].reading() if "reading" in given else None,
    )


def _pointers(value: Value | None) -> Mapping[str, str]:
    reasons = value.entries() if value else {}
    for pointer, reason in reasons.items():
        if pointer and not pointer.startswith("/"):
            reason.refuse("a JSON pointer is empty or starts with a slash")
    return {pointer: reason.text() for pointer, reason in reasons.items()}


def _parts(value: Value | None) -> Mapping[str, str]:
    """Pointers to parts of a body: what is contradictory as a whole is no exchange."""
    if value and "" in value.entries():
        value.entries()[""].refuse("the whole body cannot be contradictory; name the members that are")
    return _pointers(value)


def _status(value: Value) -> int:
    status: Any = value.value
    if not isinstance(status, int) or not 100 <= status <= 599:
        value.refuse("must be a status between 100 and 599")
    return status


def read_unreachable(value: Value | None) -> tuple[Unreachable, ...]:
    """Read the list of statuses that no request reaches, which may be left out.

    Raises:
        SourceError: if it does not fit the form.
    """
    return tuple(_unreachable(item) for item in (value.items(empty=True) if value else []))


def _unreachable(value: Value) -> Unreachable:
    given = value.members(("operation", "status", "reason"), ("reading",))
    status = given["status"]
    word = status.value if status.value == "default" else str(_status(status))
    reading = given["reading"].reading() if "reading" in given else None
    return Unreachable(given["operation"].text(), word, given["reason"].text(), reading)
