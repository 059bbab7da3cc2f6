"""Every documented status and every error example of every operation comes as an answer, or the vendor's folder says why none does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from mockserver.conformance import refusals, subject
from mockserver.conformance.answers import Answers, answered, collect
from mockserver.conformance.error_examples import matches
from mockserver.conformance.probes import probes
from mockserver.conformance.request_building import Request
from mockserver.conformance.statuses import ways
from mockserver.conformance.subject import Subject
from mockserver.conformance.target import Target, World
from mockserver.engine.discovery import present
from mockserver.evidence.exchanges import Unreachable
from mockserver.openapi.operation import Operation


@pytest.fixture
def grafana() -> Subject:
    return subject.load("grafana")


def collected(target: Target, tested: Subject) -> Iterator[Answers]:
    listed = refusals.load(tested.folder)
    for operation in tested.document.operations.values():
        yield collect(target, tested, operation, listed, examples=True)


@pytest.mark.parametrize("vendor", present())
def test_every_documented_status_and_every_error_example_is_answered(target: Target, vendor: str) -> None:
    tested = subject.load(vendor)
    listed = refusals.load(tested.folder)
    for answers in collected(target, tested):
        operation = answers.operation
        assert [way.status for way in ways(answers, tested.unreachable)] == list(operation.responses)
        assert [str(way) for way in ways(answers, tested.unreachable) if not way.good] == []
        found = list(matches(answers, listed, tested.unreachable))
        assert [str(each) for each in found if not each.good] == []


VARIANTS = [
    pytest.param(variant, id=f"{name}-{variant.name}")
    for name in present()
    for variant in subject.load(name).variants()
]


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_status_is_answered_under_other_readings_too(target: Target, variant: Subject) -> None:
    for operation in variant.document.operations.values():
        found = list(ways(collect(target, variant, operation, left=variant.closed(operation.id)), variant.unreachable))
        assert [way.status for way in found] == list(operation.responses)
        assert [str(way) for way in found if not way.good] == []


def created(target: Target, grafana: Subject, operation: Operation) -> Answers:
    return collect(target, grafana, operation, examples=True)


def test_a_status_that_nothing_reaches_is_told(target: Target, grafana: Subject) -> None:
    operation = grafana.document.operations["createReport"]
    operation = replace(operation, responses={**operation.responses, "409": operation.responses["400"]})
    found = {way.status: way for way in ways(created(target, grafana, operation), grafana.unreachable)}
    assert (found["404"].state, found["409"].state, found["400"].state) == ("unreachable", "missed", "reached")
    assert "no probe reached it" in str(found["409"])


def test_a_status_that_is_called_unreachable_and_is_not_is_told(target: Target, grafana: Subject) -> None:
    answers = created(target, grafana, grafana.document.operations["createReport"])
    claims = (*grafana.unreachable, Unreachable("createReport", "400", "nobody gets there"))
    bad = next(str(way) for way in ways(answers, claims) if not way.good)
    assert bad.startswith("createReport 400 contradicted: ")


def test_an_error_example_that_no_answer_is_like_is_told_with_the_nearest(target: Target, grafana: Subject) -> None:
    operation = grafana.document.operations["getReport"]
    missing = operation.responses["404"]
    (name,) = missing.examples
    wrong = {name: ("application/json", {"message": "no such report exists"})}
    operation = replace(operation, responses={**operation.responses, "404": replace(missing, examples=wrong)})
    answers = created(target, grafana, operation)
    (bad,) = [each for each in matches(answers, (), ()) if each.status == "404"]
    assert bad.state == "missed"
    assert bad.how.splitlines()[-1] == '{"message": "such report does not exist"}'


def test_an_error_example_that_is_excused_and_comes_is_told(target: Target, grafana: Subject) -> None:
    answers = created(target, grafana, grafana.document.operations["getReport"])
    excuse = refusals.Refusal("no-report", "404", ("all",), reason="nobody gets there")
    (bad,) = [each for each in matches(answers, [excuse], ()) if each.state == "contradicted"]
    assert bad.how.endswith("is answered so, though: nobody gets there")


def test_a_world_is_lent_as_it_was_at_its_start_whatever_others_did_in_it(target: Target) -> None:
    with target.lent("documented") as lent:
        before = lent.there.control.state("grafana")["reports"].all()
        lent.there.control.state("grafana")["reports"].replace([])
    with target.lent("documented") as lent:
        assert lent.as_new
        assert lent.there.control.state("grafana")["reports"].all() == before != []


def test_a_world_that_nobody_has_changed_is_lent_as_it_is(target: Target) -> None:
    with target.lent("documented") as lent:
        lent.changed = False
    with target.lent("documented", as_new=False) as lent:
        assert not lent.as_new
        lent.changed = False
    with target.lent("documented") as lent:
        assert lent.as_new


def test_what_others_have_spent_of_a_quota_is_no_answer(target: Target) -> None:
    tested = subject.load("thousandeyes")
    operation = tested.document.operations["getReport"]
    probe = next(each for each in probes(tested, operation) if each.alone)
    with target.lent(probe.start.fixture, probe.start.clock, tested.chosen) as lent:
        lent.there.spend_quotas("thousandeyes")
        lent.changed = False
    found = answered(target, tested, probe)
    assert found is not None
    assert found.status_code == 200


def test_where_refusals_change_something_all_statuses_are_found_all_the_same(
    target: Target, grafana: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = World.send

    def spoiling(world: World, vendor: str, request: Request) -> httpx.Response:
        answer = send(world, vendor, request)
        if answer.status_code >= 400:
            for each in world.control.credentials(vendor):
                world.change_credential(vendor, each["id"], {"revoked": True})
        return answer

    monkeypatch.setattr(World, "send", spoiling)
    operation = grafana.document.operations["createReport"]
    found = list(ways(collect(target, grafana, operation), grafana.unreachable))
    assert [str(each) for each in found if not each.good] == []
