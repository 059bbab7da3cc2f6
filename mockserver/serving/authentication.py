"""Who calls: what a request presents in a security scheme, and the credential that it stands for; knows no framework."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from mockserver.engine.call import NOBODY, Request
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import Vendor
from mockserver.openapi.bare.security import PREFIX
from mockserver.serving.parameters import cookies
from mockserver.serving.routing import CALL
from mockserver.state.credentials import Credential, Scheme

Presented = tuple[str, str]
"""A secret, and the user where the scheme has one."""


def authenticate(vendor: Vendor, scope: Any, scheme: Scheme, security_scheme: Mapping[str, Any]) -> Credential | None:
    """Find who makes a request, and write the credential down; None where nothing is presented in this scheme.

    Args:
        vendor: whose request it is.
        scope: where the Request is, and the one with its caller will be.
        scheme: the kind of credential.
        security_scheme: the Security Scheme Object of the document.

    Raises:
        Problem: what is presented is unknown, revoked or expired.
    """
    request: Request = scope[CALL]
    presented = SCHEMES[scheme](vendor, request, security_scheme)
    caller = NOBODY
    if presented is not None:
        caller = find_credential(vendor, request, scheme, *presented)
    elif not request.headers.get("authorization", "").strip():
        caller = vendor.access.anonymous(request)
    if caller is NOBODY:
        return None
    request.entry.credential = caller.id
    scope[CALL] = request.made_by(caller)
    return caller


def bearer(vendor: Vendor, request: Request, security_scheme: Mapping[str, Any]) -> Presented | None:
    """The token of `http` `bearer` (RFC 6750, header only)."""
    kind, _, token = request.headers.get("authorization", "").strip().partition(" ")
    return (token.strip(), "") if kind.lower() == "bearer" else None


def basic(vendor: Vendor, request: Request, security_scheme: Mapping[str, Any]) -> Presented | None:
    """Password and user of `http` `basic` (RFC 7617); what cannot be decoded is nobody's."""
    kind, _, encoded = request.headers.get("authorization", "").strip().partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ("", "")
    return (password, user)


def api_key(vendor: Vendor, request: Request, security_scheme: Mapping[str, Any]) -> Presented | None:
    """The key of `apiKey` in a header or the query; an empty one counts as none."""
    name = security_scheme["name"]
    if security_scheme["in"] == "header":
        key = _after(security_scheme.get(PREFIX, ""), request.headers.get(name.lower(), ""))
    elif security_scheme["in"] == "cookie":
        key = cookies(request).get(name, "")
    else:
        key = vendor.dialect.query(request, parse_qs(request.entry.query)).get(name, [""])[-1]
    return (key, "") if key else None


def _after(prefix: str, text: str) -> str:
    """What follows the word with which a header has to begin; everything where it has to begin with none."""
    first, _, rest = text.strip().partition(" ")
    return text if not prefix else rest.strip() if first.lower() == prefix else ""


SCHEMES: Mapping[Scheme, Callable[[Vendor, Request, Mapping[str, Any]], Presented | None]] = {
    "bearer": bearer,
    "basic": basic,
    "apiKey": api_key,
}
"""How each kind of credential is presented."""


def find_credential(vendor: Vendor, request: Request, scheme: Scheme, secret: str, user: str) -> Credential:
    """Ask the vendor who this is; under --accept-any-credentials a stranger is as good as the documented caller."""
    try:
        return vendor.access.identify(request, scheme, secret, user)
    except Problem as problem:
        if request.accept_any and problem.kind == "unknown-credentials":
            return vendor.access.credentials[0]
        raise
