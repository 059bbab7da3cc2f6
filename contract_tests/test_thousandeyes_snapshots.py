"""ThousandEyes' report snapshots: created at once, there a little later, frozen for good."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Api

NOW = "2019-09-03T18:00:00Z"
DOCUMENTED = {
    "displayName": "snapshot from API", "from": "2019-09-02 18:00:00", "to": "2019-09-03 18:00:00", "reportId": "123",
}  # fmt: skip
published = pytest.mark.parametrize("thousandeyes", ["published"], indirect=True)


def create(thousandeyes: Api, **members: Any) -> str:
    """Create a snapshot; its id."""
    answer = thousandeyes.post("/v7/report-snapshots/create", {**DOCUMENTED, **members})
    assert answer.status_code == 200, answer.text
    id: str = answer.json()["snapshotId"]
    return id


def listed(thousandeyes: Api, query: str = "") -> list[str]:
    """The ids of the snapshots that are listed."""
    return [each["snapshotId"] for each in thousandeyes.get(f"/v7/report-snapshots{query}").json()["reportSnapshots"]]


def test_the_documented_create_answers_the_id_only(thousandeyes: Api) -> None:
    answer = thousandeyes.post("/v7/report-snapshots/create", DOCUMENTED)
    assert (answer.status_code, answer.json()) == (200, {"snapshotId": "123"})


@pytest.mark.evidence(
    "thousandeyes", "snapshot-name", "snapshot-created-date", "snapshot-time-span", "snapshot-links", "permalink",
    "snapshot-frozen",
)  # fmt: skip
def test_a_created_snapshot_shows_its_span_its_report_and_its_links(thousandeyes: Api) -> None:
    thousandeyes.world.freeze(NOW)
    create(thousandeyes)
    base = f"{thousandeyes.world.url('thousandeyes')}/v7"
    found = thousandeyes.get("/v7/report-snapshots/123").json()
    widgets = found.pop("widgets")
    assert found == {
        "snapshotId": "123", "snapshotName": "snapshot from API", "createdDate": "2019-09-03 18:00:00",
        "isScheduled": False, "isShared": False, "accountId": 1,
        "timeSpan": {"startDate": "2019-09-02 18:00:00", "duration": 86400},
        "permalink": "https://app.thousandeyes.com/reports/snapshots/123?__a=1",
        "report": {
            "reportId": "123", "title": "Snapshot source", "isBuiltIn": False, "accountId": 1, "createdBy": 2,
            "modifiedBy": 2, "modifiedDate": "2019-09-01 12:00:00",
            "apiLinks": [
                {"rel": "self", "href": f"{base}/reports/123"},
                {"rel": "snapshots", "href": f"{base}/report-snapshots?reportId=123"},
            ],
        },
        "apiLinks": [
            {"rel": "self", "href": f"{base}/report-snapshots/123"}, {"rel": "report", "href": f"{base}/reports/123"},
        ],
    }  # fmt: skip
    assert [widget["apiLink"] for widget in widgets] == [
        f"{base}/report-snapshots/123/{id}" for id in ("vlvb1", "1234f")
    ]
    assert thousandeyes.get("/v7/report-snapshots").json()["reportSnapshots"] == [found]


@pytest.mark.evidence("thousandeyes", "widget-links", "snapshot-links")
def test_all_links_of_a_snapshot_can_be_followed(thousandeyes: Api) -> None:
    create(thousandeyes)
    found = thousandeyes.get("/v7/report-snapshots/123").json()
    links = [link["href"] for link in (*found["apiLinks"], *found["report"]["apiLinks"])]
    for link in (*links, *(widget["apiLink"] for widget in found["widgets"])):
        assert thousandeyes.world.http.get(link, headers=thousandeyes.headers).status_code == 200


@pytest.mark.evidence("thousandeyes", "snapshot-frozen", "delete-keeps-snapshots")
def test_a_snapshot_stays_as_its_report_was(thousandeyes: Api) -> None:
    create(thousandeyes)
    before = thousandeyes.get("/v7/report-snapshots/123").json()
    thousandeyes.post("/v7/reports/123/update", {"title": "Another", "widgets": []})
    assert thousandeyes.get("/v7/report-snapshots/123").json() == before
    thousandeyes.post("/v7/reports/123/delete")
    assert thousandeyes.get("/v7/report-snapshots/123").json() == before
    assert thousandeyes.get("/v7/report-snapshots/123/1234f").status_code == 200


@pytest.mark.evidence("thousandeyes", "snapshot-generated-later", "snapshot-seconds", "error-unknown-snapshot")
def test_a_snapshot_is_there_when_the_worlds_clock_says_so(thousandeyes: Api) -> None:
    thousandeyes.world.freeze(NOW)
    thousandeyes.world.switch("thousandeyes", snapshotSeconds=30)
    create(thousandeyes)
    thousandeyes.world.steer("POST", "/clock/advance", {"seconds": 29})
    assert listed(thousandeyes) == []
    for path in ("/v7/report-snapshots/123", "/v7/report-snapshots/123/1234f"):
        answer = thousandeyes.get(path)
        assert (answer.status_code, answer.json()) == (404, {"errorMessage": "Snapshot 123 not found"})
    thousandeyes.world.steer("POST", "/clock/advance", {"seconds": 1})
    assert listed(thousandeyes) == ["123"]
    assert thousandeyes.get("/v7/report-snapshots/123/1234f").status_code == 200


@pytest.mark.evidence("thousandeyes", "pending-snapshot-delete")
def test_a_snapshot_that_is_being_generated_can_be_deleted(thousandeyes: Api) -> None:
    thousandeyes.world.freeze(NOW)
    thousandeyes.world.switch("thousandeyes", snapshotSeconds=30)
    create(thousandeyes)
    assert thousandeyes.post("/v7/report-snapshots/123/delete").status_code == 204
    thousandeyes.world.steer("POST", "/clock/advance", {"seconds": 60})
    assert listed(thousandeyes) == []


@published
@pytest.mark.evidence(
    "thousandeyes", "snapshots-of-a-report", "snapshot-one-page", "snapshots-of-unknown-report", "list-order"
)
def test_the_list_is_one_page_and_can_be_of_one_report(thousandeyes: Api) -> None:
    new = [create(thousandeyes), create(thousandeyes)]
    assert new == ["124", "125"]
    assert listed(thousandeyes) == ["123", *new]
    assert listed(thousandeyes, "?reportId=1") == ["123"]
    assert listed(thousandeyes, "?reportId=123") == new
    assert thousandeyes.get("/v7/report-snapshots?reportId=999").json() == {
        "pages": {"current": 1},
        "reportSnapshots": [],
    }


@pytest.mark.evidence("thousandeyes", "delete-twice", "delete-keeps-content-type", "error-unknown-snapshot")
def test_a_deleted_snapshot_is_gone(thousandeyes: Api) -> None:
    create(thousandeyes)
    answer = thousandeyes.post("/v7/report-snapshots/123/delete")
    assert (answer.status_code, answer.headers["Content-Type"]) == (204, "application/json;charset=UTF-8")
    assert listed(thousandeyes) == []
    again = thousandeyes.post("/v7/report-snapshots/123/delete")
    assert (again.status_code, again.json()) == (404, {"errorMessage": "Snapshot 123 not found"})
    assert create(thousandeyes) == "124"


@pytest.mark.evidence("thousandeyes", "other-account-groups-hidden")
def test_snapshots_of_other_account_groups_do_not_exist(thousandeyes: Api) -> None:
    create(thousandeyes)
    thousandeyes.world.steer("PATCH", "/state/thousandeyes/snapshots", {"123": {"accountId": 2}})
    assert listed(thousandeyes) == []
    assert thousandeyes.get("/v7/report-snapshots/123").status_code == 404


@pytest.mark.evidence(
    "thousandeyes", "error-field-missing", "error-malformed-time", "error-range-order", "error-field-invalid"
)
@pytest.mark.parametrize(
    ("members", "text"),
    [
        ({"displayName": None}, 'displayName: null is not of type "string"'),
        ({"from": "yesterday"}, "from: is not a valid date-time"),
        ({"to": "2019-02-30 18:00:00"}, "to: is not a valid date-time"),
        ({"to": 5}, "to: is not a valid date-time"),
        ({"to": "2019-09-02T18:00:00Z"}, "to: must be later than from"),
    ],
)
def test_a_snapshot_that_makes_no_sense_is_refused(thousandeyes: Api, members: dict[str, Any], text: str) -> None:
    answer = thousandeyes.post("/v7/report-snapshots/create", {**DOCUMENTED, **members})
    assert (answer.status_code, answer.json()) == (400, {"errorMessage": text})
    assert listed(thousandeyes) == []


@pytest.mark.evidence("thousandeyes", "error-field-missing", "error-first-only")
@pytest.mark.parametrize("member", ["displayName", "from", "to", "reportId"])
def test_every_member_of_a_snapshot_is_required(thousandeyes: Api, member: str) -> None:
    sent = {name: value for name, value in DOCUMENTED.items() if name != member}
    answer = thousandeyes.post("/v7/report-snapshots/create", sent)
    assert (answer.status_code, answer.json()) == (400, {"errorMessage": f"{member}: is required"})
    assert thousandeyes.post("/v7/report-snapshots/create", {}).json() == {"errorMessage": "displayName: is required"}


@pytest.mark.evidence("thousandeyes", "error-unknown-report", "object-checks-last")
def test_a_snapshot_of_an_unknown_report_is_refused(thousandeyes: Api) -> None:
    answer = thousandeyes.post("/v7/report-snapshots/create", {**DOCUMENTED, "reportId": "999"})
    assert (answer.status_code, answer.json()) == (404, {"errorMessage": "Report 999 not found"})
