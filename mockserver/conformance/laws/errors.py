"""Laws of refusals: what is wrong in a known way is refused in the way of the document, in the words of one of its examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mockserver.conformance.asking.ownership import NOWHERE
from mockserver.conformance.asking.session import Session
from mockserver.conformance.asking.values import Values, with_body
from mockserver.conformance.credentials import NOBODY, Caller, strangers
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.traffic import MISSING, Answer
from mockserver.conformance.laws import likeness, rows, targets
from mockserver.conformance.laws.law import Law
from mockserver.conformance.request_building import Request, built
from mockserver.openapi.folding import properties, required
from mockserver.openapi.operation import Operation

WORD = re.compile(r"[A-Za-z]+(?:['_-][A-Za-z]+)*|\d+|[^\sA-Za-z\d]")
KEYS = re.compile(
    r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[A-Z]{2,}\d+\b|\d+", re.IGNORECASE
)
"""What stands for a key or a number in the words of a refusal."""
SAID = re.compile(r"(unknown|no such|anything else)[^.;]*?\b(4\d\d)\b", re.IGNORECASE)
"""How a description says with which status a value is refused."""
REFUSING = ("400", "422", "4XX", "default")


def provoked(session: Session) -> Iterator[Breach]:
    """Each refusal that can be provoked is one of the document's examples, but for what it names."""
    for operation in session.operations():
        if operation.method not in ("GET", "HEAD") and not session.writes:
            continue
        for how, request, who in _provocations(session, operation):
            got = session.send(request, who)
            if not got.good and got.status < 500:
                yield from _unlike(session, operation, how, request, got)


def _provocations(session: Session, operation: Operation) -> Iterator[tuple[str, Request, Caller | None]]:
    """Requests that are refused, each for one reason."""
    values = targets.harmless(session, operation)
    if operation.secured and session.callers:
        yield "without a credential", built(operation, values), NOBODY
        own = {each.scheme for each in session.callers}
        for each in strangers(session.promise.document.raw):
            if each.scheme in own:
                yield "with a credential that nobody knows", built(operation, values), each
    for who in session.callers[1:] if operation.secured else ():
        yield f"as {who.id}", built(operation, values), who
    for name, value, _ in said(session, operation):
        yield f"with {name} of nothing", built(operation, {**values, name: value}), None
    if any(each.place == "path" for each in operation.parameters):
        nowhere = {f"path.{each.name}": targets.nowhere(session, each) for each in operation.parameters if each.place == "path"}  # fmt: skip
        yield "about what does not exist", built(operation, {**values, **nowhere}), None
    refusing = any(each in operation.responses for each in REFUSING)
    if refusing and operation.body and isinstance(values.get("body"), dict):
        yield from _bodies(session, operation, values)


def _bodies(session: Session, operation: Operation, values: Values) -> Iterator[tuple[str, Request, Caller | None]]:
    whole = built(operation, values)
    who = None if operation.secured else NOBODY
    yield "with broken JSON", replace(whole, body=b'{"a":'), who
    schema = session.maker.folding.fold(session.maker.body_schema(operation))
    for name in required(schema):
        if name in values["body"]:
            yield f"without {name}", built(operation, with_body(values, (), {name: MISSING})), who


def _unlike(session: Session, operation: Operation, how: str, request: Request, got: Answer) -> Iterator[Breach]:
    promised = operation.response(got.status)
    if promised is None or got.json is MISSING or got.status == 429:
        return
    examples = [value for media_type, value in promised.examples.values() if "json" in media_type]
    if not examples or not isinstance(got.json, dict):
        return
    free = _free(operation, session, request)
    if not any(alike(each, got.json, free) for each in examples):
        says = f"a refusal is one of the {len(examples)} examples of {promised.status}, but for what it names"
        where = likeness_of(examples, got.json)
        yield session.breach("error-examples", operation.id, says, f"{how} it is {got.in_few_words(160)}", at=where, request=request, cause=f"error-examples {operation.id} {got.status} {where}")  # fmt: skip


def _free(operation: Operation, session: Session, request: Request) -> frozenset[str]:
    """What a refusal may name where the example names something else: members, parameters, and the values that were sent."""
    schema = session.maker.folding.fold(session.maker.body_schema(operation)) if operation.body else {}
    named = [*properties(schema), *(each.name for each in operation.parameters), operation.id, request.method]
    sent = [*request.path.split("/"), *(str(value) for _, value in request.query)]
    body = WORD.findall((request.body or b"").decode("utf-8", "replace")[:2000])
    return frozenset(each for each in (*named, *sent, *body) if each)


def alike(example: Any, body: Any, free: frozenset[str]) -> bool:
    """Whether a refusal is an example, but for keys, numbers and what it names."""
    if isinstance(example, dict) and isinstance(body, dict):
        return example.keys() == body.keys() and all(alike(example[name], body[name], free) for name in example)
    if isinstance(example, list) and isinstance(body, list):
        return bool(example) is bool(body)
    if isinstance(example, str) and isinstance(body, str):
        return _words(example, body, free)
    return bool(example == body)


def _words(example: str, body: str, free: frozenset[str]) -> bool:
    """Whether two texts are one but for keys, numbers, and what the request named or the document names there."""
    ours, theirs = KEYS.sub("#", example), KEYS.sub("#", body)
    if ours == theirs or likeness.instant(example) is not None:
        return True
    named = sorted((re.escape(KEYS.sub("#", each)) for each in free), key=len, reverse=True)
    parts = re.split(rf"(?<![A-Za-z])(?:{'|'.join(named)}|#)(?![A-Za-z])", theirs) if named else [theirs]
    if not any(WORD.search(each) and any(map(str.isalpha, each)) for each in parts):
        return False
    return re.fullmatch(".+".join(map(re.escape, parts)), ours, re.DOTALL) is not None


def likeness_of(examples: list[Any], body: Any) -> str:
    """The member that is in no example as it is; empty where it is the whole."""
    for name in body:
        if not any(isinstance(each, dict) and alike(each.get(name), body[name], frozenset()) for each in examples):
            inner = [each.get(name) for each in examples if isinstance(each, dict)]
            below = likeness_of(inner, body[name]) if isinstance(body[name], dict) else ""
            return f"/{name}{below}"
    missing = [name for each in examples if isinstance(each, dict) for name in each if name not in body]
    return f"/{missing[0]}" if missing else ""


def said(session: Session, operation: Operation) -> Iterator[tuple[str, Any, int]]:
    """Parameters of which the document says in words with which status a value is refused: name, such a value, the status."""
    for parameter in operation.parameters:
        found = SAID.search(" ".join(rows.described(session, parameter).split()))
        if found is None:
            continue
        strange = found[1].lower() == "anything else"
        value = next((each for each in NOWHERE if parameter.validator.fits(each) is not strange), None)
        if value is not None:
            yield f"{parameter.place}.{parameter.name}", value, int(found[2])


def as_said(session: Session) -> Iterator[Breach]:
    """A value that the document says is refused with some status is refused so."""
    for operation in session.operations():
        if operation.method not in ("GET", "HEAD") and not session.writes:
            continue
        for name, value, status in said(session, operation):
            values = {**targets.harmless(session, operation), name: value}
            got = session.call(operation, values)
            if got.status not in (status, 401, 403, 429):
                place = next(each.pointer for each in operation.parameters if f"{each.place}.{each.name}" == name)
                came = f"with {value!r} the answer is {got.in_few_words(100)}"
                yield session.breach("refused-as-told", operation.id, f"{name} that is not there, or is none, is refused with {status}", came, place=place, request=session.request(operation, values), cause=f"refused-as-told {operation.id} {name}")  # fmt: skip


LAWS = (
    Law("error-examples", "errors", "A refusal is one of the document's examples, but for what it names.", provoked),
    Law("refused-as-told", "errors", "A value is refused with the status that the document tells.", as_said),
)
