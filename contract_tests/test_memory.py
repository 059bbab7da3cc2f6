"""Memory: what a world, and the server, may hold is bounded in bytes; what goes over is refused whole, or forgotten oldest first."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from conftest import Process, bearer

pytestmark = pytest.mark.posix

GRAFANA = bearer("eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk")
REPORT = {"name": "r", "recipients": "a@example.com", "schedule": {"frequency": "once"}}
LONG = "x" * 100_000
LIMITS = ("--world-memory", "2MB", "--memory", "5MB")
ROOM = 60
"""Megabytes that the process may grow by; without bounds each attack here takes hundreds."""


class Small:
    """A server with little memory."""

    def __init__(self, process: Process) -> None:
        self.process, self.http = process, httpx.Client(base_url=process.url, timeout=60)
        self.before = self.resident()

    def resident(self) -> int:
        """Megabytes of memory that the process has."""
        pages = Path(f"/proc/{self.process.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") // 2**20

    def used(self, part: str, world: str = "") -> tuple[int, int]:
        """Bytes that are held and that may be, of a world or of all."""
        shown = self.http.get(f"/__admin/worlds/{world}/memory" if world else "/__admin/memory").json()[part]
        return shown["used"], shown["limit"]

    def create(self, world: str = "default", **members: Any) -> httpx.Response:
        """Create a report."""
        return self.http.post(f"/w/{world}/grafana/api/reports", json={**REPORT, **members}, headers=GRAFANA)

    def reports(self, world: str = "default") -> int:
        """How many reports a world has."""
        return len(self.http.get(f"/__admin/worlds/{world}/state/grafana/reports").json())

    def stays_small(self) -> bool:
        """Whether the process has not grown by more than it may."""
        return self.resident() - self.before < ROOM


@pytest.fixture
def small() -> Iterator[Small]:
    """A server that may hold 5 MB, and 2 MB in each world."""
    process = Process(*LIMITS)
    server = Small(process)
    with server.http:
        yield server
    assert process.stop() == 0


def test_records_that_would_be_too_many_are_refused_whole_and_the_rest_goes_on(small: Small) -> None:
    statuses = [small.create(message=LONG).status_code for _ in range(60)]
    stored = statuses.count(200)
    assert set(statuses) == {200, 507}
    assert statuses == [200] * stored + [507] * (60 - stored)
    assert small.reports() == 3 + stored
    used, limit = small.used("records", "default")
    assert stored * len(LONG) < used <= limit + 2 * len(LONG)
    assert small.http.get("/grafana/api/reports", headers=GRAFANA).status_code == 200
    assert small.create("another", message=LONG).status_code == 200


def test_a_refusal_says_what_there_is_too_much_of_and_which_setting_says_so(small: Small) -> None:
    while (answer := small.create(message=LONG)).status_code == 200:
        pass
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:mockserver:problem:insufficient-storage"
    assert "--world-memory" in answer.json()["detail"]
    assert answer.json()["part"] == "records"


def test_what_is_deleted_makes_room(small: Small) -> None:
    created = []
    while (answer := small.create(message=LONG)).status_code == 200:
        created.append(answer.json()["id"])
    full, _ = small.used("records", "default")
    for id in created:
        small.http.delete(f"/grafana/api/reports/{id}", headers=GRAFANA).raise_for_status()
    assert small.used("records", "default")[0] < full / 20
    assert small.create(message=LONG).status_code == 200


def test_a_body_that_no_world_could_hold_is_refused_in_the_vendors_words(small: Small) -> None:
    answer = small.create(options={"a": [{}] * 200_000})
    assert answer.status_code == 413
    assert answer.headers["Content-Type"].startswith("application/json")
    assert small.reports() == 3
    assert small.stays_small()


def test_a_refused_megabyte_is_not_kept_by_anything(small: Small) -> None:
    for _ in range(300):
        small.create(message=LONG * 9)
    assert small.stays_small()


def test_worlds_that_were_made_by_naming_them_give_way_when_all_together_hold_too_much(small: Small) -> None:
    for number in range(40):
        assert small.create(f"by-name-{number}", message=LONG * 9).status_code == 200
    used, limit = small.used("records")
    assert used <= limit + 10 * len(LONG)
    assert small.http.get("/__admin/worlds/by-name-39").status_code == 200
    assert small.http.get("/__admin/worlds/by-name-0").status_code == 404


def test_the_memory_of_a_world_that_is_deleted_is_free(small: Small) -> None:
    small.create("gone", message=LONG)
    assert small.used("records")[0] > len(LONG)
    small.http.delete("/__admin/worlds/gone").raise_for_status()
    assert small.used("records")[0] == 0


def test_records_live_on_in_a_fork_and_are_charged_as_long_as_they_do(small: Small) -> None:
    small.create("first", message=LONG)
    small.http.post("/__admin/worlds/first/fork", json={"name": "second"}).raise_for_status()
    small.http.delete("/__admin/worlds/first").raise_for_status()
    assert small.used("records")[0] > len(LONG)
    small.http.delete("/__admin/worlds/second").raise_for_status()
    assert small.used("records")[0] == 0


def test_data_that_a_world_begins_with_are_charged_and_refused_when_too_many(small: Small) -> None:
    dashboards = [{"id": each, "uid": f"u{each}", "name": LONG} for each in range(1, 9)]
    data = {"grafana": {"collections": {"dashboards": dashboards}}}
    statuses = [small.http.post("/__admin/worlds", json={"data": data}).status_code for _ in range(6)]
    assert statuses[0] == 201
    assert statuses[-1] == 507
    assert small.used("records")[0] <= small.used("records")[1]


def test_many_small_headers_do_not_fill_the_journal(small: Small) -> None:
    place = urlsplit(small.process.url)
    many = "a:\r\n" * 1000
    request = f"GET /grafana/api/reports HTTP/1.1\r\nHost: {place.netloc}\r\n{many}Connection: close\r\n\r\n".encode()
    for _ in range(300):
        with socket.create_connection((place.hostname, place.port or 0), 30) as connection:
            connection.sendall(request)
            while connection.recv(65536):
                pass
    used, limit = small.used("journal", "default")
    assert 0 < used <= limit
    assert small.stays_small()


def test_the_journal_forgets_its_oldest_and_keeps_the_newest(small: Small) -> None:
    for number in range(40):
        small.http.post(f"/grafana/api/reports?number={number}", content=LONG, headers=GRAFANA)
    entries = small.http.get("/__admin/worlds/default/requests?limit=100").json()
    assert 0 < len(entries) < 40
    assert small.http.get("/__admin/worlds/default").json()["requests"] == 40
    assert small.used("journal", "default")[0] <= small.used("journal", "default")[1]


def test_journals_of_many_worlds_stay_within_what_the_server_may_hold(small: Small) -> None:
    for number in range(100):
        small.http.post(f"/w/many-{number}/grafana/api/reports", content=LONG, headers=GRAFANA)
    used, limit = small.used("journal")
    assert limit / 3 < used <= limit
    assert small.http.get("/__admin/worlds/many-99/requests").json()


def test_what_a_client_leaves_of_its_answers_is_shown(small: Small) -> None:
    for _ in range(8):
        small.create(message=LONG)
    place = urlsplit(small.process.url)
    listing = f"GET /grafana/api/reports HTTP/1.1\r\nHost: {place.netloc}\r\n"
    request = listing + f"Authorization: {GRAFANA['Authorization']}\r\n\r\n"
    assert small.used("output") == (0, 1_000_000)
    with socket.create_connection((place.hostname, place.port or 0), 30) as connection:
        connection.sendall(request.encode() * 30)
        deadline = time.monotonic() + 30
        while not (used := small.used("output")[0]):
            assert time.monotonic() < deadline
        assert len(LONG) / 2 < used < 2_000_000
    while small.used("output")[0]:
        assert time.monotonic() < deadline


def test_mails_are_forgotten_oldest_first(small: Small) -> None:
    for number in range(60):
        mail = {**REPORT, "message": f"{number} {LONG}"}
        small.http.post("/grafana/api/reports/test-email", json=mail, headers=GRAFANA).raise_for_status()
    kept = small.http.get("/__admin/worlds/default/outbox").json()
    assert 0 < len(kept) < 60
    assert kept[-1]["content"]["message"].startswith("59 ")
    assert small.used("outbox", "default")[0] <= small.used("outbox", "default")[1]


def test_snapshots_are_refused_when_they_would_take_too_much_and_free_what_they_took(small: Small) -> None:
    taken = []
    while (answer := small.http.post("/__admin/worlds/default/snapshots", json={})).status_code == 201:
        taken.append(answer.json()["name"])
    assert answer.status_code == 507
    assert small.used("snapshots", "default")[0] <= small.used("snapshots", "default")[1]
    for name in taken:
        small.http.delete(f"/__admin/worlds/default/snapshots/{name}").raise_for_status()
    assert small.used("snapshots")[0] == 0


def test_a_snapshot_that_was_restored_and_deleted_costs_nothing_any_more(small: Small) -> None:
    for _ in range(100):
        small.http.post("/__admin/worlds/default/snapshots", json={"name": "again"}).raise_for_status()
        small.http.post("/__admin/worlds/default/snapshots/again/restore").raise_for_status()
        small.http.delete("/__admin/worlds/default/snapshots/again").raise_for_status()
    assert small.used("snapshots")[0] == 0


def test_forks_that_change_one_record_of_many_are_charged_for_their_copy(small: Small) -> None:
    dashboards = [{"id": each, "uid": f"u{each}", "name": "d"} for each in range(1, 1001)]
    small.http.put("/__admin/worlds/default/state/grafana/dashboards", json=dashboards).raise_for_status()
    before, _ = small.used("records")
    statuses = set()
    for number in range(30):
        small.http.post("/__admin/worlds/default/fork", json={"name": f"fork-{number}"}).raise_for_status()
        address = f"/__admin/worlds/fork-{number}/state/grafana/dashboards"
        statuses.add(small.http.patch(address, json={"u1": {"name": "changed"}}).status_code)
    after, limit = small.used("records")
    assert statuses == {200, 507}
    assert before + 1000 * 100 < after <= limit + 1001 * 100
