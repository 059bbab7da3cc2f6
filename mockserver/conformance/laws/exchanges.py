"""Laws of documented exchanges: a documented request is answered as its example, but for keys, times, addresses and what is of the server."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from mockserver.conformance.asking.session import Session
from mockserver.conformance.asking.values import Values
from mockserver.conformance.credentials import NOBODY
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.traffic import MISSING
from mockserver.conformance.laws import likeness, records, targets
from mockserver.conformance.laws.law import Law
from mockserver.engine.inference.facts import letters
from mockserver.openapi.operation import Operation
from mockserver.openapi.pointers import join


def documented(session: Session) -> Iterator[Breach]:
    """What changes something is answered as the example of the same name; what can be read depends on what is there."""
    for operation in session.operations("POST", "PUT", "PATCH", "DELETE"):
        for promised in operation.responses.values():
            for name, (media_type, example) in promised.examples.items():
                if promised.status[:1] == "2" and "json" in media_type:
                    yield from _exchange(session, operation, name, int(promised.status), example)


def _exchange(session: Session, operation: Operation, name: str, status: int, example: Any) -> Iterator[Breach]:
    values, record = _values(session, operation, name)
    if values is None:
        return
    got = session.call(operation, values, by=None if operation.secured else NOBODY)
    if got.status != status or got.json is MISSING:
        return
    ignored = _ignored(session, operation, name)
    for place, ours, theirs in differing(example, got.json, values.get("body"), ignored):
        if at_first(place) in record:
            continue  # what a record of our own is depends on how it was made
        came = f"{place or 'the body'} is {theirs!r}"[:200]
        yield session.breach("exchanges", operation.id, f"the example {name!r} has {ours!r} there"[:200], came, at=place, request=session.request(operation, values), cause=f"exchanges {operation.id} {place}")  # fmt: skip


def _values(session: Session, operation: Operation, name: str) -> tuple[Values | None, Collection[str]]:
    """The request of an exchange, about a record of our own where it names one, and the members of that; None where none can be made."""
    if operation.body and "body" not in operation.request_examples.get(name, {}):
        return None, ()
    values = session.maker.values(operation, name if name in operation.request_examples else "")
    if not any(each.place == "path" for each in operation.parameters):
        return values, ()
    for resource in session.facts.resources:
        for named in (resource.replace, resource.update, resource.delete):
            if named is not None and named.operation == operation.id and resource.create is not None:
                owned = targets.own(session, resource)
                if owned is None:
                    return None, ()
                got = records.read(session, owned)
                record = records.shown(resource, got) if got is not None else MISSING
                body: Values = {word: values[word] for word in ("body", "media_type") if word in values}
                whole = {**targets.values_for(session, named, owned), **body}
                return whole, record if isinstance(record, dict) and _shows(operation, name, resource.member) else ()
    return None, ()


def _shows(operation: Operation, name: str, key: str) -> bool:
    """Whether the example of an answer is the record, not a word about it."""
    shown = [each.examples[name][1] for each in operation.responses.values() if name in each.examples]
    return any(isinstance(each, dict) and (key in each or _only(each, next(iter(each), ""))) for each in shown) or any(isinstance(each, list) for each in shown)  # fmt: skip


def at_first(place: str) -> str:
    """The first step of a pointer."""
    return place.partition("/")[2].partition("/")[0]


def _ignored(session: Session, operation: Operation, name: str) -> Collection[str]:
    """What the evidence calls volatile or contradictory in an exchange."""
    known = (each for each in session.promise.evidence.exchanges if (each.operation, each.example) == (operation.id, name))  # fmt: skip
    return {pointer for each in known for pointer in (*each.volatile, *each.contradictory)}


def differing(
    example: Any, shown: Any, sent: Any, ignored: Collection[str], at: str = ""
) -> Iterator[tuple[str, Any, Any]]:
    """Where an answer is another one than its example, if nothing explains it: the place, what the example has, what came.

    Args:
        example: the answer as documented.
        shown: the answer that came.
        sent: what was sent; an object or a list that was not sent, with a key in it, is a record of the server's.
        ignored: places that are not compared.
        at: where both stand.
    """
    if at in ignored:
        return
    if isinstance(example, dict) and isinstance(shown, dict):
        for name in example.keys() & shown.keys():
            inner = sent if _only(example, name) else MISSING
            inner = sent.get(name, inner) if isinstance(sent, dict) else inner
            if isinstance(example[name], dict | list) and not isinstance(inner, dict | list):
                inner = MISSING
            if not _of_server(name, example[name], inner) or (example[name] is None) is not (shown[name] is None):
                yield from differing(example[name], shown[name], inner, ignored, at + join(name))
    elif isinstance(example, list) and isinstance(shown, list):
        pairs = zip(example, shown, strict=False) if len(example) == len(shown) else ()
        for index, (one, other) in enumerate(pairs):
            inner = sent[index] if isinstance(sent, list) and index < len(sent) else sent if len(example) == 1 else MISSING  # fmt: skip
            yield from differing(one, other, inner, ignored, at + join(index))
    elif not (likeness.same(example, shown) or example == shown):
        yield at, example, shown


def _only(example: dict[str, Any], name: str) -> bool:
    """Whether an answer is an object around one record."""
    return len(example) == 1 and isinstance(example[name], dict | list)


def _of_server(name: str, value: Any, sent: Any) -> bool:
    """Whether a member is the server's own: a key, a time, an address, or a record that nobody sent."""
    plain = letters(name)
    if isinstance(value, dict | list):
        return sent is MISSING and _keyed(value)
    if plain.endswith(("id", "by", "token", "jwt")) or plain in (*likeness.CREATED, *likeness.UPDATED):
        return True
    return isinstance(value, str) and ("://" in value or likeness.instant(value) is not None)


def _keyed(value: Any) -> bool:
    if isinstance(value, dict):
        return any(letters(name).endswith(("id", "href")) for name in value) or any(_keyed(each) for each in value.values())  # fmt: skip
    return isinstance(value, list) and any(_keyed(each) for each in value)


LAWS = (Law("exchanges", "exchanges", "A documented request is answered as its example.", documented, writes=True),)
