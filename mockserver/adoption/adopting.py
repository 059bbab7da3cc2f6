"""From a recording to what a team adopts: the readings that were seen, the facts, the records, and what is not true any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.adoption.choosing import Case, Choice, Chooser
from mockserver.adoption.facts import Facts
from mockserver.adoption.replay import Mock, Replayed
from mockserver.adoption.sightings import Sightings, judged_in_order
from mockserver.conformance.judging.breach import Breach, merged
from mockserver.conformance.judging.judge import Judge, Judgement
from mockserver.conformance.judging.promise import Promise
from mockserver.conformance.judging.recorded import judged
from mockserver.recording.subject import Subject
from mockserver.settings import Settings
from mockserver.traffic.exchanges import Exchange

MOST = 150
"""Exchanges from which readings are told; of those alike the first few."""
ALIKE = 3
"""Exchanges of one operation and status with the same members that are replayed."""

Answers = list[tuple[int, Replayed | None]]
"""How unlike the mock's answers are, and the answers."""


@dataclass(frozen=True)
class Adoption:
    """What recorded exchanges say.

    Attributes:
        exchanges: how many there were.
        profile: the profile of ours that comes nearest; empty for none.
        choices: the readings about which they say something.
        facts: what was seen, as sections of a page.
        breaches: what is otherwise than the document has it under these readings.
        explained: what is otherwise than the document has it without them.
        same: how many of the replayed exchanges the mock answers alike.
        replayed: how many were replayed.
        fixture: the records that the real server began with, as a starting state.
        examples: by operation and status, a body that was seen, with its media type.
    """

    exchanges: int
    profile: str
    choices: tuple[Choice, ...]
    facts: list[dict[str, Any]]
    breaches: tuple[Breach, ...]
    explained: tuple[Breach, ...]
    same: int
    replayed: int
    fixture: dict[str, Any]
    examples: dict[tuple[str, str], tuple[str, Exchange]]


def adopt(
    subject: Subject, exchanges: Sequence[Exchange], settings: Settings, tell: Callable[[str], None] = lambda text: None
) -> Adoption:
    """See what exchanges say.

    Args:
        subject: whose they are.
        exchanges: without secrets, in the order in which they took place.
        settings: where documents, evidence and fixtures are.
        tell: is told how far it is.
    """
    promise, judge = subject.promise, Judge(subject.promise)
    looked = [(each, judged(judge, each)) for each in exchanges]
    with Mock(subject.word, **_options(settings)) as mock:
        sightings = judged_in_order(Sightings(mock.vendor, promise.document), looked)
        cases = _cases(
            exchanges, sightings, [each.operation is not None or other.status >= 400 for other, each in looked]
        )
        chooser, readings = _nearest(mock, [case for _, case in cases], promise, tell)
        readings, choices = chooser.choose(readings)
        answers = _by_number(cases, chooser.answers(readings))
        fixture = mock.fitting(mock.fixture(sightings.before(0), sightings.first_made()))
    now = Promise(promise.name, promise.spec, dict(readings), "")
    again = [(each, judged(Judge(now), each)) for each in exchanges]
    breaches = merged([each for _, judgement in again for each in judgement.breaches])
    return Adoption(
        exchanges=len(exchanges),
        profile=chooser.profile,
        choices=tuple(choices),
        facts=_facts(now, again, answers),
        breaches=tuple(breaches),
        explained=_explained(looked, breaches),
        same=sum(any(weight == 0 for weight, _ in several) for several in answers.values()),
        replayed=len(answers),
        fixture=fixture,
        examples=_examples(again),
    )


Looked = Sequence[tuple[Exchange, Judgement]]
"""Exchanges, each with what the document says of it."""


def choices(
    subject: Subject, exchanges: Sequence[Exchange], settings: Settings, tell: Callable[[str], None] = lambda text: None
) -> tuple[Choice, ...]:
    """See which readings exchanges speak for, and nothing else: of each operation and status one exchange is replayed.

    Args:
        subject: whose they are.
        exchanges: without secrets, in the order in which they took place.
        settings: where documents, evidence and fixtures are.
        tell: is told how far it is.
    """
    looked = [(each, judged(Judge(subject.promise), each)) for each in exchanges]
    with Mock(subject.word, **_options(settings)) as mock:
        sightings = judged_in_order(Sightings(mock.vendor, subject.promise.document), looked)
        seen: set[object] = set()
        known = []
        for exchange, judgement in looked:
            kind = judgement.operation and judgement.operation.id, exchange.status
            known.append(judgement.operation is not None and kind not in seen)
            seen.add(kind)
        cases = [case for _, case in _cases(exchanges, sightings, known)]
        chooser, readings = _nearest(mock, cases, subject.promise, tell)
        return tuple(chooser.choose(readings)[1])


def _options(settings: Settings) -> dict[str, Any]:
    """Where the mock finds its documents."""
    return {"specs": settings.specs, "fixtures": settings.fixtures, "own": settings.own, "cache": settings.cache}


def _facts(promise: Promise, looked: Looked, answers: Mapping[int, Answers]) -> list[dict[str, Any]]:
    """What was seen, and what the mock answers alike."""
    facts = Facts(promise.document, promise.evidence)
    for number, (exchange, judgement) in enumerate(looked):
        facts.add(exchange, judgement)
        for weight, replayed in answers.get(number, []):
            if weight == 0 and replayed is not None:
                facts.confirm(exchange, judgement, replayed)
    return facts.statements()


def _examples(looked: Looked) -> dict[tuple[str, str], tuple[str, Exchange]]:
    """The first answer of each operation and status that breaks nothing, with a name."""
    found: dict[tuple[str, str], tuple[str, Exchange]] = {}
    for number, (exchange, judgement) in enumerate(looked, 1):
        promised = judgement.operation.response(exchange.status) if judgement.operation is not None else None
        if judgement.operation is not None and promised is not None and not judgement.broken and exchange.response.body:
            found.setdefault((judgement.operation.id, promised.status), (f"observed-{number}", exchange))
    return found


def _explained(looked: Looked, breaches: Sequence[Breach]) -> tuple[Breach, ...]:
    """What was broken before the readings were known, and is not under them."""
    left = {each.same for each in breaches}
    before = [each for _, judgement in looked for each in judgement.broken if each.same not in left]
    return tuple(merged(before))


def _by_number(cases: list[tuple[int, Case]], answers: Answers) -> dict[int, Answers]:
    """What came of each exchange, however often it was replayed."""
    found: dict[int, Answers] = {}
    for (number, _), answer in zip(cases, answers, strict=True):
        found.setdefault(number, []).append(answer)
    return found


def _cases(exchanges: Sequence[Exchange], sightings: Sightings, known: Sequence[bool]) -> list[tuple[int, Case]]:
    """The exchanges that are replayed, with their numbers: of those alike a few, and none that succeeds where the document has nothing."""
    found: list[tuple[int, Case]] = []
    counts: dict[Any, int] = {}
    for number, exchange in enumerate(exchanges):
        kind = _kind(exchange)
        counts[kind] = counts.get(kind, 0) + 1
        if known[number] and counts[kind] <= ALIKE and len(found) < MOST:
            found.append((number, Case(exchange, sightings.before(number), None, sightings.made(number))))
            first = _cause(exchanges, number)
            if first is not None and known[first]:
                case = Case(exchange, sightings.before(first), exchanges[first], sightings.made(first))
                found.append((number, case))
    return found


def _cause(exchanges: Sequence[Exchange], number: int) -> int | None:
    """The change whose effect an exchange is the first to show: the last one at its path, or next to it."""
    exchange = exchanges[number]
    if exchange.method != "GET" or not exchange.good:
        return None
    for earlier in range(number - 1, -1, -1):
        each = exchanges[earlier]
        if each.method == "GET" and each.path == exchange.path:
            return None
        near = each.path.startswith(exchange.path) or exchange.path.startswith(each.path)
        if each.method not in ("GET", "HEAD", "OPTIONS") and near and each.good:
            return earlier
    return None


def _kind(exchange: Exchange) -> tuple[object, ...]:
    """What exchanges have in common that are alike."""
    length = len(exchange.response.body or b"")
    path = "/".join("#" if any(each.isdigit() for each in step) else step for step in exchange.path.split("/"))
    return exchange.method, path, exchange.query, exchange.status, exchange.request.body, length


def _nearest(
    mock: Mock, cases: list[Case], promise: Promise, tell: Callable[[str], None]
) -> tuple[Chooser, dict[str, str]]:
    """Where to begin: with the readings that were asked for, or with the profile under which the mock's answers are nearest."""
    spec = mock.spec
    if promise.profile or promise.readings:  # a profile of a file of somebody's own has no name here
        names = [promise.profile if promise.profile in spec.profiles else ""]
        starts = [promise.spec.readings(promise.profile, promise.readings)]
    else:
        names = ["", *spec.profiles]
        starts = [spec.readings(name, {}) for name in names]
    choosers = [Chooser(mock, cases, name, tell) for name in names]
    weights = [sum(each.weights(start)) for each, start in zip(choosers, starts, strict=True)]
    best = weights.index(min(weights))
    return choosers[best], dict(starts[best])
