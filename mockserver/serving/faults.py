"""What the faults of a world do to a call: the effects there are, each a layer; which calls they hit is the world's business."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from mockserver.engine.call import Request
from mockserver.engine.problems import Problem
from mockserver.serving.routing import CALL
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


EFFECTS: dict[str, Callable[[Any, Application], Application]] = {"delay": Delay, "status": Status}
"""Effect by its name in the control plane, from outside: takes its value and the application below.

An effect may wait, answer by itself, or hand on a `send` of its own that changes what is sent; also refusals pass it.
"""


PASSING = frozenset({"delay"})
"""Effects that leave the answer as it would be."""


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
            hit = world.faults.strike(request.vendor, request.operation.id, entry.method, entry.path, world.chance)
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
