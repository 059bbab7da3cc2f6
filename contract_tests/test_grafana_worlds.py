"""Worlds do not see each other, however they are named."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from conftest import Api, World

REPORTS = "/api/reports"
REPORT = {"name": "Mine", "recipients": "a@example.com", "schedule": {"frequency": "daily"}}


@pytest.fixture
def other(grafana: Api) -> Iterator[Api]:
    """Grafana in another world."""
    world = grafana.world
    made = world.control.admin.worlds.create(f"{world.name[:58]}-other")
    yield Api(World(world.http, world.server, made.name), "grafana", **grafana.headers)
    made.delete()


def through_the_default_address(grafana: Api, world: str, path: str = REPORTS) -> httpx.Response:
    """Name the world by header only."""
    headers = {**grafana.headers, "Mock-World": world}
    return grafana.world.http.get(f"{grafana.world.server}/grafana{path}", headers=headers)


def test_what_happens_in_one_world_does_not_happen_in_another(grafana: Api, other: Api) -> None:
    before = other.get(REPORTS).json()
    grafana.post(REPORTS, REPORT)
    grafana.delete(f"{REPORTS}/2")
    grafana.post(f"{REPORTS}/settings", {"branding": {"emailFooterMode": "none"}})
    grafana.post(f"{REPORTS}/email", {"id": "3", "useEmailsFromReport": True})
    assert other.get(REPORTS).json() == before
    assert other.get(f"{REPORTS}/settings").json()["branding"]["emailFooterMode"] == "sent-by"
    assert other.world.outbox() != grafana.world.outbox()
    assert other.post(REPORTS, REPORT).json()["id"] == 4


def test_the_clock_and_the_faults_of_a_world_are_its_own(grafana: Api, other: Api) -> None:
    grafana.world.freeze("2001-01-01T00:00:00Z")
    grafana.world.fault(vendor="grafana", status=500)
    assert grafana.get(REPORTS).status_code == 500
    assert other.get(REPORTS).status_code == 200
    assert grafana.get(REPORTS).headers["Date"] == "Mon, 01 Jan 2001 00:00:00 GMT"
    assert "2001" not in other.get(REPORTS).headers["Date"]


def test_prefix_and_header_name_the_same_world(grafana: Api) -> None:
    grafana.post(REPORTS, REPORT)
    by_header = through_the_default_address(grafana, grafana.world.name)
    by_both = grafana.get(REPORTS, headers={"Mock-World": grafana.world.name})
    assert by_header.json() == by_both.json() == grafana.get(REPORTS).json()
    assert len(by_header.json()) == 4
    assert by_header.headers["Mock-World"] == grafana.world.name


def test_prefix_and_header_that_differ_are_refused(grafana: Api, other: Api) -> None:
    answer = grafana.get(REPORTS, headers={"Mock-World": other.world.name})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert other.world.name in answer.json()["detail"]


def test_a_header_may_not_name_a_world_that_does_not_exist(grafana: Api) -> None:
    answer = through_the_default_address(grafana, "nowhere-at-all")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_a_prefix_makes_the_world_that_it_names(grafana: Api) -> None:
    name = f"{grafana.world.name[:58]}-made"
    world = World(grafana.world.http, grafana.world.server, name)
    assert world.admin("GET").status_code == 404
    assert Api(world, "grafana", **grafana.headers).get(REPORTS).status_code == 200
    assert world.admin("GET").status_code == 200
    assert world.admin("DELETE").is_success


@pytest.mark.parametrize("name", ["%2e%2e%2f", "a%2fb", "a%20b", "x" * 65, "%C3%A4", "%00", "a+b"])
def test_a_bad_name_is_refused_everywhere(grafana: Api, name: str) -> None:
    server, http = grafana.world.server, grafana.world.http
    target = httpx.URL(server).copy_with(raw_path=f"/w/{name}/grafana/api/reports".encode())
    answer = http.get(target, headers=grafana.headers)
    by_header = http.get(f"{server}/grafana/api/reports", headers={**grafana.headers, "Mock-World": name})
    for each in (answer, by_header):
        assert (each.status_code, each.headers["Content-Type"]) == (400, "application/problem+json")


def test_a_vendor_that_is_not_served_is_named(grafana: Api) -> None:
    answer = grafana.world.http.get(f"{grafana.world.server}/nobody/api/reports")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert "/grafana/" in answer.json()["detail"]


def test_the_host_can_name_the_vendor(grafana: Api) -> None:
    world = grafana.world
    for path in ("/api/reports", f"/w/{world.name}/api/reports"):
        headers = {**grafana.headers, "Host": "grafana.localhost:4280"}
        assert world.http.get(world.server + path, headers=headers).status_code == 200
