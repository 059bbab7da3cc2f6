"""A record of our own on a server: made, read, listed, changed, removed; says what came, judges nothing but that it works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.conformance.asking.session import Session
from mockserver.conformance.asking.traces import Owned
from mockserver.conformance.asking.values import Values, above
from mockserver.conformance.judging.traffic import MISSING, Answer
from mockserver.conformance.laws.targets import unpaged, values_for
from mockserver.engine.inference.facts import Named, Resource, at, key_text, meaning
from mockserver.openapi import pointers
from mockserver.openapi.operation import Operation

Item = Mapping[str, Any]
MOST_PAGES = 50


def read(session: Session, owned: Owned) -> Answer | None:
    """What reading a record answers; None where the document has no way to read one."""
    resource = owned.resource
    if resource.read is not None:
        return session.call(resource.read.operation, values_for(session, resource.read, owned))
    if resource.list is not None and resource.list.parameter:
        return session.call(resource.list.operation, values_for(session, resource.list, owned))
    return None


def shown(resource: Resource, got: Answer) -> Any:
    """The record in the answer of a read; MISSING where there is none."""
    if not got.good or got.json is MISSING:
        return MISSING
    if resource.read is not None:
        found = at(got.json, resource.read.route or ())
    else:
        rows = at(got.json, resource.list.route or ()) if resource.list else None
        found = rows[0] if isinstance(rows, list) and rows else None
    return MISSING if found is None else found


def now(session: Session, owned: Owned) -> Any:
    """A record as it is read now; MISSING where it cannot be read."""
    got = read(session, owned)
    return MISSING if got is None else shown(owned.resource, got)


def sent(owned: Owned) -> Any:
    """What was sent of a record to make it."""
    body = owned.sent.get("body")
    return at(body, owned.resource.create.body) if owned.resource.create and owned.resource.create.body else body


def listed(session: Session, resource: Resource, owned: Owned | None = None) -> list[Item] | None:
    """Everything that the list shows, page by page; None where there is no list, or it cannot be read."""
    if resource.list is None or resource.list.route is None:
        return None
    operation = session.operation(resource.list.operation)
    values = unpaged(session, operation)
    if owned is not None:
        values |= {name: value for name, value in above(owned.sent).items() if any(f"{p.place}.{p.name}" == name for p in operation.parameters)}  # fmt: skip
    return _pages(session, operation, resource.list.route, values)


def _pages(session: Session, operation: Operation, route: Any, values: Values) -> list[Item] | None:
    found: list[Item] = []
    page = next((p for p in operation.parameters if p.place == "query" and meaning(p.name) in ("page", "offset")), None)
    for number in range(MOST_PAGES):
        if page is not None and number:
            step = number + 1 if meaning(page.name) == "page" else len(found)
            if not page.validator.fits(step):
                break
            values = {**values, f"query.{page.name}": step}
        got = session.call(operation, values)
        rows = at(got.json, route) if got.good and got.json is not MISSING else None
        if not isinstance(rows, list):
            return None if not number else found
        items = [each for each in rows if isinstance(each, dict)]
        if not items or (found and items[0] in found) or page is None:
            return [*found, *(each for each in items if each not in found)]
        found += items
    return found


def find(resource: Resource, items: list[Item], key: Any) -> Item | None:
    """The item of a list that has a key."""
    return next(
        (each for each in items if key_text(at(each, resource.key or (resource.member,))) == key_text(key)), None
    )


def shown_schema(session: Session, named: Named | None) -> Any:
    """The schema of the record in an operation's answer; None where there is none."""
    return None if named is None else within(session, named.operation, named.route)


def within(session: Session, operation: str, route: Sequence[str | int] | None) -> Any:
    """The schema at a place of what an operation answers with success; None where there is none."""
    schema = answer_schema(session, operation)
    for step in route or ():
        folded = session.maker.folding.fold(schema) if schema is not None else {}
        schema = folded.get("items") if isinstance(step, int) else (folded.get("properties") or {}).get(step)
    return schema


def record_schema(session: Session, resource: Resource) -> Any:
    """The schema of a record as it is read, or else listed; None where neither has one."""
    found = shown_schema(session, resource.read)
    if found:
        return found
    schema = shown_schema(session, resource.list)
    return None if schema is None else session.maker.folding.fold(schema).get("items")


def answer_schema(session: Session, operation: str) -> Any:
    """The schema of what an operation answers with success."""
    raw = session.promise.document.raw
    place = session.promise.places[operation]
    for response in pointers.members(raw, place, "responses"):
        if pointers.last(response)[:1] == "2":
            for entry in pointers.members(raw, pointers.target(raw, response), "content"):
                node = pointers.at(raw, entry)
                if isinstance(node, dict) and "schema" in node:
                    return node["schema"]
    return None
