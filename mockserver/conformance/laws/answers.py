"""Laws of single answers: whatever can be read is read, links are followed, and each answer is what the document has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.conformance.asking.session import Session
from mockserver.conformance.asking.values import Values, above
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.traffic import MISSING, Answer
from mockserver.conformance.laws.law import Law
from mockserver.conformance.laws.links import followed
from mockserver.engine.inference.facts import at
from mockserver.openapi.operation import Operation

VISITS = 3
"""How often one operation is visited."""


def visit(session: Session) -> Iterator[Breach]:
    """Read everything that can be read, from the lists on; what a link or a list names is there."""
    waiting: list[tuple[Operation, Values, str]] = [
        (each, session.maker.values(each), "") for each in session.operations("GET") if "{" not in each.path
    ]
    visited: dict[str, int] = {}
    for operation, values, because in waiting:
        if visited.get(operation.id, 0) >= VISITS:
            continue
        visited[operation.id] = visited.get(operation.id, 0) + 1
        got = session.call(operation, values)
        if because and got.status in (404, 410):
            yield session.breach("links", operation.id, f"{because} leads here", f"the answer is {got.in_few_words(120)}", request=session.request(operation, values))  # fmt: skip
        waiting += onward(session, operation, values, got)
    for operation in session.operations("GET"):
        if operation.id not in visited:
            session.call(operation, session.maker.values(operation))


def onward(
    session: Session, operation: Operation, values: Values, got: Answer
) -> Iterator[tuple[Operation, Values, str]]:
    """Where an answer leads: its links, and the records of its list; nothing that would change anything."""
    if not got.good or got.json is MISSING:
        return
    for target, given in followed(session.promise, operation, values, got):
        found = session.operation(target)
        if found.method == "GET":
            yield found, {**session.maker.values(found), **given}, f"the link of {operation.id}"
    for resource in session.facts.resources:
        if (
            resource.list
            and resource.read
            and resource.list.operation == operation.id
            and resource.list.route is not None
        ):
            shown: Any = at(got.json, resource.list.route)
            for item in shown[:2] if isinstance(shown, list) else ():
                key = at(item, resource.key) if isinstance(item, dict) else item
                if isinstance(key, str | int) and key != "":
                    found = session.operation(resource.read.operation)
                    given = {**session.maker.values(found), **above(values), resource.read.parameter: key}
                    yield found, given, f"the list of {operation.id}"


def steady(session: Session) -> Iterator[Breach]:
    """Reading changes nothing: the same request twice gives the same value."""
    for operation in session.operations("GET"):
        values = session.maker.values(operation)
        one, two = (session.call(operation, values) for _ in range(2))
        if one.status != two.status and 429 not in (one.status, two.status):
            came = f"first the answer is {one.status}, then {two.status}"
            yield session.breach("reading-changes-nothing", operation.id, "a safe request changes nothing (RFC 9110, 9.2.1)", came, request=session.request(operation, values))  # fmt: skip


LAWS = (
    Law(
        "answers",
        "answers",
        "Whatever can be read is answered as the document has it, and links lead somewhere.",
        visit,
    ),
    Law("reading-changes-nothing", "answers", "The same safe request twice is answered alike.", steady),
)
