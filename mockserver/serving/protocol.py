"""uvicorn's HTTP/1.1 protocol with a bound on what a request may hold beside its body; knows no application."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST = 65_536
"""Bytes of a request line with its headers, and of what follows a body in chunks; as much as uvicorn's other protocol takes."""
_TEXT = b"The request line and the headers are larger than %d bytes." % MOST
REFUSAL = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (len(_TEXT), _TEXT)
)


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
