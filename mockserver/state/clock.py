"""A world's clock: real, or frozen and moved by hand; the only place that asks the machine for the time."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
LATEST = datetime(9999, 12, 30, tzinfo=UTC)


def machine_time() -> datetime:
    """The machine's time in UTC: for what is about the machine (age of a world), never for what a world answers."""
    return datetime.now(UTC)


def stopwatch() -> float:
    """Seconds from an arbitrary start, for durations only."""
    return time.perf_counter()


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that runs beside the machine's at an offset, or stands still.

    Attributes:
        offset: how far it is ahead of the machine, while it runs.
        frozen_at: the instant at which it stands, or None while it runs.
    """

    offset: timedelta = timedelta(0)
    frozen_at: datetime | None = None

    def now(self) -> datetime:
        """The world's time, always in UTC."""
        return self.frozen_at if self.frozen_at is not None else machine_time() + self.offset

    def timestamp(self) -> float:
        """The world's time in seconds since 1970-01-01T00:00:00Z."""
        return self.frozen_at.timestamp() if self.frozen_at is not None else time.time() + self.offset.total_seconds()

    def freeze(self, at: datetime | None = None) -> Clock:
        """A clock that stands still, at an instant or now."""
        return replace(self, frozen_at=_within(at if at is not None else self.now()))

    def run(self) -> Clock:
        """A clock that goes on from where this one is."""
        if self.frozen_at is None:
            return self
        return Clock(offset=self.frozen_at - machine_time())

    def set(self, at: datetime) -> Clock:
        """A clock at an instant; frozen stays frozen, running goes on running from there."""
        if self.frozen_at is not None:
            return self.freeze(at)
        return Clock(offset=_within(at) - machine_time())

    def advance(self, seconds: float) -> Clock:
        """A clock moved by so many seconds (back, if negative).

        Raises:
            ValueError: beyond the years 1 to 9999.
        """
        try:
            return self.set(self.now() + timedelta(seconds=seconds))
        except OverflowError:
            raise ValueError("the clock would leave the years 1 to 9999") from None


def _within(at: datetime) -> datetime:
    at = at.astimezone(UTC)
    if not EARLIEST <= at <= LATEST:
        raise ValueError("the clock would leave the years 1 to 9999")
    return at
