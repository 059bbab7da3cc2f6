"""How long a client may keep the server waiting, for what, and what it is told afterwards; knows no connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from mockserver.serving.framing import Refusal


@dataclass(frozen=True)
class Timeouts:
    """Seconds for which a client may keep the server waiting; each may pass by two `tick`s.

    Attributes:
        head: for a request line and its headers, from the first byte on.
        body: for a whole body.
        idle: for the next request.
        output: for taking something of an answer.
        sense: for the HTTP server to make something of what it got.
        farewell: for taking a last answer before the connection is closed on what the client still sends.
    """

    head: float
    body: float
    idle: float
    output: float
    sense: float = 2.0
    farewell: float = 2.0

    @property
    def tick(self) -> float:
        """How often the clock is looked at."""
        return float(min(1.0, *(getattr(self, each.name) / 4 for each in fields(self))))


TOO_LATE: Mapping[str, Refusal] = {
    "head": Refusal(408, "The request line and the headers did not come in time."),
    "body": Refusal(408, "The body did not come in time."),
    "sense": Refusal(400, "This is no HTTP request."),
}
"""What the server has waited for in vain, to what the client is told. Others are told nothing."""


class Waiting:
    """For how long one client has kept the server waiting for the same thing."""

    __slots__ = ("_what", "seconds")

    def __init__(self) -> None:
        self.seconds, self._what = 0.0, ""

    def in_vain(self, what: str, seconds: float, timeouts: Timeouts) -> bool:
        """Whether what the server waits for is overdue, so many seconds having passed.

        Args:
            what: one of the timeouts; empty where it waits for nothing.
        """
        self.seconds = self.seconds + seconds if what == self._what else 0.0
        self._what = what
        return bool(what) and self.seconds > getattr(timeouts, what)
