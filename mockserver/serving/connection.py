"""One connection: hands the HTTP server one request at a time, and gives up on a client that sends or takes too little.

It stands between asyncio and the protocol of the HTTP server, and talks to both by asyncio's own methods alone: to asyncio it is
the protocol, to the HTTP server it is the transport's other side. It knows neither the application nor which HTTP server it is.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import Callable
from contextvars import ContextVar, copy_context
from http import HTTPStatus
from typing import Any, Protocol

from mockserver.serving.flaws import flaw
from mockserver.serving.framing import MOST, Framing, Refusal
from mockserver.serving.outgoing import Outgoing
from mockserver.serving.timeouts import TOO_LATE, Timeouts, Waiting

current: ContextVar[Connection] = ContextVar("connection")
"""The connection that a request came in by."""


class Connections(Protocol):
    """What a connection knows of all connections together.

    Attributes:
        loop: runs them.
        timeouts: how long a client may take.
        members: all of them.
        slow: those whose client takes its answers more slowly than they are made.
        unread: told the status and the reason of each answer to what could not be read as a request.
    """

    loop: asyncio.AbstractEventLoop
    timeouts: Timeouts
    members: set[Connection]
    slow: set[Connection]
    unread: Callable[[int, str], None]

    def caught_up(self, connection: Connection) -> None:
        """A client is not slow any more, or gone."""


class Connection(asyncio.Protocol):
    """A protocol for asyncio, around the protocol of the HTTP server.

    Args:
        inner: the protocol of the HTTP server.
        connections: all connections; this one counts itself in.

    Attributes:
        task: what serves the request that is being answered.
        taken: bytes of its answers that the client has taken between the last two looks at the clock.
        closing: whether nothing is sent any more but what has been written.
    """

    transport: asyncio.Transport
    _outgoing: Outgoing

    def __init__(self, inner: asyncio.Protocol, connections: Connections) -> None:
        self.inner, self.connections = inner, connections
        self.task: asyncio.Task[Any] | None = None
        self.taken = self._pending = 0
        self._framing, self._waiting, self._context = Framing(), Waiting(), copy_context()
        self.closing = self._answering = self._ended = self._gone = False
        self._held_back: set[str] = set()
        self._writable = True

    # What asyncio tells

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Tell the HTTP server, and give it a transport of ours."""
        self.transport = transport
        self._outgoing = Outgoing(self, transport, self.connections.loop)
        self.connections.members.add(self)
        self._context.run(current.set, self)
        self._context.run(self.inner.connection_made, self._outgoing)

    def data_received(self, data: bytes) -> None:
        """Pass on what belongs to the request at hand."""
        if self.closing:
            return
        self._framing.held += data
        self.advance()

    def eof_received(self) -> bool:
        """A client that has sent its requests and closes its side still gets the answers; one in the middle of a request is gone."""
        self._ended = True
        encrypted = self.transport.get_extra_info("sslcontext") is not None
        return self._answering and self._framing.whole and not encrypted and not self.closing

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
        self.closing = True
        self.connections.members.discard(self)
        self.connections.caught_up(self)
        self._leave(exc)

    # What is passed on, and when

    def advance(self) -> None:
        """Pass on the rest of the request at hand, and then the next one if everything before it has been answered and taken."""
        piece = b""
        try:
            while self._framing.held and not self.closing:
                piece = self._begin() if self._framing.whole else self._framing.body()
                if not piece:
                    break
                self._context.run(self.inner.data_received, piece)
            if piece and self.closing:
                self._tell(piece)
        except Refusal as refusal:
            self.refuse(refusal)
        if len(self._framing.held) > MOST or self._held_back:
            waits = self._framing.whole and (self._answering or not self._writable)
            self.hold_back("framing", waits and len(self._framing.held) > MOST)
        if self._ended and not self._answering and not self.closing:
            self.close()

    def _begin(self) -> bytes:
        if self._answering or not self._writable:
            return b""
        piece = self._framing.begin()
        if piece:
            self._answering, self._outgoing.begun, self._waiting.seconds = True, False, 0.0
        return piece

    def answered(self) -> None:
        """The request at hand has been answered; go on when what serves it has ended."""
        self._answering, self.task, self._waiting.seconds = False, None, 0.0
        if self._framing.held or self._ended:
            self.connections.loop.call_soon(self.advance)

    def refuse(self, refusal: Refusal) -> None:
        """Answer a request that makes no sense, unless it has its answer already, and end the connection."""
        if not self._outgoing.begun if self._answering else self._framing.whole:
            self._outgoing.flush()
            self.transport.write(_answer(refusal))
            if self.task is None:
                self.connections.unread(refusal.status, refusal.text)
        self.close(early=True)
        self._leave(None)

    def _tell(self, head: bytes) -> None:
        """Tell of a head to which the HTTP server itself has answered, since it cannot read it."""
        if self._answering and self._outgoing.begun and self.task is None:
            self.connections.unread(HTTPStatus.BAD_REQUEST, flaw(head))

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
        if self.closing:
            return
        self._outgoing.flush()
        self.closing, self._waiting.seconds = True, 0.0
        early = early or (self._answering and bool(self._framing.held or not self._framing.whole))
        if early and self.transport.can_write_eof() and not self._ended:
            self.hold_back("framing", False)
            self.hold_back("server", False)
            self._framing.held = b""
            self.transport.write_eof()
        else:
            self.transport.close()

    @property
    def at_rest(self) -> bool:
        """Whether no request is under way, and the client has what it was answered."""
        return not self._answering and self._outgoing.empty

    def hold_back(self, who: str, whether: bool) -> None:
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
        self.closing = True
        self._leave(None)
        self._outgoing.abort()

    def cut(self) -> None:
        """Send what is to be sent of an answer, and close in the middle of it."""
        self._outgoing.flush()
        self.closing = True
        self._leave(None)
        self.transport.close()

    # What time brings

    def tick(self, seconds: float) -> None:
        """So much time has passed: give up on a client that keeps the server waiting."""
        pending = self.transport.get_write_buffer_size()
        self.taken, self._pending = self._pending - pending, pending
        what = self._what_it_waits_for()
        if not self._waiting.in_vain(what, seconds, self.connections.timeouts):
            return
        if what in TOO_LATE:
            self.refuse(TOO_LATE[what])
        elif what == "idle":
            self.close()
        else:
            self.transport.abort()

    def _what_it_waits_for(self) -> str:
        """One of the timeouts; empty while it is the server's turn."""
        if self._pending:
            return "output" if self.taken <= 0 else ""
        if self.closing:
            return "farewell"
        if not self._framing.whole:
            return "" if self._held_back else "body"
        if self.task is not None:
            return ""
        if self._answering:
            return "sense"
        return "head" if self._framing.held else "idle"


def _answer(refusal: Refusal) -> bytes:
    body = refusal.text.encode()
    status = HTTPStatus(refusal.status)
    return (
        b"HTTP/1.1 %d %b\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%b"
        % (status, status.phrase.encode(), len(body), body)
    )
