"""How a server ends: quietly, with exit code 0, within five seconds, and whoever waits is told; the bounds leave room for a busy machine."""

from __future__ import annotations

import signal
import time

import pytest
from talks import EchoServer, Talk, get, post

pytestmark = pytest.mark.posix

SECONDS = 5.0
ROOM = 3.0
"""Seconds that a busy machine may take on top."""
SIGNALS = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])


@SIGNALS
def test_an_idle_server_ends_at_once(number: int):
    server = EchoServer()
    with Talk(server.url) as idle, Talk(server.url) as half:
        idle.send(get("/task")).answer()
        half.send(get("/task")[:-2])
        code, errors, seconds = server.stop(number)
        assert (code, errors, idle.statuses(), half.statuses()) == (0, "", [], [])
    assert seconds < SECONDS + ROOM


def test_where_nobody_waits_the_end_does_not_wait_for_a_clock():
    """The HTTP server by itself looks ten times a second whether it is to end, and then gives connections a tenth of a second more."""

    def seconds() -> float:
        server = EchoServer()
        with Talk(server.url) as idle:
            idle.send(get("/task")).answer()
            return server.stop()[2]

    assert any(seconds() < 0.1 for _ in range(20)), "a busy machine may be slow, but not every time"


GRACE = 3.0
"""Seconds for which requests under way are waited for."""


@SIGNALS
def test_whoever_waits_is_told_and_what_came_behind_is_not_begun(number: int):
    server = EchoServer()
    with Talk(server.url) as one, Talk(server.url) as other:
        one.send(get("/wait") + post("/echo", b"behind"))
        other.send(post("/wait", b"body"))
        server.await_begun(2)
        code, errors, seconds = server.stop(number)
        for each in (one, other):
            status, body = each.answer()
            assert (status, b"nothing was done" in body, each.answer()) == (503, True, (0, b""))
    assert (code, errors) == (0, "")
    assert GRACE <= seconds < SECONDS + ROOM


def test_a_request_under_way_is_finished():
    server = EchoServer()
    with Talk(server.url) as talk:
        talk.send(post("/echo", b"ab", "Content-Length: 4"))
        server.await_begun(1)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert talk.send(b"cd").answer() == (200, b"abcd")
        assert talk.answer() == (0, b"")
        _, errors = server.process.communicate(timeout=SECONDS + ROOM)
        assert (server.process.returncode, errors) == (0, "")


def test_clients_that_do_not_read_and_clients_that_do_not_write_hold_nothing_up():
    server = EchoServer()
    stalled = [
        Talk(server.url).send(each) for each in (get("/large"), post("/echo", b"a", "Content-Length: 9"), b"GET") * 3
    ]
    server.await_begun(4)
    code, errors, seconds = server.stop()
    assert (code, errors) == (0, "")
    assert seconds < SECONDS + ROOM
    for each in stalled:
        each.socket.close()


@SIGNALS
def test_told_twice_it_ends_at_once(number: int):
    server = EchoServer()
    with Talk(server.url) as talk:
        talk.send(get("/wait"))
        server.await_begun(1)
        code, errors, seconds = server.stop(number, times=2)
        assert (code, errors) == (0, "")
        assert talk.answer()[0] == 503
    assert seconds < SECONDS + ROOM
