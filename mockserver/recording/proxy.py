"""Passes requests on to a real server and its answers back, and tells a recorder of both; judges nothing itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import httpx

from mockserver.conformance.judging.judge import Judgement
from mockserver.engine.failures import problem_json
from mockserver.recording.addresses import Ends, Fields
from mockserver.recording.flow import Body, ClientGone, Flow
from mockserver.recording.messages import Answered, Asked, is_held
from mockserver.recording.recorder import Recorder, fields
from mockserver.recording.telling import Telling
from mockserver.serving.address import ADMIN, Addresses, BadAddress
from mockserver.serving.answers import send_alone
from mockserver.serving.connection import current
from mockserver.state.clock import machine_time, stopwatch

Application = Callable[[Any, Any, Any], Awaitable[None]]
NOT_THERE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""How it shows that nobody is there; nothing was sent then."""
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
"""Methods whose requests may be answered by another, though the real server may have had them."""
HOLD = 2.0
"""Seconds for which an answer is held back until it is whole and can be judged; then it is passed on as it comes."""


class Proxy:
    """The ASGI application.

    Args:
        recorder: who is told.
        addresses: how the vendor is reached here.
        http: the way to the real server.
        limit: bytes of a body that are kept and judged.
        fallback: what answers where the real server is not there; None for nobody.

    Attributes:
        telling: tells whoever watches.
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
        self.telling = Telling(recorder.judge.promise.name)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            return
        try:
            asked = self.read(scope, receive)
        except BadAddress as bad:
            await send_alone(problem_json(bad.status, bad.kind, bad.detail), send)
            return
        await self.pass_on(asked, receive, send)

    def read(self, scope: Any, receive: Any) -> Asked:
        """A request with the way that it goes.

        Raises:
            BadAddress: nobody is there.
        """
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        raw_path = (
            scope["raw_path"].partition(b"?")[0].decode("latin-1") if scope.get("raw_path") else quote(scope["path"])
        )
        address = self.addresses.read(raw_path, headers.get("host", ""), headers.get("mock-world"))
        if address.vendor == ADMIN:
            raise BadAddress(404, "no-control-plane", "there is no control plane where a real server answers")
        host = headers.get("host") or ":".join(map(str, scope.get("server") or ("localhost",)))
        ends = Ends(f"{scope.get('scheme', 'http')}://{host}{address.prefix}", self.recorder.upstream)
        query = scope["query_string"].decode("latin-1")
        target = address.path + (f"?{query}" if query else "")
        return Asked(scope["method"], target, ends, scope, Body(receive, self.limit), machine_time(), stopwatch())

    async def pass_on(self, asked: Asked, receive: Any, send: Any) -> None:
        """Ask the real server, and answer as it does; where it does not answer, say so."""
        try:
            request = asked.to_theirs()
        except (httpx.InvalidURL, UnicodeDecodeError) as error:
            await send_alone(problem_json(400, "unusual-path", f"this path cannot be passed on: {error}"), send)
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
            held = await flow.hold(self.limit, HOLD) if is_held(asked.method, response, self.limit) else b""
            await self.answer(Answered(asked, response, flow, held, gone, send))
        except httpx.HTTPError as error:
            await self.without(asked, error, send)
        finally:
            flow.close()
            if gone is not None:
                gone.cancel()
            await response.aclose()

    async def answer(self, answered: Answered) -> None:
        """Pass an answer back: whole if it is there, so that it is judged first; else as it comes."""
        if answered.flow.ended:
            exchange = answered.exchange(answered.held)
            judgement = self.recorder.keep(exchange)
            headers, body = answered.whole(exchange.response.body)
            await self.begin(answered, headers, judgement)
            await answered.send({"type": "http.response.body", "body": body})
        else:
            await self.begin(answered, answered.headers(), self.recorder.look(answered.exchange(None)))
            judgement = await self.stream(answered)
        self.telling.tell(answered.asked, answered.response.status_code, judgement)

    async def begin(self, answered: Answered, headers: Fields, judgement: Judgement) -> None:
        """Pass status and headers back, and what is known of the answer by then."""
        told = [*fields(judgement), (b"mock-request-id", self.telling.count().encode())]
        status = answered.response.status_code
        await answered.send({"type": "http.response.start", "status": status, "headers": [*headers, *told]})

    async def stream(self, answered: Answered) -> Judgement:
        """Pass a body back as it comes; what breaks off there breaks off here."""
        flow, held, send = answered.flow, answered.held, answered.send
        kept, size = [held], len(held)
        if held:
            await send({"type": "http.response.body", "body": held, "more_body": True})
        try:
            while (chunk := await flow.part(until=answered.gone)) is not None:
                size += len(chunk)
                if size <= self.limit:
                    kept.append(chunk)
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        except httpx.HTTPError:
            pass
        whole = b"".join(kept) if flow.ended and size <= self.limit else None
        judgement = self.recorder.keep(answered.exchange(whole))
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
        self.telling.tell(asked, status, Judgement(None), f"{kind}: {what}")
        await send_alone(problem_json(status, kind, what), send)


async def _gone(receive: Any) -> None:
    """Wait until the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
