"""ThousandEyes' reports as a client sees them: create, read, list, update, delete, and the account group they are in."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Api, basic, bearer

NOW = "2019-09-03T18:00:00Z"
CREATED = {
    "reportId", "title", "isBuiltIn", "accountId", "createdBy", "modifiedDate", "isDefaultForUser", "isDefaultForAccount",
    "widgets", "apiLinks",
}  # fmt: skip
REGULAR = basic("regular@example.com", "te-world-basic-2")
published = pytest.mark.parametrize("thousandeyes", ["published"], indirect=True)
built_in = pytest.mark.parametrize("thousandeyes", ["built-in"], indirect=True)


def create(thousandeyes: Api, **members: Any) -> dict[str, Any]:
    """Create a report, and take its answer for granted."""
    answer = thousandeyes.post("/v7/reports/create", {"title": "Mine", **members})
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()[0]
    return report


def read(thousandeyes: Api, id: str) -> dict[str, Any]:
    """A report's detail."""
    report: dict[str, Any] = thousandeyes.get(f"/v7/reports/{id}").json()
    return report


@pytest.mark.evidence("thousandeyes", "created-report-array", "report-links", "links-base", "sandbox-writes")
def test_the_documented_create_answers_an_array_of_the_new_report(thousandeyes: Api) -> None:
    thousandeyes.world.freeze(NOW)
    answer = thousandeyes.post("/v7/reports/create", {"title": "HTTP Server Widgets"})
    base = thousandeyes.world.url("thousandeyes")
    assert (answer.status_code, answer.json()) == (200, [{
        "reportId": "1", "title": "HTTP Server Widgets", "isBuiltIn": False, "accountId": 1, "createdBy": 1,
        "modifiedDate": "2019-09-03 18:00:00", "isDefaultForUser": False, "isDefaultForAccount": False, "widgets": [],
        "apiLinks": [
            {"rel": "self", "href": f"{base}/v7/reports/1"},
            {"rel": "snapshots", "href": f"{base}/v7/report-snapshots?reportId=1"},
        ],
    }])  # fmt: skip


@pytest.mark.evidence("thousandeyes", "report-links", "links-base")
def test_the_links_of_a_report_can_be_followed(thousandeyes: Api) -> None:
    report = create(thousandeyes)
    links = {link["rel"]: link["href"] for link in report["apiLinks"]}
    for rel, expected in (("self", report["reportId"]), ("snapshots", {"current": 1})):
        found = thousandeyes.world.http.get(links[rel], headers=thousandeyes.headers)
        assert found.status_code == 200
        assert expected in (found.json().get("reportId"), found.json().get("pages"))


@pytest.mark.evidence("thousandeyes", "report-ids")
def test_ids_are_decimal_and_pass_over_what_is_taken(thousandeyes: Api) -> None:
    thousandeyes.world.steer("PUT", "/state/thousandeyes/reports", [
        {**each, "reportId": id}
        for each in thousandeyes.world.steer("GET", "/state/thousandeyes/reports")
        for id in ("2", "3")
    ])  # fmt: skip
    assert [create(thousandeyes)["reportId"] for _ in range(2)] == ["1", "4"]
    thousandeyes.post("/v7/reports/4/delete")
    assert create(thousandeyes)["reportId"] == "5"


@published
@pytest.mark.evidence("thousandeyes", "list-without-widgets", "list-order", "date-format")
def test_the_list_shows_all_reports_in_order_without_widgets(thousandeyes: Api) -> None:
    new = create(thousandeyes)["reportId"]
    reports = thousandeyes.get("/v7/reports").json()
    assert [report["reportId"] for report in reports] == ["1", "123", new]
    assert reports[0]["modifiedDate"] == "2019-09-03 18:00:00"
    assert not [report for report in reports if "widgets" in report]


def test_a_created_report_can_be_read_and_has_what_was_sent(thousandeyes: Api) -> None:
    report = create(thousandeyes, description="For the morning", isDefaultForAccount=True, widgets=[{"type": "Map"}])
    assert set(report) == CREATED
    found = read(thousandeyes, report["reportId"])
    assert found == {**report, "description": "For the morning", "modifiedBy": 1}


@pytest.mark.evidence("thousandeyes", "token-acts-for-user", "default-flags")
def test_the_user_default_is_each_users_own(thousandeyes: Api) -> None:
    first, second = create(thousandeyes, isDefaultForUser=True), create(thousandeyes, isDefaultForUser=True)
    assert not read(thousandeyes, first["reportId"])["isDefaultForUser"]
    assert read(thousandeyes, second["reportId"])["isDefaultForUser"]
    assert read(thousandeyes.by(**bearer("te-world-bearer-1")), second["reportId"])["isDefaultForUser"]
    assert not read(thousandeyes.by(**REGULAR), second["reportId"])["isDefaultForUser"]


@pytest.mark.evidence("thousandeyes", "default-flags")
def test_an_account_group_has_one_default(thousandeyes: Api) -> None:
    first, second = create(thousandeyes, isDefaultForAccount=True), create(thousandeyes, isDefaultForAccount=True)
    assert not read(thousandeyes, first["reportId"])["isDefaultForAccount"]
    assert read(thousandeyes.by(**REGULAR), second["reportId"])["isDefaultForAccount"]


@published
@pytest.mark.evidence(
    "thousandeyes", "update-replaces", "update-defaults", "updated-report-array", "permission-update-report"
)
def test_an_update_loses_what_it_does_not_send(thousandeyes: Api) -> None:
    thousandeyes.post("/v7/reports/123/update", {"title": "A", "description": "B", "isDefaultForUser": True})
    answer = thousandeyes.post("/v7/reports/123/update", {"title": "C"})
    assert (answer.status_code, set(answer.json()[0])) == (200, CREATED)
    found = read(thousandeyes, "123")
    assert (found["title"], found["description"], found["widgets"]) == ("C", "", [])
    assert not found["isDefaultForUser"]


@published
@pytest.mark.evidence("thousandeyes", "update-keeps")
def test_an_update_keeps_who_made_it_and_notes_who_changed_it(thousandeyes: Api) -> None:
    thousandeyes.world.freeze("2020-02-29T12:00:00.9Z")
    thousandeyes.post("/v7/reports/123/update", {"title": "C"})
    found = read(thousandeyes, "123")
    kept = {
        name: found[name] for name in ("reportId", "isBuiltIn", "accountId", "createdBy", "modifiedBy", "modifiedDate")
    }
    assert kept == {
        "reportId": "123", "isBuiltIn": False, "accountId": 1, "createdBy": 2, "modifiedBy": 1,
        "modifiedDate": "2020-02-29 12:00:00",
    }  # fmt: skip


@published
@pytest.mark.evidence("thousandeyes", "read-only-ignored", "unknown-members-dropped", "update-keeps-widget-id")
def test_a_fetched_report_can_be_sent_back(thousandeyes: Api) -> None:
    before = read(thousandeyes, "1")
    sent = {**before, "reportId": "77", "isBuiltIn": True, "accountId": 2, "createdBy": 9, "color": "red"}
    sent["widgets"] = [{**widget, "color": "red"} for widget in before["widgets"]]
    assert thousandeyes.post("/v7/reports/1/update", sent).status_code == 200
    after = read(thousandeyes, "1")
    changed = {"modifiedBy", "modifiedDate"}
    assert {n: v for n, v in after.items() if n not in changed} == {n: v for n, v in before.items() if n not in changed}


@pytest.mark.evidence("thousandeyes", "delete-keeps-content-type", "delete-twice", "error-unknown-report")
def test_a_deleted_report_is_gone(thousandeyes: Api) -> None:
    answer = thousandeyes.post("/v7/reports/123/delete")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert thousandeyes.get("/v7/reports").json() == []
    for again in (thousandeyes.get("/v7/reports/123"), thousandeyes.post("/v7/reports/123/delete")):
        assert (again.status_code, again.json()) == (404, {"errorMessage": "Report 123 not found"})


@pytest.mark.evidence("thousandeyes", "delete-body-ignored")
def test_a_body_sent_to_a_delete_is_ignored(thousandeyes: Api) -> None:
    assert (
        thousandeyes.post("/v7/reports/123/delete", b"\xff{", headers={"Content-Type": "text/xml"}).status_code == 204
    )


@built_in
@pytest.mark.evidence("thousandeyes", "error-built-in-report", "object-checks-last")
@pytest.mark.parametrize("path", ["/v7/reports/2/update", "/v7/reports/2/delete"])
def test_a_built_in_report_stays_as_it_is(thousandeyes: Api, path: str) -> None:
    answer = thousandeyes.post(path, {"title": "Mine"})
    assert (answer.status_code, answer.json()) == (403, {"errorMessage": "Report 2 is built-in"})
    assert read(thousandeyes, "2")["title"] == "ThousandEyes Built-in: HTTP Server"


@pytest.mark.evidence("thousandeyes", "other-account-groups-hidden")
def test_reports_of_other_account_groups_do_not_exist(thousandeyes: Api) -> None:
    thousandeyes.world.steer("PATCH", "/state/thousandeyes/reports", {"123": {"accountId": 2}})
    assert thousandeyes.get("/v7/reports").json() == []
    assert thousandeyes.get("/v7/reports/123").status_code == 404
    assert thousandeyes.post("/v7/reports/123/delete").status_code == 404
    span = {"displayName": "a", "from": "2019-09-02 18:00:00", "to": "2019-09-03 18:00:00", "reportId": "123"}
    assert thousandeyes.post("/v7/report-snapshots/create", span).status_code == 404


@pytest.mark.evidence("thousandeyes", "login-account-group", "current-account-group")
def test_an_account_group_is_named_or_that_of_the_login(thousandeyes: Api) -> None:
    thousandeyes.world.steer("PATCH", "/state/thousandeyes/users", {"1": {"accountGroups": [1, 2]}})
    assert thousandeyes.post("/v7/reports/create?aid=2", {"title": "There"}).json()[0]["accountId"] == 2
    assert create(thousandeyes)["accountId"] == 1
    assert [report["title"] for report in thousandeyes.get("/v7/reports?aid=2").json()] == ["There"]
    marks = [
        [(group["aid"], group["current"], group["default"]) for group in thousandeyes.get(path).json()["accountGroups"]]
        for path in ("/v7/account-groups", "/v7/account-groups?aid=2")
    ]
    assert marks == [[(1, 1, 1), (2, 0, 0)], [(1, 0, 1), (2, 1, 0)]]


@pytest.mark.parametrize(("reading", "aid"), [("integer", 1), ("ga", "1")])
def test_the_id_of_an_account_group_may_be_a_text(thousandeyes: Api, reading: str, aid: int | str) -> None:
    thousandeyes.world.choose("thousandeyes", {"aid-type": reading})
    (group,) = thousandeyes.get("/v7/account-groups").json()["accountGroups"]
    assert group == {"accountGroupName": "API Sandbox", "aid": aid, "current": 1, "default": 1}
    assert thousandeyes.get(f"/v7/reports?aid={group['aid']}").status_code == 200
