"""Each seam of connexion that the serving path uses: a test fails when connexion changes under it."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from connexion.exceptions import OAuthProblem, ProblemException
from connexion.middleware.abstract import ROUTING_CONTEXT, RoutedAPI, RoutedMiddleware, SpecMiddleware
from connexion.middleware.main import API, ConnexionMiddleware
from connexion.middleware.security import SecurityMiddleware
from connexion.resolver import Resolution, Resolver
from connexion.security import NO_VALUE, AbstractSecurityHandler, SecurityHandlerFactory
from connexion.spec import OpenAPISpecification

from mockserver.engine.problems import Problem

DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "t", "version": "1"},
    "security": [{"token": []}],
    "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    "paths": {"/things/{id}": {"get": {"operationId": "readThing", "responses": {"200": {"description": "OK"}}}}},
}


class Unvalidated(OpenAPISpecification):
    validated = 0

    @classmethod
    def _validate_spec(cls, spec: Any) -> None:  # noqa: ARG003
        cls.validated += 1


class Named(Resolver):
    def resolve(self, operation: Any) -> Resolution:
        return Resolution(lambda: operation.operation_id, operation.operation_id)


def test_a_specification_asks_its_own_class_to_validate_the_document():
    before = Unvalidated.validated
    Unvalidated(DOCUMENT)
    assert Unvalidated.validated == before + 1


def test_the_stack_is_built_from_the_list_given_and_every_spec_middleware_is_told_of_the_api():
    told: list[tuple[str, Any]] = []

    class Told(SpecMiddleware):
        def __init__(self, app: Any) -> None:
            self.app = app

        def add_api(self, specification: Any, **arguments: Any) -> None:
            told.append((type(specification).__name__, arguments["document"]))

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await self.app(scope, receive, send)

    async def innermost(scope: Any, receive: Any, send: Any) -> None:
        scope["reached"] = True

    app = ConnexionMiddleware(innermost, import_name=__name__, middlewares=[Told])
    options = app.options.replace(resolver=Named())
    app.apis.append(API(Unvalidated(DOCUMENT), base_path=None, name=None, document="ours", **options.__dict__))
    scope: dict[str, Any] = {"type": "http"}
    asyncio.run(app(scope, None, None))  # type: ignore[arg-type]
    assert told == [("Unvalidated", "ours")]
    assert scope["reached"]


def test_a_routed_middleware_makes_its_operations_with_the_resolved_function_and_keeps_them_by_id():
    class Routed(RoutedAPI[Any]):
        def __init__(self, *arguments: Any, **keywords: Any) -> None:
            super().__init__(*arguments, **keywords)
            self.add_paths()

        def make_operation(self, operation: Any) -> Any:
            async def run(scope: Any, receive: Any, send: Any) -> None:
                scope["answer"] = operation.function()

            return run

    class Middleware(RoutedMiddleware[Any]):
        api_cls = Routed

    middleware = Middleware(None)  # type: ignore[arg-type]
    api = middleware.add_api(Unvalidated(DOCUMENT), resolver=Named())
    scope: dict[str, Any] = {"type": "http"}
    asyncio.run(api.operations["readThing"](scope, None, None))
    assert scope["answer"] == "readThing"


class Recording(AbstractSecurityHandler):
    def get_fn(self, security_scheme: Any, required_scopes: Any) -> Any:
        def verify(request: Any) -> Any:
            found = request.scope.get("presented")
            if isinstance(found, Exception):
                raise found
            return NO_VALUE if found is None else {"sub": found}

        return verify


@pytest.mark.parametrize(("presented", "outcome"), [("ann", "served"), (None, OAuthProblem), (KeyError("x"), KeyError)])
def test_security_asks_the_handler_of_the_map_and_raises_what_it_raises(presented: Any, outcome: Any):
    async def innermost(scope: Any, receive: Any, send: Any) -> None:
        scope["served"] = True

    middleware = SecurityMiddleware(innermost)
    middleware.add_api(Unvalidated(DOCUMENT), resolver=Named(), security_map={"bearer": Recording})
    context = {ROUTING_CONTEXT: {"api_base_path": "", "operation_id": "readThing"}}
    scope: dict[str, Any] = {"type": "http", "extensions": context, "presented": presented, "headers": []}
    if outcome == "served":
        asyncio.run(middleware(scope, None, None))  # type: ignore[arg-type]
        assert scope["served"]
        return
    with pytest.raises(outcome):
        asyncio.run(middleware(scope, None, None))  # type: ignore[arg-type]
    assert "served" not in scope


def test_nobody_presented_is_a_problem_with_status_401():
    assert issubclass(OAuthProblem, ProblemException)
    assert OAuthProblem().status == 401


def test_of_several_failed_schemes_the_most_specific_problem_is_raised_by_its_status():
    class Refusal(Exception):
        status = 401

    def refuse(request: Any) -> Any:
        raise Refusal

    class Request:
        context: dict[str, Any] = {}  # noqa: RUF012

    verify = SecurityHandlerFactory.verify_security([lambda request: NO_VALUE, refuse])
    with pytest.raises(Refusal):
        asyncio.run(verify(Request()))


def test_connexions_check_needs_nothing_of_a_request_but_its_scope_and_a_place_for_what_it_found():
    from mockserver.serving.chassis import Security
    from mockserver.serving.routing import CALL

    async def innermost(scope: Any, receive: Any, send: Any) -> None:
        scope["served"] = True

    middleware = Security(innermost)
    middleware.add_api(Unvalidated(DOCUMENT), resolver=Named(), security_map={"bearer": Recording})
    call = SimpleNamespace(operation=SimpleNamespace(id="readThing"))
    scope: dict[str, Any] = {"type": "http", CALL: call, "presented": "ann"}
    asyncio.run(middleware(scope, None, None))
    assert scope["served"]
    with pytest.raises(Problem, match="one of the credentials"):
        asyncio.run(middleware({**scope, "presented": None}, None, None))
