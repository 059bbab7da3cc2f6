"""One request with its answer, judged against a document and its evidence, without a server."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import ROOT

from mockserver.conformance import exemptions, steps
from mockserver.conformance.judging.breach import merged
from mockserver.conformance.judging.judge import Judge
from mockserver.conformance.judging.masks import Masks
from mockserver.conformance.judging.promise import below, of_document, of_folder
from mockserver.conformance.judging.traffic import Answer, answer
from mockserver.conformance.laws.law import laws
from mockserver.conformance.laws.worlds import WORLD_LAWS
from mockserver.conformance.request_building import Request
from mockserver.engine.discovery import present

JSON = {"Content-Type": "application/json"}
SECRET = "s3cr3t-of-mine"


@pytest.fixture(scope="module")
def grafana() -> Judge:
    promise = of_folder(ROOT / "specs" / "grafana")
    return Judge(promise, "http://grafana.example/base", Masks({SECRET: "GRAFANA_TOKEN"}))


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    file = tmp_path_factory.mktemp("documents") / "things.yaml"
    file.write_text(
        "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  /things:\n    get:\n"
        "      responses: {'200': {description: all, content: {application/json: {schema: {type: array,\n"
        "        items: {type: object, properties: {name: {type: string}}}}}}}}\n"
    )
    return Judge(of_document("things", file))


def example(judge: Judge, operation: str, status: str = "200") -> Any:
    return next(iter(judge.promise.document.operations[operation].responses[status].examples.values()))[1]


def answered(value: Any, status: int = 200, **headers: str) -> Answer:
    return answer(status, {**JSON, **headers}, json.dumps(value).encode())


def test_a_documented_answer_breaks_nothing(grafana: Judge) -> None:
    judged = grafana.judge(Request("GET", "/api/reports/2"), answered(example(grafana, "getReport")))
    assert judged.operation is not None
    assert (judged.operation.id, judged.values, judged.violations, judged.breaches) == (
        "getReport",
        {"path.id": 2},
        (),
        (),
    )


def test_a_member_of_the_wrong_type_names_its_place_and_who_states_it(grafana: Judge) -> None:
    shown = {**example(grafana, "getReport"), "name": 7}
    (breach,) = grafana.judge(Request("GET", "/api/reports/2"), answered(shown)).broken
    assert (breach.law, breach.operation, breach.at) == ("schema", "getReport", "/name")
    assert breach.place == "/components/schemas/Report/properties/name/type"
    assert breach.sources
    assert breach.sources[0].page


def test_one_cause_in_two_operations_is_one_breach(grafana: Judge) -> None:
    shown = {**example(grafana, "getReport"), "name": 7}
    found = [
        *grafana.judge(Request("GET", "/api/reports/2"), answered(shown)).broken,
        *grafana.judge(Request("GET", "/api/reports"), answered([shown, shown])).broken,
    ]
    (only,) = merged(found)
    assert only.others == ("getReports",)


def test_a_member_that_the_document_forbids_is_broken_and_not_new(grafana: Judge) -> None:
    shown = {**example(grafana, "getReport"), "colour": "red"}
    judged = grafana.judge(Request("GET", "/api/reports/2"), answered(shown))
    assert [each.law for each in judged.broken] == ["schema"]
    assert judged.new == ()


def test_a_member_that_nobody_has_named_is_new_and_not_broken(things: Judge) -> None:
    judged = things.judge(Request("GET", "/things"), answered([{"name": "a", "colour": "red"}]))
    assert judged.broken == ()
    assert [(each.at, each.came) for each in judged.new] == [("/0/colour", 'it is "red"')]


@pytest.mark.parametrize(
    ("given", "law"),
    [
        (answered({}, 418), "status"),
        (answer(200, {"Content-Type": "text/html"}, b"<html>"), "content-type"),
        (answer(200, JSON, b""), "content-type"),
        (answer(200, JSON, b"{"), "schema"),
        (answered({"message": "Method not allowed"}, 405), "headers"),
    ],
)
def test_an_answer_is_looked_at_from_every_side(grafana: Judge, given: Answer, law: str) -> None:
    assert [each.law for each in grafana.judge(Request("GET", "/api/reports"), given).broken] == [law]


def test_a_request_says_what_it_breaks(grafana: Judge) -> None:
    body = json.dumps({**grafana.promise.document.operations["createReport"].request_examples["documented"]["body"], "name": 1})  # fmt: skip
    judged = grafana.judge(
        Request("POST", "/api/reports", (), JSON, body.encode()), answered({"message": "missing or invalid fields values"}, 400)
    )  # fmt: skip
    assert [(each.pointer, each.what) for each in judged.violations] == [("body/name", '1 is not of type "string"')]


def test_a_secret_is_nowhere_in_what_is_told(grafana: Judge) -> None:
    request = Request("GET", "/api/reports", (), {"Authorization": f"Bearer {SECRET}"})
    (breach,) = grafana.judge(request, answered({"message": SECRET}, 418)).broken
    assert SECRET not in repr(breach)
    assert breach.curl == (
        "curl -i -X GET -H 'Authorization: Bearer '\"$GRAFANA_TOKEN\" http://grafana.example/base/api/reports"
    )


def test_an_address_is_read_below_the_base_url(grafana: Judge) -> None:
    assert below(grafana.promise, "http://h/base", "http://h/base/api/reports?x=1") == "/api/reports"
    assert below(grafana.promise, "http://h/base", "http://other/base/api/reports") is None


def test_of_a_bare_document_a_refusal_for_any_operation_is_only_new(things: Judge) -> None:
    assert [each.kind for each in things.judge(Request("GET", "/things"), answered({}, 429)).breaches] == ["new"]
    assert [each.law for each in things.judge(Request("GET", "/things"), answered({}, 500)).broken] == ["status"]
    assert [each.law for each in things.judge(Request("GET", "/things"), answered({})).broken] == ["schema"]


@pytest.mark.parametrize("vendor", present())
def test_every_behaviour_as_steps_is_one_of_the_evidence_and_calls_what_there_is(vendor: str) -> None:
    promise = of_folder(ROOT / "specs" / vendor)
    written = steps.load(ROOT / "specs" / vendor)
    assert {each.id for each in written} <= promise.evidence.behaviours.keys()
    assert {name for each in written for name in each.operations} <= promise.document.operations.keys()


@pytest.mark.parametrize("vendor", present())
def test_every_exception_of_a_law_names_a_law(vendor: str) -> None:
    known = (
        {each.name for each in laws()}
        | {each.name for each in WORLD_LAWS}
        | {"status", "headers", "content-type", "schema"}
    )
    assert {name for each in exemptions.load(vendor) for name in each.laws} <= known


def test_a_refusal_that_the_document_lists_nowhere_is_one_finding(grafana: Judge) -> None:
    told = [
        each
        for path in ("/api/reports", "/api/reports/2")
        for each in grafana.judge(Request("GET", path), answered({}, 431)).breaches
    ]
    assert [(each.operation, each.others) for each in merged(told)] == [("getReports", ("getReport",))]


def test_other_statuses_that_are_not_listed_are_found_by_operation(grafana: Judge) -> None:
    told = [
        each
        for path in ("/api/reports", "/api/reports/2")
        for each in grafana.judge(Request("GET", path), answered({}, 418)).breaches
    ]
    assert [each.operation for each in merged(told)] == ["getReports", "getReport"]
