"""Laws of changes: made as they were sent, to one record alone, and not at all where they are refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.conformance.asking.session import Session
from mockserver.conformance.asking.traces import Owned
from mockserver.conformance.asking.values import Values, with_body
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.traffic import MISSING
from mockserver.conformance.laws import likeness, records, targets
from mockserver.conformance.laws.law import of_records
from mockserver.engine.inference.facts import Resource, at, letters
from mockserver.openapi.folding import nullable, properties, required, types

TICK = 1.1
"""Seconds after which a time in whole seconds has moved."""


def changed(session: Session, resource: Resource) -> Iterator[Breach]:
    """A change is made, to this record alone, and to what was sent alone where it is a PATCH."""
    for named in (resource.replace, resource.update):
        if named is None:
            continue
        owned, other = targets.own(session, resource), targets.own(session, resource)
        if owned is None or other is None:
            return
        before, beside = records.now(session, owned), records.now(session, other)
        values = _change(session, resource, named.operation, owned)
        if values is None or before is MISSING:
            continue
        if isinstance(before, dict) and any(letters(name) in likeness.UPDATED for name in before):
            session.delays.reach(TICK, owned.made)
        got = session.call(named.operation, values)
        request = session.request(named.operation, values)
        if got.status in targets.INVALID:
            yield session.breach("change", named.operation, "what is sent fits the document", f"the answer is {got.in_few_words(160)}", request=request)  # fmt: skip
        if not got.good:
            continue
        after = records.now(session, owned)
        schema = records.record_schema(session, resource)
        sent = at(values["body"], named.body) if named.body else values["body"]
        for place, what in likeness.lost(session.maker.folding, schema, sent, after):
            yield session.breach("changed-is-read", named.operation, "what a change sends is read afterwards", f"{place} {what}", at=place, request=request, cause=f"changed-is-read {named.operation} {place}")  # fmt: skip
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _times(session, named.operation, before, after, request)
            if named is resource.update:
                yield from _untouched(session, named.operation, before, after, sent, request)
        if records.now(session, other) != beside:
            yield session.breach("change-touches-one", named.operation, "a change is made to the record that it names", f"{other} has changed, too", request=request)  # fmt: skip


def _change(session: Session, resource: Resource, operation: str, owned: Owned) -> Values | None:
    """Values that change a record: as it was created, with another text."""
    found = session.operation(operation)
    if not found.body:
        return None
    named = resource.replace if resource.replace and resource.replace.operation == operation else resource.update
    assert named is not None
    values = targets.values_for(session, named, owned)
    schema = targets.record_schema(session, found, named.body)
    known = properties(session.maker.folding.fold(schema))
    sent = records.sent(owned)
    if not isinstance(sent, dict):
        return None
    whole = {name: value for name, value in sent.items() if not known or name in known}
    name = session.maker.naming(schema, whole, resource.member)
    session.numbered += 1
    changes = {name: session.maker.text(schema, name, session.numbered)} if name else {}
    if named is resource.replace:
        own = {resource.member: owned.key} if resource.member in required(session.maker.folding.fold(schema)) or named.parameter not in values else {}  # fmt: skip
        record = {**whole, **changes, **({resource.member: owned.key} if own and resource.member in known else {})}
        return with_body({**values, "body": {}}, named.body, record)
    return with_body({**values, "body": {}}, named.body, changes) if changes else None


def _times(session: Session, operation: str, before: Any, after: Any, request: Any) -> Iterator[Breach]:
    """When it was made stays; when it was changed moves on."""
    for name in before.keys() & after.keys():
        old, new = (likeness.instant(str(value[name])) for value in (before, after))
        if letters(name) in likeness.CREATED and before[name] != after[name]:
            yield session.breach("created-stays", operation, f"{name} says when or by whom the record was made", f"it was {before[name]!r}, and is {after[name]!r}", at=f"/{name}", request=request)  # fmt: skip
        if letters(name) in likeness.UPDATED and old is not None and new is not None and new <= old:
            yield session.breach("updated-moves", operation, f"{name} says when the record was changed last", f"it was {before[name]!r}, and is {after[name]!r}", at=f"/{name}", request=request)  # fmt: skip


def _untouched(session: Session, operation: str, before: Any, after: Any, sent: Any, request: Any) -> Iterator[Breach]:
    """PATCH leaves alone what is not sent."""
    for name in before.keys() - sent.keys():
        if letters(name) not in likeness.UPDATED and before[name] != after.get(name, MISSING):
            now = after.get(name, "not there")
            yield session.breach("patch-merges", operation, "PATCH changes what is sent and leaves the rest", f"{name} was {before[name]!r}, and is {now!r}", at=f"/{name}", request=request)  # fmt: skip


def replaced(session: Session, resource: Resource) -> Iterator[Breach]:
    """PUT puts a new record in the place of the old one: what is left out is gone, or at its default."""
    named = resource.replace
    owned = targets.own(session, resource) if named is not None else None
    if named is None or owned is None or session.operation(named.operation).method != "PUT":
        return
    operation = session.operation(named.operation)
    values = _change(session, resource, named.operation, owned)
    before = records.now(session, owned)
    if values is None or not isinstance(before, dict):
        return
    schema = targets.record_schema(session, operation, named.body)
    folded = session.maker.folding.fold(schema)
    whole = at(values["body"], named.body) if named.body else values["body"]
    validator = next(iter(operation.body.values()))
    for name in list(whole):
        if name in required(folded) or name == resource.member or name not in before or before[name] in (None, "", [], {}, False, 0):  # fmt: skip
            continue
        less = with_body(values, named.body, {name: MISSING})
        default = session.maker.folding.fold(properties(folded).get(name, {})).get("default", MISSING)
        if validator is None or not validator.fits(less["body"]) or default == whole[name]:
            continue
        if not session.call(operation, values).good or not session.call(operation, less).good:
            return
        after = records.now(session, owned)
        if isinstance(after, dict) and after.get(name, MISSING) == before[name] and before[name] == whole[name]:
            came = f"{name} is left out and still {before[name]!r}"
            yield session.breach("put-replaces", operation.id, "PUT replaces the record: what is left out does not stay", came, at=f"/{name}", request=session.request(operation, less), cause=f"put-replaces {operation.id}")  # fmt: skip
        return


def refused_changes_nothing(session: Session, resource: Resource) -> Iterator[Breach]:
    """A request that is refused changes nothing."""
    for named in (resource.replace, resource.update):
        owned = targets.own(session, resource) if named is not None else None
        if named is None or owned is None:
            continue
        before = records.now(session, owned)
        values = _change(session, resource, named.operation, owned)
        operation = session.operation(named.operation)
        bad = _invalid(session, operation, values, named.body) if values is not None else None
        if bad is None:
            continue
        got = session.call(operation, bad)
        if not got.good and records.now(session, owned) != before:
            yield session.breach("refused-changes-nothing", operation.id, "what is refused is not carried out", f"the answer is {got.in_few_words(80)}, and the record has changed", request=session.request(operation, bad))  # fmt: skip


def _invalid(session: Session, operation: Any, values: Values, route: Any) -> Values | None:
    """The change with one member of a wrong type."""
    schema = targets.record_schema(session, operation, route)
    validator = next(iter(operation.body.values()))
    for name, inner in properties(session.maker.folding.fold(schema)).items():
        folded = session.maker.folding.fold(inner)
        if types(folded) and not nullable(folded):
            bad = with_body(values, route, {name: [[{}]] if "array" not in types(folded) else "no list"})
            if validator is not None and not validator.fits(bad["body"]):
                return bad
    return None


LAWS = (
    of_records("changed-is-read", "A change is made, and to this record alone.", changed),
    of_records("put-replaces", "PUT puts a new record in the place of the old one.", replaced),
    of_records("refused-changes-nothing", "What is refused is not carried out.", refused_changes_nothing),
)
