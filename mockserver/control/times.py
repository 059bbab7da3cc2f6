"""Instants on the wire: RFC 3339 in, UTC with Z out."""

from __future__ import annotations

from datetime import UTC, datetime

from mockserver.control.control_call import unfit
from mockserver.state.clock import EARLIEST, LATEST


def instant(sent: str, *place: str | int) -> datetime:
    """Read a date-time that the document has admitted; a leap second is the second before it.

    Raises:
        Problem: 422 outside of the years 1 to 9999, which is all that a clock here can show.
    """
    second = sent[17:19].replace("60", "59")
    try:
        at = datetime.fromisoformat(f"{sent[:17]}{second}{sent[19:]}".upper()).astimezone(UTC)
        if EARLIEST <= at <= LATEST:
            return at
    except (ValueError, OverflowError):
        pass
    raise unfit("is not within the years 1 to 9999", *place)


def text(at: datetime) -> str:
    """An instant in UTC, with as many digits of a second as it has."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
