"""The server without sockets: requests are handed over in the same process; knows ASGI, but no client library."""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import SplitResult

from mockserver.assembly import server_of
from mockserver.serving.wires import WIRE
from mockserver.settings import from_options

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Response:
    """What came back: status, headers in order, body; or as much of them as came before the connection broke.

    Attributes:
        broken: how it broke: `reset`, or `cut` in the middle of a body; empty where it did not.
    """

    status: int
    headers: Headers
    body: bytes
    broken: str = ""


class Wire:
    """What a request comes in by, so that a test can break it."""

    broken = ""

    def reset(self) -> None:
        """Nothing comes back."""
        self.broken = "reset"

    def cut(self) -> None:
        """Only what came back before."""
        self.broken = "cut"


class InProcess:
    """A server that lives in this process: all its worlds, its control plane, no port.

    All requests, from any thread and any event loop, run on one event loop of its own, in a daemon thread. So the rule
    holds that one request is served at a time, and waiting (a fault, `Prefer: delay`) blocks nobody else.

    Args:
        vendors: the vendors to serve, and documents of one's own, such as `"petstore.yaml"`; all vendors by default.
        options: the other settings by their names, such as `fixture="empty"`, `reading="grafana.error-body=public-error"`;
            read as the flags are.

    Raises:
        TypeError: an option that is no setting.
        BadSetting: a setting cannot be used, or names something that does not exist.
        SourceError: a file cannot be used.
    """

    def __init__(self, *vendors: str, **options: Any) -> None:
        self.app = server_of(from_options(vendors=vendors, **options))
        self._loop = asyncio.new_event_loop()
        thread = threading.Thread(target=self._loop.run_forever, name="mockserver", daemon=True)
        thread.start()
        self._end = weakref.finalize(self, _end, self._loop, thread)

    def submit(
        self, method: str, url: SplitResult, headers: Iterable[tuple[bytes, bytes]], body: bytes, root_path: str = ""
    ) -> Future[Response]:
        """Hand a request over.

        Args:
            url: scheme, host and port as the client wrote them, path and query percent-encoded.
            headers: names and values; Host is taken from the URL where it is missing.
            body: the whole body.
            root_path: the part of the path under which a surrounding application has mounted us.

        Returns:
            A future of the response; it never fails because of the request's content.
        """
        sent = [(name.lower(), value) for name, value in headers]
        names = {name for name, _ in sent}
        if b"host" not in names:
            sent.append((b"host", url.netloc.rpartition("@")[2].encode()))
        if body and not names & {b"content-length", b"transfer-encoding"}:
            sent.append((b"content-length", str(len(body)).encode()))
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": url.scheme or "http",
            "path": url.path, "raw_path": (url.path or "/").encode("latin-1"), "root_path": root_path,
            "query_string": url.query.encode("latin-1"), "headers": sent, "client": ("127.0.0.1", 0),
            "server": (url.hostname or "localhost", url.port or 80),
        }  # fmt: skip
        return asyncio.run_coroutine_threadsafe(self._serve(scope, body), self._loop)

    async def _serve(self, scope: dict[str, Any], body: bytes) -> Response:
        messages: list[dict[str, Any]] = []
        wire = Wire()
        scope["extensions"] = {WIRE: wire}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            messages.append(message)

        await self.app(scope, receive, send)
        if not messages:
            return Response(0, [], b"", wire.broken or "reset")
        status, headers = messages[0]["status"], messages[0]["headers"]
        return Response(status, headers, b"".join(each["body"] for each in messages[1:]), wire.broken)

    def close(self) -> None:
        """Stop; requests under way are lost. What nobody closes is closed when it is no longer used."""
        self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _end(loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    if not thread.is_alive():
        loop.close()
