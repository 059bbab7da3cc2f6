"""Who may call the operations of a bare document, in the few terms that are enforced: bearer, basic and keys; knows no request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

JSON = dict[str, Any]

PREFIX = "x-prefix"
"""The member of a key in `Authorization` that says with which word its value begins, as for `digest`."""
REGISTERED = frozenset(
    [
        "basic",
        "bearer",
        "concealed",
        "digest",
        "dpop",
        "gnap",
        "hoba",
        "mutual",
        "negotiate",
        "oauth",
        "privatetoken",
        "scram-sha-1",
        "scram-sha-256",
        "vapid",
    ]
)
"""HTTP schemes by their registered names. What else stands there is often a word for people (`jwt`, `token`, a product)."""


def small(raw: JSON) -> JSON:
    """A document's operations and their security as OpenAPI 3.0, and nothing else; its paths are numbers, and all its methods one.

    OAuth 2 and OpenID Connect present bearer tokens, and an HTTP scheme of another kind is a key in `Authorization`, which
    begins with the scheme's name where that is a registered one. A client's certificate cannot be seen here and is not
    asked for.
    """
    schemes = {name: each for name, old in raw["components"]["securitySchemes"].items() if (each := _scheme(old))}
    shared: list[JSON] = raw.get("security") or []
    operations = [node for item in raw["paths"].values() for node in item.values() if isinstance(node, dict)]
    return {
        "openapi": "3.0.3",
        "info": {"title": "", "version": ""},
        "components": {"securitySchemes": schemes},
        "paths": {
            f"/{number}": {
                "post": {
                    "operationId": node["operationId"],
                    "security": _requirements(
                        node.get("security") or (shared if "security" not in node else []), schemes
                    ),
                    "responses": {},
                }
            }
            for number, node in enumerate(operations)
        },
    }


def _scheme(old: JSON) -> JSON | None:
    if old["type"] in ("oauth2", "openIdConnect"):
        return {"type": "http", "scheme": "bearer"}
    if old["type"] == "http" and old["scheme"].lower() in ("bearer", "basic"):
        return {"type": "http", "scheme": old["scheme"].lower()}
    if old["type"] == "http":
        word = {PREFIX: old["scheme"].lower()} if old["scheme"].lower() in REGISTERED else {}
        return {"type": "apiKey", "in": "header", "name": "Authorization", **word}
    return {"type": "apiKey", "in": old["in"], "name": old["name"]} if old["type"] == "apiKey" else None


def _requirements(given: list[JSON], schemes: JSON) -> list[JSON]:
    """The alternatives, that of no credentials last: it would hide the others."""
    found: list[JSON] = [{name: [] for name in part} for each in given for part in _sendable(each, schemes)]
    return sorted(found, key=lambda each: not each)


def _sendable(requirement: JSON, schemes: JSON) -> Iterator[list[str]]:
    """The schemes of a requirement; each of those that need `Authorization` by itself, since there is one such header."""
    names = [name for name in requirement if name in schemes]
    one = [name for name in names if _authorizes(schemes[name])]
    others = [name for name in names if name not in one]
    yield from ([*others, name] for name in one) if one else (others,)


def _authorizes(scheme: JSON) -> bool:
    """Whether a credential is presented in `Authorization`."""
    place = (scheme.get("in", "header"), scheme.get("name", "Authorization").lower())
    return bool(place == ("header", "authorization"))
