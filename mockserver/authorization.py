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
        schemes: the security schemes of the document, which say where an `apiKey` goes; the first of that type does.

    Raises:
        LookupError: no scheme says where it goes.
    """
    if kind == "bearer":
        return Authorization(bearer(secret))
    if kind == "basic":
        return Authorization(basic(user, secret))
    place = next((each for each in schemes if kind_of(each) == kind), None)
    if place is None:
        raise LookupError(f"the document has no security scheme for {kind}")
    sent = {str(place["name"]): secret}
    return Authorization(query=sent) if place["in"] == "query" else Authorization(sent)


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
    """What a credential of a security scheme is called: `bearer`, `basic` or `apiKey`."""
    return str(scheme["scheme"] if scheme["type"] == "http" else scheme["type"])
