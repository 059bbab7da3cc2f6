"""Every documented status of every operation is reached by a request, or the evidence says why none can."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mockserver.conformance import statuses, subject
from mockserver.conformance.target import Target
from mockserver.engine.discovery import present
from mockserver.evidence.exchanges import Unreachable


@pytest.mark.parametrize("vendor", present())
def test_every_documented_status_is_reached(target: Target, vendor: str) -> None:
    tested = subject.load(vendor)
    ways = list(statuses.reach(target, tested))
    documented = [(each.id, status) for each in tested.document.operations.values() for status in each.responses]
    assert [(way.operation, way.status) for way in ways] == documented
    assert [str(way) for way in ways if not way.good] == []


def test_a_status_that_nothing_reaches_is_told(target: Target) -> None:
    grafana = subject.load("grafana")
    operation = grafana.document.operations["createReport"]
    operation = replace(operation, responses={**operation.responses, "409": operation.responses["400"]})
    ways = {way.status: way for way in statuses.reach_operation(target, grafana, operation)}
    assert (ways["404"].state, ways["409"].state, ways["400"].state) == ("unreachable", "missed", "reached")
    assert "no probe reached it" in str(ways["409"])


def test_a_status_that_is_called_unreachable_and_is_not_is_told(target: Target) -> None:
    grafana = subject.load("grafana")
    evidence = grafana.spec.evidence
    claims = (*evidence.unreachable, Unreachable("createReport", "400", "nobody gets there"))
    spec = replace(grafana.spec, evidence=replace(evidence, unreachable=claims))
    operation = grafana.document.operations["createReport"]
    ways = statuses.reach_operation(target, replace(grafana, spec=spec), operation)
    assert next(str(way) for way in ways if not way.good).startswith("createReport 400 contradicted: ")
