"""One call of the control plane, and its refusal; knows HTTP, and no resource.

Every call is awaited. Made of `mockserver/client/calls.py` by `contract_tests/asynchronous_client.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self
from urllib.parse import quote

import httpx

from mockserver.authorization import bearer
from mockserver.client.calls import ControlError, trusting


class Calls(Protocol):
    """What a resource makes its calls by: a world, or whatever else knows the first segments of the path."""

    async def call(self, method: str, *path: str, json: Any = None, query: Mapping[str, Any] | None = None) -> Any:
        """Make one control call; see `Connection.call`."""


@dataclass(frozen=True)
class Below:
    """What a resource makes its calls by if all its paths begin alike, such as `/credentials/{vendor}` of a world.

    Attributes:
        calls: the calls of what it belongs to.
        path: the segments that all its paths begin with.
    """

    calls: Calls
    path: tuple[str, ...]

    async def call(self, method: str, *path: str, json: Any = None, query: Mapping[str, Any] | None = None) -> Any:
        """Make one control call; see `Connection.call`."""
        return await self.calls.call(method, *self.path, *path, json=json, query=query)


class Connection:
    """The way to the control plane of a running server.

    Args:
        url: the server's address, such as `http://127.0.0.1:4280`.
        token: what the server was given as `--admin-token`.
        transport: another way than sockets, such as `mockserver.transport()`.
        timeout: seconds to wait for an answer.
        ca_file: who vouches for the server's certificate, beside those whom this machine trusts.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        timeout: float = 30.0,
        ca_file: str = "",
    ) -> None:
        self.url = url.rstrip("/")
        self.options: Mapping[str, Any] = {"token": token, "timeout": timeout, "ca_file": ca_file}
        "What else it was made with, for a connection like it."
        headers = bearer(token) if token else {}
        self._http = httpx.AsyncClient(
            base_url=f"{self.url}/__admin",
            headers=headers,
            transport=transport,
            timeout=timeout,
            trust_env=False,
            verify=trusting(ca_file) if ca_file else self.url.startswith("https:"),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Let the connections go."""
        await self._http.aclose()

    async def call(self, method: str, *path: str, json: Any = None, query: Mapping[str, Any] | None = None) -> Any:
        """Make one control call.

        Args:
            path: the segments after `/__admin`.
            json: the body; none if None.
            query: the query parameters; those that are None are left out.

        Returns:
            The JSON value answered; None where there is none.

        Raises:
            ControlError: it was refused.
            httpx.HTTPError: the server cannot be reached.
        """
        given = {name: value for name, value in (query or {}).items() if value is not None}
        where = "".join(f"/{quote(segment, safe='')}" for segment in path)
        answer = await self._http.request(method, where, json=json, params=given or None)
        if answer.is_success:
            return answer.json() if answer.content else None
        try:
            problem = answer.json()
        except ValueError:
            problem = {"detail": answer.text[:300]}
        raise ControlError(f"{method} /__admin{where}", answer.status_code, problem)
