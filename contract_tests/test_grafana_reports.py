"""Grafana's reports as a client lives with them: created, read, replaced, deleted, listed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from conftest import Api

REPORTS = "/api/reports"
SMALL = {"name": "Small", "recipients": "a@example.com", "schedule": {"frequency": "daily"}}
RFC_3339_SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+02:00")


def created(grafana: Api, **members: Any) -> dict[str, Any]:
    """Create a report of the least members and those given, and read it."""
    answer = grafana.post(REPORTS, {**SMALL, **members})
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = grafana.get(f"{REPORTS}/{answer.json()['id']}").json()
    return report


@pytest.mark.evidence("grafana", "report-ids", "report-ids-unused")
def test_new_reports_get_the_next_number_that_no_report_has_or_had(grafana: Api) -> None:
    assert [created(grafana)["id"] for _ in range(3)] == [4, 5, 7]


@pytest.mark.evidence("grafana", "report-ids-unused")
def test_the_number_of_a_deleted_report_is_not_used_again(grafana: Api) -> None:
    assert grafana.delete(f"{REPORTS}/6").status_code == 200
    assert [created(grafana)["id"] for _ in range(2)] == [4, 5]
    assert grafana.delete(f"{REPORTS}/5").status_code == 200
    assert created(grafana)["id"] == 7


@pytest.mark.evidence("grafana", "report-created", "report-owner")
def test_a_created_report_belongs_to_the_caller_and_has_equal_times(grafana: Api) -> None:
    answer = grafana.post(REPORTS, SMALL)
    assert answer.json() == {"id": 4, "message": "Report created"}
    report = grafana.get(f"{REPORTS}/4").json()
    assert (report["userId"], report["orgId"]) == (1, 1)
    assert report["created"] == report["updated"]


@pytest.mark.evidence("grafana", "report-create-defaults")
def test_members_that_are_left_out_get_their_defaults(grafana: Api) -> None:
    report = created(grafana)
    assert report["replyTo"] == report["message"] == ""
    assert report["options"] == {"orientation": "landscape", "layout": "grid"}
    assert report["enableDashboardUrl"] is False
    assert report["state"] == "scheduled"
    assert report["dashboards"] == []
    assert report["formats"] == ["pdf"]
    schedule = report["schedule"]
    assert schedule["endDate"] is None
    assert (schedule["intervalFrequency"], schedule["intervalAmount"], schedule["workdaysOnly"]) == ("", 0, False)
    assert (schedule["dayOfMonth"], schedule["timeZone"]) == ("", "")


@pytest.mark.evidence("grafana", "null-is-omitted")
def test_null_counts_as_left_out(grafana: Api) -> None:
    nulls = dict.fromkeys(("replyTo", "message", "options", "enableDashboardUrl", "state", "dashboards", "formats"))
    schedule = {
        "frequency": "never",
        **dict.fromkeys(("startDate", "endDate", "intervalAmount", "dayOfMonth", "timeZone")),
    }
    with_nulls, without = (
        created(grafana, **nulls, schedule=schedule),
        created(grafana, schedule={"frequency": "never"}),
    )
    different = ("id", "created", "updated")
    assert {n: v for n, v in with_nulls.items() if n not in different} == {
        n: v for n, v in without.items() if n not in different
    }


@pytest.mark.evidence("grafana", "null-is-omitted")
@pytest.mark.parametrize("member", ["name", "recipients", "schedule"])
def test_null_is_no_value_for_a_member_that_is_required(grafana: Api, member: str) -> None:
    answer = grafana.post(REPORTS, {**SMALL, member: None})
    assert (answer.status_code, answer.json()) == (400, {"message": "missing or invalid fields values"})


@pytest.mark.evidence("grafana", "empty-state-is-scheduled", "empty-formats-default")
def test_an_empty_state_and_empty_formats_give_the_defaults(grafana: Api) -> None:
    report = created(grafana, state="", formats=[])
    assert (report["state"], report["formats"]) == ("scheduled", ["pdf"])


@pytest.mark.evidence("grafana", "start-date-from-clock")
def test_a_start_that_is_left_out_is_the_time_of_the_request(grafana: Api) -> None:
    grafana.world.freeze("2024-02-29T22:30:00.750Z")
    assert created(grafana)["schedule"]["startDate"] == "2024-03-01T00:30:00+02:00"
    assert created(grafana, schedule={"frequency": "never"})["schedule"]["startDate"] is None


@pytest.mark.evidence("grafana", "server-times")
def test_times_of_the_server_are_whole_seconds_in_its_zone(grafana: Api) -> None:
    report = created(grafana)
    assert RFC_3339_SECONDS.fullmatch(report["created"])
    grafana.world.freeze("2022-10-01T07:00:00Z")
    assert created(grafana)["created"] == "2022-10-01T09:00:00+02:00"


def test_dates_are_shown_as_they_were_sent(grafana: Api) -> None:
    dates = {"startDate": "2030-01-02T03:04:05-07:00", "endDate": "2029-01-01T00:00:00Z"}
    schedule = created(grafana, schedule={"frequency": "once", **dates})["schedule"]
    assert {name: schedule[name] for name in dates} == dates


def test_names_need_not_be_unique(grafana: Api) -> None:
    assert created(grafana)["name"] == created(grafana)["name"]


@pytest.mark.evidence("grafana", "report-replaced")
def test_an_update_replaces_the_report_and_what_is_left_out_gets_its_default(grafana: Api) -> None:
    grafana.world.freeze("2022-10-01T07:00:00Z")
    answer = grafana.put(f"{REPORTS}/2", SMALL)
    assert answer.json() == {"message": "Report updated"}
    report = grafana.get(f"{REPORTS}/2").json()
    assert report == {
        **created(grafana), "id": 2, "userId": 1, "orgId": 1,
        "created": "2022-09-12T11:44:42+02:00", "updated": "2022-10-01T09:00:00+02:00",
    }  # fmt: skip


@pytest.mark.evidence("grafana", "report-replaced")
def test_a_replaced_report_keeps_its_place_in_the_list(grafana: Api) -> None:
    grafana.put(f"{REPORTS}/3", SMALL)
    assert [(each["id"], each["name"]) for each in grafana.get(REPORTS).json()] == [
        (2, "Report 2"), (3, "Small"), (6, "Report 6"),
    ]  # fmt: skip


@pytest.mark.evidence("grafana", "report-deleted", "error-no-report", "error-no-report-delete", "error-no-report-send")
def test_a_deleted_report_is_gone(grafana: Api) -> None:
    report = created(grafana)
    path = f"{REPORTS}/{report['id']}"
    assert grafana.delete(path).json() == {"message": "Report config was removed"}
    assert report["id"] not in [each["id"] for each in grafana.get(REPORTS).json()]
    sending = grafana.post(f"{REPORTS}/email", {"id": str(report["id"]), "useEmailsFromReport": True})
    answers = [grafana.get(path), grafana.put(path, SMALL), grafana.delete(path), sending]
    assert [answer.status_code for answer in answers] == [404] * 4


@pytest.mark.evidence("grafana", "reports-listed", "list-as-single")
def test_the_list_shows_all_reports_by_number_as_the_single_read_does(grafana: Api) -> None:
    for _ in range(3):
        created(grafana)
    listed = grafana.get(REPORTS).json()
    assert [each["id"] for each in listed] == [2, 3, 4, 5, 6, 7]
    assert listed == [grafana.get(f"{REPORTS}/{each['id']}").json() for each in listed]


@pytest.mark.evidence("grafana", "list-empty")
def test_a_world_without_reports_lists_none(grafana: Api) -> None:
    for id in (2, 3, 6):
        grafana.delete(f"{REPORTS}/{id}")
    assert grafana.get(REPORTS).json() == []


@pytest.mark.evidence("grafana", "dashboards-catalogue", "unknown-dashboard")
def test_the_catalogue_knows_number_and_title_of_a_dashboard(grafana: Api) -> None:
    sent = [
        {"dashboard": {"uid": "7MeksYbmk", "id": 1, "name": "Wrong"}},
        {"dashboard": {"uid": "unheard-of", "id": 77, "name": "Mine"}},
        {"dashboard": {"uid": "also-unheard-of"}},
    ]
    dashboards = created(grafana, dashboards=sent)["dashboards"]
    assert [each["dashboard"] for each in dashboards] == [
        {"id": 463, "uid": "7MeksYbmk", "name": "Alerting with TestData"},
        {"id": 77, "uid": "unheard-of", "name": "Mine"},
        {"id": 0, "uid": "also-unheard-of", "name": ""},
    ]
    assert [each["timeRange"] for each in dashboards] == [{"from": "", "to": ""}] * 3
    assert [each["reportVariables"] for each in dashboards] == [{}] * 3


@pytest.mark.evidence("grafana", "unknown-members-ignored")
def test_members_that_nobody_knows_are_ignored_and_never_shown(grafana: Api) -> None:
    report = created(grafana, id=99, userId=9, subject="x", schedule={"frequency": "once", "hour": 1})
    assert (report["id"], report["userId"]) == (4, 1)
    assert "subject" not in report
    assert "hour" not in report["schedule"]


@pytest.mark.parametrize("schedule", [
    {"frequency": "custom", "intervalFrequency": "hours", "intervalAmount": 1},
    {"frequency": "last"},
    {"frequency": "monthly", "dayOfMonth": "last"},
    {"frequency": "once", "intervalFrequency": "weeks", "intervalAmount": 3, "workdaysOnly": True},
    {"frequency": "custom", "intervalFrequency": "weeks", "intervalAmount": 1.5},
])  # fmt: skip
def test_schedules_are_kept_as_sent(grafana: Api, schedule: dict[str, Any]) -> None:
    assert created(grafana, schedule=schedule)["schedule"].items() >= schedule.items()


@pytest.mark.evidence("grafana", "workdays-text")
@pytest.mark.parametrize(("sent", "shown"), [("true", True), ("false", False), (True, True), (None, False)])
def test_workdays_may_be_a_text_and_are_answered_as_a_boolean(grafana: Api, sent: Any, shown: bool) -> None:
    assert created(grafana, schedule={"frequency": "daily", "workdaysOnly": sent})["schedule"]["workdaysOnly"] is shown


@pytest.mark.evidence("grafana", "error-fields")
@pytest.mark.parametrize(("members", "place"), [
    ({"name": " "}, "/name"),
    ({"recipients": "nobody"}, "/recipients"),
    ({"recipients": "a@b,,c@d"}, "/recipients"),
    ({"replyTo": "x"}, "/replyTo"),
    ({"state": "asleep"}, "/state"),
    ({"formats": ["doc"]}, "/formats/0"),
    ({"enableDashboardUrl": "true"}, "/enableDashboardUrl"),
    ({"dashboards": [{}]}, "/dashboards/0/dashboard"),
    ({"dashboards": [{"dashboard": {"uid": ""}}]}, "/dashboards/0/dashboard/uid"),
    ({"options": {"layout": "tiles"}}, "/options/layout"),
    ({"schedule": {}}, "/schedule/frequency"),
    ({"schedule": {"frequency": "yearly"}}, "/schedule/frequency"),
    ({"schedule": {"frequency": "custom"}}, "/schedule/intervalFrequency"),
    ({"schedule": {"frequency": "custom", "intervalFrequency": "days", "intervalAmount": 0}}, "/schedule/intervalAmount"),
    ({"schedule": {"frequency": "once", "startDate": "tomorrow"}}, "/schedule/startDate"),
    ({"schedule": {"frequency": "once", "workdaysOnly": "yes"}}, "/schedule/workdaysOnly"),
    ({"schedule": {"frequency": "once", "dayOfMonth": "32"}}, "/schedule/dayOfMonth"),
])  # fmt: skip
@pytest.mark.parametrize(
    ("method", "path"), [("POST", REPORTS), ("PUT", f"{REPORTS}/2"), ("POST", f"{REPORTS}/test-email")]
)
def test_a_wrong_member_is_refused_and_named(
    grafana: Api, method: str, path: str, members: dict[str, Any], place: str
) -> None:
    answer = grafana.send(method, path, {**SMALL, **members})
    assert (answer.status_code, answer.json()) == (400, {"message": "missing or invalid fields values"})
    assert answer.headers["Mock-Violation"].split(" ")[0] == place


@pytest.mark.evidence("grafana", "restricted-dashboards", "restricted-dashboards-extent", "error-restricted-dashboard")
def test_a_report_with_a_restricted_dashboard_is_refused_but_listed_and_deleted(grafana: Api) -> None:
    grafana.world.switch("grafana", restrictedDashboards=["7MeksYbmk"])
    with_it = {**SMALL, "dashboards": [{"dashboard": {"uid": "7MeksYbmk"}}]}
    refused = [
        grafana.get(f"{REPORTS}/2"),
        grafana.post(REPORTS, with_it),
        grafana.put(f"{REPORTS}/2", SMALL),
        grafana.post(f"{REPORTS}/email", {"id": "2", "useEmailsFromReport": True}),
        grafana.post(f"{REPORTS}/test-email", with_it),
    ]
    for answer in refused:
        assert (answer.status_code, answer.json()) == (
            403, {"message": "access denied to a report or a dashboard used in the report"},
        )  # fmt: skip
    assert [each["id"] for each in grafana.get(REPORTS).json()] == [2, 3, 6]
    assert grafana.delete(f"{REPORTS}/2").status_code == 200
    assert grafana.post(REPORTS, SMALL).json()["id"] == 4


@pytest.mark.evidence("grafana", "restricted-dashboards-extent")
def test_an_update_may_not_bring_a_restricted_dashboard_in(grafana: Api) -> None:
    report = created(grafana)
    grafana.world.switch("grafana", restrictedDashboards=["closed"])
    closed = {**SMALL, "dashboards": [{"dashboard": {"uid": "closed"}}]}
    assert grafana.put(f"{REPORTS}/{report['id']}", closed).status_code == 403
    assert grafana.get(f"{REPORTS}/{report['id']}").json() == report


@pytest.mark.evidence("grafana", "compact-output")
@pytest.mark.parametrize(("method", "path", "body", "length"), [
    ("POST", REPORTS, SMALL, 35),
    ("PUT", f"{REPORTS}/2", SMALL, 28),
    ("DELETE", f"{REPORTS}/6", None, 39),
    ("POST", f"{REPORTS}/email", {"id": "3", "useEmailsFromReport": True}, 29),
    ("GET", f"{REPORTS}/settings", None, 181),
    ("POST", f"{REPORTS}/settings", {"branding": {}}, 35),
    ("POST", f"{REPORTS}/test-email", SMALL, 29),
])  # fmt: skip
def test_answers_have_the_documented_lengths(grafana: Api, method: str, path: str, body: Any, length: int) -> None:
    answer = grafana.send(method, path, body)
    assert answer.headers["Content-Length"] == str(length) == str(len(answer.content))
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.evidence("grafana", "compact-output")
def test_members_come_in_the_order_of_the_examples(grafana: Api) -> None:
    assert list(created(grafana)) == list(grafana.get(f"{REPORTS}/2").json()) == [
        "id", "userId", "orgId", "name", "recipients", "replyTo", "message", "schedule", "options", "enableDashboardUrl",
        "state", "dashboards", "formats", "created", "updated",
    ]  # fmt: skip
