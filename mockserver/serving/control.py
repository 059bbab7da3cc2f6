"""The control plane as an application of the same make as a vendor's, behind its guard."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from mockserver.control import as_vendor
from mockserver.control.control_call import ControlledServer
from mockserver.engine.call import Arrival, Notes
from mockserver.serving import guard, page, pipeline
from mockserver.serving.answers import send_answer
from mockserver.serving.routing import CALL
from mockserver.serving.translation import failed
from mockserver.state.budgets import Budget
from mockserver.state.journal import Entry
from mockserver.state.world import Snapshot, VendorState, World

HEALTH = "/__admin/health"
"""Always answered, to anybody: it tells nothing, and whoever starts the server has to wait for it."""


class Control:
    """The control plane of a server. Its calls belong to none of the worlds and are in no journal."""

    def __init__(self, server: ControlledServer) -> None:
        self.server, self.settings = server, server.settings
        self.vendor = as_vendor.vendor(server)
        nowhere = Snapshot({self.vendor.name: VendorState()})
        self.world = World("", "", nowhere, 0, Budget(2**62, ""))

    @property
    def open(self) -> bool:
        """Whether anybody at all may use it."""
        return not guard.closed(self.settings)

    @cached_property
    def labelled(self) -> Any:
        """What the control plane's document promises; read when first asked for, since most requests are for vendors."""
        return as_vendor.labelled()

    @cached_property
    def app(self) -> Any:
        """The application."""
        limit, validate = self.settings.body_limit, self.settings.validate_responses
        return pipeline.build(self.vendor, self.labelled, body_limit=limit, validate=validate)

    async def __call__(self, scope: Any, receive: Any, send: Any, headers: Mapping[str, str], raw_path: str) -> None:
        """Serve one request."""
        arrival, file = self.arrival(scope, headers, raw_path), page.find(scope["method"], raw_path)
        against = None if raw_path == HEALTH else guard.refusal(self.settings, headers, secret=file is None)
        if against is not None:
            arrival.entry.status, arrival.entry.operation = against.status, "(control plane)"
            arrival.entry.reason = f"{against.kind}: {against.detail}"
            self.server.tell("", arrival.entry)
            await send_answer(*failed(self.vendor, arrival, against, None, validate=False), send)
        elif file is not None:
            await page.send_file(scope, file, send)
        else:
            scope[CALL] = arrival
            await self.app(scope, receive, send)

    def arrival(self, scope: Any, headers: Mapping[str, str], raw_path: str) -> Arrival:
        """Say what is known of a request at once."""
        self.world.requests += 1
        entry = Entry(
            f"control-{self.world.requests}", self.world.clock.now(), "", scope["method"], raw_path,
            scope["query_string"].decode("latin-1"), scope["headers"],
        )  # fmt: skip
        origin = f"{scope.get('scheme', 'http')}://{headers.get('host') or 'localhost'}{scope.get('root_path', '')}"
        return Arrival(self.vendor.name, self.world, self.labelled, entry, origin, headers, False, Notes(), None)
