"""Judges one request with its answer: is it an operation, are status, media type, headers and body what the document has?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mockserver.conformance.judging import curl, headers, intake, novelty
from mockserver.conformance.judging.breach import Breach, Kind
from mockserver.conformance.judging.masks import NOTHING, Masks
from mockserver.conformance.judging.promise import Promise
from mockserver.conformance.judging.routes import Routes
from mockserver.conformance.judging.traffic import MISSING, Answer
from mockserver.conformance.request_building import Request
from mockserver.openapi import pointers
from mockserver.openapi.media_types import matched
from mockserver.openapi.operation import Operation, Response
from mockserver.openapi.pointers import join, target
from mockserver.openapi.violations import Violation

MOST = 5
"""Places of one body that are told."""
NO_BODY = (204, 205, 304)
ANYWHERE = (401, 403, 405, 406, 408, 413, 414, 415, 426, 429, 431, 501, 502, 503, 504, 511)
"""Refusals that stand for any operation, which documents of other people seldom list."""


@dataclass(frozen=True)
class Judgement:
    """What came of one request with its answer.

    Attributes:
        operation: what was called; None where the document has no such operation.
        values: what was sent, as the document has it: `{"path.id": 2, "body": …}`.
        violations: what the request breaks.
        breaches: what the answer breaks, and what it has that the document does not have.
    """

    operation: Operation | None
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    violations: tuple[Violation, ...] = ()
    breaches: tuple[Breach, ...] = ()

    @property
    def broken(self) -> tuple[Breach, ...]:
        """What the answer breaks."""
        return tuple(each for each in self.breaches if each.kind == "broken")

    @property
    def new(self) -> tuple[Breach, ...]:
        """What the answer has that the document does not have."""
        return tuple(each for each in self.breaches if each.kind == "new")


class Judge:
    """Judges what went over the wire against one promise.

    Args:
        promise: the document, and what is said of it.
        base_url: where its paths begin, for the lines that send a request again.
        masks: what is hidden in whatever is told.
    """

    def __init__(self, promise: Promise, base_url: str = "", masks: Masks = NOTHING) -> None:
        self.promise, self.base_url, self.masks = promise, base_url, masks

    @cached_property
    def routes(self) -> Routes:
        """The paths of the document."""
        return Routes(self.promise.document)

    def judge(self, request: Request, answer: Answer) -> Judgement:
        """Judge one request with its answer.

        Args:
            request: what was sent, its path as the document writes it.
            answer: what came back.
        """
        found = self.routes.find(request.method, request.path)
        if found is None:
            return Judgement(None, breaches=tuple(self._unknown(request, answer)))
        operation, path = found
        read = intake.read(operation, path, request)
        breaches = self.of(operation, request, answer, refused=bool(read.violations))
        return Judgement(operation, read.values, read.violations, breaches)

    def of(
        self, operation: Operation, request: Request, answer: Answer, *, refused: bool = False
    ) -> tuple[Breach, ...]:
        """What an answer of an operation breaks.

        Args:
            operation: what was called.
            request: what was sent.
            answer: what came back.
            refused: whether the request is one that the document does not allow.
        """
        look = _Look(self, operation, request, answer, refused)
        return tuple(look.breaches())

    def breach(
        self, law: str, operation: Operation | None, place: str, says: str, came: str, *, at: str = "",
        request: Request | None = None, kind: Kind = "broken", cause: str = "", behaviour: str = "",
    ) -> Breach:  # fmt: skip
        """A breach with everything that is known of its place.

        Args:
            law: which law is broken.
            operation: what was called.
            place: where the document says it; empty for the operation itself.
            says: what the document says.
            came: what came back.
            at: where in the answer.
            request: what was sent.
            kind: whether it is broken, or only new.
            cause: what it has in common with others of the same cause.
            behaviour: the behaviour of the evidence that says it, if one does.
        """
        id = operation.id if operation is not None else ""
        place = place or self.promise.places.get(id, "")
        stated = self.promise.behaviour(behaviour) if behaviour else self.promise.sources(place)
        stated = stated if kind == "broken" else ()
        again = curl.line(request, self.base_url, self.masks) if request is not None else ""
        says, came = self.masks.hide(says), self.masks.hide(came)
        return Breach(law, id, place, at, says, came, stated, again, kind, cause)

    def _unknown(self, request: Request, answer: Answer) -> Iterator[Breach]:
        if answer.good:
            says = f"the document has no {request.method} {request.path}"
            yield self.breach("operation", None, "/paths", says, f"the answer is {answer.in_few_words(80)}", request=request, kind="new")  # fmt: skip


def judge(promise: Promise, request: Request, answer: Answer, base_url: str = "", masks: Masks = NOTHING) -> Judgement:
    """Judge one request with its answer; whoever judges many keeps a `Judge`.

    Args:
        promise: the document, and what is said of it.
        request: what was sent, its path as the document writes it.
        answer: what came back.
        base_url: where the paths begin, for the lines that send a request again.
        masks: what is hidden in whatever is told.
    """
    return Judge(promise, base_url, masks).judge(request, answer)


@dataclass
class _Look:
    """One answer, looked at from one side after the other."""

    judge: Judge
    operation: Operation
    request: Request
    answer: Answer
    refused: bool

    def breaches(self) -> Iterator[Breach]:
        promised = self.operation.response(self.answer.status)
        if promised is None or (self.answer.good and promised.status == "default" and self._lists_success()):
            yield self._status()
            return
        place = self._place(promised)
        yield from self._headers(promised, place)
        if self.request.method != "HEAD":
            yield from self._body(promised, place)

    def _lists_success(self) -> bool:
        """Whether the document lists how success is answered, so that `default` speaks of errors."""
        return any(each[:1] == "2" for each in self.operation.responses)

    def _place(self, promised: Response) -> str:
        promise = self.judge.promise
        return target(promise.document.raw, promise.places[self.operation.id] + join("responses", promised.status))

    def _say(
        self, law: str, place: str, says: str, came: str, at: str = "", kind: Kind = "broken", cause: str = ""
    ) -> Breach:
        return self.judge.breach(
            law, self.operation, place, says, came, at=at, request=self.request, kind=kind, cause=cause
        )

    def _status(self) -> Breach:
        """A status that the document does not list: of a bare document only new, where it lists none of its kind."""
        status, listed = self.answer.status, self.operation.responses
        place = self.judge.promise.places[self.operation.id] + join("responses")
        near = any(each[:1] == str(status)[:1] for each in listed)
        usual = self.judge.promise.bare and 400 <= status < 500 and (status in ANYWHERE or not near or self.refused)
        kind: Kind = "new" if usual or 300 <= status < 400 else "broken"
        if self.judge.promise.bare and self.answer.good and not any(each[:1] == "2" for each in listed):
            kind = "new"
        said = f"the document lists {', '.join(listed)}"
        cause = f"status {status}" if status in ANYWHERE else ""
        return self._say(
            "status", place, said, f"the answer is {self.answer.in_few_words(200)}", kind=kind, cause=cause
        )

    def _headers(self, promised: Response, place: str) -> Iterator[Breach]:
        for name, where, says, came in headers.wrong(self.judge.promise.document, place, promised, self.answer):
            yield self._say("headers", where, says, came, f"header {name}", cause=f"headers {name} {says} {came}")

    def _body(self, promised: Response, place: str) -> Iterator[Breach]:
        answer, listed = self.answer, promised.media_types
        if not answer.body:
            if listed and answer.status not in NO_BODY:
                yield self._say("content-type", place + join("content"), f"the answer has a body of {' or '.join(listed)}", f"the {answer.status} has no body")  # fmt: skip
            return
        if not listed:
            kind: Kind = "new" if self.judge.promise.bare else "broken"
            yield self._say("content-type", place, "the answer has no body", f"it is {answer.in_few_words(120)}", kind=kind)  # fmt: skip
            return
        found = matched(answer.media_type, tuple(listed))
        if found is None:
            given = answer.header("content-type") or "missing"
            yield self._say("content-type", place + join("content"), f"the media type is {' or '.join(listed)}", f"it is {given}", "header Content-Type")  # fmt: skip
            return
        yield from self._value(place + join("content", found), listed[found])

    def _value(self, place: str, validator: Any) -> Iterator[Breach]:
        """What is wrong with the value of a body, a few places, each constraint once; and members nobody has named."""
        answer = self.answer
        if not answer.is_json:
            return
        if answer.json is MISSING:
            yield self._say("schema", place, "the body is JSON", f"it is {answer.in_few_words(120)}")
            return
        if validator is not None and not validator.fits(answer.json):
            seen: set[str] = set()
            for each in validator.violations(answer.json):
                if each.constraint not in seen and len(seen) < MOST:
                    seen.add(each.constraint)
                    where = each.constraint or place
                    yield self._say("schema", where, _demand(self.judge.promise, where), f"{each.pointer or 'the body'} {each.what}", each.pointer)  # fmt: skip
        for pointer, value in novelty.members(self.judge.promise.document, place, answer.json):
            says = "the document does not have this member"
            yield self._say("schema", place, says, f"it is {value}", pointer, "new", f"new {pointer}")


def _demand(promise: Promise, place: str) -> str:
    """What a keyword of a schema demands, in words."""
    steps = pointers.split(place)
    word = next((each for each in reversed(steps) if not each.isdigit()), "")
    value = pointers.at(promise.document.raw, place)
    if word == "required":
        return (
            f"the member {value!r} is always there" if isinstance(value, str) else "every member of the list is there"
        )
    return f"{word} {value!r}"[:200] if not isinstance(value, dict | list) else f"{word} {str(value)[:160]}"
