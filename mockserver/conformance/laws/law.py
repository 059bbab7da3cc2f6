"""What a law is, and which there are: found by looking into this room; asks nothing itself."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from mockserver.conformance.asking.session import Session
from mockserver.conformance.judging.breach import Breach
from mockserver.engine.inference.facts import Resource

GROUPS = ("answers", "access", "errors", "lifecycle", "queries", "defaults", "exchanges", "behaviours", "boundaries", "worlds")  # fmt: skip
"""The groups of laws, those that find most first."""

Ask = Callable[[Session], Iterator[Breach]]


@dataclass(frozen=True)
class Law:
    """One law.

    Attributes:
        name: as a finding names it.
        group: one of `GROUPS`.
        says: what holds, in a sentence.
        ask: asks a server, and names every breach.
        writes: whether it has to change something on the server.
    """

    name: str
    group: str
    says: str
    ask: Ask
    writes: bool = False


Step = Callable[[Session, Resource], Iterator[Breach]]


def of_records(name: str, says: str, step: Step) -> Law:
    """A law of the life of records: it is asked about every kind of record that can be made, and has to make some."""

    def ask(session: Session) -> Iterator[Breach]:
        for resource in session.facts.resources:
            if resource.create is not None and (resource.linked or resource.sure):
                yield from step(session, resource)

    return Law(name, "lifecycle", says, ask, writes=True)


@cache
def laws() -> tuple[Law, ...]:
    """Every law, in the order of the groups."""
    package = importlib.import_module(__package__)
    modules = [importlib.import_module(f"{__package__}.{each.name}") for each in pkgutil.iter_modules(package.__path__)]
    found = [law for module in modules for law in getattr(module, "LAWS", ())]
    return tuple(sorted(found, key=lambda law: GROUPS.index(law.group)))
