"""Client libraries on a server without sockets: httpx (sync and async) and requests; knows nothing of the server's inside."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from mockserver.inprocess import InProcess
from mockserver.inprocess import Response as InProcessResponse

if TYPE_CHECKING:
    from requests import PreparedRequest
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
        return _httpx_response(self._submit(request, request.read()).result(), request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Serve one request, without blocking the caller's event loop."""
        future = self._submit(request, await request.aread())
        try:
            asyncio.get_running_loop()
            found = await asyncio.wrap_future(future)
        except RuntimeError:  # another async library than asyncio
            import anyio

            found = await anyio.to_thread.run_sync(future.result)
        return _httpx_response(found, request)

    def _submit(self, request: httpx.Request, body: bytes) -> Any:
        return self.server.submit(request.method, urlsplit(str(request.url)), request.headers.raw, body)


def _httpx_response(found: InProcessResponse, request: httpx.Request) -> httpx.Response:
    """A response as httpx has it.

    Raises:
        httpx.ReadError: the connection was reset.
        httpx.RemoteProtocolError: it was closed before anything came.
    """
    if found.broken == "reset":
        raise httpx.ReadError(RESET, request=request)
    if found.broken and not found.status:
        raise httpx.RemoteProtocolError("Server disconnected without sending a response.", request=request)
    stream = Broken(found, request) if found.broken else httpx.ByteStream(found.body)
    return httpx.Response(found.status, headers=found.headers, stream=stream)


RESET = "[Errno 104] Connection reset by peer"


class Broken(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that breaks off."""

    def __init__(self, found: InProcessResponse, request: httpx.Request) -> None:
        self._found, self._request = found, request

    def __iter__(self) -> Iterator[bytes]:
        yield self._found.body
        raise self._error()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._found.body
        raise self._error()

    def _error(self) -> httpx.RemoteProtocolError:
        expected = next((int(value) for name, value in self._found.headers if name == b"content-length"), 0)
        said = f"(received {len(self._found.body)} bytes, expected {expected})"
        return httpx.RemoteProtocolError(
            f"peer closed connection without sending complete message body {said}", request=self._request
        )


def requests_adapter(server: InProcess) -> BaseAdapter:
    """An adapter to mount on a `requests.Session`: `session.mount("http://", adapter)`."""
    from requests import Response
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
            _refuse_broken(found, request)
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


def _refuse_broken(found: InProcessResponse, request: PreparedRequest) -> None:
    """Raise what requests raises of a connection that breaks.

    Raises:
        requests.exceptions.ConnectionError: it was reset, or closed before anything came.
        requests.exceptions.ChunkedEncodingError: it was closed in the middle of the body.
    """
    from http.client import IncompleteRead, RemoteDisconnected

    from requests.exceptions import ChunkedEncodingError
    from requests.exceptions import ConnectionError as NoConnection
    from urllib3.exceptions import ProtocolError

    if found.broken and found.status:
        raise ChunkedEncodingError(ProtocolError("Connection broken", IncompleteRead(found.body)), request=request)
    if found.broken:
        gone = "Remote end closed connection without response"
        error = ConnectionResetError(104, RESET) if found.broken == "reset" else RemoteDisconnected(gone)
        raise NoConnection(ProtocolError("Connection aborted.", error), request=request)


def _whole(body: Any) -> bytes:
    """The body of a prepared request: bytes, text, a file or an iterable of bytes."""
    if isinstance(body, bytes | str):
        return _bytes(body)
    if hasattr(body, "read"):
        return _bytes(body.read())
    return b"".join(map(_bytes, body or ()))


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
