"""Which records a real server had at each moment of a recording, as far as its answers show; asks nobody."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from mockserver.conformance.judging.judge import Judgement
from mockserver.engine.actions import Records
from mockserver.engine.vendor import Vendor, pattern
from mockserver.openapi.document import Document
from mockserver.traffic.exchanges import Exchange

Record = Mapping[str, Any]
Collections = dict[str, list[Any]]
FOREVER = 10**9


@dataclass
class Life:
    """One record of the real server.

    Attributes:
        seen: what it was when it was shown, by the number of the exchange.
        born: the exchange that made it; -1 where it was there before.
        died: the exchange that took it away.
    """

    seen: dict[int, Record] = field(default_factory=dict)
    born: int = -1
    died: int = FOREVER

    def before(self, number: int) -> Record | None:
        """What it was just before an exchange: as it was shown last, else as it was shown first; None where it was not there."""
        if not self.seen or not self.born < number <= self.died:
            return None
        earlier = [each for each in self.seen if each < number]
        return self.seen[max(earlier)] if earlier else self.seen[min(self.seen)]


class Sightings:
    """The records of a recording.

    Args:
        vendor: whose they are.
        document: what they fit.
    """

    def __init__(self, vendor: Vendor, document: Document) -> None:
        self._kept = [(each, document.schema(each.schema)) for each in vendor.collections]
        self.lives: dict[str, dict[str | int, Life]] = {}

    def look(self, number: int, exchange: Exchange, judgement: Judgement) -> None:
        """See what an exchange shows of records."""
        if not exchange.good or judgement.operation is None:
            return
        body = value_of(exchange)
        for shown in _objects(body):
            self._show(number, exchange, judgement.operation.path, shown)
        if exchange.method == "DELETE":
            self._remove(number, exchange.path.rstrip("/").rpartition("/")[2])
        elif exchange.method == "POST" and isinstance(body, Mapping):
            self._make(number, exchange, judgement.operation.path, body)

    def before(self, number: int) -> Collections:
        """The records there were just before an exchange, by collection."""
        found: Collections = {}
        for name, lives in self.lives.items():
            there = (each.before(number) for each in lives.values())
            found[name] = [each for each in there if each is not None]
        return found

    def made(self, number: int) -> dict[str, int]:
        """The number that a create gave to what it made, by collection; nothing where it counts otherwise."""
        found = (
            (name, key) for name, lives in self.lives.items() for key, life in lives.items() if life.born == number
        )
        return {name: key for name, key in found if isinstance(key, int)}

    def first_made(self) -> dict[str, int]:
        """The number of the first record that was made, by collection."""
        found: dict[str, int] = {}
        for number in sorted({life.born for lives in self.lives.values() for life in lives.values() if life.born >= 0}):
            found = {**self.made(number), **found}
        return found

    def _show(self, number: int, exchange: Exchange, path: str, shown: Record) -> None:
        fitting = [each for each, validator in self._kept if _key(each, shown) is not None and validator.fits(shown)]
        if not fitting:
            return
        records = min(fitting, key=lambda each: _distance(each, path))
        key = _key(records, shown)
        if key is None:
            return
        life = self.lives.setdefault(_name(records, exchange.path), {}).setdefault(key, Life())
        if not life.seen and exchange.method == "POST" and life.born < 0 and exchange.status == 201:
            life.born = number
        life.seen[number] = shown

    def _make(self, number: int, exchange: Exchange, path: str, body: Record) -> None:
        """A create that shows the key of what it made, and nothing else of it, as some do."""
        for records, _ in self._kept:
            key = _key(records, body)
            if key is not None and _distance(records, path) == 0:
                life = self.lives.setdefault(_name(records, exchange.path), {}).setdefault(key, Life())
                if not any(each < number for each in life.seen):
                    life.born = number

    def _remove(self, number: int, segment: str) -> None:
        for lives in self.lives.values():
            for key, life in lives.items():
                if str(key) == unquote(segment) and life.died == FOREVER and life.born < number:
                    life.died = number


def value_of(exchange: Exchange) -> Any:
    """The JSON value of an answer; None where it has none."""
    if not exchange.response.body or not exchange.response.media_type.endswith("json"):
        return None
    try:
        return json.loads(exchange.response.body)
    except (ValueError, RecursionError):
        return None


def _objects(body: Any) -> Iterator[Record]:
    """The objects of an answer that may be records: itself, the items of a list, and those of a list within."""
    if isinstance(body, dict):
        yield body
        for member in body.values():
            if isinstance(member, dict):
                yield member
            yield from (each for each in member if isinstance(each, dict)) if isinstance(member, list) else ()
    elif isinstance(body, list):
        yield from (each for each in body if isinstance(each, dict))


def _key(records: Records, shown: Record) -> str | int | None:
    key = shown.get(records.key)
    return key if isinstance(key, str | int) and not isinstance(key, bool) else None


def _name(records: Records, path: str) -> str:
    """The name of a collection, of which there may be one for every record above: `boats/7/crew`."""
    if "{" not in records.name:
        return records.name
    found = re.search(pattern(records.name).pattern, path.strip("/"))
    return found[0] if found else records.name


def _distance(records: Records, path: str) -> int:
    """How far a collection is from a path: 0 where the path names it last."""
    steps = [each for each in path.lower().split("/") if each and "{" not in each]
    name = (records.path.rstrip("/").rpartition("/")[2] or records.name).lower()
    return next((index for index, each in enumerate(reversed(steps)) if each == name), len(steps) + 1)


def judged_in_order(sightings: Sightings, judged: Sequence[tuple[Exchange, Judgement]]) -> Sightings:
    """See everything that a recording shows."""
    for number, (exchange, judgement) in enumerate(judged):
        sightings.look(number, exchange, judgement)
    return sightings


def next_numbers(collections: Mapping[str, Iterable[Record]], kept: Iterable[Records]) -> dict[str, int]:
    """What counters go on with: the number after the greatest key."""
    keys = {each.name: [record.get(each.key) for record in collections.get(each.name, ())] for each in kept}
    numbers = {name: [each for each in found if isinstance(each, int)] for name, found in keys.items()}
    return {name: max(found) + 1 for name, found in numbers.items() if found}
