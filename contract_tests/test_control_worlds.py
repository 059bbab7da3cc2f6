"""Worlds are made, forked, reset, restored and let go over HTTP; two hundred of them do not see each other."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import ROOT, Api, World, bearer, serving

import mockserver
from mockserver.client import Admin, ControlError
from mockserver.client import World as Handle

GRAFANA = bearer("eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk")
REPORT = {"name": "Mine", "recipients": "a@example.com", "schedule": {"frequency": "daily"}}
DASHBOARD = {"id": 9, "uid": "nine", "name": "Nine"}
NOON = "2022-10-01T12:00:00Z"


@pytest.fixture
def made(steered: Handle) -> Iterator[list[Handle]]:
    """Worlds that a test has made, to be let go after it."""
    worlds: list[Handle] = []
    yield worlds
    for each in worlds:
        each.delete()


def name_of(world: Handle, suffix: str) -> str:
    return f"{world.name[-40:]}.{suffix}"


def create(world: World, **start: Any) -> httpx.Response:
    return world.http.post(f"{world.server}/__admin/worlds", json=start)


def test_a_world_shows_how_it_began(steered: Handle, made: list[Handle]) -> None:
    name = name_of(steered, "shown")
    made.append(steered.admin.worlds.create(name, fixture="empty", seed=7, ttl=600, clock=NOON))
    about = made[0].read()
    assert about["clock"] == {"mode": "frozen", "now": NOON, "offset": None}
    wanted = {
        "name": name,
        "path": f"/w/{name}",
        "fixture": "empty",
        "seed": 7,
        "ttl": 600,
        "requests": 0,
        "snapshots": [],
    }
    assert {member: about[member] for member in wanted} == wanted
    assert about in [{**each, "touched": about["touched"]} for each in steered.admin.worlds.all()]


def test_a_world_says_where_it_is(world: World, made: list[Handle], steered: Handle) -> None:
    answer = create(world)
    made.append(steered.admin.world(answer.json()["name"]))
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/__admin/worlds/{made[0].name}"
    assert world.http.get(world.server + answer.headers["location"]).status_code == 200


def test_the_same_name_gives_the_same_seed_unless_one_is_given(steered: Handle) -> None:
    name = name_of(steered, "seed")
    seeds = []
    for seed in (None, None, 5):
        world = steered.admin.worlds.create(name, seed=seed)
        seeds.append(world.read()["seed"])
        world.delete()
    assert seeds[0] == seeds[1]
    assert seeds[2] == 5


def test_a_fixture_that_does_not_fit_is_refused_by_its_place(tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "fixtures" / "grafana", tmp_path / "grafana")
    broken = {"about": "A report of one member.", "collections": {"reports": [{"id": "1"}]}, "next": {}, "switches": {}}
    (folder / "broken.json").write_text(json.dumps(broken))
    with mockserver.running("grafana", fixtures=tmp_path) as server, Admin(server.url) as admin:
        with pytest.raises(ControlError, match=r"broken\.json: /collections/reports/0") as refused:
            admin.worlds.create(fixture="broken")
        assert (refused.value.status, refused.value.violations[0][0]) == (409, "/fixture")


def test_a_world_begins_with_a_fixture(steered: Handle, made: list[Handle]) -> None:
    made.append(steered.admin.worlds.create(fixture="empty"))
    assert made[0].state("grafana")["reports"].all() == []
    assert steered.state("grafana")["reports"].all() != []


def test_a_world_begins_with_data_of_its_own(steered: Handle, made: list[Handle], world: World) -> None:
    data = {
        "collections": {"dashboards": [DASHBOARD]},
        "next": {"reports": 70},
        "switches": {"zone": "+05:00"},
        "credentials": [{"id": "mine", "scheme": "bearer", "secret": "mine-token", "permissions": "*"}],
    }
    made.append(
        steered.admin.worlds.create(data={"grafana": data}, readings={"grafana": {"error-body": "public-error"}})
    )
    state = made[0].state("grafana").read()
    assert state["collections"] == {"reports": [], "dashboards": [DASHBOARD], "settings": [], "images": []}
    assert state["switches"]["zone"] == "+05:00"
    grafana = Api(World(world.http, world.server, made[0].name), "grafana", **bearer("mine-token"))
    assert grafana.post("/api/reports", REPORT).json()["id"] == 70
    assert "traceID" in grafana.get("/api/reports/1").json()


def test_data_may_be_parts_and_build_on_a_fixture(steered: Handle) -> None:
    data = {"from": "documented", "collections": {"reports": [{"id": 2, "name": "Two"}, {"name": "Mine"}]}}
    made = steered.admin.worlds.create(data={"grafana": data}, clock="2022-10-01T07:00:00Z")
    reports = made.state("grafana")["reports"].all()
    assert [(each["id"], each["name"]) for each in reports] == [
        (2, "Two"),
        (3, "Report 3"),
        (6, "Report 6"),
        (4, "Mine"),
    ]
    assert reports[-1]["created"] == "2022-10-01T09:00:00+02:00"
    assert made.state("grafana")["dashboards"].all() == steered.state("grafana")["dashboards"].all()
    with pytest.raises(
        ControlError, match=r"there is no fixture of grafana 'documentd' \(did you mean 'documented'\?\)"
    ) as error:
        steered.admin.worlds.create(data={"grafana": {"from": "documentd"}})
    assert (error.value.status, error.value.violations[0][0]) == (404, "/data/grafana/from")


def test_collections_that_were_forgotten_are_named(steered: Handle) -> None:
    with pytest.raises(
        ControlError, match="/data/grafana/reports: is a collection; put it under the member 'collections'"
    ) as error:
        steered.admin.worlds.create(data={"grafana": {"reports": [], "dashboards": []}})
    assert [each[0] for each in error.value.violations] == ["/data/grafana/reports", "/data/grafana/dashboards"]


@pytest.mark.parametrize("fixture", [{"grafana": "empty"}, "grafana=empty", "strapi=queries,grafana=empty"])
def test_each_vendor_may_begin_with_a_fixture_of_its_own(steered: Handle, fixture: Any) -> None:
    made = steered.admin.worlds.create(fixture=fixture)
    assert made.state("grafana")["reports"].all() == []
    assert made.state("checkcentral")["checks"].all() == steered.state("checkcentral")["checks"].all()
    assert "grafana=empty" in made.read()["fixture"]
    made.reset()
    assert made.state("grafana")["reports"].all() == []


@pytest.mark.parametrize(
    ("fixture", "words"),
    [
        ({"grafna": "empty"}, r"/fixture/grafna: there is no vendor 'grafna' \(did you mean 'grafana'\?\)"),
        ({"grafana": "emty"}, r"/fixture/grafana: there is no fixture of grafana 'emty' \(did you mean 'empty'\?\)"),
        ({"grafana": "queries"}, "/fixture/grafana: there is no fixture of grafana 'queries'"),
        ("grafana=queries", "/fixture: there is no fixture of grafana 'queries'"),
    ],
)
def test_a_fixture_that_says_nothing_for_a_vendor_is_refused(steered: Handle, fixture: Any, words: str) -> None:
    with pytest.raises(ControlError, match=words) as error:
        steered.admin.worlds.create(fixture=fixture)
    assert error.value.status == 404


UNKNOWN = (
    "/data/grafana/collections/nothing", "/data/nobody", "/readings/grafana/nothing", "/readings/nobody", "/fixture",
)  # fmt: skip
"""Places that name what does not exist."""


@pytest.mark.parametrize(
    ("start", "pointer"),
    [
        ({"data": {"grafana": {"collections": {"dashboards": [{"uid": 1}]}}}}, "/data/grafana/collections/dashboards/0/uid"),
        ({"data": {"grafana": {"collections": {"dashboards": [DASHBOARD, DASHBOARD]}}}},
         "/data/grafana/collections/dashboards/1/uid"),
        ({"data": {"grafana": {"collections": {"nothing": []}}}}, "/data/grafana/collections/nothing"),
        ({"data": {"grafana": {"switches": {"zone": "noon"}}}}, "/data/grafana/switches/zone"),
        ({"data": {"grafana": {"settings": {"zone": "noon"}}}}, "/data/grafana/settings/zone"),
        ({"data": {"grafana": {"settings": {}, "switches": {}}}}, "/data/grafana/settings"),
        ({"data": {"checkcentral": {"switches": {"organisation": {"id": "1"}}}}},
         "/data/checkcentral/switches/organisation/name"),
        ({"data": {"nobody": {}}}, "/data/nobody"),
        ({"readings": {"grafana": {"nothing": "x"}}}, "/readings/grafana/nothing"),
        ({"readings": {"grafana": {"error-body": "x"}}}, "/readings/grafana/error-body"),
        ({"readings": {"nobody": {}}}, "/readings/nobody"),
        ({"clock": "0000-01-01T00:00:00Z"}, "/clock"),
        ({"fixture": "nothing"}, "/fixture"),
        ({"fixture": "../grafana/documented"}, "/fixture"),
        ({"fixture": "/etc/passwd"}, "/fixture"),
    ],
)  # fmt: skip
def test_what_does_not_fit_a_vendor_is_refused_with_its_place(
    world: World, start: dict[str, Any], pointer: str
) -> None:
    name = f"{world.name[-40:]}.refused"
    answer = create(world, name=name, **start)
    assert answer.status_code == (404 if pointer in UNKNOWN else 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["violations"][0]["pointer"] == pointer
    assert answer.headers["mock-violation"].startswith(pointer)
    assert world.http.get(f"{world.server}/__admin/worlds/{name}").status_code == 404


@pytest.mark.parametrize(
    "start",
    [
        {"nmae": "x"}, {"name": ""}, {"name": "a/b"}, {"name": ".."}, {"name": "a b"}, {"name": "x" * 65}, {"name": 1},
        {"ttl": 0}, {"seed": -1}, {"clock": "noon"}, {"data": {"grafana": {"records": {}}}}, {"data": []},
    ],
)  # fmt: skip
def test_what_does_not_fit_the_document_is_refused(world: World, start: dict[str, Any]) -> None:
    answer = create(world, **start)
    assert answer.status_code == 422
    assert answer.json()["violations"]


def test_a_name_is_given_once(world: World) -> None:
    answer = create(world, name=world.name)
    assert answer.status_code == 409
    assert answer.json()["violations"][0]["pointer"] == "/name"


@pytest.mark.parametrize("name", ["..%2f..%2fetc", "%2e%2e", "a%20b", "a%00b", "%ff", "x" * 65, "a%2fb", "w;x"])
def test_a_name_does_not_escape(world: World, name: str) -> None:
    answer = world.http.get(f"{world.server}/__admin/worlds/{name}")
    assert answer.status_code == 404
    assert answer.json()["status"] == 404


def test_looking_makes_no_world(world: World) -> None:
    place = f"{world.server}/__admin/worlds/{world.name[-40:]}.nowhere"
    for path in ("", "/clock", "/state/grafana", "/requests", "/outbox", "/faults", "/snapshots", "/coverage"):
        assert world.http.get(place + path).status_code == 404


def test_there_are_only_so_many_worlds() -> None:
    with serving("grafana", "--max-worlds", "3") as url, Admin(url) as admin:
        for _ in range(2):
            admin.worlds.create()
        for refused in (admin.worlds.create, lambda: admin.world("world-1").fork()):
            with pytest.raises(ControlError, match="there are 3 worlds already") as error:
                refused()
            assert error.value.status == 409
        answer = httpx.get(f"{url}/w/another/grafana/api/reports", headers=GRAFANA)
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:mockserver:problem:too-many-worlds")
        admin.world("world-1").delete()
        admin.worlds.create()


def test_a_world_that_stays_untouched_for_too_long_is_gone(own_server: str) -> None:
    with Admin(own_server) as admin:
        short, long = admin.worlds.create("short", ttl=1), admin.worlds.create("long", ttl=60)
        time.sleep(1.2)
        assert [world.name for world in admin.worlds] == ["default", "long"]
        assert long.read()["name"] == "long"
        with pytest.raises(ControlError, match="there is no world short"):
            short.read()
        admin.worlds.create("short")


def test_making_a_world_is_no_use_of_the_others(own_server: str) -> None:
    with Admin(own_server) as admin:
        admin.worlds.create("world-1", ttl=1)
        made = []
        for _ in range(4):
            time.sleep(0.4)
            made.append(admin.worlds.create().name)
        assert "world-1" in made


def test_worlds_made_by_prefix_give_way_before_anybody_is_refused() -> None:
    with serving("grafana", "--max-worlds", "4") as url, Admin(url) as admin:
        admin.worlds.create("kept")
        for name in ("one", "two", "one", "three"):
            httpx.get(f"{url}/w/{name}/grafana/api/reports", headers=GRAFANA).raise_for_status()
        assert [world.name for world in admin.worlds] == ["default", "kept", "one", "three"]
        for name in ("four", "five"):
            admin.worlds.create(name)
        assert [world.name for world in admin.worlds] == ["default", "kept", "four", "five"]
        with pytest.raises(ControlError, match="there are 4 worlds already"):
            admin.worlds.create("six")


def test_a_deleted_world_is_gone_and_the_default_one_begins_anew(own_server: str) -> None:
    with Admin(own_server) as admin:
        gone = admin.worlds.create()
        gone.delete()
        with pytest.raises(ControlError) as error:
            gone.delete()
        assert (error.value.status, error.value.kind) == (404, "not-found")
        default = admin.world()
        default.state("grafana")["reports"].replace([])
        default.delete()
        assert default.state("grafana")["reports"].all() != []


def everything(world: World, steered: Handle) -> dict[str, Any]:
    """What a world holds, as far as it can be seen."""
    vendors = [each["name"] for each in steered.admin.vendors()]
    return {
        "clock": steered.clock.read(), "outbox": steered.outbox.all(), "faults": steered.faults.all(),
        **{vendor: [steered.state(vendor).read(), steered.credentials(vendor).all(), steered.quotas(vendor).all(),
                    steered.readings(vendor).read()] for vendor in vendors},
    }  # fmt: skip


def live(grafana: Api, steered: Handle) -> None:
    """Change everything that can change."""
    grafana.post("/api/reports", REPORT)
    grafana.post("/api/reports/email", {"id": "3", "useEmailsFromReport": True})
    steered.credentials("grafana").revoke("viewer")
    steered.credentials("grafana").add("mine", "mine-token")
    steered.quotas("checkcentral").set("getChecks", limit=3, used=2)
    steered.readings("grafana").choose({"error-body": "public-error"})
    steered.switches("grafana").choose(zone="+00:00")
    steered.faults.add("strapi", status=500, probability=0.5)
    steered.clock.freeze("2030-01-01T00:00:00Z")


def test_a_reset_world_is_as_it_was_made(world: World, grafana: Api, steered: Handle) -> None:
    steered.clock.freeze(NOON)
    forked = steered.fork()
    before = everything(world, forked)
    live(Api(World(world.http, world.server, forked.name), "grafana", **GRAFANA), forked)
    forked.snapshot()
    assert everything(world, forked) != before
    forked.reset()
    assert everything(world, forked) == before
    assert forked.requests.all() == []
    assert forked.snapshots == []
    assert forked.read()["requests"] == 0
    forked.delete()


def story(grafana: Api) -> list[tuple[int, bytes, str | None]]:
    """Requests whose answers depend on records, ids, time and chance."""
    answers = [
        grafana.post("/api/reports", REPORT),
        grafana.get("/api/reports"),
        grafana.by(**bearer("mock-grafana-nobody")).get("/api/reports"),
        *(grafana.get("/api/reports/2") for _ in range(8)),
        grafana.world.call(
            "checkcentral", "POST", "/createReport/", params={"apiToken": "00000000000000000000000000000002"},
            json={"name": "x", "reportType": "Checks"},
        ),
    ]  # fmt: skip
    return [(answer.status_code, answer.content, answer.headers.get("date")) for answer in answers]


def test_with_a_frozen_clock_the_same_requests_give_the_same_bytes(world: World, grafana: Api, steered: Handle) -> None:
    steered.clock.freeze(NOON)
    steered.faults.add("grafana", "getReport", probability=0.5, status=500)
    snapshot = steered.snapshot("before")
    forked = steered.fork()
    first = story(grafana)
    assert {200, 500} <= {status for status, _, _ in first}
    snapshot.restore()
    assert story(grafana) == first
    assert story(Api(World(world.http, world.server, forked.name), "grafana", **GRAFANA)) == first
    forked.reset()
    assert story(Api(World(world.http, world.server, forked.name), "grafana", **GRAFANA)) == first
    forked.delete()


def test_a_fork_goes_its_own_way(grafana: Api, steered: Handle) -> None:
    grafana.delete("/api/reports/2")
    forked = steered.fork(f"{steered.name[-40:]}.fork", ttl=60)
    assert forked.state("grafana").read() == steered.state("grafana").read()
    grafana.delete("/api/reports/3")
    forked.state("grafana")["dashboards"].replace([])
    assert len(forked.state("grafana")["reports"].all()) == 2
    assert len(steered.state("grafana")["dashboards"].all()) == 1
    assert forked.read()["ttl"] == 60
    with pytest.raises(ControlError, match="already"):
        steered.fork(forked.name)
    forked.delete()


def test_snapshots_are_named_listed_and_forgotten(grafana: Api, steered: Handle) -> None:
    steered.clock.freeze(NOON)
    first, second = steered.snapshot(), steered.snapshot("second")
    assert [each.name for each in steered.snapshots] == ["snapshot-1", "second"]
    assert steered.call("GET", "snapshots")[0] == {"name": "snapshot-1", "now": NOON}
    with pytest.raises(ControlError, match="/name: is taken"):
        steered.snapshot("second")
    grafana.delete("/api/reports/2")
    first.delete()
    second.restore()
    assert grafana.get("/api/reports/2").status_code == 200
    assert steered.requests.count() == 2
    for missing in (first.restore, first.delete):
        with pytest.raises(ControlError) as error:
            missing()
        assert error.value.status == 404


def test_a_world_keeps_only_so_many_snapshots(steered: Handle) -> None:
    for _ in range(100):
        steered.snapshot()
    with pytest.raises(ControlError, match="there are 100 snapshots already"):
        steered.snapshot()


def test_two_hundred_worlds_used_at_once_do_not_see_each_other(server: str) -> None:
    async def live(http: httpx.AsyncClient, number: int) -> None:
        name = f"crowd-{number}"
        admin, grafana = f"{server}/__admin/worlds/{name}", f"{server}/w/{name}/grafana/api/reports"
        start = {"name": name, "seed": number, "clock": f"2022-10-01T07:{number % 60:02}:00Z"}
        (await http.post(f"{server}/__admin/worlds", json=start)).raise_for_status()
        for id in (4, 5, 7):  # 6 is in the fixture
            made = await http.post(grafana, json={**REPORT, "name": f"{name} {id}"}, headers=GRAFANA)
            assert made.json()["id"] == id
        await http.post(f"{admin}/clock/advance", json={"seconds": 3600 * (number + 1)})
        assert (await http.delete(f"{grafana}/{2 + number % 2}", headers=GRAFANA)).status_code == 200
        rest = [2 + (number + 1) % 2, 4, 5, 6, 7]
        listed = (await http.get(grafana, headers=GRAFANA)).json()
        assert sorted(each["id"] for each in listed) == rest
        assert [each["name"] for each in listed if each["id"] not in (2, 3, 6)] == [f"{name} {id}" for id in (4, 5, 7)]
        assert (await http.get(f"{admin}/requests/count")).json()["count"] == 5
        now = (await http.get(f"{admin}/clock")).json()["now"]
        assert now[14:16] == f"{number % 60:02}"
        assert (await http.delete(admin)).status_code == 204

    async def crowd() -> None:
        limits = httpx.Limits(max_connections=40)
        async with httpx.AsyncClient(timeout=60, limits=limits, trust_env=False) as http:
            await asyncio.gather(*(live(http, number) for number in range(200)))

    asyncio.run(crowd())
