"""A server that breaks one promise is found out: by `verify` over HTTP, and by `check`; and a whole one is not.

A sample of the defects that is always the same is asked here; `python -m contract_tests.detection` asks about all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from contract_tests.detection import defects
from contract_tests.detection.__main__ import ASKERS, asked
from contract_tests.detection.askers import by_check, by_verify, credentials, promise_of, world_of
from contract_tests.detection.defects import Defect, all_defects
from contract_tests.detection.outcomes import Outcome, missed, share
from contract_tests.detection.proof import proof, tour, tours
from contract_tests.detection.target import Broken, running
from mockserver.conformance.asking.opening import asking
from mockserver.conformance.verifying import Scope, verify

CLASSES = {
    "schema", "status", "headers", "content type", "authentication", "permissions", "lifecycle", "query", "defaults",
    "error bodies", "boundary values", "exchanges", "behaviours", "worlds", "quota arithmetic", "clock",
}  # fmt: skip
ENOUGH = {"verify": 0.9, "check": 0.95}
"""The share of the defects that has to be found and blamed rightly."""
SIZE = {"verify": 36, "check": 24}
SEEDS = {"toolshed": 10, "library": 4, "grafana": 1, "thousandeyes": 1, "strapi": 1, "checkcentral": 1}
"""With how many seeds a whole server is asked here."""


@pytest.fixture(scope="module")
def broken() -> Iterator[Broken]:
    with running() as server:
        yield server


def sample(asker: str) -> list[Defect]:
    """The defects that an asker is asked about here; those for `verify` can be seen over HTTP alone."""
    return defects.sample(SIZE[asker], asker, over_http=asker != "check")


def test_there_are_defects_of_every_class_and_every_vendor() -> None:
    table = all_defects()
    assert len(table) >= 150
    assert {each.kind for each in table} == CLASSES
    assert {each.vendor for each in table} == set(tours())


def test_every_defect_has_a_name_of_its_own_and_blames_operations_that_exist() -> None:
    table = all_defects()
    assert len({each.id for each in table}) == len(table)
    for each in table:
        known = {operation.id for operation in each.known}
        assert {each.operation, *each.blamed, *each.hits} <= known, each.id


@pytest.mark.parametrize("vendor", tours())
def test_the_same_requests_are_answered_alike_by_a_whole_server(broken: Broken, vendor: str) -> None:
    with httpx.Client(timeout=30, trust_env=False) as http:
        assert [*tour(broken, vendor, "whole", http)] == [*tour(broken, vendor, "whole", http)]


def test_a_defect_changes_what_a_client_sees(broken: Broken) -> None:
    with httpx.Client(timeout=30, trust_env=False) as http:
        for defect in {each.id: each for name in ASKERS for each in sample(name)}.values():
            assert proof(broken, defect, http) is not None, defect.id


@pytest.mark.parametrize("asker", ASKERS)
def test_defects_are_found_and_blamed_rightly(broken: Broken, asker: str) -> None:
    outcomes: list[Outcome] = [*asked(broken, asker, ASKERS[asker], sample(asker))]
    assert share(outcomes) >= ENOUGH[asker], missed(outcomes)


@pytest.mark.parametrize("vendor", SEEDS)
def test_verify_has_no_finding_of_a_whole_server(broken: Broken, vendor: str) -> None:
    for seed in range(1, SEEDS[vendor] + 1):
        assert [each.text for each in by_verify(broken, vendor, seed=seed)] == []


@pytest.mark.parametrize("vendor", ["grafana", "checkcentral"])
def test_check_has_no_finding_of_a_whole_server(broken: Broken, vendor: str) -> None:
    assert [each.text for each in by_check(broken, vendor)] == []


@pytest.mark.parametrize(("name", "blamed"), [("whole", set()), ("grafana-one-report-lists-all", {"getReports"})])
def test_who_is_shown_too_much_is_found_where_nobody_says_what_a_credential_may(
    broken: Broken, name: str, blamed: set[str]
) -> None:
    promise, known = promise_of("grafana")
    given = [replace(each, permissions=None) for each in credentials("grafana")]
    with (
        world_of(broken, "grafana", name) as world,
        asking(promise, world.url("grafana"), given, known=known) as session,
    ):
        found = verify(session, Scope(("access",)))
    assert {each.operation for each in found.breaches if each.law == "visibility"} == blamed
