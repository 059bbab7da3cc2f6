"""Who calls: a vendor's credentials by id, and how each is put on a request; reads tables and fixtures, asks no server."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from mockserver.authorization import kind_of, present, schemes_of


class Listed(Protocol):
    """A credential as a vendor's module lists it."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def scheme(self) -> str:
        """How it is presented."""

    @property
    def secret(self) -> str:
        """Token, key or password."""

    @property
    def user(self) -> str:
        """The user name, if any."""


@dataclass(frozen=True)
class Caller:
    """One credential, ready to be presented.

    Attributes:
        id: its name in the vendor's module or in the fixture.
        scheme: `bearer`, `basic` or `apiKey`; empty for nobody.
        secret: token, password or key.
        user: the user name of a `basic` one.
        powerful: whether it may do everything.
        permissions: what it may, by permission the scopes; None where that is not known, or is everything.
        headers: the headers that present it.
        query: the query parameters that present it.
    """

    id: str
    scheme: str = ""
    secret: str = ""
    user: str = ""
    powerful: bool = False
    permissions: Mapping[str, Any] | None = field(default=None, hash=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    query: tuple[tuple[str, str], ...] = ()


NOBODY = Caller("nobody")


def callers(document: Mapping[str, Any], listed: Iterable[Listed], fixture: Path) -> dict[str, Caller]:
    """Name everybody who may call in a world that starts from a fixture; whoever is revoked or expires is left out.

    Args:
        document: the vendor's OpenAPI document; its security schemes say where a credential goes.
        listed: the documented credentials, which every world accepts and which may do everything.
        fixture: the fixture's file.
    """
    found = {each.id: caller(document, each.id, each.scheme, each.secret, each.user, powerful=True) for each in listed}
    for each in json.loads(fixture.read_text(encoding="utf-8")).get("credentials", []):
        if not each.get("revoked") and not each.get("expires"):
            powerful = each.get("permissions") == "*"
            made = caller(document, each["id"], each["scheme"], each["secret"], each.get("user", ""), powerful=powerful)
            found[each["id"]] = made if powerful else replace(made, permissions=each.get("permissions"))
    return found


def caller(
    document: Mapping[str, Any], id: str, scheme: str, secret: str, user: str = "", *, powerful: bool = False
) -> Caller:
    """Put one credential where its scheme wants it.

    Args:
        document: whose security schemes say where a credential goes.
        id: its name.
        scheme: `bearer`, `basic` or `apiKey`.
        secret: token, password or key.
        user: the user name of a `basic` one.
        powerful: whether it may do everything.

    Raises:
        LookupError: the document has no such scheme.
    """
    sent = present(scheme, secret, user, schemes_of(document).values())
    return Caller(id, scheme, secret, user, powerful, None, sent.headers, tuple(sent.query.items()))


KINDS = ("bearer", "basic", "apiKey")
"""The kinds of credentials that can be presented."""


def strangers(document: Mapping[str, Any]) -> list[Caller]:
    """Callers whom no world knows, one per security scheme of a document."""
    kinds = [each for each in dict.fromkeys(map(kind_of, schemes_of(document).values())) if each in KINDS]
    return [caller(document, "stranger", each, "nobody-knows-this", "stranger") for each in kinds]
