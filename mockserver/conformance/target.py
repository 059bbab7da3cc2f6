"""A running server as the checks see it: worlds of their own, made through the control plane; speaks HTTP only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import httpx

from mockserver.conformance.request_building import Request


class Unusable(Exception):
    """The server did not do what a check needs before it can begin; the text says what."""


class World:
    """One world of a running server."""

    def __init__(self, http: httpx.Client, server: str, name: str) -> None:
        self.http, self.server, self.name = http, server, name

    def url(self, vendor: str) -> str:
        """The base address of a vendor in this world."""
        return f"{self.server}/w/{self.name}/{vendor}"

    def send(self, vendor: str, request: Request) -> httpx.Response:
        """Send a request to a vendor."""
        url = httpx.URL(self.url(vendor)).copy_with(raw_path=f"/w/{self.name}/{vendor}{request.target}".encode())
        return self.http.request(request.method, url, headers=request.headers, content=request.body)

    def raise_quotas(self, vendor: str) -> None:
        """Raise a vendor's quotas, so that nobody can spend them.

        Raises:
            Unusable: the control plane refused.
        """
        self._limit(vendor, 1_000_000_000)

    def spend_quotas(self, vendor: str) -> None:
        """Leave nothing of a vendor's quotas.

        Raises:
            Unusable: the control plane refused.
        """
        self._limit(vendor, 0)

    def _limit(self, vendor: str, calls: int) -> None:
        for quota in self.control("GET", f"/quotas/{vendor}"):
            self.control("PUT", f"/quotas/{vendor}/{quote(quota['key'], safe='')}", {"limit": calls})

    def fault(self, fault: Any) -> None:
        """Make something go wrong.

        Raises:
            Unusable: the control plane refused.
        """
        self.control("POST", "/faults", fault)

    def control(self, method: str, path: str, json: Any = None) -> Any:
        """Tell the control plane something about this world.

        Raises:
            Unusable: it refused.
        """
        return control(self.http, self.server, method, f"/worlds/{self.name}{path}", json)


class Target:
    """A running server.

    Args:
        server: its address, such as `http://127.0.0.1:4280`.
        http: the client to use; its headers may carry the token of the control plane.
    """

    def __init__(self, server: str, http: httpx.Client) -> None:
        self.server, self.http = server, http

    @contextmanager
    def world(self, fixture: str = "documented", clock: str | None = None) -> Iterator[World]:
        """A world of one's own, gone afterwards.

        Args:
            fixture: where it starts.
            clock: the instant (RFC 3339) at which its clock stands, if it is to stand.

        Raises:
            Unusable: the server does not make it.
        """
        wanted = {"fixture": fixture} if clock is None else {"fixture": fixture, "clock": clock}
        made = control(self.http, self.server, "POST", "/worlds", wanted)
        try:
            yield World(self.http, self.server, made["name"])
        finally:
            control(self.http, self.server, "DELETE", f"/worlds/{made['name']}")


def control(http: httpx.Client, server: str, method: str, path: str, json: Any = None) -> Any:
    """Send one request to the control plane and return its JSON answer.

    Raises:
        Unusable: no answer, or a refusal.
    """
    try:
        response = http.request(method, f"{server}/__admin{path}", json=json)
    except httpx.HTTPError as error:
        raise Unusable(f"{server} does not answer: {error}") from None
    if response.is_error:
        raise Unusable(f"{method} /__admin{path}: {response.status_code} {response.text[:300]}")
    return response.json() if response.content else None
