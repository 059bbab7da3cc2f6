"""Times as CheckCentral writes them; knows texts and the world's clock."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from mockserver.engine.call import Call
from mockserver.engine.vendor import carries_out

LEAP = re.compile(r"(?<=T[0-9]{2}:[0-9]{2}:)60")
YEAR_NOUGHT = re.compile(r"0000-")
FIRST = datetime(1, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@carries_out("moments-utc")
def format_time(at: datetime) -> str:
    """An instant in UTC, to the second."""
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def now(call: Call) -> str:
    """The world's time."""
    call.cite("moments-utc")
    return format_time(call.now())


def read(text: str) -> str:
    """A date-time of RFC 3339 as CheckCentral writes it; what lies beyond the years 1 to 9999 stands at their edge."""
    text = LEAP.sub("59", text.upper())
    if YEAR_NOUGHT.match(text):
        return format_time(FIRST)
    at = datetime.fromisoformat(text)
    try:
        return format_time(at)
    except OverflowError:
        return format_time(FIRST if at.year == 1 else LAST)


def bound(text: str, time: str) -> str:
    """One end of a span of time: a date stands for this time of the day."""
    return read(text if "T" in text.upper() or " " in text else f"{text}T{time}Z")
