"""Whom a request is for: vendor, world and the path as the vendor documents it, from path, Host and Mock-World."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from mockserver.state.world import NAME
from mockserver.state.worlds import DEFAULT

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
    """Reads addresses; knows the vendors present and their documented hosts.

    Args:
        hosts: vendor to the host names of its document; of two that claim one, the first has it.
        alone: the vendor that is also served at the root, where nothing else is there; empty if none is.
        fits: whether it has a path that fits.
        named: whether some path of it may begin with its name, so that a path that does so can be read in two ways.
        ours: whether a path below `__admin` is the control plane's, where it is one of that vendor, too.
    """

    def __init__(
        self,
        hosts: Mapping[str, tuple[str, ...]],
        alone: str = "",
        fits: Callable[[str], bool] = lambda path: False,
        named: bool = False,
        ours: Callable[[str], bool] = lambda path: True,
    ) -> None:
        self._vendors = frozenset(hosts)
        self._by_host: dict[str, str] = {}
        for vendor, names in hosts.items():
            for host in (*names, f"{vendor}.localhost"):
                self._by_host.setdefault(host, vendor)
        self.alone, self._fits, self._named, self._ours = alone, fits, named, ours

    def read(self, raw_path: str, host: str, header: str | None) -> Address:
        """Find out whom a request is for.

        Args:
            raw_path: the path as sent, percent-encoded, without query.
            host: the Host header.
            header: the Mock-World header, if sent.

        Raises:
            BadAddress: 404 for an unknown vendor, 400 for a bad or contradictory world name.
        """
        named, prefix, path = None, "", raw_path
        if path.startswith("/w/"):
            named, _, below = path[3:].partition("/")
            prefix, path = f"/w/{named}", f"/{below}"
        first, slash, below = path[1:].partition("/")
        if first == ADMIN and named is None and (self._ours(path) or not self._fits(path)):
            return Address(ADMIN, "", False, "", path)
        vendor = self._called(host)
        if vendor is None and self.alone and (first != self.alone or self._at_the_root(path, slash + below)):
            vendor = self.alone
        if vendor is None:
            if first not in self._vendors:
                known = ", ".join(f"/{name}/" for name in sorted(self._vendors))
                raise BadAddress(
                    404, "unknown-vendor", f"begin the path with one of {known}, or with /w/<world> before it"
                )
            vendor, prefix, path = first, f"{prefix}/{first}", slash + below or "/"
        world = _world(named, header)
        return Address(vendor, world, named is not None, prefix, path)

    def _at_the_root(self, path: str, below: str) -> bool:
        """Whether a path that begins with the name of the vendor that is alone is its path from the root on.

        What follows the name goes first: `/books/books` is `/books` of the document books, not the book that is called books,
        since a client that was given `/books` as its address appends to it.
        """
        return self._named and self._fits(path) and not (below.strip("/") and self._fits(below))

    def nobody_at(self, path: str, host: str) -> bool:
        """Whether a path that names no vendor is nobody's: neither of the vendor whose host is called, nor of one that is alone."""
        return self._called(host) is None and not (self.alone and self._fits(path))

    def _called(self, host: str) -> str | None:
        """The vendor whose host is called."""
        return self._by_host.get(host.partition(":")[0].lower())


def _world(named: str | None, header: str | None) -> str:
    """The name of a world, from path and header."""
    world = named if named is not None else DEFAULT if header is None else header
    if not NAME.match(world) or (header is not None and not NAME.match(header)):
        raise BadAddress(400, "bad-world", "a world's name is 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'")
    if header is not None and header != world:
        raise BadAddress(400, "bad-world", f"the path names the world {named}, Mock-World names {header}")
    return world
