"""Who calls: what a request presents in a security scheme, and the credential that it stands for; knows no framework."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from mockserver.engine.call import Call
from mockserver.engine.problems import Problem
from mockserver.state.credentials import Credential, Scheme

Presented = tuple[str, str]
"""A secret, and the user where the scheme has one."""


def authenticate(call: Call, scheme: Scheme, security_scheme: Mapping[str, Any]) -> Credential | None:
    """Find the caller, and write the credential down; None where nothing is presented in this scheme.

    Args:
        scheme: the kind of credential.
        security_scheme: the Security Scheme Object of the document.

    Raises:
        Problem: what is presented is unknown, revoked or expired.
    """
    presented = SCHEMES[scheme](call, security_scheme)
    if presented is not None:
        call.credential = find_credential(call, scheme, *presented)
    elif not call.headers.get("authorization", "").strip():
        call.credential = call.vendor.anonymous(call)
    if call.credential is not None:
        call.entry.credential = call.credential.id
    return call.credential


def bearer(call: Call, security_scheme: Mapping[str, Any]) -> Presented | None:
    """The token of `http` `bearer` (RFC 6750, header only)."""
    kind, _, token = call.headers.get("authorization", "").strip().partition(" ")
    return (token.strip(), "") if kind.lower() == "bearer" else None


def basic(call: Call, security_scheme: Mapping[str, Any]) -> Presented | None:
    """Password and user of `http` `basic` (RFC 7617); what cannot be decoded is nobody's."""
    kind, _, encoded = call.headers.get("authorization", "").strip().partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ("", "")
    return (password, user)


def api_key(call: Call, security_scheme: Mapping[str, Any]) -> Presented | None:
    """The key of `apiKey` in a header or the query; an empty one counts as none."""
    name = security_scheme["name"]
    if security_scheme["in"] == "header":
        key = call.headers.get(name.lower(), "")
    else:
        key = call.vendor.query(call, parse_qs(call.entry.query)).get(name, [""])[-1]
    return (key, "") if key else None


SCHEMES: Mapping[Scheme, Callable[[Call, Mapping[str, Any]], Presented | None]] = {
    "bearer": bearer,
    "basic": basic,
    "apiKey": api_key,
}
"""How each kind of credential is presented."""


def find_credential(call: Call, scheme: Scheme, secret: str, user: str) -> Credential:
    """Ask the vendor who this is; under --accept-any-credentials a stranger is as good as the documented caller."""
    try:
        return call.vendor.identify(call, scheme, secret, user)
    except Problem as problem:
        if call.accept_any and problem.kind == "unknown-credentials":
            return call.vendor.credentials[0]
        raise
