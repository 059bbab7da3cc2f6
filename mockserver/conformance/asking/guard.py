"""What stands between every request of ours and the network: what may not be sent is not sent; judges no answer."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import httpx

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
"""Methods that change nothing, as RFC 9110 has it."""


class Held(Exception):
    """A request that was not sent; the text says why."""


class Guard(httpx.BaseTransport):
    """Lets only safe methods pass unless writing is allowed, and only to the one server.

    Args:
        base_url: where the paths of the document begin; nothing is sent anywhere else.
        writes: whether other than safe methods may be sent.
        inner: what sends.
        told: is called with each request that is held back.
    """

    def __init__(
        self,
        base_url: str,
        *,
        writes: bool,
        inner: httpx.BaseTransport,
        told: Callable[[str], None] = lambda text: None,
    ) -> None:
        self._base, self._writes, self._inner, self._told = urlsplit(base_url), writes, inner, told

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, or do not.

        Raises:
            Held: it may not be sent.
        """
        reason = self._reason(request)
        if reason:
            self._told(reason)
            raise Held(reason)
        return self._inner.handle_request(request)

    def _reason(self, request: httpx.Request) -> str:
        if not self._writes and request.method.upper() not in SAFE:
            return f"{request.method} is not sent without --allow-writes"
        asked = urlsplit(str(request.url))
        if (asked.scheme, asked.hostname, asked.port) != (self._base.scheme, self._base.hostname, self._base.port):
            return f"nothing is sent to {asked.scheme}://{asked.netloc}, which is another server"
        return ""

    def close(self) -> None:
        """Close what sends."""
        self._inner.close()
