"""What a caller may ask of one answer, and what every answer says about itself."""

from __future__ import annotations

import time

import pytest
from conftest import Api, bearer

REPORTS = "/api/reports"
REPORT = {"name": "Mine", "recipients": "a@example.com", "schedule": {"frequency": "daily"}}


def test_every_answer_says_where_it_comes_from(grafana: Api) -> None:
    answers = [grafana.get(REPORTS), grafana.get(f"{REPORTS}/x"), grafana.by().get(REPORTS), grafana.get("/x")]
    ids = [answer.headers["Mock-Request-Id"] for answer in answers]
    assert len(set(ids)) == 4
    assert {answer.headers["Mock-World"] for answer in answers} == {grafana.world.name}
    operations = [answer.headers["Mock-Operation"] for answer in answers]
    assert operations == ["getReports", "getReport", "getReports", "-"]
    labels = [answer.headers["Mock-Evidence"] for answer in answers]
    assert labels == ["assumed", "inferred", "inferred", "assumed"]
    assert {answer.headers["Vary"] for answer in answers} == {"Prefer, Mock-World"}


@pytest.mark.parametrize("ask", [{"headers": {"Prefer": "code=404"}}, {"params": {"__code": "404"}}])
def test_a_status_can_be_asked_for_and_nothing_happens(grafana: Api, ask: dict[str, dict[str, str]]) -> None:
    answer = grafana.delete(f"{REPORTS}/2", **ask)
    assert (answer.status_code, answer.json()) == (404, {"message": "report with this ID does not exist"})
    assert answer.headers["Preference-Applied"] == "code=404"
    again = grafana.get(f"{REPORTS}/2")
    assert again.status_code == 200
    assert "Preference-Applied" not in again.headers


@pytest.mark.parametrize("ask", [{"headers": {"Prefer": "example=created"}}, {"params": {"__example": "created"}}])
def test_an_example_can_be_asked_for_by_name(grafana: Api, ask: dict[str, dict[str, str]]) -> None:
    answer = grafana.get(f"{REPORTS}/2", **ask)
    assert (answer.status_code, answer.json()["id"], answer.json()["name"]) == (200, 4, "Report 4")
    assert answer.headers["Preference-Applied"] == "example=created"


def test_status_and_example_go_together(grafana: Api) -> None:
    answer = grafana.post(REPORTS, REPORT, headers={"Prefer": "code=400, example=content-type"})
    assert (answer.status_code, answer.json()) == (400, {"message": "missing content-type"})
    assert answer.headers["Preference-Applied"] == "code=400, example=content-type"


@pytest.mark.parametrize("preference", ["code=x", "example=nobody", "delay=soon", "respond-async", ";;,,=", "code"])
def test_a_preference_that_means_nothing_here_is_ignored(grafana: Api, preference: str) -> None:
    answer = grafana.get(f"{REPORTS}/2", headers={"Prefer": preference})
    assert answer.status_code == 200
    assert "Preference-Applied" not in answer.headers


@pytest.mark.parametrize("status", [200, 404])
def test_a_listed_status_is_given_and_another_one_is_refused_with_those_that_there_are(
    grafana: Api, status: int
) -> None:
    assert grafana.delete(f"{REPORTS}/2", headers={"Prefer": f"code={status}"}).status_code == status
    refused = grafana.delete(f"{REPORTS}/2", headers={"Prefer": "code=418"})
    assert (refused.status_code, refused.headers["Content-Type"]) == (400, "application/problem+json")
    assert refused.json()["detail"].startswith("the document lists no 418 for deleteReport; ask for one of 200, ")
    assert str(status) in refused.json()["statuses"]
    assert "Mock-Evidence" not in refused.headers
    assert grafana.get(f"{REPORTS}/2").status_code == 200, "nothing was carried out"


def test_an_answer_can_be_delayed_without_holding_up_others(grafana: Api) -> None:
    began = time.monotonic()
    answer = grafana.get(REPORTS, headers={"Prefer": "delay=0.3"})
    assert time.monotonic() - began >= 0.3
    assert answer.headers["Preference-Applied"] == "delay=0.3"
    assert answer.status_code == 200


def test_a_guess_can_be_refused(grafana: Api) -> None:
    unheard_of = {**REPORT, "dashboards": [{"dashboard": {"uid": "unheard-of"}}]}
    grafana.world.choose("grafana", {"unknown-dashboard": "forbidden"})
    assert grafana.post(REPORTS, unheard_of).headers["Mock-Evidence"] == "assumed"
    strict = {"Prefer": "evidence=strict"}
    for answer in (grafana.post(REPORTS, unheard_of, headers=strict), grafana.send("PATCH", REPORTS, headers=strict)):
        assert (answer.status_code, answer.headers["Content-Type"]) == (501, "application/problem+json")
        assert answer.headers["Mock-Evidence"] == "assumed"
    assert [each["id"] for each in grafana.get(REPORTS).json()] == [2, 3, 6]


def test_what_is_no_guess_is_answered_under_strict_evidence(grafana: Api) -> None:
    answer = grafana.get(f"{REPORTS}/99", headers={"Prefer": "evidence=strict"})
    assert (answer.status_code, answer.json()) == (404, {"message": "such report does not exist"})


def test_a_stranger_may_not_ask_for_anything(grafana: Api) -> None:
    for headers in ({}, bearer("guessed")):
        answer = grafana.by(**headers).get(REPORTS, headers={"Prefer": "code=200"})
        assert answer.status_code == 401


def test_the_query_twins_are_no_parameters_of_the_vendor(grafana: Api) -> None:
    assert grafana.get(REPORTS, params={"__code": "999", "__example": "?"}).status_code == 200


def test_a_violation_is_short_and_printable(grafana: Api) -> None:
    name = "ü" * 5000 + "\r\nSet-Cookie: a=b"
    violation = grafana.post(REPORTS, {**REPORT, "state": name}).headers["Mock-Violation"]
    assert len(violation) <= 256
    assert violation.isascii()
    assert violation.isprintable()
