"""Reaches every documented status of every operation by a request: is there a way to each? Speaks HTTP, knows no vendor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import httpx

from mockserver.client import ControlError
from mockserver.conformance import exchanges
from mockserver.conformance.probes import Probe, probes
from mockserver.conformance.subject import Subject
from mockserver.conformance.target import Target
from mockserver.openapi.operation import Operation


@dataclass(frozen=True)
class Way:
    """How one documented status of an operation is reached.

    Attributes:
        operation: the operationId.
        status: as the document writes it (`404`, `default`).
        state: `reached`, `unreachable` (the evidence says why), `missed`, or `contradicted` (the evidence calls it
            unreachable, and a request reached it).
        how: the probe that reached it, the reason why nothing can, or what was tried instead.
    """

    operation: str
    status: str
    state: Literal["reached", "unreachable", "missed", "contradicted"]
    how: str

    @property
    def good(self) -> bool:
        """Whether it was reached, or is known to be out of reach."""
        return self.state in ("reached", "unreachable")

    def __str__(self) -> str:
        return f"{self.operation} {self.status} {self.state}: {self.how}"


def reach(target: Target, subject: Subject) -> Iterator[Way]:
    """Find a way to every documented status of every operation."""
    for operation in subject.document.operations.values():
        yield from reach_operation(target, subject, operation)


def reach_operation(target: Target, subject: Subject, operation: Operation) -> Iterator[Way]:
    """Find a way to every documented status of one operation.

    Raises:
        ControlError: the server does not make a world.
    """
    found: dict[str, str] = {}
    for probe in probes(subject, operation):
        open_statuses = [status for status in operation.responses if status not in found]
        if not open_statuses:
            break
        if probe.aims and not set(probe.aims) & set(open_statuses):
            continue
        answer = answered(target, subject, probe)
        status = "" if answer is None else document_status(operation, answer)
        if status:
            found.setdefault(status, f"{probe.how} ({probe.start.name})")
    reasons = {each.status: each.reason for each in subject.spec.evidence.unreachable if each.operation == operation.id}
    for status in operation.responses:
        if status in found and status in reasons and not found[status].startswith("a fault"):
            yield Way(operation.id, status, "contradicted", f"{found[status]}, though: {reasons[status]}")
        elif status in found:
            yield Way(operation.id, status, "reached", found[status])
        elif status in reasons:
            yield Way(operation.id, status, "unreachable", reasons[status])
        else:
            yield Way(operation.id, status, "missed", f"no probe reached it; reached were {', '.join(found) or 'none'}")


def document_status(operation: Operation, answer: httpx.Response) -> str:
    """A status as the document lists it; empty for one that it does not list, and for the tool's own failures."""
    if "urn:mockserver:problem:" in answer.text[:200]:
        return ""
    promised = operation.response(answer.status_code)
    return "" if promised is None else promised.status


def answered(target: Target, subject: Subject, probe: Probe) -> httpx.Response | None:
    """Send a probe in a fresh world; None where the world cannot be prepared for it."""
    named = {f"{each.operation}/{each.example}": each for each in subject.spec.evidence.exchanges}
    with target.world(probe.start.fixture, probe.start.clock) as world:
        try:
            for name in probe.start.exchange.after if probe.start.exchange else ():
                exchanges.sent(world, subject, named[name])
            if probe.prepare is not None:
                probe.prepare(world)
        except ControlError:
            return None
        return world.send(subject.vendor.name, probe.request)
