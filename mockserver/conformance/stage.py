"""A server of ours, asked as any other is, but in worlds of its own, whose clock, quotas and seed can be set; knows no law."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from mockserver.conformance.asking.session import Limits, Session
from mockserver.conformance.fuzz import fixture
from mockserver.conformance.judging.promise import Promise
from mockserver.conformance.subject import Subject
from mockserver.conformance.target import Target, World
from mockserver.engine.inference.facts import Facts, facts


@dataclass(frozen=True)
class Stage:
    """A server of ours and a vendor that it serves.

    Attributes:
        target: the server.
        subject: the vendor.
        seed: the same seed sends the same requests.
        now: the seconds of a clock that only goes forward.
    """

    target: Target
    subject: Subject
    seed: int = 1
    now: Callable[[], float] = field(default=lambda: 0.0, hash=False, compare=False)

    @cached_property
    def promise(self) -> Promise:
        """What the vendor is held to."""
        subject = self.subject
        return Promise(subject.vendor.name, subject.spec, subject.readings, subject.profile)

    @cached_property
    def known(self) -> Facts:
        """What is known of its records."""
        return facts(self.promise.document.raw, folding=self.promise.document.folding)

    @cached_property
    def fixture(self) -> str:
        """Where most exchanges start: there the examples of the document find what they name."""
        return fixture(self.subject)

    @cached_property
    def further(self) -> tuple[str, ...]:
        """The fixtures that have records where the usual one has none: together they have some in each collection that has any."""
        vendor = self.subject.vendor.name
        names = [each for each in self.target.admin.vendor(vendor)["fixtures"] if each != self.fixture]
        empty = {collection for collection, count in self._counts(self.fixture).items() if not count}
        found: list[str] = []
        counts = {name: self._counts(name) for name in names} if empty else {}
        for name, of in sorted(counts.items(), key=lambda each: -sum(each[1].get(one, 0) for one in empty)):
            if any(of.get(each) for each in empty):
                empty -= {each for each in empty if of.get(each)}
                found.append(name)
        return tuple(found)

    def _counts(self, fixture: str) -> dict[str, int]:
        """How many records each collection has at the start."""
        with self.world(fixture, quotas=True) as world:
            collections = world.control.state(self.subject.vendor.name).read()["collections"]
        return {name: count if isinstance(count, int) else len(count) for name, count in collections.items()}

    @contextmanager
    def world(self, name: str = "", clock: str | None = None, *, quotas: bool = False) -> Iterator[World]:
        """A world of one's own, gone afterwards.

        Args:
            name: the fixture; the usual one if it is empty.
            clock: the instant at which its clock stands.
            quotas: whether its quotas are as they are; else nobody can spend them.
        """
        with self.target.world(name or self.fixture, clock, {**self.subject.chosen, "seed": self.seed}) as world:
            if not quotas:
                world.raise_quotas(self.subject.vendor.name)
            yield world

    def session(self, world: World, name: str = "") -> Session:
        """Whoever asks the vendor in a world: the powerful callers first.

        Args:
            world: where.
            name: the fixture that the world began with; the usual one if it is empty.
        """
        callers = sorted(self.subject.callers(name or self.fixture).values(), key=lambda each: not each.powerful)
        return Session(
            self.promise, world.http, world.url(self.subject.vendor.name), callers, limits=Limits(writes=True, alone=True),
            seed=self.seed, known=self.known, now=self.now, sleep=world.pass_time,
        )  # fmt: skip
