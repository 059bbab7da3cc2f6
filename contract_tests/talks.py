"""Talks over a socket, and an application that says how it was served: for tests of what happens below the vendors.

As a script it serves that application with the settings that it is given, prints its port, and ends as the real server does.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, Self
from urllib.parse import urlsplit

LARGE = 8_000_000
"""Bytes of a large answer; more than the system keeps for a client that does not read."""
_HEAD = re.compile(rb"HTTP/1\.1 (\d+)[^\r]*((?:\r\n[^\r]+)*)\r\n\r\n")
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class Talk:
    """One connection to a server."""

    def __init__(self, url: str, wait: float = 60) -> None:
        parts = urlsplit(url)
        self.socket = socket.create_connection((parts.hostname or "", parts.port or 80), wait)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # small pieces leave as such
        self.received = b""

    def send(self, *pieces: bytes, pause: float = 0.05) -> Talk:
        """Send pieces one after the other; the server may have heard enough."""
        with contextlib.suppress(ConnectionError):
            for number, piece in enumerate(pieces):
                if number:
                    time.sleep(pause)
                self.socket.sendall(piece)
        return self

    def answer(self) -> tuple[int, bytes]:
        """The next answer, status and body; (0, b"") when the server has closed the connection."""
        while not (head := _HEAD.match(self.received)):
            if not self._more():
                assert not self.received, self.received
                return 0, b""
        length = _LENGTH.search(head[2])
        end = head.end() + (int(length[1]) if length else 0)
        while len(self.received) < end:
            assert self._more(), "an answer is cut off"
        body, self.received = self.received[head.end() : end], self.received[end:]
        return int(head[1]), body

    def statuses(self) -> list[int]:
        """The statuses of all answers until the server closes the connection."""
        found = []
        while status := self.answer()[0]:
            found.append(status)
        return found

    def _more(self) -> bytes:
        try:
            piece = self.socket.recv(1_000_000)
        except ConnectionError:
            piece = b""
        self.received += piece
        return piece

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()


class EchoServer:
    """The application below, served in a process of its own under some settings."""

    def __init__(self, **settings: float) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__, json.dumps(settings)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def begun(self) -> int:
        """How many requests have been begun, but for this one and its like."""
        with Talk(self.url) as talk:
            return int(talk.send(get("/begun")).answer()[1])

    def await_begun(self, number: int) -> None:
        """Wait until so many requests have been begun."""
        while self.begun() < number:
            time.sleep(0.02)

    def stop(self, number: int = signal.SIGTERM, *, times: int = 1) -> tuple[int, str, float]:
        """Stop it by a signal: its exit code, what it complained of, and the seconds it took."""
        begun = time.monotonic()
        for each in range(times):
            if each:
                time.sleep(0.2)
            self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors, time.monotonic() - begun


@contextlib.contextmanager
def echo_server(**settings: float) -> Iterator[EchoServer]:
    """A server of the application for the length of a block, which has to end without a complaint."""
    server = EchoServer(**settings)
    try:
        yield server
    finally:
        code, errors, _ = server.stop()
    assert not errors, errors
    assert code == 0


def get(path: str, *headers: str) -> bytes:
    """A GET request."""
    return "\r\n".join((f"GET {path} HTTP/1.1", "Host: here", *headers, "", "")).encode()


def post(path: str, body: bytes, *headers: str) -> bytes:
    """A POST request; it says how long it is unless it says that it comes in chunks."""
    said = any(each.lower().startswith(("transfer-encoding", "content-length")) for each in headers)
    lines = [f"POST {path} HTTP/1.1", "Host: here", *headers, *([] if said else [f"Content-Length: {len(body)}"])]
    return "\r\n".join((*lines, "", "")).encode() + body


class Application:
    """Answers how it was served."""

    mark: ContextVar[str] = ContextVar("mark", default="nothing")

    def __init__(self) -> None:
        self.begun = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Do what the path says."""
        done = {"/begun": self.count, "/large": self.large, "/task": self.task, "/context": self.context}
        made = done.get(scope["path"])
        self.begun += scope["path"] != "/begun"
        body = await made() if made else await self.echo(scope, receive)
        headers = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def count(self) -> bytes:
        """How many requests have been begun."""
        return b"%d" % self.begun

    async def large(self) -> bytes:
        """Much."""
        return b"x" * LARGE

    async def task(self) -> bytes:
        """Whether a request can be given a time limit."""
        try:
            async with asyncio.timeout(0.01):
                await asyncio.sleep(60)
        except TimeoutError:
            return b"in time" if asyncio.current_task() else b"no task"
        return b"too late"

    async def context(self) -> bytes:
        """What an earlier request of the connection has left in a context variable."""
        found = self.mark.get()
        self.mark.set("something")
        return found.encode()

    async def echo(self, scope: Any, receive: Any) -> bytes:
        """The body; `/wait` waits before it is read, `/early` does not read it at all."""
        if scope["path"] == "/early":
            return b"enough"
        if scope["path"] == "/wait":
            await asyncio.sleep(60)
        body, message = b"", {"more_body": True}
        while message.get("more_body"):
            message = await receive()
            body += message.get("body", b"")
        return body


if __name__ == "__main__":
    from mockserver.serving import process
    from mockserver.settings import Settings

    with process.listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        process.run(Application(), listening, Settings(**json.loads(sys.argv[1])), lambda: print(port, flush=True))
