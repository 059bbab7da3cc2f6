"""What a running server is asked about exchanges, statuses and error examples, as points; starts no server, knows no vendor."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.conformance import error_examples, exchanges, refusals, statuses
from mockserver.conformance.answers import Answers, collect
from mockserver.conformance.results import Point
from mockserver.conformance.subject import Subject
from mockserver.conformance.target import Target
from mockserver.conformance.wanted import UNANSWERED, Wanted
from mockserver.openapi.operation import Operation


class Collected:
    """What the probes of a vendor's operations are answered with, each sent once whatever is asked of the answers.

    Args:
        target: the server.
        subject: the vendor, under some readings.
        wanted: how long there is time, and whom to tell.
        examples: whether error examples are looked for.
        default: the same under the default readings; what brought a status there is sent first here.
    """

    def __init__(
        self, target: Target, subject: Subject, wanted: Wanted, *, examples: bool, default: Collected | None = None
    ) -> None:
        self.target, self.subject, self.wanted, self.examples = target, subject, wanted, examples
        self.default = default
        self.refusals = refusals.load(subject.folder) if examples else ()
        self._of: dict[str, Answers | str] = {}

    def under(self, variant: Subject) -> Collected:
        """The same for other readings; error examples and ways to what is unreachable are looked for only by default."""
        return Collected(self.target, variant, self.wanted, examples=False, default=self)

    def likely(self, operation: str) -> tuple[str, ...]:
        """The probes of an operation that are likely to reach its statuses: those that did by default."""
        found = self.default._of.get(operation) if self.default is not None else None
        return tuple(found.statuses.values()) if isinstance(found, Answers) else ()

    def of(self, operation: Operation) -> Answers | str:
        """The answers of an operation, or why there are none.

        Raises:
            NotRun: there is no time left.
        """
        if operation.id not in self._of:
            self.wanted.time()
            self.wanted.progress.now(f"{self.subject.vendor.name} {self.subject.name} probes {operation.id}")
            left = self.subject.closed(operation.id) if self.subject.name else ()
            try:
                self._of[operation.id] = collect(
                    self.target, self.subject, operation, self.refusals, examples=self.examples, left=left,
                    likely=self.likely(operation.id),
                )  # fmt: skip
            except UNANSWERED as error:
                self._of[operation.id] = f"no answer: {error}"
        return self._of[operation.id]


def exchange_points(target: Target, subject: Subject, wanted: Wanted) -> Iterator[Point]:
    """Replay every exchange, by default and under other readings."""
    for variant in (subject, *subject.variants()):
        for number, each in enumerate(variant.exchanges, 1):
            wanted.time()
            wanted.progress.now(f"{subject.vendor.name} {variant.name} exchanges {number}/{len(variant.exchanges)}")
            name = under(variant, f"{each.operation}/{each.example}")
            try:
                result = exchanges.replay_one(target, variant, each)
            except UNANSWERED as error:
                yield Point("exchanges", name, (f"no answer: {error}",))
            else:
                yield Point("exchanges", name, result.differences, str(result.request))


def status_points(answers: Collected) -> Iterator[Point]:
    """Say of every status how it is reached, by default and under other readings."""
    for collected in (answers, *map(answers.under, answers.subject.variants())):
        variant = collected.subject
        for operation in variant.document.operations.values():
            found = collected.of(operation)
            if isinstance(found, str):
                yield Point("statuses", under(variant, operation.id), (found,))
                continue
            for what, how in found.failures.items():
                yield Point("statuses", under(variant, f"{operation.id} {how}"), (what,))
            for way in statuses.ways(found, variant.unreachable):
                findings = () if way.good else (f"{way.state}: {way.how}",)
                name = under(variant, f"{operation.id} {way.status}")
                yield Point("statuses", name, findings, f"{way.state}: {way.how}")


def refusal_points(answers: Collected) -> Iterator[Point]:
    """Say of every error example which request is answered so."""
    subject = answers.subject
    for operation in subject.document.operations.values():
        found = answers.of(operation)
        if isinstance(found, str):
            yield Point("refusals", operation.id, (found,))
            continue
        for match in error_examples.matches(found, answers.refusals, subject.unreachable):
            name = f"{operation.id} {match.status} {match.example}"
            findings = () if match.good else (f"{match.state}: {match.how}",)
            yield Point("refusals", name, findings, f"{match.state}: {match.how}")


def under(subject: Subject, name: str) -> str:
    """The name of a point, with what is chosen where that are not the defaults."""
    return f"{name} under {subject.name}" if subject.name else name
