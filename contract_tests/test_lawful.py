"""Laws that are asked of a server of ours in worlds: where they begin, so that each collection has records."""

from __future__ import annotations

from mockserver.conformance import lawful, subject
from mockserver.conformance.laws.law import laws
from mockserver.conformance.stage import Stage
from mockserver.conformance.target import Target
from mockserver.conformance.verifying import Scope


def test_fixtures_are_added_until_every_collection_that_can_have_records_has_some(target: Target) -> None:
    stage = Stage(target, subject.load("strapi"))
    assert (stage.fixture, stage.further) == ("documented", ("queries",))


def test_no_fixture_is_added_where_the_usual_one_has_everything(target: Target) -> None:
    assert Stage(target, subject.load("grafana")).further == ()


def test_laws_of_lists_are_asked_where_there_are_records(target: Target) -> None:
    found = lawful.findings(Stage(target, subject.load("strapi")), Scope(("queries",)))
    names = {each.name for each in found.points}
    assert {f"{each.name} in queries" for each in laws() if each.group == "queries"} <= names
    assert [str(each) for each in found.breaches] == []
