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


def begin(thousandeyes: Api, **members: Any) -> str:
    """Create a snapshot, which is then being generated; its id."""
    answer = thousandeyes.post("/v7/report-snapshots/create", {**DOCUMENTED, **members})
    assert answer.status_code == 200, answer.text
    id: str = answer.json()["snapshotId"]
    return id


def create(thousandeyes: Api, **members: Any) -> str:
    """Create a snapshot that is there at once; its id."""
    thousandeyes.world.switch("thousandeyes", snapshotSeconds=0)
    return begin(thousandeyes, **members)


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
@pytest.mark.parametrize("seconds", [None, 30])
def test_a_snapshot_is_there_when_the_worlds_clock_says_so(thousandeyes: Api, seconds: int | None) -> None:
    thousandeyes.world.freeze(NOW)
    if seconds is not None:
        thousandeyes.world.switch("thousandeyes", snapshotSeconds=seconds)
    begin(thousandeyes)
    thousandeyes.world.steer("POST", "/clock/advance", {"seconds": (seconds or 3) - 1})
    assert listed(thousandeyes) == []
    for path in ("/v7/report-snapshots/123", "/v7/report-snapshots/123/1234f"):
        answer = thousandeyes.get(path)
        assert (answer.status_code, answer.json()) == (404, {"errorMessage": "Snapshot 123 not found"})
    thousandeyes.world.steer("POST", "/clock/advance", {"seconds": 1})
    assert listed(thousandeyes) == ["123"]
    assert thousandeyes.get("/v7/report-snapshots/123/1234f").status_code == 200


@pytest.mark.evidence("thousandeyes", "snapshot-generated-later", "snapshot-seconds")
def test_a_client_that_asks_again_every_second_gets_its_snapshot(thousandeyes: Api) -> None:
    thousandeyes.world.freeze(NOW)
    id, seen = begin(thousandeyes), []
    for _ in range(5):
        seen.append(thousandeyes.get(f"/v7/report-snapshots/{id}").status_code)
        thousandeyes.world.steer("POST", "/clock/advance", {"seconds": 1})
    assert seen == [404, 404, 404, 200, 200]


@pytest.mark.evidence("thousandeyes", "pending-snapshot-delete")
def test_a_snapshot_that_is_being_generated_can_be_deleted(thousandeyes: Api) -> None:
    thousandeyes.world.freeze(NOW)
    begin(thousandeyes)
    assert thousandeyes.post("/v7/report-snapshots/123/delete").status_code == 204
    thousandeyes.world.steer("POST", "/clock/advance", {"seconds": 60})
    assert listed(thousandeyes) == []


@published
@pytest.mark.evidence("thousandeyes", "snapshots-of-a-report", "snapshots-of-unknown-report", "list-order")
def test_the_list_can_be_of_one_report(thousandeyes: Api) -> None:
    new = [create(thousandeyes), create(thousandeyes)]
    assert new == ["124", "125"]
    assert listed(thousandeyes) == ["123", *new]
    assert listed(thousandeyes, "?reportId=1") == ["123"]
    assert listed(thousandeyes, "?reportId=123") == new
    assert thousandeyes.get("/v7/report-snapshots?reportId=999").json() == {
        "pages": {"current": 1},
        "reportSnapshots": [],
    }


def followed(thousandeyes: Api, address: str) -> list[list[str]]:
    """The ids on each page of a list, from one `next` to the other."""
    pages: list[list[str]] = []
    while address:
        found = thousandeyes.world.http.get(address, headers=thousandeyes.headers).json()
        assert found["pages"]["current"] == len(pages) + 1
        pages.append([each["snapshotId"] for each in found["reportSnapshots"]])
        address = found["pages"].get("next", "")
    return pages


@published
@pytest.mark.evidence("thousandeyes", "snapshot-pages", "next-page")
@pytest.mark.parametrize(
    ("query", "size", "pages"),
    [
        ("", 2, [["123", "124"], ["125", "126"], ["127"]]),
        ("?reportId=123&aid=1", 3, [["124", "125", "126"], ["127"]]),
        ("", 5, [["123", "124", "125", "126", "127"]]),
        ("?reportId=999", 1, [[]]),
    ],
)
def test_a_list_is_read_page_by_page(thousandeyes: Api, query: str, size: int, pages: list[list[str]]) -> None:
    thousandeyes.world.switch("thousandeyes", snapshotsPerPage=size)
    for _ in range(4):
        create(thousandeyes)
    assert followed(thousandeyes, f"{thousandeyes.world.url('thousandeyes')}/v7/report-snapshots{query}") == pages


@published
@pytest.mark.evidence("thousandeyes", "snapshot-pages", "next-page")
def test_a_page_after_the_last_is_empty(thousandeyes: Api) -> None:
    answer = thousandeyes.get("/v7/report-snapshots?page=2147483647")
    assert answer.json() == {"pages": {"current": 2147483647}, "reportSnapshots": []}


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "", "2147483648"])
def test_a_page_is_a_number_from_one_on(thousandeyes: Api, page: str) -> None:
    answer = thousandeyes.get(f"/v7/report-snapshots?page={page}")
    assert (answer.status_code, answer.json()["errorMessage"].partition(":")[0]) == (400, "page")


def test_no_page_holds_nothing(thousandeyes: Api) -> None:
    answer = thousandeyes.world.admin("PATCH", "/switches/thousandeyes", json={"snapshotsPerPage": 0})
    assert (answer.status_code, "a page holds one snapshot or more" in answer.text) == (422, True)


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
