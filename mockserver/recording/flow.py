"""Bodies while they pass: that of a request, of which the beginning is kept, and that of an answer, held back or let go part by part."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from mockserver.state.clock import stopwatch


class ClientGone(Exception):
    """The client went away before its request was complete."""


class Body:
    """The body of a request.

    Args:
        receive: gives it.
        limit: bytes that are kept.

    Attributes:
        size: bytes that came so far.
        read: whether all of it came.
    """

    def __init__(self, receive: Any, limit: int) -> None:
        self._receive, self._limit = receive, limit
        self._kept: list[bytes] = []
        self.size = 0
        self.read = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The body, part by part.

        Raises:
            ClientGone: the client went away.
        """
        while not self.read:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            chunk = message.get("body", b"")
            self.size += len(chunk)
            if self.size <= self._limit:
                self._kept.append(chunk)
            self.read = not message.get("more_body")
            if chunk:
                yield chunk

    @property
    def whole(self) -> bytes | None:
        """The whole body, if all of it was kept."""
        return b"".join(self._kept) if self.read and self.size <= self._limit else None

    @property
    def can_begin_again(self) -> bool:
        """Whether nothing of what came is lost."""
        return self.size <= self._limit

    async def again(self) -> dict[str, Any]:
        """A `receive` for another application: what came already, then the rest."""
        if self._kept:
            chunk = self._kept.pop(0)
            return {"type": "http.request", "body": chunk, "more_body": bool(self._kept) or not self.read}
        message: dict[str, Any] = await self._receive()
        return message


class Flow:
    """The body of an answer.

    Args:
        parts: gives it.

    Attributes:
        ended: whether all of it came.
    """

    def __init__(self, parts: AsyncIterator[bytes]) -> None:
        self._parts = parts
        self._next: asyncio.Future[bytes | None] | None = None
        self.ended = False

    async def part(self, seconds: float | None = None, until: asyncio.Future[None] | None = None) -> bytes | None:
        """The next part; None at the end, or where none came in time.

        Args:
            seconds: how long is waited; for ever if None.
            until: what ends the waiting, such as a client that goes away.

        Raises:
            httpx.HTTPError: the answer broke off.
        """
        if self._next is None:
            self._next = asyncio.ensure_future(anext(self._parts, None))
        waiting: list[asyncio.Future[Any]] = [self._next, *([] if until is None else [until])]
        done, _ = await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if self._next not in done:
            return None
        found, self._next = self._next.result(), None
        self.ended = found is None
        return found

    async def hold(self, limit: int, seconds: float) -> bytes:
        """What comes within a time, about so many bytes at most."""
        held, end = bytearray(), stopwatch() + seconds
        while len(held) <= limit:
            chunk = await self.part(max(0.0, end - stopwatch()))
            if chunk is None:
                break
            held += chunk
        return bytes(held)

    def close(self) -> None:
        """Wait for nothing any more."""
        if self._next is not None:
            self._next.cancel()
