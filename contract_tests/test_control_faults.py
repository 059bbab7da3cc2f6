"""What a test makes go wrong goes wrong, as httpx and as curl see it, and nothing else does."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from conftest import Api, World, bearer

import mockserver
from mockserver.client import Admin, ControlError
from mockserver.client import World as Handle
from mockserver.serving import faults

pytestmark = pytest.mark.posix

REPORTS = "/api/reports"


@pytest.fixture
def own(server: str) -> Iterator[Handle]:
    """A world that is called by socket, as other programs do."""
    with Admin(server) as admin:
        world = admin.worlds.create()
        yield world
        world.delete()


def statuses(grafana: Api, calls: int, path: str = REPORTS) -> list[int]:
    return [grafana.get(path).status_code for _ in range(calls)]


def test_a_fault_answers_in_the_vendors_own_words(grafana: Api, steered: Handle) -> None:
    steered.faults.add("grafana", "getReports", status=500)
    answer = grafana.get(REPORTS)
    assert (answer.status_code, answer.json()) == (500, {"message": "Unexpected error or server misconfiguration"})
    assert answer.headers["content-type"] == "application/json"
    assert grafana.get(f"{REPORTS}/2").status_code == 200


def test_a_documented_status_brings_its_documented_body(grafana: Api, steered: Handle) -> None:
    steered.faults.add("grafana", "getReports", status=401)
    assert grafana.get(REPORTS).json() == {"message": "Unauthorized"}


def test_a_status_that_no_document_lists_is_a_guess(grafana: Api, steered: Handle) -> None:
    steered.faults.add("grafana", status=503)
    answer = grafana.get(REPORTS)
    assert (answer.status_code, answer.headers["mock-evidence"]) == (503, "assumed")
    assert "message" in answer.json()


def test_the_action_is_not_carried_out(grafana: Api, steered: Handle) -> None:
    steered.faults.add("grafana", method="DELETE", status=500)
    assert grafana.delete(f"{REPORTS}/2").status_code == 500
    steered.faults.clear()
    assert grafana.get(f"{REPORTS}/2").status_code == 200


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({}, [500] * 6),
        ({"first": 2}, [500, 500, 200, 200, 200, 200]),
        ({"every": 3}, [200, 200, 500, 200, 200, 500]),
        ({"first": 4, "every": 2}, [200, 500, 200, 500, 200, 200]),
        ({"probability": 1}, [500] * 6),
        ({"probability": 0}, [200] * 6),
    ],
)
def test_a_fault_strikes_as_often_as_it_says(
    grafana: Api, steered: Handle, fault: dict[str, Any], expected: list[int]
) -> None:
    id = steered.faults.add("grafana", status=500, **fault)["id"]
    assert statuses(grafana, 6) == expected
    counted = steered.faults.read(id)
    assert (counted["matched"], counted["hits"]) == (6, expected.count(500))


def test_chance_comes_from_the_seed_of_the_world(steered: Handle, world: World, grafana: Api) -> None:
    seen = []
    for seed in (1, 1, 2):
        other = steered.admin.worlds.create(seed=seed)
        other.faults.add("grafana", probability=0.5, status=500)
        seen.append(statuses(Api(World(world.http, world.server, other.name), "grafana", **grafana.headers), 30))
        other.delete()
    assert seen[0] == seen[1] != seen[2]
    assert 5 < seen[0].count(500) < 25


@pytest.mark.parametrize(
    ("aim", "hit"),
    [
        ({}, {"list", "one", "create", "strapi"}),
        ({"vendor": "grafana"}, {"list", "one", "create"}),
        ({"vendor": "strapi"}, {"strapi"}),
        ({"operation": "getReport"}, {"one", "strapi"}),
        ({"method": "POST"}, {"create"}),
        ({"path": "/api/reports"}, {"list", "create"}),
        ({"path": "/api/reports/*"}, {"one"}),
        ({"path": "/api/report?", "method": "GET"}, {"list"}),
        ({"vendor": "grafana", "operation": "getReports", "path": "/nowhere"}, set()),
    ],
)
def test_a_fault_strikes_where_it_aims(
    grafana: Api, strapi: Api, steered: Handle, aim: dict[str, Any], hit: set[str]
) -> None:
    steered.faults.add(**aim, status=500)
    answers = {
        "list": grafana.get(REPORTS),
        "one": grafana.get(f"{REPORTS}/2"),
        "create": grafana.post(REPORTS, {}),
        "strapi": strapi.get("/reports/1"),
    }
    assert {name for name, answer in answers.items() if answer.status_code == 500} == hit


def test_several_faults_add_up(grafana: Api, steered: Handle) -> None:
    steered.faults.add("grafana", delay=0.1)
    steered.faults.add("grafana", delay=0.1)
    steered.faults.add("grafana", status=500, first=1)
    steered.faults.add("grafana", status=401)
    assert statuses(grafana, 2) == [500, 401]
    assert all(each["seconds"] > 0.19 for each in steered.requests.all())


def test_a_fault_is_taken_away(grafana: Api, steered: Handle) -> None:
    first, second = steered.faults.add(status=500), steered.faults.add(status=401)
    assert [each["id"] for each in steered.faults] == [first["id"], second["id"]] == ["fault-1", "fault-2"]
    steered.faults.remove(first["id"])
    assert statuses(grafana, 1) == [401]
    for missing in (steered.faults.read, steered.faults.remove):
        with pytest.raises(ControlError) as error:
            missing(first["id"])
        assert error.value.status == 404
    steered.faults.clear()
    assert steered.faults.all() == []
    assert statuses(grafana, 1) == [200]
    assert steered.faults.add(status=500)["id"] == "fault-3"


def test_a_fault_says_where_it_is(world: World) -> None:
    answer = world.admin("POST", "/faults", json={"status": 500})
    assert answer.status_code == 201
    assert world.http.get(world.server + answer.headers["location"]).json() == answer.json()


@pytest.mark.parametrize(
    ("fault", "status", "pointer"),
    [
        ({}, 422, "/status"),
        ({"vendor": "grafana"}, 422, "/status"),
        ({"status": 200}, 422, "/status"),
        ({"status": 600}, 422, "/status"),
        ({"delay": 61}, 422, "/delay"),
        ({"delay": -1}, 422, "/delay"),
        ({"status": 500, "probability": 1.1}, 422, "/probability"),
        ({"status": 500, "first": 0}, 422, "/first"),
        ({"status": 500, "every": 0.5}, 422, "/every"),
        ({"status": 500, "method": "get"}, 422, "/method"),
        ({"status": 500, "vendor": "nobody"}, 404, "/vendor"),
        ({"status": 500, "vendor": "strapi", "operation": "getReports"}, 404, "/operation"),
        ({"status": 500, "operation": "nothing"}, 404, "/operation"),
    ],
)
def test_a_fault_that_cannot_be_is_refused(world: World, fault: dict[str, Any], status: int, pointer: str) -> None:
    answer = world.admin("POST", "/faults", json=fault)
    assert (answer.status_code, answer.json()["violations"][0]["pointer"]) == (status, pointer)
    assert world.admin("GET", "/faults").json() == []


@pytest.mark.parametrize("world", ["in process"], indirect=True)
def test_a_world_has_only_so_many_faults(world: World) -> None:
    for _ in range(1000):
        world.steer("POST", "/faults", {"status": 500, "vendor": "strapi"})
    answer = world.admin("POST", "/faults", json={"status": 500})
    assert (answer.status_code, answer.json()["detail"]) == (409, "there are 1000 faults already; delete one")


def curl(url: str, *arguments: str) -> tuple[int, str, float]:
    """Status, body and seconds as curl sees them."""
    shown = "\n%{http_code} %{time_total}"
    done = subprocess.run(
        ["curl", "--silent", "--noproxy", "*", "--write-out", shown, *arguments, url],
        capture_output=True,
        text=True,
        check=True,
    )
    body, _, measured = done.stdout.rpartition("\n")
    status, seconds = measured.split()
    return int(status), body, float(seconds)


def test_curl_sees_the_same(own: Handle) -> None:
    url = f"{own.url('grafana')}{REPORTS}"
    token = "Authorization: Bearer eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk"
    own.faults.add("grafana", first=1, status=500)
    own.faults.add("grafana", every=2, delay=1.0)
    broken = curl(url, "--header", token)
    assert broken[:2] == (500, '{"message":"Unexpected error or server misconfiguration"}')
    status, body, seconds = curl(url, "--header", token)
    assert status == 200
    assert body.startswith('[{"id":2')
    assert seconds >= 1.0 > broken[2]


def test_a_delay_blocks_nobody_else(own: Handle) -> None:
    own.faults.add("grafana", "getReports", delay=2.0)
    base = own.url("grafana")
    headers = {"Authorization": "Bearer eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk"}

    async def timed(http: httpx.AsyncClient, path: str) -> float:
        answer = await http.get(base + path, headers=headers)
        assert answer.status_code == 200
        return answer.elapsed.total_seconds()

    async def together() -> tuple[bool, list[float]]:
        async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
            slow = [asyncio.create_task(timed(http, REPORTS)) for _ in range(10)]
            await asyncio.sleep(0.2)
            for _ in range(10):
                await timed(http, f"{REPORTS}/2")
            return any(task.done() for task in slow), await asyncio.gather(*slow)

    any_done, slow = asyncio.run(together())
    assert not any_done
    assert all(2.0 <= each < 4.0 for each in slow)


def test_a_preference_delays_only_its_own_request(own: Handle) -> None:
    headers = {"Authorization": "Bearer eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk"}
    url = f"{own.url('grafana')}{REPORTS}"
    slow = httpx.get(url, headers={**headers, "Prefer": "delay=1.5"})
    quick = httpx.get(url, headers=headers)
    assert slow.elapsed.total_seconds() >= 1.5 > quick.elapsed.total_seconds()
    assert "preference-applied" not in quick.headers


class Shout:
    """An effect on what is sent, in the place of another one: the body in capitals."""

    def __init__(self, value: float, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def loudly(message: Any) -> None:
            await send({**message, "body": message["body"].upper()} if "body" in message else message)

        await self.app(scope, receive, loudly)


def test_an_effect_may_act_on_what_is_sent_also_on_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "EFFECTS", {**faults.EFFECTS, "delay": Shout})
    headers = bearer("eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk")
    with mockserver.in_process() as server, httpx.Client(transport=mockserver.transport(server)) as http:
        with Admin("http://localhost", transport=mockserver.transport(server)) as admin:
            admin.world().faults.add("grafana", "getReport", status=500)
            admin.world().faults.add("grafana", delay=1)
        answers = [http.get(f"http://localhost/grafana/api/reports{path}", headers=headers) for path in ("", "/2")]
        stranger = http.get("http://localhost/grafana/api/reports")
    assert answers[0].text.startswith('[{"ID":2,')
    assert (answers[1].status_code, answers[1].text) == (
        500,
        '{"MESSAGE":"UNEXPECTED ERROR OR SERVER MISCONFIGURATION"}',
    )
    assert (stranger.status_code, stranger.text) == (401, stranger.text.upper())
