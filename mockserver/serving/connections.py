"""All connections of a server: what they may hold together, how long they may take, and their end; knows no HTTP server.

Around the application it tells each connection when its request has been answered, and whoever still waits when the server stops.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from mockserver.engine.failures import problem_json
from mockserver.serving.answers import encoded, send_answer
from mockserver.serving.connection import Connection, Patience, current

MOST_UNTAKEN = 32_000_000
"""Bytes of answers that all clients together may leave untaken before a request has to wait."""
GRACE = 3.0
"""Seconds that requests under way have to come to their end when the server stops."""
LAST = 0.8
"""Seconds after these for what has been cut short to be told so."""


class Connections:
    """The connections of a running server.

    Args:
        patience: how long a client may take.
        most: bytes of answers that all clients together may leave untaken.

    Attributes:
        members: all of them.
        slow: those whose client takes its answers more slowly than they are made.
    """

    def __init__(self, patience: Patience | None = None, most: int = MOST_UNTAKEN) -> None:
        self.patience, self.most = patience or Patience(), most
        self.loop = asyncio.get_running_loop()
        self.members: set[Connection] = set()
        self.slow: set[Connection] = set()
        self._room = asyncio.Event()
        self._stopping = False

    def untaken(self) -> int:
        """Bytes that wait for clients who are slow to take them."""
        return sum(each.transport.get_write_buffer_size() for each in self.slow)

    def caught_up(self, connection: Connection) -> None:
        """A client is not slow any more, or gone."""
        self.slow.discard(connection)
        self._room.set()

    async def watch(self) -> None:
        """Give up on clients that keep us waiting; runs as long as the server does."""
        while True:
            await asyncio.sleep(self.patience.tick)
            for each in tuple(self.members):
                each.tick(self.patience.tick)
            if self.slow and self.untaken() > self.most:
                for each in tuple(self.slow):
                    if each.stuck > self.patience.reading_when_full:
                        each.transport.abort()

    # How it ends

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
                while self.slow and self.untaken() > self.most:
                    self._room.clear()
                    await self._room.wait()
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
    body = encoded(answer.body)
    headers = [(b"content-type", answer.media_type.encode()), (b"content-length", str(len(body)).encode())]
    with contextlib.suppress(RuntimeError):  # the answer was on its way already
        await send_answer(answer.status, headers, body, send)
