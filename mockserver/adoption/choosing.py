"""Which readings a real server follows: those under which the mock answers as it did; asks the mock, and nobody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from mockserver.adoption.replay import Mock, Replayed, Start
from mockserver.adoption.sightings import Collections
from mockserver.adoption.unlikeness import STATUS, body_of, unlikeness
from mockserver.evidence.evidence import Reading
from mockserver.traffic.exchanges import Exchange

IMPOSSIBLE = 10 * STATUS
"""What readings weigh that cannot hold together."""
ROUNDS = 4
"""How often all readings are looked at, since one may depend on another."""


@dataclass(frozen=True)
class Case:
    """One exchange, with what the real server had when it took place.

    Attributes:
        exchange: the exchange.
        collections: its records just before.
        first: what was sent before it from these records, where its effect is what the exchange shows.
        numbers: the next number of counters, where it is known.
    """

    exchange: Exchange
    collections: Collections
    first: Exchange | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """What the exchanges say of one reading.

    Attributes:
        reading: its id.
        value: the value that fits best.
        default: the value that holds otherwise.
        supporting: the exchanges that only this value explains, or best.
        contradicting: those that another value would explain better.
    """

    reading: str
    value: str
    default: str
    supporting: tuple[Exchange, ...]
    contradicting: tuple[Exchange, ...] = ()


@dataclass
class Chooser:
    """Tries readings.

    Attributes:
        mock: whom it asks.
        cases: the exchanges.
        profile: the profile that holds beside the readings; empty for none.
        tell: is told how far it is.
    """

    mock: Mock
    cases: Sequence[Case]
    profile: str = ""
    tell: Callable[[str], None] = lambda text: None
    _known: dict[tuple[int, frozenset[tuple[str, str]]], tuple[int, Replayed | None]] = field(default_factory=dict)

    def answers(self, readings: Mapping[str, str]) -> list[tuple[int, Replayed | None]]:
        """How unlike the mock's answer is under some readings, exchange by exchange, and the answer."""
        return [self._answer(number, readings) for number in range(len(self.cases))]

    def weights(self, readings: Mapping[str, str]) -> list[int]:
        """How unlike the mock's answers are, exchange by exchange."""
        return [weight for weight, _ in self.answers(readings)]

    def choose(self, start: Mapping[str, str]) -> tuple[dict[str, str], list[Choice]]:
        """The readings that fit best, and what each exchange says of them.

        Args:
            start: readings that hold unless the exchanges speak for others.
        """
        built = [each for each in self.mock.spec.evidence.readings.values() if each.built and len(each.values) > 1]
        now = dict(start)
        for _ in range(ROUNDS):
            before = dict(now)
            for reading in built:
                now[reading.id] = self._best(reading, now)
            if now == before:
                break
        decided = [self._decided(each, now) for each in built]
        return now, [each for each in decided if each is not None]

    def _best(self, reading: Reading, now: Mapping[str, str]) -> str:
        self.tell(f"reading {reading.id}")
        values = [now[reading.id], *(each for each in reading.values if each != now[reading.id])]
        return min(values, key=lambda value: sum(self.weights({**now, reading.id: value})))

    def _decided(self, reading: Reading, now: Mapping[str, str]) -> Choice | None:
        """What the exchanges say of one reading, where they say anything: the others being as they are."""
        weights = {value: self.weights({**now, reading.id: value}) for value in reading.values}
        chosen = weights[now[reading.id]]
        others = [each for value, each in weights.items() if value != now[reading.id]]
        supporting, contradicting = [], []
        for number, case in enumerate(self.cases):
            rest = [each[number] for each in others]
            if chosen[number] < max(rest) and chosen[number] <= min(rest) and chosen[number] < STATUS:
                supporting.append(case.exchange)
            elif chosen[number] > min(rest):
                contradicting.append(case.exchange)
        if not supporting or any(sum(each) <= sum(chosen) for each in others):
            return None
        return Choice(reading.id, now[reading.id], reading.default, tuple(supporting), tuple(contradicting))

    def _answer(self, number: int, readings: Mapping[str, str]) -> tuple[int, Replayed | None]:
        key = number, frozenset(readings.items())
        if key not in self._known:
            self._known[key] = self._asked(self.cases[number], readings)
        return self._known[key]

    def _asked(self, case: Case, readings: Mapping[str, str]) -> tuple[int, Replayed | None]:
        exchange = case.exchange
        media_type = exchange.response.media_type
        seen = exchange.status, media_type, body_of(media_type, exchange.response.body)
        made = any(each.method == "POST" and each.good for each in (exchange, case.first or exchange))
        fixture = self.mock.fixture(case.collections, case.numbers)
        found = self.mock.ask(exchange, Start(fixture, _chosen(readings, self.mock), self.profile), case.first)
        best: tuple[int, Replayed | None] = (IMPOSSIBLE, None)
        for each in found:
            weight = unlikeness(seen, each.seen, made)
            if weight < best[0]:
                best = weight, each
            if weight == 0:
                break
        return best


def _chosen(readings: Mapping[str, str], mock: Mock) -> dict[str, str]:
    """Readings that can be chosen: those that are only recorded have their default."""
    built = mock.spec.evidence.readings
    return {id: value for id, value in readings.items() if built[id].built}
