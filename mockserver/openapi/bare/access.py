"""Whom the operations of somebody's document accept, in form: security schemes, and the requirements that name them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.openapi import pointers
from mockserver.openapi.bare.lookup import JSON, Lookup, Lost, members

SCHEMES = ("apiKey", "http", "oauth2", "openIdConnect", "mutualTLS")


class Access:
    """The security of one document.

    Args:
        lookup: knows what stands where.
        written: the schemes as they were written.

    Attributes:
        schemes: those that OpenAPI knows, by name.
    """

    def __init__(self, lookup: Lookup, written: Any) -> None:
        self._lookup = lookup
        self.schemes = dict(self._schemes(written))

    def _schemes(self, given: Any) -> Iterator[tuple[str, JSON]]:
        for name, each in members(given).items():
            place = pointers.join("components", "securitySchemes", name)
            try:
                scheme = self._lookup.resolved(each, place)
            except Lost as lost:
                self._lookup.notes[place] = lost.what
                continue
            if isinstance(scheme, dict) and scheme.get("type") in SCHEMES and _whole(scheme):
                if scheme["type"] == "mutualTLS":
                    self._lookup.notes[place] = (
                        "client certificates are not looked at: every caller counts as one who has his"
                    )
                yield name, scheme
            else:
                self._lookup.notes[place] = "is no security scheme that OpenAPI knows; nobody is asked for it"

    def requirements(self, given: Any, place: str) -> list[JSON] | None:
        """The requirements, without the schemes that there are not; None where nothing is said."""
        if not isinstance(given, list):
            return None
        found = []
        for requirement in given:
            if isinstance(requirement, dict):
                unknown = [name for name in requirement if name not in self.schemes]
                for name in unknown:
                    self._lookup.notes[place] = f"no security scheme is called {name!r}; nobody is asked for it"
                found.append({name: scopes for name, scopes in requirement.items() if name in self.schemes})
        return found


def _whole(scheme: JSON) -> bool:
    """Whether a security scheme says what it needs to say."""
    if scheme["type"] == "apiKey":
        return isinstance(scheme.get("name"), str) and scheme.get("in") in ("header", "query", "cookie")
    return scheme["type"] != "http" or isinstance(scheme.get("scheme"), str)
