"""The time of a world.

Every call is awaited. Made of `mockserver/client/clock.py` by `contract_tests/asynchronous_client.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mockserver.asynchronous.calls import Calls
from mockserver.client.calls import JSON, an_object, instant

__tracebackhide__ = True


@dataclass(frozen=True)
class Clock:
    """The time of a world. Every change answers with the clock as it is then."""

    world: Calls

    async def read(self) -> JSON:
        """Mode, time and offset."""
        return an_object(await self.world.call("GET", "clock"))

    async def now(self) -> datetime:
        """The world's time, in UTC."""
        return datetime.fromisoformat((await self.read())["now"])

    async def freeze(self, at: datetime | str | None = None) -> JSON:
        """Stop it, at an instant or where it is.

        Args:
            at: a datetime with a zone, or RFC 3339; None stops it where it is.

        Returns:
            Mode, time and offset.

        Raises:
            ValueError: a datetime without a zone.
        """
        body = {} if at is None else {"at": instant(at)}
        return an_object(await self.world.call("POST", "clock", "freeze", json=body))

    async def advance(self, by: float | timedelta) -> JSON:
        """Move it by seconds or a timedelta, forwards or back.

        Args:
            by: seconds, or a timedelta; below zero goes back.

        Returns:
            Mode, time and offset.

        Raises:
            ControlError: 422 if the time would leave the years 1 to 9999.
        """
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        return an_object(await self.world.call("POST", "clock", "advance", json={"seconds": seconds}))

    async def set(self, at: datetime | str) -> JSON:
        """Put it to an instant; frozen stays frozen, running goes on running."""
        body = {"mode": (await self.read())["mode"], "at": instant(at)}
        return an_object(await self.world.call("PUT", "clock", json=body))

    async def run(self) -> JSON:
        """Let it go on from where it is."""
        return an_object(await self.world.call("POST", "clock", "run"))

    async def reset(self) -> None:
        """Put it back to how the world began."""
        await self.world.call("DELETE", "clock")
