"""The hub against its vendors' mocks: each test has a world of its own, with its own records, faults and clock."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from mockserver.testing import MockVendor, MockWorld

from . import calls, create_app
from .calls import Clock
from .vendors import Account

VENDORS = ("grafana", "thousandeyes", "strapi", "checkcentral")

# In every world there are credentials that may do less than the documented one.
LESSER = {"grafana": "viewer", "thousandeyes": "viewer", "strapi": "eve", "checkcentral": "read-only"}


def account(vendor: MockVendor) -> Account:
    return Account(vendor.url, vendor.secret, vendor.user)


@pytest.fixture
def clock(mock_world: MockWorld) -> Clock:
    """The world's time; who sleeps puts it forward instead of waiting."""
    return Clock(now=lambda: mock_world.clock.now().timestamp(), sleep=mock_world.clock.advance)


@pytest.fixture
def hub(
    mock_grafana: MockVendor,
    mock_thousandeyes: MockVendor,
    mock_strapi: MockVendor,
    mock_checkcentral: MockVendor,
    clock: Clock,
) -> FlaskClient:
    mocks = (mock_grafana, mock_thousandeyes, mock_strapi, mock_checkcentral)
    return create_app({each.name: account(each) for each in mocks}, clock=clock).test_client()


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_report_created_at_a_vendor_is_listed_and_can_be_read(
    hub: FlaskClient, mock_world: MockWorld, vendor: str
) -> None:
    answer = hub.post("/reports", json={"vendor": vendor, "name": "Weekly", "recipients": ["ann@example.com"]})
    assert answer.status_code == 201
    report = answer.get_json()["report"]
    assert report == {"vendor": vendor, "id": report["id"], "name": "Weekly"}

    found = hub.get("/reports").get_json()
    assert report in found["reports"]
    assert found["problems"] == []
    assert hub.get(f"/reports/{vendor}/{report['id']}").get_json() == {"report": report}
    mock = mock_world.vendor(vendor)
    mock.assert_called("createReport", times=1, status=200)
    listing = "listReports" if vendor in ("strapi", "thousandeyes") else "getReports"
    mock.assert_order("createReport", listing)
    assert not mock.violations


def test_a_dashboard_is_named_as_each_vendor_wants_it(
    hub: FlaskClient, mock_grafana: MockVendor, mock_checkcentral: MockVendor
) -> None:
    hub.post("/reports", json={"vendor": "grafana", "name": "A", "recipients": ["a@b.c"], "dashboard": "7MeksYbmk"})
    main = "d45deb0a-1752-4441-b822-52b88d7c7de1"
    hub.post("/reports", json={"vendor": "checkcentral", "name": "B", "dashboard": main})
    # Members that are named must match, whatever others there are; a JSONPath looks for them wherever they stand.
    mock_grafana.assert_called("createReport", body={"name": "A"}, jsonpath={"$..uid": "7MeksYbmk"})
    mock_checkcentral.assert_called("createReport", body={"content": {"dashboard": main}}, params={"apiToken": ...})
    mock_grafana.assert_nothing_else()
    mock_checkcentral.assert_nothing_else()


@pytest.mark.mockserver(fixture="empty")
def test_a_hub_without_reports(hub: FlaskClient) -> None:
    assert hub.get("/reports").get_json() == {"reports": [], "problems": []}


NAMES = {"grafana": "name", "thousandeyes": "title", "strapi": "referenceId", "checkcentral": "name"}


@pytest.mark.mockserver(fixture="empty")
@pytest.mark.parametrize("vendor", VENDORS)
def test_reports_that_are_there_already_are_listed(hub: FlaskClient, mock_world: MockWorld, vendor: str) -> None:
    mock_world.vendor(vendor).add("reports", **{NAMES[vendor]: "Mine"})
    assert [each["name"] for each in hub.get("/reports").get_json()["reports"]] == ["Mine"]


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_credential_that_was_taken_back_is_the_hubs_own_trouble(
    hub: FlaskClient, mock_world: MockWorld, vendor: str
) -> None:
    mock_world.vendor(vendor).credentials.revoke("documented")
    answer = hub.post("/reports", json={"vendor": vendor, "name": "Weekly"})
    assert (answer.status_code, answer.get_json()["error"]) == (502, "wrong-credentials")
    assert hub.get(f"/reports/{vendor}/2").get_json()["error"] == "wrong-credentials"
    assert {each["error"] for each in hub.get("/reports").get_json()["problems"]} == {"wrong-credentials"}


def test_one_vendor_without_credentials_does_not_hide_the_others(
    mock_grafana: MockVendor, mock_strapi: MockVendor, mock_thousandeyes: MockVendor, clock: Clock
) -> None:
    accounts = {
        "grafana": account(mock_grafana),
        "thousandeyes": Account(mock_thousandeyes.url),
        "strapi": Account(mock_strapi.url),
    }
    found = create_app(accounts, clock=clock).test_client().get("/reports").get_json()
    assert [each["id"] for each in found["reports"]] == ["2", "3", "6"]
    # Strapi knows anonymous callers: they are told that they may not, instead of being asked who they are.
    assert [each["error"] for each in found["problems"]] == ["wrong-credentials", "not-allowed"]


@pytest.mark.mockserver(credentials=LESSER)
@pytest.mark.parametrize("vendor", VENDORS)
def test_a_lesser_credential_creates_nothing(hub: FlaskClient, mock_world: MockWorld, vendor: str) -> None:
    before = mock_world.vendor(vendor).state["reports"].all()
    answer = hub.post("/reports", json={"vendor": vendor, "name": "Weekly", "recipients": ["ann@example.com"]})
    assert (answer.status_code, answer.get_json()["error"]) == (403, "not-allowed")
    assert mock_world.vendor(vendor).state["reports"].all() == before


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_report_that_is_not_there(hub: FlaskClient, vendor: str) -> None:
    answer = hub.get(f"/reports/{vendor}/99")
    assert (answer.status_code, answer.get_json()["error"]) == (404, "not-found")


def test_what_a_vendor_refuses_is_told_in_its_words(hub: FlaskClient) -> None:
    answer = hub.post("/reports", json={"vendor": "grafana", "name": "Weekly"})  # without recipients
    assert answer.status_code == 400
    assert answer.get_json()["message"] == "missing or invalid fields values"


def test_thousandeyes_quota_is_waited_out(
    hub: FlaskClient, mock_world: MockWorld, mock_thousandeyes: MockVendor
) -> None:
    mock_world.clock.freeze("2026-03-01T09:00:20Z")
    mock_thousandeyes.quota.spend("organisation")
    answer = hub.post("/reports", json={"vendor": "thousandeyes", "name": "Weekly"})
    assert answer.status_code == 201
    assert [each["status"] for each in mock_thousandeyes.requests] == [429, 200]
    assert mock_world.clock.now().isoformat() == "2026-03-01T09:01:00+00:00"  # forty seconds, and nobody slept


def test_checkcentral_quota_is_not_waited_out(
    hub: FlaskClient, mock_world: MockWorld, mock_checkcentral: MockVendor
) -> None:
    mock_world.clock.freeze("2026-03-01T09:00:00Z")
    mock_checkcentral.quota.set("getReports", limit=1)
    assert hub.get("/reports/checkcentral/99").status_code == 404
    answer = hub.get("/reports/checkcentral/99")
    assert (answer.status_code, answer.get_json()["error"]) == (503, "quota-used-up")
    assert "tomorrow" in answer.get_json()["message"]
    mock_checkcentral.assert_called("getReports", times=1, status=429)

    mock_world.clock.advance(15 * 3600)
    assert hub.get("/reports").get_json()["problems"] == []


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_vendor_that_is_down_for_a_moment_is_asked_again(
    hub: FlaskClient, mock_world: MockWorld, vendor: str
) -> None:
    mock_world.clock.freeze("2026-03-01T09:00:00Z")
    mock_world.vendor(vendor).fail(503, first=2)
    answer = hub.post("/reports", json={"vendor": vendor, "name": "Weekly", "recipients": ["ann@example.com"]})
    assert answer.status_code == 201
    mock_world.vendor(vendor).assert_called("createReport", times=3)
    assert mock_world.clock.now().isoformat() == "2026-03-01T09:00:03+00:00"  # one second, then two


def test_the_answers_of_a_vendor_can_be_said_one_by_one(hub: FlaskClient, mock_grafana: MockVendor) -> None:
    mock_grafana.respond("getReports", [503, 503, 200])
    assert hub.get("/reports").get_json()["problems"] == []
    assert [each["status"] for each in mock_grafana.requests] == [503, 503, 200]


def test_a_connection_that_breaks_off_is_told(hub: FlaskClient, mock_grafana: MockVendor) -> None:
    mock_grafana.fail("reset", "getReports")
    (problem,) = hub.get("/reports").get_json()["problems"]
    assert (problem["vendor"], problem["error"]) == ("grafana", "unavailable")


def test_a_vendor_that_stays_down_is_given_up(hub: FlaskClient, mock_grafana: MockVendor) -> None:
    mock_grafana.fail(503)
    assert [each["error"] for each in hub.get("/reports").get_json()["problems"]] == ["unavailable"]
    mock_grafana.assert_called("getReports", times=4)


def test_a_create_that_may_have_worked_is_not_repeated(hub: FlaskClient, mock_strapi: MockVendor) -> None:
    mock_strapi.fail(500, "createReport")
    assert hub.post("/reports", json={"vendor": "strapi", "name": "Weekly"}).status_code == 504
    mock_strapi.assert_called("createReport", times=1)


def test_a_vendor_that_takes_too_long(
    hub: FlaskClient, mock_strapi: MockVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "TIMEOUT", (1, 0.1))
    mock_strapi.fail(delay=2, operation="listReports")
    assert hub.get("/reports").get_json()["problems"] == [
        {"vendor": "strapi", "error": "unavailable", "message": "no answer in time"}
    ]


def test_a_report_that_is_sent_is_mailed_to_its_recipients(hub: FlaskClient, mock_grafana: MockVendor) -> None:
    new = {"vendor": "grafana", "name": "Weekly", "recipients": ["ann@example.com", "bob@example.com"]}
    report = hub.post("/reports", json=new).get_json()["report"]
    assert hub.post(f"/reports/grafana/{report['id']}/send").status_code == 204
    mock_grafana.assert_order("createReport", "sendReport")
    (mail,) = mock_grafana.outbox
    assert mail["content"]["subject"] == "Weekly"
    assert mail["content"]["recipients"] == ["ann@example.com", "bob@example.com"]


# Where a vendor's own pages contradict each other, the hub should be right whichever of them tells the truth.


@pytest.mark.mockserver(readings={"thousandeyes": {"create-body": "object"}})
def test_a_created_report_may_come_back_bare(hub: FlaskClient) -> None:
    answer = hub.post("/reports", json={"vendor": "thousandeyes", "name": "Weekly"})
    assert answer.get_json()["report"]["name"] == "Weekly"


def test_a_refusal_may_come_with_status_200(hub: FlaskClient, mock_checkcentral: MockVendor) -> None:
    mock_checkcentral.reading("errors", "in-band")
    answer = hub.get("/reports/checkcentral/99")
    assert mock_checkcentral.requests[-1]["status"] == 200
    assert (answer.status_code, answer.get_json()["message"]) == (400, "Report not found: 99")
