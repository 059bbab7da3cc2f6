"""Which pages of other origins may call the vendors, and what their browsers are told; knows no vendor and no world.

The control plane has nothing of this: a page of another origin may not read it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from mockserver.serving.guard import hostname, loopback

ANY, NONE = "*", "none"
METHODS = b"GET, HEAD, QUERY, POST, PUT, PATCH, DELETE, OPTIONS"
SECONDS = b"600"
"""For how long a browser may keep what a preflight was answered."""

Headers = list[tuple[bytes, bytes]]


class Cors:
    """The origins whose pages may call the vendors.

    Args:
        origins: those beside the ones on this machine; `*` is every origin, `none` is none at all.
    """

    def __init__(self, origins: Collection[str]) -> None:
        self._origins = frozenset(origins)

    def allows(self, origin: str) -> bool:
        """Whether pages of an origin may call; not even those on this machine where there is to be none."""
        if not origin or NONE in self._origins:
            return False
        return ANY in self._origins or origin.lower() in self._origins or loopback(hostname(origin))


def is_preflight(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a browser asks what it may do, before it does what a page wants."""
    return method == "OPTIONS" and "access-control-request-method" in headers


def preflight(headers: Mapping[str, str]) -> Headers:
    """What a browser is told that asks first: everything is allowed that it asks for."""
    told = [
        *_allowed(headers["origin"]),
        (b"access-control-allow-methods", METHODS),
        (b"access-control-max-age", SECONDS),
        (b"vary", b"Origin, Access-Control-Request-Headers"),
    ]
    if asked := headers.get("access-control-request-headers"):
        told.append((b"access-control-allow-headers", asked.encode("latin-1")))
    if headers.get("access-control-request-private-network") == "true":
        told.append((b"access-control-allow-private-network", b"true"))
    return told


def opened(send: Any, origin: str) -> Any:
    """A `send` whose answers a page of an origin may read, with all their headers; one that says so itself is left as it is."""

    async def send_openly(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *_readable(message["headers"], origin)]}
        await send(message)

    return send_openly


def _readable(headers: Headers, origin: str) -> Headers:
    names = [name.lower() for name, _ in headers]
    if b"access-control-allow-origin" in names:
        return []
    return [
        *_allowed(origin),
        (b"access-control-expose-headers", b", ".join(dict.fromkeys(names))),
        (b"vary", b"Origin"),
    ]


def _allowed(origin: str) -> Headers:
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
    ]
