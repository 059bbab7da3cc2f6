"""Replays documented exchanges: does a documented request get its documented answer? Speaks HTTP, knows no vendor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from mockserver.conformance.comparison import differences
from mockserver.conformance.credentials import NOBODY
from mockserver.conformance.failures import in_few_words
from mockserver.conformance.request_building import Request, documented
from mockserver.conformance.subject import Subject
from mockserver.conformance.target import Target, World
from mockserver.evidence.exchanges import Exchange
from mockserver.openapi.operation import Response


@dataclass(frozen=True)
class Replay:
    """What came of one exchange.

    Attributes:
        vendor: whose it is.
        exchange: what was promised.
        request: what was sent.
        differences: where the answer is another one, in words; empty if it is the documented one.
    """

    vendor: str
    exchange: Exchange
    request: Request
    differences: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether the documented answer came."""
        return not self.differences

    def __str__(self) -> str:
        name = f"{self.vendor} {self.exchange.operation}/{self.exchange.example} ({self.request})"
        return "\n  ".join((f"{name}: {'as documented' if self.good else 'differs'}", *self.differences))


def replay_one(target: Target, subject: Subject, exchange: Exchange) -> Replay:
    """Replay one exchange in a world that is as new, after those that come before it.

    Raises:
        ControlError: the server does not make the world.
        LookupError: the exchange names what the document or the fixture does not have.
    """
    named = {f"{each.operation}/{each.example}": each for each in subject.exchanges}
    with target.lent(exchange.fixture, exchange.clock, subject.chosen) as lent:
        world = lent.there
        for name in exchange.after:
            answer, _ = sent(world, subject, named[name])
            if answer.status_code != named[name].status:
                what = f"{name}, sent before, was answered with {answer.status_code}: {in_few_words(answer.text)}"
                return Replay(subject.vendor.name, exchange, request_of(subject, exchange), (what,))
        answer, request = sent(world, subject, exchange)
    return Replay(subject.vendor.name, exchange, request, tuple(compared(subject, exchange, answer)))


def request_of(subject: Subject, exchange: Exchange) -> Request:
    """The request of an exchange, by its caller.

    Raises:
        LookupError: no such operation, example or credential.
    """
    operation = subject.document.operations[exchange.operation]
    known = subject.callers(exchange.fixture)
    caller = NOBODY if exchange.credential is None else known[exchange.credential]
    return documented(operation, exchange.example).by(caller)


def sent(world: World, subject: Subject, exchange: Exchange) -> tuple[httpx.Response, Request]:
    """Send the request of an exchange.

    Returns:
        The answer, and the request that was sent.

    Raises:
        LookupError: no such operation, example or credential.
    """
    request = request_of(subject, exchange)
    return world.send(subject.vendor.name, request), request


def compared(subject: Subject, exchange: Exchange, answer: httpx.Response) -> Iterator[str]:
    """Say where an answer is not the documented one."""
    if answer.status_code != exchange.status:
        yield f"the status is {answer.status_code}, the document has {exchange.status}: {in_few_words(answer.text)}"
        return
    promised = subject.document.operations[exchange.operation].response(exchange.status)
    if promised is None:
        yield f"the document does not list {exchange.status}"
        return
    media_type, body = promised.examples.get(exchange.example, ("", None))
    for name in exchange.headers:
        yield from header(name, promised, media_type, answer)
    if media_type:
        yield from body_differences(exchange, media_type, body, answer)
    elif answer.content:
        yield f"there is a body where the document has none: {in_few_words(answer.text)}"


def header(name: str, promised: Response, media_type: str, answer: httpx.Response) -> Iterator[str]:
    """Compare a header of interest: a media type by value, any other by being there."""
    given = answer.headers.get(name)
    if given is None:
        yield f"the header {name} is missing"
        return
    expected = [media_type] if media_type else list(promised.media_types)
    if name.lower() == "content-type" and essence(given) not in map(essence, expected):
        yield f"the header {name} is {given}, the document has {' or '.join(expected) or 'none'}"


def essence(media_type: str) -> tuple[str, ...]:
    """A media type without caring for blanks, case and a charset of UTF-8."""
    kind, *parameters = ("".join(part.split()).lower() for part in media_type.split(";"))
    return (kind, *sorted(each for each in parameters if each not in ("charset=utf-8", "")))


def body_differences(exchange: Exchange, media_type: str, body: Any, answer: httpx.Response) -> Iterator[str]:
    """Compare the body, but for what the evidence calls volatile or contradictory."""
    ignored = {*exchange.volatile, *exchange.contradictory}
    if isinstance(body, bytes):
        if "" not in ignored and answer.content != body:
            yield f"the body is {answer.content[:300]!r}, the document has {body[:300]!r}"
        return
    if "json" not in media_type:
        if "" not in ignored and answer.text != body:
            yield f"the body is {answer.text[:300]!r}, the document has {body!r}"
        return
    try:
        actual = json.loads(answer.content)
    except ValueError as error:
        yield f"the body is not JSON: {error}: {in_few_words(answer.text)}"
        return
    yield from differences(body, actual, ignored)
