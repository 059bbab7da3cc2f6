"""The layers of a vendor's application, each a plain ASGI class; their order stands in `pipeline.py`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from mockserver.engine.call import Arrival, Request
from mockserver.engine.dialect import Dialect, FirstLook
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import Vendor
from mockserver.serving import validation
from mockserver.serving.answers import send_answer
from mockserver.serving.preferences import PREFERENCES, Preferences
from mockserver.serving.routing import CALL, Routes
from mockserver.serving.translation import failed


class Exceptions:
    """Answers whatever is raised below, once and in one way."""

    def __init__(self, app: Any, vendor: Vendor, validate: bool) -> None:
        self.app, self.vendor, self.validate = app, vendor, validate

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Go on; turn what is raised into an answer."""
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            wanted: Preferences | None = scope.get(PREFERENCES)
            await send_answer(*failed(self.vendor, scope[CALL], error, wanted, self.validate), send)


class Before:
    """Lets a vendor look at a whole request before an operation is looked for."""

    def __init__(self, app: Any, first: FirstLook, limit: int) -> None:
        self.app, self.first, self.limit = app, first, limit

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Read the body where the vendor wants to see it, and go on; a client that goes away leaves no trace."""
        arrival: Arrival = scope[CALL]
        if self.first.when(arrival):
            try:
                raw = await validation.read_body(arrival, receive, self.limit)
            except validation.Disconnected:
                return
            scope[CALL] = self.first.look(arrival, raw)
            receive = _again(raw)
        await self.app(scope, receive, send)


class Routing:
    """Finds the operation of a call in a table: no converters, no slash redirect, a complete Allow."""

    def __init__(self, app: Any, dialect: Dialect, routes: Routes) -> None:
        self.app, self.dialect, self.routes = app, dialect, routes

    def __call__(self, scope: Any, receive: Any, send: Any) -> Awaitable[None]:
        """Find the operation, and make a Request of the Arrival; what waits for nothing is no coroutine of its own."""
        arrival: Arrival = scope[CALL]
        dialect, entry = self.dialect, arrival.entry
        path = dialect.path(arrival, entry.path)
        operation, texts = self.routes.find(entry.method, path, dialect.literal_paths_win, dialect.head)
        entry.operation = operation.id
        scope[CALL] = arrival.routed(operation, texts)
        below: Awaitable[None] = self.app(scope, receive, send)
        return below


class BodyFirst:
    """Size and syntax of a body before the credentials, for a vendor that looks at them so early."""

    def __init__(self, app: Any, dialect: Dialect, when: Callable[[Arrival], bool], limit: int) -> None:
        self.app, self.dialect, self.when, self.limit = app, dialect, when, limit

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Refuse what cannot be read; whether its values fit is asked later."""
        request: Request = scope[CALL]
        if request.operation.body and request.received is None and self.when(request):
            try:
                raw = await validation.read_body(request, receive, self.limit)
                value, _, validator = validation.parse_body(request, raw, self.dialect)
                validation.validate_body(value, validator)
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
