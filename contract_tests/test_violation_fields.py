"""What is wrong with a request stands in the fields of its answer: all of it, and what a refusal does not say in its body."""

from __future__ import annotations

import time

import httpx
from checkcentral_api import Methods
from conftest import Api, World


def fields(answer: httpx.Response) -> list[str]:
    return answer.headers.get_list("Mock-Violation")


def test_every_violation_has_a_field_of_its_own(grafana: Api) -> None:
    answer = grafana.post("/api/reports", {"name": 3, "recipients": True, "schedule": {"frequency": "yearly"}})
    assert answer.json() == {"message": "missing or invalid fields values"}
    assert sorted({each.partition(" ")[0] for each in fields(answer)}) == [
        "/name",
        "/recipients",
        "/schedule/frequency",
    ]
    entry = grafana.world.control.requests.read(answer.headers["Mock-Request-Id"])
    assert [f"{each['pointer']} {each['what']}" for each in entry["violations"]] == fields(answer)


def test_there_are_at_most_ten_short_ones(grafana: Api) -> None:
    answer = grafana.post("/api/reports", {"name": "ü" * 3000, "recipients": 1, "formats": [1] * 30})
    assert len(fields(answer)) == 10
    assert all(len(each) <= 256 and each.isascii() for each in fields(answer))


def test_also_what_the_vendors_words_pass_over_is_told(checkcentral: Methods, world: World) -> None:
    answer = checkcentral.post("createReport", {"name": 3, "report_type": "digest", "report_time": "noon"})
    assert [each.partition(" ")[0] for each in fields(answer)] == ["/name", "/report_time"]
    assert "report_time" not in answer.text


def test_an_answer_that_is_given_in_spite_of_a_violation_tells_it(world: World, strapi: Api) -> None:
    world.begin(profile={"strapi": "3.6"})
    answer = strapi.post("/reports", b"{}", headers={"Content-Type": "text/json"})
    assert answer.status_code == 200
    assert fields(answer) == ["header.Content-Type is text/json, so that nothing of the body is taken"]


def test_what_is_wrong_with_the_body_is_told_beside_what_is_wrong_with_the_path(grafana: Api) -> None:
    answer = grafana.put("/api/reports/seven", {"name": 3})
    assert answer.status_code == 400
    places = [each.partition(" ")[0] for each in fields(answer)]
    assert places[0] == "path.id"
    assert "/name" in places


def test_a_refusal_for_want_of_a_permission_names_it(world: World) -> None:
    viewer = next(each for each in world.control.admin.vendor("grafana")["credentials"] if each["id"] == "viewer")
    by_viewer = Api(world, "grafana", Authorization=f"Bearer {viewer['secret']}")
    answer = by_viewer.delete("/api/reports/2")
    assert answer.status_code == 403
    assert fields(answer) == [
        "credential viewer lacks the permission reports:delete on reports:* or reports:id:* or reports:id:2 or reports:2"
    ]
    assert not list(world.control.requests.all(violated=True))


def test_a_wrong_path_names_the_nearest_operation(grafana: Api) -> None:
    assert fields(grafana.get("/api/reprots")) == [
        "path is not in the document; the nearest is GET /grafana/api/reports"
    ]
    assert fields(grafana.get("/nothing/of/the/kind/at/all")) == ["path is not in the document"]
    assert not fields(grafana.get("/api/reports/99"))


def test_a_wrong_path_is_answered_quickly(grafana: Api) -> None:
    grafana.get("/api/reprots")
    begun = time.perf_counter()
    for _ in range(20):
        grafana.get("/api/dashboards/uid/" + "x" * 100)
    assert time.perf_counter() - begun < 20 * 0.1


def test_the_journal_says_on_demand_what_would_have_been_right(grafana: Api) -> None:
    answer = grafana.put(
        "/api/reports/seven", {"name": "x", "recipients": "a@b.c", "schedule": {"frequency": "yearly"}}
    )
    requests, id = grafana.world.control.requests, answer.headers["Mock-Request-Id"]
    right = requests.read(id, advice=True)["advice"]
    assert right[0].startswith("path.id: integer")
    assert right[1].startswith('schedule.frequency: string, one of "once", "hourly"')
    assert requests.all(advice=True)[-1]["advice"] == right
    assert "advice" not in requests.read(id)
    good = grafana.get("/api/reports").headers["Mock-Request-Id"]
    assert requests.read(good, advice=True)["advice"] == []
