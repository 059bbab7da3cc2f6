"""Every documented request gets its documented answer; and a difference is seen where there is one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from conftest import ROOT

from mockserver.conformance import subject
from mockserver.conformance.comparison import differences
from mockserver.conformance.exchanges import essence, replay_one
from mockserver.conformance.request_building import built
from mockserver.conformance.subject import Subject
from mockserver.conformance.target import Target
from mockserver.engine.discovery import present
from mockserver.evidence.evidence import load
from mockserver.evidence.exchanges import Exchange

load_subject = cache(subject.load)
EXCHANGES = [
    pytest.param(name, each, id=f"{name}-{each.operation}-{each.example}")
    for name in present()
    for each in load(ROOT / "specs" / name / "evidence.yaml").exchanges
    if each.reading is None
]
VARIANTS = [
    pytest.param(variant, id=f"{name}-{variant.name}")
    for name in present()
    for variant in load_subject(name).variants()
]


@pytest.mark.parametrize(("vendor", "exchange"), EXCHANGES)
def test_a_documented_request_gets_its_documented_answer(target: Target, vendor: str, exchange: Exchange) -> None:
    result = replay_one(target, load_subject(vendor), exchange)
    assert result.good, str(result)


@pytest.mark.parametrize("variant", VARIANTS)
def test_documented_requests_get_their_documented_answers_under_other_readings_too(
    target: Target, variant: Subject
) -> None:
    assert variant.exchanges
    results = [replay_one(target, variant, each) for each in variant.exchanges]
    assert [str(result) for result in results if not result.good] == []


@pytest.mark.parametrize(("changes", "seen"), [
    ({"status": 404}, "the status is 200, the document has 404"),
    ({"example": "created"}, "the status is 404, the document has 200"),
    ({"credential": "nobody"}, "the status is 403"),
    ({"headers": ("X-Nothing",)}, "the header X-Nothing is missing"),
    ({"after": ("deleteReport/documented", "deleteReport/documented")}, "sent before, was answered with 404"),
])  # fmt: skip
def test_an_answer_that_is_not_the_documented_one_is_told(target: Target, changes: dict[str, Any], seen: str) -> None:
    grafana = load_subject("grafana")
    exchange = next(each for each in grafana.spec.evidence.exchanges if each.operation == "getReport")
    result = replay_one(target, grafana, replace(exchange, **changes))
    assert not result.good
    assert seen in str(result)


def test_a_body_that_differs_is_told_by_place(target: Target) -> None:
    grafana = load_subject("grafana")
    exchange = next(each for each in grafana.spec.evidence.exchanges if each.operation == "getReports")
    result = replay_one(target, grafana, replace(exchange, fixture="documented", contradictory={"/1": "", "/2": ""}))
    assert result.differences == (
        '/0/dashboards/0/timeRange is {"from": "", "to": ""}, the document does not have it',
        '/0/created is "2022-09-12T11:44:42+02:00", the document has "2022-09-19T11:44:42+02:00"',
        '/0/updated is "2022-09-12T11:44:42+02:00", the document has "2022-09-19T11:44:42+02:00"',
    )


@pytest.mark.parametrize(("expected", "actual", "ignored", "found"), [
    ({"a": 1}, {"a": 1.0}, (), []),
    ({"a": 1}, {"a": True}, (), ["/a is true, the document has 1"]),
    ({"a": 1}, {}, (), ["/a is missing, the document has 1"]),
    ({}, {"a": None}, (), ["/a is null, the document does not have it"]),
    ([1], [1, 2], (), ["/1 is 2, the document does not have it"]),
    ([1], [1, 2], ("/1",), []),
    ([1, 2], [1], ("/1",), []),
    ({"a": {"b": 1}}, {"a": 7}, ("/a",), []),
    ({"a/b": 1}, {"a/b": 2}, ("/a~1b",), []),
    ([], {}, (), ["the body is {}, the document has []"]),
    ("x", 7, ("",), []),
])  # fmt: skip
def test_values_are_compared_as_json(expected: Any, actual: Any, ignored: tuple[str, ...], found: list[str]) -> None:
    assert list(differences(expected, actual, ignored)) == found


def test_a_media_type_is_compared_without_blanks_case_and_utf_8() -> None:
    assert essence("application/json") == essence("Application/JSON ; charset=UTF-8")
    assert essence("text/html; a=1; b=2") == essence("text/html;b=2;a=1")
    assert essence("application/json; v=1") != essence("application/json")


def test_a_request_is_built_as_its_parameters_want_it() -> None:
    operation = load_subject("strapi").document.operations["listReports"]
    request = built(operation, {"query._sort": "a:DESC", "query.filters": {"score_in": [1, 2], "x": "ü"}})
    assert request.target == "/reports?_sort=a%3ADESC&score_in=1&score_in=2&x=%C3%BC"
