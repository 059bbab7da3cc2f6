"""Asks of vendors everything that there is to ask, in order; starts no server itself, and does not say how it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from functools import cached_property

from mockserver.conformance import citations, documents, fuzz, lawful, permissions, probing, totals
from mockserver.conformance import subject as subjects
from mockserver.conformance.probing import Collected, under
from mockserver.conformance.results import CHECKS, Checked, Point, Report
from mockserver.conformance.runs import Run
from mockserver.conformance.stage import Stage
from mockserver.conformance.subject import Subject
from mockserver.conformance.target import Target
from mockserver.conformance.verifying import Scope
from mockserver.conformance.wanted import UNANSWERED, NotRun, Wanted
from mockserver.evidence.vendor_spec import VendorSpec, load
from mockserver.openapi.sources import SourceError

SAID = {
    "documents": "{sound} of {asked} questions answered well",
    "exchanges": "{sound} of {asked} answered as documented",
    "statuses": "{sound} of {asked} reached, or out of reach for a reason",
    "refusals": "{sound} of {asked} error examples are what a request is answered with, {excused} of them excused",
    "laws": "{sound} of {asked} hold",
    "fuzz": "{sound} of {asked} properties hold in {cases} cases",
}
"""What a check came to, in words."""


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
        self.cases = self.requests = 0

    def result(self) -> Checked:
        """Make the checks that are wanted."""
        served = [each for each in CHECKS[1:] if each in self.wanted.checks]
        if not served:
            self._make("documents", self._documents)
        else:
            with ahead(self.wanted.serve(self.vendor)) as target:
                self._make("documents", self._documents)
                self._serve(served, target)
        spec = self._contract()
        return Checked(
            vendor=self.vendor,
            size=None if spec is None else totals.size(spec),
            support=None if spec is None else totals.support(spec),
            compared=None if spec is None else totals.compared(spec),
            points=tuple(self.points),
            cases=self.cases,
            not_run=self.not_run,
            requests=self.requests,
            file=str(self.folder / "openapi.yaml"),
        )

    def _serve(self, served: list[str], target: Callable[[], Target]) -> None:
        """Make the checks that need a server, or note why they cannot be made."""
        try:
            subject = self.subject
            self.wanted.time()
            self._ask(target(), subject)
        except (NotRun, SourceError, LookupError) as error:
            self._leave(served, str(error))
        except Exception as error:  # the module of a vendor of the user's own may fail in any way
            self._leave(served, f"its module cannot be used: {type(error).__name__}: {error}")

    def _contract(self) -> VendorSpec | None:
        """What its folder promises, where that can be read, whatever its module is like."""
        try:
            return self.subject.spec
        except Exception:
            try:
                return load(self.folder)
            except SourceError:
                return None

    @cached_property
    def subject(self) -> Subject:
        """The vendor, read once.

        Raises:
            LookupError: no such vendor.
            SourceError: its document or its evidence cannot be read.
        """
        return subjects.load(self.vendor, self.wanted.settings)

    def _ask(self, target: Target, subject: Subject) -> None:
        self._make("exchanges", lambda: probing.exchange_points(target, subject, self.wanted))
        answers = Collected(target, subject, self.wanted, examples="refusals" in self.wanted.checks)
        self._make("statuses", lambda: probing.status_points(answers))
        self._make("refusals", lambda: probing.refusal_points(answers))
        self._make("laws", lambda: self._laws(target, subject))
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
        try:
            subject = self.subject
        except Exception:  # what keeps it from being served is told when it is to be served
            return
        yield Point("documents", "citations", tuple(citations.check(subject.vendor, subject.spec.evidence)))
        yield Point(
            "documents", "permissions", tuple(permissions.check(subject.vendor.access.permissions, subject.spec))
        )

    def _laws(self, target: Target, subject: Subject) -> Iterator[Point]:
        """A point per law."""
        stage = Stage(target, subject, self.wanted.seed, self.wanted.now)
        scope = Scope(left=self.wanted.left, now=self.wanted.now, progress=self.wanted.progress)
        found = lawful.findings(stage, scope)
        self.requests += found.requests
        yield from found.points
        try:
            yield from lawful.world_points(stage, scope)
        except UNANSWERED as error:
            raise NotRun(str(error)) from None
        if found.not_run:
            raise NotRun("; ".join(f"{law}: {why}" for law, why in found.not_run.items()))

    def _fuzz(self, target: Target, subject: Subject) -> Iterator[Point]:
        for variant in (subject, *(each for each in subject.variants() if each.profile)):
            run = self._run(target, variant)
            self.cases += run.cases
            for point in properties(run):
                yield replace(point, name=under(variant, point.name))

    def _run(self, target: Target, subject: Subject) -> Run:
        """One run of fuzzing.

        Raises:
            NotRun: it did not come to its end.
        """
        here = f"{self.vendor} {subject.name}".strip()
        try:
            return fuzz.fuzz_vendor(
                target, subject, seed=self.wanted.seed, max_examples=self.wanted.max_examples,
                time_limit=self.wanted.time(), tell=lambda done: self.wanted.progress.now(f"{here} fuzz: {done} scenarios"),
            )  # fmt: skip
        except fuzz.CannotFuzz as error:
            self.wanted.time()
            raise NotRun(" ".join(str(error).split())[-500:]) from None
        except UNANSWERED as error:
            raise NotRun(str(error)) from None


@contextmanager
def ahead(server: AbstractContextManager[Target]) -> Iterator[Callable[[], Target]]:
    """A server that gets ready while something else is done; what is yielded waits for it, and raises what keeps it from being there."""
    with ExitStack() as stack, ThreadPoolExecutor(1) as aside:
        yield aside.submit(stack.enter_context, server).result


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
