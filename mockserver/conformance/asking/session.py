"""A server that is being asked: sends requests and judges every answer; what was made there is kept in `traces`."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import httpx

from mockserver.conformance.asking import caller
from mockserver.conformance.asking.delays import Delays, Instant
from mockserver.conformance.asking.guard import SAFE
from mockserver.conformance.asking.interruption import held_back
from mockserver.conformance.asking.ownership import Ownership
from mockserver.conformance.asking.pace import Pace, TooLong
from mockserver.conformance.asking.traces import Owned, Traces
from mockserver.conformance.asking.values import Maker
from mockserver.conformance.asking.wire import Wire
from mockserver.conformance.credentials import NOBODY, Caller
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.judge import Judge
from mockserver.conformance.judging.masks import NOTHING, Masks
from mockserver.conformance.judging.promise import Promise
from mockserver.conformance.judging.traffic import Answer
from mockserver.conformance.request_building import Request, built
from mockserver.engine.inference.facts import Facts, facts
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import Unserved


@dataclass(frozen=True)
class Limits:
    """What may be done to the server.

    Attributes:
        writes: whether anything may be changed there.
        requests: how often one request is sent again that was turned away for now.
        alone: whether it is a world of our own, where everything may be changed, whoever made it.
    """

    writes: bool = False
    requests: int = 3
    alone: bool = False


class Session:
    """A server that is being asked.

    Args:
        promise: what it is held to.
        http: sends; a guard stands inside it.
        base_url: where the paths of the document begin.
        callers: who asks; the first may do everything.
        limits: what may be done.
        pace: how fast; None for as fast as it goes.
        seed: the same seed sends the same requests.
        masks: what is hidden.
        known: the facts of the document, where they are known already.
        now: the seconds of a clock that only goes forward.
        sleep: lets time pass on the server's side.
    """

    def __init__(
        self,
        promise: Promise,
        http: httpx.Client,
        base_url: str,
        callers: Collection[Caller] = (),
        *,
        limits: Limits = Limits(),
        pace: Pace | None = None,
        seed: int = 1,
        masks: Masks = NOTHING,
        known: Facts | None = None,
        now: Callable[[], float] = lambda: 0.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.promise, self.callers, self.limits, self.seed = promise, list(callers), limits, seed
        self.wire = Wire(http, base_url.rstrip("/"), pace, limits.requests, now)
        self.judge = Judge(promise, base_url, masks)
        self.facts = known or facts(promise.document.raw, folding=promise.document.folding)
        self.mark = f"verify-{zlib.crc32(f'{seed}/{promise.name}'.encode()):08x}"
        self.maker = Maker(promise, seed, self.mark)
        # a world of our own has a clock of its own, which nothing but `sleep` is sure to move
        self.delays = Delays((lambda: 0.0) if limits.alone else now, sleep)
        self.ownership = Ownership(self.facts, self.judge.routes, self.maker)
        if not limits.alone:
            self.maker.kept = self.ownership.body
        self.traces = Traces(self.facts, self.maker, self.ownership, self.delays, self._as_usual)
        self.breaches: list[Breach] = []
        self.asked: dict[str, int] = {}
        self.succeeded: set[str] = set()
        self.refused: set[str] = set()
        self.numbered = 0
        self.stocked: dict[str, Instant] = {}
        self.ready: dict[str, list[Owned]] = {}
        self.left: Callable[[], float | None] = lambda: None
        self._usual: dict[str, Caller] = {}

    @property
    def caller(self) -> Caller:
        """Who asks usually."""
        return self.callers[0] if self.callers else NOBODY

    def ways(self, operation: Operation) -> list[list[str]]:
        """The kinds of credentials that an operation asks for together, in each of the ways in which it can be called."""
        return caller.ways(self.promise.document.raw, self.promise.places[operation.id])

    def usual(self, operation: Operation) -> Caller:
        """Who calls an operation usually."""
        if operation.id not in self._usual:
            self._usual[operation.id] = caller.usual(self.ways(operation), self.callers)
        return self._usual[operation.id]

    def _caller_of(self, request: Request) -> Caller:
        """Who sends a request usually."""
        found = self.judge.routes.find(request.method, request.path) if len(self.callers) > 1 else None
        return self.usual(found[0]) if found is not None else self.caller

    @property
    def writes(self) -> bool:
        """Whether anything may be changed on the server."""
        return self.limits.writes

    @contextmanager
    def within(self, left: Callable[[], float | None]) -> Iterator[None]:
        """Ask no longer than there is time; cleaning up comes afterwards, and has no limit.

        Args:
            left: how many seconds are left; None if there is no limit.
        """
        before, self.left = self.left, left
        pace = self.wire.pace
        if pace is not None:
            pace.left = left
        try:
            yield
        finally:
            self.left = before
            if pace is not None:
                pace.left = before

    def operation(self, id: str) -> Operation:
        """An operation of the document.

        Raises:
            LookupError: there is none, or it cannot be used.
        """
        try:
            return self.promise.document.operations[id]
        except Unserved as error:
            raise LookupError(str(error)) from None

    def operations(self, *methods: str) -> list[Operation]:
        """All operations that can be used, or those with some methods."""
        found = []
        for id, method, _ in self.promise.document.frames():
            if not methods or method in methods:
                try:
                    found.append(self.operation(id))
                except LookupError:
                    continue
        return found

    def send(self, request: Request, by: Caller | None = None, *, judged: bool = True) -> Answer:
        """Send a request, and judge the answer.

        Args:
            request: what is sent.
            by: who asks; whoever asks usually, if nobody is named.
            judged: whether the answer is judged by itself.

        Raises:
            httpx.HTTPError: no answer came.
            Held: it may not be sent.
            TooLong: there is no time left, or the server wants a longer wait than there is time for.
        """
        left = self.left()
        if left is not None and left <= 0:
            raise TooLong("the time limit came first")
        request = self.kept_to(request.by(self._caller_of(request) if by is None else by))
        with nullcontext() if request.method in SAFE else held_back():
            got = self.pass_on(request)
            self.hear(request, got, judged=judged)
        return got

    def kept_to(self, request: Request) -> Request:
        """A request that touches nothing but our own, unless all is ours."""
        return request if self.limits.alone else self.ownership.kept_to(request)

    def pass_on(self, request: Request) -> Answer:
        """Send a request by whoever it says, kept to what is ours, and judge nothing."""
        request = self.kept_to(request)
        if not self.limits.alone:
            self.traces.keep(request)
        return self.wire.send(request)

    def _as_usual(self, request: Request) -> Answer:
        """Send a request by whoever asks usually, and judge nothing."""
        return self.pass_on(request.by(self._caller_of(request)))

    def hear(self, request: Request, got: Answer, *, judged: bool = True) -> None:
        """Take down an answer: what it breaks, what was made, what is gone."""
        judgement = self.judge.judge(request, got)
        if judged:
            self.breaches += judgement.breaches
        if judgement.operation is None:
            return
        id = judgement.operation.id
        self.asked[id] = self.asked.get(id, 0) + 1
        if got.good:
            self.succeeded.add(id)
        elif got.status == 401:
            self.refused.add(id)
        self.traces.note(judgement, request, got)

    def call(self, operation: Operation | str, values: Mapping[str, Any], by: Caller | None = None) -> Answer:
        """Call an operation with values such as `{"path.id": 2, "body": …}`."""
        found = self.operation(operation) if isinstance(operation, str) else operation
        return self.send(built(found, values), self.usual(found) if by is None else by)

    def request(self, operation: Operation | str, values: Mapping[str, Any], by: Caller | None = None) -> Request:
        """The request that calls an operation, by whoever asks usually if nobody is named."""
        found = self.operation(operation) if isinstance(operation, str) else operation
        return built(found, values).by(self.usual(found) if by is None else by)

    def breach(self, law: str, operation: str, says: str, came: str, **more: Any) -> Breach:
        """A breach of an operation."""
        return self.judge.breach(
            law, self.operation(operation) if operation else None, more.pop("place", ""), says, came, **more
        )
