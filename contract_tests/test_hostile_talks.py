"""Talks with the whole server over a socket that try to get something done unseen: what is refused has done nothing."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from conftest import Api, Process
from talks import Talk

pytestmark = pytest.mark.parametrize("world", ["by socket"], indirect=True)
REPORT = json.dumps({"name": "late", "recipients": "a@b", "schedule": {"frequency": "once"}}).encode()
DOCUMENTED = 3
"""Reports that are there from the start."""


def request(grafana: Api, method: str, path: str, *headers: str, body: bytes = b"", length: int | None = None) -> bytes:
    """A request of a caller who may; it says how long its body is, if it has one or a length is given."""
    url = urlsplit(grafana.world.url("grafana") + path)
    said = [] if length is None and not body else [f"Content-Length: {len(body) if length is None else length}"]
    own = [f"{name}: {value}" for name, value in grafana.headers.items()]
    target = url.path + (f"?{url.query}" if url.query else "")
    head = [f"{method} {target} HTTP/1.1", f"Host: {url.netloc}", "Content-Type: application/json"]
    return "\r\n".join((*head, *own, *headers, *said, "", "")).encode() + body


def create(grafana: Api, *headers: str) -> bytes:
    """The creation of a report."""
    return request(grafana, "POST", "/api/reports", *headers, body=REPORT)


def reports(grafana: Api) -> int:
    """How many reports there are."""
    return len(grafana.get("/api/reports").json())


@pytest.fixture
def talk(grafana: Api) -> Iterator[Talk]:
    """A connection to the server."""
    with Talk(grafana.world.server) as talk:
        yield talk


@pytest.mark.parametrize(
    "behind", [b"nonsense\r\n\r\n", b"\x16\x03\x01\x02\x00", b"GET / HTTP/1.1\r\nX: a\r\n b\r\n\r\n"]
)
def test_a_creation_is_answered_before_the_garbage_behind_it(grafana: Api, talk: Talk, behind: bytes):
    talk.send(create(grafana) + behind)
    assert talk.statuses() == [200, 400]
    assert reports(grafana) == DOCUMENTED + 1


def test_a_creation_that_offers_http_2_is_carried_out_and_so_is_what_is_pipelined_behind(grafana: Api, talk: Talk):
    offer = (
        "Connection: Upgrade, HTTP2-Settings",
        "Upgrade: h2c",
        "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
    )
    talk.send(create(grafana, *offer) + request(grafana, "GET", "/api/reports") + create(grafana, *offer))
    answers = [talk.answer() for _ in range(3)]
    assert [status for status, _ in answers] == [200, 200, 200]
    assert len(json.loads(answers[1][1])) == DOCUMENTED + 1
    assert reports(grafana) == DOCUMENTED + 2


HIDDEN = "a request in the body of another"
SMUGGLED = {
    "length and chunks": (f"Content-Length: {len(REPORT) + 5}", "Transfer-Encoding: chunked"),
    "chunks and length": ("Transfer-Encoding: chunked", "Content-Length: 4"),
    "two lengths": ("Content-Length: 0", "Content-Length: 400"),
    "two lengths in one": ("Content-Length: 0, 400",),
    "a coding that hides": ("Transfer-Encoding: x, chunked",),
    "a coding with a blank in its name": ("Transfer-Encoding : chunked",),
    "a coding in a line that goes on": ("X: a", " Transfer-Encoding: chunked"),
    "a coding behind a line feed": ("X: a\nTransfer-Encoding: chunked",),
    "a coding behind a carriage return": ("X: a\rTransfer-Encoding: chunked",),
    "a length with a sign": ("Content-Length: +0",),
    "a length behind a zero byte": ("X: \0", "Content-Length: 0"),
}  # fmt: skip
"""What is ambiguous, to the headers that make it so."""


@pytest.mark.parametrize("what", SMUGGLED)
def test_nothing_is_smuggled_in_behind_an_ambiguous_head(grafana: Api, talk: Talk, what: str):
    outer = request(grafana, "POST", "/api/reports", *SMUGGLED[what])
    talk.send(outer + b"0\r\n\r\n" + create(grafana))
    (status,) = talk.statuses()
    assert 400 <= status < 600
    assert reports(grafana) == DOCUMENTED
    assert len(grafana.world.steer("GET", "/requests")) == 1, "but for the look at the reports, nothing has come in"


def test_a_body_that_is_a_request_is_a_body(grafana: Api, talk: Talk):
    hidden = create(grafana)
    talk.send(request(grafana, "POST", "/api/reports", body=hidden) + request(grafana, "GET", "/api/reports"))
    assert [talk.answer()[0], talk.answer()[0]] == [400, 200]
    assert reports(grafana) == DOCUMENTED


def test_what_is_refused_before_its_body_has_come_is_answered_and_the_rest_of_the_body_is_no_request(
    grafana: Api, talk: Talk
):
    much = 3_000_000
    talk.send(request(grafana, "POST", "/api/reports", length=much))
    talk.send(b"x" * (much // 2))
    assert talk.answer()[0] == 413
    talk.send(create(grafana) * ((much - much // 2) // len(create(grafana)) + 1))
    talk.socket.shutdown(socket.SHUT_WR)
    assert set(talk.statuses()) <= {200, 400}
    assert reports(grafana) <= DOCUMENTED + 1, "no more than what follows the announced length"


def test_nonsense_after_an_early_answer_is_not_answered_a_second_time(grafana: Api, talk: Talk):
    anybody = grafana.by()
    talk.send(request(anybody, "POST", "/api/reports", "Transfer-Encoding: chunked"))
    assert talk.answer()[0] == 401
    talk.send(b"this is no chunk\r\n" + create(grafana))
    assert talk.statuses() == []
    assert reports(grafana) == DOCUMENTED


@pytest.mark.parametrize("part", [0.1, 0.9])
def test_a_client_that_leaves_in_the_middle_of_a_body_has_done_nothing(grafana: Api, talk: Talk, part: float):
    whole = create(grafana)
    talk.send(whole[: len(whole) - len(REPORT) + int(len(REPORT) * part)])
    talk.socket.close()
    time.sleep(0.3)
    assert reports(grafana) == DOCUMENTED


def test_how_long_a_client_may_take_is_chosen_at_start(grafana: Api):
    process = Process("grafana", "--head-timeout", "1", "--body-timeout", "1", "--idle-timeout", "1")
    try:
        whole = create(grafana)
        with Talk(process.url) as head, Talk(process.url) as body, Talk(process.url) as silent:
            head.send(whole[:50])
            body.send(whole[:-5])
            assert [head.statuses(), body.statuses(), silent.statuses()] == [[408], [408], []]
    finally:
        assert process.stop() == 0
