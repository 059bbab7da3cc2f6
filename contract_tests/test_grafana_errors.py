"""Grafana's refusals: which one comes first, and each in its own words."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Api, bearer

REPORTS = "/api/reports"
REPORT = {"name": "Mine", "recipients": "a@example.com", "schedule": {"frequency": "daily"}}
BAD_IDS = ["email", "abc", "1.5", "2.0", "1e3", "+2", "0x2", "2%20", "2%00", "%D9%A2", "%FF", "-", "9223372036854775808",
           "-9223372036854775809", "9" * 5000]  # fmt: skip


@pytest.mark.evidence("grafana", "order-of-checks")
def test_the_first_check_that_fails_answers(grafana: Api) -> None:
    grafana.world.switch("grafana", restrictedDashboards=["7MeksYbmk"])
    nobody = bearer("mock-grafana-nobody")
    json = {"Content-Type": "application/json"}
    steps: list[tuple[str, dict[str, str], bytes, int, str]] = [
        (f"{REPORTS}/x/y", {"Authorization": ""}, b"{", 404, "Not found"),
        (f"{REPORTS}/x", {"Authorization": ""}, b"{", 401, "Unauthorized"),
        (f"{REPORTS}/x", nobody, b"{", 403, "You'll need additional permissions"),
        (f"{REPORTS}/x", {}, b"{", 400, "invalid report ID"),
        (f"{REPORTS}/99", {}, b"{", 400, "missing content-type"),
        (f"{REPORTS}/99", json, b"{", 400, "invalid json"),
        (f"{REPORTS}/99", json, b"{}", 400, "missing or invalid fields values"),
    ]
    for path, headers, body, status, words in steps:
        answer = grafana.put(path, body, headers=headers)
        assert (answer.status_code, answer.json()["message"][: len(words)]) == (status, words)
    with_it = {**REPORT, "dashboards": [{"dashboard": {"uid": "7MeksYbmk"}}]}
    assert grafana.put(f"{REPORTS}/99", with_it).json() == {"message": "such report does not exist"}
    assert grafana.put(f"{REPORTS}/2", with_it).status_code == 403


@pytest.mark.evidence("grafana", "error-report-id", "error-report-id-elsewhere", "nul-refused")
@pytest.mark.parametrize("id", BAD_IDS, ids=lambda text: text[:20])
def test_what_is_no_64_bit_number_is_no_report_id(grafana: Api, id: str) -> None:
    path = f"{REPORTS}/{id}"
    for answer in (grafana.get(path), grafana.put(path, REPORT), grafana.delete(path)):
        assert (answer.status_code, answer.json()) == (400, {"message": "invalid report ID"})
        assert answer.headers["Mock-Violation"].startswith("path.id ")


@pytest.mark.evidence("grafana", "error-report-id", "error-no-report", "error-no-report-delete", "error-no-report-send")
@pytest.mark.parametrize("id", ["99", "0", "-1", "007", "9223372036854775807", "-9223372036854775808"])
def test_a_number_that_no_report_has_is_a_404(grafana: Api, id: str) -> None:
    path = f"{REPORTS}/{id}"
    for answer, words in (
        (grafana.get(path), "such report does not exist"),
        (grafana.put(path, REPORT), "such report does not exist"),
        (grafana.delete(path), "report with this ID does not exist"),
        (grafana.post(f"{REPORTS}/email", {"id": id, "useEmailsFromReport": True}), "Report not found"),
    ):
        assert (answer.status_code, answer.json()) == (404, {"message": words})


@pytest.mark.evidence("grafana", "literal-path-first")
def test_a_literal_path_wins_over_the_id_method_by_method(grafana: Api) -> None:
    assert grafana.get(f"{REPORTS}/settings").json()["branding"]
    answers = [
        grafana.get(f"{REPORTS}/email"),
        grafana.get(f"{REPORTS}/test-email"),
        grafana.put(f"{REPORTS}/settings", REPORT),
        grafana.delete(f"{REPORTS}/settings"),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()) == (400, {"message": "invalid report ID"})


@pytest.mark.evidence("grafana", "error-unknown-route")
@pytest.mark.parametrize("path", ["/", "/api", "/api/reports/", "/api/reports/2/x", "/API/reports", "//api/reports"])
def test_a_path_that_nobody_knows_is_not_found(grafana: Api, path: str) -> None:
    answer = grafana.get(path)
    assert (answer.status_code, answer.json()) == (404, {"message": "Not found"})


@pytest.mark.evidence("grafana", "error-method")
@pytest.mark.parametrize(("method", "path", "allowed"), [
    ("PUT", REPORTS, "GET, POST"),
    ("DELETE", REPORTS, "GET, POST"),
    ("PATCH", f"{REPORTS}/2", "DELETE, GET, PUT"),
    ("POST", f"{REPORTS}/2", "DELETE, GET, PUT"),
    ("PATCH", f"{REPORTS}/email", "DELETE, GET, POST, PUT"),
    ("OPTIONS", f"{REPORTS}/settings", "DELETE, GET, POST, PUT"),
    ("TRACE", f"{REPORTS}/2", "DELETE, GET, PUT"),
])  # fmt: skip
def test_a_method_that_a_path_does_not_know_is_refused_with_those_it_knows(
    grafana: Api, method: str, path: str, allowed: str
) -> None:
    answer = grafana.by().send(method, path)
    assert (answer.status_code, answer.json()) == (405, {"message": "Method not allowed"})
    assert sorted(answer.headers["Allow"].split(", ")) == sorted(allowed.split(", "))


@pytest.mark.evidence("grafana", "error-fault")
@pytest.mark.parametrize("operation", ["getReports", "getReportSettings"])
def test_a_server_that_fails_says_so(grafana: Api, operation: str) -> None:
    grafana.world.fault(vendor="grafana", operation=operation, status=500)
    path = {"getReports": REPORTS, "getReportSettings": f"{REPORTS}/settings"}[operation]
    answer = grafana.get(path)
    assert (answer.status_code, answer.json()) == (500, {"message": "Unexpected error or server misconfiguration"})
    assert grafana.get(f"{REPORTS}/2").status_code == 200


@pytest.mark.evidence("grafana", "error-other-fault")
def test_a_fault_with_another_status_says_its_usual_phrase(grafana: Api) -> None:
    grafana.world.fault(vendor="grafana", status=503)
    answer = grafana.get(REPORTS)
    assert (answer.status_code, answer.json()) == (503, {"message": "Service Unavailable"})


def test_a_stranger_may_ask_whether_the_server_is_there(grafana: Api) -> None:
    answer = grafana.by().get("/api/health")
    assert answer.status_code == 200
    assert answer.json() == {"commit": "0000000000", "database": "ok", "version": "10.0.0"}


@pytest.mark.evidence("grafana", "content-type-needed", "error-content-type", "error-content-type-elsewhere")
@pytest.mark.parametrize("content_type", [
    "", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "application/vnd.api+json", "json",
    "application/json; charset=utf-16",
])  # fmt: skip
@pytest.mark.parametrize(("method", "path"), [
    ("POST", REPORTS), ("PUT", f"{REPORTS}/2"), ("POST", f"{REPORTS}/email"), ("POST", f"{REPORTS}/settings"),
    ("POST", f"{REPORTS}/test-email"),
])  # fmt: skip
def test_a_body_needs_the_json_content_type(grafana: Api, method: str, path: str, content_type: str) -> None:
    answer = grafana.send(method, path, b"{}", headers={"Content-Type": content_type} if content_type else {})
    assert (answer.status_code, answer.json()) == (400, {"message": "missing content-type"})
    assert answer.headers["Mock-Violation"].startswith("header.Content-Type ")


@pytest.mark.evidence("grafana", "content-type-needed")
@pytest.mark.parametrize("headers", [
    {"Content-Type": "application/json; charset=utf-8"},
    {"Content-Type": "Application/JSON ;charset=UTF-8"},
    {"Content-Type": "application/json", "Accept": "text/html"},
    {"Content-Type": "application/json", "Accept": "nonsense"},
])  # fmt: skip
def test_parameters_of_the_content_type_and_accept_do_not_matter(grafana: Api, headers: dict[str, Any]) -> None:
    answer = grafana.post(f"{REPORTS}/settings", b'{"branding": {}}', headers=headers)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
