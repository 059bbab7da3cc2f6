"""When to look again while something is waited for; asks nobody."""

from __future__ import annotations

import time
from collections.abc import Iterator

from mockserver.state.clock import stopwatch

FIRST, LONGEST = 0.01, 0.2
"""Seconds between two looks at first, and at most."""


def pauses(timeout: float) -> Iterator[bool]:
    """Take turns, each after a pause that is longer than the one before; whether this is the last one.

    Args:
        timeout: seconds until the last one.
    """
    pause = FIRST
    end = stopwatch() + timeout
    while (left := end - stopwatch()) > 0:
        yield False
        time.sleep(min(pause, left))
        pause = min(pause * 1.5, LONGEST)
    yield True
