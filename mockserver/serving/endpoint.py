"""One vendor as a connexion application: connexion as chassis, with our routing, layers and dispatch."""

from __future__ import annotations

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

from mockserver.engine.call import Call, UnknownBehaviour
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import Vendor
from mockserver.evidence.vendor_spec import LabelledDocument
from mockserver.openapi.document import Document
from mockserver.openapi.operation import METHODS
from mockserver.serving.answers import finish
from mockserver.serving.conformity import NonConforming, Refused, refuse_assumed
from mockserver.serving.dispatch import Dispatch, conclude
from mockserver.serving.layers import BodyFirst, Faults
from mockserver.serving.preferences import PREFERENCES, Preferences
from mockserver.serving.routing import CALL, ByOperation, Routing
from mockserver.serving.security import HANDLERS, Security
from mockserver.serving.translation import translate


class Specification(OpenAPISpecification):
    """connexion's view of a document that the contract has checked already (and faster)."""

    @classmethod
    def _validate_spec(cls, spec: Any) -> None:
        """Nothing left to do."""


class Actions(Resolver):
    """Resolves every operation of a document to the vendor's action; there is no other resolver."""

    def __init__(self, vendor: Vendor, labelled: LabelledDocument) -> None:
        super().__init__()
        self.actions = {id: vendor.action(operation)[1] for id, operation in labelled.document.operations.items()}

    def resolve(self, operation: AbstractOperation) -> Resolution:
        """Connexion's seam."""
        return Resolution(self.actions[operation.operation_id], operation.operation_id)


def failed(call: Call, error: Exception, wanted: Preferences | None, validate: bool) -> tuple[int, Any, bytes]:
    """The same for whatever was raised on the way.

    The tool's own failures and mistakes are no vendor's answers; a fault may well answer what no document promises.
    """
    try:
        if isinstance(error, Refused | NonConforming | UnknownBehaviour):
            raise error
        answer = translate(call, error)
        if wanted is not None and wanted.strict:
            refuse_assumed(call, answer.status)
        promised = isinstance(error, ProblemException) or (isinstance(error, Problem) and error.kind != "forced")
        return conclude(call, answer, validate and promised)
    except (Refused, NonConforming, UnknownBehaviour) as failure:
        return finish(call, translate(call, failure), failure.label if isinstance(failure, Refused) else "")


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

    def __init__(
        self, specification: Any, *, vendor: Vendor, document: Document, body_limit: int, validate: bool, **kwargs: Any
    ) -> None:
        super().__init__(specification, **kwargs)
        self.vendor, self.document, self.body_limit, self.validate = vendor, document, body_limit, validate
        self.add_paths()

    def make_operation(self, operation: AbstractOperation) -> Dispatch:
        """The operation as compiled from the document, with its action as resolved by `Actions`."""
        compiled = self.document.operations[operation.operation_id]
        return Dispatch(self.vendor, compiled, operation.function, limit=self.body_limit, validate=self.validate)


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


def build(vendor: Vendor, labelled: LabelledDocument, *, body_limit: int, validate: bool) -> ConnexionMiddleware:
    """Build the application of one vendor under one choice of readings.

    The chain, from outside: exceptions → routing → faults → (body) → credentials → dispatch, which is quota → permission →
    validation → action.

    Args:
        body_limit: bytes that a request's body may have.
        validate: whether every answer is checked against the document.

    Raises:
        LookupError: an operation of the document has no action.
    """
    first = [] if vendor.body_first is None else [partial(BodyFirst, when=vendor.body_first, limit=body_limit)]
    chain = [Exceptions, Routing, Faults, *first, Security]
    app = ConnexionMiddleware(Application(), import_name=__name__, middlewares=chain)
    options = app.options.replace(resolver=Actions(vendor, labelled), security_map=HANDLERS)
    app.apis.append(
        API(
            Specification(skeleton(labelled.document.raw)), base_path=None, name=None, document=labelled.document, vendor=vendor,
            body_limit=body_limit, validate=validate, **options.__dict__,
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
