"""Which exchanges of a recording are for the server of a promise, and where its paths begin in them; judges nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from mockserver.conformance.judging.promise import Promise, below
from mockserver.conformance.judging.routes import Routes
from mockserver.traffic.exchanges import Exchange

WORLD = re.compile(r"/w/[^/]+(?=/)")
"""What begins a path of ours that names a world."""


def of_promise(promise: Promise, recorded: Iterable[tuple[str, Exchange]], base_url: str = "") -> Iterator[Exchange]:
    """The exchanges that are for a server, their paths as the document writes them; preflights of browsers are left out.

    Args:
        promise: what it is held to.
        recorded: addresses and exchanges.
        base_url: where its paths begin; where it is not given, the document's hosts and the addresses of a mock are looked for,
            and after these any path that the document has.
    """
    kept = [(url, each) for url, each in recorded if not _is_preflight(each)]
    if base_url:
        found = [_at(each, below(promise, base_url, url)) for url, each in kept]
    else:
        found = [_at(each, _named(promise, url)) for url, each in kept]
        if not any(found):
            routes = Routes(promise.document)
            found = [_at(each, _routed(promise, routes, each)) for _, each in kept]
    yield from (each for each in found if each is not None)


def _at(exchange: Exchange, path: str | None) -> Exchange | None:
    """An exchange with another path; None for no path."""
    return None if path is None else replace(exchange, target=path + exchange.target[len(exchange.path) :])


def _named(promise: Promise, url: str) -> str | None:
    """The path of an address that names the server: by a host of the document, or as a mock's address does."""
    found = urlsplit(url)
    path = WORLD.sub("", found.path or "/", count=1)
    if found.hostname == f"{promise.name}.localhost":
        return path
    if f"{path}/".startswith(f"/{promise.name}/"):
        return path[len(promise.name) + 1 :] or "/"
    return path if found.hostname in promise.hosts() else None


def _routed(promise: Promise, routes: Routes, exchange: Exchange) -> str | None:
    """The path of an exchange, if the document has it, perhaps after a base path."""
    for base in promise.bases():
        path = exchange.path[len(base) :] if exchange.path.startswith(f"{base}/") else None
        if path and routes.methods(path):
            return path
    return None


def _is_preflight(exchange: Exchange) -> bool:
    return exchange.method == "OPTIONS" and exchange.request.header("access-control-request-method") is not None
