"""Worlds that outlive the process: what is kept by --state, what a kill may take, and which files are refused."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import ROOT, Process, bearer

from mockserver import running
from mockserver.assembly import server_of
from mockserver.client import Admin
from mockserver.serving.app import Server
from mockserver.settings import from_options
from mockserver.state.outbox import Message
from mockserver.state.provenance import provenance
from mockserver.state.store import Collection
from mockserver.state.world import Snapshot
from mockserver.statefile import moments
from mockserver.statefile.file import BadStateFile, StateFile
from mockserver.statefile.keeper import Keeper

TOKEN = bearer("eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk")
REPORTS = "/grafana/api/reports"
STATED = 2.0
"""Seconds of which nothing may be lost that is older: half a second, and what a busy machine takes to write."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the worlds are kept."""
    return tmp_path / "worlds.db"


@pytest.fixture
def server(file: Path) -> Iterator[Process]:
    """A server that keeps its worlds."""
    process = Process("--state", str(file))
    yield process
    if process.process.poll() is None:
        assert process.stop() == 0


def again(file: Path, *arguments: str) -> Process:
    """Another server with the same file."""
    return Process("--state", str(file), *arguments)


def killed(process: Process) -> None:
    """End it without a word."""
    process.process.kill()
    process.process.wait()
    for pipe in (process.process.stdout, process.process.stderr):
        assert pipe is not None
        pipe.close()


def new_report(url: str, name: str) -> int:
    listed = httpx.get(url + REPORTS, headers=TOKEN).json()[0]
    kept = {key: listed[key] for key in ("recipients", "schedule", "dashboards", "formats", "options") if key in listed}
    answer = httpx.post(url + REPORTS, headers=TOKEN, json={**kept, "name": name})
    assert answer.status_code == 200
    return int(answer.json()["id"])


def names(url: str) -> list[str]:
    return [each["name"] for each in httpx.get(url + REPORTS, headers=TOKEN).json()]


PARTS = (
    "faults",
    "outbox",
    "state/grafana",
    "state/strapi",
    "profiles/strapi",
    "readings/grafana",
    "credentials/grafana",
    "quotas/checkcentral",
)


def everything(url: str) -> dict[str, Any]:
    """What the control plane shows of all worlds, but for their journals and what time it is."""
    found = {}
    with httpx.Client(base_url=f"{url}/__admin") as admin:
        for world in admin.get("/worlds").json():
            whole = {name: world[name] for name in ("fixture", "seed", "ttl", "created", "snapshots")}
            whole["clock"] = world["clock"] if world["clock"]["mode"] == "frozen" else "runs"
            found[world["name"]] = whole | {part: admin.get(f"/worlds/{world['name']}/{part}").json() for part in PARTS}
    return found


def lived_in(url: str) -> None:
    """Do something of every kind, in several worlds."""
    new_report(url, "kept")
    gone = new_report(url, "gone")
    httpx.delete(f"{url}{REPORTS}/{gone}", headers=TOKEN)
    first = str(httpx.get(url + REPORTS, headers=TOKEN).json()[0]["id"])
    sent = {"id": first, "useEmailsFromReport": False, "emails": "jane@example.com"}
    assert httpx.post(f"{url}/grafana/api/reports/email", headers=TOKEN, json=sent).status_code == 200
    with Admin(url) as admin:
        two = admin.worlds.create("two", seed=7, clock="2030-01-01T00:00:00Z")
        two.faults.add(status=503, first=5, path="/api/*", undocumented=True, unused_ok=True)
        two.faults.add("grafana", "getReports", respond=[{"status": 503}, {"status": 200, "body": []}], times=2)
        two.clock.advance(90)
        httpx.get(f"{url}/w/two{REPORTS}", headers=TOKEN)
        world = admin.world("default")
        world.credentials("grafana").add(
            id="jane", scheme="basic", user="jane", secret="s", permissions={"reports:read": ["reports:*"]}
        )
        world.profile("strapi").choose("3.6")
        world.call("PATCH", "readings", "grafana", json={"error-body": "public-error"})
        world.call("PUT", "quotas", "checkcentral", "getChecks", json={"limit": 9, "used": 4})
        world.call("POST", "snapshots", json={"name": "before"})
        world.call("POST", "fork", json={"name": "forked"})
    new_report(url, "after the snapshot")


@pytest.mark.parametrize("end", ["stopped", "killed"])
def test_worlds_are_as_they_were(server: Process, file: Path, end: str) -> None:
    lived_in(server.url)
    before = everything(server.url)
    if end == "stopped":
        assert server.stop() == 0
    else:
        time.sleep(STATED)
        killed(server)
    after = again(file)
    try:
        assert everything(after.url) == before
    finally:
        after.stop()


def test_what_comes_afterwards_goes_on_from_there(server: Process, file: Path) -> None:
    lived_in(server.url)
    at_first = names(server.url)
    last = new_report(server.url, "last")
    httpx.delete(f"{server.url}{REPORTS}/{last}", headers=TOKEN)
    id = httpx.get(server.url + REPORTS, headers=TOKEN).headers["mock-request-id"]
    server.stop()
    after = again(file)
    try:
        assert new_report(after.url, "next") > last
        next_id = httpx.get(after.url + REPORTS, headers=TOKEN).headers["mock-request-id"]
        assert int(next_id.rpartition("-")[2]) > int(id.rpartition("-")[2])
        with Admin(after.url) as admin:
            admin.world("default").call("POST", "snapshots", "before", "restore")
            assert names(after.url) == at_first[:-1]
            admin.world("default").reset()
            assert "kept" not in names(after.url)
            admin.world("forked").reset()
        assert names(f"{after.url}/w/forked") == at_first[:-1]
    finally:
        after.stop()


def test_worlds_that_are_gone_stay_gone(server: Process, file: Path) -> None:
    lived_in(server.url)
    time.sleep(STATED)
    httpx.delete(f"{server.url}/__admin/worlds/two")
    httpx.delete(f"{server.url}/__admin/worlds/default")
    server.stop()
    after = again(file)
    try:
        assert sorted(everything(after.url)) == ["default", "forked"]
        assert "kept" not in names(after.url)
    finally:
        after.stop()


def test_a_kill_at_any_moment_loses_the_last_instant_at_most_and_never_the_file(file: Path) -> None:
    chance = random.Random(20301)
    known: dict[str, float] = {}
    known_until = 0.0
    for turn in range(6):
        process = again(file, "--world-memory", "1GB", "--memory", "2GB")  # a quick machine writes a lot
        found = names(process.url)
        assert [name for name, at in known.items() if name not in found and at < known_until - STATED] == []
        assert len(found) == len({*found})
        known = dict.fromkeys([name for name in found if name.startswith("turn")], 0.0)
        stop = threading.Event()
        writer = threading.Thread(target=hammer, args=(process.url, f"turn {turn}", known, stop))
        writer.start()
        time.sleep(chance.uniform(0.2, 2.5))
        known_until = time.monotonic()
        killed(process)
        stop.set()
        writer.join()
        with sqlite3.connect(file) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        db.close()
    assert len(known) > 50


def hammer(url: str, name: str, known: dict[str, float], stop: threading.Event) -> None:
    """Make reports, one after the other, until nobody answers; what was answered is known, and since when."""
    body = {"name": "", "recipients": "a@example.com"}
    with httpx.Client(base_url=url, headers=TOKEN) as client:
        listed = client.get(REPORTS).json()[0]
        body |= {key: listed[key] for key in ("schedule", "dashboards", "formats", "options") if key in listed}
        for number in range(100_000):
            try:
                answer = client.post(REPORTS, json={**body, "name": f"{name}, {number}"})
            except httpx.HTTPError:
                return
            assert answer.status_code == 200
            known[f"{name}, {number}"] = time.monotonic()
            if stop.is_set():
                return


def a_server(**options: Any) -> Server:
    """A server that is not served."""
    return server_of(from_options(vendors="grafana", **options))


def refusal(file: Path, **options: Any) -> str:
    """What is said of a file that is not taken."""
    with pytest.raises(BadStateFile) as caught:
        Keeper(a_server(**options), file)
    return str(caught.value)


def refused(*arguments: str) -> str:
    """What a server says that does not start."""
    command = [sys.executable, "-m", "mockserver", "serve", "grafana", "--port", "0", "--quiet", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    return done.stderr


def test_two_servers_do_not_share_a_file(server: Process, file: Path) -> None:
    assert "is in use by another server" in refused("--state", str(file))


def written(file: Path, *statements: str) -> None:
    """Do something to a file that nobody uses."""
    db = sqlite3.connect(file)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (("PRAGMA user_version = 99",), "has the form 99, this version of mockserver reads 1"),
        (("PRAGMA application_id = 7",), "is no state of a mockserver; name another file"),
        (("DROP TABLE moments",), "is damaged"),
        (("UPDATE worlds SET json = '{}'",), "is damaged"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_left_alone(file: Path, done: tuple[str, ...], said: str) -> None:
    Keeper(a_server(), file).end()
    written(file, *done)
    before = file.read_bytes()
    assert said in refusal(file)
    assert file.read_bytes() == before


def test_what_is_no_database_is_refused_and_left_alone(file: Path) -> None:
    file.write_text("notes of somebody\n" * 500)
    assert "is no state of a mockserver" in refusal(file)
    assert file.read_text().startswith("notes of somebody")
    assert "a file in a folder that is there" in refused("--state", str(file.parent / "nowhere" / "worlds.db"))


def test_what_has_no_room_is_refused(file: Path) -> None:
    server = a_server()
    keeper = Keeper(server, file)
    for number in range(4):
        server.worlds.create(f"world-{number}")
    for key in range(100, 140):
        the_reports(server).put(key, {"id": key, "name": "x" * 500})
    keeper.end()
    assert "raise --max-worlds" in refusal(file, max_worlds=3)
    assert "raise --world-memory and --memory" in refusal(file, world_memory="50kB")
    Keeper(a_server(), file).end()


STARS = """
openapi: 3.1.0
info: {title: Stars, version: '1'}
paths:
  /stars:
    get: {operationId: list, responses: {'200': {$ref: '#/components/responses/Stars'}}}
    post: {operationId: add, requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Star'}}}}, responses: {'201': {$ref: '#/components/responses/Star'}}}
  /stars/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {operationId: read, responses: {'200': {$ref: '#/components/responses/Star'}, '404': {description: none}}}
components:
  responses:
    Stars: {description: all, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Star'}}}}}
    Star: {description: one, content: {application/json: {schema: {$ref: '#/components/schemas/Star'}}}}
  schemas:
    Star: {type: object, required: [id], properties: {id: {type: integer}, name: {type: string, maxLength: 10}}}
"""


def test_records_that_do_not_fit_a_changed_document_are_left_out_and_said(file: Path, tmp_path: Path) -> None:
    document = tmp_path / "stars.yaml"
    document.write_text(STARS)
    process = again(file, str(document))
    for name in ("Vega", "Betelgeuse"):
        assert httpx.post(f"{process.url}/stars", json={"id": 100 + len(name), "name": name}).status_code == 201
    there = len(httpx.get(f"{process.url}/stars").json())
    process.stop()
    document.write_text(STARS.replace("maxLength: 10", "maxLength: 7"))
    process = again(file, str(document))
    left = [each["name"] for each in httpx.get(f"{process.url}/stars").json()]
    assert "Vega" in left and "Betelgeuse" not in left
    process.process.terminate()
    _, said = process.process.communicate(timeout=10)
    dropped = there - len(left)
    assert f"world default: {dropped} record" in said and "left out, since stars's document has changed" in said
    process = again(file, str(document))
    assert [each["name"] for each in httpx.get(f"{process.url}/stars").json()] == left
    process.stop()


def test_a_document_that_changes_while_it_is_served_is_the_one_that_counts(file: Path, tmp_path: Path) -> None:
    document = tmp_path / "stars.yaml"
    document.write_text(STARS)
    process = again(file, str(document), "--watch")
    assert httpx.post(f"{process.url}/stars", json={"id": 100, "name": "Betelgeuse"}).status_code == 201
    time.sleep(STATED)
    document.write_text(STARS.replace("maxLength: 10", "maxLength: 7"))
    for _ in range(100):
        left = httpx.get(f"{process.url}/stars").json()
        if "Betelgeuse" not in [each["name"] for each in left]:
            break
        time.sleep(0.1)
    process.stop()
    process = again(file, str(document))
    assert httpx.get(f"{process.url}/stars").json() == left
    process.process.terminate()
    assert "left out" not in process.process.communicate(timeout=10)[1]


def test_vendors_that_are_not_served_for_a_while_lose_nothing(server: Process, file: Path) -> None:
    lived_in(server.url)
    before = everything(server.url)["default"]["state/grafana"]
    server.stop()
    without = again(file, "strapi")
    httpx.get(f"{without.url}/strapi/reports")
    without.stop()
    after = again(file)
    try:
        assert everything(after.url)["default"]["state/grafana"] == before
    finally:
        after.stop()


def test_servers_for_tests_keep_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCKSRV_STATE", str(file))
    with running("grafana") as server:
        httpx.get(f"{server.url}{REPORTS}")
    assert not file.exists()


def the_reports(server: Server) -> Collection:
    world = server.worlds.get("default")
    assert world is not None
    return world.vendor_states["grafana"].store.collection("reports")


def test_any_course_of_changes_is_kept_with_order_removals_and_what_decided_records(file: Path) -> None:
    chance = random.Random(7)
    server = a_server()
    keeper = Keeper(server, file)
    world = server.worlds.get("default")
    assert world is not None
    for turn in range(60):
        reports, key = the_reports(server), chance.randrange(1, 30)
        act = chance.choice(["put", "put", "put", "remove", "replace", "keep", "restore", "reset", "mail"])
        if act == "put":
            value = chance.choice([2**80, "\ud800", 1e300, None, {"a": [turn]}, 'quote " and \u2028'])
            decided = chance.choice([provenance(), provenance(("some-behaviour", "name"))])
            reports.put(key, {"id": key, "name": value, "turn": turn}, decided)
        elif act == "remove":
            reports.remove(key)
        elif act == "replace":
            reports.replace([(each, {"id": each}) for each in chance.sample(range(1, 30), 6)])
        elif act == "keep":
            world.keep(f"moment-{turn % 3}")
        elif act == "restore" and world.snapshots:
            world.restore(chance.choice(list(world.snapshots.values())))
        elif act == "reset" and turn % 4 == 0:
            world.reset()
        elif act == "mail":
            world.outbox.add(Message("grafana", "sendReport", "email", world.clock.now(), {"turn": turn}))
        if turn % 3 == 0:
            written_down(keeper)
    expected = shape(server)
    keeper.end()
    other = a_server()
    after = Keeper(other, file)
    assert shape(other) == expected
    assert not after.notes
    after.end()


def written_down(keeper: Keeper) -> None:
    """What the thread does from time to time, done at once; no request makes a world used here."""
    for capture in keeper.written.values():
        capture.signature = ()
    job = keeper._look()
    assert job is not None
    keeper._carry_out(job)
    assert job.failure == ""
    keeper.job = job
    keeper._take()


def shape(server: Server) -> Any:
    """Everything of the default world that can be compared."""
    world = server.worlds.get("default")
    assert world is not None
    found = {}
    for name, moment in {"now": Snapshot.of(world), "origin": world.origin, **world.snapshots}.items():
        rows, gone, decided = moment.vendor_states["grafana"].store.collection("reports").parts()
        mails = {number: moments.write_message(each) for number, each in moment.outbox.numbered().items()}
        found[name] = (list(rows.items()), set(gone), dict(decided), moments.write_head(moment), list(mails.values()))
    return json.loads(json.dumps(found, default=sorted))


def test_what_could_not_be_written_is_written_as_a_whole_when_it_can(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = a_server()
    keeper = Keeper(server, file)
    written_down(keeper)
    the_reports(server).put(7, {"id": 7, "name": "lost?"})
    world = server.worlds.create("gone soon")
    job = keeper._look()
    assert job is not None
    with monkeypatch.context() as patch:
        patch.setattr(StateFile, "put", failing)
        keeper._carry_out(job)
    assert "disk is full" in job.failure
    keeper.job = job
    keeper._take()
    assert server.worlds.delete(world.name)
    keeper.end()
    other = a_server()
    Keeper(other, file).end()
    assert the_reports(other).get(7) == {"id": 7, "name": "lost?"}
    assert [each.name for each in other.worlds] == ["default"]


def failing(*_: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


def test_memory_is_counted_as_it_was(file: Path) -> None:
    server = a_server()
    keeper = Keeper(server, file)
    world = server.worlds.get("default")
    assert world is not None
    for key in range(100, 160):
        the_reports(server).put(key, {"id": key, "name": "x" * 500})
    for name in ("one", "two", "three"):
        world.keep(name)
    used = world.budget.used["records"]
    keeper.end()
    other = a_server()
    Keeper(other, file).end()
    after = other.worlds.get("default")
    assert after is not None
    assert after.budget.used["records"] <= used


def test_every_part_of_a_moment_is_kept() -> None:
    kept = {*moments.PARTS, *moments.ELSEWHERE, *moments.NOT_KEPT}
    assert kept == {each.name for each in fields(Snapshot)}


def test_a_file_is_refused_by_one_line(file: Path) -> None:
    held = StateFile(file)
    with pytest.raises(BadStateFile, match="in use by another server"):
        StateFile(file)
    held.close()
