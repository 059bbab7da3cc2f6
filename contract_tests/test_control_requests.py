"""What came in and went out is searched, counted and forgotten; what stands for a credential is not shown."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from checkcentral_api import WRITE, Methods
from conftest import Api, World, bearer, serving

from mockserver.client import Admin, ControlError
from mockserver.client import World as Handle

REPORTS = "/api/reports"
REPORT = {"name": "Mine", "recipients": "a@example.com", "schedule": {"frequency": "daily"}}


def test_a_request_is_written_down_with_its_answer(grafana: Api, steered: Handle) -> None:
    steered.clock.freeze("2022-10-01T07:00:00Z")
    answer = grafana.post(f"{REPORTS}?x=1", REPORT)
    entry = steered.requests.read(answer.headers["mock-request-id"])
    assert entry == steered.requests.all()[0]
    expected = {
        "id": f"{steered.name}-1", "at": "2022-10-01T07:00:00Z", "vendor": "grafana", "method": "POST", "path": REPORTS,
        "query": "x=1", "operation": "createReport", "credential": "documented", "violations": [], "status": 200,
        "answer": '{"id":4,"message":"Report created"}', "label": answer.headers["mock-evidence"],
    }  # fmt: skip
    assert {name: entry[name] for name in expected} == expected
    assert "Mine" in entry["body"]
    assert {"name": "mock-request-id", "value": entry["id"]} in entry["answerHeaders"]
    assert "report-created" in entry["cited"]
    assert 0 <= entry["seconds"] < 30


def test_what_was_wrong_is_written_down(grafana: Api, steered: Handle) -> None:
    grafana.post(REPORTS, {"name": 1, "recipients": 2, "schedule": {"frequency": "daily"}})
    grafana.get("/api/nothing")
    bad, lost = steered.requests.all()
    assert [each["pointer"] for each in bad["violations"]] == ["/name", "/recipients"]
    assert (lost["operation"], lost["credential"], lost["status"]) == (None, None, 404)
    assert [each["id"] for each in steered.requests.all(violated=True)] == [bad["id"]]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, 5),
        ({"vendor": "grafana"}, 4),
        ({"vendor": "strapi"}, 0),
        ({"operation": "getReport"}, 2),
        ({"method": "GET"}, 4),
        ({"method": "post"}, 1),
        ({"path": "/api/reports/*"}, 2),
        ({"path": "/API/reports"}, 0),
        ({"status": 404}, 1),
        ({"status": 404, "operation": "getReports"}, 0),
        ({"violated": False}, 4),
    ],
)
def test_requests_are_found(
    grafana: Api, checkcentral: Methods, steered: Handle, filters: dict[str, Any], found: int
) -> None:
    for path in ("", "/2", "/1"):
        grafana.get(f"{REPORTS}{path}")
    grafana.post(REPORTS, {})
    checkcentral.get("getChecks")
    assert len(steered.requests.all(**filters)) == steered.requests.count(**filters) == found


def test_the_last_ones_are_shown(grafana: Api, steered: Handle) -> None:
    for id in (2, 3, 6):
        grafana.get(f"{REPORTS}/{id}")
    assert [each["path"][-1] for each in steered.requests.all(limit=2)] == ["3", "6"]


@pytest.mark.parametrize("place", ["/requests", "/requests/count", "/outbox"])
@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("vendor=grafna", "grafana"),
        ("operation=getReprots", "getReports"),
        ("operation=createRepotr&vendor=grafana", "createReport"),
    ],
)
def test_a_search_for_what_there_is_not_is_refused_with_the_nearest(
    world: World, place: str, query: str, meant: str
) -> None:
    answer = world.admin("GET", f"{place}?{query}")
    assert (answer.status_code, f"did you mean '{meant}'?" in answer.json()["detail"]) == (404, True)
    assert answer.json()["violations"][0]["pointer"] == f"query.{query.partition('=')[0]}"


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "status=x", "violated=maybe", "operatoin=getReports", "vendor="]
)
def test_a_search_that_makes_no_sense_is_refused(world: World, query: str) -> None:
    answer = world.admin("GET", f"/requests?{query}")
    assert answer.status_code == (400 if query.startswith("operatoin") else 422)
    assert answer.json()["violations"][0]["pointer"] == f"query.{query.partition('=')[0]}"


def test_no_credential_is_shown(world: World, grafana: Api, checkcentral: Methods) -> None:
    grafana.get(REPORTS, headers={"Cookie": "session=secret-cookie"})
    grafana.by(**bearer("wrong-token")).get(REPORTS)
    checkcentral.get("getChecks")
    checkcentral.send("GET", "/getChecks/", params={"APITOKEN": WRITE})
    shown = world.admin("GET", "/requests").text
    assert shown.count("********") >= 5
    for secret in ("secret-cookie", "wrong-token", WRITE, grafana.headers["Authorization"].split()[1]):
        assert secret not in shown


LOGIN = "/auth/local"
LONG = b"x" * 65_500


@pytest.mark.parametrize(
    "body",
    [
        b'{"identifier":"ann","password":"hunter2"}',
        b'{"identifier":"ann","pass\\u0077ord":"hunter2"}',
        b'{"identifier":"ann","\\u0050ASSWORD" : "hunter2"}',
        b'{"identifier":"ann","password":["hunter2",{"x":"hunter2"}]}',
        b'{"identifier":"ann","password":{"new":"hunter2"}}',
        b'{"identifier":"ann","password":"no","password":"hunter2"}',
        b'{"identifier":"ann","x":"{\\"password\\":\\"hunter2\\"}"}',
        b'{"x":"' + LONG + b'","password":"hunter2 hunter2 hunter2 hunter2"}',
        b'{"password":"hunter2","x":"' + LONG + b'"}',
        b"{'identifier': 'ann', 'password': 'hunter2'}",
        b"{'identifier': 'ann', 'pass\\x77ord': 'hunter2'}",
        b'{"identifier":"ann","password":"hunter2",}',
        b'{"identifier":"ann","p\\u0061ssword":hunter2',
        b"identifier: ann\npassword: hunter2",
        b"<login><password>hunter2</password></login>",
        b'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\nhunter2\r\n--x--',
        b"identifier=ann&pass%77ord=hunter2",
        b"identifier=ann&user[password]=hunter2",
        b'data={"password":"hunter2"}',
    ],
)
def test_no_password_is_shown_however_it_is_written(strapi: Api, world: World, body: bytes) -> None:
    for content_type in ("application/json", "application/x-www-form-urlencoded"):
        strapi.by().send("POST", LOGIN, body, headers={"Content-Type": content_type})
        strapi.by().send("POST", f"{LOGIN}/register", body, headers={"Content-Type": content_type})
    shown = world.admin("GET", "/requests")
    assert len([each for each in shown.json() if each["body"]]) == 4
    assert "hunter" not in shown.text


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b'{ "identifier" : "ann", "password" :  ["x"] }', '{ "identifier" : "ann", "password" :  "********" }'),
        (b'{"identifier":"a\\"nn","password":"x","z":[1.0]}', '{"identifier":"a\\"nn","password":"********","z":[1.0]}'),
        (b'{"identifier":"ann",', '{"identifier":"ann",'),
        (b'{"identifier":"ann","password":"x",}', '{"identifier":"ann","password********'),
        (b"identifier=ann&password=x&z=1", "identifier=ann&password=********&z=1"),
        (b'{"identifier":"100%"}', '{"identifier":"100%"}'),
    ],
)  # fmt: skip
def test_what_is_no_secret_is_shown_as_it_was_sent(strapi: Api, steered: Handle, body: bytes, shown: str) -> None:
    strapi.by().send("POST", LOGIN, body, headers={"Content-Type": "application/json"})
    assert steered.requests.all()[0]["body"] == shown


def test_requests_are_forgotten_and_counted_anew(grafana: Api, steered: Handle) -> None:
    first = grafana.get(REPORTS).headers["mock-request-id"]
    steered.requests.clear()
    assert steered.requests.count() == 0
    with pytest.raises(ControlError) as error:
        steered.requests.read(first)
    assert error.value.status == 404
    assert grafana.get(REPORTS).headers["mock-request-id"] == f"{steered.name}-2"
    assert steered.call("GET", "requests", "count") == {"count": 1, "kept": 1, "total": 1}


def test_only_so_many_are_kept() -> None:
    with serving("grafana", "--journal-size", "3") as url, Admin(url) as admin:
        for _ in range(5):
            httpx.get(f"{url}/grafana{REPORTS}")
        assert admin.world().call("GET", "requests", "count") == {"count": 3, "kept": 3, "total": 5}
        assert [each["id"] for each in admin.world().requests] == ["default-3", "default-4", "default-5"]
        assert [each["count"] for each in admin.world().coverage()] == [5]


def test_a_body_that_is_no_text_is_not_shown(grafana: Api, steered: Handle) -> None:
    grafana.post(REPORTS, b"\xff", headers={"Content-Type": "application/json"})
    assert steered.requests.all()[0]["body"] is None


def test_control_calls_are_not_in_the_journal(steered: Handle) -> None:
    steered.clock.freeze()
    steered.state("grafana").read()
    assert steered.requests.count() == 0


def test_what_was_met_is_counted_until_the_world_is_gone(grafana: Api, steered: Handle) -> None:
    grafana.get(REPORTS)
    grafana.get(REPORTS)
    grafana.get(f"{REPORTS}/1")
    grafana.get("/api/nothing")
    met = [
        {"vendor": "grafana", "operation": "", "status": 404, "count": 1, "injected": 0},
        {"vendor": "grafana", "operation": "getReport", "status": 404, "count": 1, "injected": 0},
        {"vendor": "grafana", "operation": "getReports", "status": 200, "count": 2, "injected": 0},
    ]
    assert steered.coverage() == met
    steered.requests.clear()
    steered.reset()
    assert steered.coverage() == met


def test_the_outbox_is_read_by_vendor_and_operation_and_cleared(grafana: Api, steered: Handle) -> None:
    steered.clock.freeze("2022-10-01T07:00:00Z")
    grafana.post(f"{REPORTS}/email", {"id": "3", "emails": "a@example.com;b@example.com"})
    grafana.post(f"{REPORTS}/test-email", REPORT)
    sent = steered.outbox.all()
    assert [each["operation"] for each in sent] == ["sendReport", "sendTestEmail"]
    assert {name: sent[0][name] for name in ("vendor", "kind", "at")} == {
        "vendor": "grafana", "kind": "email", "at": "2022-10-01T07:00:00Z",
    }  # fmt: skip
    assert sent[0]["content"]["recipients"] == ["a@example.com", "b@example.com"]
    assert steered.outbox.all(operation="sendReport") == sent[:1]
    assert steered.outbox.all(vendor="grafana", operation="sendTestEmail") == sent[1:]
    assert steered.outbox.all(vendor="strapi") == []
    steered.outbox.clear()
    assert list(steered.outbox) == []
