"""Laws of the ends of what is allowed: what just fits is taken, what just does not fit is refused; one thing changed at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from mockserver.conformance.asking.session import Session
from mockserver.conformance.asking.values import Values
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.traffic import MISSING
from mockserver.conformance.laws import rows, targets
from mockserver.conformance.laws.filters import ANY_CASE
from mockserver.conformance.laws.law import Law
from mockserver.openapi.folding import Schema, nullable, properties, required, types
from mockserver.openapi.operation import Operation

INVALID = (400, 422)
MOST_WORDS = 40
"""Words of a list that are tried."""
DEEPEST = 3
LONGEST = 2000
"""Characters of a text that is still sent."""
QUOTED = re.compile(r"`([^`]{1,30})`")
Place = tuple[str | int, ...]


def ends(schema: Schema) -> Iterator[Any]:
    """Values at the ends of what a schema allows, and just beyond; which of them fit, a validator decides."""
    words = schema.get("enum")
    if isinstance(words, list):
        yield from words[:MOST_WORDS]
        if all(isinstance(each, str | None) for each in words):
            yield "no-such-word"
    low, high = schema.get("minimum"), schema.get("maximum")
    for end, step in ((low, -1), (high, 1)):
        if isinstance(end, int | float) and not isinstance(end, bool):
            yield from (int(end), int(end) + step) if float(end).is_integer() else (end, end + step)
    shortest, longest = schema.get("minLength"), schema.get("maxLength")
    if not any(each in schema for each in ("enum", "pattern", "format")):
        for length, step in ((shortest, -1), (longest, 1)):
            if isinstance(length, int) and length < LONGEST:
                yield from ("x" * length, "x" * (length + step) if length + step >= 0 else MISSING)
    elif "pattern" in schema:
        yield "\x7f"
    if nullable(schema):
        yield None
    yield from _quoted(schema)
    yield from _strange(schema)


def _quoted(schema: Schema) -> Iterator[Any]:
    """What the description quotes of values that are no free text."""
    own = set(types(schema))
    for text in QUOTED.findall(str(schema.get("description", ""))):
        if own & {"integer"} and re.fullmatch(r"-?\d{1,9}", text):
            yield int(text)
        elif "string" in own and "pattern" in schema:
            yield text
            if ANY_CASE.search(schema["description"]):
                yield text.upper()


def _strange(schema: Schema) -> Iterator[Any]:
    """A value of another type."""
    own = set(types(schema))
    if own and not own & {"object"}:
        yield {"no": "such"}
    if own & {"integer", "number", "boolean"} and "string" not in own:
        yield "no-such-value"


def queries(session: Session) -> Iterator[Breach]:
    """A parameter of the query takes what its schema allows and refuses what it does not."""
    for operation in session.operations("GET"):
        start = session.maker.values(operation)
        if not any(each.place == "query" for each in operation.parameters) or not session.call(operation, start).good:
            continue
        for parameter in operation.parameters:
            if parameter.place != "query" or parameter.exploded_object:
                continue
            said = {"description": rows.described(session, parameter)}
            for value in _unlike(ends({**said, **rows.schema_of(session, parameter)})):
                if isinstance(value, dict | list) or value is None or value == "":
                    continue
                values = {**start, f"query.{parameter.name}": value}
                yield from _judged(session, operation, values, parameter.validator.fits(value), parameter.name, parameter.pointer, value)  # fmt: skip


def bodies(session: Session) -> Iterator[Breach]:
    """A body is taken where it fits, and refused where one member of it does not."""
    for operation in session.operations("POST", "PUT", "PATCH"):
        start = _start(session, operation)
        if start is None:
            continue
        validator = next((each for name, each in operation.body.items() if name == start.get("media_type")), None)
        if validator is None or not validator.fits(start["body"]):
            continue
        for place, value in _changes(session, session.maker.body_schema(operation), start["body"]):
            body = with_value(start["body"], place, value)
            fits = validator.fits(body)
            name = "/".join(str(each) for each in place)
            yield from _judged(session, operation, {**start, "body": body}, fits, name, "", value)


def _start(session: Session, operation: Operation) -> Values | None:
    """Values of an operation that are taken: of a create, or about a record of our own; None where there are none."""
    resource = next((one for one in session.facts.resources for named in (one.create, one.replace, one.update) if named and named.operation == operation.id), None)  # fmt: skip
    if resource is None or resource.create is None or not operation.body:
        return None
    named = next(each for each in (resource.create, resource.replace, resource.update) if each and each.operation == operation.id)  # fmt: skip
    values = session.maker.values(operation, richest(operation))
    if named is not resource.create:
        owned = targets.own(session, resource)
        if owned is None:
            return None
        values = targets.values_for(session, named, owned)
    else:
        session.numbered += 1
        values = targets.marked(session, operation, resource, values, session.numbered)
    return values if isinstance(values.get("body"), dict) and session.call(operation, values).good else None


def richest(operation: Operation) -> str:
    """The name of the example that sends most; empty where there is none."""
    sizes = {name: len(json.dumps(given["body"])) for name, given in operation.request_examples.items() if isinstance(given.get("body"), dict)}  # fmt: skip
    return max(sizes, key=sizes.__getitem__, default="")


def _changes(session: Session, schema: Any, body: Any, at: Place = ()) -> Iterator[tuple[Place, Any]]:
    """One change after the other: every member at its ends, every member that is demanded left out."""
    folded = session.maker.folding.fold(schema) if schema is not None else {}
    for name, inner in properties(folded).items():
        here, below = (*at, name), session.maker.folding.fold(inner)
        if below.get("readOnly") is True:
            continue
        if name in required(folded) and isinstance(body, dict) and name in body:
            yield here, MISSING
        for value in _unlike(ends(below)):
            yield here, value
        old = body.get(name) if isinstance(body, dict) else None
        if len(here) < DEEPEST and properties(below) and isinstance(old, dict):
            yield from _changes(session, inner, old, here)
        items = below.get("items")
        if isinstance(items, dict):
            for value in _unlike(ends(session.maker.folding.fold(items))):
                if not isinstance(value, dict):
                    yield here, [value]
            if isinstance(old, list) and old and isinstance(old[0], dict) and len(here) < DEEPEST:
                yield from _changes(session, items, old[0], (*here, 0))


def _unlike(values: Iterator[Any]) -> list[Any]:
    """The same values, each once."""
    found: list[Any] = []
    for each in values:
        if each is not MISSING and not any(each == one and type(each) is type(one) for one in found):
            found.append(each)
    return found


def with_value(body: Any, place: Place, value: Any) -> Any:
    """A body with another value at a place, or none there where it is MISSING."""
    first, *rest = place
    if isinstance(first, int):
        return [with_value(body[first], tuple(rest), value) if rest else value, *body[1:]]
    inner = with_value(body[first], tuple(rest), value) if rest else value
    changed = {**body, first: inner}
    return {name: each for name, each in changed.items() if each is not MISSING}


def _judged(
    session: Session, operation: Operation, values: Values, fits: bool, name: str, place: str, value: Any
) -> Iterator[Breach]:
    refusing = any(each in operation.responses for each in ("400", "422", "4XX", "default"))
    if not fits and not refusing:
        return
    got = session.call(operation, values)
    shown = "left out" if value is MISSING else repr(value)[:60]
    request = session.request(operation, values)
    if fits and got.status in INVALID:
        yield session.breach("boundary-is-taken", operation.id, f"{name}: {shown} fits the document", f"the answer is {got.in_few_words(120)}", at="", place=place, request=request, cause=f"boundary-is-taken {operation.id} {name} {shown}")  # fmt: skip
    if not fits and got.good:
        yield session.breach("beyond-is-refused", operation.id, f"{name}: {shown} does not fit the document", f"the answer is {got.in_few_words(120)}", at="", place=place, request=request, cause=f"beyond-is-refused {operation.id} {name}")  # fmt: skip


LAWS = (
    Law(
        "query-boundaries", "boundaries", "What just fits in a query is taken, what just does not is refused.", queries
    ),
    Law(
        "body-boundaries",
        "boundaries",
        "What just fits in a body is taken, what does not is refused.",
        bodies,
        writes=True,
    ),
)
