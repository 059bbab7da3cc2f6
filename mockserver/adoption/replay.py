"""Asks the mock what the real server was asked, from the records that it had then; judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

import httpx

from mockserver.adoption.callers import Asker, Callers
from mockserver.adoption.sightings import Collections, next_numbers
from mockserver.adoption.unlikeness import body_of
from mockserver.client import Admin, ControlError, World
from mockserver.conformance.credentials import Caller
from mockserver.inprocess import InProcess
from mockserver.openapi.media_types import plain
from mockserver.openapi.pointers import split
from mockserver.traffic.exchanges import Exchange
from mockserver.transports import Transport

HOST = "http://localhost"
MOST_MISFITS = 200
"""Records that do not fit a document and are left out, one after the other."""
THEN = datetime(2026, 1, 1, tzinfo=UTC)
"""The mock's time where a recording has none."""


@dataclass(frozen=True)
class Replayed:
    """What the mock answered.

    Attributes:
        status, media_type, body: of the answer.
        cited: the behaviours that shaped it.
    """

    status: int
    media_type: str
    body: Any
    cited: tuple[str, ...]

    @property
    def seen(self) -> tuple[int, str, Any]:
        """What of it is compared."""
        return self.status, self.media_type, self.body


@dataclass(frozen=True)
class Start:
    """What the mock begins with.

    Attributes:
        fixture: the state that the real server had.
        readings: those that hold.
        profile: a profile besides; empty for none.
    """

    fixture: dict[str, Any]
    readings: Mapping[str, str]
    profile: str = ""


class Side:
    """A mock in this process.

    Args:
        word: the vendor or document, as the command line has it.
        options: settings by name.
    """

    def __init__(self, word: str, **options: Any) -> None:
        self.server = InProcess(word, **options)
        transport = Transport(self.server)
        self.admin = Admin(HOST, transport=transport)
        self.http = httpx.Client(transport=transport)

    def close(self) -> None:
        """Stop."""
        self.http.close()
        self.admin.close()
        self.server.close()


class Mock:
    """A mock, a new world for each question; where the real server took a credential that nobody knows here, any is taken.

    Args:
        word: the vendor or document, as the command line has it.
        options: settings by name.
    """

    def __init__(self, word: str, **options: Any) -> None:
        self.strict = Side(word, **options)
        self.trusting = Side(word, accept_any_credentials=True, **options)
        (self.name,) = self.strict.server.app.vendors
        served = self.strict.server.app.vendors[self.name]
        self.vendor, self.spec = served.vendor, served.spec
        self.start = self.strict.admin.world("default").state(self.name).read()
        self.callers = Callers(self.vendor, self.spec.labelled.document.raw)

    def close(self) -> None:
        """Stop."""
        self.strict.close()
        self.trusting.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def fixture(self, collections: Collections, known: Mapping[str, int] | None = None) -> dict[str, Any]:
        """A starting state with some records: what was never seen is as the mock has it.

        Args:
            collections: the records that were seen.
            known: the next number of counters, where it is known.
        """
        there = {**self.start["collections"], **collections}
        numbers = {**self.start["next"], **next_numbers(collections, self.vendor.collections), **(known or {})}
        return {"collections": there, "undocumented": True, "next": numbers, "switches": self.start["switches"]}

    def ask(self, exchange: Exchange, start: Start, first: Exchange | None = None) -> Iterator[Replayed]:
        """Ask, once for each caller who may have asked, the likeliest first; nothing where these readings cannot hold.

        Args:
            exchange: what the real server was asked.
            start: what it began with.
            first: what it was asked before, from this state.
        """
        for asker in self.callers.of(exchange):
            side = self._side(asker)
            world = self._world(side, start, (first or exchange).at or THEN)
            if world is not None:
                try:
                    if first is not None:
                        self._asked(side, world, first, next(self.callers.of(first)).caller)
                        world.clock.freeze(exchange.at or THEN)
                    yield self._asked(side, world, exchange, asker.caller)
                finally:
                    world.delete()

    def fitting(self, fixture: dict[str, Any]) -> dict[str, Any]:
        """A starting state without the records that do not fit the document of the default readings."""
        data = _copied(fixture)
        world = self._made(self.strict, data, {})
        if world is None:
            return {**data, "collections": self.start["collections"]}
        world.delete()
        return data

    def _side(self, asker: Asker) -> Side:
        return self.trusting if asker.trusted else self.strict

    def _world(self, side: Side, start: Start, at: datetime) -> World | None:
        """A world for one question; None where these readings cannot hold."""
        chosen: dict[str, Any] = {"readings": {self.name: dict(start.readings)}} if start.readings else {}
        chosen |= {"profile": {self.name: start.profile}} if start.profile else {}
        made = self._made(side, {**_copied(start.fixture), "credentials": self.callers.powerless()}, chosen)
        if made is not None:
            made.clock.freeze(at)
        return made

    def _made(self, side: Side, data: dict[str, Any], chosen: dict[str, Any]) -> World | None:
        """A world with these data; records that do not fit are taken out of them."""
        for _ in range(MOST_MISFITS):
            try:
                return side.admin.worlds.create(data={self.name: data}, **chosen)
            except ControlError as error:
                if not _left_out(data, error):
                    return None
        return None

    def _asked(self, side: Side, world: World, exchange: Exchange, by: Caller) -> Replayed:
        headers, target = self.callers.presented_by(by, exchange)
        url = httpx.URL(world.url(self.name))
        url = url.copy_with(raw_path=url.raw_path + target.encode("latin-1", "replace"))
        answer = side.http.request(exchange.method, url, headers=headers, content=exchange.request.body or b"")
        media_type = plain(answer.headers.get("content-type", ""))
        entries = world.requests.all(limit=1)
        cited = tuple(entries[-1]["cited"]) if entries else ()
        return Replayed(answer.status_code, media_type, body_of(media_type, answer.content), cited)


def _copied(fixture: dict[str, Any]) -> dict[str, Any]:
    return {**fixture, "collections": {name: list(records) for name, records in fixture["collections"].items()}}


def _left_out(data: dict[str, Any], error: ControlError) -> bool:
    """Leave a record out that the mock does not take; whether there was one."""
    for pointer, _ in error.violations:
        steps = split(pointer)
        if len(steps) >= 5 and steps[2] == "collections" and steps[4].isdigit():
            records = data["collections"].get(steps[3])
            if records and int(steps[4]) < len(records):
                del records[int(steps[4])]
                return True
    return False
