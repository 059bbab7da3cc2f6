"""A test says what an operation answers, and how connections break; nothing that the document does not promise passes unasked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import requests

import mockserver
from mockserver.client import Admin, ControlError
from mockserver.launching import Running
from mockserver.testing import MockVendor, MockWorld

REPORT, REPORTS = "/api/reports/2", "/api/reports"


@dataclass
class Clients:
    """Grafana in a world of its own, and two client libraries that call it."""

    mock: MockVendor
    http: httpx.Client
    session: requests.Session

    def get(self, path: str = REPORT, **more: Any) -> httpx.Response:
        return self.http.get(self.mock.url + path, headers={**self.mock.headers, **more})

    def statuses(self, calls: int, path: str = REPORT) -> list[int]:
        return [self.get(path).status_code for _ in range(calls)]

    def get_by_requests(self) -> requests.Response:
        return self.session.get(self.mock.url + REPORT, headers=self.mock.headers, timeout=10)


@pytest.fixture(params=["by socket", "in process"])
def grafana(request: pytest.FixtureRequest, mockserver_running: Running) -> Iterator[Clients]:
    with requests.Session() as session:
        session.trust_env = False
        if request.param == "by socket":
            world = MockWorld(mockserver_running.admin, mockserver_running.admin.worlds.create().name)
            with httpx.Client(trust_env=False) as http:
                yield Clients(world.vendor("grafana"), http, session)
            world.handle.delete()
            return
        with mockserver.in_process("grafana") as server, httpx.Client(transport=mockserver.transport(server)) as http:
            session.mount("http://", mockserver.requests_adapter(server))
            with Admin("http://localhost", transport=mockserver.transport(server)) as admin:
                yield Clients(MockWorld(admin, "default").vendor("grafana"), http, session)


def refusal(error: pytest.ExceptionInfo[ControlError]) -> tuple[int, list[str]]:
    return error.value.status, [pointer for pointer, _ in error.value.violations]


def test_an_operation_answers_what_the_test_wants(grafana: Clients) -> None:
    body = {**grafana.get().json(), "name": "Wanted"}
    grafana.mock.respond("getReport", status=200, body=body, headers={"X-Mine": "yes"}, times=2)
    first = grafana.get()
    assert (first.status_code, first.json(), first.headers["x-mine"]) == (200, body, "yes")
    assert first.headers["mock-evidence"] == "assumed"
    assert grafana.get("/api/reports/77").json() == body
    assert grafana.get().json()["name"] == "Report 2"


def test_a_sequence_is_gone_through_once_and_then_the_vendor_answers(grafana: Clients) -> None:
    grafana.mock.respond("getReport", [503, {"status": 500, "body": {"message": "down"}}, 200])
    answers = [grafana.get() for _ in range(4)]
    assert [each.status_code for each in answers] == [503, 500, 200, 200]
    assert answers[1].json() == {"message": "down"}
    assert [each.headers["mock-evidence"] for each in answers] == ["assumed", "assumed", "documented", "documented"]
    grafana.mock.respond("getReport", [503, 200], times=2)
    assert grafana.statuses(5) == [503, 200, 503, 200, 200]


def test_one_answer_is_given_until_it_is_taken_away(grafana: Clients) -> None:
    fault = grafana.mock.respond("getReport", 404)
    assert grafana.statuses(3) == [404, 404, 404]
    grafana.mock.faults.remove(fault["id"])
    assert grafana.statuses(1) == [200]


def test_the_request_must_be_right_all_the_same(grafana: Clients) -> None:
    grafana.mock.respond("createReport", status=200, body={"id": 9, "message": "Report created"}, times=1)
    wrong = grafana.http.post(grafana.mock.url + REPORTS, headers=grafana.mock.headers, json={"name": 3})
    stranger = grafana.http.post(grafana.mock.url + REPORTS, json={})
    assert (wrong.status_code, stranger.status_code) == (400, 401)
    right = {"name": "a", "recipients": "a@example.com", "schedule": {"frequency": "daily"}}
    answer = grafana.http.post(grafana.mock.url + REPORTS, headers=grafana.mock.headers, json=right)
    assert answer.json() == {"id": 9, "message": "Report created"}
    assert len(list(grafana.mock.state["reports"])) == 3


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ({"status": 200, "body": {"id": "x"}}, {"/respond/0/body/id", "/respond/0/body/name"}),
        ({"status": 418}, {"/respond/0/status"}),
        ({"answers": [503, 418, {"status": 404, "body": []}]}, {"/respond/1/status", "/respond/2/body"}),
        ({"status": 200, "body": "x", "headers": {"Content-Type": "text/plain"}}, {"/respond/0/headers"}),
    ],
)
def test_what_the_document_does_not_promise_is_refused_with_every_place(
    grafana: Clients, wanted: dict[str, Any], places: set[str]
) -> None:
    with pytest.raises(ControlError) as error:
        grafana.mock.respond("getReport", **wanted)
    status, found = refusal(error)
    assert status == 422
    assert places <= set(found)
    assert list(grafana.mock.faults) == []
    grafana.mock.respond("getReport", **wanted, undocumented=True)
    assert grafana.get().status_code == wanted.get("status", 503)


@pytest.mark.parametrize("name", ["a b", "Content-Length", "x\u00e4"])
def test_a_header_that_no_answer_can_have_is_refused(grafana: Clients, name: str) -> None:
    with pytest.raises(ControlError) as error:
        grafana.mock.respond("getReport", status=200, headers={name: "x"}, undocumented=True)
    assert refusal(error) == (422, [f"/respond/0/headers/{name}"])


def test_an_answer_of_the_tests_own_is_refused_under_strict(grafana: Clients) -> None:
    body = grafana.get().json()
    grafana.mock.respond("getReport", status=200, body=body)
    assert grafana.get(Prefer="evidence=strict").status_code == 501


@pytest.mark.parametrize("status", [418, 429])
def test_a_status_that_no_operation_lists_is_no_fault(grafana: Clients, status: int) -> None:
    with pytest.raises(
        ControlError, match=f"no operation that it aims at lists {status}; they list 200, 400, 401"
    ) as error:
        grafana.mock.fail(status)
    assert refusal(error) == (422, ["/status"])
    grafana.mock.fail(status, undocumented=True)
    answer = grafana.get()
    assert (answer.status_code, answer.headers["mock-evidence"]) == (status, "assumed")


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_what_any_proxy_can_answer_is_a_fault_of_every_operation(grafana: Clients, status: int) -> None:
    grafana.mock.fail(status, "getReports")
    answer = grafana.get(REPORTS)
    assert (answer.status_code, answer.headers["mock-evidence"] == "assumed") == (status, status != 500)


def test_a_status_hits_only_the_operations_that_can_answer_it(grafana: Clients) -> None:
    grafana.mock.fail(404)
    assert grafana.statuses(1, REPORTS) + grafana.statuses(1) == [200, 404]
    assert next(iter(grafana.mock.faults))["matched"] == 1
    with pytest.raises(ControlError, match="the document lists no 404 for getReports, only 200, 401, 403, 405, 500"):
        grafana.mock.fail(404, "getReports")


def test_a_reset_is_the_client_librarys_own_error(grafana: Clients) -> None:
    before = len(list(grafana.mock.state["reports"]))
    grafana.mock.fail("reset")
    with pytest.raises(httpx.ReadError):
        grafana.get()
    with pytest.raises(requests.ConnectionError):
        grafana.get_by_requests()
    with pytest.raises(httpx.ReadError):
        grafana.http.delete(grafana.mock.url + REPORT, headers=grafana.mock.headers)
    grafana.mock.faults.clear()
    assert len(grafana.get(REPORTS).json()) == before
    first = grafana.mock.requests[0]
    assert (first["status"], first["reason"]) == (0, "fault: the connection was reset")


def test_a_cut_answer_is_the_client_librarys_own_error(grafana: Clients) -> None:
    grafana.mock.fail("cut", "getReport")
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        grafana.get()
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        grafana.get_by_requests()
    assert grafana.statuses(1, REPORTS) == [200]


def test_an_answer_drips(grafana: Clients) -> None:
    whole = grafana.get().json()
    grafana.mock.fail("drip", drip=0.4)
    begun = time.monotonic()
    assert grafana.get().json() == whole
    assert time.monotonic() - begun >= 0.4


def test_an_answer_drips_piece_by_piece_over_a_socket(mock_grafana: MockVendor) -> None:
    mock_grafana.fail("drip", drip=0.5)
    with httpx.stream("GET", mock_grafana.url + REPORT, headers=mock_grafana.headers) as answer:
        pieces = list(answer.iter_raw())
    assert len(pieces) > 5


def test_a_fault_of_another_name_is_refused_with_the_nearest(grafana: Clients) -> None:
    with pytest.raises(ValueError, match=r"there is no fault 'rest' \(did you mean 'reset'\?\)"):
        grafana.mock.fail("rest")
    with pytest.raises(TypeError, match=r"there is no argument of fail 'frist' \(did you mean 'first'\?\)"):
        grafana.mock.fail(503, frist=1)
    with pytest.raises(
        ControlError, match=r"there is no operation 'getRepotr' \(did you mean 'getReport'\?\)"
    ) as error:
        grafana.mock.respond("getRepotr", 503)
    assert error.value.status == 404


def test_answers_on_demand_belong_to_the_world_its_snapshots_and_its_forks(grafana: Clients) -> None:
    grafana.mock.respond("getReport", [503, 404], unused_ok=True)
    world = grafana.mock.world
    moment, fork = world.handle.snapshot(), world.handle.fork()
    assert grafana.statuses(3) == [503, 404, 200]
    moment.restore()
    assert grafana.statuses(1) == [503]
    other = Clients(MockWorld(world.admin, fork.name).vendor("grafana"), grafana.http, grafana.session)
    assert other.statuses(3) == [503, 404, 200]
    world.reset()
    assert grafana.statuses(1) == [200]
    fork.delete()


def test_a_fault_that_never_hit_is_told_unless_that_is_all_right(grafana: Clients) -> None:
    world = grafana.mock.world
    grafana.mock.fail(503, "getReport")
    grafana.mock.respond("getReports", [503, 200])
    for how in ({"probability": 0.5}, {"every": 3}, {"unused_ok": True}):
        grafana.mock.fail(500, "deleteReport", **how)
    assert world.unused_faults() == [
        "fault-1: grafana getReport: status=503",
        "fault-2: grafana getReports: respond=[503, 200]",
    ]
    grafana.get()
    grafana.get(REPORTS)
    assert world.unused_faults() == []
