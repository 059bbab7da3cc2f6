"""Everything that is asked of a server that need not be ours: the laws, then chance; what came of it as any check reports it."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass

from mockserver.conformance import foreign_fuzz, verifying
from mockserver.conformance.asking.session import Session
from mockserver.conformance.fuzz import CannotFuzz
from mockserver.conformance.judging.promise import Promise
from mockserver.conformance.results import Checked, Point, Size
from mockserver.conformance.verifying import Findings, Scope
from mockserver.openapi.operation import METHODS

FUZZ = "fuzz"


@dataclass(frozen=True)
class Chance:
    """How much is left to chance.

    Attributes:
        seed: the same seed sends the same requests.
        max_examples: random requests per operation; none leaves fuzzing out.
    """

    seed: int = 1
    max_examples: int = 10


def ask(session: Session, scope: Scope, chance: Chance | None = Chance()) -> Checked:
    """Ask a server everything, and remove what was made there.

    Args:
        session: the server, and how it may be asked.
        scope: what is asked, and how long there is time.
        chance: how much is left to chance; None leaves it out.
    """
    found = verifying.verify(session, scope)
    name, requests = session.promise.name, found.requests
    scope.progress.done(
        f"{name} laws: {len(found.points)} asked with {requests} requests, {len(found.breaches)} broken"
    )
    shut_out = "credentials" in found.not_run
    points, cases, why = _by_chance(session, scope, chance, found) if chance and not shut_out else ((), 0, "")
    not_run = found.not_run | ({FUZZ: why} if why else {})
    left = tuple(session.traces.clean_up())
    return Checked(
        name, size(session.promise), None, None, (*found.points, *points), cases, not_run, found.new, left, requests,
        str(session.promise.document.file),
    )  # fmt: skip


def _by_chance(session: Session, scope: Scope, chance: Chance, found: Findings) -> tuple[tuple[Point, ...], int, str]:
    """The points of fuzzing whose cause no law has found, how many requests there were, and why it did not come to its end."""
    name, left = session.promise.name, scope.left()
    if importlib.util.find_spec("schemathesis") is None:
        return (), 0, "schemathesis must be there: pip install mocksrv[check]"
    if left is not None and left <= 0:
        return (), 0, "the time limit came first"
    try:
        points, cases = foreign_fuzz.points(
            session, seed=chance.seed, max_examples=chance.max_examples, time_limit=left,
            tell=lambda done: scope.progress.now(f"{name} fuzz: {done} scenarios"),
        )  # fmt: skip
    except CannotFuzz as error:
        return (), 0, " ".join(str(error).split())[-500:]
    known = {each.same for each in found.breaches}
    told = tuple(each for each in points if not each.breaches or each.breaches[0].same not in known)
    sound = sum(each.good for each in told)
    scope.progress.done(f"{name} fuzz: {sound} of {len(told)} properties hold in {cases} cases")
    return told, cases, ""


def size(promise: Promise) -> Size:
    """How many operations and statuses a document has."""
    items = promise.document.raw["paths"].values()
    nodes = [item[method] for item in items for method in METHODS if isinstance(item.get(method), dict)]
    return Size(len(nodes), 0, sum(len(each.get("responses") or {}) for each in nodes), 0)
