"""The layers of a vendor's application, each a plain ASGI class; their order stands in `pipeline.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import FirstLook
from mockserver.serving import validation
from mockserver.serving.answers import send_answer
from mockserver.serving.preferences import PREFERENCES, Preferences
from mockserver.serving.routing import CALL, Routes
from mockserver.serving.translation import failed


class Exceptions:
    """Answers whatever is raised below, once and in one way."""

    def __init__(self, app: Any, validate: bool) -> None:
        self.app, self.validate = app, validate

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Go on; turn what is raised into an answer."""
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            wanted: Preferences | None = scope.get(PREFERENCES)
            await send_answer(*failed(scope[CALL], error, wanted, self.validate), send)


class Before:
    """Lets a vendor look at a whole request before an operation is looked for."""

    def __init__(self, app: Any, first: FirstLook, limit: int) -> None:
        self.app, self.first, self.limit = app, first, limit

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Read the body where the vendor wants to see it, and go on; a client that goes away leaves no trace."""
        call: Call = scope[CALL]
        if self.first.when(call):
            try:
                raw = await validation.read_body(call, receive, self.limit)
            except validation.Disconnected:
                return
            call.received = self.first.look(call, raw)
            receive = _again(raw)
        await self.app(scope, receive, send)


class Routing:
    """Finds the operation of a call in a table: no converters, no slash redirect, a complete Allow."""

    def __init__(self, app: Any, routes: Routes) -> None:
        self.app, self.routes = app, routes

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Find the operation and tell the layers below."""
        call: Call = scope[CALL]
        vendor, entry = call.vendor, call.entry
        method = "GET" if vendor.head and entry.method == "HEAD" else entry.method
        path = vendor.canonical_path(call, entry.path)
        operation, call.path = self.routes.find(method, path, vendor.literal_paths_win, vendor.head)
        call.operation, entry.operation = operation, operation.id
        await self.app(scope, receive, send)


class BodyFirst:
    """Size and syntax of a body before the credentials, for a vendor that looks at them so early."""

    def __init__(self, app: Any, when: Callable[[Call], bool], limit: int) -> None:
        self.app, self.when, self.limit = app, when, limit

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Refuse what cannot be read; whether its values fit is asked later."""
        call: Call = scope[CALL]
        assert call.operation is not None
        if call.operation.body and self.when(call):
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
