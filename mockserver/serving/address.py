"""Whom a request is for: vendor, world and the path as the vendor documents it, from path, Host and Mock-World."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mockserver.state.world import DEFAULT, NAME

ADMIN = "__admin"


class BadAddress(Exception):
    """A request that names no vendor or no world: a status, a stable kind and a sentence."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail = status, kind, detail


class Address(NamedTuple):
    """Where a request goes.

    Attributes:
        vendor: the vendor's name, or `__admin`.
        world: the world's name.
        by_prefix: whether the path named the world, so that it may be created.
        prefix: the part of the path before the vendor's own, for absolute links.
        path: the rest, percent-encoded as sent, beginning with a slash.
    """

    vendor: str
    world: str
    by_prefix: bool
    prefix: str
    path: str


class Addresses:
    """Reads addresses; knows the vendors present and their documented hosts."""

    def __init__(self, hosts: Mapping[str, tuple[str, ...]]) -> None:
        """`hosts`: vendor to the host names of its document."""
        self._vendors = frozenset(hosts)
        self._by_host = {host: vendor for vendor, names in hosts.items() for host in (*names, f"{vendor}.localhost")}

    def read(self, raw_path: str, host: str, header: str | None) -> Address:
        """Find out whom a request is for.

        Args:
            raw_path: the path as sent, percent-encoded, without query.
            host: the Host header.
            header: the Mock-World header, if sent.

        Raises:
            BadAddress: 404 for an unknown vendor, 400 for a bad or contradictory world name.
        """
        prefix, rest, world = "", raw_path, None
        if rest.startswith("/w/"):
            world, _, rest = rest[3:].partition("/")
            prefix, rest = f"/w/{world}", "/" + rest
        vendor = self._by_host.get(host.partition(":")[0].lower())
        first = rest[1:].partition("/")[0]
        if first == ADMIN and not prefix:
            return Address(ADMIN, "", False, "", rest)
        if vendor is None:
            vendor = first
            if vendor not in self._vendors:
                known = ", ".join(f"/{name}/" for name in sorted(self._vendors))
                raise BadAddress(
                    404, "unknown-vendor", f"begin the path with one of {known}, or with /w/<world> before it"
                )
            prefix, rest = f"{prefix}/{vendor}", rest[1 + len(first) :] or "/"
        return Address(vendor, self._world(world, header), world is not None, prefix, rest)

    @staticmethod
    def _world(named: str | None, header: str | None) -> str:
        for name in (named, header):
            if name is not None and not NAME.match(name):
                raise BadAddress(400, "bad-world", "a world's name is 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'")
        if named is not None and header is not None and named != header:
            raise BadAddress(400, "bad-world", f"the path names the world {named}, Mock-World names {header}")
        return named or header or DEFAULT
