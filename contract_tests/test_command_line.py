"""The command line from outside: what it prints, and how it ends."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import own_vendor
import pytest
from conftest import ROOT, Process

pytestmark = pytest.mark.posix

TOKEN = "eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk"


def run(*arguments: str, cwd: Path = ROOT, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mockserver", *arguments],
        cwd=cwd, env={**os.environ, **environ}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_with_exit_code_0(number: int):
    server = Process("grafana")
    server.process.send_signal(number)
    _, errors = server.process.communicate(timeout=10)
    assert server.process.returncode == 0
    assert errors == ""


def test_a_request_under_way_is_finished_before_the_server_ends():
    server = Process("grafana")
    with httpx.Client(headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        client.get(f"{server.url}/grafana/api/reports")
        request = client.build_request("GET", f"{server.url}/grafana/api/reports", headers={"Prefer": "delay=1"})
        timer = subprocess.Popen(["sh", "-c", f"sleep 0.3; kill -TERM {server.process.pid}"])
        answer = client.send(request)
        timer.wait()
    assert answer.status_code == 200
    assert len(answer.json()) == 3
    assert server.process.wait(10) == 0
    server.process.communicate()


def test_a_taken_port_is_one_clear_line_and_exit_code_2():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run("serve", "grafana", "--port", str(port))
    assert ended.returncode == 2
    assert ended.stderr == f"mockserver: cannot listen on 127.0.0.1 port {port}: Address already in use\n"
    assert ended.stdout == ""


def test_serve_prints_addresses_and_a_curl_line_that_works():
    server = Process("grafana")
    server.process.terminate()
    assert server.process.stdout is not None
    output = server.process.stdout.read()  # what the iteration has read ahead is in there
    server.stop()
    assert f"{server.url}/grafana" in output
    line = output.partition("try: ")[2].partition("\n\n")[0]
    answer = subprocess.run(["sh", "-n", "-c", line], check=False)
    assert answer.returncode == 0
    words = shlex.split(line.replace("\\\n", " "))
    assert words == ["curl", "-H", f"Authorization: Bearer {TOKEN}", f"{server.url}/grafana/api/reports"]


def test_the_greeting_of_all_vendors_fits_a_terminal_but_for_what_must_stay_whole_to_be_copied():
    server = Process()
    server.process.terminate()
    assert server.process.stdout is not None
    output = server.process.stdout.read()
    server.stop()
    long = [line for line in output.splitlines() if len(line) > 80]
    assert not [line for line in long if max(map(len, line.split())) < 44], long
    assert len(output.splitlines()) <= 30
    assert output.count("  try: curl ") == 4


def test_the_vendors_named_are_served_and_no_others():
    server = Process("grafana")
    try:
        refused = httpx.get(f"{server.url}/strapi/reports")
    finally:
        server.stop()
    assert refused.status_code == 404
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["type"] == "urn:mockserver:problem:unknown-vendor"


def test_a_fixture_and_a_reading_can_be_chosen_at_start():
    server = Process("grafana", "--fixture", "empty", "--reading", "grafana.error-body=public-error")
    try:
        reports = httpx.get(f"{server.url}/grafana/api/reports", headers={"Authorization": f"Bearer {TOKEN}"})
        refused = httpx.get(f"{server.url}/grafana/api/reports")
    finally:
        server.stop()
    assert reports.json() == []
    assert refused.json()["messageId"] == "auth.unauthorized"


def test_unknown_credentials_are_accepted_where_the_user_asks_for_it():
    server = Process("grafana", "--accept-any-credentials")
    try:
        answer = httpx.get(f"{server.url}/grafana/api/reports", headers={"Authorization": "Bearer whatever"})
        nobody = httpx.get(f"{server.url}/grafana/api/reports")
    finally:
        server.stop()
    assert answer.status_code == 200
    assert nobody.status_code == 401


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["serve", "nobody"], r"vendor 'nobody': present are .*grafana"),
        (["serve", "grafana", "--fixture", "x"], r"--fixture x: there are documented, empty"),
        (["serve", "grafana", "--fixture", "../../x"], r"--fixture ../../x: there are documented, empty"),
        (
            ["serve", "grafana", "--reading", "grafana.x=y"],
            r"--reading grafana\.x=y: 'x' is no reading; grafana has .*error-body",
        ),
        (
            ["serve", "grafana", "--reading", "grafana.error-body=y"],
            r"'y' is no value of 'error-body'; it has message, public",
        ),
        (["serve", "grafana", "--reading", "grafana.tokens=any"], r"'tokens' is recorded, but not built"),
        (["serve", "grafana", "--reading", "error-body"], r"VENDOR\.ID=VALUE is expected"),
        (["serve", "grafana", "--port", "99999"], r"--port: '99999': a port is at most 65535"),
        (["serve", "grafana", "--port", "-1"], r"--port: '-1': a whole number"),
        (["serve", "grafana", "--log-level", "loud"], r"--log-level: 'loud': one of debug"),
        (["serve", "--config", "/nowhere.toml"], r"/nowhere\.toml: .*No such file"),
        (["serve", "grafana", "--specs", "/nowhere"], r"/nowhere/grafana/openapi\.yaml: No such file"),
    ],
)
def test_a_bad_setting_is_one_line_that_names_it_and_exit_code_2(arguments: list[str], line: str):
    ended = run(*arguments, MOCKSRV_PORT="0")
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert re.search(line, ended.stderr), ended.stderr


def test_a_flag_beats_the_environment_and_the_environment_beats_the_file(tmp_path: Path):
    (tmp_path / "mockserver.toml").write_text('fixture = ["x"]\nport = 0\nlog-level = "error"\n')
    by_file = run("serve", "grafana", cwd=tmp_path)
    by_environment = run("serve", "grafana", cwd=tmp_path, MOCKSRV_FIXTURE="y")
    by_flag = run("serve", "grafana", "--fixture", "z", cwd=tmp_path, MOCKSRV_FIXTURE="y")
    assert [ended.stderr.split(":")[1].strip() for ended in (by_file, by_environment, by_flag)] == [
        "--fixture x", "--fixture y", "--fixture z",
    ]  # fmt: skip


def test_an_unknown_key_in_the_settings_file_is_refused(tmp_path: Path):
    (tmp_path / "mockserver.toml").write_text("prot = 1\n")
    ended = run("serve", cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (
        2,
        "mockserver: mockserver.toml: 'prot' is no setting; did you mean port?\n",
    )


def test_routes_lists_every_operation_with_what_it_does_and_its_label():
    ended = run("routes", "grafana")
    assert ended.returncode == 0
    assert re.search(r"grafana +createReport +POST +/api/reports +Create a report +documented", ended.stdout)
    assert re.search(r"grafana +sendReport +POST +/api/reports/email +Send a report +documented", ended.stdout)
    assert len(ended.stdout.partition("\n\n")[0].splitlines()) == 2 + 10


def test_routes_lists_the_credentials_that_a_vendor_accepts_and_what_they_may_do():
    shown = run("routes", "grafana").stdout.partition("grafana accepts these credentials, by their ids:\n")[2]
    assert re.search(rf"^  documented +bearer +{TOKEN}\s+\(everything\)\n", shown)
    assert "  admin       basic   mock-admin:mock-admin  (everything)\n" in shown
    assert not [line for line in shown.splitlines() if len(line) > 80]


def test_routes_says_which_action_method_and_path_give_an_operation(tmp_path: Path):
    ended = run("routes", "parcels", "--own", str(own_vendor.write(tmp_path)))
    assert re.search(r"parcels +getParcels +GET +/parcels +list parcels +documented", ended.stdout)
    assert re.search(r"parcels +sendParcel +POST +/parcels +create parcels +documented", ended.stdout)


def copy(tmp_path: Path, **changes: Any) -> list[str]:
    """A copy of Grafana's files with one of them spoilt; the flags that use it."""
    import shutil

    shutil.copytree(ROOT / "specs" / "grafana", tmp_path / "specs" / "grafana")
    shutil.copytree(ROOT / "fixtures" / "grafana", tmp_path / "fixtures" / "grafana")
    return [
        "serve",
        "grafana",
        "--port",
        "0",
        "--specs",
        str(tmp_path / "specs"),
        "--fixtures",
        str(tmp_path / "fixtures"),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("specs/grafana/openapi.yaml", "openapi: 3.0.3", "openapi: 3.1.0", r"openapi\.yaml: /openapi: only OpenAPI 3\.0"),
        ("specs/grafana/openapi.yaml", "paths:", "paths: [", r"openapi\.yaml: line \d+, column \d+: "),
        (
            "specs/grafana/openapi.yaml", "operationId: getReports\n", "summary2: x\n",
            r"openapi\.yaml: /paths/~1api~1reports/get: the operation has no operationId",
        ),
        ("specs/grafana/evidence.yaml", "label: documented", "label: rumoured", r"evidence\.yaml: /pages/0.*rumoured"),
        ("fixtures/grafana/documented.json", '"collections"', '"colections"', r"documented\.json: /colections: is not one of"),
        ("fixtures/grafana/documented.json", '"name": "Report 2"', '"name": 2', r"documented\.json: /collections/reports/0/name: "),
        ("fixtures/grafana/documented.json", "{", "", r"documented\.json: line 2, column \d+: "),
    ],
)  # fmt: skip
def test_an_unusable_file_stops_the_start_with_file_place_and_reason(
    tmp_path: Path, file: str, old: str, new: str, line: str
):
    flags = copy(tmp_path)
    text = (tmp_path / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1))
    ended = run(*flags)
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert re.search(line, ended.stderr), ended.stderr
