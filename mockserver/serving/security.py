"""connexion's security seam: reads what a caller presents and lets the engine find the credential."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from connexion.security import NO_VALUE, AbstractSecurityHandler

from mockserver.engine.call import Call
from mockserver.engine.problems import Problem
from mockserver.serving.routing import CALL
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
                call.credential = known(call, self.scheme, *presented)
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


def known(call: Call, scheme: Scheme, secret: str, user: str) -> Credential:
    """Ask the vendor who this is; under --accept-any-credentials a stranger is as good as the documented caller."""
    try:
        return call.vendor.identify(call, scheme, secret, user)
    except Problem as problem:
        if call.accept_any and problem.kind == "unknown-credentials":
            return call.vendor.credentials[0]
        raise


HANDLERS = {"bearer": Bearer, "basic": Basic, "apiKey": ApiKey}
"""What connexion's `security_map` takes."""
