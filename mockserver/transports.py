"""Client libraries on a server without sockets: httpx (sync and async) and requests; knows nothing of the server's inside."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from mockserver.inprocess import InProcess

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for `httpx.Client` and `httpx.AsyncClient` (any async library).

    Hosts work as with the real server: `http://localhost/grafana/…`, `http://grafana.localhost/…`, and the documented
    host of a vendor that has one.

    Args:
        server: the server; shared by everything that was given the same one.
    """

    def __init__(self, server: InProcess) -> None:
        self.server = server

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Serve one request."""
        found = self._submit(request, request.read()).result()
        return httpx.Response(found.status, headers=found.headers, stream=httpx.ByteStream(found.body))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Serve one request, without blocking the caller's event loop."""
        future = self._submit(request, await request.aread())
        try:
            asyncio.get_running_loop()
            found = await asyncio.wrap_future(future)
        except RuntimeError:  # another async library than asyncio
            import anyio

            found = await anyio.to_thread.run_sync(future.result)
        return httpx.Response(found.status, headers=found.headers, stream=httpx.ByteStream(found.body))

    def _submit(self, request: httpx.Request, body: bytes) -> Any:
        return self.server.submit(request.method, urlsplit(str(request.url)), request.headers.raw, body)


def requests_adapter(server: InProcess) -> BaseAdapter:
    """An adapter to mount on a `requests.Session`: `session.mount("http://", adapter)`."""
    from requests import PreparedRequest, Response
    from requests.adapters import BaseAdapter
    from requests.structures import CaseInsensitiveDict

    class Adapter(BaseAdapter):
        """Serves prepared requests in process."""

        def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
            """Serve one request."""
            headers = [(name.encode("latin-1"), _bytes(value)) for name, value in request.headers.items()]
            found = server.submit(
                request.method or "GET", urlsplit(request.url or ""), headers, _whole(request.body)
            ).result()
            response = Response()
            response.status_code, response.url, response.request = found.status, request.url or "", request
            response.headers = CaseInsensitiveDict(
                {name.decode("latin-1"): value.decode("latin-1") for name, value in found.headers}
            )
            response.raw, response._content = io.BytesIO(found.body), found.body
            response.encoding = "utf-8"
            return response

        def close(self) -> None:
            """Nothing to close: the server is somebody else's."""

    return Adapter()


def _whole(body: Any) -> bytes:
    """The body of a prepared request: bytes, text, a file or an iterable of bytes."""
    if isinstance(body, bytes | str):
        return _bytes(body)
    if hasattr(body, "read"):
        return _bytes(body.read())
    return b"".join(map(_bytes, body or ()))


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
