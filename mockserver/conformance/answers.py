"""What the probes of one operation are answered with: which statuses and which error examples come; judges nothing."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from mockserver.client import ControlError
from mockserver.conformance import exchanges
from mockserver.conformance.comparison import alike, ids
from mockserver.conformance.exchanges import essence
from mockserver.conformance.failures import in_few_words, is_own
from mockserver.conformance.probes import SAFE, Probe, probes
from mockserver.conformance.refusals import Refusal
from mockserver.conformance.subject import Subject
from mockserver.conformance.target import Target
from mockserver.openapi.operation import Operation, Response

REFUSED, SPENT = 400, 429
Shown = tuple[str, str]
"""An error example: status and name."""


@dataclass
class Answers:
    """What came, so far.

    Attributes:
        operation: whose probes were sent.
        statuses: each documented status that came, with the probe that brought it.
        examples: each error example that came, likewise.
        others: bodies that came with each status and are no example.
        failures: what the tool itself said instead of an answer.
    """

    operation: Operation
    statuses: dict[str, str] = field(default_factory=dict)
    examples: dict[Shown, str] = field(default_factory=dict)
    others: dict[str, list[Any]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    def hear(self, probe: Probe, answer: httpx.Response) -> None:
        """Take down an answer."""
        how = str(probe)
        if is_own(answer.text):
            self.failures.setdefault(in_few_words(answer.text), how)
            return
        promised = self.operation.response(answer.status_code)
        if promised is None or (probe.request.method != self.operation.method and promised.status not in probe.aims):
            return
        self.statuses.setdefault(promised.status, how)
        if is_error(promised.status):
            self._compare(promised, probe, answer, how)

    def _compare(self, promised: Response, probe: Probe, answer: httpx.Response, how: str) -> None:
        body = body_of(answer)
        named = ids(f"{probe.request} {(probe.request.body or b'')[:10000].decode('utf-8', 'replace')}")
        met = False
        for name, (media_type, shown) in promised.examples.items():
            if essence(answer.headers.get("content-type", "")) == essence(media_type) and alike(shown, body, named):
                self.examples.setdefault((promised.status, name), how)
                met = True
        known = self.others.setdefault(promised.status, [])
        if not met and body not in known:
            known.append(body)

    def nearest(self, status: str, shown: Any) -> str:
        """The answer with a status that is most like an example, as text; empty if none came."""
        texts = [written(each) for each in self.others.get(status, [])]
        return next(iter(difflib.get_close_matches(written(shown), texts, 1, 0)), "")


def is_error(status: str) -> bool:
    """Whether a status of a document is that of a refusal or a failure."""
    return status == "default" or int(status) >= 400


def error_examples(operation: Operation) -> Iterator[tuple[Shown, Any]]:
    """Every error example of an operation."""
    for status, promised in operation.responses.items():
        if is_error(status):
            yield from (((status, name), shown) for name, (_, shown) in promised.examples.items())


def body_of(answer: httpx.Response) -> Any:
    """A body as examples have it: a JSON value, or text."""
    try:
        return json.loads(answer.content) if "json" in answer.headers.get("content-type", "") else answer.text
    except ValueError:
        return answer.text


def written(value: Any) -> str:
    """A body in few words."""
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))[:300]


def collect(
    target: Target,
    subject: Subject,
    operation: Operation,
    refusals: Collection[Refusal] = (),
    *,
    examples: bool = False,
    left: Collection[str] = (),
    likely: Collection[str] = (),
) -> Answers:
    """Send probes until all statuses came, and all error examples if they are asked for.

    A world is put back to its start after a success. Where something does not come, refusals may have changed something, too: then
    all is asked once more, and the world is put back each time.

    Args:
        target: the server.
        subject: the vendor.
        operation: whose probes are sent.
        refusals: the requests that error examples need.
        examples: whether error examples are looked for.
        left: statuses that are not waited for.
        likely: the probes that are sent before all others, as text.

    Raises:
        ControlError: the server does not make a world.
    """
    answers, wanted = Answers(operation), _wanted(operation, refusals, left, examples=examples)
    closed = subject.closed(operation.id)
    for as_new in (False, True):
        for probe in likely_first(probes(subject, operation, refusals), likely):
            waiting = wanted.missing(answers)
            if not waiting:
                break
            if not probe.aims or set(probe.aims) & waiting:
                answer = answered(target, subject, probe, as_new=as_new)
                if answer is not None:
                    answers.hear(probe, answer)
        if wanted.missing(answers, excused=True) <= closed:
            break
    return answers


@dataclass(frozen=True)
class _Wanted:
    """What is waited for.

    Attributes:
        statuses: the statuses that shall come.
        examples: the error examples that shall come.
        excused: those of them for which there is a reason not to come.
    """

    statuses: frozenset[str]
    examples: frozenset[Shown]
    excused: frozenset[Shown]

    def missing(self, answers: Answers, *, excused: bool = False) -> set[str]:
        """The statuses that did not come yet, or whose examples did not.

        Args:
            answers: what came.
            excused: whether examples are left out that have a reason.
        """
        examples = self.examples - self.excused if excused else self.examples
        return {*self.statuses - answers.statuses.keys(), *(status for status, _ in examples - answers.examples.keys())}


def _wanted(operation: Operation, refusals: Collection[Refusal], left: Collection[str], *, examples: bool) -> _Wanted:
    """What is waited for of an operation; `left` are the statuses that are not."""
    shown = frozenset(each for each, _ in error_examples(operation)) if examples else frozenset[Shown]()
    excused = ((each.status, each.example) for each in refusals if each.reason and each.speaks_of(operation))
    return _Wanted(frozenset(operation.responses) - set(left), shown, frozenset(excused))


def likely_first(all_probes: Iterator[Probe], likely: Collection[str]) -> Iterator[Probe]:
    """Probes in their order, but for the likely ones, which go before; no more of them are made than are taken."""
    passed, missing = [], set(likely)
    while missing and (probe := next(all_probes, None)) is not None:
        if str(probe) in missing:
            missing.remove(str(probe))
            yield probe
        else:
            passed.append(probe)
    yield from passed
    yield from all_probes


def answered(target: Target, subject: Subject, probe: Probe, *, as_new: bool = False) -> httpx.Response | None:
    """Send a probe in a world that nobody has changed; None where the world cannot be prepared for it.

    What others have spent of a quota there is no answer to it.

    Args:
        target: the server.
        subject: the vendor.
        probe: what is sent.
        as_new: whether refusals before it count as changes.
    """
    named = {f"{each.operation}/{each.example}": each for each in subject.exchanges}
    with target.lent(probe.start.fixture, probe.start.clock, subject.chosen, as_new=as_new) as lent:
        try:
            for name in probe.before:
                exchanges.sent(lent.there, subject, named[name])
            if probe.prepare is not None:
                probe.prepare(lent.there)
        except ControlError:
            return None
        answer = lent.there.send(subject.vendor.name, probe.request)
        lent.changed = not probe.alone or (probe.request.method not in SAFE and answer.status_code < REFUSED)
        spent = answer.status_code == SPENT and probe.alone and not lent.as_new
    return answered(target, subject, probe, as_new=True) if spent else answer
