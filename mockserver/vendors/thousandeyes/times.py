"""ThousandEyes' times: seconds since the epoch, and how the vendor writes them; knows the engine only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mockserver.engine.call import Arrival
from mockserver.engine.vendor import carries_out

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MILLISECOND = timedelta(milliseconds=1)


def now(call: Arrival, unit: timedelta = SECOND) -> int:
    """The world's time, in whole units since the epoch."""
    return (call.now() - EPOCH) // unit


@carries_out("time-formats")
def seconds(text: str) -> int:
    """Seconds since the epoch of a time as a request may write it: space or `T`, perhaps a `Z`, always UTC."""
    return (datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC) - EPOCH) // SECOND


@carries_out("date-format")
def format_time(seconds: int) -> str:
    """Seconds since the epoch as every answer writes them: `YYYY-MM-DD HH:mm:ss`, UTC."""
    return (EPOCH + timedelta(seconds=seconds)).replace(tzinfo=None).isoformat(" ")
