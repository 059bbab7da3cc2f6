"""The seam to uvicorn's protocol: what goes out is what uvicorn itself sends, in fewer writes and without needless tasks."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from mockserver.engine.discovery import find
from mockserver.serving.app import Server
from mockserver.serving.protocol import PIECES, Protocol
from mockserver.settings import Settings

GET = b"GET /%b HTTP/1.1\r\nHost: here\r\n\r\n"
BODY = b"one, two, three"


class Wire(asyncio.Transport):
    """The other side of a connection: keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__({"sockname": ("127.0.0.1", 80), "peername": ("127.0.0.1", 1)})
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: Any) -> None:
        assert not self.closed
        self.written.append(bytes(data))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        """Nothing to hold back here."""

    def resume_reading(self) -> None:
        """The same."""


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Does what the path says."""
    way = scope["path"][1:]
    if way == "crash":
        raise ValueError(way)
    if way == "wait":
        await asyncio.sleep(0.01)
    sent = b""
    while way == "echo":
        message = await receive()
        sent += message.get("body", b"")
        way = "echo" if message.get("more_body") else ""
    body = sent or BODY
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(body))]
    status = 200
    if way == "chunked":
        headers.pop()
    if way == "last":
        headers.append((b"connection", b"close"))
    if way == "split":
        headers.append((b"location", b"a\r\nb: c"))
    if way == "control":
        headers.append((b"mark", b"a\x01b"))
    if way == "longer":
        headers[1] = (b"content-length", b"99")
    if way == "shorter":
        headers[1] = (b"content-length", b"1")
    if way == "mixed":
        headers.append((b"Mixed-Case", b"Yes"))
    if way == "nothing":
        headers, status, body = [], 204, b""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    if way == "stops":
        return
    if way in ("pieces", "chunked"):
        for piece in (body[:3], body[3:7]):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        body = body[7:]
    await send({"type": "http.response.body", "body": body})


def connected(kind: type[HttpToolsProtocol], app: Any = application) -> tuple[HttpToolsProtocol, Wire]:
    """A protocol of a kind, as `serving/process.py` configures it, with a connection."""
    config = uvicorn.Config(app, log_config=None, lifespan="off", ws="none", access_log=False, proxy_headers=False)
    config.load()
    protocol, wire = kind(config, ServerState(), {}), Wire()
    protocol.connection_made(wire)
    return protocol, wire


async def turns(protocol: HttpToolsProtocol) -> None:
    """Let everything come to its end that does not wait for more data."""
    for _ in range(5):
        await asyncio.sleep(0)
    for _ in range(50):
        if protocol.tasks:
            await asyncio.sleep(0.001)
    await asyncio.sleep(0)


async def exchange(kind: type[HttpToolsProtocol], pieces: tuple[bytes, ...]) -> tuple[bytes, bool, int]:
    """Send pieces of data one after the other: what came back, whether the connection was closed, and the writes it took."""
    protocol, wire = connected(kind)
    for piece in pieces:
        if not wire.closed:
            protocol.data_received(piece)
        await turns(protocol)
    protocol.connection_lost(None)
    return b"".join(wire.written), wire.closed, len(wire.written)


POST = b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\n"
TALKS: dict[str, tuple[bytes, ...]] = {
    "whole": (GET % b"whole",),
    "twice": (GET % b"whole", GET % b"whole"),
    "pipelined": (GET % b"whole" + GET % b"wait" + GET % b"whole",),
    "all wait": ((GET % b"wait") * 3,),
    "in pieces": (GET % b"pieces",),
    "in chunks": (GET % b"chunked",),
    "head": (b"HEAD /whole HTTP/1.1\r\nHost: here\r\n\r\n", GET % b"whole"),
    "nothing": (GET % b"nothing", GET % b"whole"),
    "the last one": (GET % b"last",),
    "of old": (b"GET /whole HTTP/1.0\r\n\r\n",),
    "crash": (GET % b"crash",),
    "stops": (GET % b"stops",),
    "split header": (GET % b"split",),
    "control character": (GET % b"control",),
    "longer than it is": (GET % b"longer",),
    "shorter than it is": (GET % b"shorter",),
    "mixed case": (GET % b"mixed",),
    "body at once": (POST + b"abcd",),
    "body later": (POST, b"ab", b"cd" + GET % b"whole"),
    "body in chunks": (b"POST /echo HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n", b"4\r\nabcd\r\n", b"0\r\n\r\n"),
    "body on demand": (GET % b"whole" + POST[:-2] + b"Expect: 100-continue\r\n\r\n", b"abcd"),
    "nonsense": (b"nonsense\r\n\r\n",),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _silence() -> Iterator[None]:
    """uvicorn logs the crashes that are part of the talks."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("talk", TALKS)
def test_what_goes_out_is_what_uvicorn_sends(talk: str):
    ours, closed, writes = asyncio.run(exchange(Protocol, TALKS[talk]))
    theirs, closes, most = asyncio.run(exchange(HttpToolsProtocol, TALKS[talk]))
    assert (ours, closed) == (theirs, closes)
    assert ours or talk in ("split header", "control character")
    assert writes <= most


def test_an_answer_is_one_write_and_so_are_the_answers_to_requests_that_come_together():
    assert asyncio.run(exchange(Protocol, (GET % b"whole",)))[2] == 1
    assert asyncio.run(exchange(Protocol, (GET % b"pieces",)))[2] == 1
    assert asyncio.run(exchange(Protocol, ((GET % b"whole") * 5,)))[2] == 1


def test_what_has_many_pieces_is_written_before_the_turn_ends():
    async def large(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for number in range(4 * PIECES):
            await send({"type": "http.response.body", "body": bytes(1000), "more_body": number < 4 * PIECES - 1})

    async def talk() -> list[bytes]:
        protocol, wire = connected(Protocol, large)
        protocol.data_received(GET % b"")
        await turns(protocol)
        return wire.written

    written = asyncio.run(talk())
    assert len(written) == 5
    assert max(map(len, written)) < 1100 * PIECES


@pytest.mark.parametrize("later", [0, 1, 3])
def test_a_request_that_waits_for_nothing_needs_no_task_and_one_that_waits_can_be_cancelled(later: int):
    cancelled = []

    async def waiting(scope: Any, receive: Any, send: Any) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.append(scope["path"])
            await application({**scope, "path": "/whole"}, receive, send)

    async def talk(app: Any, path: bytes) -> tuple[int, list[bytes]]:
        protocol, wire = connected(Protocol, app)
        protocol.data_received(GET % path)
        tasks = len(protocol.tasks)
        for _ in range(later):
            await asyncio.sleep(0)
        for task in protocol.tasks:
            task.cancel()
        await turns(protocol)
        return tasks, wire.written

    tasks, written = asyncio.run(talk(application, b"whole"))
    assert (tasks, len(written)) == (0, 1)
    tasks, written = asyncio.run(talk(waiting, b"long"))
    assert (tasks, len(written), cancelled) == (1, 1, ["/long"])
    assert written[0].endswith(BODY)


def test_a_connection_that_ends_takes_its_answers_along():
    async def talk() -> Wire:
        protocol, wire = connected(Protocol)
        protocol.data_received(GET % b"whole")
        protocol.shutdown()
        await turns(protocol)
        return wire

    wire = asyncio.run(talk())
    assert wire.closed
    assert b"".join(wire.written).endswith(BODY)


@pytest.mark.parametrize("vendor", ["checkcentral", "grafana", "strapi", "thousandeyes"])
def test_a_request_leaves_nothing_for_the_garbage_collector(vendor: str):
    server = Server(Settings(vendors=(vendor,), journal_size=1), find((vendor,)))

    async def talk() -> int:
        protocol, _ = connected(Protocol, server)
        request = GET % vendor.encode()
        for number in range(60):
            protocol.data_received(request)
            await asyncio.sleep(0)
            if number == 30:
                gc.collect()
        return gc.collect()

    assert asyncio.run(talk()) < 30
