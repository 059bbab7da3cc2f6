"""A door on this machine behind which a server stands that is not ours: whoever knocks is passed on through the guard, with real credentials."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote_to_bytes

import httpx

from mockserver.authorization import present, schemes_of
from mockserver.conformance.asking.guard import Held
from mockserver.conformance.asking.pace import TooLong
from mockserver.conformance.asking.session import Session
from mockserver.conformance.credentials import Caller
from mockserver.conformance.judging.traffic import Answer
from mockserver.conformance.request_building import Request

NOT_PASSED = frozenset([
    "host", "connection", "content-length", "transfer-encoding", "accept-encoding", "user-agent", "x-schemathesis-testcaseid",
])  # fmt: skip
"""Headers of a request that are about the way to this door."""
NOT_RETURNED = frozenset(
    ["connection", "transfer-encoding", "content-length", "content-encoding", "location", "keep-alive"]
)
"""Headers of an answer that are about the way to the server."""
USER, SECRET = "stand-in", "stand-in-for-credential-{}"


@dataclass(frozen=True)
class StandIn:
    """What is shown at the door for a credential.

    Attributes:
        caller: whose it is.
        secret: the text that stands for the secret.
        headers: what presents it.
        query: likewise.
    """

    caller: Caller
    secret: str
    headers: Mapping[str, str] = field(hash=False)
    query: Mapping[str, str] = field(hash=False)

    def replaced(self, request: Request) -> Request | None:
        """A request with the real credential in the place of this one; None where this one is not shown."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        shown = all(headers.get(name.lower()) == value for name, value in self.headers.items())
        if not shown or not set(self.query.items()) <= set(request.query):
            return None
        own = {name.lower() for name in self.headers}
        kept = {name: value for name, value in request.headers.items() if name.lower() not in own}
        query = tuple(each for each in request.query if each[0] not in self.query)
        return Request(request.method, request.path, query, kept, request.body).by(self.caller)


def stand_ins(session: Session) -> list[StandIn]:
    """A stand-in for the first caller of each kind."""
    found: dict[str, StandIn] = {}
    schemes = schemes_of(session.promise.document.raw).values()
    for number, caller in enumerate(session.callers, 1):
        if caller.scheme not in found:
            secret = SECRET.format(number)
            sent = present(caller.scheme, secret, USER, schemes)
            found[caller.scheme] = StandIn(caller, secret, sent.headers, sent.query)
    return list(found.values())


@contextmanager
def passage(session: Session) -> Iterator[str]:
    """Open the door for the length of a block, and give its address."""
    door = _Door(session)
    thread = threading.Thread(target=door.serve_forever, name="mockserver-passage", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{door.server_port}"
    finally:
        door.shutdown()
        door.server_close()
        thread.join(5)


class _Door(ThreadingHTTPServer):
    """Passes on one request at a time."""

    daemon_threads = True

    def __init__(self, session: Session) -> None:
        self.session, self.lock, self.stand_ins = session, threading.Lock(), stand_ins(session)
        super().__init__(("127.0.0.1", 0), _Knock)

    def passed(self, request: Request) -> Answer:
        """What the server answers to a request."""
        real = next((each for each in (one.replaced(request) for one in self.stand_ins) if each is not None), request)
        with self.lock:
            real = self.session.kept_to(real)
            got = self.session.pass_on(real)
            self.session.hear(real, got)
        return got


class _Knock(BaseHTTPRequestHandler):
    """One request at the door."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a body must not wait until the other side has acknowledged the headers
    server: _Door

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self.passed
        raise AttributeError(name)

    def passed(self) -> None:
        """Pass a request on, and its answer back; what may not pass is told with 502."""
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or None
        headers = {name: value for name, value in self.headers.items() if name.lower() not in NOT_PASSED}
        pairs = tuple(_pair(each) for each in query.split("&") if each)
        request = Request(self.command, path, pairs, headers, body)
        try:
            got = self.server.passed(request)
        except httpx.LocalProtocolError as error:
            got = Answer(400, (("Content-Type", "text/plain"),), f"no request at all: {error}".encode())
        except (Held, TooLong, httpx.HTTPError) as error:
            got = Answer(502, (("Content-Type", "text/plain"),), f"not passed on: {error}".encode())
        self._answer(got)

    def _answer(self, got: Answer) -> None:
        self.send_response_only(got.status)
        for name, value in got.headers:
            if name.lower() not in NOT_RETURNED:
                self.send_header(name, value)
        if got.status not in (204, 304):
            self.send_header("Content-Length", str(len(got.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(got.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def _pair(field: str) -> tuple[str, str | bytes]:
    """A name with its value; bytes where the value is no text."""
    name, _, value = (unquote_to_bytes(each.replace("+", " ")) for each in field.partition("="))
    try:
        return name.decode("utf-8", "replace"), value.decode()
    except UnicodeDecodeError:
        return name.decode("utf-8", "replace"), value
