"""Laws of records of our own: Location leads to them, what is only written is not shown, a patch leaves the rest, what lies below answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from mockserver.conformance.asking.session import Session
from mockserver.conformance.asking.traces import Owned
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.promise import below
from mockserver.conformance.judging.traffic import MISSING
from mockserver.conformance.laws import likeness, records, rows, targets
from mockserver.conformance.laws.law import Law
from mockserver.conformance.request_building import Request
from mockserver.engine.inference.facts import Resource, at, key_text, letters
from mockserver.openapi.folding import properties

MOST = 3
"""Members of a record that are patched by themselves."""


def owning(session: Session) -> Iterator[tuple[Resource, Owned]]:
    """A record of our own of each kind that can be made."""
    for resource in session.facts.resources:
        owned = targets.own(session, resource) if resource.create is not None else None
        if owned is not None:
            yield resource, owned


def located(session: Session) -> Iterator[Breach]:
    """Location of a create leads to what was created (RFC 9110, 15.3.2)."""
    for resource, owned in owning(session):
        where = owned.answer.header("location")
        if not where or resource.create is None or resource.read is None:
            continue
        path = below(session.promise, session.wire.base_url, urljoin(session.wire.base_url, where))
        got = session.send(Request("GET", path), judged=False) if path else None
        record = records.shown(resource, got) if got is not None else MISSING
        if record is MISSING or key_text(at(record, resource.key or (resource.member,))) != key_text(owned.key):
            came = f"Location is {where}, where {'nothing of this document is' if got is None else f'the answer is {got.in_few_words(80)}'}"  # fmt: skip
            yield session.breach("location", resource.create.operation, "Location leads to what was created", came, at="header Location", request=owned.request)  # fmt: skip


def write_only(session: Session) -> Iterator[Breach]:
    """A member that is only written is not shown."""
    for resource, owned in owning(session):
        assert resource.create is not None
        operation = session.operation(resource.create.operation)
        named = properties(session.maker.folding.fold(session.maker.body_schema(operation))) if operation.body else {}
        hidden = [name for name, each in named.items() if session.maker.folding.fold(each).get("writeOnly") is True]
        got = records.read(session, owned) if hidden else None
        record = records.shown(resource, got) if got is not None else MISSING
        for name in hidden if isinstance(record, dict) else ():
            shown = resource.read or resource.list
            if name in record and shown is not None:
                yield session.breach("write-only", shown.operation, f"{name} is only written", "it is shown", at=f"/{name}", request=owned.request)  # fmt: skip


def patched(session: Session) -> Iterator[Breach]:
    """A patch of one member leaves the others as they are."""
    for resource, owned in owning(session):
        named, sent = resource.update, owned.sent.get("body")
        operation = session.operation(named.operation) if named is not None else None
        if named is None or operation is None or operation.method != "PATCH" or not operation.body or named.body:
            continue
        known = properties(session.maker.folding.fold(session.maker.body_schema(operation)))
        values_of_sent = sent if isinstance(sent, dict) else {}
        members = [each for each in values_of_sent if each in known]
        for name in members[:MOST]:
            before = records.now(session, owned)
            values = {**targets.values_for(session, named, owned), "body": {name: values_of_sent[name]}}
            if not isinstance(before, dict) or not session.call(operation, values).good:
                continue
            after = records.now(session, owned)
            yield from _left(session, operation.id, name, before, after, session.request(operation, values))


def _left(session: Session, operation: str, name: str, before: Any, after: Any, request: Request) -> Iterator[Breach]:
    others = before.keys() - {name} if isinstance(after, dict) else set()
    for other in sorted(each for each in others if letters(each) not in likeness.UPDATED):
        if before[other] != after.get(other, MISSING):
            came = f"only {name} was sent, and {other} was {before[other]!r} and is {after.get(other)!r}"[:200]
            yield session.breach("patch-leaves-the-rest", operation, "what a patch does not send stays", came, at=f"/{other}", request=request, cause=f"patch-leaves-the-rest {operation}")  # fmt: skip


def beneath(session: Session) -> Iterator[Breach]:
    """What lies below a record of our own answers as the document has it; each answer is judged by itself."""
    ends = {each.operation for one in session.facts.resources for each in (one.delete, one.replace, one.update) if each}
    for resource, owned in owning(session):
        if resource.read is None or not resource.read.parameter.startswith("path."):
            continue
        above = session.operation(resource.read.operation).path
        for operation in session.operations("GET", "POST"):
            names = {f"path.{each.name}" for each in operation.parameters if each.place == "path"}
            under = operation.path.startswith(f"{above}/") and names == {resource.read.parameter}
            if under and operation.id not in ends:
                session.call(operation, {**session.maker.values(operation), resource.read.parameter: owned.key})
    yield from ()


def various(session: Session) -> Iterator[Breach]:
    """Records that differ are made; each answer is judged by itself, and the laws of lists find them there."""
    for listing in rows.lists(session):
        rows.stock(session, listing)
    yield from ()


LAWS = (
    Law("location", "lifecycle", "Location leads to what was created.", located, writes=True),
    Law("write-only", "lifecycle", "What is only written is not shown.", write_only, writes=True),
    Law("patch-leaves-the-rest", "lifecycle", "A patch of one member leaves the others.", patched, writes=True),
    Law("various", "answers", "What is made with other values answers as the document has it.", various, writes=True),
    Law("below", "answers", "What lies below a record answers as the document has it.", beneath, writes=True),
)
