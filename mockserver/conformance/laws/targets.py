"""Values for requests that hit nothing of anybody's: ids that name nothing, and our own records; sends what it must."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mockserver.conformance.asking import ownership
from mockserver.conformance.asking.session import Session
from mockserver.conformance.asking.traces import Owned
from mockserver.conformance.asking.values import Values, above
from mockserver.conformance.judging.traffic import MISSING
from mockserver.engine.inference.facts import Named, Resource, at, meaning
from mockserver.openapi.folding import properties
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import Parameter


def harmless(session: Session, operation: Operation) -> Values:
    """Valid values of an operation that would change nothing of anybody's if they were taken."""
    values = session.maker.values(operation)
    if operation.method in ("GET", "HEAD"):
        return values
    for parameter in operation.parameters:
        if parameter.place == "path":
            values[f"path.{parameter.name}"] = nowhere(session, parameter)
    return values


def reachable(session: Session, operation: Operation) -> Values:
    """Valid values of an operation about a record that is there: our own where we may make one, else one that is listed."""
    values = session.maker.values(operation)
    for resource in session.facts.resources:
        for named in (resource.read, resource.replace, resource.update, resource.delete):
            if named is not None and named.operation == operation.id and named.parameter.startswith("path."):
                found = own(session, resource) if session.writes and resource.create is not None else None
                return (
                    values_for(session, named, found)
                    if found is not None
                    else {**values, **_listed(session, resource, named)}
                )
    return values


def _listed(session: Session, resource: Resource, named: Named) -> Values:
    """The key of the first record that is listed."""
    if resource.list is None or resource.list.route is None:
        return {}
    listing = session.operation(resource.list.operation)
    got = session.call(listing, session.maker.values(listing))
    rows = at(got.json, resource.list.route) if got.good and got.json is not MISSING else None
    key = at(rows[0], resource.key) if isinstance(rows, list) and rows and isinstance(rows[0], dict) else None
    return {named.parameter: key} if isinstance(key, str | int) else {}


def nowhere(session: Session, parameter: Parameter) -> Any:
    """A value that fits a parameter and names nothing."""
    return ownership.nowhere(session.maker, parameter)


PATIENCE = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds that are waited one after the other for a record that is made to be there."""
INVALID = (400, 422)
"""How a server says that what was sent does not fit."""
AT_ONCE, FEW = 12, 2
"""How many records are made together where a server takes its time for one, and how few are left when that is done."""


def own(session: Session, resource: Resource) -> Owned | None:
    """A record of our own that can be read; None where the server makes none.

    Where making takes its time, the next ones are made at once, before they are needed.
    """
    waiting = session.ready.setdefault(resource.name, [])
    owned = waiting.pop(0) if waiting else make(session, resource)
    if owned is None:
        return None
    known = session.delays.known
    late = resource.name not in known and not _readable(session, owned)
    if late or (known.get(resource.name) and len(waiting) < FEW):
        more = [make(session, resource) for _ in range(AT_ONCE)]
        waiting += [each for each in more if each is not None]
    if resource.name not in known:
        known[resource.name] = _delay(session, owned) if late else 0.0
    return ripe(session, owned)


def ripe(session: Session, owned: Owned) -> Owned:
    """A record of our own when it can be read, as far as is known."""
    session.delays.wait(owned.resource.name, owned.made)
    return owned


def _delay(session: Session, made: Owned) -> float:
    """How long a server takes until a new record can be read; none where it never can."""
    for wait in PATIENCE:
        session.delays.sleep(wait)
        if _readable(session, made):
            return session.delays.since(made.made)
    return 0.0


def _readable(session: Session, made: Owned) -> bool:
    """Whether a new record can be read, as far as anything can be."""
    read = made.resource.read
    return read is None or session.call(read.operation, values_for(session, read, made)).status not in (404, 202)


def values_for(session: Session, named: Named, owned: Owned) -> Values:
    """Values that call an operation about a record of ours."""
    operation = session.operation(named.operation)
    there = {f"{each.place}.{each.name}" for each in operation.parameters}
    around = {name: value for name, value in above(owned.sent).items() if name in there}
    key = {named.parameter: owned.key} if named.parameter in there else {}
    return {**session.maker.values(operation), **around, **key}


def make(session: Session, resource: Resource, *, example: str = "") -> Owned | None:
    """A record of our own, newly made; None where the server makes none."""
    assert resource.create is not None
    operation = session.operation(resource.create.operation)
    session.numbered += 1
    values = marked(session, operation, resource, session.maker.values(operation, example), session.numbered)
    before = len(session.traces.owned)
    got = session.call(operation, values)
    if got.status in (400, 404, 409, 422):
        related = _related(session, resource, values)
        if related != values:
            session.call(operation, related)
    return session.traces.owned[-1] if len(session.traces.owned) > before else None


def _related(session: Session, resource: Resource, values: Values) -> Values:
    """The values of a create in which records of our own are named, where those of the example name some that may not be there."""
    body = values.get("body")
    if not isinstance(body, dict):
        return values
    named = dict(body)
    for other in session.facts.resources:
        if other.name != resource.name and other.create is not None and other.member in body and len(other.member) > 2:
            owned = own(session, other)
            named |= {other.member: owned.key} if owned is not None else {}
    return {**values, "body": named}


def record_schema(session: Session, operation: Operation, route: Iterable[str | int]) -> Any:
    """The schema of the record in the body of an operation.

    Args:
        session: whose document.
        operation: whose body.
        route: where the body has the record.
    """
    schema = session.maker.body_schema(operation)
    for step in route:
        schema = properties(session.maker.folding.fold(schema)).get(str(step), {})
    return schema


def marked(session: Session, operation: Operation, resource: Resource, values: Values, number: int) -> Values:
    """The values of a create with our mark in some text of the record, and a key of its own where the caller gives it."""
    body = values.get("body")
    if not isinstance(body, dict) or resource.create is None:
        return values
    schema = session.maker.body_schema(operation)
    steps = resource.create.body
    if not steps:
        return {**values, "body": session.maker.marked(schema, body, number, resource.member)}
    inner = properties(session.maker.folding.fold(schema)).get(str(steps[0]), {})
    return {
        **values,
        "body": {**body, str(steps[0]): session.maker.marked(inner, body.get(str(steps[0])), number, resource.member)},
    }


def unpaged(session: Session, operation: Operation) -> Values:
    """Values of a list by which as much as possible is shown at once."""
    values = session.maker.values(operation)
    for parameter in operation.parameters:
        if parameter.place == "query" and meaning(parameter.name) == "limit":
            fitting = [each for each in (1000, 500, 200, 100, 50) if parameter.validator.fits(each)]
            values |= {f"query.{parameter.name}": fitting[0]} if fitting else {}
        elif parameter.place == "query" and not parameter.required:
            values.pop(f"query.{parameter.name}", None)
    return values
