"""A server that is being asked: sends requests, judges every answer, remembers what it made and removes it again."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from mockserver.conformance.asking.delays import Delays, Instant
from mockserver.conformance.asking.guard import SAFE
from mockserver.conformance.asking.interruption import held_back
from mockserver.conformance.asking.ownership import KEY, Ownership
from mockserver.conformance.asking.pace import Pace, TooLong
from mockserver.conformance.asking.values import Maker, Values
from mockserver.conformance.credentials import NOBODY, Caller
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.judging.judge import Judge
from mockserver.conformance.judging.masks import NOTHING, Masks
from mockserver.conformance.judging.promise import Promise
from mockserver.conformance.judging.traffic import Answer, answer
from mockserver.conformance.request_building import Request, built
from mockserver.engine.inference.facts import Facts, Resource, at, facts, key_text
from mockserver.openapi.folding import properties
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import MISSING, Unserved


@dataclass(frozen=True)
class Owned:
    """One record of our own.

    Attributes:
        resource: of which kind.
        key: what names it.
        sent: what was sent to make it.
        answer: what came back.
        request: the request.
        made: when it was made.
    """

    resource: Resource
    key: Any
    sent: Values = field(hash=False)
    answer: Answer = field(hash=False)
    request: Request = field(hash=False)
    made: Instant = field(hash=False, compare=False)

    def __str__(self) -> str:
        return f"{self.resource.name} {key_text(self.key)}"


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
        self.promise, self.http, self.base_url = promise, http, base_url.rstrip("/")
        self.callers, self.limits, self.pace, self.seed = list(callers), limits, pace, seed
        self.judge = Judge(promise, base_url, masks)
        self.facts = known or facts(promise.document.raw, folding=promise.document.folding)
        self.mark = f"verify-{zlib.crc32(f'{seed}/{promise.name}'.encode()):08x}"
        self.maker = Maker(promise, seed, self.mark)
        self.breaches: list[Breach] = []
        self.owned: list[Owned] = []
        self.asked: dict[str, int] = {}
        self.succeeded: set[str] = set()
        self.refused: set[str] = set()
        self.numbered = 0
        self.stocked: dict[str, Instant] = {}
        self.ready: dict[str, list[Owned]] = {}
        # a world of our own has a clock of its own, which nothing but `sleep` is sure to move
        self.delays = Delays((lambda: 0.0) if limits.alone else now, sleep)
        self._now = now
        self.ownership = Ownership(self.facts, self.judge.routes, self.maker)
        if not self.limits.alone:
            self.maker.kept = self.ownership.body
        self.left: Callable[[], float | None] = lambda: None
        self.answered: dict[str, list[str]] = {}
        self.before: dict[str, tuple[Operation, Any]] = {}
        self._creates = {each.create.operation: each for each in self.facts.resources if each.create}
        self._deletes = {each.delete.operation: each for each in self.facts.resources if each.delete}
        changes = (named for each in self.facts.resources for named in (each.replace, each.update) if named)
        self._known = {*self._creates, *self._deletes, *(named.operation for named in changes)}

    @property
    def caller(self) -> Caller:
        """Who asks usually."""
        return self.callers[0] if self.callers else NOBODY

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
        pace = self.pace
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
        request = self.kept_to(request.by(self.caller if by is None else by))
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
        self._remember(request)
        url = httpx.URL(self.base_url)
        url = url.copy_with(raw_path=url.raw_path.rstrip(b"/") + request.target.encode())
        headers = {name.encode(): value.encode("latin-1", "replace") for name, value in request.headers.items()}
        for again in range(self.limits.requests, -1, -1):
            if self.pace is not None:
                self.pace.wait()
            start = self._now()
            came = self.http.request(request.method, url, headers=headers, content=request.body)
            got = answer(came.status_code, came.headers.multi_items(), came.content, self._now() - start)
            later = self.pace is not None and self.pace.hear(
                came.status_code, {k.lower(): v for k, v in came.headers.items()}
            )
            if not later or not again:
                break
        return got

    def _remember(self, request: Request) -> None:
        """Before the first change of what there is one of, such as settings: keep what is there."""
        saving = None if self.limits.alone else self.ownership.single(request)
        if saving is not None and saving.path not in self.before:
            there = self.pass_on(replace(request, method="GET", query=(), body=None).by(self.caller))
            self.before[saving.path] = saving, there.json if there.good else MISSING

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
        if got.good and request.method == "POST" and not {id} & self._known:
            asked = {key_text(each) for name, each in judgement.values.items() if name.startswith("path.")}
            self.answered.setdefault(id, []).extend(key for key in map(key_text, keys(got.json)) if key not in asked)
        if got.good and id in self._creates:
            self._note_made(self._creates[id], request, dict(judgement.values), got)
        if got.good and id in self._deletes:
            resource = self._deletes[id]
            key = judgement.values.get(resource.delete.parameter) if resource.delete else None
            self.ownership.gone(resource, key)
            self.owned = [
                each for each in self.owned if not (each.resource == resource and key_text(each.key) == key_text(key))
            ]

    def _note_made(self, resource: Resource, request: Request, sent: Values, got: Answer) -> None:
        key = self.key_of(resource, sent, got)
        if key is not None and not any(each.resource == resource and each.key == key for each in self.owned):
            self.owned.append(Owned(resource, key, sent, got, request, self.delays.instant()))
            self.ownership.note(resource, key)

    def key_of(self, resource: Resource, sent: Mapping[str, Any], got: Answer) -> Any:
        """The key of what a create has made: from its answer, from Location, or as it was sent; None where nothing tells it."""
        if resource.made is not None and got.is_json and got.json is not MISSING:
            found = at(got.json, resource.made)
            if isinstance(found, str | int):
                return found
        location = got.header("location")
        if location:
            return location.rstrip("/").rpartition("/")[2]
        body = sent.get("body")
        body = at(body, resource.create.body) if resource.create and isinstance(body, dict) else None
        return body.get(resource.member) if isinstance(body, dict) else None

    def call(self, operation: Operation | str, values: Mapping[str, Any], by: Caller | None = None) -> Answer:
        """Call an operation with values such as `{"path.id": 2, "body": …}`."""
        found = self.operation(operation) if isinstance(operation, str) else operation
        return self.send(built(found, values), by)

    def request(self, operation: Operation | str, values: Mapping[str, Any], by: Caller | None = None) -> Request:
        """The request that calls an operation, by whoever asks usually if nobody is named."""
        found = self.operation(operation) if isinstance(operation, str) else operation
        return built(found, values).by(self.caller if by is None else by)

    def above(self, values: Mapping[str, Any]) -> Values:
        """Those of some values that name records above in the path, or an account: whatever is no body."""
        return {name: value for name, value in values.items() if name.startswith(("path.", "header.", "cookie."))}

    def breach(self, law: str, operation: str, says: str, came: str, **more: Any) -> Breach:
        """A breach of an operation."""
        return self.judge.breach(
            law, self.operation(operation) if operation else None, more.pop("place", ""), says, came, **more
        )

    def clean_up(self) -> list[str]:
        """Remove what we made, the newest first.

        Returns:
            What could not be removed; where nothing says how a record is named, whatever an operation answered with once.
        """
        changed = [saving.id for saving, there in self.before.values() if not self._put_back(saving, there)]
        left: list[Owned] = []
        for each in reversed(self.owned[:]):
            try:
                gone = each.resource.delete is not None and self._remove(each)
            except Exception:  # whatever keeps us from removing it, the user has to know of it
                gone = False
            if not gone:
                left.append(each)
        self.owned = left
        once = [f"{id} {key}" for id, found in self.answered.items() for key in found if found.count(key) == 1]
        return [*map(str, left), *once, *(f"what {each} changed" for each in changed)]

    def _put_back(self, saving: Operation, there: Any) -> bool:
        """Whether what there is one of is as it was before."""
        if not isinstance(there, dict) or not saving.body:
            return False
        values = self.maker.values(saving)
        known = properties(self.maker.folding.fold(self.maker.body_schema(saving))) or there
        body = {name: value for name, value in there.items() if name in known}
        try:
            return self.pass_on(built(saving, {**values, "body": body}).by(self.caller)).good
        except Exception:  # whatever keeps us from it, the user has to know of it
            return False

    def _remove(self, each: Owned) -> bool:
        assert each.resource.delete is not None
        operation = self.operation(each.resource.delete.operation)
        values = {**self.maker.values(operation), **self.above(each.sent), each.resource.delete.parameter: each.key}
        got = self.pass_on(built(operation, values).by(self.caller))
        return got.good or got.status in (404, 410)


def keys(value: Any) -> list[str | int]:
    """What names the outermost records of an answer."""
    nodes = [value] if isinstance(value, dict | list) else []
    while nodes:
        objects = [each for each in nodes if isinstance(each, dict)]
        named = [next((each[name] for name in each if KEY.search(name)), None) for each in objects]
        found = [each for each in named if isinstance(each, str | int)]
        if found:
            return found
        inner = [one for each in nodes for one in (each.values() if isinstance(each, dict) else each)]
        nodes = [each for each in inner if isinstance(each, dict | list)]
    return []


def with_body(values: Values, route: Iterable[str | int], changes: Mapping[str, Any]) -> Values:
    """Values with some members of the record in the body changed, or left out where they are MISSING."""
    steps = tuple(route)
    new = dict(values)
    new["body"] = _changed(values.get("body"), steps, changes)
    return new


def _changed(value: Any, steps: tuple[str | int, ...], changes: Mapping[str, Any]) -> Any:
    if steps:
        inner = value if isinstance(value, dict) else {}
        return {**inner, steps[0]: _changed(inner.get(steps[0]), steps[1:], changes)}
    merged = {**(value if isinstance(value, dict) else {}), **changes}
    return {name: each for name, each in merged.items() if each is not MISSING}
