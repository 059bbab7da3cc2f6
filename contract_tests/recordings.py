"""A real server for tests, odd on purpose, and `mockserver record` before one, each in its own process or thread."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from conftest import READY

LARGE = b"x" * 3_000_000
REPORT = {"id": 1, "name": "a"}


class Odd(BaseHTTPRequestHandler):
    """Answers in every way that a proxy can get wrong; what it was asked is kept in `seen`."""

    protocol_version = "HTTP/1.1"
    seen: list[dict[str, Any]]

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def serve(self) -> None:
        """Answer by path."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if self.headers.get("Transfer-Encoding") == "chunked":
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        self.seen.append({"method": self.command, "path": self.path, "headers": self.headers, "body": body})
        getattr(self, "do_" + self.path.partition("?")[0].strip("/").replace("/", "_"), self.missing)(body)

    def answer(self, status: int, body: bytes, *headers: tuple[str, str], media_type: str = "application/json") -> None:
        """Send an answer with a length."""
        self.send_response(status)
        given = (("Content-Type", media_type), ("Content-Length", str(len(body))), *headers)
        for name, value in given:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    @property
    def here(self) -> str:
        """Its own address."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def missing(self, body: bytes) -> None:
        """No such path."""
        self.answer(404, b'{"message":"not here"}')

    def do_base_things(self, body: bytes) -> None:
        """What the document has, and a member that it does not have; a POST gives back what was sent."""
        if self.command == "POST":
            self.answer(201, body)
        else:
            self.answer(
                200,
                json.dumps([{**REPORT, "extra": True}]).encode(),
                ("Connection", "keep-alive, X-Hop"),
                ("X-Hop", "1"),
            )

    def do_base_packed(self, body: bytes) -> None:
        """Compressed, with a link to itself in it."""
        text = json.dumps({"next": f"{self.here}/base/things?page=2", "other": "http://elsewhere.example/base"})
        self.answer(200, gzip.compress(text.encode()), ("Content-Encoding", "gzip"))

    def do_base_moved(self, body: bytes) -> None:
        """Somewhere else, and a cookie for there."""
        cookie = ("Set-Cookie", "sid=s3cret-of-mine; Domain=acme.example; Path=/base; Secure; HttpOnly; SameSite=None")
        link = ("Link", f'<{self.here}/base/things>; rel="next", <https://elsewhere.example/>; rel="x"')
        self.answer(302, b"", ("Location", f"{self.here}/base/things"), cookie, link)

    def do_base_near(self, body: bytes) -> None:
        """Somewhere else on the same server."""
        self.answer(303, b"", ("Location", "/base/things?page=2"))

    def do_base_large(self, body: bytes) -> None:
        """More than is kept."""
        self.answer(200, LARGE, media_type="application/octet-stream")

    def do_base_empty(self, body: bytes) -> None:
        """Nothing."""
        self.send_response(204)
        self.end_headers()

    def do_base_slow(self, body: bytes) -> None:
        """Events, one by one, until a test has seen the first."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for each in (b"data: 1\n\n", b"data: 2\n\n"):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(each), each))
            self.wfile.flush()
            time.sleep(0.6)
        self.wfile.write(b"0\r\n\r\n")

    def do_base_broken(self, body: bytes) -> None:
        """An end before the end."""
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"half")
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(2)

    def do_base_silent(self, body: bytes) -> None:
        """No answer for longer than anybody waits."""
        time.sleep(3)
        self.answer(200, b"{}")


for _method in ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"):
    setattr(Odd, f"do_{_method}", Odd.serve)


@contextmanager
def odd_server(port: int = 0) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The address of such a server, and what it was asked."""
    handler = type("Kept", (Odd,), {"seen": []})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", handler.seen  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


class Recording:
    """`mockserver record` in a process of its own."""

    def __init__(self, *arguments: str, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mockserver", "record", "--port", "0", "--into", str(folder), *arguments],
            cwd=folder.parent, env={**os.environ, "PYTHONUNBUFFERED": "1"}, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line)
            if found := READY.search(line):
                self.url, self.greeting = found[1], line
                break
        else:
            raise AssertionError(f"no recording: {''.join(said)}")
        self.code: int | None = None

    def stop(self) -> str:
        """End it as Ctrl-C does; what it said."""
        self.process.terminate()
        said, _ = self.process.communicate(timeout=60)
        self.code = self.process.returncode
        return said


@contextmanager
def recording(*arguments: str, folder: Path) -> Iterator[Recording]:
    """A recording that ends with the block at the latest."""
    found = Recording(*arguments, folder=folder)
    try:
        yield found
    finally:
        if found.process.poll() is None:
            found.process.kill()
            found.process.wait()
        assert found.process.stdout is not None
        found.process.stdout.close()
