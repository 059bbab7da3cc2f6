"""Who calls: a vendor's credentials by id, and how each is put on a request; reads tables and fixtures, asks no server."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


class Listed(Protocol):
    """A credential as a vendor's module lists it."""

    id: Any
    scheme: Any
    secret: Any
    user: Any


@dataclass(frozen=True)
class Caller:
    """One credential, ready to be presented.

    Attributes:
        id: its name in the vendor's module or in the fixture.
        headers: the headers that present it.
        query: the query parameters that present it.
    """

    id: str
    headers: Mapping[str, str]
    query: tuple[tuple[str, str], ...] = ()


NOBODY = Caller("nobody at all", {})


def callers(document: Mapping[str, Any], listed: Iterable[Listed], fixture: Path) -> dict[str, Caller]:
    """Name everybody who may call in a world that starts from a fixture.

    Args:
        document: the vendor's OpenAPI document; its security schemes say where a credential goes.
        listed: the documented credentials, which every world accepts.
        fixture: the fixture's file.
    """
    given = [(each.id, each.scheme, each.secret, each.user) for each in listed]
    for each in json.loads(fixture.read_text(encoding="utf-8")).get("credentials", []):
        if not each.get("revoked") and not each.get("expires"):
            given.append((each["id"], each["scheme"], each["secret"], each.get("user", "")))
    return {id: caller(document, id, scheme, secret, user) for id, scheme, secret, user in given}


def caller(document: Mapping[str, Any], id: str, scheme: str, secret: str, user: str = "") -> Caller:
    """Put one credential where its scheme wants it.

    Raises:
        LookupError: the document has no such scheme.
    """
    if scheme == "bearer":
        return Caller(id, {"Authorization": f"Bearer {secret}"})
    if scheme == "basic":
        return Caller(id, {"Authorization": "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()})
    for each in document["components"]["securitySchemes"].values():
        if each["type"] == "apiKey" and each["in"] == "query":
            return Caller(id, {}, ((each["name"], secret),))
        if each["type"] == "apiKey" and each["in"] == "header":
            return Caller(id, {each["name"]: secret})
    raise LookupError(f"the document has no security scheme for {scheme}")


def strangers(document: Mapping[str, Any]) -> list[Caller]:
    """Callers whom no world knows, one per security scheme of a document."""
    kinds = []
    for each in document.get("components", {}).get("securitySchemes", {}).values():
        kinds.append(each.get("scheme") if each["type"] == "http" else each["type"])
    return [caller(document, f"a stranger ({kind})", kind, "nobody-knows-this", "stranger") for kind in kinds]
