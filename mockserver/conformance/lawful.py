"""Asks a server of ours for every law, each in a world of its own, and for those that need worlds; shows nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from mockserver.conformance.asking.session import Session
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.laws.law import Law, laws
from mockserver.conformance.laws.worlds import WORLD_LAWS
from mockserver.conformance.results import Point
from mockserver.conformance.stage import Stage
from mockserver.conformance.verifying import Findings, Scope, kept, point, verify_each

OF_RECORDS = ("answers", "queries", "defaults")
"""The groups of laws that say little where there are no records."""


def findings(stage: Stage, scope: Scope) -> Findings:
    """What a vendor of ours does with the laws that any server is asked for.

    Those about lists are asked again in fixtures that have records where the usual one has none.
    """
    usual = [each for each in laws() if each.group in scope.groups]
    again = {
        replace(law, name=f"{law.name} in {fixture}"): fixture
        for fixture in (stage.further if set(OF_RECORDS) & set(scope.groups) else ())
        for law in usual
        if law.group in OF_RECORDS
    }

    @contextmanager
    def opened(law: Law) -> Iterator[Session]:
        fixture = again.get(law, "")
        with stage.world(fixture) as world:
            yield stage.session(world, fixture)

    return verify_each(stage.promise, opened, [*usual, *again], scope)


def world_points(stage: Stage, scope: Scope) -> Iterator[Point]:
    """What it does with those that need worlds."""
    for law in WORLD_LAWS:
        scope.progress.now(f"{stage.promise.name} worlds: {law.says}")
        start = scope.now()
        found: list[Breach] = []
        found += law.ask(stage)
        yield point(law.name, kept(stage.promise, found), scope.now() - start)
