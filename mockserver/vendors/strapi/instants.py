"""Instants as the server reads and writes them: always UTC, never finer than a millisecond; knows no record."""

from __future__ import annotations

from datetime import UTC, datetime


def instant(text: str) -> datetime | None:
    """Read a date, with or without a time; without an offset it is UTC. None where there is no such instant."""
    try:
        read = datetime.fromisoformat(text.upper()[:64])
        return read.replace(tzinfo=read.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def stamp(at: datetime) -> str:
    """Write an instant with its milliseconds, as the time of a record's making and last change."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def format_instant(at: datetime) -> str:
    """Write an instant as answers show it: milliseconds only where they are not zero."""
    return stamp(at).replace(".000Z", "Z")
