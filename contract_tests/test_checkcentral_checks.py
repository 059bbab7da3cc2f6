"""CheckCentral's checks, activities, groups, issues and overview: filters, extras, and what new activities change."""

from __future__ import annotations

from typing import Any

import pytest
from checkcentral_api import BACKUP, BACKUPS, DISK, NOBODY, NOON, READ, Methods, ids, refused

ACTIVITIES = [f"66666666-6666-4666-8666-66666666666{digit}" for digit in (3, 2, 1)]
"""Those of the documented fixture, newest first."""
ALL = {"matched": "all"}


@pytest.mark.evidence("checkcentral", "check-name-contains", "filters-ignore-case", "no-match-empty")
@pytest.mark.parametrize(("name", "found"), [("night", [BACKUP]), ("S", [DISK]), ("K", [BACKUP, DISK]), ("x", [])])
def test_checks_are_found_by_a_part_of_the_name(checkcentral: Methods, name: str, found: list[str]) -> None:
    assert ids(checkcentral.rows("getChecks", checkName=name)) == found


@pytest.mark.evidence("checkcentral", "check-id-overrides-name")
def test_an_id_overrides_a_name(checkcentral: Methods) -> None:
    assert ids(checkcentral.rows("getChecks", checkid=DISK, checkName="night")) == [DISK]


@pytest.mark.evidence("checkcentral", "unknown-id-not-found", "error-not-found")
@pytest.mark.parametrize(("method", "parameter", "kind"), [
    ("getChecks", "checkid", "Check"), ("getActivities", "checkId", "Check"), ("getActivities", "groupId", "Check group"),
    ("getCheckGroups", "groupId", "Check group"), ("getDashboards", "dashboardId", "Dashboard"),
    ("getPermissions", "checkGroupId", "Check group"), ("getPermissions", "userId", "User"),
    ("getPermissions", "userGroupId", "User group"), ("getReports", "reportId", "Report"), ("getUsers", "userId", "User"),
    ("getUserGroups", "userGroupId", "User group"),
])  # fmt: skip
def test_an_unknown_id_is_not_found(checkcentral: Methods, method: str, parameter: str, kind: str) -> None:
    answer = checkcentral.get(method, **{parameter: NOBODY})
    assert refused(answer) == (404, "not_found", f"{kind} not found: {NOBODY}")


@pytest.mark.evidence("checkcentral", "activity-count-cap")
@pytest.mark.parametrize(("asked", "got"), [("1", 1), ("30", 30), ("31", 30), ("9" * 300, 30)])
def test_a_check_comes_with_30_activities_at_most(checkcentral: Methods, asked: str, got: int) -> None:
    activities = [{"checkId": DISK, "title": f"Number {number}", "status": "warning"} for number in range(40)]
    checkcentral.post("createActivities", {"activities": activities})
    (check,) = checkcentral.rows("getChecks", checkid=DISK, activityCount=asked)
    assert [activity["title"] for activity in check["activities"]] == [f"Number {39 - number}" for number in range(got)]


def test_activities_and_settings_come_only_where_they_are_asked_for(checkcentral: Methods) -> None:
    for query in ({}, {"activityCount": "0", "includeSettings": "false"}):
        for check in checkcentral.rows("getChecks", **query):
            assert list(check) == ["id", "name", "description", "email", "group", "status", "updated"]


@pytest.mark.evidence("checkcentral", "settings-on-request", "boolean-words")
@pytest.mark.parametrize("word", ["true", "TRUE", "True", "1"])
def test_settings_are_given_on_request(checkcentral: Methods, word: str) -> None:
    settings = [check["settings"] for check in checkcentral.rows("getChecks", includeSettings=word)]
    assert [each["email_alias"] for each in settings] == ["nightly", "disk"]
    assert [each["group_id"] for each in settings] == [BACKUPS, ""]


@pytest.mark.evidence("checkcentral", "boolean-words", "error-invalid-parameter")
@pytest.mark.parametrize("word", ["yes", "2", "on", "truee", "null"])
@pytest.mark.parametrize(("method", "parameter"), [
    ("getChecks", "includeSettings"), ("getChecks", "includePendingOverdue"), ("getCheckGroups", "includeChecks"),
    ("getCheckGroups", "includeSettings"),
])  # fmt: skip
def test_other_words_are_no_truth_values(checkcentral: Methods, method: str, parameter: str, word: str) -> None:
    answer = checkcentral.get(method, **{parameter: word})
    assert refused(answer) == (400, "invalid_parameter", f"{parameter} must be true, false, 1 or 0.")


@pytest.mark.evidence("checkcentral", "error-invalid-parameter")
@pytest.mark.parametrize("count", ["-1", "many", "1.5", "1e2", "true"])
def test_a_count_is_a_number_of_at_least_0(checkcentral: Methods, count: str) -> None:
    for method in ("getChecks", "getActivities"):
        answer = checkcentral.get(method, activityCount=count)
        assert refused(answer) == (400, "invalid_parameter", "activityCount must be an integer of at least 0.")


@pytest.mark.evidence("checkcentral", "pending-overdue-no-effect", "boolean-words")
@pytest.mark.parametrize("word", ["true", "False", "1", "0"])
def test_include_pending_overdue_changes_nothing(checkcentral: Methods, word: str) -> None:
    assert checkcentral.rows("getChecks", includePendingOverdue=word) == checkcentral.rows("getChecks")


@pytest.mark.evidence("checkcentral", "activities-newest-first")
def test_the_newest_activities_come_first(checkcentral: Methods) -> None:
    assert ids(checkcentral.rows("getActivities")) == ACTIVITIES
    assert ids(checkcentral.rows("getActivities", activityCount=2)) == ACTIVITIES[:2]
    assert checkcentral.rows("getActivities", activityCount=0) == []


@pytest.mark.evidence("checkcentral", "activities-newest-first")
def test_without_a_count_there_are_30_activities(checkcentral: Methods) -> None:
    checkcentral.post("createActivities", {"activities": [{"checkId": DISK, "title": "t", "status": "success"}] * 40})
    assert len(checkcentral.rows("getActivities")) == 30
    assert len(checkcentral.rows("getActivities", activityCount=100)) == 43


@pytest.mark.evidence("checkcentral", "filters-ignore-case", "no-match-empty")
@pytest.mark.parametrize(("query", "found"), [
    ({"checkId": BACKUP}, ACTIVITIES[1:]), ({"groupId": BACKUPS}, ACTIVITIES[1:]), ({"status": "failure"}, ACTIVITIES[:1]),
    ({"status": "SUCCESS"}, ACTIVITIES[1:]), ({"status": "nonsense"}, []), ({"checkId": DISK, "groupId": BACKUPS}, []),
])  # fmt: skip
def test_activities_pass_every_filter(checkcentral: Methods, query: dict[str, str], found: list[str]) -> None:
    assert ids(checkcentral.rows("getActivities", **query)) == found


@pytest.mark.evidence("checkcentral", "activity-dates")
@pytest.mark.parametrize(("query", "found"), [
    ({"startDate": "2025-01-15"}, ACTIVITIES[:2]),
    ({"startDate": "2025-01-15T02:00:00Z"}, ACTIVITIES[:2]),
    ({"startDate": "2025-01-15T02:00:01Z"}, ACTIVITIES[:1]),
    ({"startDate": "2025-01-15T03:00:00+01:00"}, ACTIVITIES[:2]),
    ({"endDate": "2025-01-14"}, ACTIVITIES[2:]),
    ({"endDate": "2025-01-15T02:00:00Z"}, ACTIVITIES[1:]),
    ({"endDate": "2025-01-15T01:59:59.999Z"}, ACTIVITIES[2:]),
    ({"startDate": "2025-01-14", "endDate": "2025-01-15"}, ACTIVITIES),
    ({"startDate": "0001-01-01T00:00:00+14:00", "endDate": "9999-12-31T23:59:59-12:00"}, ACTIVITIES),
    ({"endDate": "2016-12-31T23:59:60Z"}, []),
])  # fmt: skip
def test_activities_lie_between_two_dates_both_inclusive(
    checkcentral: Methods, query: dict[str, str], found: list[str]
) -> None:
    assert ids(checkcentral.rows("getActivities", **query)) == found


@pytest.mark.evidence("checkcentral", "error-invalid-parameter")
@pytest.mark.parametrize("date", ["yesterday", "2025-13-01", "2025-01-15T12:00", "15.01.2025"])
def test_a_date_is_one_of_rfc_3339(checkcentral: Methods, date: str) -> None:
    for name in ("startDate", "endDate"):
        answer = checkcentral.get("getActivities", **{name: date})
        assert refused(answer) == (400, "invalid_parameter", f"{name} must be a date or a date with time.")


@pytest.mark.evidence("checkcentral", "matched-parameter", "activity-without-check")
@pytest.mark.parametrize(("words", "there"), [(("all", "False", "ALL"), True), (("matched", "TRUE", ""), False)])
def test_activities_without_a_check_are_given_on_request(
    checkcentral: Methods, words: tuple[str, ...], there: bool
) -> None:
    lonely = checkcentral.happen()
    assert lonely["checkId"] == ""
    for word in words:
        assert (lonely in checkcentral.rows("getActivities", matched=word)) is there
    answer = checkcentral.get("getActivities", matched="some")
    assert refused(answer) == (400, "invalid_parameter", "matched must be one of: matched, all, true, false.")


@pytest.mark.evidence("checkcentral", "sources-no-effect")
@pytest.mark.parametrize("sources", [["mail"], ["mail", "api"], "mail,api"])
def test_sources_change_nothing(checkcentral: Methods, sources: Any) -> None:
    assert checkcentral.rows("getActivities", sources=sources) == checkcentral.rows("getActivities")


@pytest.mark.evidence("checkcentral", "activity-dated-now", "status-capitalised")
@pytest.mark.parametrize("status", ["success", "WARNING", "Failure"])
def test_an_activity_without_a_time_happens_now(checkcentral: Methods, status: str) -> None:
    activity = checkcentral.at(NOON).happen(checkId=DISK, status=status)
    assert (activity["updated"], activity["status"]) == (NOON, status.capitalize())


@pytest.mark.evidence("checkcentral", "moments-utc")
@pytest.mark.parametrize(("sent", "answered"), [
    ("2025-01-15T12:00:00Z", NOON), ("2025-01-15T14:00:00+02:00", NOON), ("2025-01-15t12:00:00.999z", NOON),
    ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"), ("0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00Z"),
])  # fmt: skip
def test_times_are_answered_in_utc_to_the_second(checkcentral: Methods, sent: str, answered: str) -> None:
    assert checkcentral.happen(updated=sent)["updated"] == answered


@pytest.mark.evidence("checkcentral", "check-follows-activity")
def test_a_check_follows_its_newest_activity(checkcentral: Methods) -> None:
    def state() -> tuple[str, str]:
        (check,) = checkcentral.rows("getChecks", checkid=DISK)
        return check["status"], check["updated"]

    checkcentral.happen(checkId=DISK, status="warning", updated="2025-01-15T08:00:00Z")
    assert state() == ("Warning", "2025-01-15T08:00:00Z")
    checkcentral.happen(checkId=DISK, status="success", updated="2025-01-15T07:00:00Z")
    assert state() == ("Warning", "2025-01-15T08:00:00Z")
    checkcentral.happen(checkId=DISK, status="success", updated="2025-01-15T08:00:00Z")
    assert state() == ("Success", "2025-01-15T08:00:00Z")


@pytest.mark.evidence("checkcentral", "unknown-reference-not-found")
def test_activities_of_an_unknown_check_are_all_refused(checkcentral: Methods) -> None:
    activities = [{"checkId": id, "title": "t", "status": "success"} for id in (DISK, NOBODY)]
    answer = checkcentral.post("createActivities", {"activities": activities})
    assert refused(answer) == (404, "not_found", f"Check not found: {NOBODY}")
    assert ids(checkcentral.rows("getActivities", **ALL)) == ACTIVITIES


GOOD = {"title": "t", "status": "success"}


@pytest.mark.evidence("checkcentral", "error-missing-parameter", "error-invalid-parameter", "first-fault-answered")
@pytest.mark.parametrize(("body", "id", "message"), [
    ({}, "missing_parameter", "activities is required."),
    ({"activities": []}, "invalid_parameter", "activities must be a list of at least one activity."),
    ({"activities": GOOD}, "invalid_parameter", "activities must be a list of at least one activity."),
    ({"activities": [GOOD, 1]}, "invalid_parameter", "activities must be a list of at least one activity."),
    ({"activities": [{"status": "success"}]}, "missing_parameter", "title is required."),
    ({"activities": [{**GOOD, "title": " "}]}, "missing_parameter", "title is required."),
    ({"activities": [{"title": "t"}]}, "missing_parameter", "status is required."),
    ({"activities": [{**GOOD, "status": "pending"}]}, "invalid_parameter", "status must be one of: success, warning, failure."),
    ({"activities": [{**GOOD, "updated": "now"}]}, "invalid_parameter", "updated must be a date with time."),
    ({"activities": [{**GOOD, "checkId": 1, "title": 1}]}, "invalid_parameter", "checkId must be a string."),
    ({"activities": [{**GOOD, "updated": 1}, {}]}, "invalid_parameter", "updated must be a date with time."),
])  # fmt: skip
def test_a_faulty_activity_is_refused(checkcentral: Methods, body: Any, id: str, message: str) -> None:
    assert refused(checkcentral.post("createActivities", body)) == (400, id, message)


@pytest.mark.evidence("checkcentral", "names-contain", "group-extras-on-request")
def test_check_groups_come_with_what_is_asked_for(checkcentral: Methods) -> None:
    group = {"id": BACKUPS, "name": "Backups"}
    (check,) = checkcentral.rows("getChecks", checkid=BACKUP)
    assert checkcentral.rows("getCheckGroups", groupName="BACK") == [group]
    assert checkcentral.rows("getCheckGroups", groupName="front") == []
    assert checkcentral.rows("getCheckGroups", includeChecks="1") == [{**group, "checks": [check]}]
    assert checkcentral.rows("getCheckGroups", includeSettings="true", groupId=BACKUPS) == [{**group, "settings": {}}]


@pytest.mark.evidence("checkcentral", "issue-per-troubled-check", "status-capitalised")
def test_there_is_an_issue_for_each_check_in_trouble(checkcentral: Methods) -> None:
    checkcentral.happen(checkId=BACKUP, status="warning", title="Slow", updated="2025-01-15T08:00:00Z")
    issues = checkcentral.by(READ).rows("getIssues")
    assert [(issue["checkId"], issue["group"], issue["status"], issue["title"]) for issue in issues] == [
        (BACKUP, "Backups", "Warning", "Slow"), (DISK, "", "Failure", "Disk full"),
    ]  # fmt: skip
    for id in (BACKUP, DISK):
        checkcentral.happen(checkId=id)
    assert checkcentral.rows("getIssues") == []


@pytest.mark.evidence("checkcentral", "overview-counts")
def test_the_overview_counts_checks_by_status(checkcentral: Methods) -> None:
    checkcentral.happen(checkId=BACKUP, status="warning")
    overview = checkcentral.get("getOverview").json()
    assert overview["organization"] == {"id": "77777777-7777-4777-8777-777777777777", "name": "Example Organization"}
    assert overview["checks"] == {"total": 2, "success": 0, "warning": 1, "failure": 1, "pending": 0}
