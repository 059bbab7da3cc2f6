"""What a vendor has in a world can be read, replaced, merged and put back, as a whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from checkcentral_api import Methods
from conftest import Api, World

from mockserver.client import ControlError
from mockserver.client import World as Handle

FIRST = {"id": 463, "uid": "7MeksYbmk", "name": "Alerting with TestData"}
SECOND = {"id": 7, "uid": "second", "name": "Second"}
MERGE = {"Content-Type": "application/merge-patch+json"}


def test_state_is_shown_in_the_form_of_a_fixture(steered: Handle) -> None:
    state = steered.state("grafana").read()
    assert list(state) == ["collections", "next", "switches"]
    assert [report["id"] for report in state["collections"]["reports"]] == [2, 3, 6]
    assert state["collections"]["dashboards"] == [FIRST]
    assert state["next"] == {"reports": 4}
    assert state["switches"]["zone"] == "+02:00"


def test_what_a_world_shows_another_can_begin_with(grafana: Api, steered: Handle) -> None:
    grafana.delete("/api/reports/2")
    for each in steered.admin.vendors():
        state = steered.state(each["name"]).read()
        other = steered.admin.worlds.create(data={each["name"]: state})
        assert other.state(each["name"]).read() == state
        other.delete()


def test_a_replaced_collection_is_what_the_vendor_answers(grafana: Api, steered: Handle) -> None:
    report = {**steered.state("grafana")["reports"].all()[0], "id": 40, "name": "Forty"}
    assert steered.state("grafana")["reports"].replace([report]) == [report]
    assert grafana.get("/api/reports").json() == [report]
    assert grafana.get("/api/reports/2").status_code == 404


def test_an_empty_collection_is_empty(grafana: Api, steered: Handle) -> None:
    assert steered.state("grafana")["reports"].replace([]) == []
    assert grafana.get("/api/reports").json() == []


@pytest.mark.parametrize(
    ("records", "pointer"),
    [
        ([FIRST, {**SECOND, "id": "x"}], "/1/id"),
        ([FIRST, {"id": 1, "uid": "u", "name": 5}], "/1/name"),
        ([FIRST, FIRST], "/1/uid"),
        ([{"id": 1, "uid": 5.5, "name": "x"}], "/0/uid"),
    ],
)
def test_records_that_do_not_fit_are_refused_as_a_whole(
    world: World, steered: Handle, records: list[Any], pointer: str
) -> None:
    answer = world.admin("PUT", "/state/grafana/dashboards", json=records)
    assert answer.status_code == 422
    assert answer.json()["violations"][0]["pointer"] == pointer
    assert answer.headers["mock-violation"].startswith(f"{pointer} ")
    assert steered.state("grafana")["dashboards"].all() == [FIRST]


def test_a_merge_changes_adds_and_removes_by_key(steered: Handle) -> None:
    dashboards = steered.state("grafana")["dashboards"]
    assert dashboards.merge({"7MeksYbmk": {"name": "Renamed"}}) == [{**FIRST, "name": "Renamed"}]
    added = dashboards.merge({"second": {"id": 7, "name": "Second"}, "third": {**SECOND, "uid": "third"}})
    assert added[1:] == [SECOND, {**SECOND, "uid": "third"}]
    assert dashboards.merge({"7MeksYbmk": None, "nobody": None, "third": None}) == [SECOND]
    assert dashboards.merge({}) == [SECOND]


def test_a_merge_goes_deep_and_leaves_the_rest(steered: Handle) -> None:
    reports = steered.state("grafana")["reports"]
    before = reports.all()[0]
    after = reports.merge({"2": {"schedule": {"frequency": "daily"}, "formats": ["csv"]}})[0]
    assert after == {**before, "schedule": {**before["schedule"], "frequency": "daily"}, "formats": ["csv"]}
    assert list(after) == list(before)


def test_null_takes_a_member_away_or_empties_what_must_be_there(steered: Handle) -> None:
    reports = steered.state("grafana")["reports"]
    ended = reports.merge({"2": {"schedule": {"endDate": "2030-01-01T00:00:00Z"}}})[0]
    assert ended["schedule"]["endDate"] == "2030-01-01T00:00:00Z"
    assert reports.merge({"2": {"schedule": {"endDate": None}}})[0]["schedule"]["endDate"] is None


def test_a_number_names_a_record_whose_key_is_a_number(grafana: Api, steered: Handle) -> None:
    reports = steered.state("grafana")["reports"]
    record = {name: value for name, value in reports.all()[0].items() if name != "id"}
    assert reports.merge({"70": record})[-1]["id"] == 70
    assert grafana.get("/api/reports/70").json()["id"] == 70


@pytest.mark.parametrize(
    ("patch", "pointer"),
    [
        ({"7MeksYbmk": {"name": "Renamed"}, "second": {"id": "x"}}, "/second"),
        ({"7MeksYbmk": {"name": None}}, "/7MeksYbmk/name"),
        ({"7MeksYbmk": {"uid": "other"}}, "/7MeksYbmk/uid"),
        ({"a/b~c": {"id": "x", "name": "x"}}, "/a~1b~0c/id"),
    ],
)
def test_a_merge_that_does_not_fit_changes_nothing(
    world: World, steered: Handle, patch: dict[str, Any], pointer: str
) -> None:
    answer = world.admin("PATCH", "/state/grafana/dashboards", json=patch, headers=MERGE)
    assert answer.status_code == 422
    assert answer.json()["violations"][0]["pointer"].startswith(pointer)
    assert steered.state("grafana")["dashboards"].all() == [FIRST]


@pytest.mark.parametrize("body", [[], "x", 1, {"7MeksYbmk": 1}, {"7MeksYbmk": []}])
def test_a_merge_that_is_none_is_refused(world: World, body: Any) -> None:
    assert world.admin("PATCH", "/state/grafana/dashboards", json=body).status_code == 422


def test_a_collection_goes_back_to_its_start(grafana: Api, steered: Handle) -> None:
    first = {"name": "Mine", "recipients": "a@example.com", "schedule": {"frequency": "daily"}}
    assert grafana.post("/api/reports", first).json()["id"] == 4
    steered.state("grafana")["dashboards"].replace([])
    steered.state("grafana")["reports"].reset()
    assert [report["id"] for report in steered.state("grafana")["reports"]] == [2, 3, 6]
    assert steered.state("grafana")["dashboards"].all() == []
    assert grafana.post("/api/reports", first).json()["id"] == 4


@pytest.mark.parametrize(
    "path",
    [
        "/state/nobody",
        "/state/grafana/nothing",
        "/state/grafana/a%3Db",
        "/state/grafana/a%2525",
        "/switches/nobody",
        "/readings/nobody",
    ],
)
def test_what_is_not_there_is_not_found(world: World, path: str) -> None:
    answer = world.admin("GET", path)
    assert answer.status_code == 404
    assert "grafana" in answer.json()["detail"]


def test_switches_are_changed_all_or_none(grafana: Api, steered: Handle) -> None:
    switches = steered.switches("grafana")
    usual = switches.read()
    steered.clock.freeze("2022-10-01T07:00:00Z")
    switches.choose(zone="-03:30")
    grafana.post("/api/reports", {"name": "x", "recipients": "a@b.c", "schedule": {"frequency": "daily"}})
    assert grafana.get("/api/reports/4").json()["created"] == "2022-10-01T03:30:00-03:30"
    with pytest.raises(ControlError, match="/nothing: there is no switch of grafana 'nothing'; there are zone"):
        switches.choose({"organisation": 2, "nothing": 1})
    assert switches.read() == {**usual, "zone": "-03:30"}
    assert switches.choose(zone=None) == usual
    switches.choose(organisation=2)
    switches.reset()
    assert switches.read() == usual


@pytest.mark.parametrize(
    ("vendor", "switches", "pointer"),
    [
        ("grafana", {"zone": "noon"}, "/zone"),
        ("grafana", {"zone": ""}, "/zone"),
        ("grafana", {"zone": 1}, "/zone"),
        ("grafana", {"organisation": -1}, "/organisation"),
        ("grafana", {"organisation": True}, "/organisation"),
        ("checkcentral", {"quota": 1.5}, "/quota"),
        ("checkcentral", {"organisation": {"id": "1", "name": "x", "more": 1}}, "/organisation/more"),
        ("checkcentral", {"organisation": {"id": 1, "name": "x"}}, "/organisation/id"),
    ],
)
def test_a_switch_that_cannot_be_set_so_is_refused(
    world: World, vendor: str, switches: dict[str, Any], pointer: str
) -> None:
    answer = world.admin("PATCH", f"/switches/{vendor}", json=switches)
    assert (answer.status_code, answer.json()["violations"][0]["pointer"]) == (422, pointer)


def test_readings_are_chosen_all_or_none(grafana: Api, steered: Handle) -> None:
    readings = steered.readings("grafana")
    usual = readings.read()

    def value(shown: Any) -> str:
        return str(shown["readings"]["error-body"]["value"])

    assert value(readings.choose({"error-body": "public-error"})) == "public-error"
    assert "traceID" in grafana.get("/api/reports/1").json()
    for patch, status, pointer in (
        ({"error-body": None, "eror-body": "x"}, 404, "/eror-body"), ({"error-body": "x"}, 422, "/error-body"),
    ):  # fmt: skip
        with pytest.raises(ControlError) as error:
            readings.choose(patch)
        assert (error.value.status, error.value.violations[0][0]) == (status, pointer)
        assert status == 422 or "did you mean 'error-body'?" in error.value.detail
        assert value(readings.read()) == "public-error"
    assert readings.choose({"error-body": None}) == usual
    readings.choose({"error-body": "public-error"})
    readings.reset()
    assert readings.read() == usual
    assert grafana.get("/api/reports/1").json() == {"message": "such report does not exist"}


def test_a_record_is_held_against_the_document_of_the_worlds_readings(checkcentral: Methods, steered: Handle) -> None:
    checkcentral.create()
    reports = steered.state("checkcentral")["reports"]
    billing = [{**reports.all()[0], "report_type": "billing"}]
    with pytest.raises(ControlError, match="/0/report_type"):
        reports.replace(billing)
    steered.readings("checkcentral").choose({"report-types": "extended"})
    assert reports.replace(billing) == billing
    assert steered.admin.document("checkcentral", steered.name) != steered.admin.document("checkcentral")


def test_records_are_made_up_that_fit_and_have_keys_of_their_own(grafana: Api, steered: Handle) -> None:
    dashboards = steered.state("grafana")["dashboards"]
    added = dashboards.add(3, name="Made up")
    assert [each["name"] for each in added] == ["Made up"] * 3
    assert len({each["uid"] for each in (*added, FIRST)}) == 4
    assert dashboards.all() == [FIRST, *added]
    assert dashboards.add()[0]["uid"] not in {each["uid"] for each in added}


FIFTY = 50
CREATED = {"grafana": "name", "strapi": "uuid", "checkcentral": "name", "thousandeyes": "title"}
"""Vendor to a member of its reports that a request decides."""


@pytest.mark.parametrize("vendor", CREATED)
def test_what_a_record_leaves_out_is_as_the_vendors_own_create_makes_it(steered: Handle, vendor: str) -> None:
    reports = steered.state(vendor)["reports"]
    before, member = reports.all(), CREATED[vendor]
    (mine,) = reports.add(**{member: "Mine"})
    assert mine[member] == "Mine"
    assert len({str(each[next(iter(mine))]) for each in reports.add(FIFTY)}) >= 1
    assert len(reports.all()) == len(before) + 1 + FIFTY
    assert steered.requests.all() == []


def test_a_record_that_is_added_is_what_a_post_of_the_same_members_makes(grafana: Api, steered: Handle) -> None:
    steered.clock.freeze("2022-10-01T07:00:00Z")
    sent = {"name": "Mine", "recipients": "a@example.com", "schedule": {"frequency": "daily"}, "dashboards": []}
    posted = grafana.get(f"/api/reports/{grafana.post('/api/reports', sent).json()['id']}").json()
    (added,) = steered.state("grafana")["reports"].add(**sent)
    assert added == {**posted, "id": posted["id"] + 1}
    shown = grafana.get(f"/api/reports/{added['id']}")
    assert (shown.json(), shown.headers["mock-evidence"]) == (
        added,
        grafana.get(f"/api/reports/{posted['id']}").headers["mock-evidence"],
    )


def test_members_that_no_request_has_are_put_on_the_record(steered: Handle) -> None:
    made = {"id": 40, "created": "2020-01-01T00:00:00+02:00", "schedule": {"frequency": "daily", "workdaysOnly": True}}
    reports = steered.state("grafana")["reports"]
    (added,) = reports.add(**made)
    assert {name: added[name] for name in ("id", "created")} == {"id": 40, "created": made["created"]}
    assert (added["schedule"]["workdaysOnly"], added["schedule"]["dayOfMonth"]) == (True, "")
    assert reports.add()[0]["id"] == 4
    with pytest.raises(ControlError, match="/members/id: is the key of a record that there is, or was") as error:
        reports.add(id=40)
    assert error.value.status == 409


def test_parts_of_records_are_made_whole_when_a_collection_is_replaced_or_merged_into(steered: Handle) -> None:
    reports = steered.state("grafana")["reports"]
    whole = reports.all()[0]
    replaced = reports.replace([{"name": "First"}, {"id": 9, "name": "Nine"}, whole, {}])
    assert [each["name"] for each in replaced[:3]] == ["First", "Nine", whole["name"]]
    assert (replaced[1]["id"], replaced[2]) == (9, whole)
    assert len({each["id"] for each in replaced}) == 4
    merged = reports.merge({"77": {"name": "New"}, "9": {"name": "Changed"}})
    assert (merged[-1]["id"], merged[-1]["name"], merged[1]["name"]) == (77, "New", "Changed")


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_changed(steered: Handle) -> None:
    reports = steered.state("grafana")["reports"]
    before = reports.all()
    wrong = [{"name": 1}, {"id": "9", "name": "b"}, {"name": "fine"}, {"recipients": 7, "replyTo": 8}]
    with pytest.raises(ControlError) as error:
        reports.replace(wrong)
    assert [pointer for pointer, _ in error.value.violations] == ["/0/name", "/1/id", "/3/recipients", "/3/replyTo"]
    with pytest.raises(ControlError) as error:
        reports.merge({"2": {"name": 1}, "3": {"state": "nope"}, "4": {"name": "fine"}})
    assert {pointer for pointer, _ in error.value.violations} == {"/2/name", "/3/state"}
    with pytest.raises(ControlError) as error:
        reports.add(3, name=5, state="nope")
    assert {pointer for pointer, _ in error.value.violations} == {"/members/name", "/members/state"}
    assert reports.all() == before
    assert reports.add()[0]["id"] == 4


def test_only_so_many_records_are_made_whole_at_a_time(steered: Handle) -> None:
    with pytest.raises(ControlError, match="1000 are made whole at a time") as error:
        steered.state("grafana")["reports"].replace([{}] * 1001)
    assert error.value.status == 422


def test_made_up_records_are_served(grafana: Api, steered: Handle) -> None:
    (report,) = steered.state("grafana")["reports"].add(1, name="Weekly")
    assert grafana.get(f"/api/reports/{report['id']}").json() == report


def test_the_same_seed_makes_the_same_records_up(steered: Handle) -> None:
    worlds = [steered.admin.worlds.create(seed=7, clock="2022-10-01T07:00:00Z") for _ in range(2)]
    first, second = (world.state("grafana")["reports"].add(2) for world in worlds)
    assert first == second


@pytest.mark.parametrize(("members", "status"), [({"name": 5}, 422), ({"uid": "7MeksYbmk"}, 409)])
def test_members_that_do_not_fit_make_nothing_up(
    world: World, steered: Handle, members: dict[str, Any], status: int
) -> None:
    answer = world.admin("POST", "/state/grafana/dashboards", json={"members": members})
    assert answer.status_code == status
    assert answer.json()["violations"][0]["pointer"] == f"/members/{next(iter(members))}"
    assert steered.state("grafana")["dashboards"].all() == [FIRST]
