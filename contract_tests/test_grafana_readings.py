"""Where Grafana's sources differ or are silent, a world can choose another reading."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Api, bearer

REPORTS = "/api/reports"
REPORT = {"name": "Mine", "recipients": "a@example.com", "schedule": {"frequency": "daily"}}
ELSEWHERE = {**REPORT, "dashboards": [{"dashboard": {"uid": "unheard-of"}}]}
RICH = "application/json; charset=UTF-8"


def choose(grafana: Api, **readings: str) -> None:
    """Choose readings in the test's world."""
    grafana.world.choose("grafana", {id.replace("_", "-"): value for id, value in readings.items()})


@pytest.mark.evidence("grafana", "public-error-bodies")
@pytest.mark.parametrize(("headers", "words", "id"), [
    ({}, "Unauthorized", "auth.unauthorized"),
    ({"Authorization": "Digest x"}, "Unauthorized", "auth.unauthorized"),
    (bearer("guessed"), "Invalid API key", "api-key.invalid"),
    ({"Authorization": "Basic eDp5"}, "Invalid username or password", "password-auth.failed"),
    (bearer("mock-grafana-viewer") | {"X-Grafana-Org-Id": "2"}, "API key does not belong to the requested organization",
     "api-key.organization-mismatch"),
    (bearer("old"), "Expired API key", "api-key.expired"),
    (bearer("back"), "Revoked API key", "api-key.revoked"),
])  # fmt: skip
def test_newer_servers_answer_a_stranger_with_a_message_id(
    grafana: Api, headers: dict[str, str], words: str, id: str
) -> None:
    choose(grafana, error_body="public-error")
    for secret, members in (("old", {"expires": "2000-01-01T00:00:00Z"}), ("back", {"revoked": True})):
        grafana.world.accept("grafana", id=secret, scheme="bearer", secret=secret, permissions="*", **members)
    answer = grafana.by(**headers).get(REPORTS)
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, RICH)
    assert answer.json() == {"extra": None, "message": words, "messageId": id, "statusCode": 401, "traceID": ""}


@pytest.mark.evidence("grafana", "public-error-bodies")
def test_newer_servers_have_one_body_for_404_and_one_for_500(grafana: Api) -> None:
    choose(grafana, error_body="public-error")
    sending = {"id": "99", "useEmailsFromReport": True}
    for answer in (
        grafana.get(f"{REPORTS}/99"), grafana.delete(f"{REPORTS}/99"), grafana.post(f"{REPORTS}/email", sending), grafana.get("/x"),
    ):  # fmt: skip
        assert (answer.status_code, answer.json()) == (404, {"message": "Not Found", "traceID": ""})
        assert answer.headers["Content-Type"] == RICH
    grafana.world.fault(status=500)
    answer = grafana.get(REPORTS)
    assert (answer.status_code, answer.json()) == (500, {"message": "Internal Server Error", "traceID": ""})


@pytest.mark.evidence("grafana", "public-error-bodies")
def test_newer_servers_leave_400_and_403_as_they_are(grafana: Api) -> None:
    choose(grafana, error_body="public-error")
    assert grafana.get(f"{REPORTS}/x").json() == {"message": "invalid report ID"}
    assert grafana.by(**bearer("mock-grafana-nobody")).get(REPORTS).json()["title"] == "Access denied"


@pytest.mark.evidence("grafana", "required-members-none")
def test_without_required_members_what_is_missing_becomes_the_empty_text(grafana: Api) -> None:
    choose(grafana, required_members="none")
    id = grafana.post(REPORTS, {"dashboards": [{}]}).json()["id"]
    report = grafana.get(f"{REPORTS}/{id}").json()
    assert (report["name"], report["recipients"], report["schedule"]["frequency"]) == ("", "", "")
    assert report["dashboards"][0]["dashboard"] == {"id": 0, "uid": "", "name": ""}
    assert grafana.put(f"{REPORTS}/2", {}).status_code == 200
    assert grafana.post(f"{REPORTS}/test-email", {}).status_code == 200


@pytest.mark.evidence("grafana", "required-members-none")
@pytest.mark.parametrize(("body", "place"), [
    ({"name": 1}, "/name"), ({"schedule": {"frequency": "yearly"}}, "/schedule/frequency"), ({"state": "asleep"}, "/state"),
    ({"formats": ["doc"]}, "/formats/0"),
])  # fmt: skip
def test_without_required_members_types_and_values_are_still_checked(
    grafana: Api, body: dict[str, object], place: str
) -> None:
    choose(grafana, required_members="none")
    answer = grafana.post(REPORTS, body)
    assert (answer.status_code, answer.json()) == (400, {"message": "missing or invalid fields values"})
    assert answer.headers["Mock-Violation"].split(" ")[0] == place


@pytest.mark.evidence("grafana", "email-id-number")
def test_a_report_to_send_may_be_named_by_a_number(grafana: Api) -> None:
    choose(grafana, email_id="string-or-integer")
    for id in (3, "3"):
        assert grafana.post(f"{REPORTS}/email", {"id": id, "useEmailsFromReport": True}).status_code == 200
    assert [message["content"]["report"] for message in grafana.world.outbox()] == [3, 3]
    refused = [1.5, True, None, "x", 2**63, str(2**63), [3]]
    answers = [grafana.post(f"{REPORTS}/email", {"id": id, "useEmailsFromReport": True}) for id in refused]
    assert [answer.status_code for answer in answers] == [400] * len(refused)


@pytest.mark.evidence("grafana", "settings-merged")
def test_settings_can_be_merged(grafana: Api) -> None:
    choose(grafana, settings_scope="merge")
    settings = f"{REPORTS}/settings"
    grafana.post(settings, {"branding": {"reportLogoUrl": "https://example.com/1.png", "emailFooterText": None}})
    branding = grafana.get(settings).json()["branding"]
    assert (branding["reportLogoUrl"], branding["emailFooterText"]) == ("https://example.com/1.png", "Grafana Labs")
    grafana.world.begin("empty")
    choose(grafana, settings_scope="merge")
    grafana.post(settings, {"branding": {"emailFooterMode": "none"}})
    assert set(grafana.get(settings).json()["branding"].values()) == {"", "none"}


@pytest.mark.evidence("grafana", "frequency-omitted")
@pytest.mark.parametrize("further", [{}, {"required_members": "none"}, {"workdays_only_type": "boolean"}])
def test_a_schedule_can_be_without_a_frequency(grafana: Api, further: dict[str, str]) -> None:
    choose(grafana, schedule_frequency="optional", **further)
    hourly = {"intervalFrequency": "hours", "intervalAmount": 2, "workdaysOnly": True}
    for schedule in (hourly, {**hourly, "frequency": None}):
        answer = grafana.post(REPORTS, {**REPORT, "schedule": schedule})
        found = grafana.get(f"{REPORTS}/{answer.json()['id']}")
        assert found.headers["Mock-Evidence"] == "assumed"
        shown = found.json()["schedule"]
        assert shown.items() >= {**hourly, "frequency": ""}.items()
    assert grafana.post(REPORTS, {**REPORT, "schedule": {"frequency": "yearly"}}).status_code == 400


@pytest.mark.parametrize(("reading", "value", "schedule", "place"), [
    ("workdays-only-type", "boolean", {"workdaysOnly": "true"}, "/schedule/workdaysOnly"),
    ("interval-amount", "integer", {"intervalAmount": 1.5}, "/schedule/intervalAmount"),
])  # fmt: skip
def test_what_the_public_openapi_types_more_narrowly_can_be_refused(
    grafana: Api, reading: str, value: str, schedule: dict[str, Any], place: str
) -> None:
    body = {**REPORT, "schedule": {"frequency": "daily", **schedule}}
    assert grafana.post(REPORTS, body).status_code == 200
    grafana.world.choose("grafana", {reading: value})
    answer = grafana.post(REPORTS, body)
    assert (answer.status_code, answer.headers["Mock-Violation"].split(" ")[0]) == (400, place)
    assert grafana.get(f"{REPORTS}/4").status_code == 200


@pytest.mark.evidence("grafana", "unknown-dashboard")
@pytest.mark.parametrize(("value", "status", "words"), [
    ("bad-request", 400, "missing or invalid fields values"),
    ("forbidden", 403, "access denied to a report or a dashboard used in the report"),
    ("not-found", 404, "Not found"),
])  # fmt: skip
def test_an_unknown_dashboard_can_be_refused(grafana: Api, value: str, status: int, words: str) -> None:
    choose(grafana, unknown_dashboard=value)
    for method, path in (("POST", REPORTS), ("PUT", f"{REPORTS}/2"), ("POST", f"{REPORTS}/test-email")):
        answer = grafana.send(method, path, ELSEWHERE)
        assert (answer.status_code, answer.json()) == (status, {"message": words})
        assert answer.headers["Mock-Violation"].startswith("/dashboards/0/dashboard/uid ")
    assert grafana.post(REPORTS, {**REPORT, "dashboards": [{"dashboard": {"uid": "7MeksYbmk"}}]}).json()["id"] == 4


def test_a_reading_belongs_to_its_world_and_ends_with_a_reset(grafana: Api) -> None:
    choose(grafana, unknown_dashboard="not-found", required_members="none")
    assert grafana.post(REPORTS, {}).status_code == 200
    grafana.world.steer("POST", "/reset")
    assert grafana.post(REPORTS, {}).status_code == 400
    assert grafana.post(REPORTS, ELSEWHERE).status_code == 200
