"""Laws that need a server of ours: worlds are apart, snapshots give back the same bytes, quotas count, the clock is the world's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mockserver.conformance import exchanges
from mockserver.conformance.asking.session import Session
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.traffic import MISSING, Answer
from mockserver.conformance.laws import likeness, targets
from mockserver.conformance.request_building import Request
from mockserver.conformance.stage import Stage
from mockserver.conformance.target import World
from mockserver.engine.inference.facts import letters
from mockserver.openapi.operation import Operation

FROZEN = "2031-03-04T05:06:07Z"
"""An instant at which nothing else is likely to stand."""
OURS = re.compile(r"mock-|date$|server$|content-length$|vary$|preference-applied$", re.IGNORECASE)
"""Headers that are not part of what is compared: those of the tool, and those that say when."""
LIMIT = 4
"""Calls that are allowed while a quota is looked at."""


@dataclass(frozen=True)
class WorldLaw:
    """A law that needs worlds.

    Attributes:
        name: as a finding names it.
        says: what holds, in a sentence.
        ask: asks a server of ours, and names every breach.
    """

    name: str
    says: str
    ask: Callable[[Stage], Iterator[Breach]]


def apart(stage: Stage) -> Iterator[Breach]:
    """Two worlds whose requests are sent in turn give the same bytes as one alone, and a restored snapshot gives them again."""
    requests = [*_tour(stage)]
    with stage.world(clock=FROZEN) as alone:
        session = stage.session(alone)
        before = alone.control.snapshot("before")
        first = [_bytes(stage, alone, session.send(each, judged=False)) for _, each in requests]
        before.restore()
        again = [_bytes(stage, alone, session.send(each, judged=False)) for _, each in requests]
    with stage.world(clock=FROZEN) as one, stage.world(clock=FROZEN) as other:
        sessions = [(world, stage.session(world)) for world in (one, other)]
        both: list[list[Any]] = [[], []]
        for _, request in requests:
            for seen, (world, session) in zip(both, sessions, strict=True):
                seen.append(_bytes(stage, world, session.send(request, judged=False)))
    yield from _differing(
        session, requests, first, again, "snapshots", "the same requests in a restored world give the same bytes"
    )
    for seen in both:
        yield from _differing(session, requests, first, seen, "worlds", "two worlds give the same bytes as one alone")


def _tour(stage: Stage) -> Iterator[tuple[Operation, Request]]:
    """The documented requests of the usual fixture, and everything that can be read after each that changes something."""
    document = stage.subject.document
    reading = [each for each in document.operations.values() if each.method == "GET" and "{" not in each.path]
    sent: list[tuple[Operation, Request]] = []
    for each in stage.subject.exchanges:
        if each.fixture == stage.fixture:
            sent.append((document.operations[each.operation], exchanges.request_of(stage.subject, each)))
    with stage.world() as world:
        session = stage.session(world)
        looks = [(each, session.request(each, session.maker.values(each))) for each in reading]
    yield from (*looks, *sent, *looks)


def _bytes(stage: Stage, world: World, got: Answer) -> Any:
    """What is compared of an answer: status, headers and body, without the world's own address."""
    own = world.url(stage.subject.vendor.name).encode()
    headers = [(name.lower(), value.replace(own.decode(), "")) for name, value in got.headers if not OURS.match(name)]
    return got.status, sorted(headers), got.body.replace(own, b"")


def _differing(
    session: Session, requests: list[tuple[Operation, Request]], one: list[Any], other: list[Any], law: str, says: str
) -> Iterator[Breach]:
    """The first request of each operation whose answers differ."""
    seen: set[str] = set()
    for (operation, request), ours, theirs in zip(requests, one, other, strict=True):
        if ours != theirs and operation.id not in seen:
            seen.add(operation.id)
            came = f"one answer is {_short(ours)}, the other {_short(theirs)}"
            yield session.breach(law, operation.id, says, came, request=request, cause=f"{law} {operation.id}")


def _short(value: Any) -> str:
    status, headers, body = value
    return f"{status} {body[:120].decode('utf-8', 'replace')} {headers if len(body) < 3 else ''}".strip()


def counted(stage: Stage) -> Iterator[Breach]:
    """A quota allows as many calls as it says, tells what is left, and begins anew with the next window."""
    name = stage.subject.vendor.name
    with stage.world(clock=FROZEN, quotas=True) as world:
        session = stage.session(world)
        for quota in world.control.quotas(name).all()[:3]:
            world.control.quotas(name).set(quota["key"], limit=LIMIT, used=0)
            operation = _counted_by(stage, quota["key"])
            if operation is not None:
                yield from _arithmetic(session, world, operation, quota)


def _counted_by(stage: Stage, key: str) -> Operation | None:
    """An operation whose calls a quota counts: the one it is named after, else the first that can be read."""
    known = stage.subject.document.operations
    reading = (each for each in known.values() if each.method == "GET" and each.secured and "{" not in each.path)
    return known[key] if key in known else next(reading, None)


def _arithmetic(session: Session, world: World, operation: Operation, quota: Any) -> Iterator[Breach]:
    request = session.request(operation, session.maker.values(operation))
    answers = [session.send(request) for _ in range(LIMIT + 1)]
    statuses = [each.status for each in answers]
    says = f"{LIMIT} calls are allowed in {quota['seconds']} seconds, and the next is 429"
    if 429 in statuses[:-1] or statuses[-1] != 429:
        yield session.breach("quota", operation.id, says, f"the statuses of {LIMIT + 1} calls are {statuses}", request=request, cause=f"quota {operation.id}")  # fmt: skip
        return
    yield from _told(session, operation, request, answers[:-1], quota)
    world.pass_time(quota["seconds"])
    after = session.send(request)
    if after.status == 429:
        yield session.breach("quota", operation.id, "the count begins anew with the next window", f"{quota['seconds']} seconds later the answer is {after.in_few_words(80)}", request=request, cause=f"quota {operation.id}")  # fmt: skip


def _told(
    session: Session, operation: Operation, request: Request, answers: list[Answer], quota: Any
) -> Iterator[Breach]:
    """What headers tell of a quota: what is left goes down to nothing, and the window ends within its length."""
    for name in {each.lower() for got in answers for each, _ in got.headers}:
        values = [got.header(name) or "" for got in answers]
        if "remaining" in name and values != [str(LIMIT - 1 - index) for index in range(LIMIT)]:
            came = f"{name} of {LIMIT} calls is {', '.join(values)}"
            yield session.breach("quota", operation.id, f"{LIMIT} calls are allowed, and each answer says how many are left", came, at=f"header {name}", request=request, cause=f"quota {name}")  # fmt: skip
        if "reset" in name and "limit" in name and values[0].isdigit():
            now = datetime.fromisoformat(FROZEN).timestamp()
            wait = float(values[0]) - now if float(values[0]) > now / 2 else float(values[0])
            if not 0 <= wait <= quota["seconds"]:
                yield session.breach("quota", operation.id, f"the next window begins within {quota['seconds']} seconds", f"{name} is {values[0]}, {wait:.0f} seconds from now", at=f"header {name}", request=request, cause=f"quota {name}")  # fmt: skip
        if name.endswith("limit") and "remaining" not in name and values[0].isdigit() and values[0] != str(LIMIT):
            yield session.breach("quota", operation.id, f"{LIMIT} calls are allowed", f"{name} is {values[0]}", at=f"header {name}", request=request, cause=f"quota {name}")  # fmt: skip


def timed(stage: Stage) -> Iterator[Breach]:
    """What happens is dated by the world's clock."""
    with stage.world(clock=FROZEN) as world:
        session = stage.session(world)
        for operation in session.operations("POST"):
            values = session.maker.values(operation)
            if any(f"path.{each.name}" in values for each in operation.parameters if each.place == "path"):
                continue
            got = session.call(operation, values)
            yield from _dated(session, operation, session.request(operation, values), got.json, values.get("body"))
        for resource in session.facts.resources:
            made = targets.own(session, resource) if resource.create is not None else None
            if made is not None and resource.read is not None:
                read = session.operation(resource.read.operation)
                values = targets.values_for(session, resource.read, made)
                got = session.call(read, values)
                yield from _dated(session, read, session.request(read, values), got.json, made.sent.get("body"))
        for operation in session.operations("GET"):
            if "{" not in operation.path and not operation.secured:
                got = session.call(operation, session.maker.values(operation))
                yield from _dated(session, operation, session.request(operation, {}), got.json, None)


STAMPS = (*likeness.CREATED, *likeness.UPDATED, "timestamp")


def _dated(session: Session, operation: Operation, request: Request, value: Any, sent: Any) -> Iterator[Breach]:
    """The instants of an answer that say when something was made or changed, and are another one than that of the world."""
    now = datetime.fromisoformat(FROZEN).timestamp()
    for name, each in _members(value) if value is not MISSING else ():
        if letters(name) not in STAMPS or (isinstance(sent, dict) and name in sent):
            continue
        told = likeness.instant(each) if isinstance(each, str) else each if isinstance(each, int | float) else None
        if told is None or isinstance(each, bool):
            continue
        told = told / 1000 if told > now * 100 else told
        if abs(now - told) < 60:  # waiting for a record to be there moves the clock a little
            continue
        came = f"{name} is {each!r} while the world's clock stands at {FROZEN}"
        yield session.breach("clock", operation.id, "what happens is dated by the world's clock", came, at=f"/{name}", request=request, cause=f"clock {operation.id} {name}")  # fmt: skip


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    """The scalar members of a value, those of objects in it, and those of the last item of its lists."""
    if isinstance(value, dict):
        for name, each in value.items():
            if isinstance(each, dict | list):
                yield from _members(each)
            else:
                yield name, each
    elif isinstance(value, list) and value:
        yield from _members(value[-1])


LAWS = ()
WORLD_LAWS = (
    WorldLaw("worlds", "Two worlds give the same bytes as one alone, and so does one that is restored.", apart),
    WorldLaw("quota", "A quota allows as many calls as it says, tells what is left, and begins anew.", counted),
    WorldLaw("clock", "What happens is dated by the world's clock.", timed),
)
