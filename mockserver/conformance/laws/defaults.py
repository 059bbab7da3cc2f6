"""Laws of defaults: a member of a body that is left out becomes what the document says it becomes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mockserver.conformance.asking.session import Session
from mockserver.conformance.asking.traces import Owned
from mockserver.conformance.asking.values import Values
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.traffic import MISSING, Answer
from mockserver.conformance.laws import likeness, records, rows, targets
from mockserver.conformance.laws.boundaries import DEEPEST, Place, richest, with_value
from mockserver.conformance.laws.law import Law
from mockserver.engine.inference.facts import Named, Resource, at
from mockserver.openapi.folding import properties, required
from mockserver.openapi.operation import Operation
from mockserver.openapi.pointers import join
from mockserver.openapi.scalars import text_of


@dataclass(frozen=True)
class Pair:
    """Two bodies that mean the same, if defaults hold.

    Attributes:
        lean: leaves out what has a default.
        full: sends the defaults.
        defaults: what becomes of what, by its place.
    """

    lean: Any
    full: Any
    defaults: tuple[tuple[Place, Any], ...]


def created(session: Session) -> Iterator[Breach]:
    """A record that is made without its defaults is like one that is made with them."""
    for resource in session.facts.resources:
        if resource.create is not None and session.operation(resource.create.operation).body:
            yield from _compared(session, resource, resource.create)


def replaced(session: Session) -> Iterator[Breach]:
    """The same of a record that is replaced."""
    for resource in session.facts.resources:
        if resource.create is not None and resource.replace is not None:
            yield from _compared(session, resource, resource.replace)


def _compared(session: Session, resource: Resource, named: Named) -> Iterator[Breach]:
    operation = session.operation(named.operation)
    values = session.maker.values(operation, richest(operation))
    validator = operation.body.get(values.get("media_type", ""))
    if not isinstance(values.get("body"), dict) or validator is None:
        return
    pair = paired(session, session.maker.body_schema(operation), values["body"], validator)
    if not pair.defaults:
        return
    left, sent = (
        _kept(session, resource, named, operation, {**values, "body": body}) for body in (pair.lean, pair.full)
    )
    if left is None or sent is None:
        return
    for place, default in pair.defaults:
        route = place[len(named.body) :]
        one, other = (_in(record, route) for record in (left, sent))
        if MISSING not in (one, other) and not (likeness.same(one, other) or one == other):
            name = ".".join(str(each) for each in route)
            came = f"left out it becomes {_text(one)}, sent as {_text(default)} it is {_text(other)}"
            yield session.breach("defaults", operation.id, f"{name} is {_text(default)} where it is left out", came, at=join(*route), request=session.request(operation, {**values, "body": pair.lean}), cause=f"defaults {operation.id} {name}")  # fmt: skip


def paired(session: Session, schema: Any, body: Any, validator: Any) -> Pair:
    """The two bodies of an operation, as far as both fit."""
    pair = Pair(body, body, ())
    for place, default in _places(session, schema, body):
        lean, full = with_value(pair.lean, place, MISSING), with_value(pair.full, place, default)
        if validator.fits(lean) and validator.fits(full):
            pair = Pair(lean, full, (*pair.defaults, (place, default)))
    lean = pair.lean
    for name in list(lean):
        if lean[name] == {} and name not in required(session.maker.folding.fold(schema)):
            less = {each: value for each, value in lean.items() if each != name}
            lean = less if validator.fits(less) else lean
    return Pair(lean, pair.full, pair.defaults)


def _places(session: Session, schema: Any, body: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Where a schema has defaults, in objects and first items that a body has."""
    folded = session.maker.folding.fold(schema) if schema is not None else {}
    for name, inner in properties(folded).items():
        below, here = session.maker.folding.fold(inner), (*place, name)
        old = body.get(name) if isinstance(body, dict) else None
        if isinstance(old, dict) and len(here) < DEEPEST:
            yield from _places(session, inner, old, here)
        elif isinstance(old, list) and old and isinstance(old[0], dict) and len(here) < DEEPEST:
            yield from _places(session, below.get("items"), old[0], (*here, 0))
        elif "default" in below and below.get("readOnly") is not True:
            yield here, below["default"]


def _kept(session: Session, resource: Resource, named: Named, operation: Operation, values: Values) -> Any:
    """The record that comes of a body, as it is read or else answered; None where it is refused."""
    if named is resource.create:
        before = len(session.traces.owned)
        got = session.call(operation, values)
        owned = session.traces.owned[-1] if len(session.traces.owned) > before else None
        if owned is not None:
            targets.ripe(session, owned)
    else:
        owned = targets.own(session, resource)
        if owned is None:
            return None
        about = targets.values_for(session, named, owned)
        # what was there before is rich, so that it shows where it stays
        session.call(operation, {**about, **_rich(session, operation)})
        got = session.call(operation, {**about, "body": values["body"]})
    if not got.good or owned is None:
        return None
    return _shown(session, owned)


def _rich(session: Session, operation: Operation) -> Values:
    """A body with as much in it as an example of the operation, or of a create beside it, or its schema has."""
    values = session.maker.values(operation, richest(operation))
    made = session.maker.body(operation)
    body = {**made["body"], **values["body"]} if isinstance(made["body"], dict) else values["body"]
    validator = operation.body.get(values.get("media_type", ""))
    return {"body": body if validator is None or validator.fits(body) else values["body"]}


def _shown(session: Session, owned: Owned) -> Any:
    record = records.now(session, owned)
    if record is MISSING and owned.resource.made:
        record = at(owned.answer.json, owned.resource.made[:-1])
    return record if isinstance(record, dict) else None


def _in(value: Any, place: Place) -> Any:
    for step in place:
        there = step in value if isinstance(value, dict) else isinstance(value, list) and step in range(len(value))
        if not there:
            return MISSING
        value = value[step]
    return value


def _text(value: Any) -> str:
    return "missing" if value is MISSING else repr(value)[:60]


def parameters(session: Session) -> Iterator[Breach]:
    """A parameter that is left out counts as its default."""
    _ = [*rows.listings(session)]  # lists have enough rows in them then
    for operation in session.operations("GET"):
        for parameter in operation.parameters:
            if parameter.place != "query" or parameter.required:
                continue
            default = rows.schema_of(session, parameter).get("default", MISSING)
            if default is MISSING or not parameter.validator.fits(default):
                continue
            optional = {f"query.{each.name}" for each in operation.parameters if not each.required}
            values = {name: value for name, value in session.maker.values(operation).items() if name not in optional}
            without, sent = (session.call(operation, each) for each in (values, {**values, f"query.{parameter.name}": default}))  # fmt: skip
            if without.good and not _alike(without, sent):
                came = f"left out, the answer is {without.in_few_words(80)}; with {text_of(default)}, {sent.in_few_words(80)}"  # fmt: skip
                yield session.breach("parameter-defaults", operation.id, f"{parameter.name} is {text_of(default)} where it is left out", came, place=parameter.pointer, request=session.request(operation, values), cause=f"parameter-defaults {operation.id} {parameter.name}")  # fmt: skip


def _alike(one: Answer, other: Answer) -> bool:
    return one.status == other.status and (one.json == other.json or one.json is MISSING)


LAWS = (
    Law("parameter-defaults", "defaults", "A parameter that is left out counts as its default.", parameters),
    Law("defaults", "defaults", "A member that is left out is what it is by default.", created, writes=True),
    Law("replaced-defaults", "defaults", "The same holds for a record that is replaced.", replaced, writes=True),
)
