"""A record keeps what decided its members, and an answer that shows them is worth no more than that."""

from __future__ import annotations

from typing import Any

import pytest
from checkcentral_api import Methods
from conftest import Api
from httpx import Response

REPORTS = "/api/reports"
THREE = {"name": "Mine", "recipients": "a@example.com", "schedule": {"frequency": "daily"}}
FULL = {
    **THREE, "replyTo": "", "message": "", "enableDashboardUrl": True, "state": "scheduled", "formats": ["pdf"],
    "options": {"orientation": "landscape", "layout": "grid"},
    "schedule": {"frequency": "daily", "startDate": "2022-10-02T00:00:00+02:00", "endDate": "2022-11-02T00:00:00+02:00",
                 "intervalFrequency": "", "intervalAmount": 0, "workdaysOnly": True, "dayOfMonth": "1", "timeZone": "Europe/Warsaw"},
    "dashboards": [{"dashboard": {"uid": "7MeksYbmk", "id": 463, "name": "Alerting with TestData"},
                    "timeRange": {"from": "now-1h", "to": "now"}, "reportVariables": {"a": "b"}}],
}  # fmt: skip
STRICT = {"Prefer": "evidence=strict"}


def worth(answer: Response) -> str:
    """The label of an answer that succeeded."""
    assert answer.status_code < 300, answer.text
    return answer.headers["Mock-Evidence"]


def cited(api: Api) -> set[str]:
    """What the last answer cited."""
    return set(api.world.steer("GET", "/requests")[-1]["cited"])


def created(grafana: Api, body: Any) -> str:
    """The path of a new report; its create is documented, whatever it left out."""
    answer = grafana.post(REPORTS, body)
    assert worth(answer) == "documented"
    return f"{REPORTS}/{answer.json()['id']}"


def test_a_report_of_three_members_read_back_is_worth_what_gave_it_the_others(grafana: Api) -> None:
    report = created(grafana, THREE)
    assert worth(grafana.get(report)) == "inferred"
    assert cited(grafana) == {"report-create-defaults", "report-owner", "start-date-from-clock"}
    assert worth(grafana.get(f"{REPORTS}/2")) == "documented", "the page prints it"


def test_a_guess_in_a_record_is_a_guess_in_every_answer_that_shows_it(grafana: Api) -> None:
    report = created(grafana, {**FULL, "formats": []})
    shown = grafana.get(report)
    assert worth(shown) == "assumed"
    assert grafana.get(report, headers=STRICT).json()["behaviours"] == ["empty-formats-default"]
    assert "empty-formats-default" in (grafana.get(REPORTS), cited(grafana))[1], "the list inherits it"


def test_what_was_sent_is_no_default(grafana: Api) -> None:
    report = created(grafana, FULL)
    assert worth(grafana.get(report)) == "inferred"
    assert cited(grafana) == {"report-owner"}


def test_an_update_takes_away_what_no_longer_decides(grafana: Api) -> None:
    report = created(grafana, {**FULL, "formats": []})
    assert worth(grafana.put(report, FULL)) == "documented"
    grafana.get(report)
    assert cited(grafana) == {"report-replaced", "report-owner"}


def test_provenance_goes_with_a_world_wherever_it_goes(grafana: Api) -> None:
    report = created(grafana, {**FULL, "formats": []})
    grafana.world.steer("POST", "/snapshots", {"name": "then"})
    grafana.put(report, FULL)
    grafana.world.steer("POST", "/snapshots/then/restore")
    assert worth(grafana.get(report)) == "assumed"
    name = grafana.world.steer("POST", "/fork", {})["name"]
    forked = grafana.world.http.get(f"{grafana.world.server}/w/{name}/grafana{report}", headers=grafana.headers)
    assert worth(forked) == "assumed"
    grafana.world.http.delete(f"{grafana.world.server}/__admin/worlds/{name}")


def test_what_a_test_puts_there_is_its_own(grafana: Api) -> None:
    report = created(grafana, {**FULL, "formats": []})
    id = report.rpartition("/")[2]
    grafana.world.steer("PATCH", "/state/grafana/reports", {id: {"name": "Other"}})
    assert worth(grafana.get(report)) == "assumed", "the patch leaves the formats alone"
    grafana.world.steer("PATCH", "/state/grafana/reports", {id: {"formats": ["csv"]}})
    assert worth(grafana.get(report)) == "inferred"
    kept = grafana.world.steer("GET", "/state/grafana/reports")
    grafana.world.steer("PUT", "/state/grafana/reports", kept)
    assert worth(grafana.get(report)) == "documented"


def test_a_list_shows_no_more_of_it_than_it_has(thousandeyes: Api) -> None:
    widget = {"id": "abcd1", "widgetId": "abcd2", "type": "Map", "title": "Where", "visualMode": "Full"}
    sent = {"title": "Mine", "description": "x", "isDefaultForUser": False, "isDefaultForAccount": False}
    thousandeyes.post("/v7/reports/create", {**sent, "widgets": [widget]})
    thousandeyes.get("/v7/reports")
    assert not cited(thousandeyes) & {"widget-id-alias", "widget-as-sent"}, "the list has no widgets"
    assert worth(thousandeyes.get("/v7/reports/1")) == "assumed"
    assert cited(thousandeyes) >= {"widget-id-alias", "widget-as-sent"}


def test_a_snapshot_takes_over_what_decided_its_report(thousandeyes: Api) -> None:
    thousandeyes.world.switch("thousandeyes", snapshotSeconds=0)
    widget = {"widgetId": "abcd2", "type": "Map", "title": "Where", "visualMode": "Full"}
    thousandeyes.post("/v7/reports/create", {"title": "Mine", "widgets": [widget]})
    span = {"displayName": "Week", "from": "2019-09-01 00:00:00", "to": "2019-09-02 00:00:00", "reportId": "1"}
    id = thousandeyes.post("/v7/report-snapshots/create", span).json()["snapshotId"]
    thousandeyes.get(f"/v7/report-snapshots/{id}")
    assert cited(thousandeyes) >= {"widget-id-alias", "snapshot-name", "snapshot-time-span"}
    thousandeyes.get("/v7/report-snapshots")
    assert "widget-id-alias" not in cited(thousandeyes)


@pytest.mark.parametrize("path", ["/reports/1", "/reports"])
def test_strapi_shows_what_it_made_of_what_was_left_out(strapi: Api, path: str) -> None:
    assert worth(strapi.post("/reports", {"uuid": "a"})) == "assumed"
    assert worth(strapi.get(path)) == "assumed"
    assert cited(strapi) >= {"processed-omitted-is-null", "create-stores-known-members", "published-at-default"}
    strapi.put("/reports/1", {"processed": True, "published_at": "2019-08-24T14:15:22Z"})
    assert worth(strapi.get(path)) == "observed"


def test_a_check_is_worth_what_the_activity_was_that_it_follows(checkcentral: Methods) -> None:
    checkcentral.happen(checkId="22222222-2222-4222-8222-222222222222", status="Success")
    checkcentral.rows("getChecks")
    entry = checkcentral.world.steer("GET", "/requests")[-1]
    assert {"check-follows-activity", "status-capitalised"} <= set(entry["cited"])
