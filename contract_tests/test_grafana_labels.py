"""What Grafana's answers are worth: as much as the weakest thing that decided what is in them."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Api, bearer

REPORTS = "/api/reports"
SETTINGS = f"{REPORTS}/settings"
REPORT = {"name": "Mine", "recipients": "a@example.com", "schedule": {"frequency": "daily"}}
STRICT = {"Prefer": "evidence=strict"}


def worth(grafana: Api, method: str, path: str, body: Any = None) -> tuple[int, str]:
    """The status of an answer, and its label."""
    answer = grafana.send(method, path, body)
    return answer.status_code, answer.headers["Mock-Evidence"]


def test_the_list_is_documented_where_it_is_that_of_the_page(grafana: Api) -> None:
    grafana.world.begin("list-example")
    answer = grafana.get(REPORTS, headers=STRICT)
    assert (answer.status_code, answer.headers["Mock-Evidence"]) == (200, "documented")


@pytest.mark.evidence("grafana", "reports-listed", "list-as-single", "list-empty")
def test_a_list_that_the_page_does_not_show_is_a_guess(grafana: Api) -> None:
    assert worth(grafana, "GET", REPORTS) == (200, "assumed")
    assert grafana.get(REPORTS, headers=STRICT).json()["behaviours"] == ["reports-listed", "list-as-single"]
    grafana.world.begin("empty")
    assert worth(grafana, "GET", REPORTS) == (200, "inferred")


@pytest.mark.evidence("grafana", "settings-before-save")
def test_the_settings_of_the_page_are_documented_and_those_never_saved_a_guess(grafana: Api) -> None:
    answer = grafana.get(SETTINGS, headers=STRICT)
    assert (answer.status_code, answer.headers["Mock-Evidence"]) == (200, "documented")
    grafana.world.begin("empty")
    assert worth(grafana, "GET", SETTINGS) == (200, "assumed")


@pytest.mark.evidence(
    "grafana", "report-created", "report-deleted", "settings-saved", "send-recipients", "test-email-stores-nothing"
)
@pytest.mark.parametrize(("method", "path", "body"), [
    ("POST", REPORTS, REPORT),
    ("DELETE", f"{REPORTS}/6", None),
    ("POST", f"{REPORTS}/email", {"id": "3", "useEmailsFromReport": True}),
    ("POST", SETTINGS, {"branding": {}}),
    ("POST", f"{REPORTS}/test-email", REPORT),
])  # fmt: skip
def test_what_the_page_answers_is_documented(grafana: Api, method: str, path: str, body: Any) -> None:
    assert worth(grafana, method, path, body) == (200, "documented")


@pytest.mark.evidence(
    "grafana", "error-report-id", "error-report-id-elsewhere", "error-content-type", "error-content-type-elsewhere",
    "error-json", "error-no-report", "error-no-report-delete", "error-no-report-send",
)  # fmt: skip
@pytest.mark.parametrize(("method", "path", "body", "label"), [
    ("GET", f"{REPORTS}/x", None, "inferred"),
    ("DELETE", f"{REPORTS}/x", None, "inferred"),
    ("PUT", f"{REPORTS}/x", REPORT, "assumed"),
    ("POST", f"{REPORTS}/email", {"id": "x", "useEmailsFromReport": True}, "assumed"),
    ("POST", f"{REPORTS}/email", b"{}", "inferred"),
    ("POST", REPORTS, b"{}", "assumed"),
    ("GET", f"{REPORTS}/99", None, "inferred"),
    ("PUT", f"{REPORTS}/99", REPORT, "inferred"),
    ("DELETE", f"{REPORTS}/99", None, "inferred"),
    ("POST", f"{REPORTS}/email", {"id": "99", "useEmailsFromReport": True}, "inferred"),
])  # fmt: skip
def test_words_are_inferred_from_the_status_list_of_the_operation_or_a_guess(
    grafana: Api, method: str, path: str, body: Any, label: str
) -> None:
    status, found = worth(grafana, method, path, body)
    assert status >= 400
    assert found == label


@pytest.mark.parametrize(("method", "path", "body", "action"), [
    ("GET", REPORTS, None, "reports:read"),
    ("GET", f"{REPORTS}/2", None, "reports:read"),
    ("POST", REPORTS, REPORT, "reports:create"),
    ("PUT", f"{REPORTS}/2", REPORT, "reports:write"),
    ("DELETE", f"{REPORTS}/2", None, "reports:delete"),
    ("POST", f"{REPORTS}/email", {"id": "3", "useEmailsFromReport": True}, "reports:send"),
    ("GET", SETTINGS, None, "reports.settings:read"),
    ("POST", SETTINGS, {"branding": {}}, "reports.settings:write"),
    ("POST", f"{REPORTS}/test-email", REPORT, "reports:send"),
])  # fmt: skip
def test_a_forbidden_answer_that_is_asked_for_is_the_operations_own(
    grafana: Api, method: str, path: str, body: Any, action: str
) -> None:
    forced = grafana.send(method, path, body, headers={"Prefer": "code=403"})
    real = grafana.by(**bearer("mock-grafana-nobody")).send(method, path, body)
    assert forced.json() == real.json()
    assert forced.json()["message"].endswith(f"Permissions needed: {action}")
