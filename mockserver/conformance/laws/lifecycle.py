"""Laws of a record's life: made, read, listed, removed, each as the document says; leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.conformance.asking.session import Session
from mockserver.conformance.asking.traces import Owned
from mockserver.conformance.asking.values import Values
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.traffic import MISSING
from mockserver.conformance.laws import likeness, records, targets
from mockserver.conformance.laws.law import Law, of_records
from mockserver.engine.inference.facts import Resource, at, key_text


def accepted(session: Session, resource: Resource) -> Iterator[Breach]:
    """A valid create is carried out."""
    assert resource.create is not None
    operation = session.operation(resource.create.operation)
    names = [name for name, given in operation.request_examples.items() if "body" in given] or [""]
    for name in names:
        session.numbered += 1
        values = targets.marked(session, operation, resource, session.maker.values(operation, name), session.numbered)
        got = session.call(operation, values)
        if got.status in targets.INVALID:
            what = f"the example {name!r} of the request is valid" if name else "what is sent fits the document"
            yield session.breach("create", operation.id, what, f"the answer is {got.in_few_words(160)}", request=session.request(operation, values))  # fmt: skip


def read_back(session: Session, resource: Resource) -> Iterator[Breach]:
    """What is read is what was sent, and the create answers it, too."""
    first, *others = _examples(session, resource)
    made = [targets.own(session, resource)]
    made += [targets.make(session, resource, example=example) for example in others]
    for example, owned in zip((first, *others), made, strict=True):
        got = None if owned is None else records.read(session, targets.ripe(session, owned))
        if owned is None or got is None:
            continue
        named = resource.read or resource.list
        assert named is not None
        record = records.shown(resource, got)
        if record is MISSING and example != first:
            continue  # what an example says of the record may hide it from readers
        if record is MISSING:
            came = f"reading {key_text(owned.key)} right after is answered with {got.in_few_words(120)}"
            yield session.breach(
                "created-is-read", named.operation, "what was created can be read", came, request=owned.request
            )
            continue
        schema = records.record_schema(session, resource)
        yield from _lost(session, "created-is-read", named.operation, schema, owned, record)


def _lost(session: Session, law: str, operation: str, schema: Any, owned: Owned, record: Any) -> Iterator[Breach]:
    sent = records.sent(owned)
    for place, what in likeness.lost(session.maker.folding, schema, sent, record):
        yield session.breach(law, operation, "what was sent comes back", f"{place} {what}", at=place, request=owned.request, cause=f"{law} {operation} {place}")  # fmt: skip


def _examples(session: Session, resource: Resource) -> list[str]:
    assert resource.create is not None
    operation = session.operation(resource.create.operation)
    return [name for name, given in operation.request_examples.items() if "body" in given] or [""]


def in_list(session: Session, resource: Resource) -> Iterator[Breach]:
    """What was created is listed, once, as it is read."""
    owned = targets.own(session, resource)
    items = None if owned is None else records.listed(session, resource, owned)
    if owned is None or items is None or resource.list is None or not resource.key:
        return
    found = records.find(resource, items, owned.key)
    if found is None:
        yield session.breach("created-is-listed", resource.list.operation, "what was created is listed", f"{owned} is not among {len(items)}", request=owned.request)  # fmt: skip
        return
    twice = [each for each in items if key_text(at(each, resource.key)) == key_text(owned.key)]
    if len(twice) > 1:
        yield session.breach("created-is-listed", resource.list.operation, "a record is listed once", f"{owned} is there {len(twice)} times", request=owned.request)  # fmt: skip
    got = records.read(session, owned) if resource.read else None
    record = records.shown(resource, got) if got is not None else MISSING
    if isinstance(record, dict):
        for name in found.keys() & record.keys():
            if not likeness.same(found[name], record[name]) and not isinstance(found[name], dict | list):
                came = f"{name} is {found[name]!r} in the list, {record[name]!r} when read"
                yield session.breach("listed-as-read", resource.list.operation, "a list shows a record as it is read", came, at=f"/{name}", request=session.request(resource.list.operation, {}), cause=f"listed-as-read {resource.name} {name}")  # fmt: skip


def unknown(session: Session, resource: Resource) -> Iterator[Breach]:
    """What does not exist cannot be read, changed or removed."""
    for named in (resource.read, resource.replace, resource.update, resource.delete):
        if (
            named is None
            or not named.parameter.startswith("path.")
            or (named is not resource.read and not session.writes)
        ):
            continue
        operation = session.operation(named.operation)
        parameter = next((p for p in operation.parameters if f"path.{p.name}" == named.parameter), None)
        if parameter is None or (operation.method == "PUT" and "201" in operation.responses):
            continue  # PUT that lists 201 creates what is not there
        values = {**session.maker.values(operation), named.parameter: targets.nowhere(session, parameter)}
        got = session.call(operation, values)
        if got.good or (got.status not in (404, 410, 401, 403, 429) and "404" in operation.responses):
            says = "what does not exist is answered with 404" if "404" in operation.responses else "what does not exist is refused"  # fmt: skip
            yield session.breach("unknown-is-refused", operation.id, says, f"the answer is {got.in_few_words(120)}", request=session.request(operation, values))  # fmt: skip


def removed(session: Session, resource: Resource) -> Iterator[Breach]:
    """What was deleted is gone: not read, not listed, not deleted again; and nothing else is."""
    if resource.delete is None:
        return
    owned, other = targets.own(session, resource), targets.own(session, resource)
    if owned is None or other is None:
        return
    values = targets.values_for(session, resource.delete, owned)
    request = session.request(resource.delete.operation, values)
    got = session.call(resource.delete.operation, values)
    if not got.good:
        if got.status not in (401, 403, 429):
            yield session.breach("delete", resource.delete.operation, "what was created can be deleted", f"the answer is {got.in_few_words(120)}", request=request)  # fmt: skip
        return
    yield from _gone(session, resource, owned, values, request)
    if resource.read is not None and records.now(session, other) is MISSING:
        yield session.breach("delete-touches-one", resource.delete.operation, "a delete removes the record that it names", f"{other} is gone, too", request=request)  # fmt: skip


def _gone(session: Session, resource: Resource, owned: Owned, values: Values, request: Any) -> Iterator[Breach]:
    assert resource.delete is not None
    after = records.read(session, owned)
    if after is not None and after.good and records.shown(resource, after) is not MISSING:
        yield session.breach("deleted-is-gone", resource.delete.operation, "what was deleted cannot be read", f"reading {owned} is answered with {after.in_few_words(100)}", request=request)  # fmt: skip
        return
    items = records.listed(session, resource, owned)
    if items is not None and resource.key and records.find(resource, items, owned.key) is not None:
        assert resource.list is not None
        yield session.breach("deleted-is-gone", resource.list.operation, "what was deleted is not listed", f"{owned} is still listed", request=request)  # fmt: skip
    again = session.call(resource.delete.operation, values)
    if again.good and "404" in session.operation(resource.delete.operation).responses:
        yield session.breach("deleted-is-gone", resource.delete.operation, "what does not exist is answered with 404", f"deleting {owned} again is answered with {again.in_few_words(100)}", request=request)  # fmt: skip


def new_key(session: Session, resource: Resource) -> Iterator[Breach]:
    """A key is not given twice."""
    if resource.delete is None or resource.made is None:
        return
    first = targets.own(session, resource)
    if first is None or _sent_key(resource, first):
        return
    session.call(resource.delete.operation, targets.values_for(session, resource.delete, first))
    # newly made: `own` may hand out what was made before the deletion
    second, third = targets.make(session, resource), targets.make(session, resource)
    keys = [key_text(each.key) for each in (first, second, third) if each is not None]
    if len(set(keys)) < len(keys):
        assert resource.create is not None
        yield session.breach("keys-are-new", resource.create.operation, "a key is not given twice", f"the keys of three records, the first of them deleted, are {', '.join(keys)}", request=first.request)  # fmt: skip


def _sent_key(resource: Resource, owned: Owned) -> bool:
    body = records.sent(owned)
    return isinstance(body, dict) and body.get(resource.member) is not None


LAWS = (
    Law(
        "unknown-is-refused",
        "lifecycle",
        "What does not exist cannot be read, changed or removed.",
        lambda session: (found for resource in session.facts.resources for found in unknown(session, resource)),
    ),
    of_records("create", "What fits the document is accepted.", accepted),
    of_records("created-is-read", "What is read is what was sent.", read_back),
    of_records("created-is-listed", "What was created is listed, once, as it is read.", in_list),
    of_records("deleted-is-gone", "What was deleted is gone, and nothing else is.", removed),
    of_records("keys-are-new", "A key is not given twice.", new_key),
)
