"""What the HTTP server takes for the transport: the real one, but for what the connection has a say in; knows no HTTP.

Small pieces of an answer leave together, since a write costs as much as the rest of a small answer.
"""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

PENDING = 65_536
"""Bytes of its answers that a client may leave untaken before its next request has to wait."""
PIECES = 16
"""Pieces of an answer, each smaller than that, which leave together."""


class Owner(Protocol):
    """What the connection has a say in.

    Attributes:
        inner: the protocol of the HTTP server.
        closing: whether nothing is sent any more but what has been written.
    """

    inner: asyncio.Protocol
    closing: bool

    def close(self) -> None:
        """Send what is still to be sent, then close."""

    def hold_back(self, who: str, whether: bool) -> None:
        """Read only while nobody wants to hold back."""


class Outgoing(asyncio.Transport):
    """The transport of a connection, as the HTTP server sees it.

    Attributes:
        begun: whether something of the answer at hand has been written.
    """

    def __init__(self, connection: Owner, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self.begun = False
        self._connection, self._transport, self._loop = connection, transport, loop
        self._pieces: list[bytes] = []
        transport.set_write_buffer_limits(PENDING)

    def write(self, data: Any) -> None:
        """Send what belongs to an answer; small pieces leave as soon as the server has no more to say for now."""
        if self._connection.closing:
            return
        self.begun = True
        if len(data) >= PENDING:
            self.flush()
            self._transport.write(data)
            return
        self._pieces.append(data)
        if len(self._pieces) == 1:
            self._loop.call_soon(self.flush)
        elif len(self._pieces) >= PIECES:
            self.flush()

    def flush(self) -> None:
        """Send the pieces that wait for each other."""
        if self._pieces:
            pieces, self._pieces = self._pieces, []
            self._transport.write(b"".join(pieces))

    @property
    def empty(self) -> bool:
        """Whether everything that was written has been sent."""
        return not (self._pieces or self._transport.get_write_buffer_size())

    def abort(self) -> None:
        """Close at once, and send nothing more."""
        self._pieces.clear()
        self._transport.abort()

    def close(self) -> None:
        """Send what is still to be sent, then close."""
        self._connection.close()

    def is_closing(self) -> bool:
        """Whether nothing is sent any more."""
        return self._connection.closing or self._transport.is_closing()

    def pause_reading(self) -> None:
        """Stop receiving."""
        self._connection.hold_back("server", True)

    def resume_reading(self) -> None:
        """Go on receiving."""
        self._connection.hold_back("server", False)

    def get_protocol(self) -> asyncio.BaseProtocol:
        """The HTTP server's protocol; no other one is ever set."""
        return self._connection.inner

    def can_write_eof(self) -> bool:
        """Whether one direction can be closed alone: not by the HTTP server, which closes both."""
        return False

    def is_reading(self) -> bool:
        """Whether data are received."""
        return self._transport.is_reading()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """What the connection knows of itself."""
        return self._transport.get_extra_info(name, default)

    def get_write_buffer_size(self) -> int:
        """Bytes that wait to be sent."""
        return self._transport.get_write_buffer_size()

    def get_write_buffer_limits(self) -> tuple[int, int]:
        """Where writing is resumed and paused."""
        return self._transport.get_write_buffer_limits()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Set them."""
        self._transport.set_write_buffer_limits(high, low)
