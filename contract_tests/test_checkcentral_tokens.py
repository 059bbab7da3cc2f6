"""Who may call CheckCentral and what they see: levels, user tokens, permissions, and the calls that a day has."""

from __future__ import annotations

import json
from typing import Any

import pytest
from checkcentral_api import (
    BACKUP,
    BACKUPS,
    DASHBOARD,
    DISK,
    FIXTURE,
    NOBODY,
    OPERATORS,
    PERMISSION,
    PERSON,
    READ,
    USER,
    WRITE,
    Methods,
    ids,
    refused,
)

GETS = {
    "getChecks": {}, "getActivities": {}, "getCheckGroups": {}, "getDashboards": {}, "getIssues": {}, "getOverview": {},
    "getPermissions": {}, "generateReport": {"reportName": "Report"}, "getReports": {}, "getUsers": {}, "getUserGroups": {},
}  # fmt: skip
CREATES = {
    "createReport": {"name": "Report", "report_type": "digest"},
    "createActivities": {"activities": [{"title": "t", "status": "success"}]},
}
GROUP = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
DENIED = (403, "access_denied", "This method requires an API token with Read/Write access.")


@pytest.mark.evidence("checkcentral", "error-missing-token")
@pytest.mark.parametrize("query", ["", "apiToken=", "apiToken", "token=" + READ])
def test_without_a_token_there_is_no_answer(checkcentral: Methods, query: str) -> None:
    answer = checkcentral.send("GET", f"/getChecks/?{query}")
    assert refused(answer) == (401, "missing_token", "The apiToken parameter is required.")


@pytest.mark.evidence("checkcentral", "error-invalid-token")
@pytest.mark.parametrize("token", ["wrong", READ + " ", READ[1:]])
def test_an_unknown_token_is_refused(checkcentral: Methods, token: str) -> None:
    assert refused(checkcentral.by(token).get("getChecks")) == (401, "invalid_token", "The API token is not valid.")


@pytest.mark.evidence("checkcentral", "token-in-query-only")
@pytest.mark.parametrize("header", [{"Authorization": f"Bearer {READ}"}, {"apiToken": READ}, {"X-Api-Key": READ}])
def test_no_header_is_read_for_a_token(checkcentral: Methods, header: dict[str, str]) -> None:
    assert refused(checkcentral.send("GET", "/getChecks/", headers=header))[:2] == (401, "missing_token")


@pytest.mark.evidence(
    "checkcentral",
    "create-needs-read-write",
    "create-activities-needs-read-write",
    "reads-need-read-only",
    "read-write-includes-read",
    "user-token-never-writes",
    "error-access-denied",
)
@pytest.mark.parametrize(("token", "creates"), [(READ, False), (WRITE, True), (USER, False)])
def test_every_token_reads_and_one_creates(checkcentral: Methods, token: str, creates: bool) -> None:
    checkcentral.create(report_type="check", content={"check": BACKUP})
    caller = checkcentral.by(token)
    assert [caller.get(method, **query).status_code for method, query in GETS.items()] == [200] * 11
    for method, body in CREATES.items():
        answer = caller.post(method, body)
        assert answer.status_code == 200 if creates else refused(answer) == DENIED


def token(secret: str, **members: Any) -> dict[str, Any]:
    """A token of another world."""
    return {"id": secret, "scheme": "apiKey", "secret": secret, "permissions": {"read": []}, **members}


@pytest.mark.evidence("checkcentral", "create-needs-read-write", "read-write-includes-read", "token-has-its-level")
@pytest.mark.parametrize(("permissions", "status"), [({}, 403), ({"read": []}, 403), ({"write": []}, 200), ("*", 200)])
def test_a_token_of_the_organisation_reads_and_with_write_creates(
    checkcentral: Methods, permissions: Any, status: int
) -> None:
    caller = checkcentral.start(credentials=[token("more", permissions=permissions)]).by("more")
    assert [caller.get(method).status_code for method in ("getChecks", "getReports")] == [200, 200]
    assert [caller.post(method, body).status_code for method, body in CREATES.items()] == [status, status]


@pytest.mark.evidence("checkcentral", "user-token-never-writes")
def test_a_user_token_never_writes_whatever_it_was_given(checkcentral: Methods) -> None:
    caller = checkcentral.start(credentials=[token("all", subject=PERSON, permissions="*")]).by("all")
    for method, body in CREATES.items():
        assert refused(caller.post(method, body)) == DENIED


@pytest.mark.evidence("checkcentral", "organisation-token-sees-all")
def test_a_token_of_the_organisation_sees_everything(checkcentral: Methods) -> None:
    for secret in (READ, WRITE):
        caller = checkcentral.by(secret)
        assert ids(caller.rows("getChecks")) == [BACKUP, DISK]
        assert len(caller.rows("getActivities")) == 3
        assert len(caller.rows("getIssues")) == 1


@pytest.mark.evidence("checkcentral", "user-token-sees-less", "user-token-checks", "user-token-dashboards")
def test_a_user_token_sees_what_its_user_may_view(checkcentral: Methods) -> None:
    checkcentral.happen()
    caller = checkcentral.by(USER)
    assert ids(caller.rows("getChecks")) == [BACKUP]
    assert {activity["checkId"] for activity in caller.rows("getActivities", matched="all")} == {BACKUP}
    assert ids(caller.rows("getCheckGroups")) == [BACKUPS]
    assert caller.rows("getIssues") == []
    assert caller.get("getOverview").json()["checks"] == {
        "total": 1,
        "success": 1,
        "warning": 0,
        "failure": 0,
        "pending": 0,
    }
    assert ids(caller.rows("getPermissions")) == [PERMISSION]
    assert caller.rows("getDashboards") == []
    assert refused(caller.get("getDashboards", dashboardId=DASHBOARD))[0] == 404


@pytest.mark.evidence("checkcentral", "user-token-reports", "invisible-as-unknown")
def test_a_user_token_sees_the_reports_on_what_its_user_may_view(checkcentral: Methods) -> None:
    mine = [
        checkcentral.create(report_type="check", content={"check": BACKUP}),
        checkcentral.create(report_type="stats", content={"checkgroup": BACKUPS}),
    ]
    others = [
        checkcentral.create(name="Others", report_type=type, content=content)["id"]
        for type, content in (("check", {"check": DISK}), ("activity", {}), ("dashboard", {"dashboard": DASHBOARD}), ("digest", {}))
    ]  # fmt: skip
    caller = checkcentral.by(USER)
    assert caller.rows("getReports") == mine
    assert caller.get("generateReport", reportId=mine[0]["id"]).status_code == 200
    assert refused(caller.get("generateReport", reportName="Others"))[0] == 404
    for id in others:
        for method in ("getReports", "generateReport"):
            assert refused(caller.get(method, reportId=id)) == (404, "not_found", f"Report not found: {id}")


@pytest.mark.evidence("checkcentral", "user-token-reports")
def test_a_user_token_sees_of_the_recipients_those_that_its_user_may_see(checkcentral: Methods) -> None:
    more = lesser()
    strangers = {"id": GROUP, "name": "Strangers", "users": [NOBODY]}
    checkcentral.start(
        collections={"users": [*fixture("users"), *more["users"]], "userGroups": [*fixture("userGroups"), strangers]}
    )
    recipients = {
        "org_wide": True, "usergroups": [OPERATORS, GROUP], "users": [NOBODY, PERSON],
        "emails": ["extra@example.com", "User@example.com", "second@example.com"],
    }  # fmt: skip
    stored = checkcentral.create(report_type="check", content={"check": BACKUP}, recipients=recipients)
    assert stored["recipients"] == recipients
    (shown,) = checkcentral.by(USER).rows("getReports")
    kept = {"org_wide": True, "usergroups": [OPERATORS], "users": [PERSON], "emails": ["User@example.com"]}
    assert shown == {**stored, "recipients": kept}
    assert checkcentral.rows("getReports") == [stored]


@pytest.mark.evidence("checkcentral", "user-token-people")
def test_a_user_token_sees_the_people_in_the_groups_of_its_user(checkcentral: Methods) -> None:
    (second,) = lesser(userGroups=[GROUP, OPERATORS])["users"]
    stranger = {**second, "id": GROUP, "email": "third@example.com", "userGroups": [GROUP]}
    strangers = {"id": GROUP, "name": "Strangers", "users": [GROUP]}
    foreign = {"id": GROUP, "checkGroupId": BACKUPS, "checkGroupName": "Backups", "level": "edit", "userGroupId": GROUP}
    (own,) = fixture("userGroups")
    checkcentral.start(collections={
        "users": [*fixture("users"), second, stranger], "userGroups": [own, strangers],
        "permissions": [*fixture("permissions"), foreign],
    })  # fmt: skip
    assert len(checkcentral.rows("getUsers")) == 3
    caller = checkcentral.by(USER)
    assert caller.rows("getUsers") == [*fixture("users"), {**second, "userGroups": [OPERATORS]}]
    assert caller.rows("getUserGroups") == [own]
    assert ids(caller.rows("getPermissions")) == [PERMISSION]
    for method, parameter in (("getUsers", "userId"), ("getUserGroups", "userGroupId"), ("getPermissions", "userId")):
        assert refused(caller.get(method, **{parameter: GROUP}))[0] == 404


def fixture(collection: str) -> list[dict[str, Any]]:
    """The records of a collection of the documented world."""
    return list(json.loads(FIXTURE.read_text(encoding="utf-8"))["collections"][collection])


def lesser(**members: Any) -> dict[str, Any]:
    """Collections with a second user, in no user group, and a second check group with a check in it."""
    user = {
        "id": NOBODY,
        "name": "Second",
        "email": "Second@Example.com",
        "accessLevel": "user",
        "userGroups": [],
        **members,
    }
    check = {
        "id": "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb", "name": "Bare", "description": "", "email": "", "group": "Second group",
        "status": "Pending", "updated": "2025-01-15T06:00:00Z",
    }  # fmt: skip
    permission = {
        "id": GROUP,
        "checkGroupId": GROUP,
        "checkGroupName": "Second group",
        "level": "edit",
        "userId": NOBODY,
    }
    first = {
        "id": PERMISSION, "checkGroupId": BACKUPS, "checkGroupName": "Backups", "level": "view", "userGroupId": OPERATORS,
    }  # fmt: skip
    return {
        "users": [user], "checks": [check], "permissions": [permission, first],
        "userGroups": [{"id": OPERATORS, "name": "Operators", "users": []}],
        "checkGroups": [{"id": GROUP, "name": "Second group"}, {"id": BACKUPS, "name": "Backups"}], "activities": [],
    }  # fmt: skip


@pytest.mark.evidence("checkcentral", "user-token-checks", "access-level-sees-all")
@pytest.mark.parametrize(("level", "groups"), [
    ("disabled", [GROUP]), ("custom", [GROUP]), ("readonly", [GROUP]), ("user", [GROUP]), ("editor", [GROUP]),
    ("manager", [GROUP, BACKUPS]), ("administrator", [GROUP, BACKUPS]),
])  # fmt: skip
def test_managers_and_administrators_see_everything(checkcentral: Methods, level: str, groups: list[str]) -> None:
    checkcentral.start(collections=lesser(accessLevel=level), credentials=[token("second", subject=NOBODY)])
    assert ids(checkcentral.by("second").rows("getCheckGroups")) == groups
    assert [check["name"] for check in checkcentral.by("second").rows("getChecks")] == ["Bare"]
    assert refused(checkcentral.by(USER).get("getChecks", checkid=NOBODY))[0] == 404


@pytest.mark.evidence("checkcentral", "invisible-as-unknown")
@pytest.mark.parametrize(("method", "parameter", "id"), [
    ("getChecks", "checkid", DISK), ("getActivities", "checkId", DISK), ("getActivities", "groupId", GROUP),
    ("getCheckGroups", "groupId", GROUP), ("getPermissions", "checkGroupId", GROUP),
])  # fmt: skip
def test_what_a_token_may_not_see_is_like_what_does_not_exist(
    checkcentral: Methods, method: str, parameter: str, id: str
) -> None:
    more = lesser()
    checkcentral.start(collections={"checkGroups": more["checkGroups"], "permissions": more["permissions"]})
    assert checkcentral.get(method, **{parameter: id}).status_code == 200
    seen, unseen = (
        refused(checkcentral.by(USER).get(method, **{parameter: NOBODY})),
        checkcentral.by(USER).get(method, **{parameter: id}),
    )
    assert refused(unseen) == (seen[0], seen[1], seen[2].replace(NOBODY, id))


@pytest.mark.evidence("checkcentral", "permission-filters", "filters-ignore-case", "no-match-empty")
@pytest.mark.parametrize(("query", "found"), [
    ({}, [GROUP, PERMISSION]),
    ({"checkGroupId": BACKUPS}, [PERMISSION]),
    ({"checkGroupName": "BACKUPS"}, [PERMISSION]),
    ({"checkGroupName": "Back"}, []),
    ({"userId": NOBODY}, [GROUP]),
    ({"userEmail": "second@example.COM"}, [GROUP]),
    ({"userEmail": "second"}, []),
    ({"userGroupId": OPERATORS}, [PERMISSION]),
    ({"userGroupName": "operators"}, [PERMISSION]),
    ({"userGroupName": "operators", "checkGroupId": GROUP}, []),
    ({"userId": NOBODY, "checkGroupName": "second group"}, [GROUP]),
])  # fmt: skip
def test_permissions_pass_every_filter(checkcentral: Methods, query: dict[str, str], found: list[str]) -> None:
    assert ids(checkcentral.start(collections=lesser()).rows("getPermissions", **query)) == found


@pytest.mark.evidence("checkcentral", "user-email-whole", "names-contain", "no-match-empty")
def test_people_and_dashboards_are_found(checkcentral: Methods) -> None:
    assert ids(checkcentral.rows("getUsers", userEmail="USER@example.com")) == [PERSON]
    assert ids(checkcentral.rows("getUsers", userId=PERSON)) == [PERSON]
    assert checkcentral.rows("getUsers", userEmail="user@example") == []
    assert ids(checkcentral.rows("getUserGroups", userGroupName="oper")) == [OPERATORS]
    assert ids(checkcentral.rows("getUserGroups", userGroupId=OPERATORS)) == [OPERATORS]
    assert ids(checkcentral.rows("getDashboards", dashboardName="MAIN")) == [DASHBOARD]
    assert ids(checkcentral.rows("getDashboards", dashboardId=DASHBOARD)) == [DASHBOARD]
    assert checkcentral.rows("getDashboards", dashboardName="other") == []


@pytest.mark.evidence("checkcentral", "quota-per-method-and-day", "quota-of-organisation", "error-limit-exceeded")
def test_a_method_has_so_many_calls_a_day_whoever_calls(checkcentral: Methods) -> None:
    checkcentral.start(switches={"quota": 3})
    for secret in (READ, WRITE, USER):
        assert checkcentral.by(secret).get("getChecks").status_code == 200
    for secret in (READ, WRITE, USER):
        answer = checkcentral.by(secret).get("getChecks")
        assert refused(answer) == (429, "limit_exceeded", "The limit of 3 calls per day for getChecks is exceeded.")
    assert checkcentral.get("getUsers").status_code == 200


@pytest.mark.evidence("checkcentral", "quota-per-method-and-day", "quota-of-create-report")
def test_used_and_limit_are_shown_for_every_method(checkcentral: Methods) -> None:
    for _ in range(15):
        checkcentral.get("getChecks")
    shown = checkcentral.world.admin("GET", "/quotas/checkcentral").json()
    used = {quota["key"]: (quota["used"], quota["limit"]) for quota in shown}
    assert used == {**dict.fromkeys([*GETS, *CREATES], (0, 10_000)), "getChecks": (15, 10_000)}


@pytest.mark.evidence("checkcentral", "quota-per-method-and-day", "error-limit-exceeded")
def test_a_world_may_lower_the_limit_of_one_method(checkcentral: Methods) -> None:
    quota = {"limit": 20, "used": 19}
    checkcentral.world.admin("PUT", "/quotas/checkcentral/getIssues", json=quota).raise_for_status()
    assert checkcentral.get("getIssues").status_code == 200
    message = "The limit of 20 calls per day for getIssues is exceeded."
    assert refused(checkcentral.get("getIssues")) == (429, "limit_exceeded", message)


@pytest.mark.evidence("checkcentral", "quota-of-create-report", "error-limit-exceeded")
@pytest.mark.parametrize("method", CREATES)
def test_create_methods_have_the_same_limit(checkcentral: Methods, method: str) -> None:
    checkcentral.start(switches={"quota": 1})
    assert checkcentral.post(method, CREATES[method]).status_code == 200
    message = f"The limit of 1 calls per day for {method} is exceeded."
    assert refused(checkcentral.post(method, CREATES[method])) == (429, "limit_exceeded", message)


@pytest.mark.evidence("checkcentral", "quota-calendar-day")
def test_a_new_day_begins_at_midnight_utc(checkcentral: Methods) -> None:
    checkcentral.start(switches={"quota": 1}, clock="2025-01-15T00:00:00Z")
    days = ["2025-01-15T00:00:00Z", "2025-01-15T23:59:59Z", "2025-01-16T00:00:00Z", "2025-01-16T00:00:01Z"]
    assert [checkcentral.at(instant).get("getChecks").status_code for instant in days] == [200, 429, 200, 429]


@pytest.mark.evidence("checkcentral", "quota-counting")
def test_refused_calls_with_a_valid_token_count(checkcentral: Methods) -> None:
    checkcentral.start(switches={"quota": 5})
    for verb, secret in [("GET", ""), ("GET", "wrong"), ("PUT", WRITE)] * 3:
        assert checkcentral.send(verb, "/createReport/", params={"apiToken": secret}).status_code in (401, 405)
    missing = {"name": "x", "report_type": "check", "content": {"check": NOBODY}}
    answers = [
        checkcentral.by(READ).post("createReport", {}),
        checkcentral.send("POST", f"/createReport/?apiToken={WRITE}", content=b"{}"),
        checkcentral.post("createReport", {}),
        checkcentral.post("createReport", missing),
        checkcentral.post("createReport", CREATES["createReport"]),
        checkcentral.post("createReport", CREATES["createReport"]),
    ]
    assert [answer.status_code for answer in answers] == [403, 415, 400, 404, 200, 429]


@pytest.mark.evidence("checkcentral", "quota-no-headers")
def test_no_header_tells_of_a_quota(checkcentral: Methods) -> None:
    checkcentral.start(switches={"quota": 1})
    for status in (200, 429):
        answer = checkcentral.get("getChecks")
        assert answer.status_code == status
        assert not [name for name in answer.headers if "limit" in name.lower() or name.lower() == "retry-after"]
