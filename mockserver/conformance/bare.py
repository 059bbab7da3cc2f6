"""What is asked of a document of the user's own: can it be served, do its examples fit, and does the mock of it keep it; no house rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from mockserver.authorization import kind_of, schemes_of
from mockserver.conformance import foreign
from mockserver.conformance.asking import caller
from mockserver.conformance.asking.caller import Given
from mockserver.conformance.asking.session import Limits, Session
from mockserver.conformance.credentials import KINDS
from mockserver.conformance.foreign import Chance
from mockserver.conformance.judging.breach import Breach, merged
from mockserver.conformance.judging.promise import Promise, of_document
from mockserver.conformance.laws.law import GROUPS, laws
from mockserver.conformance.results import Checked, Point
from mockserver.conformance.verifying import Scope
from mockserver.conformance.wanted import UNANSWERED, NotRun, Wanted
from mockserver.openapi.bare.document import load
from mockserver.openapi.document import Document
from mockserver.openapi.operation import Operation, Response
from mockserver.openapi.parameters import Unserved
from mockserver.openapi.sources import SourceError

CHECK = "documents"
OF_STATE = frozenset(each.name for each in laws() if each.group in ("queries", "defaults", "lifecycle"))
"""Laws of what is kept, which an operation without state cannot hold."""

UNKNOWN = "unknown-is-refused"
"""The law that a document's own mock cannot hold of records that nobody can create: every one of them is there."""


def check(name: str, file: Path, wanted: Wanted) -> Checked:
    """Look at a document, operation by operation, and ask the mock of it for every status, every law, and by chance."""
    try:
        document = load(file)
    except SourceError as error:
        return Checked(name, None, None, None, (Point(CHECK, "source", (str(error),)),), 0, {})
    points = (*(_operation(document, id) for id, _, _ in document.frames()), *_notes(document)) if CHECK in wanted.checks else ()  # fmt: skip
    asked = [each for each in ("statuses", "laws", "fuzz") if each in wanted.checks]
    found = _served(name, file, wanted, asked) if asked else Checked(name, None, None, None, (), 0, {})
    return replace(found, size=foreign.size(of_document(name, file)), points=(*points, *found.points), new=())


def _served(name: str, file: Path, wanted: Wanted, asked: list[str]) -> Checked:
    """What the mock of a document does."""
    promise = of_document(name, file)
    given = [*_credentials(promise)]
    words = [f"{name}:{each.scheme}={f'{each.user}:' if each.user else ''}{each.secret}" for each in given]
    try:
        with wanted.serve(f"{name}={file}", credential=words) as target, target.world() as world:
            session = Session(
                promise, world.http, world.url(name), caller.callers(promise.document.raw, given), limits=Limits(True),
                seed=wanted.seed, masks=caller.masks(given), now=wanted.now, sleep=world.pass_time,
            )  # fmt: skip
            points = tuple(_statuses(session)) if "statuses" in asked else ()
            groups = [each for each in GROUPS if each != "worlds"] if "laws" in asked else []
            chance = Chance(wanted.seed, wanted.max_examples) if "fuzz" in asked else None
            found = foreign.ask(
                session, Scope(groups, wanted.left, wanted.now, wanted.progress, _without_state(session)), chance
            )
    except (NotRun, *UNANSWERED) as error:
        return Checked(name, None, None, None, (), 0, dict.fromkeys(asked, str(error)))
    return replace(found, points=(*points, *found.points), left=())  # what was made went with its world


def _without_state(session: Session) -> Callable[[Breach], bool]:
    """Whether a breach is that an operation answers whatever is asked, as the mock does where it keeps no state or has every record."""
    facts = session.facts
    return lambda breach: (
        (breach.operation in facts.stateless and breach.law in OF_STATE)
        or (breach.operation in facts.endless and breach.law == UNKNOWN)
    )


def _credentials(promise: Promise) -> Iterator[Given]:
    """A credential of each kind that the document asks for."""
    kinds = dict.fromkeys(map(kind_of, schemes_of(promise.document.raw).values()))
    for kind in (each for each in kinds if each in KINDS):
        yield Given(f"{kind}-credential", kind, f"a-{kind}-secret", "somebody" if kind == "basic" else "")


def _statuses(session: Session) -> Iterator[Point]:
    """A point per refusal that the document lists: the answer that is asked for by its status is what the document has."""
    for operation in session.operations():
        request = session.request(operation, session.maker.values(operation))
        for status in operation.responses:
            if status.isdigit() and int(status) >= 400:
                asked = replace(request, headers={**request.headers, "Prefer": f"code={status}"})
                broken = [
                    each for each in session.judge.of(operation, asked, session.pass_on(asked)) if each.kind == "broken"
                ]
                found = tuple(merged(broken))
                yield Point("statuses", f"{operation.id} {status}", tuple(map(str, found)), "asked for", breaches=found)


def _operation(document: Document, id: str) -> Point:
    """Whether an operation can be served, and which of its examples do not fit."""
    reason = document.unserved.get(id)
    try:
        if reason is None:
            return Point(CHECK, id, tuple(_misfits(document.operations[id])))
    except Unserved as error:
        reason = str(error)
    return Point(CHECK, id, (f"{id} cannot be served: {reason}",))


def _misfits(operation: Operation) -> Iterator[str]:
    for response in operation.responses.values():
        yield from (f"{operation.id} {response.status}: {each}" for each in _examples(response))


def _examples(response: Response) -> Iterator[str]:
    for name, (media_type, value) in response.examples.items():
        validator = response.media_types.get(media_type)
        if validator is None or "json" not in media_type or validator.fits(value):
            continue
        first = next(iter(validator.violations(value)), None)
        what = f"{first.pointer or 'the whole'} {first.what}" if first else "does not fit its schema"
        yield f"the example {name!r}: {what}"


def _notes(document: Document) -> Iterator[Point]:
    """What was passed over when the document was read."""
    for place, what in document.notes.items():
        yield Point(CHECK, place, (f"{place}: {what}",))
