"""The layers of a vendor's application, each a plain ASGI class; their order stands in `endpoint.py`."""

from __future__ import annotations

import asyncio
from typing import Any

from mockserver.engine.auth import permit
from mockserver.engine.call import Call
from mockserver.engine.problems import Problem
from mockserver.serving import validation
from mockserver.serving.routing import CALL


class Layer:
    """Goes on with the next; what a layer does with a request first is its `visit`."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Visit the call, then go on."""
        self.visit(scope[CALL])
        await self.app(scope, receive, send)

    def visit(self, call: Call) -> None:
        """Look at the call; raise a Problem to refuse it."""
        raise NotImplementedError


class Faults(Layer):
    """Makes go wrong what the world was told to make go wrong."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Wait and refuse as the faults say; waiting blocks nobody else."""
        call: Call = scope[CALL]
        if call.world.faults:
            operation = call.operation.id if call.operation else ""
            struck = call.world.faults.strike(
                call.vendor.name, operation, call.entry.method, call.entry.path, call.world.chance
            )
            for fault in struck:
                if fault.delay:
                    await asyncio.sleep(fault.delay)
            for fault in struck:
                if fault.status is not None:
                    raise Problem("forced", "a fault of this world", status=fault.status)
        await self.app(scope, receive, send)


class BodyFirst:
    """Size and syntax of a body before the credentials, for a vendor that looks at them so early."""

    def __init__(self, app: Any, limit: int) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Refuse what cannot be read; whether its values fit is asked later."""
        call: Call = scope[CALL]
        assert call.operation is not None
        if call.operation.body and call.vendor.body_first(call):
            try:
                raw = await validation.read_body(call, receive, self.limit)
                validation.body(call, call.operation, raw)
            except validation.Disconnected:
                return
            except Problem as problem:
                if problem.kind != "invalid-body":
                    raise
            receive = _again(raw)
        await self.app(scope, receive, send)


def _again(raw: bytes) -> Any:
    """A `receive` that gives a body that was read before."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": raw, "more_body": False}

    return receive


class Before(Layer):
    """Quota: what the vendor counts, once it is known who calls."""

    def visit(self, call: Call) -> None:
        """Let the vendor count the call, and set the headers that all its answers carry."""
        call.vendor.before(call)


class Permission(Layer):
    """Permission: what the caller's credential must hold."""

    def visit(self, call: Call) -> None:
        """Refuse a caller without the permission."""
        permit(call, call.vendor.permissions)


class Validation:
    """Media types, size, syntax and schema: makes the values of the request and puts them on the call."""

    def __init__(self, app: Any, limit: int) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Read parameters and body; a client that goes away leaves no trace."""
        call: Call = scope[CALL]
        operation = call.operation
        assert operation is not None
        query = validation.query_of(call)
        call.vendor.formats(call, query)
        values = validation.parameters(call, operation, call.vendor.query(call, query))
        call.path, call.query = values["path"], values["query"]
        if operation.body:
            try:
                raw = await validation.read_body(call, receive, self.limit)
            except validation.Disconnected:
                return
            validation.body(call, operation, raw)
        await self.app(scope, receive, send)
