"""Everything that touches connexion: it resolves operations and enforces security; knows no vendor and no state.

connexion 3.3 builds the stack, makes something of every operation of a document and decides by `security` who may pass. Its
routing table, its validators and its dispatch are replaced behind its own seams; each seam has a test in
`contract_tests/test_connexion_seams.py`, which fails when connexion changes under it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from mockserver.engine.actions import Action
from mockserver.engine.problems import Problem
from mockserver.openapi.operation import METHODS
from mockserver.serving.authentication import SCHEMES
from mockserver.serving.routing import CALL
from mockserver.state.credentials import Credential, Scheme

# connexion 3.3 uses deprecated parts of its own dependencies while it is imported; a user who turns warnings into errors
# is not to be troubled by that.
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from connexion.exceptions import ProblemException
    from connexion.middleware.abstract import RoutedAPI, RoutedMiddleware
    from connexion.middleware.main import API, ConnexionMiddleware
    from connexion.middleware.security import SecurityAPI, SecurityMiddleware, SecurityOperation
    from connexion.operations import AbstractOperation
    from connexion.resolver import Resolution, Resolver
    from connexion.security import NO_VALUE, AbstractSecurityHandler
    from connexion.spec import OpenAPISpecification, Specification

Application = Callable[[Any, Any, Any], Any]
"""An ASGI application."""

Authenticate = Callable[[Any, Scheme, Mapping[str, Any]], Credential | None]
"""From a scope, a kind of credential and its Security Scheme Object to who calls, None where nobody is found."""


def assemble(
    document: dict[str, Any],
    layers: Sequence[Callable[[Any], Any]],
    authenticate: Authenticate,
    actions: Mapping[str, Action],
    dispatch: Callable[[str, Action], Application],
) -> ConnexionMiddleware:
    """Put connexion's security and our applications of the operations below some layers.

    Args:
        document: the OpenAPI document as JSON values.
        layers: what stands before the security, from outside; each takes the application below it.
        authenticate: looks at one request for a caller in one security scheme.
        actions: the action of every operation, by operationId.
        dispatch: makes the innermost application of an operation, from its operationId and its action.
    """
    app = ConnexionMiddleware(Innermost(dispatch), import_name=__name__, middlewares=[*layers, Security])
    options = app.options.replace(resolver=Actions(actions), security_map=handlers(authenticate))
    app.apis.append(API(CheckedSpecification(skeleton(document)), base_path=None, name=None, **options.__dict__))
    return app


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


class CheckedSpecification(OpenAPISpecification):
    """connexion's view of a document that was checked already (and faster)."""

    @classmethod
    def _validate_spec(cls, spec: Any) -> None:
        """Nothing left to do."""


class Actions(Resolver):
    """Resolves every operation to its action; there is no other resolver."""

    def __init__(self, actions: Mapping[str, Action]) -> None:
        super().__init__()
        self.actions = actions

    def resolve(self, operation: AbstractOperation) -> Resolution:
        """Connexion's seam."""
        return Resolution(self.actions[operation.operation_id], operation.operation_id)


class ByOperation(RoutedMiddleware[Any]):
    """connexion's middleware that makes something of every operation; what it made is found by the operation of the call."""

    def add_api(self, specification: Specification, **kwargs: Any) -> Any:
        """Keep what connexion makes of the operations of the one document."""
        api = super().add_api(specification, **kwargs)
        self.made = api.operations
        return api

    def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        """Go on with what was made of the operation."""
        return self.made[scope[CALL].operation.id](scope, receive, send)


class OperationsAPI(RoutedAPI[Any]):
    """connexion's seam: makes an application of every operation that connexion has resolved."""

    def __init__(
        self, specification: Any, *, dispatch: Callable[[str, Action], Application], next_app: Any, **kwargs: Any
    ) -> None:
        super().__init__(specification, next_app=next_app, **kwargs)
        self.dispatch = dispatch
        self.add_paths()

    def make_operation(self, operation: AbstractOperation) -> Application:
        """The application of an operation, with the action that `Actions` resolved."""
        return self.dispatch(operation.operation_id, operation.function)


class Innermost(ByOperation):
    """The applications of the operations; nothing lies behind them."""

    def __init__(self, dispatch: Callable[[str, Action], Application]) -> None:
        super().__init__(_nothing_behind)
        self.api_cls = partial(OperationsAPI, dispatch=dispatch)


async def _nothing_behind(scope: Any, receive: Any, send: Any) -> None:
    """Lifespan is the server's business."""


class Handler(AbstractSecurityHandler):
    """One security scheme of a document; connexion asks it, in the order of `security`, whether it knows the caller."""

    scheme: Scheme
    authenticate: Authenticate

    def get_fn(self, security_scheme: dict[str, Any], required_scopes: list[str]) -> Callable[[Any], Any]:
        """Connexion's seam: the function that looks at one request."""

        def verify(request: Any) -> Any:
            credential = self.authenticate(request.scope, self.scheme, security_scheme)
            return NO_VALUE if credential is None else {"sub": credential.id}

        return verify


def handlers(authenticate: Authenticate) -> dict[str, type[Handler]]:
    """What connexion's `security_map` takes: a handler per scheme."""
    asked = staticmethod(authenticate)
    return {
        scheme: type(f"Handler_{scheme}", (Handler,), {"scheme": scheme, "authenticate": asked}) for scheme in SCHEMES
    }


class Request:
    """All that connexion's check needs of a request: the scope, and a place for what it found."""

    __slots__ = ("context", "scope")

    def __init__(self, scope: Any) -> None:
        self.scope: Any = scope
        self.context: dict[str, Any] = {}


class Check(SecurityOperation):
    """connexion's check of one operation, without making a request object of connexion's for each."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Ask the handlers, then go on.

        Raises:
            Problem: `no-credentials`, where connexion has found none; or what a handler raises.
        """
        if self.security:
            try:
                await self.verification_fn(Request(scope))
            except ProblemException:
                raise Problem("no-credentials", "send one of the credentials that this world lists") from None
        await self.next_app(scope, receive, send)


class Checks(SecurityAPI):
    """connexion's seam: makes a Check of every operation."""

    def make_operation(self, operation: Any) -> Check:
        """The check of an operation, as its `security` in the document says."""
        found: Check = Check.from_operation(
            operation, next_app=self.next_app, security_handler_factory=self.security_handler_factory
        )
        return found


class Security(ByOperation, SecurityMiddleware):
    """connexion's security, with our checks."""

    api_cls = Checks
