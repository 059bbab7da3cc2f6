"""The requests that may reach a status: each valid one, and each with one thing changed; sends nothing, knows no vendor."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from operator import methodcaller
from typing import Any

from mockserver.conformance import exchanges
from mockserver.conformance.alterations import altered, places
from mockserver.conformance.credentials import NOBODY, Caller, strangers
from mockserver.conformance.refusals import Refusal
from mockserver.conformance.request_building import Request, built
from mockserver.conformance.subject import Subject
from mockserver.conformance.target import World
from mockserver.evidence.exchanges import Exchange
from mockserver.openapi.operation import METHODS, Operation
from mockserver.openapi.parameters import MISSING

TOO_LARGE = 2 * 1024 * 1024
"""Bytes of a body that is over every sensible limit."""

NOT_THERE: tuple[Any, ...] = (
    "nothing-there",
    "999999999",
    999999999,
    "ffffffff-ffff-4fff-8fff-ffffffffffff",
    "ffffffffffffffffffffffff",
    2,
)
"""Values that name nothing."""

WRONG: tuple[Any, ...] = ("", None, -1, [], {}, [{}], True, "x" * 300)
"""Values that are of the wrong kind somewhere."""

WORTHLESS: Mapping[str, Any] = {
    "is revoked": {"revoked": True},
    "has expired": {"expires": "2000-01-01T00:00:00Z"},
    "has no permission": {"permissions": {}},
}
"""What a credential loses its worth by."""

SAFE = ("GET", "HEAD", "OPTIONS")
FAULTS = ("500", "501", "502", "503", "504")

UNUSUAL = ("204", "400", "403", "404", "409", "410", "422", "default")
"""Statuses that depend on values."""


@dataclass(frozen=True)
class Start:
    """Where a valid request of an operation begins: an exchange with success, or an example."""

    name: str
    exchange: Exchange | None
    fixture: str
    clock: str | None
    values: Mapping[str, Any]
    caller: Caller


@dataclass(frozen=True)
class Probe:
    """One request that may reach something.

    Attributes:
        how: what is special about it, in words.
        start: where it begins.
        request: what is sent.
        prepare: what the control plane does first.
        aims: the statuses it is sent for; none means any.
        after: exchanges that are sent first, as `operation/example`.
    """

    how: str
    start: Start
    request: Request
    prepare: Callable[[World], None] | None = None
    aims: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def before(self) -> tuple[str, ...]:
        """Every exchange that is sent first."""
        return (*(self.start.exchange.after if self.start.exchange else ()), *self.after)

    @property
    def alone(self) -> bool:
        """Whether nothing goes before it."""
        return self.prepare is None and not self.before

    def __str__(self) -> str:
        return f"{self.how} ({self.start.name})"


def starts(subject: Subject, operation: Operation) -> list[Start]:
    """Where valid requests of an operation begin, exchanges before examples."""
    found = []
    for each in subject.exchanges:
        if each.operation == operation.id and each.status < 300:
            caller = NOBODY if each.credential is None else subject.callers(each.fixture)[each.credential]
            found.append(
                Start(each.example, each, each.fixture, each.clock, values_of(operation, each.example), caller)
            )
    if not found:
        caller = next(iter(subject.callers("documented").values()), NOBODY) if operation.secured else NOBODY
        for name in operation.request_examples or {"": {}}:
            found.append(Start(name, None, "documented", None, values_of(operation, name), caller))
    return found


def values_of(operation: Operation, name: str) -> dict[str, Any]:
    """The values of the examples of a name, path parameters from another example where it has none."""
    values = dict(operation.request_examples.get(name, {}))
    for other in operation.request_examples.values():
        values |= {key: value for key, value in other.items() if key.startswith("path.") and key not in values}
    return values


def probes(subject: Subject, operation: Operation, refusals: Collection[Refusal] = ()) -> Iterator[Probe]:
    """Every probe of an operation, the telling ones first.

    Args:
        subject: the vendor.
        operation: what is called.
        refusals: the requests that error examples need.
    """
    begun = starts(subject, operation)
    for refusal in refusals:
        if not refusal.reason and refusal.speaks_of(operation):
            yield by_refusal(subject, operation, begun, refusal)
    for exchange in subject.exchanges:
        if exchange.operation == operation.id:
            start = Start(exchange.example, exchange, exchange.fixture, exchange.clock, {}, NOBODY)
            yield Probe("the exchange", start, exchanges.request_of(subject, exchange))
    for start in begun:
        request = built(operation, start.values)
        yield Probe("a valid request", start, request.by(start.caller))
        yield from by_others(subject, start, request)
        yield from by_methods(subject, operation, start, request.by(start.caller))
        yield from by_headers(operation, start, request.by(start.caller))
        yield from by_control(subject, operation, start, request.by(start.caller))
    for start in begun:
        yield from by_values(operation, start)


def by_refusal(subject: Subject, operation: Operation, begun: list[Start], refusal: Refusal) -> Probe:
    """The request that an error example needs.

    Raises:
        LookupError: it names a start or a credential that is not there.
    """
    named = [each for each in begun if refusal.start in ("", each.name)]
    if named:
        start = named[0]
    elif refusal.start in operation.request_examples:
        start = replace(begun[0], name=refusal.start, exchange=None, values=values_of(operation, refusal.start))
    else:
        raise LookupError(f"{operation.id} has no examples {refusal.start!r}")
    fixture = refusal.fixture or start.fixture
    caller = subject.callers(fixture)[refusal.credential] if refusal.credential else start.caller
    values: dict[str, Any] = dict(start.values)
    for at, value in refusal.values.items():
        values = instead(values, at, MISSING if value is None else value)
    request = with_headers(built(operation, values).by(caller), **refusal.headers)
    prepare = partial(steered, steps=refusal.control) if refusal.control else None
    return Probe(
        f"the request of {refusal.example}",
        replace(start, fixture=fixture),
        request,
        prepare,
        (refusal.status,),
        refusal.after,
    )


def instead(values: Mapping[str, Any], at: str, value: Any) -> dict[str, Any]:
    """Values with another one at `query.limit`, `path.id`, `body` or `body/0/name`."""
    if at == "body":
        return {"media_type": "application/json", **values, "body": value}
    if at.startswith("body/"):
        steps = (int(text) if text.isdigit() else text for text in at.split("/")[1:])
        return altered(values, "body", tuple(steps), value)
    place, _, name = at.partition(".")
    return altered(values, place, (name,), value)


def steered(world: World, steps: Iterable[tuple[str, Any]]) -> None:
    """Tell the control plane of a world what to do, step by step."""
    for name, sent in steps:
        method, _, path = name.partition(" ")
        world.control.call(method, *path.strip("/").split("/"), json=sent)


def by_others(subject: Subject, start: Start, request: Request) -> Iterator[Probe]:
    """The request of nobody, of strangers, and of everybody whom the fixture lists."""
    yield Probe("no credential", start, request.by(NOBODY))
    for caller in strangers(subject.document.raw):
        yield Probe(f"an unknown {caller.scheme} credential", start, request.by(caller), aims=("401", "403", "default"))
    for caller in subject.callers(start.fixture).values():
        yield Probe(f"the credential {caller.id}", start, request.by(caller), aims=("401", "403", "404", "default"))


def by_methods(subject: Subject, operation: Operation, start: Start, request: Request) -> Iterator[Probe]:
    """The request with methods that no path of its shape has."""
    known = [method.upper() for method in METHODS if method in subject.document.raw["paths"][operation.path]]
    for method in ("PATCH", "DELETE", "PUT", "POST", "GET"):
        if method not in known:
            changed = replace(request, method=method, body=None)
            yield Probe(f"the method {method}", start, changed, aims=("405", "default"))


def by_headers(operation: Operation, start: Start, request: Request) -> Iterator[Probe]:
    """The request with other media types, without a body, and with one that is too large."""
    for accept in ("application/xml", "text/csv", "image/png"):
        yield Probe(f"Accept: {accept}", start, with_headers(request, Accept=accept), aims=("406", "default"))
    if operation.body:
        for media_type in ("text/plain", "application/xml", "multipart/form-data"):
            changed = with_headers(replace(request, body=request.body or b"x"), **{"Content-Type": media_type})
            yield Probe(f"Content-Type: {media_type}", start, changed, aims=("415", "400", "default"))
        as_json = with_headers(request, **{"Content-Type": "application/json"})
        for body in (b"{", b'{"a":', b"[]", b"{}"):
            yield Probe(
                f"the body {body.decode()}", start, replace(as_json, body=body), aims=("400", "415", "422", "default")
            )
        padded = (request.body or b"{}") + b" " * TOO_LARGE
        yield Probe("a body of 2 MiB", start, replace(as_json, body=padded), aims=("413", "default"))


def with_headers(request: Request, **headers: str) -> Request:
    """The request with other headers."""
    return replace(request, headers={**request.headers, **headers})


def by_control(subject: Subject, operation: Operation, start: Start, request: Request) -> Iterator[Probe]:
    """The request after all quotas were spent or the credential lost what it is worth, and under a fault."""
    name = subject.vendor.name
    for how, changes in WORTHLESS.items():
        if start.caller.id != NOBODY.id:
            prepare = methodcaller("change_credential", name, start.caller.id, changes)
            yield Probe(f"the credential {how}", start, request, prepare, aims=("401", "403", "404", "default"))
    yield Probe("quota spent", start, request, methodcaller("spend_quotas", name), aims=("429",))
    for status in FAULTS:
        promised = operation.response(int(status))
        if promised is not None and (promised.status == status or status == FAULTS[0]):
            fail = methodcaller("fail", name, operation.id, int(status))
            yield Probe("a fault", start, request, fail, aims=(promised.status,))


def by_values(operation: Operation, start: Start) -> Iterator[Probe]:
    """The request with one value after the other left out, or put for one that names nothing or fits nowhere."""
    unreadable = replace(built(operation, start.values), query=(("q", b"\xff"),)).by(start.caller)
    yield Probe("a query that is not UTF-8", start, unreadable, aims=UNUSUAL)
    for place, where in places(operation, start.values):
        for value in (*NOT_THERE, MISSING, *WRONG):
            if place == "path" and (value is MISSING or value in ("", None)):
                continue
            shown = "left out" if value is MISSING else f"as {value!r}"[:40]
            request = built(operation, altered(start.values, place, where, value)).by(start.caller)
            yield Probe(f"{place} {'/'.join(map(str, where))} {shown}", start, request, aims=UNUSUAL)
