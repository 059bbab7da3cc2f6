"""Coverage of the contract by a user's suite: what was met, what never, as text and as JSON, and as a verdict."""

from __future__ import annotations

import json
from typing import Any

import pytest
from suites import Suite

from mockserver.coverage import Coverage

TEST = """
import httpx
import pytest


def call(mock, method, path, **more):
    return httpx.request(method, mock.url + path, headers=mock.headers, **more).status_code


@pytest.mark.parametrize("number", range(3))
def test_reading(mock_grafana, number):
    assert call(mock_grafana, "GET", "/api/reports") == 200


def test_failing(mock_grafana):
    mock_grafana.fail(500, "getReport")
    assert call(mock_grafana, "GET", "/api/reports/2") == 500


def test_losing_the_way(mock_grafana, mock_world):
    assert call(mock_grafana, "GET", "/api/reprots") == 404
    mock_world.reset()


def test_hurrying(mock_checkcentral):
    for _ in range(2):
        assert httpx.get(f"{mock_checkcentral.url}/getChecks/", params=mock_checkcentral.params).status_code == 200
"""
SECTION = "* mockserver coverage of the contract *"


@pytest.fixture
def measured(suite: Suite) -> Suite:
    suite.write(TEST)
    return suite


def report(suite: Suite, *arguments: str) -> dict[str, Any]:
    suite.run("--mockserver-coverage-json", "found/coverage.json", *arguments).assert_outcomes(passed=6)
    found: dict[str, Any] = json.loads((suite.path / "found" / "coverage.json").read_text())
    return found


def test_it_is_printed_what_was_met_and_what_never(measured: Suite) -> None:
    result = measured.run("--mockserver-coverage")
    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines([
        SECTION,
        "checkcentral: 1 of * documented answers met (* %)",
        "  getChecks * 200×2  never: * 429*",
        "grafana: 2 of * documented answers met (* %)",
        "  getReports * 200×3  never: 401 403 405 500",
        "  createReport * never called",
        "  getReport * 500×1  never: 200 *",
        "  no operation reached * not documented: 404×1",
        "not used: strapi, thousandeyes",
    ])  # fmt: skip


def test_nothing_is_printed_or_measured_unasked(measured: Suite) -> None:
    measured.run().stdout.no_fnmatch_line(SECTION)


def test_the_file_has_every_documented_answer_with_its_count(measured: Suite) -> None:
    found = report(measured)
    grafana = found["vendors"]["grafana"]
    assert found["vendors"].keys() == {"checkcentral", "grafana"}
    assert grafana["operations"]["getReports"] == {"200": 3, "401": 0, "403": 0, "405": 0, "500": 0}
    assert grafana["operations"]["getReport"]["500"] == 1
    assert grafana["undocumented"] == {"": {"404": 1}}
    assert grafana["met"] == 2
    assert grafana["percent"] == round(200 / grafana["documented"], 1)
    assert found["vendors"]["checkcentral"]["operations"]["getChecks"]["429"] == 0


def test_it_is_the_same_with_the_workers_of_xdist(measured: Suite) -> None:
    assert report(measured, "-n", "2") == report(measured)


def test_too_little_fails_the_run_and_enough_does_not(measured: Suite) -> None:
    little = measured.run("--mockserver-coverage-fail-under", "50")
    assert little.ret == 1
    little.assert_outcomes(passed=6)
    little.stdout.fnmatch_lines([SECTION, "FAILED: * % met, 50 % required"])
    enough = measured.run("--mockserver-coverage-fail-under", "0.5", "-n", "2")
    assert enough.ret == 0
    enough.stdout.no_fnmatch_line(SECTION)


def test_a_suite_that_reaches_no_mock_has_covered_nothing(suite: Suite) -> None:
    suite.write("def test_it(mock_world): ...")
    result = suite.run("--mockserver-coverage-fail-under", "1")
    assert result.ret == 1
    result.stdout.fnmatch_lines([SECTION, "FAILED: 0.0 % met, 1 % required"])
    assert suite.run("--mockserver-coverage-fail-under", "1", "--collect-only").ret == 0


def test_a_file_that_cannot_be_written_is_told_in_one_line(suite: Suite) -> None:
    suite.write("def test_it(): ...")
    result = suite.run("--mockserver-coverage-json", ".")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*Exit: mockserver: --mockserver-coverage-json: *Is a directory: '.'"])
    result.stderr.no_fnmatch_line("*Traceback*")


def test_a_status_below_default_counts_as_default() -> None:
    coverage = Coverage({"x": {"read": ["200", "default"]}})
    coverage.add([{"vendor": "x", "operation": "read", "status": 503, "count": 2}])
    assert coverage.report()["vendors"]["x"]["operations"] == {"read": {"200": 0, "default": 2}}
    assert coverage.share() == 50
