"""Asks the mock what the real server was asked, from the records that it had then; judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

import httpx

from mockserver.adoption.sightings import Collections, next_numbers
from mockserver.adoption.unlikeness import body_of
from mockserver.client import Admin, ControlError, World
from mockserver.conformance.credentials import NOBODY, Caller, caller, strangers
from mockserver.inprocess import InProcess
from mockserver.masking import HIDDEN, Secrets, key_names
from mockserver.traffic.exchanges import Exchange
from mockserver.transports import Transport

HOST = "http://localhost"
NOT_SENT = frozenset({
    "host", "content-length", "transfer-encoding", "connection", "accept-encoding", "authorization", "cookie", "prefer",
    "user-agent", "expect", "origin", "referer", "te", "upgrade", "keep-alive",
})  # fmt: skip
"""Headers of a recorded request that say nothing to the mock, or that it gets from here."""
POWERLESS = "powerless"
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
        raw = self.spec.labelled.document.raw
        self._keys = Secrets(key_names(raw))
        listed = self.vendor.access.credentials
        self._powerful = [caller(raw, each.id, each.scheme, each.secret, each.user, powerful=True) for each in listed]
        self._strangers = strangers(raw) if listed else []

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
        return {"collections": there, "next": numbers, "switches": self.start["switches"]}

    def ask(
        self, exchange: Exchange, fixture: dict[str, Any], readings: Mapping[str, str], profile: str = "",
        first: Exchange | None = None,
    ) -> Iterator[Replayed]:  # fmt: skip
        """Ask, once for each caller who may have asked, the likeliest first; nothing where these readings cannot hold.

        Args:
            exchange: what the real server was asked.
            fixture: the state that it had.
            readings: those that hold in the mock.
            profile: a profile besides.
            first: what it was asked before, from this state.
        """
        for side, by in self._callers(exchange):
            world = self._world(side, fixture, readings, profile, (first or exchange).at or THEN)
            if world is not None:
                try:
                    if first is not None:
                        self._asked(side, world, first, next(self._callers(first))[1])
                        world.clock.freeze(exchange.at or THEN)
                    yield self._asked(side, world, exchange, by)
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

    def _world(
        self, side: Side, fixture: dict[str, Any], readings: Mapping[str, str], profile: str, at: datetime
    ) -> World | None:
        """A world for one question; None where these readings cannot hold."""
        kinds = dict.fromkeys(each.scheme for each in self._powerful)
        less = [
            {"id": f"{POWERLESS}-{kind}", "scheme": kind, "secret": POWERLESS, "user": POWERLESS, "permissions": {}}
            for kind in kinds
        ]
        chosen: dict[str, Any] = {"readings": {self.name: dict(readings)}} if readings else {}
        chosen |= {"profile": {self.name: profile}} if profile else {}
        made = self._made(side, {**_copied(fixture), "credentials": less}, chosen)
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
        secret = {*self._keys.names, *(name.lower() for name in by.headers)}
        headers = [
            (name, value) for name, value in exchange.request.headers
            if name.lower() not in NOT_SENT and name.lower() not in secret and HIDDEN not in value
        ]  # fmt: skip
        query = [
            pair
            for pair in parse_qsl(exchange.query, keep_blank_values=True)
            if pair[0].lower() not in secret and HIDDEN not in pair[1]
        ]
        plain = not by.query and len(query) == len(parse_qsl(exchange.query, keep_blank_values=True))
        sent = exchange.query if plain else urlencode([*query, *by.query])
        url = httpx.URL(world.url(self.name))
        target = exchange.path + (f"?{sent}" if sent else "")
        url = url.copy_with(raw_path=url.raw_path + target.encode("latin-1", "replace"))
        answer = side.http.request(
            exchange.method, url, headers=[*headers, *by.headers.items()], content=exchange.request.body or b""
        )
        media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        entries = world.requests.all(limit=1)
        cited = tuple(entries[-1]["cited"]) if entries else ()
        return Replayed(answer.status_code, media_type, body_of(media_type, answer.content), cited)

    def _callers(self, exchange: Exchange) -> Iterator[tuple[Side, Caller]]:
        """Who may have asked: nobody; who may do everything, or may not do this; somebody whom the server does not know."""
        kind = self._presented(exchange)
        known = [each for each in self._powerful if each.scheme == kind] or self._powerful
        strangers = [each for each in self._strangers if each.scheme == kind] or self._strangers
        if not kind or not known:
            yield self.strict, NOBODY
            return
        if exchange.status not in (401, 403):
            yield self.trusting, known[0]
        if exchange.status == 403:
            yield self.strict, known[0]
            raw, scheme = self.spec.labelled.document.raw, known[0].scheme
            yield self.strict, caller(raw, POWERLESS, scheme, POWERLESS, POWERLESS if scheme == "basic" else "")
        yield from ((self.strict, each) for each in strangers[:1])

    def _presented(self, exchange: Exchange) -> str:
        """How a credential was presented; empty where none was."""
        scheme = (exchange.request.header("authorization") or "").partition(" ")[0].lower()
        if scheme:
            return scheme if scheme in ("bearer", "basic") else "bearer"
        names = [name for name, _ in exchange.request.headers] + [
            name for name, _ in parse_qsl(exchange.query, keep_blank_values=True)
        ]
        return "apiKey" if any(name.lower() in self._keys.names for name in names) else ""


def _copied(fixture: dict[str, Any]) -> dict[str, Any]:
    return {**fixture, "collections": {name: list(records) for name, records in fixture["collections"].items()}}


def _left_out(data: dict[str, Any], error: ControlError) -> bool:
    """Leave a record out that the mock does not take; whether there was one."""
    for pointer, _ in error.violations:
        steps = pointer.strip("/").split("/")
        if len(steps) >= 5 and steps[2] == "collections" and steps[4].isdigit():
            records = data["collections"].get(steps[3].replace("~1", "/").replace("~0", "~"))
            if records and int(steps[4]) < len(records):
                del records[int(steps[4])]
                return True
    return False
