"""Lists as laws see them: their rows under some query, what an item may have, and enough rows to tell; judges nothing."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.conformance.asking.session import Session
from mockserver.conformance.asking.values import Values, with_body
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.traffic import MISSING, Answer
from mockserver.conformance.laws import targets
from mockserver.conformance.laws.records import within
from mockserver.engine.inference.facts import Resource, at, letters, meaning, singular
from mockserver.openapi import pointers
from mockserver.openapi.folding import Schema, properties, types
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import Parameter

ENOUGH = 4
"""Rows that are there before a law about lists is asked, where they can be made."""
Item = Mapping[str, Any]


@dataclass(frozen=True)
class Listing:
    """An operation that answers a list.

    Attributes:
        operation: which.
        route: where its answer has the list.
        resource: what it lists, where that can be made.
        noun: what one item is called, in small letters.
        members: the schemas of an item's members.
        values: what is sent to see as much as possible.
    """

    operation: Operation
    route: Any
    resource: Resource | None
    noun: str
    members: Mapping[str, Any] = field(hash=False)
    values: Values = field(hash=False)

    @property
    def parameters(self) -> list[Parameter]:
        """What may be asked for in the query."""
        return [each for each in self.operation.parameters if each.place == "query"]

    def key(self, item: Item) -> Any:
        """What names an item; the item itself where nothing does."""
        route = self.resource.key if self.resource and self.resource.key else ()
        found = at(item, route) if route else None
        return found if found is not None else item


def listings(session: Session) -> Iterator[Listing]:
    """The lists of a document that can be read without naming anything of anybody's, with enough rows in them."""
    for found in lists(session):
        stock(session, found)
        if found.resource is not None and found.operation.id in session.stocked:
            session.delays.wait(found.resource.name, session.stocked[found.operation.id])
        yield found


def lists(session: Session) -> Iterator[Listing]:
    """The lists of a document that can be read without naming anything of anybody's, whatever is in them."""
    for id, route in session.facts.lists.items():
        operation = session.operation(id)
        if operation.method != "GET" or any(each.place == "path" for each in operation.parameters):
            continue
        resource = next((one for one in session.facts.resources if one.list and one.list.operation == id), None)
        yield Listing(
            operation, route, resource, _noun(operation, route), _members(session, id, route),
            targets.unpaged(session, operation),
        )  # fmt: skip


def _noun(operation: Operation, route: Any) -> str:
    named = [each for each in route if isinstance(each, str)] if route else []
    last = named[-1] if named else operation.path.rstrip("/").rpartition("/")[2]
    return letters(singular(last))


def _members(session: Session, operation: str, route: Any) -> Mapping[str, Any]:
    folding, schema = session.maker.folding, within(session, operation, route)
    items = folding.fold(schema).get("items") if schema is not None else None
    return properties(folding.fold(items)) if items is not None else {}


def ask(session: Session, listing: Listing, **query: Any) -> Answer:
    """Ask for a list; `query` are further parameters, MISSING leaves one out."""
    values = dict(listing.values)
    for name, value in query.items():
        values.pop(f"query.{name}", None)
        if value is not MISSING:
            values[f"query.{name}"] = value
    return session.call(listing.operation, values)


def of(listing: Listing, got: Answer) -> list[Any] | None:
    """The rows in an answer; None where there is no list."""
    found = at(got.json, listing.route) if got.good and got.json is not MISSING else None
    return found if isinstance(found, list) else None


def rows(session: Session, listing: Listing, **query: Any) -> list[Any] | None:
    """The rows of a list under some query; None where it is not answered."""
    return of(listing, ask(session, listing, **query))


def stock(session: Session, listing: Listing) -> None:
    """See to enough rows that differ, where they can be made; nobody waits for them."""
    resource = listing.resource
    if resource is None or resource.create is None or not session.writes or listing.operation.id in session.stocked:
        return
    for number in range(ENOUGH):
        create = session.operation(resource.create.operation)
        session.numbered += 1
        values = targets.marked(session, create, resource, session.maker.values(create), session.numbered)
        got = session.call(create, varied(session, create, resource, values, number))
        if not got.good:
            session.call(create, values)
    session.stocked[listing.operation.id] = session.delays.instant()


def varied(session: Session, create: Operation, resource: Resource, values: Values, number: int) -> Values:
    """The values of a create with other numbers, flags and words in it, as far as they still fit."""
    body = values.get("body")
    if not isinstance(body, dict) or resource.create is None:
        return values
    schema = targets.record_schema(session, create, resource.create.body)
    validator = next(iter(create.body.values()))
    for name, inner in properties(session.maker.folding.fold(schema)).items():
        other = _other(session.maker.folding.fold(inner), number, zlib.crc32(name.encode()))
        if other is MISSING or name == resource.member:
            continue
        changed = with_body(values, resource.create.body, {name: other})
        if validator is None or validator.fits(changed["body"]):
            values = changed
    return values


def _other(schema: Schema, number: int, shift: int) -> Any:
    words = schema.get("enum")
    if isinstance(words, list) and words:
        return words[(number + shift) % len(words)]
    if "boolean" in types(schema):
        return bool((number + shift) % 2)
    if {"integer", "number"} & set(types(schema)):
        low = schema.get("minimum", 0)
        return int(low) + 7 + 3 * ((number * 2 + shift) % 5) if isinstance(low, int | float) else MISSING
    return MISSING


def place_of(session: Session, listing: Listing, parameter: Parameter) -> str:
    """Where the document has a parameter."""
    return parameter.pointer or session.promise.places[listing.operation.id]


def breach(
    session: Session, law: str, listing: Listing, parameter: Parameter, says: str, came: str, query: Mapping[str, Any]
) -> Breach:
    """What a list that was asked for with a parameter breaks.

    Args:
        law: the law; with operation and parameter it is one cause.
        says: what the parameter promises.
        came: what was seen.
        query: with which parameters it was seen.
    """
    values = {**listing.values, **{f"query.{name}": value for name, value in query.items()}}
    return session.breach(
        law, listing.operation.id, f"{parameter.name}: {says}", came,
        place=place_of(session, listing, parameter), request=session.request(listing.operation, values),
        cause=f"{law} {listing.operation.id} {parameter.name}",
    )  # fmt: skip


def schema_of(session: Session, parameter: Parameter) -> Schema:
    """The schema of a parameter, folded."""
    raw = pointers.at(session.promise.document.raw, parameter.schema)
    return session.maker.folding.fold(raw) if isinstance(raw, dict) else {}


def described(session: Session, parameter: Parameter) -> str:
    """What the document says of a parameter, in its own words."""
    node = pointers.at(session.promise.document.raw, pointers.target(session.promise.document.raw, parameter.pointer))
    return str(node.get("description", "")) if isinstance(node, dict) else ""


def called(listing: Listing, name: str) -> str:
    """What a parameter is called without the noun of what is listed: `checkName` is the name of a check."""
    plain = letters(name)
    for start in range(len(listing.noun)):
        stem = listing.noun[start:]
        if len(stem) >= 4 and plain.startswith(stem) and len(plain) > len(stem):
            return plain[len(stem) :]
    return plain


def paging(name: str) -> bool:
    """Whether a parameter says which part of a list is meant, not which records."""
    return bool(meaning(name))
