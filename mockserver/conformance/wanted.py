"""What is asked of vendors, within which time, and whom to tell; asks nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass

import httpx

from mockserver.client import ControlError
from mockserver.conformance.results import CHECKS, Progress
from mockserver.conformance.target import Target
from mockserver.settings import Settings

UNANSWERED = (ControlError, LookupError, httpx.HTTPError)
"""What keeps an answer from coming: the server, or an exchange that names what is not there."""


class NotRun(Exception):
    """A check cannot begin or go on; the text says why."""


@dataclass(frozen=True)
class Wanted:
    """What is asked.

    Attributes:
        settings: where the folders are.
        serve: serves one vendor or document for the length of a block, under further settings; raises NotRun if it cannot.
        checks: those of `CHECKS` that are wanted.
        seed: the seed of fuzzing.
        max_examples: requests per operation in fuzzing's phase of chance.
        left: how many seconds are left; None if there is no limit.
        progress: whom to tell.
        now: the seconds of a clock that only goes forward.
    """

    settings: Settings
    serve: Callable[..., AbstractContextManager[Target]]
    checks: Collection[str] = CHECKS
    seed: int = 1
    max_examples: int = 20
    left: Callable[[], float | None] = lambda: None
    progress: Progress = Progress()
    now: Callable[[], float] = lambda: 0.0

    def time(self) -> float | None:
        """How many seconds are left.

        Raises:
            NotRun: none.
        """
        left = self.left()
        if left is not None and left <= 0:
            raise NotRun("the time limit came first")
        return left
