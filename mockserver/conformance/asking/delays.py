"""How long a server takes until what was made there can be read, and waiting for no more than that; sends nothing."""

from __future__ import annotations

from collections.abc import Callable

Instant = tuple[float, float]
"""What a clock showed, and how long had been slept; on a server either may be what has passed there."""


class Delays:
    """What is known of a server's delays, in seconds.

    Args:
        now: the seconds of a clock that only goes forward.
        sleep: lets time pass on the server's side, which `now` may know nothing of.

    Attributes:
        known: how long it takes until a new record can be read, by the name of its resource.
    """

    def __init__(self, now: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._now, self._sleep = now, sleep
        self._slept = 0.0
        self.known: dict[str, float] = {}

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self._sleep(seconds)
        self._slept += seconds

    def instant(self) -> Instant:
        """This moment, to wait from it later."""
        return self._now(), self._slept

    def since(self, made: Instant) -> float:
        """How many seconds have passed since then, at least."""
        return max(now - then for now, then in zip(self.instant(), made, strict=True))

    def reach(self, seconds: float, made: Instant) -> None:
        """Wait until so many seconds have passed since then."""
        rest = seconds - self.since(made)
        if rest > 0:
            self.sleep(rest)

    def wait(self, resource: str, made: Instant) -> None:
        """Wait until a record can be read, as far as is known.

        Args:
            resource: the name of its resource.
            made: when it was made.
        """
        self.reach(self.known.get(resource, 0.0), made)
