"""How a credential is put on a request: the headers and query parameters that present it; knows no vendor and asks nobody."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Authorization:
    """What presents a credential.

    Attributes:
        headers: request headers by name.
        query: query parameters by name.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


def present(kind: str, secret: str, user: str = "", schemes: Iterable[Mapping[str, Any]] = ()) -> Authorization:
    """Put a credential where its scheme wants it.

    Args:
        kind: `bearer`, `basic` or `apiKey`.
        secret: token, password or key.
        user: the user name of a `basic` one.
        schemes: the security schemes of the document, which say where an `apiKey` goes: to the place of each of that type.

    Raises:
        LookupError: no scheme says where it goes.
    """
    if kind == "bearer":
        return Authorization(bearer(secret))
    if kind == "basic":
        return Authorization(basic(user, secret))
    places = [(str(each["in"]), str(each["name"])) for each in schemes if kind_of(each) == kind]
    if not places:
        raise LookupError(f"the document has no security scheme for {kind}")
    headers, query, cookies = ({name: secret for place, name in places if place == where} for where in PLACES)
    return Authorization(headers | cookie(cookies), query)


def together(parts: Iterable[Authorization]) -> Authorization:
    """What presents several credentials at once; of two in one place the first is sent."""
    headers: dict[str, str] = {}
    query: dict[str, str] = {}
    for each in parts:
        headers, query = {**each.headers, **headers}, {**each.query, **query}
    return Authorization(headers, query)


PLACES = ("header", "query", "cookie")
"""Where a key can stand."""


def cookie(values: Mapping[str, str]) -> dict[str, str]:
    """The header that sends cookies; none for none."""
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in values.items())} if values else {}


def bearer(token: str) -> dict[str, str]:
    """The header that presents a token."""
    return {"Authorization": f"Bearer {token}"}


def basic(user: str, password: str) -> dict[str, str]:
    """The header that presents a user with a password."""
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def schemes_of(document: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """The security schemes of an OpenAPI document, by name."""
    found: Mapping[str, Mapping[str, Any]] = document.get("components", {}).get("securitySchemes", {})
    return found


def kind_of(scheme: Mapping[str, Any]) -> str:
    """What a credential of a security scheme is called: `bearer`, `basic` or `apiKey`; empty where it is none of these.

    OAuth 2 and OpenID Connect end in a bearer token.
    """
    word = scheme.get("scheme") if scheme.get("type") == "http" else scheme.get("type")
    return KINDS.get(str(word).lower(), "")


KINDS = {"bearer": "bearer", "basic": "basic", "apikey": "apiKey", "oauth2": "bearer", "openidconnect": "bearer"}
"""HTTP scheme, or type of another security scheme, in small letters to the kind of credential that it asks for."""
