"""Asks of vendors everything that there is to ask, in order; starts no server itself, and does not say how it is shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import httpx

from mockserver.client import ControlError
from mockserver.conformance import documents, error_examples, exchanges, fuzz, refusals, statuses, totals
from mockserver.conformance import subject as subjects
from mockserver.conformance.answers import Answers, collect
from mockserver.conformance.results import CHECKS, Checked, Point, Progress, Report
from mockserver.conformance.runs import Run
from mockserver.conformance.subject import Subject
from mockserver.conformance.target import Target
from mockserver.evidence.vendor_spec import VendorSpec, load
from mockserver.openapi.operation import Operation
from mockserver.openapi.sources import SourceError
from mockserver.settings import Settings

SAID = {
    "documents": "{sound} of {asked} questions answered well",
    "exchanges": "{sound} of {asked} answered as documented",
    "statuses": "{sound} of {asked} reached, or out of reach for a reason",
    "refusals": "{sound} of {asked} error examples are what a request is answered with, {excused} of them excused",
    "fuzz": "{sound} of {asked} properties hold in {cases} cases",
}
"""What a check came to, in words."""
UNANSWERED = (ControlError, LookupError, httpx.HTTPError)
"""What keeps an answer from coming: the server, or an exchange that names what is not there."""


class NotRun(Exception):
    """A check cannot begin or go on; the text says why."""


@dataclass(frozen=True)
class Wanted:
    """What is asked.

    Attributes:
        settings: where the folders are.
        serve: serves one vendor for the length of a block; raises NotRun if it cannot.
        checks: those of `CHECKS` that are wanted.
        seed: the seed of fuzzing.
        max_examples: requests per operation in fuzzing's phase of chance.
        left: how many seconds are left; None if there is no limit.
        progress: whom to tell.
    """

    settings: Settings
    serve: Callable[[str], AbstractContextManager[Target]]
    checks: Collection[str] = CHECKS
    seed: int = 1
    max_examples: int = 20
    left: Callable[[], float | None] = lambda: None
    progress: Progress = Progress()

    def time(self) -> float | None:
        """How many seconds are left.

        Raises:
            NotRun: none.
        """
        left = self.left()
        if left is not None and left <= 0:
            raise NotRun("the time limit came first")
        return left


def check(vendors: Iterable[str], wanted: Wanted, version: str) -> Report:
    """Check vendor after vendor."""
    checked = tuple(Examination(each, wanted).result() for each in vendors)
    return Report(version, tuple(wanted.checks), wanted.seed, wanted.max_examples, checked)


class Examination:
    """The examination of one vendor: check after check, each as far as it comes.

    Args:
        vendor: its name.
        wanted: what is asked.
    """

    def __init__(self, vendor: str, wanted: Wanted) -> None:
        self.vendor, self.wanted = vendor, wanted
        self.folder = wanted.settings.specs_of(vendor)
        self.points: list[Point] = []
        self.not_run: dict[str, str] = {}
        self.cases = 0

    def result(self) -> Checked:
        """Make the checks that are wanted."""
        self._make("documents", self._documents)
        served = [each for each in CHECKS[1:] if each in self.wanted.checks]
        try:
            if served:
                self._serve(subjects.load(self.vendor, self.wanted.settings))
        except (NotRun, SourceError, LookupError) as error:
            self._leave(served, str(error))
        except Exception as error:  # the module of a vendor of the user's own may fail in any way
            self._leave(served, f"its module cannot be used: {type(error).__name__}: {error}")
        spec = self._contract()
        return Checked(
            vendor=self.vendor,
            size=None if spec is None else totals.size(spec),
            support=None if spec is None else totals.support(spec),
            compared=None if spec is None else totals.compared(spec),
            points=tuple(self.points),
            cases=self.cases,
            not_run=self.not_run,
        )

    def _contract(self) -> VendorSpec | None:
        try:
            return load(self.folder)
        except SourceError:
            return None

    def _serve(self, subject: Subject) -> None:
        self.wanted.time()
        with self.wanted.serve(self.vendor) as target:
            self._make("exchanges", lambda: self._exchanges(target, subject))
            answers = Collected(target, subject, self.wanted, examples="refusals" in self.wanted.checks)
            self._make("statuses", lambda: self._statuses(answers, subject))
            self._make("refusals", lambda: self._refusals(answers, subject))
            self._make("fuzz", lambda: self._fuzz(target, subject))

    def _make(self, check: str, points: Callable[[], Iterator[Point]]) -> None:
        """Make one check, if it is wanted, and tell what came of it."""
        if check not in self.wanted.checks:
            return
        self.wanted.progress.now(f"{self.vendor} {check}")
        try:
            self.wanted.time()
            for point in points():
                self.points.append(point)
        except NotRun as error:
            self._leave([check], str(error))
            return
        asked = [each for each in self.points if each.check == check]
        sound, excused = sum(each.good for each in asked), sum(each.note.startswith("excused") for each in asked)
        said = SAID[check].format(asked=len(asked), sound=sound, excused=excused, cases=self.cases)
        self.wanted.progress.done(f"{self.vendor} {check}: {said}")

    def _leave(self, checks: Iterable[str], why: str) -> None:
        """Note the checks that do not come to their end."""
        left = [each for each in checks if each not in self.not_run]
        self.not_run |= dict.fromkeys(left, why)
        self.wanted.progress.done(f"{self.vendor} {', '.join(left)}: not run: {why}")

    def _documents(self) -> Iterator[Point]:
        """A point per question that could be asked."""
        found = documents.check(self.folder)
        broken = {each.check for each in found} & {"source", "form"}
        for question in documents.QUESTIONS:
            findings = tuple(str(each) for each in found if each.check == question)
            if findings or not broken:
                yield Point("documents", question, findings)

    def _exchanges(self, target: Target, subject: Subject) -> Iterator[Point]:
        for variant in (subject, *subject.variants()):
            for number, each in enumerate(variant.exchanges, 1):
                self.wanted.time()
                self.wanted.progress.now(f"{self.vendor} {variant.name} exchanges {number}/{len(variant.exchanges)}")
                name = under(variant, f"{each.operation}/{each.example}")
                try:
                    result = exchanges.replay_one(target, variant, each)
                except UNANSWERED as error:
                    yield Point("exchanges", name, (f"no answer: {error}",))
                else:
                    yield Point("exchanges", name, result.differences, str(result.request))

    def _statuses(self, answers: Collected, subject: Subject) -> Iterator[Point]:
        for collected in (answers, *map(answers.under, subject.variants())):
            variant = collected.subject
            for operation in variant.document.operations.values():
                found = collected.of(operation)
                if isinstance(found, str):
                    yield Point("statuses", under(variant, operation.id), (found,))
                    continue
                for way in statuses.ways(found, variant.unreachable):
                    findings = () if way.good else (f"{way.state}: {way.how}",)
                    name = under(variant, f"{operation.id} {way.status}")
                    yield Point("statuses", name, findings, f"{way.state}: {way.how}")

    def _refusals(self, answers: Collected, subject: Subject) -> Iterator[Point]:
        for operation in subject.document.operations.values():
            found = answers.of(operation)
            if isinstance(found, str):
                yield Point("refusals", operation.id, (found,))
                continue
            for match in error_examples.matches(found, answers.refusals, subject.unreachable):
                name = f"{operation.id} {match.status} {match.example}"
                findings = () if match.good else (f"{match.state}: {match.how}",)
                yield Point("refusals", name, findings, f"{match.state}: {match.how}")

    def _fuzz(self, target: Target, subject: Subject) -> Iterator[Point]:
        try:
            run = fuzz.fuzz_vendor(
                target, subject, seed=self.wanted.seed, max_examples=self.wanted.max_examples,
                time_limit=self.wanted.time(), tell=lambda done: self.wanted.progress.now(f"{self.vendor} fuzz: {done} scenarios"),
            )  # fmt: skip
        except fuzz.CannotFuzz as error:
            self.wanted.time()
            raise NotRun(" ".join(str(error).split())[-500:]) from None
        except UNANSWERED as error:
            raise NotRun(str(error)) from None
        self.cases = run.cases
        yield from properties(run)


class Collected:
    """What the probes of a vendor's operations are answered with, each sent once whatever is asked of the answers.

    Args:
        target: the server.
        subject: the vendor.
        wanted: how long there is time, and whom to tell.
        examples: whether error examples are looked for.
    """

    def __init__(self, target: Target, subject: Subject, wanted: Wanted, *, examples: bool) -> None:
        self.target, self.subject, self.wanted, self.examples = target, subject, wanted, examples
        self.refusals = refusals.load(subject.folder) if examples else ()
        self._of: dict[str, Answers | str] = {}

    def under(self, variant: Subject) -> Collected:
        """The same for other readings; error examples and ways to what is unreachable are looked for only by default."""
        return Collected(self.target, variant, self.wanted, examples=False)

    def of(self, operation: Operation) -> Answers | str:
        """The answers of an operation, or why there are none.

        Raises:
            NotRun: there is no time left.
        """
        if operation.id not in self._of:
            self.wanted.time()
            self.wanted.progress.now(f"{self.subject.vendor.name} {self.subject.name} probes {operation.id}")
            try:
                self._of[operation.id] = collect(
                    self.target,
                    self.subject,
                    operation,
                    self.refusals,
                    examples=self.examples,
                    left=self.subject.closed(operation.id) if self.subject.name else (),
                )
            except UNANSWERED as error:
                self._of[operation.id] = f"no answer: {error}"
        return self._of[operation.id]


def under(subject: Subject, name: str) -> str:
    """The name of a point, with what is chosen where that are not the defaults."""
    return f"{name} under {subject.name}" if subject.name else name


def properties(run: Run) -> Iterator[Point]:
    """A point per property: an operation and a check of schemathesis; and those that do not hold for other reasons."""
    failed = {(each.operation, each.check): each for each in run.failures}
    for key in dict.fromkeys((*run.properties, *failed)):
        failure = failed.get(key)
        yield Point("fuzz", " ".join(key), () if failure is None else (f"{failure.message}\n{failure.curl}",))
    for operation in run.idle:
        yield Point("fuzz", f"{operation} succeeds", ("no valid request succeeded, so that the others say nothing",))
    for number, trouble in enumerate(run.troubles, 1):
        yield Point("fuzz", f"schemathesis {number}", (trouble,))
