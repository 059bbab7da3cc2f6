"""Who may call ThousandEyes, how often, and in which order a request is judged."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from conftest import Api, basic, bearer

NOW = "2019-09-03T18:00:20Z"
LIMIT, REMAINING, RESET = (f"X-Organization-Rate-Limit-{each}" for each in ("Limit", "Remaining", "Reset"))
REPORT = {"title": "Mine"}
SPAN = {"displayName": "S", "from": "2019-09-02 18:00:00", "to": "2019-09-03 18:00:00", "reportId": "1"}
CALLS: dict[str, tuple[str, str, Any]] = {
    "listReports": ("GET", "/v7/reports", None),
    "getReport": ("GET", "/v7/reports/123", None),
    "getReportWidgetData": ("GET", "/v7/reports/123/1234f", None),
    "createReport": ("POST", "/v7/reports/create", REPORT),
    "updateReport": ("POST", "/v7/reports/1/update", REPORT),
    "deleteReport": ("POST", "/v7/reports/1/delete", None),
    "listReportSnapshots": ("GET", "/v7/report-snapshots", None),
    "getReportSnapshot": ("GET", "/v7/report-snapshots/123", None),
    "getReportSnapshotWidgetData": ("GET", "/v7/report-snapshots/123/jv9wo", None),
    "createReportSnapshot": ("POST", "/v7/report-snapshots/create", SPAN),
    "deleteReportSnapshot": ("POST", "/v7/report-snapshots/123/delete", None),
    "listAccountGroups": ("GET", "/v7/account-groups", None),
}
NEEDED = {
    "listReports": "View Reports",
    "getReport": "View Reports",
    "getReportWidgetData": "View Reports",
    "createReport": "Edit Reports",
    "updateReport": "Update Reports",
    "deleteReport": "Edit own reports",
    "listReportSnapshots": "View Snapshots",
    "getReportSnapshot": "View Reports",
    "getReportSnapshotWidgetData": "View Snapshots",
    "createReportSnapshot": "Edit Snapshots",
    "deleteReportSnapshot": "Edit own reports",
}
DOCUMENTED = basic("noreply@thousandeyes.com", "g351mw5xqhvkmh1vq6zfm51c62wyzib2")
REGULAR = basic("regular@example.com", "te-world-basic-2")
MAY = {
    "the documented user": (DOCUMENTED, set(CALLS)),
    "the same user's bearer token": (bearer("te-world-bearer-1"), set(CALLS)),
    "the viewer": (
        basic("viewer@example.com", "te-world-basic-3"),
        {"listReports", "getReport", "getReportWidgetData", "getReportSnapshot", "listAccountGroups"},
    ),
    "a user of the sandbox": (bearer("nothing"), {"listAccountGroups"}),
}
published = pytest.mark.parametrize("thousandeyes", ["published"], indirect=True)


def grant(thousandeyes: Api, *permissions: str) -> Api:
    """The world, called with a token of user 2 that has these permissions."""
    granted = {each: [] for each in permissions}
    thousandeyes.world.accept(
        "thousandeyes", id="granted", scheme="bearer", secret="nothing", subject="2", permissions=granted
    )
    return thousandeyes.by(**bearer("nothing"))


@published
@pytest.mark.evidence(
    "thousandeyes", "permission-create-report", "permission-create-snapshot", "permission-list-reports", "permission-get-report",
    "permission-update-report", "permission-delete-report", "permission-list-snapshots", "permission-get-snapshot",
    "permission-delete-snapshot", "permission-widget-data", "permission-account-groups", "error-permission-missing",
    "delete-permission-named", "token-acts-for-user", "sandbox-writes",
)  # fmt: skip
@pytest.mark.parametrize("who", MAY)
@pytest.mark.parametrize("operation", CALLS)
def test_everybody_may_do_what_the_role_permits(thousandeyes: Api, who: str, operation: str) -> None:
    headers, allowed = MAY[who]
    if headers == bearer("nothing"):
        grant(thousandeyes)
    answer = thousandeyes.by(**headers).send(*CALLS[operation])
    if operation in allowed:
        assert answer.is_success, answer.text
    else:
        expected = {"errorMessage": f"Insufficient permissions: {NEEDED[operation]}"}
        assert (answer.status_code, answer.json()) == (403, expected)


@published
@pytest.mark.parametrize("operation", NEEDED)
def test_the_one_permission_is_enough(thousandeyes: Api, operation: str) -> None:
    everybodys = "Edit reports for all users in account group"
    needed = everybodys if "delete" in operation else NEEDED[operation]
    assert grant(thousandeyes, needed).send(*CALLS[operation]).is_success


@published
@pytest.mark.evidence("thousandeyes", "permission-delete-report", "error-not-the-creator", "object-checks-last")
def test_ones_own_reports_may_be_deleted_with_less(thousandeyes: Api) -> None:
    regular = thousandeyes.by(**REGULAR)
    answer = regular.post("/v7/reports/1/delete")
    expected = {"errorMessage": "Insufficient permissions: not the creator of report 1"}
    assert (answer.status_code, answer.json()) == (403, expected)
    assert regular.post("/v7/reports/123/delete").status_code == 204
    assert regular.post("/v7/reports/123/delete").status_code == 404


@published
@pytest.mark.evidence("thousandeyes", "permission-delete-snapshot", "error-not-the-creator")
def test_a_snapshot_is_the_report_creators(thousandeyes: Api) -> None:
    thousandeyes.post("/v7/report-snapshots/create", SPAN)
    regular = thousandeyes.by(**REGULAR)
    assert regular.post("/v7/report-snapshots/124/delete").json() == {
        "errorMessage": "Insufficient permissions: not the creator of report 1"
    }
    assert regular.post("/v7/report-snapshots/123/delete").status_code == 204, (
        "report 1 was created by 2 when it was frozen"
    )


@pytest.mark.evidence("thousandeyes", "basic-credentials", "token-acts-for-user")
def test_what_is_created_is_the_users_whose_token_it_is(thousandeyes: Api) -> None:
    creators = [
        caller.post("/v7/reports/create", REPORT).json()[0]["createdBy"]
        for caller in (
            thousandeyes,
            thousandeyes.by(**bearer("te-world-bearer-1")),
            grant(thousandeyes, "Edit Reports"),
        )
    ]
    assert creators == [1, 1, 2]


@pytest.mark.evidence(
    "thousandeyes", "basic-credentials", "error-invalid-credentials", "error-no-credentials", "authenticate-header"
)
@pytest.mark.parametrize(
    "headers",
    [
        {}, bearer("unknown"), basic("noreply@thousandeyes.com", "wrong"), basic("somebody", "g351mw5xqhvkmh1vq6zfm51c62wyzib2"),
        {"Authorization": "Basic !!!"}, {"Authorization": "Digest x"}, {"Authorization": ""},
        bearer("g351mw5xqhvkmh1vq6zfm51c62wyzib2"),
    ],
)  # fmt: skip
def test_other_credentials_are_refused(thousandeyes: Api, headers: dict[str, str]) -> None:
    answer = thousandeyes.by(**headers).get("/v7/reports")
    assert (answer.status_code, answer.json()) == (401, {"errorMessage": "Invalid credentials"})
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="ThousandEyes API"'
    assert LIMIT not in answer.headers


@pytest.mark.evidence("thousandeyes", "status-open", "status-ignores-credentials", "status-clock")
@pytest.mark.parametrize("headers", [{}, bearer("unknown"), DOCUMENTED])
def test_the_status_is_for_everybody(thousandeyes: Api, headers: dict[str, str]) -> None:
    thousandeyes.world.freeze("2017-04-19T13:01:09.263Z")
    answer = thousandeyes.by(**headers).get("/v7/status.json?%ff=a&format=%ff&format=x", headers={"X": "y"})
    assert (answer.status_code, answer.json()) == (200, {"timestamp": 1492606869263})
    assert not [name for name in answer.headers if "rate-limit" in name]


# The organisation's minute


def remaining(answer: httpx.Response) -> tuple[str, str, str]:
    """The three headers of an answer."""
    return answer.headers[LIMIT], answer.headers[REMAINING], answer.headers[RESET]


@pytest.mark.evidence("thousandeyes", "rate-limit", "rate-remaining", "rate-limit-reset", "rate-window-aligned")
def test_the_minute_of_the_worlds_clock_is_counted(thousandeyes: Api) -> None:
    thousandeyes.world.freeze(NOW)
    assert remaining(thousandeyes.get("/v7/reports")) == ("240", "239", "1567533660")
    assert remaining(thousandeyes.by(**REGULAR).get("/v7/reports")) == ("240", "238", "1567533660")
    thousandeyes.world.steer("POST", "/clock/advance", {"seconds": 39})
    assert remaining(thousandeyes.get("/v7/reports")) == ("240", "237", "1567533660")
    thousandeyes.world.steer("POST", "/clock/advance", {"seconds": 1})
    assert remaining(thousandeyes.get("/v7/reports")) == ("240", "239", "1567533720")


@pytest.mark.evidence("thousandeyes", "error-too-many-requests", "no-retry-after", "rate-limit")
def test_beyond_the_limit_calls_are_refused_until_the_next_minute(thousandeyes: Api) -> None:
    thousandeyes.world.freeze(NOW)
    thousandeyes.world.switch("thousandeyes", rateLimit=2)
    assert [thousandeyes.get("/v7/reports").status_code for _ in range(4)] == [200, 200, 429, 429]
    answer = thousandeyes.post("/v7/reports/create", REPORT)
    assert (answer.status_code, answer.json()) == (429, {"errorMessage": "Too many requests"})
    assert remaining(answer) == ("2", "0", "1567533660")
    assert "Retry-After" not in answer.headers
    assert thousandeyes.get("/v7/status").status_code == 200
    thousandeyes.world.steer("POST", "/clock/advance", {"seconds": 40})
    assert [report["reportId"] for report in thousandeyes.get("/v7/reports").json()] == ["123"]


@pytest.mark.evidence("thousandeyes", "rate-headers-everywhere", "refused-requests-count")
def test_refused_requests_count_but_not_those_of_nobody(thousandeyes: Api) -> None:
    thousandeyes.world.freeze(NOW)
    refused = [
        thousandeyes.post("/v7/reports/create", b"{"),
        thousandeyes.by(**REGULAR).post("/v7/reports/create", REPORT),
        thousandeyes.get("/v7/reports/999"),
        thousandeyes.get("/v7/reports?format=xml"),
        thousandeyes.post("/v7/reports/create", b"{}", headers={"Content-Type": "text/plain"}),
    ]
    assert [answer.status_code for answer in refused] == [415, 403, 404, 406, 415]
    assert [remaining(answer)[1] for answer in refused] == ["239", "238", "237", "236", "235"]
    thousandeyes.by().get("/v7/reports")
    thousandeyes.get("/v7/status")
    assert remaining(thousandeyes.post("/v7/reports/1/delete"))[1] == "234"


# What every answer carries


@pytest.mark.evidence("thousandeyes", "response-headers", "response-headers-everywhere", "content-type")
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v7/reports", 200), ("GET", "/v7/status", 200), ("GET", "/v7/nothing", 404), ("PUT", "/v7/reports", 405)],
)
def test_every_answer_carries_the_documented_headers(thousandeyes: Api, method: str, path: str, status: int) -> None:
    thousandeyes.world.freeze(NOW)
    answer = thousandeyes.send(method, path)
    names = ("Server", "Cache-Control", "Strict-Transport-Security", "X-Server-Name", "Content-Type", "Date")
    assert [answer.status_code, *(answer.headers[name] for name in names)] == [
        status, "nginx", "no-store", "max-age=31536000", "1-2", "application/json;charset=UTF-8",
        "Tue, 03 Sep 2019 18:00:20 GMT",
    ]  # fmt: skip


@pytest.mark.evidence("thousandeyes", "error-method-not-allowed", "error-unknown-path")
@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/v7/reports/create", "POST"),
        ("GET", "/v7/reports/1/delete", "POST"),
        ("GET", "/v7/reports/1/update.json", "POST"),
        ("DELETE", "/v7/reports/1", "GET"),
        ("POST", "/v7/report-snapshots/1", "GET"),
        ("HEAD", "/v7/status", "GET"),
        ("GET", "/v7/report", None),
        ("GET", "/v7/reports/", None),
        ("GET", "/v6/reports", None),
        ("GET", "/v7/reports/1/2/3", None),
        ("GET", "/v7/reports/%ff", None),
    ],
)
def test_path_and_method_come_before_everything_else(
    thousandeyes: Api, method: str, path: str, allow: str | None
) -> None:
    answer = thousandeyes.by().send(method, path)
    assert answer.status_code == (405 if allow else 404)
    assert answer.headers.get("Allow") == allow
    if method != "HEAD":
        assert answer.json() == {"errorMessage": "Method not allowed" if allow else "Not found"}


@pytest.mark.evidence("thousandeyes", "order-of-checks", "object-checks-last")
def test_a_request_is_judged_in_order(thousandeyes: Api) -> None:
    thousandeyes.world.freeze(NOW)
    thousandeyes.world.steer("PATCH", "/state/thousandeyes/reports", {"123": {"isBuiltIn": True, "accountId": 2}})
    text, json = {"Content-Type": "text/plain"}, {"Content-Type": "application/json"}
    viewer = basic("viewer@example.com", "te-world-basic-3")
    path = "/v7/reports/123/update"
    seen = [
        thousandeyes.by().post(f"{path}.xml?aid=x", b"{", headers=text).status_code,
        thousandeyes.by(**viewer).post(f"{path}.xml?aid=x", b"{", headers=text).status_code,
        thousandeyes.post(f"{path}.xml?aid=x", b"{", headers=text).status_code,
        thousandeyes.post(f"{path}?aid=x", b"{", headers=text).status_code,
        thousandeyes.post(f"{path}?aid=2", b"{", headers=json).status_code,
        thousandeyes.post(f"{path}?aid=2", b"{}", headers=json).status_code,
        thousandeyes.post(f"{path}?aid=2", REPORT).status_code,
        thousandeyes.post(path, REPORT).status_code,
    ]
    thousandeyes.world.steer("PATCH", "/state/thousandeyes/reports", {"123": {"accountId": 1}})
    seen.append(thousandeyes.post(path, REPORT).status_code)
    thousandeyes.world.switch("thousandeyes", rateLimit=1)
    seen.append(thousandeyes.by(**viewer).post(path, REPORT).status_code)
    assert seen == [401, 403, 406, 415, 400, 400, 403, 404, 403, 429]
