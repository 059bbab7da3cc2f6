"""The plugin in a user's suite: a server per process, a world per test, named after it, gone afterwards unless it is kept."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from suites import Suite

import mockserver
from mockserver.launching import Running

pytestmark = pytest.mark.posix

REPORTS = """
import httpx


def reports(mock):
    return [each["id"] for each in httpx.get(f"{mock.url}/api/reports", headers=mock.headers).raise_for_status().json()]
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """A server that suites can join."""
    with mockserver.running() as running:
        yield running


def names(server: Running) -> list[str]:
    return [each["name"] for each in server.admin.worlds.all()]


def test_installing_the_wheel_is_all_it_takes(suite: Suite) -> None:
    suite.write(f"""{REPORTS}
import sys

import mockserver


def test_the_reports_are_the_documented_ones(mock_grafana):
    assert mockserver.__file__.startswith(sys.prefix)
    assert reports(mock_grafana) == [2, 3, 6]
""")
    suite.run("--strict-markers", "--strict-config").assert_outcomes(passed=1)


def test_a_suite_without_mocks_starts_nothing_and_imports_nothing_heavy(suite: Suite) -> None:
    suite.write("""
import sys


def test_nothing_is_there():
    assert "mockserver.pytest_plugin" in sys.modules
    heavy = {"httpx", "connexion", "starlette", "jsonschema_rs", "yaml", "mockserver.launching", "mockserver.settings"}
    assert not heavy & set(sys.modules)
""")
    suite.run().assert_outcomes(passed=1)


def test_every_test_has_a_world_of_its_own_on_one_server(suite: Suite) -> None:
    suite.write(f"""{REPORTS}
import pytest

SEEN = []


@pytest.mark.parametrize("number", [1, 2])
def test_a_report_is_deleted(mock_grafana, mock_world, number):
    httpx.delete(f"{{mock_grafana.url}}/api/reports/2", headers=mock_grafana.headers).raise_for_status()
    assert reports(mock_grafana) == [3, 6]
    SEEN.append(mock_world)


def test_the_others_are_gone(mock_grafana, mock_world):
    assert reports(mock_grafana) == [2, 3, 6]
    assert len({{each.admin.url for each in (*SEEN, mock_world)}}) == 1
    assert [each.name.rpartition("-")[0] for each in SEEN] == ["test_a_report_is_deleted-1", "test_a_report_is_deleted-2"]
    assert [each["name"] for each in mock_world.admin.worlds.all()] == ["default", mock_world.name]
""")
    suite.run("-p", "no:randomly").assert_outcomes(passed=3)


def test_the_worlds_of_a_test_always_have_the_same_name_and_the_same_chance(suite: Suite) -> None:
    suite.write("""
def test_it(mock_world):
    with open("seen.txt", "a") as seen:
        print(mock_world.name, mock_world.handle.read()["seed"], file=seen)
""")
    for _ in range(2):
        suite.run().assert_outcomes(passed=1)
    first, second = (suite.path / "seen.txt").read_text().splitlines()
    assert first == second


FAILING = f"""{REPORTS}
import pytest


@pytest.fixture
def broken(mock_grafana):
    reports(mock_grafana)
    raise RuntimeError


def test_good(mock_grafana):
    reports(mock_grafana)


def test_bad(mock_grafana):
    httpx.post(f"{{mock_grafana.url}}/api/reports", headers=mock_grafana.headers, json={{"name": 3}})
    assert reports(mock_grafana) == []


def test_not_reached(broken):
    pass
"""


def test_the_world_of_a_failed_test_is_kept_on_demand(suite: Suite, server: Running) -> None:
    suite.write(FAILING)
    result = suite.run("--mockserver-keep-failed", "-p", "no:randomly", MOCKSRV_URL=server.url)
    result.assert_outcomes(passed=1, failed=1, errors=1)
    result.stdout.fnmatch_lines([
        "*ERROR at setup of test_not_reached*",
        "* mockserver journal *",
        f"world test_not_reached-* at {server.url}/w/test_not_reached-*/",
        "* grafana GET /api/reports -> 200 (getReports, assumed)",
        "*FAILURES*",
        "* mockserver journal *",
        f"world test_bad-* at {server.url}/w/test_bad-*/",
        "* grafana POST /api/reports -> 400 (createReport, *)",
        '*/name 3 is not of type "string"',
        '*sent {"name":*3}',
        '*answered {"message":*',
        "* grafana GET /api/reports -> 200 (getReports, assumed)",
    ])  # fmt: skip
    kept = [name for name in names(server) if name != "default"]
    assert [name.rpartition("-")[0] for name in kept] == ["test_bad", "test_not_reached"]
    again = suite.run("--mockserver-keep-failed", "-k", "bad", MOCKSRV_URL=server.url)
    again.stdout.fnmatch_lines([f"world {kept[0]}-2 at *"])
    for name in (*kept, f"{kept[0]}-2"):
        server.admin.world(name).delete()


def test_the_world_of_a_failed_test_is_gone_like_all_others_otherwise(suite: Suite, server: Running) -> None:
    suite.write(FAILING)
    result = suite.run(MOCKSRV_URL=server.url)
    result.assert_outcomes(passed=1, failed=1, errors=1)
    assert names(server) == ["default"]


def test_a_test_may_delete_its_world_itself(suite: Suite) -> None:
    suite.write("""
def test_it(mock_world):
    mock_world.handle.delete()
""")
    suite.run("--mockserver-coverage").assert_outcomes(passed=1)


WAITING = """
import pathlib
import time


def test_it(mock_world):
    pathlib.Path("url.tmp").write_text(mock_world.admin.url)
    pathlib.Path("url.tmp").rename("url")
    time.sleep(60)
"""


def started(suite: Suite) -> tuple[subprocess.Popen[str], str]:
    """A suite that waits in the middle of a test, and where its server is."""
    suite.write(WAITING)
    process = subprocess.Popen(
        suite.command(), cwd=suite.path, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, process_group=0
    )
    until(suite.path / "url")
    return process, (suite.path / "url").read_text()


def until(file: Path) -> None:
    for _ in range(400):
        if file.exists():
            return
        time.sleep(0.05)
    raise AssertionError(f"{file} did not appear")


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/__admin/health").is_success
    except httpx.TransportError:
        return False


def test_ctrl_c_ends_the_suite_in_good_order_and_the_server_with_it(suite: Suite) -> None:
    process, url = started(suite)
    assert answers(url)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the whole group
    output, _ = process.communicate(timeout=20)
    assert process.returncode == pytest.ExitCode.INTERRUPTED
    assert "KeyboardInterrupt" in output
    assert "ConnectError" not in output
    assert not answers(url)


def test_the_server_ends_also_when_the_suite_is_killed(suite: Suite) -> None:
    process, url = started(suite)
    process.kill()
    process.communicate()
    for _ in range(100):
        if not answers(url):
            break
        time.sleep(0.05)
    assert not answers(url)
