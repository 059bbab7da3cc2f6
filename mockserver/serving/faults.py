"""What the faults of a world do to a call: the effects there are, each a layer; which calls they hit is the world's business."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from mockserver.engine.call import Request
from mockserver.engine.problems import Problem
from mockserver.engine.promises import possible
from mockserver.openapi.operation import Operation
from mockserver.serving.canned import on_demand
from mockserver.serving.routing import CALL
from mockserver.serving.wires import wire_of
from mockserver.state.faults import Fault

Application = Callable[[Any, Any, Any], Any]
"""An ASGI application."""


class Delay:
    """Waits so many seconds first; waiting blocks nobody else."""

    def __init__(self, seconds: float, app: Application) -> None:
        self.seconds, self.app = seconds, app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Wait, then go on."""
        await asyncio.sleep(self.seconds)
        await self.app(scope, receive, send)


class Status:
    """Answers this status in the vendor's own words; the action is not carried out."""

    def __init__(self, status: int, app: Application) -> None:
        self.status = status

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Refuse."""
        raise Problem("forced", "a fault of this world", status=self.status)


class Reset:
    """Breaks the connection off at once; the action is not carried out, and nothing is answered."""

    def __init__(self, value: bool, app: Application) -> None:
        pass

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer nothing."""
        scope[CALL].entry.reason = "fault: the connection was reset"
        if wire := wire_of(scope):
            wire.reset()


class Cut:
    """Sends half of the answer's body, and closes the connection; the action is carried out."""

    def __init__(self, value: bool, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Go on, and let half of what comes of it through."""
        start: list[Any] = []

        async def half(message: Any) -> None:
            if message["type"] == "http.response.start":
                start.append(message)
                return
            body, wire = message.get("body", b""), wire_of(scope)
            if len(body) > 1:
                await send(start[0])
                await send({**message, "body": body[: len(body) // 2], "more_body": True})
                await asyncio.sleep(0)
            scope[CALL].entry.reason = "fault: the connection was cut"
            if wire:
                wire.cut()

        await self.app(scope, receive, half)


PIECES = 20
"""Pieces in which an answer drips, at most."""


class Drip:
    """Sends the answer's body piece by piece, so many seconds long."""

    def __init__(self, seconds: float, app: Application) -> None:
        self.seconds, self.app = seconds, app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Go on, and slow down what comes of it."""

        async def slowly(message: Any) -> None:
            body = message.get("body", b"")
            size = max(1, -(-len(body) // PIECES))
            pieces = [body[place : place + size] for place in range(0, len(body), size)]
            for piece in pieces[:-1]:
                await send({**message, "body": piece, "more_body": True})
                await asyncio.sleep(self.seconds / len(pieces))
            if pieces:
                await asyncio.sleep(self.seconds / len(pieces))
            await send({**message, "body": pieces[-1]} if pieces else message)

        await self.app(scope, receive, slowly)


EFFECTS: dict[str, Callable[[Any, Application], Application]] = {
    "delay": Delay, "reset": Reset, "cut": Cut, "drip": Drip, "status": Status,
}  # fmt: skip
"""Effect by its name in the control plane, from outside: takes its value and the application below.

An effect may wait, answer by itself, or hand on a `send` of its own that changes what is sent; also refusals pass it.
"""


PASSING = frozenset({"delay", "drip"})
"""Effects that leave the answer as it would be."""


def can_strike(operation: Operation, fault: Fault) -> bool:
    """Whether a fault can do anything to a call here: a status that the operation does not list is no answer of it."""
    status = fault.effect.get("status")
    if on_demand(fault):
        return False
    return status is None or fault.terms.undocumented or possible(operation, status)


class Faults:
    """Makes go wrong what the world was told to make go wrong.

    Args:
        app: the application below.
        answering: makes of an application one that answers whatever it raises.
    """

    def __init__(self, app: Application, answering: Callable[[Application], Application]) -> None:
        self.app, self.answering = app, answering

    def __call__(self, scope: Any, receive: Any, send: Any) -> Awaitable[None]:
        """Go on through the effects of the faults that hit this call."""
        request: Request = scope[CALL]
        app, entry, world = self.app, request.entry, request.world
        if world.faults:
            among = partial(can_strike, request.operation)
            hit = world.faults.strike(
                request.vendor, request.operation.id, entry.method, entry.path, world.chance, among
            )
            app = self.struck(hit)
            entry.injected = any(name not in PASSING for fault in hit for name in fault.effect)
        below: Awaitable[None] = app(scope, receive, send)
        return below

    def struck(self, faults: list[Fault]) -> Application:
        """The application below the effects of some faults, in the order of the table, of one effect the oldest first."""
        app = self.app
        for name in reversed(EFFECTS):
            for fault in reversed(faults):
                if name in fault.effect:
                    app = EFFECTS[name](fault.effect[name], self.answering(app))
        return app
