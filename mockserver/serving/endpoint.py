"""One vendor as a connexion application: connexion as chassis, our routing, layers and dispatch, in this order."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from connexion.exceptions import ProblemException
from connexion.lifecycle import ConnexionRequest, ConnexionResponse
from connexion.middleware.abstract import RoutedAPI
from connexion.middleware.exceptions import ExceptionMiddleware
from connexion.middleware.main import API, ConnexionMiddleware
from connexion.operations import AbstractOperation
from connexion.resolver import Resolution, Resolver
from connexion.spec import OpenAPISpecification
from starlette.exceptions import HTTPException

from mockserver.contract.contract import Promise
from mockserver.contract.evidence import Label
from mockserver.contract.operation import METHODS
from mockserver.engine.actions import Action, answered
from mockserver.engine.call import Answer, Call
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import Vendor
from mockserver.serving.answers import finish, send_answer
from mockserver.serving.layers import Before, BodyFirst, Faults, Permission, Validation
from mockserver.serving.preferences import PREFERENCES, Preferences
from mockserver.serving.promises import NonConforming, Refused, conform, documented, label_of, lists, refuse_assumed
from mockserver.serving.routing import CALL, ByOperation, Routing
from mockserver.serving.security import HANDLERS, Security
from mockserver.serving.translation import forced, translate


class Specification(OpenAPISpecification):
    """connexion's view of a document that the contract has checked already (and faster)."""

    @classmethod
    def _validate_spec(cls, spec: Any) -> None:
        """Nothing left to do."""


class Actions(Resolver):
    """Resolves every operation of a document to the vendor's action; there is no other resolver."""

    def __init__(self, vendor: Vendor, promise: Promise) -> None:
        super().__init__()
        self.actions = {id: vendor.action(operation)[1] for id, operation in promise.document.operations.items()}

    def resolve(self, operation: AbstractOperation) -> Resolution:
        """Connexion's seam."""
        return Resolution(self.actions[operation.operation_id], operation.operation_id)


class Dispatch:
    """One operation at the end of the chain: carries the action out, or what the caller prefers, and answers."""

    def __init__(self, action: Action, validate: bool) -> None:
        self.action, self.validate = action, validate

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer the call that the layers have made ready."""
        call: Call = scope[CALL]
        wanted: Preferences | None = scope.get(PREFERENCES)
        answer = self.act(call) if wanted is None else await self.prefer(call, wanted)
        await send_answer(*conclude(call, answer, self.validate), send)

    def act(self, call: Call) -> Answer:
        """The vendor's checks, then the action."""
        call.vendor.check(call)
        return answered(call, self.action(call))

    async def prefer(self, call: Call, wanted: Preferences) -> Answer:
        """Do as the caller prefers; what cannot be done is ignored."""
        assert call.operation is not None
        applied = []
        if wanted.delay:
            await asyncio.sleep(wanted.delay)
            applied.append(f"delay={wanted.delay:g}")
        status = wanted.code if wanted.code is not None else call.operation.success
        promised = call.operation.responses.get(str(status)) or (
            call.operation.response(status) if status >= 400 or lists(call.operation, status) else None
        )
        answer: Answer | None = None
        if promised is not None and (wanted.code is not None or wanted.example in promised.examples):
            example = wanted.example if wanted.example in promised.examples else None
            answer = forced(call, status, example) if status >= 400 else documented(call, status, example)
            applied += [f"code={status}"] * (wanted.code is not None)
            applied += [f"example={wanted.example}"] * (wanted.example in promised.examples)
        if wanted.strict:
            applied.append("evidence=strict")
        if applied:
            call.extra_headers = {**call.extra_headers, "Preference-Applied": ", ".join(applied)}
        if answer is None:
            return self.strictly(call) if wanted.strict else self.act(call)
        if wanted.strict:
            refuse_assumed(call, answer.status)
        return answer

    def strictly(self, call: Call) -> Answer:
        """Carry the action out; if its answer is a guess, nothing has happened."""
        before = call.world.snapshot()
        try:
            answer = self.act(call)
            refuse_assumed(call, answer.status)
        except (Refused, Problem):
            call.world.restore(before)
            raise
        return answer


def conclude(call: Call, answer: Answer, validate: bool) -> tuple[int, Any, bytes]:
    """Check an answer against the document, label it and make it ready to be sent."""
    if validate and call.operation is not None:
        conform(call, answer)
    return finish(call, answer, label_of(call, answer.status))


def failed(call: Call, error: Exception, wanted: Preferences | None, validate: bool) -> tuple[int, Any, bytes]:
    """The same for whatever was raised on the way.

    The tool's own failures and mistakes are no vendor's answers; a fault may well answer what no document promises.
    """
    try:
        if isinstance(error, Refused | NonConforming):
            raise error
        answer = translate(call, error)
        if wanted is not None and wanted.strict:
            refuse_assumed(call, answer.status)
        promised = isinstance(error, ProblemException) or (isinstance(error, Problem) and error.kind != "forced")
        return conclude(call, answer, validate and promised)
    except (Refused, NonConforming) as failure:
        return finish(call, translate(call, failure), str(Label.ASSUMED) if isinstance(failure, Refused) else "")


class Exceptions(ExceptionMiddleware):
    """connexion's exception middleware, without a wrapper around every request that goes well."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Go on; hand what is raised to the handlers that connexion was given."""
        try:
            await self.app(scope, receive, send)
        except Exception as raised:
            error = raised

            async def raising(scope: Any, receive: Any, send: Any) -> None:
                raise error

            again = ExceptionMiddleware(raising)
            again._exception_handlers, again._status_handlers = self._exception_handlers, self._status_handlers
            await again(scope, receive, send)


class DispatchAPI(RoutedAPI[Dispatch]):
    """connexion's seam: makes a Dispatch of every operation that connexion has resolved."""

    def __init__(self, specification: Any, *args: Any, validate: bool = False, **kwargs: Any) -> None:
        super().__init__(specification, *args, **kwargs)
        self.validate = validate
        self.add_paths()

    def make_operation(self, operation: AbstractOperation) -> Dispatch:
        """The operation as resolved by `Actions`."""
        return Dispatch(operation.function, self.validate)


class Application(ByOperation):
    """The innermost application."""

    api_cls = DispatchAPI

    def __init__(self) -> None:
        super().__init__(_nowhere)


async def _nowhere(scope: Any, receive: Any, send: Any) -> None:
    """Nothing lies behind the operations; lifespan is the mount's business."""


def skeleton(document: dict[str, Any]) -> dict[str, Any]:
    """What connexion needs of a document: operations and security. It would copy and resolve all the rest, for nothing."""
    kept = ("operationId", "security")
    return {
        **{member: document[member] for member in ("openapi", "info", "security") if member in document},
        "components": {"securitySchemes": document.get("components", {}).get("securitySchemes", {})},
        "paths": {
            path: {
                method: {**{member: node[member] for member in kept if member in node}, "responses": {}}
                for method, node in item.items()
                if method in METHODS
            }
            for path, item in document["paths"].items()
        },
    }


def build(vendor: Vendor, promise: Promise, *, body_limit: int, validate: bool) -> ConnexionMiddleware:
    """Build the application of one vendor under one choice of readings.

    The chain, from outside: exceptions → routing → faults → (body) → credentials → quota → permission → validation → dispatch.

    Args:
        body_limit: bytes that a request's body may have.
        validate: whether every answer is checked against the document.

    Raises:
        LookupError: an operation of the document has no action.
    """
    chain = [
        Exceptions,
        Routing,
        Faults,
        partial(BodyFirst, limit=body_limit),
        Security,
        Before,
        Permission,
        partial(Validation, limit=body_limit),
    ]
    app = ConnexionMiddleware(Application(), import_name=__name__, middlewares=chain)
    options = app.options.replace(resolver=Actions(vendor, promise), security_map=HANDLERS)
    app.apis.append(
        API(
            Specification(skeleton(promise.document.raw)), base_path=None, name=None, document=promise.document, validate=validate,
            **options.__dict__,
        )
    )  # fmt: skip

    async def on_error(request: ConnexionRequest, error: Exception) -> ConnexionResponse:
        scope = request.scope
        status, headers, body = failed(scope[CALL], error, scope.get(PREFERENCES), validate)
        plain = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
        content_type = plain.pop("content-type", None)
        return ConnexionResponse(status_code=status, headers=plain, body=body, content_type=content_type)

    for kind in (Problem, Refused, NonConforming, ProblemException, HTTPException, Exception):
        app.add_error_handler(kind, on_error)
    return app
