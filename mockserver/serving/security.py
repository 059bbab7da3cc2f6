"""connexion's security seam: reads what a caller presents and lets the engine find the credential."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from connexion.middleware.security import SecurityAPI, SecurityMiddleware, SecurityOperation
from connexion.security import NO_VALUE, AbstractSecurityHandler

from mockserver.engine.call import Call
from mockserver.engine.problems import Problem
from mockserver.serving.routing import CALL, ByOperation
from mockserver.state.credentials import Credential, Scheme


class Handler(AbstractSecurityHandler):
    """One security scheme of a document; connexion asks it, in the order of `security`, whether it knows the caller."""

    scheme: Scheme

    def get_fn(self, security_scheme: dict[str, Any], required_scopes: list[str]) -> Callable[[Any], Any]:
        """Connexion's seam: the function that looks at one request."""

        def verify(request: Any) -> Any:
            call: Call = request.scope[CALL]
            presented = self.presented(call, security_scheme)
            if presented is not None:
                call.credential = find_credential(call, self.scheme, *presented)
            elif not call.headers.get("authorization", "").strip():
                call.credential = call.vendor.anonymous(call)
            if call.credential is None:
                return NO_VALUE
            call.entry.credential = call.credential.id
            return {"sub": call.credential.id}

        return verify

    def presented(self, call: Call, security_scheme: dict[str, Any]) -> tuple[str, str] | None:
        """Secret and user that a request presents in this scheme, or None."""
        raise NotImplementedError


class Bearer(Handler):
    """`http` `bearer` (RFC 6750, header only)."""

    scheme: Scheme = "bearer"

    def presented(self, call: Call, security_scheme: dict[str, Any]) -> tuple[str, str] | None:
        """The token."""
        kind, _, token = call.headers.get("authorization", "").strip().partition(" ")
        return (token.strip(), "") if kind.lower() == "bearer" else None


class Basic(Handler):
    """`http` `basic` (RFC 7617)."""

    scheme: Scheme = "basic"

    def presented(self, call: Call, security_scheme: dict[str, Any]) -> tuple[str, str] | None:
        """Password and user; what cannot be decoded is nobody's."""
        kind, _, encoded = call.headers.get("authorization", "").strip().partition(" ")
        if kind.lower() != "basic":
            return None
        try:
            user, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return ("", "")
        return (password, user)


class ApiKey(Handler):
    """`apiKey` in a header or the query."""

    scheme: Scheme = "apiKey"

    def presented(self, call: Call, security_scheme: dict[str, Any]) -> tuple[str, str] | None:
        """The key; an empty one counts as none."""
        name = security_scheme["name"]
        if security_scheme["in"] == "header":
            key = call.headers.get(name.lower(), "")
        else:
            key = call.vendor.query(call, parse_qs(call.entry.query)).get(name, [""])[-1]
        return (key, "") if key else None


def find_credential(call: Call, scheme: Scheme, secret: str, user: str) -> Credential:
    """Ask the vendor who this is; under --accept-any-credentials a stranger is as good as the documented caller."""
    try:
        return call.vendor.identify(call, scheme, secret, user)
    except Problem as problem:
        if call.accept_any and problem.kind == "unknown-credentials":
            return call.vendor.credentials[0]
        raise


class Caller:
    """All that connexion's check needs of a request: the scope, and a place for what it found."""

    __slots__ = ("context", "scope")

    def __init__(self, scope: Any) -> None:
        self.scope: Any = scope
        self.context: dict[str, Any] = {}


class Check(SecurityOperation):
    """connexion's check of one operation, without making a request object of connexion's for each."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Ask the handlers, then go on."""
        if self.security:
            await self.verification_fn(Caller(scope))
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


HANDLERS = {"bearer": Bearer, "basic": Basic, "apiKey": ApiKey}
"""What connexion's `security_map` takes."""
