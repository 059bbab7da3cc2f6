"""What happens on a connection before a request reaches the application and after it is answered: HTTP/1.1 as the server speaks it."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from talks import LARGE, Talk, echo_server, get, post

from mockserver.serving import process
from mockserver.serving.framing import Framing, Refusal

pytestmark = pytest.mark.posix

BODY = b"one, two, three"
CHUNKED = "Transfer-Encoding: chunked"
CHUNKS = b"4;a=b\r\none,\r\nb\r\n two, three\r\n0;c\r\nPrefer: code=500\r\n\r\n"
JAVA = """
import java.net.URI;
import java.net.http.*;
public class Post {
    public static void main(String[] arguments) throws Exception {
        var client = HttpClient.newHttpClient();
        for (int each = 0; each < 3; each++) {
            var request = HttpRequest.newBuilder(URI.create(arguments[0] + "/echo"))
                .POST(HttpRequest.BodyPublishers.ofString("from Java " + each)).build();
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            System.out.println(answer.statusCode() + " " + answer.body());
        }
    }
}
"""
"""Its client offers HTTP/2 with every request of a new connection, unless it is told not to."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server as it is by default."""
    with echo_server() as server:
        yield server.url


# What is served


def test_requests_that_come_together_are_answered_in_their_order(url: str):
    with Talk(url) as talk:
        talk.send(post("/echo", b"1") + get("/task") + post("/echo", b"2") + post("/echo", b"3"))
        assert [talk.answer() for _ in range(4)] == [(200, b"1"), (200, b"in time"), (200, b"2"), (200, b"3")]


@pytest.mark.parametrize("offer", ["h2c", "websocket", "TLS/1.2, h2c"])
@pytest.mark.parametrize("connection", ["Upgrade, HTTP2-Settings", "upgrade", "keep-alive, Upgrade"])
def test_who_offers_another_protocol_is_served_in_this_one_and_so_is_what_comes_behind(
    url: str, offer: str, connection: str
):
    headers = (f"Connection: {connection}", f"Upgrade: {offer}", "HTTP2-Settings: AAMAAABkAAQAAP__")
    with Talk(url) as talk:
        talk.send(post("/echo", BODY, *headers) + get("/task", *headers), post("/echo", b"next"))
        assert [talk.answer() for _ in range(3)] == [(200, BODY), (200, b"in time"), (200, b"next")]


def test_connection_close_is_heard_beside_an_offer(url: str):
    with Talk(url) as talk:
        talk.send(post("/echo", BODY, "Connection: close, Upgrade", "Upgrade: h2c"))
        assert talk.statuses() == [200]


@pytest.mark.skipif(shutil.which("java") is None, reason="no JDK here")
def test_javas_http_client_posts_with_its_body(url: str, tmp_path: Path):
    (tmp_path / "Post.java").write_text(JAVA)
    command = ["java", str(tmp_path / "Post.java"), url]
    told = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert told.stdout.splitlines() == [f"200 from Java {number}" for number in range(3)], told.stderr


@pytest.mark.parametrize(
    "request_", [post("/echo", BODY), post("/echo", CHUNKS, CHUNKED), b"\r\n" + post("/echo", BODY)]
)
def test_a_request_may_come_byte_by_byte(url: str, request_: bytes):
    with Talk(url) as talk:
        talk.send(*(bytes([each]) for each in request_ + get("/task")), pause=0.0005)
        assert [talk.answer(), talk.answer()] == [(200, BODY), (200, b"in time")]


@pytest.mark.parametrize("cut", range(0, len(post("/echo", CHUNKS, CHUNKED)), 7))
def test_a_request_may_be_cut_anywhere(url: str, cut: int):
    whole = post("/echo", CHUNKS, CHUNKED)
    with Talk(url) as talk:
        talk.send(whole[:cut], whole[cut:] + post("/echo", b"next"), pause=0.002)
        assert [talk.answer(), talk.answer()] == [(200, BODY), (200, b"next")]


def test_a_client_that_waits_to_be_asked_for_the_body_is_asked(url: str):
    with Talk(url) as talk:
        talk.send(post("/echo", b"", f"Content-Length: {len(BODY)}", "Expect: 100-continue"))
        assert talk.answer() == (100, b"")
        assert talk.send(BODY).answer() == (200, BODY)


def test_an_answer_may_come_before_the_body(url: str):
    with Talk(url) as talk:
        talk.send(post("/early", b"", "Content-Length: 2000000"))
        assert talk.answer() == (200, b"enough")
        talk.send(b"x" * 2_000_000 + post("/echo", b"next"))
        assert talk.answer() == (200, b"next")


def test_a_client_that_closes_its_side_gets_all_its_answers(url: str):
    with Talk(url) as talk:
        talk.send(get("/task") + post("/echo", BODY)).socket.shutdown(1)
        assert talk.statuses() == [200, 200]


@pytest.mark.parametrize("part", [get("/task")[:-2], post("/echo", BODY)[:-2], post("/echo", CHUNKS[:9], CHUNKED)])
def test_a_client_that_closes_its_side_in_the_middle_of_a_request_gets_nothing(url: str, part: bytes):
    with Talk(url) as talk:
        talk.send(part).socket.shutdown(1)
        assert talk.statuses() == []


def test_every_request_has_a_task_and_a_context_of_its_own(url: str):
    with Talk(url) as talk:
        talk.send(get("/context") * 2, get("/context") + get("/task"))
        assert [talk.answer()[1] for _ in range(4)] == [b"nothing"] * 3 + [b"in time"]


# What is refused

HEAD = "POST /echo HTTP/1.1\r\nHost: here\r\n"
REFUSED = {
    "nonsense": (b"nonsense\r\n\r\n", 400),
    "nonsense without an end": (b"nonsense\n", 400),
    "something encrypted": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    "a line feed alone": (get("/task").replace(b"Host: here\r\n", b"Host: here\n"), 400),
    "line feeds only": (get("/task").replace(b"\r\n", b"\n"), 400),
    "a carriage return alone": (get("/task", "X: a\rY: b"), 400),
    "a zero byte": (get("/task", "X: a\0b"), 400),
    "a header that goes on in the next line": (get("/task", "X: a", " b"), 400),
    "a length beside chunks": (post("/echo", CHUNKS, "Content-Length: 5", CHUNKED), 400),
    "chunks beside a length": (post("/echo", CHUNKS, CHUNKED, "content-length: 5"), 400),
    "two lengths": (post("/echo", BODY, "Content-Length: 15", "Content-Length: 5"), 400),
    "the same length twice": (post("/echo", BODY, "Content-Length: 15", "Content-Length: 15"), 400),
    "a list of lengths": (post("/echo", BODY, "Content-Length: 15, 15"), 400),
    "a negative length": (post("/echo", BODY, "Content-Length: -15"), 400),
    "a length with a sign": (post("/echo", BODY, "Content-Length: +15"), 400),
    "a hexadecimal length": (post("/echo", BODY, "Content-Length: 0xf"), 400),
    "no length at all": (post("/echo", BODY, "Content-Length:"), 400),
    "an endless length": (post("/echo", BODY, "Content-Length: " + "9" * 40), 400),
    "a space before the colon": (post("/echo", BODY, "Content-Length : 15"), 400),
    "another coding": (post("/echo", BODY, "Transfer-Encoding: gzip"), 501),
    "another coding before chunks": (post("/echo", CHUNKS, "Transfer-Encoding: gzip, chunked"), 501),
    "chunks twice": (post("/echo", CHUNKS, CHUNKED, CHUNKED), 501),
    "chunks under a strange name": (post("/echo", CHUNKS, "Transfer-Encoding: xchunked"), 501),
    "chunks in HTTP/1.0": (post("/echo", CHUNKS, CHUNKED).replace(b"HTTP/1.1", b"HTTP/1.0"), 400),
    "a chunk of no size": (post("/echo", b"z\r\n", CHUNKED), 400),
    "a chunk of negative size": (post("/echo", b"-4\r\none,\r\n", CHUNKED), 400),
    "a chunk of hexadecimal size": (post("/echo", b"0x4\r\none,\r\n", CHUNKED), 400),
    "a chunk that is longer than it is": (post("/echo", b"3\r\none,\r\n0\r\n\r\n", CHUNKED), 400),
    "a chunk that ends with a line feed": (post("/echo", b"4\none,\n0\n\n" + b" " * 2000, CHUNKED), 400),
    "a long extension": (post("/echo", b"4;" + b"x" * 5000, CHUNKED), 400),
    "a control character in an extension": (post("/echo", b"4;\n\r\none,\r\n0\r\n\r\n", CHUNKED), 400),
    "an endless size": (post("/echo", b"f" * 40 + b"\r\n", CHUNKED), 400),
    "a proxy's request": (b"CONNECT here:80 HTTP/1.1\r\nHost: here\r\n\r\n", 501),
    "HTTP/2 without asking": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "an unknown method": (b"FETCH /task HTTP/1.1\r\nHost: here\r\n\r\n", 400),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_could_be_taken_in_two_ways_is_refused_and_what_follows_is_never_served(url: str, what: str):
    refused, status = REFUSED[what]
    with Talk(url) as talk:
        assert talk.send(refused + get("/task") * 2).statuses() == [status]


@pytest.mark.parametrize("what", REFUSED)
def test_a_good_request_is_answered_before_the_refusal_of_what_follows_in_the_same_write(url: str, what: str):
    refused, status = REFUSED[what]
    with Talk(url) as talk:
        talk.send(post("/echo", BODY) + get("/task") + refused)
        assert [talk.answer(), talk.answer()] == [(200, BODY), (200, b"in time")]
        assert talk.statuses() == [status]


def head(bytes_: int) -> bytes:
    """A request whose line and headers have so many bytes."""
    return get("/task", "X: " + "x" * (bytes_ - len(get("/task", "X: "))))


@pytest.mark.parametrize("pieces", [1, 2, 100, 3000])
@pytest.mark.parametrize(("bytes_", "status"), [(65_540, 200), (65_541, 431), (500_000, 431)])
def test_a_head_has_an_end_however_it_is_cut(url: str, pieces: int, bytes_: int, status: int):
    whole = head(bytes_)
    size = -(-len(whole) // pieces)
    cut = [whole[start : start + size] for start in range(0, len(whole), size)]
    with Talk(url) as talk:
        talk.send(*cut, pause=0.0001)
        assert talk.answer()[0] == status
        if status == 431:
            assert talk.answer() == (0, b"")


# Clients that do not read, and clients that do not write


def test_what_a_client_does_not_read_holds_back_its_next_requests():
    with echo_server() as server, Talk(server.url) as talk:
        talk.send(get("/large") * 6 + get("/task"))
        server.await_begun(1)
        for _ in range(5):
            assert server.begun() == 1
        answers = [talk.answer() for _ in range(7)]
        assert [(status, len(body)) for status, body in answers] == [(200, LARGE)] * 6 + [(200, 7)]


def test_all_clients_together_leave_no_more_unread_than_there_is_room_for():
    with echo_server() as server:
        idle = [Talk(server.url).send(get("/large") * 8) for _ in range(40)]
        file = Path(f"/proc/{server.process.pid}/statm")
        most = 0
        with Talk(server.url) as talk:
            talk.send(get("/task") * 3, get("/task"), pause=2)
            for _ in range(4):
                assert talk.answer() == (200, b"in time")
                most = max(most, int(file.read_text().split()[1]) * 4096 if file.exists() else 0)
        for each in idle:
            each.socket.close()
        assert most < 200_000_000, "40 answers of 8 MB were kept"


@pytest.mark.parametrize(("memory", "waits"), [(20_000_000, True), (160_000_000, False)])
def test_the_room_for_what_is_left_unread_is_a_share_of_the_memory(memory: int, waits: bool):
    with echo_server(memory=memory) as server, Talk(server.url) as idle:
        begun = time.monotonic()
        idle.send(get("/large"))
        server.await_begun(1)
        assert (time.monotonic() - begun > 1) == waits


STALLED = {
    "half a request line": get("/task")[:8],
    "half a head": get("/task")[:-4],
    "half a body": post("/echo", BODY)[:-3],
    "half of the chunks": post("/echo", CHUNKS[:12], CHUNKED),
    "a chunk without its end": post("/echo", b"4\r\none,", CHUNKED),
}  # fmt: skip


@pytest.mark.parametrize("what", STALLED)
def test_who_sends_half_a_request_is_told_that_it_took_too_long(what: str):
    with echo_server(head_timeout=0.5, body_timeout=0.5) as server, Talk(server.url) as talk:
        talk.send(get("/task") + STALLED[what])
        assert talk.statuses() == [200, 408]


def test_who_sends_a_head_drop_by_drop_is_told_so_too():
    with echo_server(head_timeout=1, idle_timeout=0.7) as server, Talk(server.url) as talk:
        talk.send(*(bytes([each]) for each in get("/task", "X: " + "x" * 30)), pause=0.1)
        assert talk.statuses() == [408]


def test_who_sends_a_body_drop_by_drop_is_told_so_too():
    with echo_server(body_timeout=1) as server, Talk(server.url) as talk:
        talk.send(post("/echo", b"", "Content-Length: 500"), *[b"x"] * 30, pause=0.1)
        assert talk.statuses() == [408]


@pytest.mark.parametrize("before", [b"", get("/task")])
def test_a_silent_connection_is_closed(before: bytes):
    with echo_server(idle_timeout=0.5) as server, Talk(server.url) as talk:
        talk.send(before)
        assert talk.statuses() == ([200] if before else [])


def test_who_reads_nothing_of_an_answer_is_given_up_on():
    settings = {"output_timeout": 0.5, "idle_timeout": 2}
    with echo_server(**settings) as server, Talk(server.url) as talk:
        talk.send(get("/large"))
        server.await_begun(1)
        with Talk(server.url) as silent:
            assert silent.statuses() == [], "by now the other one has waited for longer, too"
        with pytest.raises(AssertionError, match="cut off"):
            talk.answer()


def test_a_request_that_the_application_takes_long_for_is_not_given_up_on():
    short = {"head_timeout": 0.2, "body_timeout": 0.2, "idle_timeout": 0.2, "output_timeout": 0.2}
    with echo_server(**short) as server, Talk(server.url, wait=1.5) as talk:
        talk.send(post("/wait", BODY))
        with pytest.raises(TimeoutError):
            talk.answer()


# Where the seam is


def test_of_the_http_server_only_two_classes_are_known():
    source = Path(process.__file__).read_text()
    assert set(re.findall(r"\buvicorn\.(\w+)", source)) == {"Config", "Server"}


@pytest.mark.parametrize("seed", range(20))
def test_however_bytes_are_cut_the_same_goes_on(seed: int):
    chance = random.Random(seed)
    parts = [
        get("/a"),
        post("/b", BODY),
        post("/c", CHUNKS, CHUNKED),
        post("/d", b"", "Upgrade: h2c", "Connection: Upgrade"),
    ]
    data = b"".join(chance.choices(parts, k=6)) + chance.choice([each for each, _ in REFUSED.values()])

    def read(pieces: list[bytes]) -> tuple[list[bytes], int]:
        framing, requests, status = Framing(), [b""], 0
        try:
            for piece in pieces:
                framing.held += piece
                while framing.held:
                    if framing.whole:
                        requests.append(b"")
                    taken = framing.begin() if framing.whole and not requests[-1] else framing.body()
                    if not taken:
                        break
                    requests[-1] += taken
        except Refusal as refusal:
            status = refusal.status
            requests = requests if framing.whole else requests[:-1]
        return [each for each in requests if each], status

    def meaning(found: tuple[list[bytes], int]) -> tuple[list[bytes], int]:
        return [re.sub(rb"\r\n[0-9a-f]+\r\n", b"", each) for each in found[0]], found[1]

    cuts = sorted(chance.sample(range(len(data)), 40))
    pieces = [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    assert meaning(read(pieces)) == meaning(read([data]))
