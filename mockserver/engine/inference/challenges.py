"""How a caller is told to sign in: in the header of a refusal, and in words; knows no request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def challenge(schemes: Iterable[Mapping[str, Any]]) -> str:
    """What `WWW-Authenticate` says of some security schemes (RFC 9110, 11.6.1); empty where it has nothing to say."""
    return ", ".join(dict.fromkeys(_challenge(each) for each in schemes if each.get("type") != "mutualTLS"))


def _challenge(scheme: Mapping[str, Any]) -> str:
    """What `WWW-Authenticate` says of a security scheme."""
    kind = str(scheme.get("scheme") or scheme.get("type")).lower()
    return {"basic": 'Basic realm="mock"', "bearer": "Bearer", "oauth2": "Bearer", "openidconnect": "Bearer"}.get(
        kind, "ApiKey"
    )


def ways_in(raw: Mapping[str, Any], node: Mapping[str, Any]) -> str:
    """What an operation asks a caller to send to be let in, in words; empty where it asks for nothing that can be sent.

    Args:
        raw: the document.
        node: the operation.
    """
    schemes = (raw.get("components") or {}).get("securitySchemes") or {}
    ways = [
        list(filter(None, (_shown_as(schemes[name]) for name in each if name in schemes)))
        for each in node.get("security", raw.get("security")) or []
    ]
    return ", or ".join(dict.fromkeys(" and ".join(each) for each in ways if each))


def _shown_as(scheme: Mapping[str, Any]) -> str:
    """Where a credential of a security scheme stands, in words."""
    kind, word = scheme.get("type"), str(scheme.get("scheme"))
    if kind == "apiKey":
        return f"the {PLACES.get(scheme.get('in'), 'header')} {scheme.get('name')}"
    if kind in ("oauth2", "openIdConnect"):
        word = "bearer"
    return f"the header Authorization: {word.capitalize()} …" if kind != "mutualTLS" else ""


PLACES: Mapping[Any, str] = {"header": "header", "query": "query parameter", "cookie": "cookie"}
"""Where a key stands, in words."""
