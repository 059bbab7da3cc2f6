"""The live log: one line a request, with the reason of each refusal, for whoever runs `mockserver serve`; nobody waits for its reader."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest
from conftest import READY, ROOT, Process
from talks import Talk

import mockserver
from mockserver.authorization import bearer
from mockserver.commands.greeting import DOCS

TOKEN = bearer("eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk")
YEARLY = {"name": "R", "recipients": "a@b", "schedule": {"frequency": "yearly"}}


class Watched:
    """A server whose lines are read."""

    def __init__(self, *arguments: str) -> None:
        self.process = Process("--no-quiet", *arguments)
        self.url = self.process.url

    def lines(self) -> list[str]:
        """The lines of all requests; the server has ended then."""
        self.process.process.terminate()
        assert self.process.process.stdout is not None
        output = self.process.process.stdout.read()
        assert self.process.stop() == 0
        greeting, end, after = output.partition(f"Documentation  {DOCS}\n")
        return (after if end else greeting).splitlines()


@contextlib.contextmanager
def watched(*arguments: str) -> Iterator[Watched]:
    server = Watched(*arguments)
    yield server
    server.process.stop()


def test_a_line_says_when_where_what_came_of_it_and_why() -> None:
    with watched("grafana", "thousandeyes") as server:
        httpx.get(f"{server.url}/grafana/api/reports", headers=TOKEN)
        httpx.post(f"{server.url}/w/nightly/grafana/api/reports", headers=TOKEN, json=YEARLY)
        httpx.get(f"{server.url}/grafana/api/reports")
        httpx.get(f"{server.url}/grafana/api/reports/99", headers=TOKEN)
        lines = server.lines()
    time = r"\d\d:\d\d:\d\d "
    expected = [
        rf"{time} default +grafana +getReports +200  \w+",
        rf'{time} nightly +grafana +createReport +400  \w+ +/schedule/frequency "yearly" is not one of "once", .*',
        rf"{time} default +grafana +getReports +401  \w+ +no-credentials: .+",
        rf"{time} default +grafana +getReport +404  \w+ +not-found.*",
    ]
    assert len(lines) == len(expected)
    for line, pattern in zip(lines, expected, strict=True):
        assert re.fullmatch(pattern, line), line


NEAR = {
    "/grafana/api/report/2": "GET /grafana/api/reports/{id}",
    "/grafna/api/reports": "GET /grafana/api/reports",
    "/api/reports": "GET /grafana/api/reports",
    "/grafana/api/reports/": "GET /grafana/api/reports",
    "/w/nightly/thousandeyes/v7/report-snapshot": "GET /thousandeyes/v7/report-snapshots",
    "/quite/something/else": None,
}  # fmt: skip


def test_what_nobody_is_there_for_is_shown_with_the_nearest_address() -> None:
    with watched("grafana", "thousandeyes", "--admin-token", "t") as server:
        for path in NEAR:
            assert httpx.get(server.url + path, headers=TOKEN).status_code == 404
        shown = httpx.get(f"{server.url}/__admin/requests", headers=bearer("t")).json()
        lines = server.lines()
    assert [each["nearest"] for each in shown] == [*NEAR.values()]
    assert [each["vendor"] for each in shown] == ["grafana", None, None, "grafana", "thousandeyes", None]
    assert shown[4]["world"] == "nightly"
    assert shown[0]["reason"].startswith("unknown-path: ")
    assert shown[1]["path"] == "/grafna/api/reports"
    for line, near in zip(lines, NEAR.values(), strict=True):
        assert line.endswith(f"did you mean {near}?") if near else "did you mean" not in line


def test_only_the_last_ones_are_kept_and_nothing_large() -> None:
    with mockserver.running("grafana") as server, httpx.Client() as client:
        for number in range(230):
            client.get(f"{server.url}/nowhere/{number}/{'x' * 1000}")
        shown = server.admin.unmatched()
    assert [each["path"].split("/")[2] for each in shown] == [str(number) for number in range(30, 230)]
    assert max(len(each["path"]) for each in shown) == 300


def test_a_world_that_is_not_there_and_a_refused_control_call_are_shown() -> None:
    with watched("grafana", "--strict-worlds") as server:
        httpx.get(f"{server.url}/w/nightly/grafana/api/reports")
        httpx.get(f"{server.url}/__admin/worlds", headers={"Origin": "https://evil.example"})
        httpx.get(f"{server.url}/__admin/worlds")
        lines = server.lines()
    assert len(lines) == 2
    assert lines[0].endswith("there is no world nightly; create it first")
    assert "(control plane)" in lines[1]
    assert "foreign-origin" in lines[1]


def test_a_page_that_may_not_call_is_told_of_with_what_lets_it_in() -> None:
    with watched("grafana") as server:
        asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "GET"}
        httpx.options(f"{server.url}/grafana/api/reports", headers=asked)
        httpx.options(f"{server.url}/grafana/api/reports", headers={**asked, "Origin": "http://localhost:5173"})
        (line,) = server.lines()
    assert line.endswith("a page of https://app.example asks: --cors-origin lets it in")


def test_lines_for_programs_are_json() -> None:
    with watched("grafana", "--log-format", "json") as server:
        httpx.post(f"{server.url}/grafana/api/reports?secret=1", headers=TOKEN, json=YEARLY)
        httpx.get(f"{server.url}/grafana/api/report")
        first, second = (json.loads(line) for line in server.lines())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT.*Z", first.pop("time"))
    assert 0 < first.pop("seconds") < 5
    assert first.pop("violations")[0]["pointer"] == "/schedule/frequency"
    assert first.pop("reason").startswith("invalid-body")
    assert first == {
        "id": "default-1", "world": "default", "vendor": "grafana", "method": "POST", "path": "/api/reports", "operation": "createReport",
        "status": 400, "label": "inferred", "nearest": None,
    }  # fmt: skip
    assert (second["operation"], second["nearest"]) == (None, "GET /grafana/api/reports")


def test_what_a_program_reads_is_json_from_the_first_line_on() -> None:
    command = [sys.executable, "-m", "mockserver", "serve", "grafana", "strapi", "--port", "0", "--log-format", "json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        assert httpx.get(f"{first['vendors']['grafana']}/api/reports").status_code == 401
        process.terminate()
        (second,) = (json.loads(line) for line in process.stdout)
    assert READY.search(first["message"])[1] == first["url"]
    assert first["vendors"] == {name: f"{first['url']}/{name}" for name in ("grafana", "strapi")}
    assert second["operation"] == "getReports"


def test_no_secret_and_no_control_character_is_shown() -> None:
    with watched("strapi", "grafana", "--profile", "strapi=3.6") as server:
        httpx.post(
            f"{server.url}/strapi/auth/local/register",
            json={"password": 4711, "username": ["bell\x07\x1b[2J"], "email": "\x1b]0;x\x07"},
        )
        httpx.get(f"{server.url}/grafana/api/reports?token=4711", headers=bearer("4711"))
        httpx.get(f"{server.url}/%1b/%07")
        broken = b'{"identifier":"ann","p\\u0061ssword":4711'
        httpx.post(f"{server.url}/strapi/auth/local", content=broken, headers={"Content-Type": "application/json"})
        lines = server.lines()
    assert len(lines) == 4
    assert all("4711" not in line and line.isprintable() for line in lines)


@pytest.mark.parametrize("how", [["--quiet"], []])
def test_servers_of_tests_and_quiet_ones_print_nothing(how: list[str]) -> None:
    if how:
        process = Process(*how, "grafana")
        httpx.get(f"{process.url}/grafana/api/reports", headers=TOKEN)
        process.process.terminate()
        assert process.process.stdout is not None
        output = process.process.stdout.read()
        process.stop()
    else:
        script = "import os, urllib.request as r; r.urlopen(os.environ['MOCKSRV_URL'] + '/__admin/health'); "
        script += f"r.urlopen(r.Request(os.environ['MOCKSRV_GRAFANA_URL'] + '/api/reports', headers={TOKEN!r}))"
        line = [sys.executable, "-m", "mockserver", "run", "grafana", "--", sys.executable, "-c", script]
        done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=True)
        output = done.stdout + done.stderr
    assert "getReports" not in output


def test_who_reads_no_line_keeps_no_request_waiting_and_the_end_still_comes() -> None:
    process = Process("--no-quiet", "grafana")
    with httpx.Client(headers=TOKEN) as client:
        for _ in range(1500):
            assert client.get(f"{process.url}/grafana/api/reports/99").status_code == 404
    begun = time.monotonic()
    process.process.terminate()
    process.process.wait(10)
    assert time.monotonic() - begun < 5
    process.stop()


def test_who_stops_reading_disturbs_nobody() -> None:
    process = Process("--no-quiet", "grafana")
    assert process.process.stdout is not None
    process.process.stdout.close()
    for _ in range(3):
        assert httpx.get(f"{process.url}/grafana/api/reports", headers=TOKEN).status_code == 200
        time.sleep(0.1)
    process.process.terminate()
    assert process.process.stderr is not None
    assert process.process.stderr.read() == ""
    assert process.process.wait(10) == 0
    process.process.stderr.close()


@pytest.mark.parametrize(("environ", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colours_are_for_terminals_only(environ: dict[str, str], coloured: bool) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "mockserver", "serve", "grafana", "--port", "0"], cwd=ROOT,
        env={**os.environ, "TERM": "xterm", **environ}, stdout=theirs, stderr=subprocess.PIPE,
    )  # fmt: skip
    os.close(theirs)
    output = read_until(ours, "__admin/health")
    found = READY.search(output)
    assert found is not None
    httpx.get(f"{found[1]}/grafana/api/reports", headers=TOKEN)
    line = read_until(ours, "getReports", "\n")
    process.terminate()
    process.communicate(timeout=10)
    os.close(ours)
    assert ("\x1b[32m200\x1b[0m" in line) == coloured
    assert ("\x1b" in line) == coloured
    assert " 200" in line or coloured


def read_until(file: int, *words: str) -> str:
    """What a terminal shows until all of some words have come."""
    output = ""
    while not all(word in output for word in words):
        output += os.read(file, 65536).decode()
    return output


def test_the_journal_says_why_a_request_was_refused() -> None:
    with mockserver.running("grafana", "thousandeyes") as server:
        httpx.get(f"{server.url}/grafana/api/reports/99", headers=TOKEN)
        httpx.get(f"{server.url}/grafana/api/reports", headers=TOKEN)
        first, second = server.admin.world().requests.all()
        assert first["reason"].startswith("not-found")
        assert second["reason"] is None


UNREADABLE = {
    b"GET / HTTP/1.1\r\nX-Mine: a\x1b[2Jb\r\n\r\n": "A header holds the byte 0x1b.",
    b"GET / HTTP/1.1\r\nX Mine: a\r\n\r\n": "A header has no name, or one that HTTP does not allow.",
    b"POST / HTTP/1.1\r\nContent-Length: a\x1b\r\n\r\n": "Content-Length is not one number.",
    b"nonsense " + b"x" * 1000 + b"\r\n\r\n": "The first line is none of an HTTP/1.1 request.",
    b"\x16\x03\x01\x02\x00": "This is no HTTP request.",
}


def refused(url: str, sent: bytes) -> int:
    """The status of the answer to some bytes, after which the connection ends."""
    with Talk(url) as talk:
        (status,) = talk.send(sent).statuses()
    return status


@pytest.mark.parametrize("encoding", ["text", "json"])
def test_what_cannot_be_read_as_a_request_is_shown_with_the_reason_and_none_of_its_bytes(encoding: str) -> None:
    with watched("grafana", "--log-format", encoding) as server:
        assert [refused(server.url, sent) for sent in UNREADABLE] == [400] * len(UNREADABLE)
        with Talk(server.url) as talk:
            talk.send(b"GET /grafana/api/reports HTTP/1.1\r\nHost: localhost\r\n\r\n" + next(iter(UNREADABLE)))
            assert talk.statuses() == [401, 400]
        shown = httpx.get(f"{server.url}/__admin/requests").json()
        lines = server.lines()
    whys = [*UNREADABLE.values(), next(iter(UNREADABLE.values()))]
    assert [each["reason"] for each in shown] == whys
    expected = {"method": "", "path": "(unreadable)", "status": 400, "world": None, "vendor": None, "nearest": None}
    assert all(each.items() >= expected.items() for each in shown)
    assert len({each["id"] for each in shown}) == len(shown)
    assert all(line.isprintable() for line in lines)
    if encoding == "json":
        read = [json.loads(line) for line in lines if "message" not in json.loads(line)]
        assert [each["reason"] for each in read if each["path"] == "(unreadable)"] == whys
        assert [each["status"] for each in read] == [400] * len(UNREADABLE) + [401, 400]
    else:
        unread = [line for line in lines if "(unreadable)" in line]
        for line, why in zip(unread, whys, strict=True):
            assert re.fullmatch(rf"\d\d:\d\d:\d\d  - +- +\(unreadable\) +400  - +{re.escape(why)}", line), line


def test_a_request_that_is_read_and_refused_is_shown_once() -> None:
    with watched("grafana") as server:
        assert refused(server.url, b"GET /grafana/api/reports HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n") == 401
        (line,) = server.lines()
    assert "getReports" in line
