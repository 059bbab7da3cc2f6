"""What the evidence states of permissions is what the code asks for and the descriptions say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mockserver.conformance import permissions, subject
from mockserver.conformance.subject import Subject
from mockserver.engine.access import Permission
from mockserver.engine.discovery import present
from mockserver.evidence.evidence import Statement
from mockserver.evidence.statements import Needs


@pytest.fixture
def grafana() -> Subject:
    return subject.load("grafana")


@pytest.mark.parametrize("vendor", present())
def test_evidence_code_and_descriptions_say_the_same(vendor: str) -> None:
    tested = subject.load(vendor)
    assert list(permissions.check(tested.vendor.access.permissions, tested.spec)) == []


@pytest.mark.parametrize("vendor", present())
def test_every_operation_that_can_be_forbidden_has_a_permission_stated(vendor: str) -> None:
    tested = subject.load(vendor)
    forbidden = {each.id for each in tested.document.operations.values() if "403" in each.responses}
    assert forbidden - permissions.facts(tested.spec.evidence.statements).keys() == set()


def without(grafana: Subject, operation: str) -> Subject:
    """Grafana, where nothing states the permission of an operation."""
    evidence = grafana.spec.evidence

    def silent(each: Statement) -> Statement:
        return replace(each, needs=None) if each.names == (operation,) else each

    statements = tuple(map(silent, evidence.statements))
    return replace(grafana, spec=replace(grafana.spec, evidence=replace(evidence, statements=statements)))


def test_a_permission_that_only_the_code_knows_is_told(grafana: Subject) -> None:
    silent = without(grafana, "createReport")
    assert list(permissions.check(silent.vendor.access.permissions, silent.spec)) == [
        "the code asks for 'reports:create' in createReport, and the evidence states no permission"
    ]


@pytest.mark.parametrize(("coded", "told"), [
    (Permission("reports:write"), "the evidence states reports:create for createReport, the code asks for reports:write"),
    (Permission("reports:create", ("reports:*",)), "the scopes of createReport differ between evidence and code: reports:*"),
    (None, "the evidence states reports:create for createReport, the code asks for none"),
])  # fmt: skip
def test_a_code_that_asks_for_something_else_is_told(grafana: Subject, coded: Permission | None, told: str) -> None:
    table = {**grafana.vendor.access.permissions, "createReport": coded}
    found = permissions.check({name: each for name, each in table.items() if each is not None}, grafana.spec)
    assert list(found) == [told]


@pytest.mark.parametrize(("needs", "said"), [
    (Needs(("a",)), "Needs `a`"),
    (Needs(("a", "b")), "Needs `a` or `b`"),
    (Needs(("a",), ("all", "one:{id}")), "Needs `a` on `all` or `one:<id>`"),
    (Needs(("a",), ("x", "y", "z")), "Needs `a` on `x`, `y` or `z`"),
    (Needs((), (), "No permission is needed"), "No permission is needed"),
])  # fmt: skip
def test_a_description_says_what_is_needed(needs: Needs, said: str) -> None:
    assert permissions.words(needs) == said


def test_a_description_that_does_not_say_so_is_told(grafana: Subject) -> None:
    table = {**grafana.vendor.access.permissions, "getHealth": Permission("health:read")}
    evidence = grafana.spec.evidence
    first = replace(evidence.statements[0], kind="operation", names=("getHealth",), needs=Needs(("health:read",)))
    spec = replace(grafana.spec, evidence=replace(evidence, statements=(first, *evidence.statements[1:])))
    (told,) = permissions.check(table, spec)
    assert told == "the description of getHealth does not say 'Needs `health:read`'"
