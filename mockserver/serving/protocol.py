"""uvicorn's HTTP/1.1 protocol, bounded in what a request may hold beside its body, and quicker with whole answers; knows no application."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

MOST = 65_536
"""Bytes of a request line with its headers, and of what follows a body in chunks; as much as uvicorn's other protocol takes."""
_TEXT = b"The request line and the headers are larger than %d bytes." % MOST
REFUSAL = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (len(_TEXT), _TEXT)
)
_UVICORNS = frozenset((b"connection", b"transfer-encoding"))
"""Headers of an answer that uvicorn does something about."""


class Bounded(HttpToolsProtocol):
    """Counts what came in since a message or the last piece of a body ended; the parser itself would keep any amount."""

    _beside = 0

    def data_received(self, data: bytes) -> None:
        """Feed the parser, and give up on a request that goes on and on."""
        if self.transport.is_closing():
            return
        self._beside += len(data)
        super().data_received(data)
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
        """Answer by `OneWrite` where nothing but the application adds to an answer."""
        plain = not (cycle.default_headers or cycle.access_log or cycle.scope["method"] == "HEAD")
        super()._start_asgi_task(cycle, OneWrite(app, cycle) if plain else app)


class OneWrite:
    """The application of one request; its answer waits for the body, as ASGI has it, and goes out in one write if it is whole.

    Whole is an answer whose first body message is its last and as long as its Content-Length says. All others are
    uvicorn's business: streams, answers that end the connection, those that nobody can take just now, and broken ones.
    """

    __slots__ = ("app", "cycle", "start")

    def __init__(self, app: Any, cycle: Any) -> None:
        self.app, self.cycle = app, cycle
        self.start: Any = None

    def __call__(self, scope: Any, receive: Any, send: Any) -> Awaitable[None]:
        """Serve the request."""
        served: Awaitable[None] = self.app(scope, receive, self.send)
        return served

    async def send(self, message: Any) -> None:
        """Keep the head of the answer until its body comes."""
        if message["type"] == "http.response.start" and not self.cycle.response_started:
            self.start = message
            return
        start, self.start = self.start, None
        if start is not None:
            if self.written(start, message):
                return
            await self.cycle.send(start)
        await self.cycle.send(message)

    def written(self, start: Any, message: Any) -> bool:
        """Write an answer if it is whole, and tell the cycle that it is done; whether that was so."""
        cycle, body = self.cycle, message.get("body", b"")
        fields = dict(start["headers"])
        if (
            cycle.disconnected
            or not cycle.keep_alive
            or cycle.flow.write_paused
            or message.get("more_body")
            or fields.get(b"content-length") != b"%d" % len(body)
            or not _UVICORNS.isdisjoint(fields)
        ):
            return False
        head = STATUS_LINE[start["status"]] + b"\r\n".join(map(b": ".join, start["headers"]))
        if len(head.translate(None, b"\r\n\0")) != len(head) - 2 * len(start["headers"]):  # a value of several lines
            return False
        cycle.transport.write(b"%b\r\n\r\n%b" % (head, body))
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        cycle.message_event.set()
        cycle.on_response()
        return True
