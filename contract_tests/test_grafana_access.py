"""Who may call Grafana: the listed credentials, what each may do, and how everybody else is refused."""

from __future__ import annotations

import pytest
from conftest import Api, basic, bearer

TOKEN = "eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk"
REPORT = {"name": "Mine", "recipients": "a@example.com", "schedule": {"frequency": "daily"}}
SEND = {"id": "2", "useEmailsFromReport": True}
CALLS = {
    "getReports": ("GET", "/api/reports", None),
    "getReport": ("GET", "/api/reports/2", None),
    "createReport": ("POST", "/api/reports", REPORT),
    "updateReport": ("PUT", "/api/reports/2", REPORT),
    "deleteReport": ("DELETE", "/api/reports/2", None),
    "sendReport": ("POST", "/api/reports/email", SEND),
    "getReportSettings": ("GET", "/api/reports/settings", None),
    "saveReportSettings": ("POST", "/api/reports/settings", {"branding": {}}),
    "sendTestEmail": ("POST", "/api/reports/test-email", REPORT),
}
ACTIONS = {
    "getReports": "reports:read",
    "getReport": "reports:read",
    "createReport": "reports:create",
    "updateReport": "reports:write",
    "deleteReport": "reports:delete",
    "sendReport": "reports:send",
    "getReportSettings": "reports.settings:read",
    "saveReportSettings": "reports.settings:write",
    "sendTestEmail": "reports:send",
}


MAY = {
    "the documented token": (bearer(TOKEN), set(CALLS)),
    "the viewer": (bearer("mock-grafana-viewer"), {"getReports", "getReport", "getReportSettings"}),
    "the token of report 2": (bearer("mock-grafana-report-2"), {"getReport", "updateReport"}),
    "the token of nobody": (bearer("mock-grafana-nobody"), set[str]()),
    "the administrator": (basic("mock-admin", "mock-admin"), set(CALLS)),
    "the documented token as a password": (basic("api_key", TOKEN), set(CALLS)),
    "the viewer's token as a password": (
        basic("api_key", "mock-grafana-viewer"),
        {"getReports", "getReport", "getReportSettings"},
    ),
}


@pytest.mark.evidence(
    "grafana", "credentials-listed", "permission-actions", "any-scope-suffices", "basic-api-key", "error-permission",
    "single-report-not-the-list",
)  # fmt: skip
@pytest.mark.parametrize("who", MAY)
@pytest.mark.parametrize("operation", CALLS)
def test_everybody_may_do_what_the_permissions_say(grafana: Api, who: str, operation: str) -> None:
    headers, allowed = MAY[who]
    answer = grafana.by(**headers).send(*CALLS[operation])
    if operation in allowed:
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.json()) == (403, denied(1, ACTIONS[operation]))


def denied(count: int, action: str) -> dict[str, str]:
    """The refusal of a caller who lacks an action."""
    return {
        "accessErrorId": f"ACE{count:010}",
        "message": f"You'll need additional permissions to perform this action. Permissions needed: {action}",
        "title": "Access denied",
    }


@pytest.mark.evidence("grafana", "access-error-id")
def test_refusals_are_counted_in_each_world(grafana: Api) -> None:
    nobody = grafana.by(**bearer("mock-grafana-nobody"))
    assert [nobody.get("/api/reports").json()["accessErrorId"] for _ in range(3)] == [
        "ACE0000000001", "ACE0000000002", "ACE0000000003",
    ]  # fmt: skip


@pytest.mark.evidence("grafana", "single-report-scope", "single-report-not-the-list")
def test_a_single_report_scope_opens_that_report_only(grafana: Api) -> None:
    one = grafana.by(**bearer("mock-grafana-report-2"))
    statuses = {path: one.get(path).status_code for path in ("/api/reports/2", "/api/reports/3", "/api/reports")}
    assert statuses == {"/api/reports/2": 200, "/api/reports/3": 403, "/api/reports": 403}


@pytest.mark.evidence("grafana", "single-report-scope", "any-scope-suffices")
@pytest.mark.parametrize("scope", ["reports:*", "reports:id:*", "reports:id:2", "reports:2"])
def test_each_spelling_of_a_scope_opens_what_it_names(grafana: Api, scope: str) -> None:
    permissions = {action: [scope, "reports:id:99"] for action in ("reports:read", "reports:write", "reports:delete")}
    accept(grafana, "scoped", permissions=permissions)
    scoped = grafana.by(**bearer("scoped"))
    answers = [scoped.get("/api/reports/2"), scoped.put("/api/reports/2", REPORT), scoped.delete("/api/reports/2")]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert scoped.get("/api/reports").status_code == (200 if scope.endswith("*") else 403)


@pytest.mark.evidence("grafana", "report-owner")
def test_a_report_belongs_to_the_user_of_the_token(grafana: Api) -> None:
    accept(grafana, "somebody", subject="17", permissions="*")
    somebody = grafana.by(**bearer("somebody"))
    id = somebody.post("/api/reports", REPORT).json()["id"]
    assert grafana.get(f"/api/reports/{id}").json()["userId"] == 17
    grafana.put(f"/api/reports/{id}", REPORT)
    assert grafana.get(f"/api/reports/{id}").json()["userId"] == 17


@pytest.mark.evidence("grafana", "settings-owner")
def test_settings_name_the_user_who_saved_them(grafana: Api) -> None:
    accept(grafana, "somebody", subject="17", permissions="*")
    grafana.by(**bearer("somebody")).post("/api/reports/settings", {"branding": {}})
    assert grafana.get("/api/reports/settings").json()["userId"] == 17


@pytest.mark.evidence(
    "grafana", "error-no-credentials", "error-other-scheme", "error-unknown-token", "error-basic", "credentials-listed"
)
@pytest.mark.parametrize(("headers", "words"), [
    ({}, "Unauthorized"),
    ({"Authorization": ""}, "Unauthorized"),
    ({"Authorization": "Digest username=x"}, "Unauthorized"),
    ({"Authorization": TOKEN}, "Unauthorized"),
    (bearer("guessed"), "Invalid API key"),
    (bearer(TOKEN[:-1]), "Invalid API key"),
    (basic("mock-admin", "guessed"), "Invalid username or password"),
    (basic("api_key", "guessed"), "Invalid API key"),
    ({"Authorization": "Basic %%%"}, "Invalid username or password"),
])  # fmt: skip
@pytest.mark.parametrize("operation", CALLS)
def test_a_caller_nobody_knows_is_refused(grafana: Api, operation: str, headers: dict[str, str], words: str) -> None:
    answer = grafana.by(**headers).send(*CALLS[operation])
    assert (answer.status_code, answer.json()) == (401, {"message": words})


@pytest.mark.evidence("grafana", "error-expired-token")
def test_a_token_expires_by_the_clock_of_the_world(grafana: Api) -> None:
    accept(grafana, "short-lived", expires="2030-01-01T00:00:00Z", permissions="*")
    caller = grafana.by(**bearer("short-lived"))
    answers = []
    for instant in ("2029-12-31T23:59:59Z", "2030-01-01T00:00:00Z"):
        grafana.world.freeze(instant)
        answers.append(caller.get("/api/reports"))
    assert [answer.status_code for answer in answers] == [200, 401]
    assert answers[1].json() == {"message": "Expired API key"}


@pytest.mark.evidence("grafana", "error-revoked-token")
def test_a_revoked_token_is_refused(grafana: Api) -> None:
    accept(grafana, "taken-back", revoked=True, permissions="*")
    answer = grafana.by(**bearer("taken-back")).get("/api/reports")
    assert (answer.status_code, answer.json()) == (401, {"message": "Revoked API key"})


@pytest.mark.evidence("grafana", "organisation-header", "error-foreign-organisation")
@pytest.mark.parametrize(("organisation", "status"), [("1", 200), ("", 200), ("2", 401), ("one", 401)])
def test_a_token_belongs_to_one_organisation(grafana: Api, organisation: str, status: int) -> None:
    answer = grafana.get("/api/reports", headers={"X-Grafana-Org-Id": organisation})
    assert answer.status_code == status
    if status == 401:
        assert answer.json() == {"message": "API key does not belong to the requested organization"}


def accept(grafana: Api, secret: str, **members: object) -> None:
    """Let the test's world know another token."""
    grafana.world.accept("grafana", id=secret, scheme="bearer", secret=secret, **members)
