"""`mockserver run -- COMMAND…`: a server beside a command in any language, which finds it in its environment."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.posix

SCRIPT = """
import os, urllib.request
url = os.environ["MOCKSRV_URL"]
assert urllib.request.urlopen(url + "/__admin/health").status == 200
assert os.environ["MOCKSRV_GRAFANA_URL"] == url + "/grafana"
print(url)
"""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "mockserver", "run", *arguments]


def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), env={**os.environ, **environ}, capture_output=True, text=True, timeout=60, check=False
    )


def test_its_worlds_are_fresh_and_kept_nowhere(tmp_path: Path) -> None:
    kept = tmp_path / "worlds.db"
    ended = run("grafana", "--", sys.executable, "-c", SCRIPT, MOCKSRV_STATE=str(kept))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert not kept.exists()
    assert "there is no flag --state" in run("--state", str(kept), "--", "true").stderr


def test_the_command_finds_the_server_and_the_server_ends_with_it() -> None:
    ended = run("grafana", "--", sys.executable, "-c", SCRIPT)
    assert (ended.returncode, ended.stderr) == (0, "")
    with pytest.raises(httpx.ConnectError):
        httpx.get(ended.stdout.strip())


def test_there_are_variables_for_each_vendor() -> None:
    ended = run("--", "sh", "-c", "env | grep ^MOCKSRV_ | sort")
    names = [line.partition("=")[0] for line in ended.stdout.splitlines()]
    vendors = ("CHECKCENTRAL", "GRAFANA", "STRAPI", "THOUSANDEYES")
    kinds = [f"MOCKSRV_{vendor}_{kind}" for vendor in vendors for kind in ("URL", "TOKEN")]
    assert names == sorted(["MOCKSRV_URL", "MOCKSRV_THOUSANDEYES_USER", *kinds])


@pytest.mark.parametrize(
    "request_line",
    [
        '-H "Authorization: Bearer $MOCKSRV_GRAFANA_TOKEN" $MOCKSRV_GRAFANA_URL/api/reports',
        "-u $MOCKSRV_THOUSANDEYES_USER:$MOCKSRV_THOUSANDEYES_TOKEN $MOCKSRV_THOUSANDEYES_URL/v7/reports",
        '"$MOCKSRV_CHECKCENTRAL_URL/getChecks/?apiToken=$MOCKSRV_CHECKCENTRAL_TOKEN"',
        '-H "Authorization: Bearer $MOCKSRV_STRAPI_TOKEN" $MOCKSRV_STRAPI_URL/reports',
    ],
)
def test_a_command_can_sign_in_with_what_it_finds(request_line: str) -> None:
    ended = run("--", "sh", "-c", f"curl -s -o /dev/null -w '%{{http_code}}' {request_line}")
    assert ended.stdout == "200"


def test_the_token_of_a_document_of_ones_own_is_there_and_never_taken_for_the_control_planes(tmp_path: Path) -> None:
    document = {"openapi": "3.0.3", "info": {"title": "A", "version": "1"}, "security": [{"key": []}], "paths": {},
                "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}}  # fmt: skip
    document["paths"] = {"/a": {"get": {"responses": {"200": {"description": "fine"}}}}}
    for name in ("admin", "shop"):
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    flags = [f"--credential={name}:bearer=of-{name}" for name in ("admin", "shop")]
    files = [str(tmp_path / f"{name}.json") for name in ("admin", "shop")]
    ended = run(
        *files, *flags, "--", "sh", "-c", "echo $MOCKSRV_SHOP_TOKEN ${MOCKSRV_ADMIN_TOKEN-none} $MOCKSRV_ADMIN_URL"
    )
    assert re.fullmatch(r"of-shop none http://\S+/admin\n", ended.stdout), ended.stderr


@pytest.mark.parametrize(("script", "code"), [("exit 0", 0), ("exit 7", 7), ("kill -9 $$", 137), ("kill -15 $$", 143)])
def test_it_ends_with_the_code_of_the_command(script: str, code: int) -> None:
    ended = run("grafana", "--", "sh", "-c", script)
    assert (ended.returncode, ended.stdout, ended.stderr) == (code, "", "")


def test_what_cannot_be_executed_ends_with_126_and_is_told(tmp_path: Path) -> None:
    (tmp_path / "script").write_text("no first line that says what carries it out\n")
    (tmp_path / "script").chmod(0o755)
    for word, why in (("/etc/passwd", ""), (str(tmp_path), ""), (f"{tmp_path}/script", ": Exec format error")):
        ended = run("grafana", "--", word)
        said = f"mockserver: run: {word!r} cannot be executed{why}\n"
        assert (ended.returncode, ended.stdout, ended.stderr) == (126, "", said)
    assert run("grafana", "--", f"{tmp_path}/none").returncode == 127


def test_words_after_the_dashes_belong_to_the_command() -> None:
    ended = run("grafana", "--", "echo", "--port", "--", "x")
    assert ended.stdout == "--port -- x\n"


def test_settings_are_the_servers() -> None:
    ended = run(
        "grafana", "--fixture", "empty", "--accept-any-credentials", "--admin-token", "secret", "--",
        "sh", "-c", "echo $MOCKSRV_ADMIN_TOKEN; curl -s -H 'Authorization: Bearer x' $MOCKSRV_GRAFANA_URL/api/reports",
    )  # fmt: skip
    assert ended.stdout == "secret\n[]"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["grafana"], "mockserver: run: a command is expected, as in: mockserver run -- pytest\n"),
        (["grafana", "--"], "mockserver: run: a command is expected, as in: mockserver run -- pytest\n"),
        (["grafana", "--fixture", "nowhere", "--", "true"], "mockserver: --fixture nowhere: there are documented, empty, list-example\n"),
    ],
)  # fmt: skip
def test_what_cannot_run_is_one_line_and_exit_code_2(arguments: list[str], line: str) -> None:
    ended = run(*arguments)
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", line)


def started(tmp_path: Path, script: str) -> subprocess.Popen[bytes]:
    """A run whose command has said that it is there."""
    process = subprocess.Popen(command("grafana", "--", "sh", "-c", script), cwd=tmp_path, process_group=0)
    for _ in range(200):
        if (tmp_path / "there").exists():
            return process
        time.sleep(0.05)
    raise AssertionError("the command did not start")


def test_ctrl_c_is_the_commands_business(tmp_path: Path) -> None:
    process = started(
        tmp_path, "trap 'curl -sf $MOCKSRV_URL/__admin/health && exit 5' INT; touch there; while :; do sleep 0.1; done"
    )
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the whole group
    assert process.wait(15) == 5


def test_a_request_to_end_is_passed_on_to_the_command(tmp_path: Path) -> None:
    process = started(tmp_path, "trap 'exit 6' TERM; touch there; while :; do sleep 0.1; done")
    process.terminate()
    assert process.wait(15) == 6
