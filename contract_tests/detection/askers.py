"""Who is asked about a broken server: `verify` over HTTP, and `check`; each tells whom it blames and in which words."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import httpx

from contract_tests.detection.breaking import WHOLE
from contract_tests.detection.defects import CONTROL, DOCUMENTS, PROJECT, Defect, all_defects, document
from contract_tests.detection.proof import tours
from contract_tests.detection.target import CREDENTIALS, Broken
from mockserver.client import Admin, World
from mockserver.conformance import error_examples, exchanges, lawful, refusals, statuses
from mockserver.conformance import subject as subjects
from mockserver.conformance.answers import collect
from mockserver.conformance.asking import caller
from mockserver.conformance.asking.caller import Given
from mockserver.conformance.asking.opening import Manner, asking
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.promise import Promise, of_document, of_folder
from mockserver.conformance.laws.law import GROUPS
from mockserver.conformance.stage import Stage
from mockserver.conformance.subject import Subject
from mockserver.conformance.target import Target
from mockserver.conformance.verifying import Scope, verify
from mockserver.engine.discovery import find
from mockserver.engine.inference.facts import Facts, facts


@dataclass(frozen=True)
class Told:
    """One finding, as far as it blames somebody.

    Attributes:
        operations: the operations that it names.
        text: its words, where it points and what came back.
    """

    operations: frozenset[str]
    text: str

    def blames(self, defect: Defect) -> bool:
        """Whether it blames the operation of a defect, and names the place where there is one."""
        if not self.operations & {defect.operation, *defect.blamed}:
            return False
        return defect.place.lower() in self.text.lower()


Asker = Callable[[Broken, str, str, int], Iterator[Told]]
"""Asks the server with a defect about a vendor, under a seed; what comes late is not asked where nobody wants it."""

LIKELY: Mapping[str, Sequence[str]] = {
    "schema": ("answers", "lifecycle"),
    "status": ("answers", "errors", "lifecycle"),
    "headers": ("answers", "errors", "lifecycle"),
    "content type": ("answers", "errors", "lifecycle"),
    "authentication": ("access", "answers"),
    "permissions": ("access",),
    "lifecycle": ("lifecycle",),
    "query": ("queries",),
    "defaults": ("defaults", "exchanges"),
    "error bodies": ("errors",),
    "boundary values": ("boundaries",),
    "exchanges": ("exchanges",),
    "behaviours": ("behaviours", "exchanges"),
}
"""The groups of laws that are asked first about a defect of a class: the verdict is the same, and comes earlier."""


def parts(name: str) -> list[tuple[str, ...]]:
    """The groups of laws in the order in which they are asked: all at once of the whole server."""
    defect = next((each for each in all_defects() if each.id == name), None)
    if defect is None:
        return [GROUPS]
    first = LIKELY.get(defect.kind, ())
    return [*((each,) for each in first), tuple(each for each in GROUPS if each not in first)]


@cache
def promise_of(vendor: str) -> tuple[Promise, Facts]:
    """What a server is held to, read once."""
    file = document(vendor)
    promise = of_document(vendor, file) if vendor in DOCUMENTS else of_folder(file.parent)
    return promise, facts(promise.document.raw, folding=promise.document.folding)


@cache
def credentials(vendor: str) -> tuple[Given, ...]:
    """The credentials that are given: first one that may do everything, then those of the fixture with what they may do."""
    if vendor in DOCUMENTS:
        read = (caller.read(text, number) for number, text in enumerate(CREDENTIALS, 1))
        return tuple(given for name, given in read if name == vendor)
    documented = find([vendor], None)[vendor].access.credentials[0]
    file = PROJECT / "fixtures" / vendor / f"{tours()[vendor]['fixture']}.json"
    others = json.loads(file.read_text(encoding="utf-8")).get("credentials", [])
    return (
        Given("documented", documented.scheme, documented.secret, documented.user),
        *(Given(each["id"], each["scheme"], each["secret"], each.get("user", ""), _permissions(each)) for each in others),
    )  # fmt: skip


def _permissions(credential: Mapping[str, object]) -> Mapping[str, object] | None:
    """What a credential of a fixture may do; None for everything."""
    given = credential.get("permissions")
    return given if isinstance(given, dict) else None


@contextmanager
def world_of(broken: Broken, vendor: str, name: str) -> Iterator[World]:
    """A world of its own on the server with a defect, in the state in which a server of this vendor is asked."""
    with Admin(broken.base(name)) as admin:
        world = admin.worlds.create(fixture=tours()[vendor]["fixture"])
        try:
            yield world
        finally:
            world.delete()


def by_verify(broken: Broken, vendor: str, name: str = WHOLE, seed: int = 1) -> Iterator[Told]:
    """What `verify` finds: it gets an address and credentials, and nothing of ours."""
    promise, known = promise_of(vendor)
    with world_of(broken, vendor, name) as world:
        clock = Clock(world)
        manner = Manner(writes=True, seed=seed, now=time.monotonic, today=clock.today, sleep=clock.sleep)
        with asking(promise, world.url(vendor), credentials(vendor), manner, known=known) as session:
            for groups in parts(name):
                found = verify(session, Scope(groups))
                assert not found.not_run or name != WHOLE, found.not_run
                yield from map(told, found.breaches)


def by_check(broken: Broken, vendor: str, name: str = WHOLE, seed: int = 1) -> Iterator[Told]:
    """What `check` finds, without fuzzing: every law, those of worlds among them, exchanges, statuses and error examples.

    Of a bare document it asks the laws alone: there are no exchanges and no evidence. Exchanges, statuses and error examples are
    those of the operations that the defect concerns, under the default readings; for the whole server those of all.
    """
    if vendor in DOCUMENTS:
        yield from by_verify(broken, vendor, name, seed)
        return
    subject = _subject(vendor)
    defect = next((each for each in all_defects() if each.id == name), None)
    concerned = [defect.operation, *defect.blamed] if defect else list(subject.document.operations)
    with Admin(broken.base(name)) as admin, httpx.Client(timeout=30, trust_env=False) as http:
        target = Target(admin, http)
        stage = Stage(target, subject, seed, time.monotonic)
        if defect is not None and (defect.needs and CONTROL in defect.needs):
            yield from _of_worlds(stage)
        for groups in parts(name):
            yield from map(told, lawful.findings(stage, Scope(groups)).breaches)
        yield from _probed(target, subject, concerned)
        target.give_back()
        if defect is None or CONTROL not in defect.needs:
            yield from _of_worlds(stage)


def _of_worlds(stage: Stage) -> Iterator[Told]:
    """What the laws that need worlds come to."""
    for point in lawful.world_points(stage, Scope()):
        yield from map(told, point.breaches)


@cache
def _subject(vendor: str) -> Subject:
    return subjects.load(vendor)


def _probed(target: Target, subject: Subject, concerned: Collection[str]) -> Iterator[Told]:
    """What the exchanges, statuses and error examples of some operations come to."""
    for each in subject.exchanges:
        if each.operation in concerned:
            differences = exchanges.replay_one(target, subject, each).differences
            yield from (Told(frozenset({each.operation}), f"{each.example}: {what}") for what in differences)
    special = refusals.load(subject.folder)
    for id in concerned:
        operation = subject.document.operations[id]
        answers = collect(target, subject, operation, special, examples=True)
        texts = [f"{how}: {what}" for what, how in answers.failures.items()]
        texts += [str(each) for each in statuses.ways(answers, subject.unreachable) if not each.good]
        matches = error_examples.matches(answers, special, subject.unreachable)
        texts += [f"{each.status} {each.example}: {each.how}" for each in matches if not each.good]
        yield from (Told(frozenset({id}), each) for each in texts)


class Clock:
    """The time of a server, which passes instead of ours where `verify` waits.

    Args:
        world: whose time.
    """

    def __init__(self, world: World) -> None:
        self._world, self._ahead = world, 0.0

    def today(self) -> float:
        """Seconds since 1970, as the server has them."""
        return time.time() + self._ahead

    def sleep(self, seconds: float) -> None:
        """Let time pass there."""
        self._world.clock.advance(seconds)
        self._ahead += seconds


def told(breach: Breach) -> Told:
    """What a breach says and whom it blames."""
    words = [breach.law, breach.place, breach.at, breach.says, breach.came]
    return Told(frozenset({breach.operation, *breach.others} - {""}), " ".join(words))
