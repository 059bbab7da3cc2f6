"""Laws of a record's life: made, read, listed, changed, removed, each as the document says; leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mockserver.conformance.asking.session import Session
from mockserver.conformance.asking.traces import Owned
from mockserver.conformance.asking.values import Values, with_body
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.traffic import MISSING
from mockserver.conformance.laws import likeness, records, targets
from mockserver.conformance.laws.law import Law
from mockserver.engine.inference.facts import Resource, at, key_text, letters
from mockserver.openapi.folding import nullable, properties, required, types

INVALID = (400, 422)
TICK = 1.1
"""Seconds after which a time in whole seconds has moved."""
Step = Callable[[Session, Resource], Iterator[Breach]]


def each(step: Step) -> Callable[[Session], Iterator[Breach]]:
    """A law about every kind of record that can be made."""

    def asked(session: Session) -> Iterator[Breach]:
        for resource in session.facts.resources:
            if resource.create is not None and (resource.linked or resource.sure):
                yield from step(session, resource)

    return asked


def accepted(session: Session, resource: Resource) -> Iterator[Breach]:
    """A valid create is carried out."""
    assert resource.create is not None
    operation = session.operation(resource.create.operation)
    names = [name for name, given in operation.request_examples.items() if "body" in given] or [""]
    for name in names:
        session.numbered += 1
        values = targets.marked(session, operation, resource, session.maker.values(operation, name), session.numbered)
        got = session.call(operation, values)
        if got.status in INVALID:
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
        schema = records.shown_schema(session, resource.read) or _item_schema(session, resource)
        yield from _lost(session, "created-is-read", named.operation, schema, owned, record)


def _lost(session: Session, law: str, operation: str, schema: Any, owned: Owned, record: Any) -> Iterator[Breach]:
    sent = _body(owned)
    for place, what in likeness.lost(session.maker.folding, schema, sent, record):
        yield session.breach(law, operation, "what was sent comes back", f"{place} {what}", at=place, request=owned.request, cause=f"{law} {operation} {place}")  # fmt: skip


def _body(owned: Owned) -> Any:
    body = owned.sent.get("body")
    return at(body, owned.resource.create.body) if owned.resource.create and owned.resource.create.body else body


def _item_schema(session: Session, resource: Resource) -> Any:
    schema = records.shown_schema(session, resource.list)
    return None if schema is None else session.maker.folding.fold(schema).get("items")


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
        if parameter is None:
            continue
        values = {**session.maker.values(operation), named.parameter: targets.nowhere(session, parameter)}
        got = session.call(operation, values)
        if got.good or (got.status not in (404, 410, 401, 403, 429) and "404" in operation.responses):
            says = "what does not exist is answered with 404" if "404" in operation.responses else "what does not exist is refused"  # fmt: skip
            yield session.breach("unknown-is-refused", operation.id, says, f"the answer is {got.in_few_words(120)}", request=session.request(operation, values))  # fmt: skip


def changed(session: Session, resource: Resource) -> Iterator[Breach]:
    """A change is made, to this record alone, and to what was sent alone where it is a PATCH."""
    for named in (resource.replace, resource.update):
        if named is None:
            continue
        owned, other = targets.own(session, resource), targets.own(session, resource)
        if owned is None or other is None:
            return
        before, beside = _record(session, owned), _record(session, other)
        values = _change(session, resource, named.operation, owned)
        if values is None or before is MISSING:
            continue
        if isinstance(before, dict) and any(letters(name) in likeness.UPDATED for name in before):
            session.delays.reach(TICK, owned.made)
        got = session.call(named.operation, values)
        request = session.request(named.operation, values)
        if got.status in INVALID:
            yield session.breach("change", named.operation, "what is sent fits the document", f"the answer is {got.in_few_words(160)}", request=request)  # fmt: skip
        if not got.good:
            continue
        after = _record(session, owned)
        schema = records.shown_schema(session, resource.read) or _item_schema(session, resource)
        sent = at(values["body"], named.body) if named.body else values["body"]
        for place, what in likeness.lost(session.maker.folding, schema, sent, after):
            yield session.breach("changed-is-read", named.operation, "what a change sends is read afterwards", f"{place} {what}", at=place, request=request, cause=f"changed-is-read {named.operation} {place}")  # fmt: skip
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _times(session, named.operation, before, after, request)
            if named is resource.update:
                yield from _untouched(session, named.operation, before, after, sent, request)
        if _record(session, other) != beside:
            yield session.breach("change-touches-one", named.operation, "a change is made to the record that it names", f"{other} has changed, too", request=request)  # fmt: skip


def _record(session: Session, owned: Owned) -> Any:
    got = records.read(session, owned)
    return MISSING if got is None else records.shown(owned.resource, got)


def _change(session: Session, resource: Resource, operation: str, owned: Owned) -> Values | None:
    """Values that change a record: as it was created, with another text."""
    found = session.operation(operation)
    if not found.body:
        return None
    named = resource.replace if resource.replace and resource.replace.operation == operation else resource.update
    assert named is not None
    values = targets.values_for(session, named, owned)
    schema = session.maker.body_schema(found)
    for step in named.body:
        schema = properties(session.maker.folding.fold(schema)).get(str(step), {})
    known = properties(session.maker.folding.fold(schema))
    sent = _body(owned)
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
    before = _record(session, owned)
    if values is None or not isinstance(before, dict):
        return
    schema = session.maker.body_schema(operation)
    for step in named.body:
        schema = properties(session.maker.folding.fold(schema)).get(str(step), {})
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
        after = _record(session, owned)
        if isinstance(after, dict) and after.get(name, MISSING) == before[name] and before[name] == whole[name]:
            came = f"{name} is left out and still {before[name]!r}"
            yield session.breach("put-replaces", operation.id, "PUT replaces the record: what is left out does not stay", came, at=f"/{name}", request=session.request(operation, less), cause=f"put-replaces {operation.id}")  # fmt: skip
        return


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
    if resource.read is not None and _record(session, other) is MISSING:
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
    body = _body(owned)
    return isinstance(body, dict) and body.get(resource.member) is not None


def refused_changes_nothing(session: Session, resource: Resource) -> Iterator[Breach]:
    """A request that is refused changes nothing."""
    for named in (resource.replace, resource.update):
        owned = targets.own(session, resource) if named is not None else None
        if named is None or owned is None:
            continue
        before = _record(session, owned)
        values = _change(session, resource, named.operation, owned)
        operation = session.operation(named.operation)
        bad = _invalid(session, operation, values, named.body) if values is not None else None
        if bad is None:
            continue
        got = session.call(operation, bad)
        if not got.good and _record(session, owned) != before:
            yield session.breach("refused-changes-nothing", operation.id, "what is refused is not carried out", f"the answer is {got.in_few_words(80)}, and the record has changed", request=session.request(operation, bad))  # fmt: skip


def _invalid(session: Session, operation: Any, values: Values, route: Any) -> Values | None:
    """The change with one member of a wrong type."""
    schema = session.maker.body_schema(operation)
    for step in route:
        schema = properties(session.maker.folding.fold(schema)).get(str(step), {})
    validator = next(iter(operation.body.values()))
    for name, inner in properties(session.maker.folding.fold(schema)).items():
        folded = session.maker.folding.fold(inner)
        if types(folded) and not nullable(folded):
            bad = with_body(values, route, {name: [[{}]] if "array" not in types(folded) else "no list"})
            if validator is not None and not validator.fits(bad["body"]):
                return bad
    return None


def _law(name: str, says: str, step: Step, *, writes: bool = True) -> Law:
    return Law(name, "lifecycle", says, each(step), writes)


LAWS = (
    Law(
        "unknown-is-refused",
        "lifecycle",
        "What does not exist cannot be read, changed or removed.",
        lambda session: (found for resource in session.facts.resources for found in unknown(session, resource)),
    ),
    _law("create", "What fits the document is accepted.", accepted),
    _law("created-is-read", "What is read is what was sent.", read_back),
    _law("created-is-listed", "What was created is listed, once, as it is read.", in_list),
    _law("changed-is-read", "A change is made, and to this record alone.", changed),
    _law("put-replaces", "PUT puts a new record in the place of the old one.", replaced),
    _law("deleted-is-gone", "What was deleted is gone, and nothing else is.", removed),
    _law("keys-are-new", "A key is not given twice.", new_key),
    _law("refused-changes-nothing", "What is refused is not carried out.", refused_changes_nothing),
)
