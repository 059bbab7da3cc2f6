"""`mockserver record` passes everything on, byte for byte but for addresses, judges it live, and keeps no secret."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import ROOT, serving
from recordings import LARGE, Recording, odd_server, recording
from talks import Talk

from mockserver.traffic import har

SECRET = "s3cret-of-mine"
DOCUMENT = """\
openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /things:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: All.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
      responses:
        '201': {description: Made., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
components:
  schemas:
    Thing:
      type: object
      required: [id, name]
      properties: {id: {type: integer}, name: {type: string}}
"""


class Taped:
    """A recording of an odd server, and a client of it."""

    def __init__(self, upstream: str, seen: list[dict[str, Any]], taped: Recording) -> None:
        self.upstream, self.seen, self.recording = upstream, seen, taped
        self.base = f"{taped.url}/things"
        self.http = httpx.Client(timeout=20, trust_env=False)

    def get(self, path: str, **arguments: Any) -> httpx.Response:
        """Ask by way of the recording."""
        return self.http.get(self.base + path, **arguments)

    def file(self) -> Path:
        """The recording's file."""
        return self.recording.folder / "things.har"

    def written(self) -> list[dict[str, Any]]:
        """What it has so far."""
        return list(json.loads(self.file().read_text())["log"]["entries"])


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("document") / "things.yaml"
    file.write_text(DOCUMENT)
    return file


@pytest.fixture(scope="module")
def taped(document: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taped]:
    folder = tmp_path_factory.mktemp("taped") / "recorded"
    with odd_server() as (url, seen), recording(
        str(document), "--upstream", f"{url}/base", "--upstream-timeout", "2", folder=folder
    ) as made:  # fmt: skip
        found = Taped(url, seen, made)
        with found.http:
            yield found


def test_a_request_is_passed_on_as_it_was_sent(taped: Taped) -> None:
    answer = taped.http.post(
        f"{taped.base}/things?a=%2Fb&a=+&c", content=b'{"id": 1,  "name":"\xc3\xa4"}',
        headers={"Content-Type": "application/json", "X-Mine": "1", "Connection": "keep-alive, X-Hop", "X-Hop": "2",
                 "Referer": f"{taped.base}/start", "Origin": taped.recording.url, "Mock-World": "default"},
    )  # fmt: skip
    asked = taped.seen[-1]
    assert (asked["method"], asked["path"]) == ("POST", "/base/things?a=%2Fb&a=+&c")
    assert asked["body"] == answer.content == b'{"id": 1,  "name":"\xc3\xa4"}'
    assert asked["headers"]["Host"] == taped.upstream.removeprefix("http://")
    assert (asked["headers"]["Referer"], asked["headers"]["Origin"]) == (f"{taped.upstream}/base/start", taped.upstream)
    assert asked["headers"]["X-Mine"] == "1"
    assert not {"X-Hop", "Mock-World"} & set(asked["headers"])
    assert answer.status_code == 201
    assert answer.headers["mock-operation"] == "post_things"


def test_a_body_of_unknown_length_is_passed_on(taped: Taped) -> None:
    answer = taped.http.post(f"{taped.base}/things", content=iter([b'{"id":1,', b'"name":"a"}']))
    assert answer.status_code == 201
    assert taped.seen[-1]["body"] == b'{"id":1,"name":"a"}'


def test_an_answer_is_judged_while_it_passes(taped: Taped) -> None:
    good = taped.http.post(f"{taped.base}/things", json={"id": 1, "name": "a"})
    assert not {"mock-violation", "mock-drift"} & set(good.headers)
    bad = taped.http.post(f"{taped.base}/things", json={"name": 1})
    assert bad.headers.get_list("mock-violation") == ["body 'id' is required"] or bad.headers.get_list("mock-violation")
    assert any("/name" in each for each in bad.headers.get_list("mock-drift"))
    new = taped.get("/things?limit=x")
    assert new.headers["mock-violation"].startswith("query.limit ")
    assert "/0/extra the document does not have this member" in new.headers["mock-drift"]
    unknown = taped.get("/nothing")
    assert (unknown.status_code, unknown.headers["mock-operation"]) == (404, "-")


def test_headers_of_one_connection_stay_there(taped: Taped) -> None:
    assert "x-hop" not in taped.get("/things").headers


def test_the_host_header_names_the_vendor_as_when_serving(taped: Taped) -> None:
    port = taped.recording.url.rpartition(":")[2]
    answer = taped.http.get(f"{taped.recording.url}/things", headers={"Host": f"things.localhost:{port}"})
    assert taped.seen[-1]["path"] == "/base/things"
    assert answer.status_code == 200
    assert taped.http.get(f"{taped.recording.url}/w/some/things/things").status_code == 200
    assert taped.seen[-1]["path"] == "/base/things"


def test_there_is_no_control_plane(taped: Taped) -> None:
    assert taped.http.get(f"{taped.recording.url}/__admin/health").json()["type"].endswith("no-control-plane")


def test_links_to_the_real_server_lead_here(taped: Taped) -> None:
    packed = taped.get("/packed")
    assert packed.json() == {"next": f"{taped.base}/things?page=2", "other": "http://elsewhere.example/base"}
    moved = taped.get("/moved")
    assert (moved.status_code, moved.headers["location"]) == (302, f"{taped.base}/things")
    assert moved.headers["link"] == f'<{taped.base}/things>; rel="next", <https://elsewhere.example/>; rel="x"'
    assert moved.headers["set-cookie"] == f"sid={SECRET}; Path=/things; HttpOnly"
    assert taped.get("/near").headers["location"] == "/things/things?page=2"
    assert taped.http.get(f"{taped.base}/moved", follow_redirects=True).url == f"{taped.base}/things"


def test_a_compressed_answer_stays_so_where_nothing_in_it_changes(taped: Taped) -> None:
    with taped.http.stream("GET", f"{taped.base}/large") as large:
        assert large.headers["content-length"] == str(len(LARGE))
        assert large.read() == LARGE
    deadline = time.monotonic() + 10  # it is written down once it has passed
    while not (kept := [each for each in taped.written() if each["request"]["url"].endswith("/large")]):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert kept[-1]["response"]["content"]["comment"] == "the body was not kept"


def test_head_and_answers_without_a_body(taped: Taped) -> None:
    head = taped.http.head(f"{taped.base}/things")
    assert (head.status_code, head.content, int(head.headers["content-length"])) == (
        200,
        b"",
        len(taped.get("/things").content),
    )
    empty = taped.get("/empty")
    assert (empty.status_code, empty.content) == (204, b"")


def test_what_is_written_bit_by_bit_is_passed_on_bit_by_bit(taped: Taped) -> None:
    begun, came = time.monotonic(), []
    with taped.http.stream("GET", f"{taped.base}/slow") as slow:
        for part in slow.iter_raw():
            came.append((part, time.monotonic() - begun))
    assert b"".join(part for part, _ in came) == b"data: 1\n\ndata: 2\n\n"
    assert came[-1][1] - came[0][1] > 0.3


def test_an_answer_that_breaks_off_breaks_off_here(taped: Taped) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        taped.get("/broken")
    assert taped.get("/things").status_code == 200


def test_a_server_that_keeps_silent_is_a_504(taped: Taped) -> None:
    before = len(taped.written())
    late = taped.get("/silent")
    assert (late.status_code, late.headers["content-type"]) == (504, "application/problem+json")
    assert late.json()["type"].endswith("upstream-timeout")
    assert len(taped.written()) == before


def test_no_secret_is_in_any_file(taped: Taped) -> None:
    headers = {"Authorization": f"Bearer {SECRET}", "X-Api-Key": SECRET, "Cookie": f"sid={SECRET}"}
    taped.http.post(
        f"{taped.base}/things?token={SECRET}", json={"password": SECRET, "note": f"is {SECRET}"}, headers=headers
    )
    taped.get("/moved")
    assert taped.seen[-2]["headers"]["Authorization"] == f"Bearer {SECRET}"
    text = taped.file().read_text()
    assert SECRET not in text
    assert "Bearer ********" in text


def test_the_recording_is_whole_at_any_time(taped: Taped) -> None:
    taped.get("/things?limit=2")
    url, last = har.read(taped.file())[-1]
    assert url == f"{taped.upstream}/base/things?limit=2"
    assert (last.method, last.status) == ("GET", 200)
    assert taped.written()[-1]["_mock"]["operation"] == "get_things"
    assert "extra" in taped.written()[-1]["_mock"]["drift"][0]


@pytest.mark.parametrize(
    "target",
    [b"/things/%00?%ff=\xff", b"/things/\xc3\xa4", b"/things/" + b"a" * 7000, b"/things/..%2f..", b"//x/things", b"*"],
)
def test_odd_paths_are_no_failure_of_ours(taped: Taped, target: bytes) -> None:
    host, _, port = taped.recording.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as sent:
        sent.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answered = b"".join(iter(lambda: sent.recv(65536), b""))
    assert answered.split(b" ", 2)[1] in (b"200", b"400", b"404")
    assert taped.get("/things").status_code == 200


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def test_where_nobody_is_there_the_mock_answers_if_it_may(document: Path, tmp_path: Path) -> None:
    port = free_port()
    flags = (str(document), "--upstream", f"http://127.0.0.1:{port}/base")
    with recording(*flags, folder=tmp_path / "one") as without:
        refused = httpx.get(f"{without.url}/things/things", trust_env=False)
        assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (502, "upstream-unreachable")
        assert "nothing was answered" in without.stop()
        assert without.code == 0
    with recording(*flags, "--fallback", folder=tmp_path / "two") as with_mock, httpx.Client(trust_env=False) as http:
        made = http.post(f"{with_mock.url}/things/things", json={"id": 5, "name": "made here"})
        assert (made.status_code, made.headers["mock-evidence"]) == (201, "assumed")
        assert len(http.get(f"{with_mock.url}/things/things").json()) == 1
        with odd_server(port):
            assert "mock-evidence" not in http.get(f"{with_mock.url}/things/things").headers
        with_mock.stop()
    assert len(har.read(tmp_path / "two" / "things.har")) == 1


def test_what_drifts_is_told_with_the_page_that_states_it(tmp_path: Path) -> None:
    """The real server is a mock whose error bodies are others than the page has them."""
    with (
        serving("thousandeyes", "--reading", "thousandeyes.errors=problem") as real,
        recording("thousandeyes", "--upstream", f"{real}/thousandeyes", folder=tmp_path / "recorded") as made,
    ):
        answer = httpx.get(f"{made.url}/thousandeyes/v7/reports", trust_env=False)
        assert (answer.status_code, answer.headers["mock-operation"]) == (401, "listReports")
        assert "mock-drift" in answer.headers
        said = made.stop()
    assert made.code == 0
    assert "1 exchanges" in said
    assert "reading errors=problem (not " in said
    assert "by these readings  listReports" in said
    assert "not true here: " in said


def test_a_second_recording_takes_the_place_of_none(document: Path, tmp_path: Path) -> None:
    with odd_server() as (url, _):
        for _ in range(2):
            with recording(str(document), "--upstream", f"{url}/base", folder=tmp_path / "recorded") as made:
                made.stop()
    assert sorted(each.name for each in (tmp_path / "recorded").glob("*.har")) == ["things-2.har", "things.har"]


@pytest.mark.parametrize("asked", [0, 1])
def test_whatever_a_program_reads_of_a_recording_is_json(document: Path, tmp_path: Path, asked: int) -> None:
    folder = tmp_path / "recorded"
    flags = ("--log-format", "json")
    with odd_server() as (url, _), recording(str(document), "--upstream", f"{url}/base", *flags, folder=folder) as made:
        for _ in range(asked):
            httpx.get(f"{made.url}/things/things", trust_env=False)
        with Talk(made.url) as talk:
            assert talk.send(b"GET / HTTP/1.1\r\nX: \x1b\r\n\r\n").statuses() == [400]
        said = [json.loads(line) for line in [made.greeting, *made.stop().splitlines()]]
    first, *requests = (each for each in said if "url" in each or "path" in each)
    assert (first["vendors"], first["upstream"]) == ({"things": f"{made.url}/things"}, f"{url}/base")
    assert [each["status"] for each in requests] == [200] * asked + [400]
    (counted,) = (each for each in said if "exchanges" in each)
    assert (counted["exchanges"], counted["violated"], counted["file"]) == (asked, 0, first["file"])
    assert said[-1]["message"].startswith("take it with: mockserver serve " if asked else "nothing was answered")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["grafana"], "--upstream URL is missing"),
        (["grafana", "--upstream", "grafana.example"], "--upstream grafana.example: an address is expected"),
        (["grafana", "--upstream", "https://me:pw@grafana.example"], "no credential goes into the address"),
        (["grafna", "--upstream", "http://127.0.0.1:1"], "did you mean grafana?"),
        (["grafana", "--upstream", "http://127.0.0.1:1", "--reading", "grafana.x=1"], "grafana: 'x' is no reading"),
        (
            ["grafana", "--upstream", "http://127.0.0.1:1", "--upstream-ca", "none.pem"],
            "--upstream-ca none.pem: No such file",
        ),
        (["nothing.yaml", "--upstream", "http://127.0.0.1:1"], "nothing.yaml: there is no such file"),
    ],
)
def test_what_cannot_be_recorded_is_said_in_one_line(arguments: list[str], told: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mockserver", "record", "--port", "0", "--into", str(tmp_path / "r"), *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert told in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert "me:pw" not in done.stderr
