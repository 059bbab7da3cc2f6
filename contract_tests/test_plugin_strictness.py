"""In a user's suite nothing fictional passes: names of nothing, fixtures that say nothing, faults that never hit."""

from __future__ import annotations

from suites import Suite

FAULTS = """
import httpx
import pytest


def test_unused(mock_grafana):
    mock_grafana.fail(503, "getReport")


def test_unused_answer(mock_grafana):
    mock_grafana.respond("getReport", [503, 200])


def test_used(mock_grafana):
    mock_grafana.fail(503, "getReport")
    httpx.get(f"{mock_grafana.url}/api/reports/2", headers=mock_grafana.headers)


def test_need_not_be_used(mock_grafana):
    mock_grafana.fail(503, unused_ok=True)
    mock_grafana.fail(503, probability=0.1)
    mock_grafana.fail(503, every=2)


def test_failed_anyway(mock_grafana):
    mock_grafana.fail(503)
    assert not "its own reason"


def test_skipped(mock_grafana):
    mock_grafana.fail(503)
    pytest.skip("for a reason")


def test_its_world_is_gone(mock_grafana, mock_world):
    mock_grafana.fail(503)
    mock_world.handle.delete()
"""


def test_a_test_that_leaves_a_fault_unused_fails(suite: Suite) -> None:
    suite.write(FAULTS)
    result = suite.run("-p", "no:randomly", "-rf")
    result.assert_outcomes(passed=3, failed=3, skipped=1)
    told = "mockserver: no call was hit by what this test made go wrong (unused_ok=True allows it):"
    result.stdout.fnmatch_lines([
        "*_ test_unused _*",
        told,
        "  fault-1: grafana getReport: status=503",
        "*_ test_unused_answer _*",
        told,
        "  fault-1: grafana getReport: respond=[[]503, 200[]]",
        "*_ test_failed_anyway _*",
        "E*its own reason*",
    ])  # fmt: skip
    assert result.outlines.count(told) == 2


NAMES = """
import pytest


@pytest.mark.mockserver(credentials={"grafna": "viewer"})
def test_vendor(mock_grafana): ...


@pytest.mark.mockserver(credentials={"grafana": "viewr"})
def test_credential(mock_world): ...


@pytest.mark.mockserver(fixture="queries")
def test_fixture(mock_grafana): ...


@pytest.mark.mockserver(fixture={"grafana": "emty"})
def test_fixture_of_a_vendor(mock_grafana): ...


@pytest.mark.mockserver(fixtre="empty")
def test_argument(mock_grafana): ...


@pytest.mark.mockserver(data={"grafana": {"reports": []}})
def test_collections(mock_grafana): ...


@pytest.mark.mockserver(fixture="queries", credentials={"grafana": "viewer"})
def test_of_two_vendors_one_has_it(mock_grafana, mock_strapi):
    assert mock_grafana.secret == "mock-grafana-viewer"


@pytest.mark.mockserver(fixture={"grafana": "empty"})
def test_each_its_own(mock_grafana, mock_strapi):
    assert list(mock_grafana.state["reports"]) == []


@pytest.mark.mockserver(data={"grafana": {"from": "documented", "collections": {"reports": [{"name": "Mine"}]}}})
def test_parts(mock_grafana):
    assert [each["name"] for each in mock_grafana.state["reports"]][-1] == "Mine"
    assert [each["name"] for each in mock_grafana.add("reports", 2, name="Two")] == ["Two", "Two"]
"""


def test_names_of_nothing_fail_with_the_nearest(suite: Suite) -> None:
    suite.write(NAMES)
    result = suite.run("-p", "no:randomly", "-rN")
    result.assert_outcomes(passed=3, errors=6)
    result.stdout.fnmatch_lines([
        "@pytest.mark.mockserver: credentials: there is no vendor 'grafna' (did you mean 'grafana'?)*",
        "@pytest.mark.mockserver: grafana starts with no credential 'viewr'; it has *; did you mean viewer?",
        "@pytest.mark.mockserver: there is no fixture of grafana 'queries'*; there are documented, empty*",
        "@pytest.mark.mockserver: /fixture/grafana: there is no fixture of grafana 'emty' (did you mean 'empty'?)*",
        "@pytest.mark.mockserver: fixtre: no such argument; did you mean fixture?; there are fixture, *",
        "@pytest.mark.mockserver: /data/grafana/reports: is a collection; put it under the member 'collections'*",
    ])  # fmt: skip
