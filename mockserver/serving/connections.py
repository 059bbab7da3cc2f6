"""All connections of a server: what they may hold together, how long they may take, and their end; knows no HTTP server.

Around the application it tells each connection when its request has been answered, and whoever still waits when the server stops.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from mockserver.engine.failures import problem_json
from mockserver.serving.answers import send_alone
from mockserver.serving.connection import Connection, current
from mockserver.serving.timeouts import Timeouts
from mockserver.state.budgets import Budget

WAIT_FOR_ROOM = 2.0
"""Seconds for which requests wait for room before those who take least of their answers are given up on."""
GRACE = 3.0
"""Seconds that requests under way have to come to their end when the server stops."""
LAST = 0.8
"""Seconds after these for what has been cut short to be told so."""


class Connections:
    """The connections of a running server.

    Args:
        timeouts: how long a client may take.
        budget: the memory of the server, of which `output` is what all clients together may leave untaken of their answers.

    Attributes:
        members: all of them.
        slow: those whose client takes its answers more slowly than they are made.
        unread: told the status and the reason of each answer to what could not be read as a request.
    """

    def __init__(self, timeouts: Timeouts, budget: Budget, unread: Callable[[int, str], None]) -> None:
        self.unread = unread
        self.timeouts, self._most = timeouts, budget.limits["output"]
        budget.measured["output"] = self.pending
        self.loop = asyncio.get_running_loop()
        self.members: set[Connection] = set()
        self.slow: set[Connection] = set()
        self._room = asyncio.Event()
        self._waiting, self._waited = 0, 0.0
        self._stopping = False

    def pending(self) -> int:
        """Bytes of their answers that slow clients have not taken yet."""
        return sum(each.transport.get_write_buffer_size() for each in self.slow)

    def full(self) -> bool:
        """Whether clients who are slow to take their answers leave no room for another one."""
        return bool(self.slow) and self.pending() > self._most

    def caught_up(self, connection: Connection) -> None:
        """A client is not slow any more, or gone."""
        self.slow.discard(connection)
        self._room.set()

    async def watch(self) -> None:
        """Give up on clients that keep the server waiting; runs as long as the server does."""
        tick = self.timeouts.tick
        while True:
            await asyncio.sleep(tick)
            for each in tuple(self.members):
                each.tick(tick)
            self._waited = self._waited + tick if self._waiting and self.full() else 0.0
            if self._waited > WAIT_FOR_ROOM:
                self._make_room()

    def _make_room(self) -> None:
        """Give up on those who take least of their answers: all who take nothing, or else the slowest."""
        least = max(0, min(each.taken for each in self.slow))
        for each in tuple(self.slow):
            if each.taken <= least:
                each.transport.abort()

    async def room(self) -> None:
        """Wait until there is room for another answer."""
        self._waiting += 1
        try:
            while self.full():
                self._room.clear()
                await self._room.wait()
        finally:
            self._waiting -= 1

    # How it ends

    @property
    def at_rest(self) -> bool:
        """Whether nobody waits for anything."""
        return all(each.at_rest for each in self.members)

    def stop(self) -> None:
        """Let requests under way come to their end; tell those that do not, and end what is left."""
        self.loop.call_later(GRACE, self.cut_short)
        self.loop.call_later(GRACE + LAST, self.abort)

    def cut_short(self) -> None:
        """Tell every client who still waits that nothing comes any more."""
        self._stopping = True
        for each in self.members:
            if each.task is not None:
                each.task.cancel()

    def abort(self) -> None:
        """End what is left, at once."""
        for each in tuple(self.members):
            each.transport.abort()

    # Around the application

    def around(self, app: Any) -> Any:
        """The application as the HTTP server gets it."""

        async def serve(scope: Any, receive: Any, send: Any) -> None:
            connection = current.get()
            connection.task = asyncio.current_task()
            try:
                if self.slow:
                    await self.room()
                await app(scope, receive, send)
            except asyncio.CancelledError:
                if not self._stopping:
                    raise
                await _tell(send)
            finally:
                connection.answered()

        return serve


async def _tell(send: Any) -> None:
    """Answer that the server stops."""
    answer = problem_json(503, "stopping", "the server stopped while this request waited; nothing was done")
    with contextlib.suppress(RuntimeError):  # the answer was on its way already
        await send_alone(answer, send)
