"""`mockserver verify`: what leaves the machine, what is found, what is left behind, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from mockserver.launching import Running, running

TOKEN = "eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk"
GRAFANA = ("grafana", "--credential", f"grafana:bearer={TOKEN}")
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


def verify(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "mockserver", "verify", *arguments],
        env={**os.environ, **environ}, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running("grafana", "strapi") as started:
        yield started


def reports(server: Running) -> list[dict[str, Any]]:
    """The reports that Grafana has in the default world."""
    return next(each for each in server.admin.worlds if each.name == "default").state("grafana")["reports"].all()


class Recorder(ThreadingHTTPServer):
    """A server that writes down what arrives and answers everything alike."""

    def __init__(self, answer: bytes, status: int = 200) -> None:
        self.arrived: list[tuple[str, str, dict[str, str]]] = []
        self.answer, self.status = answer, status
        self.more: dict[str, str] = {}
        super().__init__(("127.0.0.1", 0), Writer)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Writer(BaseHTTPRequestHandler):
    server: Recorder

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.arrived.append((self.command, self.path, dict(self.headers)))
        self.send_response(self.server.status)
        for name, value in {"Content-Type": "application/json", **self.server.more}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(self.server.answer)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    started = Recorder(b"[]")
    yield started
    started.shutdown()
    started.server_close()


def test_without_leave_to_write_only_safe_methods_arrive(recorder: Recorder) -> None:
    ended = verify(*GRAFANA, "--base-url", recorder.url, "--max-examples", "2")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    laws = int(re.findall(r"asked with (\d+) requests", ended.stderr)[0])
    chance = int(re.findall(r"hold in (\d+) cases", ended.stderr)[0])
    assert chance > 10
    assert len(recorder.arrived) >= laws + chance * 0.8  # some cases are dropped before they are sent
    assert {method for method, _, _ in recorder.arrived} <= SAFE


def test_nobody_is_led_to_another_server(recorder: Recorder) -> None:
    elsewhere = Recorder(b"[]")
    recorder.status, recorder.more = 302, {"Location": f"{elsewhere.url}/api/reports"}
    verify(*GRAFANA, "--base-url", recorder.url, "--max-examples", "1")
    elsewhere.shutdown()
    elsewhere.server_close()
    assert recorder.arrived
    assert elsewhere.arrived == []


def test_a_stand_in_for_the_secret_never_arrives(recorder: Recorder) -> None:
    verify(*GRAFANA, "--base-url", recorder.url, "--only", "fuzz", "--max-examples", "1")
    presented = {headers.get("Authorization") for _, _, headers in recorder.arrived}
    assert f"Bearer {TOKEN}" in presented
    assert not [each for each in presented if each and "stand-in" in each]


def test_with_leave_to_write_the_others_arrive_too(recorder: Recorder) -> None:
    verify(*GRAFANA, "--base-url", recorder.url, "--allow-writes", "--skip", "fuzz")
    assert {"POST", "PUT", "DELETE"} <= {method for method, _, _ in recorder.arrived}


def test_a_server_that_keeps_its_promise_has_no_findings_and_nothing_is_left(server: Running) -> None:
    before = reports(server)
    ended = verify(*GRAFANA, "--base-url", server.url_of("grafana"), "--allow-writes", "--skip", "fuzz")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.endswith("\nAll good.\n")
    assert "not removed" not in ended.stdout + ended.stderr
    assert reports(server) == before


def test_a_secret_is_shown_nowhere(recorder: Recorder, tmp_path: Path) -> None:
    names = ("json", "junit", "markdown", "sarif")
    ended = verify(
        *GRAFANA, "--base-url", recorder.url, "--skip", "fuzz", *(f"--{each}={tmp_path / each}" for each in names)
    )
    assert ended.returncode == 1
    for shown in (ended.stdout, ended.stderr, *((tmp_path / each).read_text() for each in names)):
        assert TOKEN not in shown
    assert any(headers.get("Authorization") == f"Bearer {TOKEN}" for _, _, headers in recorder.arrived)
    assert "$MOCKSRV_CREDENTIAL_1" in (tmp_path / "json").read_text()


def test_a_finding_says_what_the_document_says_and_who_states_it(recorder: Recorder, tmp_path: Path) -> None:
    recorder.answer = b'{"id": 1}'
    ended = verify(*GRAFANA, "--base-url", recorder.url, "--skip", "fuzz", f"--json={tmp_path / 'found'}")
    (target,) = json.loads((tmp_path / "found").read_text())["vendors"]
    found = [each for point in target["points"] for each in point["breaches"]]
    whole = next(each for each in found if each["law"] == "schema" and each["operation"] == "getReports")
    assert whole["sources"][0]["address"].startswith("https://grafana.com/docs/")
    assert whole["curl"].startswith("curl -i -X GET -H 'Authorization: Bearer '\"$MOCKSRV_CREDENTIAL_1\" ")
    assert len({(each["law"], each["place"], each["says"]) for each in found}) == len(found)
    assert ended.returncode == 1


def test_credentials_that_are_refused_are_no_good_result(server: Running) -> None:
    ended = verify(
        "grafana", "--credential", "grafana:bearer=wrong", "--base-url", server.url_of("grafana"), "--skip", "fuzz"
    )
    assert ended.returncode == 2
    assert "the server refuses the credential" in ended.stdout


def test_credentials_come_from_the_environment_and_from_a_file(server: Running, tmp_path: Path) -> None:
    base = ("--base-url", server.url_of("grafana"), "--only", "answers")
    assert verify("grafana", *base, MOCKSRV_CREDENTIAL=f"grafana:bearer={TOKEN}").returncode == 0
    (tmp_path / "credentials").write_text(f"strapi:bearer=other\ngrafana:bearer={TOKEN}\n")
    assert verify("grafana", *base, f"--credentials-file={tmp_path / 'credentials'}").returncode == 0


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_what_was_made_is_removed_also_when_interrupted(server: Running, how: signal.Signals) -> None:
    before = reports(server)
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "mockserver", "verify", *GRAFANA, "--base-url", server.url_of("grafana"), "--allow-writes",
         "--rate", "30", "--skip", "fuzz"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while reports(server) == before and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(how)
    process.communicate(timeout=30)
    assert process.returncode == 130
    assert reports(server) == before


def test_a_server_that_is_not_there_is_told_in_a_line() -> None:
    ended = verify("grafana", "--base-url", "http://127.0.0.1:9/nothing")
    assert ended.returncode == 2
    assert "nothing answers there" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_target_is_put_back_by_a_command(recorder: Recorder, tmp_path: Path) -> None:
    verify(*GRAFANA, "--base-url", recorder.url, "--only", "answers", "--reset", f"echo again >> {tmp_path / 'resets'}")
    assert (tmp_path / "resets").read_text() == "again\nagain\n"
    failing = verify(*GRAFANA, "--base-url", recorder.url, "--only", "answers", "--reset", "exit 3")
    assert (failing.returncode, "exit code 3" in failing.stderr) == (2, True)


SCOPED = """\
openapi: 3.0.3
info: {title: Things, version: '1'}
components:
  securitySchemes:
    sign-in: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://things.example/token', scopes: {read: '', count: ''}}}}
paths:
  /things:
    get:
      operationId: listThings
      security: [{sign-in: [read]}]
      responses: {'200': {description: all, content: {application/json: {schema: {type: array}}}}, '403': {description: no}}
  /counts:
    get:
      operationId: countThings
      security: [{sign-in: [read, count]}]
      responses: {'200': {description: all, content: {application/json: {schema: {type: array}}}}, '403': {description: no}}
"""


def test_a_credential_that_lacks_a_scope_of_the_document_is_refused(recorder: Recorder, tmp_path: Path) -> None:
    (tmp_path / "things.yaml").write_text(SCOPED)
    (tmp_path / "credentials").write_text(
        "things: [{id: all, scheme: bearer, secret: one}, {id: reader, scheme: bearer, secret: two, permissions: {read: []}}]"
    )
    files = (f"--credentials-file={tmp_path / 'credentials'}", f"--json={tmp_path / 'found.json'}")
    done = verify(str(tmp_path / "things.yaml"), f"--base-url={recorder.url}", "--only=access", *files)
    assert done.returncode == 1
    points = json.loads((tmp_path / "found.json").read_text())["vendors"][0]["points"]
    broken = [each for point in points for each in point["breaches"] if each["law"] == "scopes"]
    assert [(each["operation"], each["says"]) for each in broken] == [
        ("countThings", "the document asks for count, read")
    ]
