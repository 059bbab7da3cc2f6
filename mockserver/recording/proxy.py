"""Passes requests on to a real server and its answers back, and tells a recorder of both; judges nothing itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx

from mockserver.conformance.judging.judge import Judgement
from mockserver.engine.failures import problem_json
from mockserver.recording.addresses import Ends
from mockserver.recording.flow import Body, ClientGone, Flow
from mockserver.recording.recorder import Recorder, drift, fields
from mockserver.serving.address import ADMIN, Addresses, BadAddress
from mockserver.serving.answers import encoded, send_answer
from mockserver.serving.connection import current
from mockserver.state.clock import machine_time, stopwatch
from mockserver.state.journal import Entry
from mockserver.state.verdicts import Verdict, unreadable, verdict
from mockserver.traffic.exchanges import Exchange, Headers, Message

Application = Callable[[Any, Any, Any], Awaitable[None]]
NOT_THERE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""How it shows that nobody is there; nothing was sent then."""
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
"""Methods whose requests may be answered by another, though the real server may have had them."""
BODILESS = (204, 304)
HOLD = 2.0
"""Seconds for which an answer is held back until it is whole and can be judged; then it is passed on as it comes."""
LIVE = ("text/event-stream", "application/x-ndjson", "application/jsonl", "application/json-seq")
"""What is read while it is written, and never held back."""


@dataclass(frozen=True)
class Asked:
    """A request on its way.

    Attributes:
        method, target: as they are passed on.
        ends: both addresses.
        scope: as the HTTP server gave it.
        body: its body.
        at, begun: when it came, by the machine's clock and by the stopwatch.
    """

    method: str
    target: str
    ends: Ends
    scope: Any
    body: Body
    at: datetime
    begun: float

    def exchange(self, response: httpx.Response, plain: bytes | None) -> Exchange:
        """The request with an answer.

        Args:
            response: status and headers.
            plain: the body without its coding; None where it is not known.
        """
        return Exchange(
            self.method, self.target, Message(_texts(self.scope["headers"]), self.body.whole), response.status_code,
            Message(_texts(response.headers.raw), plain), self.at, stopwatch() - self.begun,
        )  # fmt: skip


class Proxy:
    """The ASGI application.

    Args:
        recorder: who is told.
        addresses: how the vendor is reached here.
        http: the way to the real server.
        limit: bytes of a body that are kept and judged.
        fallback: what answers where the real server is not there; None for nobody.
    """

    def __init__(
        self,
        recorder: Recorder,
        addresses: Addresses,
        http: httpx.AsyncClient,
        limit: int,
        fallback: Application | None = None,
    ) -> None:
        self.recorder, self.addresses, self.http, self.limit, self.fallback = recorder, addresses, http, limit, fallback
        self.watcher: Callable[[Verdict], None] | None = None
        self.count = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        raw_path = (
            scope["raw_path"].partition(b"?")[0].decode("latin-1") if scope.get("raw_path") else quote(scope["path"])
        )
        try:
            address = self.addresses.read(raw_path, headers.get("host", ""), headers.get("mock-world"))
            if address.vendor == ADMIN:
                raise BadAddress(404, "no-control-plane", "there is no control plane where a real server answers")
        except BadAddress as bad:
            await _refuse(send, bad.status, bad.kind, bad.detail)
            return
        host = headers.get("host") or ":".join(map(str, scope.get("server") or ("localhost",)))
        ends = Ends(f"{scope.get('scheme', 'http')}://{host}{address.prefix}", self.recorder.upstream)
        query = scope["query_string"].decode("latin-1")
        target = address.path + (f"?{query}" if query else "")
        body = Body(receive, self.limit)
        await self.pass_on(
            Asked(scope["method"], target, ends, scope, body, machine_time(), stopwatch()), receive, send
        )

    async def pass_on(self, asked: Asked, receive: Any, send: Any) -> None:
        """Ask the real server, and answer as it does; where it does not answer, say so."""
        try:
            request = _request(asked)
        except (httpx.InvalidURL, UnicodeDecodeError) as error:
            await _refuse(send, 400, "unusual-path", f"this path cannot be passed on: {error}")
            return
        try:
            response = await self.http.send(request, stream=True)
        except ClientGone:
            return
        except httpx.HTTPError as error:
            await self.without(asked, error, send)
            return
        gone = asyncio.ensure_future(_gone(receive)) if asked.body.read else None
        flow = Flow(response.aiter_raw())
        try:
            held = await flow.hold(self.limit, HOLD) if _is_held(asked.method, response, self.limit) else b""
            await self.answer(asked, response, flow, held, gone, send)
        except httpx.HTTPError as error:
            await self.without(asked, error, send)
        finally:
            flow.close()
            if gone is not None:
                gone.cancel()
            await response.aclose()

    async def answer(
        self,
        asked: Asked,
        response: httpx.Response,
        flow: Flow,
        held: bytes,
        gone: asyncio.Future[None] | None,
        send: Any,
    ) -> None:
        """Pass an answer back: whole if it is there, so that it is judged first; else as it comes."""
        plain = _decoded(response, held) if flow.ended else None
        headers, sent = asked.ends.to_ours(response.headers.raw), held
        if flow.ended:
            exchange = asked.exchange(response, plain)
            judgement = self.recorder.keep(exchange)
            if plain and (changed := asked.ends.body(plain)) != plain:
                sent = changed
                headers = [
                    *_without(headers, b"content-length", b"content-encoding"),
                    (b"content-length", b"%d" % len(sent)),
                ]
        else:
            judgement = self.recorder.look(asked.exchange(response, None))
        if response.status_code in BODILESS:
            headers = _without(headers, b"content-length")
        self.count += 1
        headers += [*fields(judgement), (b"mock-request-id", f"recorded-{self.count}".encode())]
        await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
        if not flow.ended:
            judgement = await self.stream(asked, response, flow, held, gone, send)
        else:
            await send({"type": "http.response.body", "body": sent})
        self.tell(asked, response.status_code, judgement)

    async def stream(
        self,
        asked: Asked,
        response: httpx.Response,
        flow: Flow,
        held: bytes,
        gone: asyncio.Future[None] | None,
        send: Any,
    ) -> Judgement:
        """Pass a body back as it comes; what breaks off there breaks off here."""
        kept, size = [held], len(held)
        if held:
            await send({"type": "http.response.body", "body": held, "more_body": True})
        try:
            while (chunk := await flow.part(until=gone)) is not None:
                size += len(chunk)
                if size <= self.limit:
                    kept.append(chunk)
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        except httpx.HTTPError:
            pass
        plain = _decoded(response, b"".join(kept)) if flow.ended and size <= self.limit else None
        judgement = self.recorder.keep(asked.exchange(response, plain))
        if flow.ended:
            await send({"type": "http.response.body", "body": b""})
        else:
            current.get().transport.abort()
            await asyncio.sleep(0)
        return judgement

    async def without(self, asked: Asked, error: httpx.HTTPError, send: Any) -> None:
        """Answer where the real server did not: nothing of this is recorded."""
        answerable = isinstance(error, NOT_THERE) or asked.method in SAFE
        if self.fallback is not None and answerable and asked.body.can_begin_again:
            await self.fallback(asked.scope, asked.body.again, send)
            return
        late = isinstance(error, httpx.TimeoutException)
        status, kind = (504, "upstream-timeout") if late else (502, "upstream-unreachable")
        what = f"{self.recorder.upstream}: {str(error) or type(error).__name__}"
        self.tell(asked, status, Judgement(None), f"{kind}: {what}")
        await _refuse(send, status, kind, what)

    def refuse_unreadable(self, status: int, why: str) -> None:
        """Tell whoever watches of what was answered before it could be read as a request."""
        if self.watcher is not None:
            self.watcher(unreadable(machine_time(), f"recorded-{self.count}", status, why))

    def tell(self, asked: Asked, status: int, judgement: Judgement, reason: str = "") -> None:
        """Tell whoever watches what came of a request."""
        if self.watcher is None:
            return
        name = self.recorder.judge.promise.name
        entry = Entry(f"recorded-{self.count}", asked.at, name, asked.method, asked.target.partition("?")[0], "", ())
        entry.operation = judgement.operation.id if judgement.operation is not None else ""
        entry.status, entry.seconds, entry.reason = status, stopwatch() - asked.begun, reason
        entry.violations = tuple((each.pointer, each.what) for each in judgement.violations)
        entry.violations += tuple(("drift:", drift(each)) for each in judgement.breaches)
        self.watcher(verdict(machine_time(), "", entry))


def _request(asked: Asked) -> httpx.Request:
    sent = asked.ends.to_theirs(asked.scope["headers"])
    has_body = any(name.lower() in (b"content-length", b"transfer-encoding") for name, _ in asked.scope["headers"])
    asked.body.read = not has_body
    url = httpx.URL(asked.ends.theirs)
    url = url.copy_with(raw_path=url.raw_path.rstrip(b"/") + asked.target.encode("latin-1"))
    return httpx.Request(asked.method, url, headers=sent, content=asked.body if has_body else None)


def _is_held(method: str, response: httpx.Response, limit: int) -> bool:
    """Whether an answer is held back until it is whole: small text is, and what has no body."""
    if method == "HEAD" or response.status_code in BODILESS:
        return True
    media_type, length = _media_type(response), response.headers.get("content-length", "0")
    textual = media_type.endswith(("json", "xml")) or media_type.startswith("text/") or not media_type
    return textual and media_type not in LIVE and length.isdecimal() and int(length[:20]) <= limit


def _media_type(response: httpx.Response) -> str:
    return str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()


def _decoded(response: httpx.Response, body: bytes) -> bytes | None:
    """A body without its coding; None where that cannot be undone."""
    try:
        return httpx.Response(response.status_code, headers=response.headers, content=body).content
    except httpx.DecodingError:
        return None


def _without(headers: list[tuple[bytes, bytes]], *names: bytes) -> list[tuple[bytes, bytes]]:
    return [pair for pair in headers if pair[0] not in names]


def _texts(headers: list[tuple[bytes, bytes]]) -> Headers:
    """Headers as texts; none of our own, which another mock may have sent."""
    pairs = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)
    return tuple((name, value) for name, value in pairs if not name.lower().startswith("mock-"))


async def _gone(receive: Any) -> None:
    """Wait until the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Any, status: int, kind: str, detail: str) -> None:
    """Answer in words of our own."""
    answer = problem_json(status, kind, detail)
    body = encoded(answer.body)
    headers = [(b"content-type", answer.media_type.encode()), (b"content-length", str(len(body)).encode())]
    await send_answer(status, headers, body, send)
