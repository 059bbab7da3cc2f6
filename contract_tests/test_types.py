"""The types of the plugin hold in a user's tests: mypy --strict finds nothing in them, and finds what is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

from conftest import ROOT

GOOD = """
import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

import mockserver
from mockserver.client import ControlError, Records
from mockserver.testing import ExpectedCall, MockVendor, MockWorld, ReceivedCall


@pytest.mark.mockserver(fixture="empty", frozen=datetime(2030, 1, 1, tzinfo=UTC))
def test_everything(mock_world: MockWorld, mock_grafana: MockVendor) -> None:
    reports: Records = mock_grafana.state["reports"]
    mine: str = mock_grafana.add("reports", name="Mine")[-1]["name"]
    row: dict[str, str] = {"name": "Yours"}
    mock_grafana.add("reports", **row)
    reports.add(2, undocumented=True, **row)
    found: ReceivedCall = mock_grafana.assert_called(
        "createReport", times=1, status=200, body={"name": re.compile("M.*"), "formats": ...},
        headers={"X": "1"}, params={"page": 1}, jsonpath={"$.name": "x"}, where=lambda call: call.json["name"] == mine,
    )
    expected: ExpectedCall = mock_grafana.call("getReports", status=200)
    mock_grafana.assert_order("createReport", expected)
    mock_world.assert_order(expected)
    mock_grafana.assert_nothing_else("getReports")
    mock_grafana.wait_for("getReports", timeout=0.1)
    mock_world.clock.advance(timedelta(hours=1))
    mock_grafana.quota.spend("organisation")
    mock_grafana.credentials.add("mine", "secret", permissions={"reports:read": ["reports:*"]})
    mock_grafana.fail(503, "getReports", first=1)
    headers: dict[str, str] = mock_grafana.headers
    with pytest.raises(ControlError):
        mock_grafana.reading("none", "none")
    assert httpx.get(mock_grafana.url, headers=headers).is_success and found.answered and len(list(reports)) > 0
    assert not mock_grafana.violations


def test_a_server_of_its_own() -> None:
    with mockserver.running("grafana", fixture="empty") as server, server.world("mine", seed=7) as world:
        url: str = world.vendor("grafana").url
        assert url.startswith(server.url)
"""

BAD = """
from mockserver.testing import MockVendor


def test_wrong(mock_grafana: MockVendor) -> None:
    mock_grafana.assert_called("createReport", times="once")
    mock_grafana.assert_called("createReport", boddy={})
    mock_grafana.assert_caled("createReport")
    number: int = mock_grafana.url
"""


def strict(python: Path, folder: Path, *what: str) -> str:
    """What mypy --strict says of a user's files, who has the wheel."""
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--python-executable", str(python), *what]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False).stdout


def test_a_users_tests_are_typed(python: Path, tmp_path: Path) -> None:
    (tmp_path / "test_good.py").write_text(dedent(GOOD))
    assert "Success: no issues found in 1 source file" in strict(python, tmp_path, "test_good.py")


def test_mistakes_in_a_users_tests_are_found(python: Path, tmp_path: Path) -> None:
    (tmp_path / "test_bad.py").write_text(dedent(BAD))
    found = strict(python, tmp_path, "test_bad.py")
    assert [f"test_bad.py:{line}: error" in found for line in (6, 7, 8, 9)] == [True] * 4, found
    assert "Found 4 errors" in found


def test_the_examples_are_typed(python: Path) -> None:
    found = strict(python, ROOT / "examples", "--ignore-missing-imports", "-p", "report_hub")
    assert "Success" in found, found
