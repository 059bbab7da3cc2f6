"""One connection: hands the HTTP server one request at a time, and gives up on a client that sends or takes too little.

It stands between asyncio and the protocol of the HTTP server, and talks to both by asyncio's own methods alone: to asyncio it is
the protocol, to the HTTP server it is the transport's other side. It knows neither the application nor which HTTP server it is.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, fields
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from mockserver.serving.framing import MOST, Framing, Refusal

if TYPE_CHECKING:
    from mockserver.serving.connections import Connections

PENDING = 65_536
"""Bytes of its answers that a client may leave untaken before its next request has to wait."""
PIECES = 16
"""Pieces of an answer, each smaller than that, which leave together."""
current: ContextVar[Connection] = ContextVar("connection")
"""The connection that a request came in by."""


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


TOO_LATE = {
    "head": Refusal(408, "The request line and the headers did not come in time."),
    "body": Refusal(408, "The body did not come in time."),
    "sense": Refusal(400, "This is no HTTP request."),
}
"""What the server has waited for in vain, to what the client is told. Others are told nothing."""


class Connection(asyncio.Protocol):
    """A protocol for asyncio, around the protocol of the HTTP server.

    Args:
        inner: the protocol of the HTTP server.
        connections: all connections; this one counts itself in.

    Attributes:
        task: what serves the request that is being answered.
        taken: bytes of its answers that the client has taken between the last two looks at the clock.
    """

    transport: asyncio.Transport

    def __init__(self, inner: asyncio.Protocol, connections: Connections) -> None:
        self.inner, self.connections = inner, connections
        self.task: asyncio.Task[Any] | None = None
        self.taken = 0
        self._framing = Framing()
        self._context = copy_context()
        self._answering = self._begun = self._ended = self._closing = self._gone = False
        self._held_back: set[str] = set()
        self._pieces: list[bytes] = []
        self._writable = True
        self._pending = 0
        self._waited, self._waits_for = 0.0, ""

    # What asyncio tells

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Tell the HTTP server, and give it a transport of ours."""
        self.transport = transport
        transport.set_write_buffer_limits(PENDING)
        self.connections.members.add(self)
        self._context.run(current.set, self)
        self._context.run(self.inner.connection_made, Outgoing(self))

    def data_received(self, data: bytes) -> None:
        """Pass on what belongs to the request at hand."""
        if self._closing:
            return
        self._framing.held += data
        self.advance()

    def eof_received(self) -> bool:
        """A client that has sent its requests and closes its side still gets the answers; one in the middle of a request is gone."""
        self._ended = True
        encrypted = self.transport.get_extra_info("sslcontext") is not None
        return self._answering and self._framing.whole and not encrypted and not self._closing

    def pause_writing(self) -> None:
        """The client is slow to take its answers: begin no other."""
        self._writable = False
        self.connections.slow.add(self)
        if not self._gone:
            self.inner.pause_writing()

    def resume_writing(self) -> None:
        """The client has caught up."""
        self._writable = True
        self.connections.caught_up(self)
        if not self._gone:
            self.inner.resume_writing()
        self.advance()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the HTTP server, once."""
        self._closing = True
        self.connections.members.discard(self)
        self.connections.caught_up(self)
        self._leave(exc)

    # What is passed on, and when

    def advance(self) -> None:
        """Pass on the rest of the request at hand, and then the next one if everything before it has been answered and taken."""
        try:
            while self._framing.held and not self._closing:
                piece = self._begin() if self._framing.whole else self._framing.body()
                if not piece:
                    break
                self._context.run(self.inner.data_received, piece)
        except Refusal as refusal:
            self.refuse(refusal)
        if len(self._framing.held) > MOST or self._held_back:
            waits = self._framing.whole and (self._answering or not self._writable)
            self._hold_back("framing", waits and len(self._framing.held) > MOST)
        if self._ended and not self._answering and not self._closing:
            self.close()

    def _begin(self) -> bytes:
        if self._answering or not self._writable:
            return b""
        piece = self._framing.begin()
        if piece:
            self._answering, self._begun, self._waited = True, False, 0.0
        return piece

    def answered(self) -> None:
        """The request at hand has been answered; go on when what serves it has ended."""
        self._answering, self.task, self._waited = False, None, 0.0
        if self._framing.held or self._ended:
            self.connections.loop.call_soon(self.advance)

    def refuse(self, refusal: Refusal) -> None:
        """Answer a request that makes no sense, unless it has its answer already, and end the connection."""
        if not self._begun if self._answering else self._framing.whole:
            self.flush()
            self.transport.write(_answer(refusal))
        self.close(early=True)
        self._leave(None)

    def _leave(self, exc: Exception | None) -> None:
        """Tell the HTTP server that there is no connection any more."""
        if not self._gone:
            self._gone = True
            self._context.run(self.inner.connection_lost, exc)

    def close(self, *, early: bool = False) -> None:
        """Send what is still to be sent, then close.

        Args:
            early: the client may still be sending, and would lose the answer if the connection were closed on that.
        """
        if self._closing:
            return
        self.flush()
        self._closing, self._waited = True, 0.0
        early = early or (self._answering and bool(self._framing.held or not self._framing.whole))
        if early and self.transport.can_write_eof() and not self._ended:
            self._hold_back("framing", False)
            self._hold_back("server", False)
            self._framing.held = b""
            self.transport.write_eof()
        else:
            self.transport.close()

    # What the HTTP server tells, by its transport

    def write(self, data: Any) -> None:
        """Send what belongs to an answer; small pieces leave together, as soon as the server has no more to say for now."""
        if self._closing:
            return
        self._begun = True
        if len(data) >= PENDING:
            self.flush()
            self.transport.write(data)
            return
        self._pieces.append(data)
        if len(self._pieces) == 1:
            self.connections.loop.call_soon(self.flush)
        elif len(self._pieces) >= PIECES:
            self.flush()

    def flush(self) -> None:
        """Send the pieces that wait for each other: a write costs as much as the rest of a small answer."""
        if self._pieces:
            pieces, self._pieces = self._pieces, []
            self.transport.write(b"".join(pieces))

    @property
    def at_rest(self) -> bool:
        """Whether no request is under way, and the client has what it was answered."""
        return not (self._answering or self._pieces or self.transport.get_write_buffer_size())

    def is_closing(self) -> bool:
        """Whether nothing is sent any more."""
        return self._closing or self.transport.is_closing()

    def hold_back(self, whether: bool) -> None:
        """Read on, or not."""
        self._hold_back("server", whether)

    def _hold_back(self, who: str, whether: bool) -> None:
        """Read only while nobody wants to hold back."""
        before = bool(self._held_back)
        (self._held_back.add if whether else self._held_back.discard)(who)
        if before == bool(self._held_back) or self.transport.is_closing():
            return
        if before:
            self.transport.resume_reading()
        else:
            self.transport.pause_reading()

    # What a test wants of it

    def reset(self) -> None:
        """Break it off at once: the client is told so by TCP, and by nothing else."""
        known = self.transport.get_extra_info("socket")
        if known is not None:
            with socket.socket(fileno=os.dup(known.fileno())) as same:
                same.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._pieces.clear()
        self._closing = True
        self._leave(None)
        self.transport.abort()

    def cut(self) -> None:
        """Send what is to be sent of an answer, and close in the middle of it."""
        self.flush()
        self._closing = True
        self._leave(None)
        self.transport.close()

    # What time brings

    def tick(self, seconds: float) -> None:
        """So much time has passed: give up on a client that keeps the server waiting."""
        pending = self.transport.get_write_buffer_size()
        self.taken, self._pending = self._pending - pending, pending
        waits_for = self._what_it_waits_for()
        self._waited = self._waited + seconds if waits_for == self._waits_for else 0.0
        self._waits_for = waits_for
        if not waits_for or self._waited <= getattr(self.connections.timeouts, waits_for):
            return
        if waits_for in TOO_LATE:
            self.refuse(TOO_LATE[waits_for])
        elif waits_for == "idle":
            self.close()
        else:
            self.transport.abort()

    def _what_it_waits_for(self) -> str:
        """One of the timeouts; empty while it is the server's turn."""
        if self._pending:
            return "output" if self.taken <= 0 else ""
        if self._closing:
            return "farewell"
        if not self._framing.whole:
            return "" if self._held_back else "body"
        if self.task is not None:
            return ""
        if self._answering:
            return "sense"
        return "head" if self._framing.held else "idle"


class Outgoing(asyncio.Transport):
    """What the HTTP server takes for the transport: the real one, but for what the connection has a say in."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection, self._transport = connection, connection.transport

    def write(self, data: Any) -> None:
        """Send what belongs to an answer."""
        self._connection.write(data)

    def close(self) -> None:
        """Send what is still to be sent, then close."""
        self._connection.close()

    def is_closing(self) -> bool:
        """Whether nothing is sent any more."""
        return self._connection.is_closing()

    def pause_reading(self) -> None:
        """Stop receiving."""
        self._connection.hold_back(True)

    def resume_reading(self) -> None:
        """Go on receiving."""
        self._connection.hold_back(False)

    def get_protocol(self) -> asyncio.BaseProtocol:
        """The HTTP server's protocol; no other one is ever set."""
        return self._connection.inner

    def can_write_eof(self) -> bool:
        """Whether one direction can be closed alone: not by the HTTP server, which closes both."""
        return False

    def abort(self) -> None:
        """Close at once."""
        self._transport.abort()

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


def _answer(refusal: Refusal) -> bytes:
    body = refusal.text.encode()
    status = HTTPStatus(refusal.status)
    return (
        b"HTTP/1.1 %d %b\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%b"
        % (status, status.phrase.encode(), len(body), body)
    )
