"""uvicorn's HTTP/1.1 protocol with a bound on what a request holds beside its body, and less ado about quick answers.

It knows no application. Three things that uvicorn does for every request are done only where they are needed: a task for a
request that waits for nothing, a look at each header of an answer by itself, and a write for each piece of an answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine, Generator
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

MOST = 65_536
"""Bytes of a request line with its headers, and of what follows a body in chunks; as much as uvicorn's other protocol takes."""
_TEXT = b"The request line and the headers are larger than %d bytes." % MOST
REFUSAL = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (len(_TEXT), _TEXT)
)
PIECES = 16
"""What is gathered at most before it is written."""
_TOLD: Any = object()
_CONTROLS = bytes([*range(9), *range(10, 32), 127])
"""What no header's value holds."""
_UVICORNS = frozenset((b"connection", b"transfer-encoding"))
"""Headers of an answer that uvicorn does something about."""


class Protocol(HttpToolsProtocol):
    """Counts what came in since a message or the last piece of a body ended; the parser itself would keep any amount."""

    _beside = 0
    _begun: list[tuple[Any, Any]] | None = None
    """The requests of the data that is being parsed; None at all other times."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Gather what is written."""
        super().connection_made(Gathering(transport, self.loop))

    def data_received(self, data: bytes) -> None:
        """Feed the parser, begin what has come in, and give up on a request that goes on and on."""
        if self.transport.is_closing():
            return
        self._beside += len(data)
        begun = self._begun = []
        super().data_received(data)
        for cycle, app in begun:  # the end of one may add the next
            self._begin(cycle, app)
        self._begun = None
        if self._beside > MOST and not self.transport.is_closing():
            if self.cycle is None or self.cycle.response_complete:
                self.transport.write(REFUSAL)
            self.transport.close()

    def on_headers_complete(self) -> None:
        """Keep apart what may follow a body in chunks: it is none of the request's headers, whatever its name."""
        super().on_headers_complete()
        self.headers = []

    def on_body(self, body: bytes) -> None:
        """Begin to count anew."""
        self._beside = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Begin to count anew."""
        self._beside = 0
        super().on_message_complete()

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        """Let a request wait until all data that is there has been parsed, since its body may be among it."""
        app = app if cycle.access_log or cycle.default_headers else PlainHead(app, cycle)
        if self._begun is None:
            super()._start_asgi_task(cycle, app)
        else:
            self._begun.append((cycle, app))

    def _begin(self, cycle: Any, app: Any) -> None:
        """Serve a request in place as far as it goes without waiting; a task does the rest, if there is any."""
        serving = cycle.run_asgi(app)
        try:
            waits_for = serving.send(None)
        except StopIteration:
            return
        task = self.loop.create_task(Rest(serving, waits_for))
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)


class Rest(Coroutine[Any, Any, None]):
    """What a coroutine does after its first wait, as a coroutine for a task; whatever befalls the task befalls it, too."""

    __slots__ = ("_serving", "_waits_for")

    def __init__(self, serving: Coroutine[Any, Any, None], waits_for: Any) -> None:
        self._serving, self._waits_for = serving, waits_for

    def send(self, value: Any) -> Any:
        """Tell the task what the coroutine waits for already; go on with it from then on."""
        if self._waits_for is not _TOLD:
            waits_for, self._waits_for = self._waits_for, _TOLD
            return waits_for
        return self._serving.send(value)

    def throw(self, *error: Any) -> Any:
        """Raise an error where the coroutine waits."""
        self._waits_for = _TOLD
        return self._serving.throw(*error)

    def close(self) -> None:
        """End the coroutine where it waits."""
        self._serving.close()

    def __await__(self) -> Generator[Any, Any, None]:
        """Nobody awaits it but a task, by `send` and `throw`."""
        raise NotImplementedError


class PlainHead:
    """The application of one request; writes the head of its answer as a whole if uvicorn has nothing to do with it.

    Nothing is to be done if the length is known and the connection goes on; all else is left to uvicorn, which looks at each
    header by itself.
    """

    __slots__ = ("app", "cycle")

    def __init__(self, app: Any, cycle: Any) -> None:
        self.app, self.cycle = app, cycle

    def __call__(self, scope: Any, receive: Any, send: Any) -> Awaitable[None]:
        """Serve the request."""
        served: Awaitable[None] = self.app(scope, receive, self.send)
        return served

    async def send(self, message: Any) -> None:
        """Send a message of an answer."""
        if message["type"] != "http.response.start" or not self.written(message):
            await self.cycle.send(message)

    def written(self, start: Any) -> bool:
        """Write the head if it is plain, and tell the cycle what it has to know about it; whether that was so."""
        cycle, headers = self.cycle, start["headers"]
        fields = dict(headers)
        length = fields.get(b"content-length", b"")
        if (
            cycle.response_started
            or cycle.disconnected
            or cycle.flow.write_paused
            or not cycle.keep_alive
            or not length.isdigit()
            or not _UVICORNS.isdisjoint(fields)
            or not b"".join(fields).islower()
        ):
            return False
        head = b"%b%b\r\n\r\n" % (STATUS_LINE[start["status"]], b"\r\n".join(map(b": ".join, headers)))
        if len(head.translate(None, _CONTROLS)) != len(head) - 2 * len(headers) - 4:
            return False
        cycle.response_started, cycle.waiting_for_100_continue = True, False
        cycle.chunked_encoding, cycle.expected_content_length = False, int(length)
        cycle.transport.write(head)
        return True


class Gathering(asyncio.Transport):
    """A transport that writes once what is written to it during one turn of the event loop.

    An answer's head and body, and the answers to requests that came in together, are one piece for the socket; and requests
    of several connections that are there at once are all served before the first client is woken.
    """

    __slots__ = ("_loop", "_pieces", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._transport, self._loop = transport, loop
        self._pieces: list[bytes] = []

    def write(self, data: Any) -> None:
        """Keep a piece until the end of the turn; many are written at once, so that flow control knows of them."""
        if not self._pieces:
            self._loop.call_soon(self.flush)
        self._pieces.append(data)
        if len(self._pieces) == PIECES:
            self.flush()

    def flush(self) -> None:
        """Write what was gathered."""
        pieces, self._pieces = self._pieces, []
        if pieces and not self._transport.is_closing():
            self._transport.write(b"".join(pieces))

    def close(self) -> None:
        """Write what was gathered, then close."""
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """Whether it is closing or closed."""
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """What the connection knows about itself."""
        return self._transport.get_extra_info(name, default)

    def pause_reading(self) -> None:
        """Stop receiving."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Go on receiving."""
        self._transport.resume_reading()
