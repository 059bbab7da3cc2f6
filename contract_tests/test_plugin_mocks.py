"""What a test can do with the plugin's fixtures; this suite uses the plugin as a user's would."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from mockserver.launching import Running
from mockserver.testing import MockVendor, MockWorld, Violations, world_name

NOON = datetime(2022, 10, 1, 12, tzinfo=UTC)
MAIL = {"id": "3", "useEmailsFromReport": True}


def call(mock: MockVendor, method: str, path: str, **more: Any) -> httpx.Response:
    return httpx.request(method, mock.url + path, headers=mock.headers, params=mock.params or None, **more)


def test_a_client_needs_the_url_and_the_headers(mock_grafana: MockVendor) -> None:
    assert call(mock_grafana, "GET", "/api/reports/2").json()["name"] == "Report 2"
    assert httpx.get(f"{mock_grafana.url}/api/reports/2").status_code == 401


def test_a_vendor_that_wants_its_key_in_the_query_has_params(mock_checkcentral: MockVendor) -> None:
    assert mock_checkcentral.headers == {}
    assert call(mock_checkcentral, "GET", "/getChecks/").status_code == 200


@pytest.mark.parametrize("vendor", ["checkcentral", "grafana", "strapi", "thousandeyes"])
def test_every_vendor_has_a_fixture(request: pytest.FixtureRequest, vendor: str) -> None:
    mock = request.getfixturevalue(f"mock_{vendor}")
    assert (mock.name, mock.url) == (vendor, mock.world.handle.url(vendor))
    assert mock.about["name"] == vendor
    assert mock.secret in str((mock.headers, mock.params)) or mock.user


def test_a_test_can_act_as_somebody_less_privileged(mock_grafana: MockVendor) -> None:
    mock_grafana.act_as("viewer")
    assert call(mock_grafana, "GET", "/api/reports").status_code == 200
    assert call(mock_grafana, "DELETE", "/api/reports/2").status_code == 403
    with pytest.raises(LookupError, match="grafana starts with no credential 'nobody-else'; it has documented, viewer"):
        mock_grafana.act_as("nobody-else")


def test_credentials_can_be_added_and_revoked(mock_grafana: MockVendor) -> None:
    mock_grafana.credentials.add("mine", "mine-token", permissions={"reports:read": ["reports:*"]})
    headers = {"Authorization": "Bearer mine-token"}
    assert httpx.get(f"{mock_grafana.url}/api/reports", headers=headers).status_code == 200
    mock_grafana.credentials.revoke("mine")
    assert httpx.get(f"{mock_grafana.url}/api/reports", headers=headers).status_code == 401


def test_the_state_can_be_read_and_changed(mock_grafana: MockVendor) -> None:
    mock_grafana.state["reports"].merge({"2": {"name": "Renamed"}, "3": None})
    assert [each["name"] for each in call(mock_grafana, "GET", "/api/reports").json()] == ["Renamed", "Report 6"]


def test_requests_and_violations_are_those_of_the_vendor(mock_grafana: MockVendor, mock_strapi: MockVendor) -> None:
    call(mock_grafana, "POST", "/api/reports", json={"name": 3})
    call(mock_grafana, "GET", "/api/reports")
    call(mock_strapi, "GET", "/reports")
    assert [each["operation"] for each in mock_grafana.requests] == ["createReport", "getReports"]
    assert [each["path"] for each in mock_strapi.requests] == ["/reports"]
    places = {each["pointer"] for each in mock_grafana.violations[0]["violations"]}
    assert {"/name", "/schedule"} <= places
    assert "/name 3 is not of type" in str(mock_grafana.violations)
    assert not mock_strapi.violations


def test_a_vendor_can_be_made_to_fail(mock_grafana: MockVendor) -> None:
    mock_grafana.fail()
    assert call(mock_grafana, "GET", "/api/reports").status_code == 500
    mock_grafana.faults.clear()
    mock_grafana.fail(401, "getReports", first=1)
    statuses = [call(mock_grafana, "GET", "/api/reports").status_code for _ in range(2)]
    assert statuses == [401, 200]
    mock_grafana.fail(delay=0.2)
    assert call(mock_grafana, "GET", "/api/reports").elapsed.total_seconds() >= 0.2


def test_a_quota_can_be_used_up(mock_checkcentral: MockVendor) -> None:
    key = next(each["key"] for each in mock_checkcentral.quota if "getChecks" in each["key"])
    mock_checkcentral.quota.set(key, limit=1)
    statuses = [call(mock_checkcentral, "GET", "/getChecks/").status_code for _ in range(2)]
    assert statuses[0] == 200
    assert statuses[1] != 200


def test_what_would_be_sent_is_in_the_outbox(mock_grafana: MockVendor, mock_strapi: MockVendor) -> None:
    call(mock_grafana, "POST", "/api/reports/email", json=MAIL).raise_for_status()
    assert [(each["operation"], each["kind"]) for each in mock_grafana.outbox] == [("sendReport", "email")]
    assert mock_strapi.outbox == []


def test_a_reading_can_be_chosen(mock_grafana: MockVendor) -> None:
    assert "messageId" not in httpx.get(f"{mock_grafana.url}/api/reports").json()
    mock_grafana.reading("error-body", "public-error")
    assert "messageId" in httpx.get(f"{mock_grafana.url}/api/reports").json()


def test_the_clock_is_the_worlds(mock_world: MockWorld) -> None:
    mock_world.clock.freeze(NOON)
    mock_world.clock.advance(60)
    assert mock_world.clock.now() == NOON.replace(minute=1)


def test_a_reset_goes_back_to_the_start(mock_world: MockWorld, mock_grafana: MockVendor) -> None:
    call(mock_grafana, "DELETE", "/api/reports/2").raise_for_status()
    mock_grafana.fail()
    mock_world.clock.freeze(NOON)
    mock_world.reset()
    assert len(call(mock_grafana, "GET", "/api/reports").json()) == 3
    assert mock_world.clock.read()["mode"] == "real"


def test_an_assertion_about_calls_gives_the_last_one(mock_grafana: MockVendor) -> None:
    call(mock_grafana, "GET", "/api/reports/2")
    call(mock_grafana, "GET", "/api/reports/99")
    assert mock_grafana.assert_called("getReport")["path"] == "/api/reports/99"
    assert mock_grafana.assert_called("getReport", status=200, times=1)["path"] == "/api/reports/2"
    assert mock_grafana.assert_called("deleteReport", times=0) == {}
    with pytest.raises(AssertionError, match="grafana getReport: calls expected: 1, calls found: 2"):
        mock_grafana.assert_called("getReport", times=1)


@pytest.mark.mockserver(fixture="empty", frozen=NOON, readings={"grafana": {"error-body": "public-error"}})
class TestMarker:
    @pytest.mark.mockserver(credentials={"grafana": "viewer"})
    def test_it_says_how_the_world_begins(self, mock_world: MockWorld, mock_grafana: MockVendor) -> None:
        assert mock_world.clock.read() == {"mode": "frozen", "now": "2022-10-01T12:00:00Z", "offset": None}
        assert call(mock_grafana, "GET", "/api/reports").json() == []
        refused = call(mock_grafana, "DELETE", "/api/reports/2")
        assert refused.status_code == 403

    @pytest.mark.mockserver(fixture="documented", seed=7)
    def test_the_closest_one_decides(self, mock_world: MockWorld, mock_grafana: MockVendor) -> None:
        assert len(list(mock_grafana.state["reports"])) == 3
        assert mock_world.clock.now() == NOON
        assert mock_world.handle.read()["seed"] == 7
        assert "messageId" in httpx.get(f"{mock_grafana.url}/api/reports").json()


@pytest.mark.mockserver(data={"grafana": {"collections": {}, "next": {"reports": 70}, "switches": {}}})
def test_data_stand_for_a_fixture(mock_grafana: MockVendor) -> None:
    assert call(mock_grafana, "GET", "/api/reports").json() == []


def test_the_server_is_one_for_all(mockserver_running: Running, mock_world: MockWorld) -> None:
    assert mock_world.admin is mockserver_running.admin
    assert mock_world.vendor("grafana").url == mockserver_running.url_of("grafana", mock_world.name)


@pytest.mark.parametrize("test", ["a.py::test_x[ä/../:: ]", "a.py::" + "x" * 300, "a.py::...", "a.py", ""])
def test_the_name_of_every_test_gives_the_name_of_a_world(mockserver_running: Running, test: str) -> None:
    with mockserver_running.world(world_name(test)) as made:
        assert made.handle.read()["name"] == made.name


def test_the_text_of_violations_fits_into_a_message() -> None:
    place = {"pointer": "/x" * 300, "what": "is " * 300}
    entry = {"method": "POST", "path": "/long" * 100, "status": 400, "violations": [place, place]}
    assert len(repr(Violations([entry, entry]))) <= 240  # pytest cuts the middle out of what is longer
