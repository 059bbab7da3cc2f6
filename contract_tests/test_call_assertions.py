"""Assertions about the calls that came in: by members, in order, nothing else, awaited; and what they say when they fail."""

from __future__ import annotations

import re
import threading
from typing import Any

import httpx
import pytest

from mockserver.testing import MockVendor, MockWorld, ReceivedCall

REPORT = {"name": "Report 5", "recipients": "ann@example.com,bob@example.com", "schedule": {"frequency": "daily"}}


def call(mock: MockVendor, method: str, path: str, **more: Any) -> httpx.Response:
    return httpx.request(method, mock.url + path, headers={**mock.headers, "X-Trace": "7"}, **more)


@pytest.fixture
def created(mock_grafana: MockVendor) -> MockVendor:
    """Grafana after a report was created, and the reports listed."""
    body = {**REPORT, "dashboards": [{"dashboard": {"uid": uid}} for uid in ("7MeksYbmk", "other")]}
    assert call(mock_grafana, "POST", "/api/reports", json=body).status_code == 200
    assert call(mock_grafana, "GET", "/api/reports", params={"page": "2", "tag": ["a", "b"]}).status_code == 200
    return mock_grafana


def refusal(mock: MockVendor, operation: str, **expected: Any) -> str:
    """What a test is told whose assertion does not hold."""
    with pytest.raises(AssertionError) as failed:
        mock.assert_called(operation, **expected)
    return str(failed.value)


def test_members_that_are_named_must_match_and_others_do_not_matter(created: MockVendor) -> None:
    found = created.assert_called(
        "createReport", times=1, body={"name": "Report 5", "schedule": {"frequency": "daily"}}
    )
    assert found.json["recipients"] == REPORT["recipients"]
    assert found.answered["message"] == "Report created"
    assert found.headers["x-trace"] == "7"


def test_values_may_be_patterns_predicates_or_whatever_is_there(created: MockVendor) -> None:
    created.assert_called("createReport", body={"name": re.compile(r"Report \d"), "recipients": ...})
    created.assert_called("createReport", body={"recipients": lambda text: "bob" in text})
    created.assert_called("createReport", where=lambda call: len(call.json["dashboards"]) == 2)
    refused = refusal(created, "createReport", body={"name": re.compile("R"), "recipients": lambda text: not text})
    assert "0 of 2 members match: body.name is 'Report 5', expected to fit 'R'; body.recipients is 'ann" in refused
    assert "which the predicate refuses" in refused
    assert "the predicate fails on: KeyError('nothing')" in refusal(
        created, "createReport", where=lambda call: call.json["nothing"]
    )


def test_query_headers_path_status_and_answer_can_be_expected(created: MockVendor) -> None:
    created.assert_called("getReports", params={"page": "2", "tag": ["a", "b"]}, headers={"X-Trace": "7"}, status=200)
    created.assert_called("getReports", path="/api/*", answered=lambda reports: len(reports) == 4)
    assert "params.page is '2', expected '3'" in refusal(created, "getReports", params={"page": "3"})
    assert "headers.x-span is missing, expected '1'" in refusal(created, "getReports", headers={"X-Span": "1"})


def test_a_json_path_finds_what_is_expected(created: MockVendor) -> None:
    created.assert_called("createReport", jsonpath={"$.dashboards[*].dashboard.uid": "other", "$..frequency": "daily"})
    refused = refusal(created, "createReport", jsonpath={"$.dashboards[*].dashboard.uid": "third"})
    assert "$.dashboards[*].dashboard.uid finds '7MeksYbmk', 'other' in the body, expected 'third'" in refused
    assert "finds nothing in the body" in refusal(created, "createReport", jsonpath={"$.formats": ["pdf"]})


def test_lists_match_item_by_item_and_true_is_not_one(created: MockVendor) -> None:
    created.assert_called("createReport", body={"dashboards": [{"dashboard": {"uid": "7MeksYbmk"}}, {}]})
    assert "body.dashboards has 2 items, expected 1" in refusal(created, "createReport", body={"dashboards": [{}]})
    call(created, "POST", "/api/reports", json={**REPORT, "enableDashboardUrl": True})
    assert "body.enableDashboardUrl is True, expected 1" in refusal(
        created, "createReport", body={"enableDashboardUrl": 1}
    )


def test_what_came_near_is_shown_with_the_members_that_differ(created: MockVendor) -> None:
    refused = refusal(created, "createReport", body={**REPORT, "name": "Report 4"}).splitlines()
    assert refused[0] == "grafana createReport: calls expected: at least 1, calls found: 0."
    assert refused[1].endswith("-1: 2 of 3 members match: body.name is 'Report 5', expected 'Report 4'")
    assert refused[2] == "Calls that came in:"
    assert "grafana POST /api/reports -> 200 (createReport, " in refused[3]
    assert "getReports" in refused[4]


def test_what_is_not_there_is_never_called_not_even_no_times(mock_grafana: MockVendor) -> None:
    with pytest.raises(
        AssertionError, match=r"grafana: there is no operation 'createRepotr' \(did you mean 'createReport'"
    ):
        mock_grafana.assert_called("createRepotr", times=0)
    assert "lists no 418 for createReport; it lists 200, 400" in refusal(
        mock_grafana, "createReport", times=0, status=418
    )
    with pytest.raises(TypeError, match=r"no member of a call 'boddy' \(did you mean 'body'"):
        mock_grafana.assert_called("createReport", boddy={})  # type: ignore[call-arg]
    assert mock_grafana.assert_called("createReport", times=0, status=503) == ReceivedCall()


def test_calls_are_expected_in_an_order(created: MockVendor) -> None:
    first, second = created.assert_order("createReport", created.call("getReports", status=200))
    assert (first["method"], second["method"]) == ("POST", "GET")
    with pytest.raises(
        AssertionError, match=r"createReport, number 2 of 2, is missing after .*-2\.\nIt came in, but not"
    ):
        created.assert_order("getReports", "createReport")
    with pytest.raises(AssertionError, match="there is no operation 'getReprots'"):
        created.assert_order("getReprots")


def test_an_order_goes_over_several_vendors(
    mock_world: MockWorld, mock_grafana: MockVendor, mock_strapi: MockVendor
) -> None:
    call(mock_strapi, "GET", "/reports")
    call(mock_grafana, "GET", "/api/reports")
    mock_world.assert_order(mock_strapi.call("listReports"), mock_grafana.call("getReports"))
    with pytest.raises(AssertionError, match="strapi listReports, number 2 of 2, is missing"):
        mock_world.assert_order(mock_grafana.call("getReports"), mock_strapi.call("listReports"))


def test_nothing_else_was_called_than_what_was_asserted(created: MockVendor) -> None:
    created.assert_called("createReport")
    with pytest.raises(AssertionError, match=r"no assertion asked for: 1\.\n .*GET /api/reports"):
        created.assert_nothing_else()
    created.assert_nothing_else("getReports")
    created.assert_order("createReport", "getReports")
    created.assert_nothing_else()
    call(created, "GET", "/api/reprots")
    with pytest.raises(AssertionError, match="/api/reprots -> 404"):
        created.assert_nothing_else("getReports")


def test_a_call_can_be_waited_for(mock_grafana: MockVendor) -> None:
    later = threading.Timer(0.2, call, (mock_grafana, "POST", "/api/reports"), {"json": REPORT})
    later.start()
    found = mock_grafana.wait_for("createReport", status=200, body={"name": "Report 5"}, timeout=10)
    assert found.json == REPORT
    mock_grafana.assert_nothing_else()
    later.join()
    with pytest.raises(AssertionError, match=r"calls found: 1\.\nThey were waited for 0\.1 seconds\.\nCalls that came"):
        mock_grafana.wait_for("createReport", times=2, timeout=0.1)
