"""Laws that the evidence itself writes down: its behaviours as steps, asked one after the other on records of our own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.conformance import steps
from mockserver.conformance.asking.session import Session
from mockserver.conformance.credentials import NOBODY, Caller, strangers
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.traffic import MISSING, Answer
from mockserver.conformance.laws import likeness
from mockserver.conformance.laws.law import Law
from mockserver.conformance.probes import instead
from mockserver.conformance.request_building import Request, built
from mockserver.conformance.steps import Behaviour, Expectation, Step
from mockserver.openapi.parameters import MISSING as LEFT_OUT
from mockserver.openapi.pointers import split

READING = ("GET", "HEAD")
BUSY = (429, 503)
NULL = "$null"
"""What stands for null, since null leaves out."""
Kept = dict[str, Any]


def behaves(session: Session) -> Iterator[Breach]:
    """Every behaviour that stands beside the evidence as steps."""
    if session.promise.bare:
        return
    for behaviour in steps.load(session.promise.evidence.file.parent):
        known = session.promise.document.operations
        if all(each in known for each in behaviour.operations) and _allowed(session, behaviour):
            yield from _behaves(session, behaviour)


def _allowed(session: Session, behaviour: Behaviour) -> bool:
    """Whether a behaviour may be asked: what writes, writes to our own, unless all is ours."""
    if all(session.operation(each).method in READING for each in behaviour.operations):
        return True
    return session.writes and (session.limits.alone or not _elsewhere(session, behaviour))


def _elsewhere(session: Session, behaviour: Behaviour) -> bool:
    """Whether a behaviour writes to a record that was found, not made."""
    found: set[str] = set()
    for step in (*behaviour.given, behaviour.when, *(each.step for each in behaviour.then)):
        if step.send and session.operation(step.send).method in READING:
            found |= {f"${name}" for name in step.keep}
        elif any(f'"{name}"' in json.dumps(step.values) for name in found):
            return True
    return False


def _behaves(session: Session, behaviour: Behaviour) -> Iterator[Breach]:
    """One behaviour; nothing is said of it where what it begins with does not work."""
    kept: Kept = {}
    for step in behaviour.given:
        got, _ = _sent(session, step, kept)
        if not got.good or not _keep(step, got, kept):
            return
    got, request = _sent(session, behaviour.when, kept)
    _keep(behaviour.when, got, kept)
    operation = behaviour.when.send
    for each in behaviour.then:
        if each.step.send:
            got, request = _sent(session, each.step, kept)
            operation = each.step.send
        if got.status in BUSY:
            return
        wrong = next(_wrong(each, got, kept), None)
        if wrong is not None:
            at, came = wrong
            states = session.promise.evidence.behaviours[behaviour.id].states
            yield session.breach("behaviours", behaviour.blames or operation, states, came, at=at, request=request, behaviour=behaviour.id, cause=f"behaviours {behaviour.id}")  # fmt: skip
            return


def _sent(session: Session, step: Step, kept: Kept) -> tuple[Answer, Request]:
    operation = session.operation(step.send)
    values = session.maker.values(operation, step.start)
    for at, value in step.values.items():
        values = instead(values, at, LEFT_OUT if value is None else _filled(value, kept))
    caller = _caller(session, step.by) if operation.secured else NOBODY
    request = built(operation, values)
    return session.send(request, by=caller), request.by(caller)


def _caller(session: Session, by: str) -> Caller:
    if by == "nobody":
        return NOBODY
    return next(iter(strangers(session.promise.document.raw)), NOBODY) if by == "stranger" else session.caller


def _filled(value: Any, kept: Mapping[str, Any]) -> Any:
    """A value with what was kept in the place of its `$name`."""
    if isinstance(value, str) and value.startswith("$"):
        return None if value == NULL else kept.get(value[1:], value)
    if isinstance(value, dict):
        return {name: _filled(each, kept) for name, each in value.items()}
    return [_filled(each, kept) for each in value] if isinstance(value, list) else value


def _keep(step: Step, got: Answer, kept: Kept) -> bool:
    """Keep what a step says; whether all of it was there."""
    for name, pointer in step.keep.items():
        found = [value for _, value in found_at(got.json, pointer)]
        if not found:
            return False
        kept[name] = found[0]
    return True


def _wrong(expected: Expectation, got: Answer, kept: Kept) -> Iterator[tuple[str, str]]:
    """What of an answer is not as expected: where, and what came."""
    if expected.status is not None and got.status != expected.status:
        yield "", f"the answer is {got.in_few_words(120)}, and not {expected.status}"
    for pointer, value in expected.shows.items():
        wanted = _filled(value, kept)
        found = [*found_at(got.json, pointer)]
        if not found and "*" not in pointer:
            yield pointer, f"nothing stands at {pointer}: {got.in_few_words(120)}"
        for at, each in found:
            if not _is(wanted, each):
                yield at, f"{at} is {_text(each)}, and not {_text(wanted)}"
    for pointer in expected.lacks:
        yield from ((at, f"{at} is {_text(each)}, and should not be there") for at, each in found_at(got.json, pointer))
    for pointer, value in expected.never.items():
        wanted = _filled(value, kept)
        yield from ((at, f"{at} is {_text(each)}") for at, each in found_at(got.json, pointer) if _is(wanted, each))
    for name, text in expected.headers.items():
        if (got.header(name) or "").lower() != text.lower():
            yield f"header {name}", f"the header {name} is {got.header(name) or 'missing'}, and not {text}"


def found_at(value: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    """Everything that stands at a pointer, `*` standing for each item of a list, `-1` for the last."""
    found = [("", value)] if value is not MISSING else []
    for step in split(pointer):
        found = [each for at, node in found for each in _below(at, node, step)]
    yield from found


def _below(at: str, node: Any, step: str) -> Iterator[tuple[str, Any]]:
    if isinstance(node, list):
        chosen = range(len(node)) if step == "*" else [int(step)] if step.lstrip("-").isdigit() else []
        yield from ((f"{at}/{each}", node[each]) for each in chosen if -len(node) <= each < len(node))
    elif isinstance(node, dict) and step in node:
        yield f"{at}/{step}", node[step]


def _is(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, dict) and wanted.keys() == {"like"}:
        return isinstance(found, str) and re.fullmatch(wanted["like"], found) is not None
    return likeness.same(wanted, found)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:120]


LAWS = (Law("behaviours", "behaviours", "What the evidence says beside the document.", behaves),)
