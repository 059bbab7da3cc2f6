"""How fast and how long a server is asked: `Retry-After`, quota headers, `--rate` and `--time-limit`, against a server that tells."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mockserver.conformance.asking.opening import Manner, asking
from mockserver.conformance.asking.session import Session
from mockserver.conformance.judging.promise import of_document

DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Lamps", "version": "1"},
    "paths": {
        path: {"get": {"operationId": path[1:], "responses": {"200": {"description": "All.", "content": {"application/json": {"schema": {"type": "array"}}}}}}}
        for path in ("/lamps", "/bulbs", "/shades", "/wires")
    },
}  # fmt: skip


class Lamps(ThreadingHTTPServer):
    """A server that turns away as many requests as it is told to, and writes down when each came."""

    def __init__(self) -> None:
        self.came: list[float] = []
        self.refusals = 0
        self.told: dict[str, str] = {}
        self.slow = 0.0
        super().__init__(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Lamps

    def do_GET(self) -> None:
        server = self.server
        server.came.append(time.monotonic())
        time.sleep(server.slow)
        server.refusals -= 1
        status, told = (429, server.told) if server.refusals >= 0 else (200, {})
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": "2", **told}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"[]")

    def do_OPTIONS(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def lamps() -> Iterator[Lamps]:
    started = Lamps()
    yield started
    started.shutdown()
    started.server_close()


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "lamps.json"
    file.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    return file


@pytest.fixture
def session(lamps: Lamps, document: Path) -> Iterator[Session]:
    manner = Manner(now=time.monotonic, today=time.time)
    with asking(of_document("lamps", document), lamps.url, manner=manner) as opened:
        yield opened


def verify(lamps: Lamps, document: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "mockserver", "verify", str(document), "--base-url", lamps.url, "--skip", "fuzz", *arguments],
        env=dict(os.environ), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [("Retry-After", "1"), ("RateLimit-Reset", "1"), ("X-Rate-Limit-Reset", "1")],
)
def test_a_request_that_is_turned_away_for_now_is_sent_again_when_it_may(
    lamps: Lamps, session: Session, name: str, value: str
) -> None:
    lamps.refusals, lamps.told = 1, {name: value}
    assert session.call("lamps", {}).status == 200
    first, second = lamps.came
    assert second - first >= 1


def test_the_time_to_come_again_may_be_a_date(lamps: Lamps, session: Session) -> None:
    lamps.refusals, lamps.told = 1, {"Retry-After": formatdate(time.time() + 2, usegmt=True)}
    assert session.call("lamps", {}).status == 200
    first, second = lamps.came
    assert second - first >= 0.9


def test_whoever_is_turned_away_again_and_again_gives_up(lamps: Lamps, session: Session) -> None:
    lamps.refusals, lamps.told = 100, {"Retry-After": "0"}
    assert session.call("lamps", {}).status == 429
    assert len(lamps.came) == session.limits.requests + 1


def test_nothing_is_asked_while_nothing_is_left_of_a_quota(lamps: Lamps, session: Session) -> None:
    lamps.refusals, lamps.told = 1, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 2)}
    session.call("lamps", {})
    first, second = lamps.came
    assert second - first >= 0.9


def test_a_rate_bounds_how_often_is_asked(lamps: Lamps, document: Path) -> None:
    ended = verify(lamps, document, "--rate", "20", "--only", "answers")
    asked = lamps.came[1:]  # the first one only looks whether somebody is there
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert len(asked) > 5
    assert asked[-1] - asked[0] >= (len(asked) - 1) / 20 * 0.5  # a busy machine may hold up the first


def test_a_time_limit_ends_a_law_that_has_begun_and_says_what_was_not_asked(lamps: Lamps, document: Path) -> None:
    lamps.slow = 0.4
    ended = verify(lamps, document, "--time-limit", "1")
    assert ended.returncode == 2, ended.stdout
    assert lamps.came[-1] - lamps.came[0] < 5
    assert 1 < len(lamps.came) <= 5
    assert "the time limit came first" in ended.stdout
    assert "answers" in ended.stdout
    assert "sorts" in ended.stdout


def test_no_wait_is_longer_than_the_time_limit(lamps: Lamps, document: Path) -> None:
    lamps.refusals, lamps.told = 100, {"Retry-After": "60"}
    start = time.monotonic()
    ended = verify(lamps, document, "--time-limit", "3")
    assert ended.returncode == 2, ended.stdout
    assert time.monotonic() - start < 40
    assert "the time limit" in ended.stdout
