"""How fast a server is asked: a rate of one's own, and what the server itself demands; knows headers, no server."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime

REMAINING = re.compile(r"(x-)?(.*-)?rate-?limit(-.*)?-remaining")
RESET = re.compile(r"(x-)?(.*-)?rate-?limit(-.*)?-reset")
EPOCH = 1_000_000_000
"""From here on a number in a reset header is an instant, in seconds since 1970; below it is a wait in seconds."""
REFUSED = (429, 503)


class TooLong(Exception):
    """The server wants a longer wait than there is time for; the text says how long."""


class Pace:
    """Keeps a client from asking faster than it may.

    Args:
        now: the seconds of a clock that only goes forward.
        today: seconds since 1970.
        sleep: waits for so many seconds.
        rate: requests a second at most; None for as many as there are.
        longest: seconds that are waited at most for a server's own demand.
        tell: is told what is waited for.

    Attributes:
        left: how many seconds there are at all; None if there is no limit.
    """

    def __init__(
        self,
        now: Callable[[], float],
        today: Callable[[], float],
        sleep: Callable[[float], None],
        rate: float | None = None,
        longest: float = 300.0,
        tell: Callable[[str], None] = lambda text: None,
    ) -> None:
        self._now, self._today, self._sleep, self._tell = now, today, sleep, tell
        self._between = 1 / rate if rate else 0.0
        self._longest = longest
        self.left: Callable[[], float | None] = lambda: None
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Wait until the next request may be sent.

        Raises:
            TooLong: that would be too late.
        """
        with self._lock:
            now = self._now()
            due = max(self._next, now)
            self._next = due + self._between
        left = self.left()
        if left is not None and due - now > max(left, 0.0):
            raise TooLong(f"the time limit comes before the {due - now:.0f} seconds that the server asks to wait")
        if due - now > self._longest:
            raise TooLong(f"the server asks for a wait of {due - now:.0f} seconds")
        if due - now > 1:
            self._tell(f"waits {due - now:.0f} seconds, as the server asks")
        if due > now:
            self._sleep(due - now)

    def hear(self, status: int, headers: Mapping[str, str]) -> bool:
        """Take notice of what an answer demands.

        Args:
            status: the status code.
            headers: by name in lower case.

        Returns:
            Whether the request was turned away only for now, so that it can be sent again.
        """
        wait = self._after(headers.get("retry-after")) if status in REFUSED else None
        if wait is None:
            wait = self._quota(headers, status)
        if wait is None:
            return False
        with self._lock:
            self._next = max(self._next, self._now() + wait)
        return status in REFUSED

    def _after(self, text: str | None) -> float | None:
        if text is None:
            return None
        if text.strip().isdigit():
            return float(text)
        try:
            return max(0.0, parsedate_to_datetime(text).timestamp() - self._today())
        except ValueError:
            return None

    def _quota(self, headers: Mapping[str, str], status: int) -> float | None:
        """How long to wait where the headers say that nothing is left; None where they do not."""
        remaining = [value for name, value in headers.items() if REMAINING.fullmatch(name)]
        resets = [value for name, value in headers.items() if RESET.fullmatch(name) and value.strip().isdigit()]
        spent = status == 429 or any(each.strip() == "0" for each in remaining)
        if not spent or not resets:
            return None
        reset = float(resets[0])
        return max(0.0, reset - self._today() if reset >= EPOCH else reset) + 0.05
