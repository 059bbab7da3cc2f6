"""A request on its way to the real server, and the answer on its way back: what either means; passes nothing on itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from mockserver.openapi.media_types import plain
from mockserver.recording.addresses import Ends, Fields
from mockserver.recording.flow import Body, Flow
from mockserver.state.clock import stopwatch
from mockserver.traffic.exchanges import Exchange, Headers, Message

BODILESS = (204, 304)
LIVE = ("text/event-stream", "application/x-ndjson", "application/jsonl", "application/json-seq")
"""What is read while it is written, and never held back."""


@dataclass(frozen=True)
class Asked:
    """A request on its way.

    Attributes:
        method, target: as they are passed on.
        ends: both addresses.
        scope: as the HTTP server gave it.
        body: its body.
        at, begun: when it came, by the machine's clock and by the stopwatch.
    """

    method: str
    target: str
    ends: Ends
    scope: Any
    body: Body
    at: datetime
    begun: float

    def to_theirs(self) -> httpx.Request:
        """The request as the real server gets it.

        Raises:
            httpx.InvalidURL, UnicodeDecodeError: its path cannot be passed on.
        """
        sent = self.ends.to_theirs(self.scope["headers"])
        has_body = any(name.lower() in (b"content-length", b"transfer-encoding") for name, _ in self.scope["headers"])
        self.body.read = not has_body
        url = httpx.URL(self.ends.theirs)
        url = url.copy_with(raw_path=url.raw_path.rstrip(b"/") + self.target.encode("latin-1"))
        return httpx.Request(self.method, url, headers=sent, content=self.body if has_body else None)


@dataclass(frozen=True)
class Answered:
    """An answer on its way.

    Attributes:
        asked: the request.
        response: its status and headers.
        flow: its body.
        held: what of the body was held back.
        gone: done when the client is gone; None where nobody can tell.
        send: takes it to the client.
    """

    asked: Asked
    response: httpx.Response
    flow: Flow
    held: bytes
    gone: asyncio.Future[None] | None
    send: Any

    def exchange(self, body: bytes | None) -> Exchange:
        """The request with this answer.

        Args:
            body: as it came; None where not all of it is known.
        """
        asked = self.asked
        return Exchange(
            asked.method, asked.target, Message(_texts(asked.scope["headers"]), asked.body.whole), self.response.status_code,
            Message(_texts(self.response.headers.raw), self._decoded(body)), asked.at, stopwatch() - asked.begun,
        )  # fmt: skip

    def _decoded(self, body: bytes | None) -> bytes | None:
        """A body without its coding; None where that cannot be undone."""
        if body is None:
            return None
        try:
            return httpx.Response(self.response.status_code, headers=self.response.headers, content=body).content
        except httpx.DecodingError:
            return None

    def headers(self) -> Fields:
        """Its headers as the client gets them."""
        headers = self.asked.ends.to_ours(self.response.headers.raw)
        return _without(headers, b"content-length") if self.response.status_code in BODILESS else headers

    def whole(self, plain: bytes | None) -> tuple[Fields, bytes]:
        """Headers and body as the client gets them where the whole body is there.

        Args:
            plain: the body without its coding, if it is known.
        """
        if not plain or (changed := self.asked.ends.body(plain)) == plain:
            return self.headers(), self.held
        headers = _without(self.headers(), b"content-length", b"content-encoding")
        return [*headers, (b"content-length", b"%d" % len(changed))], changed


def is_held(method: str, response: httpx.Response, limit: int) -> bool:
    """Whether an answer is held back until it is whole: small text is, and what has no body."""
    if method == "HEAD" or response.status_code in BODILESS:
        return True
    media_type, length = _media_type(response), response.headers.get("content-length", "0")
    textual = media_type.endswith(("json", "xml")) or media_type.startswith("text/") or not media_type
    return textual and media_type not in LIVE and length.isdecimal() and int(length[:20]) <= limit


def _media_type(response: httpx.Response) -> str:
    return plain(response.headers.get("content-type", ""))


def _without(headers: Fields, *names: bytes) -> Fields:
    return [pair for pair in headers if pair[0] not in names]


def _texts(headers: Fields) -> Headers:
    """Headers as texts; none of our own, which another mock may have sent."""
    pairs = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)
    return tuple((name, value) for name, value in pairs if not name.lower().startswith("mock-"))
