"""One call of the control plane, and its refusal; knows HTTP, and no resource."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, Self
from urllib.parse import quote

import httpx

from mockserver.authorization import bearer

__tracebackhide__ = True

JSON = dict[str, Any]


class ControlError(RuntimeError):
    """A refusal of the control plane.

    Attributes:
        status: the HTTP status.
        kind: the stable word at the end of the problem's type, such as `conflict`.
        detail: what to do about it.
        violations: places (JSON pointers into what was sent) and what is wrong there.
    """

    def __init__(self, call: str, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.kind = str(problem.get("type", "")).rpartition(":")[2]
        self.detail = str(problem.get("detail", ""))
        self.violations = tuple((each["pointer"], each["what"]) for each in problem.get("violations", ()))
        super().__init__(f"{call}: {status} {self.detail}")


def trusting(file: str) -> ssl.SSLContext:
    """Trust whom a file vouches for, beside those whom this machine trusts."""
    context = ssl.create_default_context()
    context.load_verify_locations(file)
    return context


class Calls(Protocol):
    """What a resource makes its calls by: a world, or whatever else knows the first segments of the path."""

    def call(self, method: str, *path: str, json: Any = None, query: Mapping[str, Any] | None = None) -> Any:
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

    def call(self, method: str, *path: str, json: Any = None, query: Mapping[str, Any] | None = None) -> Any:
        """Make one control call; see `Connection.call`."""
        return self.calls.call(method, *self.path, *path, json=json, query=query)


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
        transport: httpx.BaseTransport | None = None,
        timeout: float = 30.0,
        ca_file: str = "",
    ) -> None:
        self.url = url.rstrip("/")
        self.options: Mapping[str, Any] = {"token": token, "timeout": timeout, "ca_file": ca_file}
        """What else it was made with, for a connection like it."""
        headers = bearer(token) if token else {}
        self._http = httpx.Client(
            base_url=f"{self.url}/__admin", headers=headers, transport=transport, timeout=timeout, trust_env=False,
            verify=trusting(ca_file) if ca_file else self.url.startswith("https:"),
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def call(self, method: str, *path: str, json: Any = None, query: Mapping[str, Any] | None = None) -> Any:
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
        answer = self._http.request(method, where, json=json, params=given or None)
        if answer.is_success:
            return answer.json() if answer.content else None
        try:
            problem = answer.json()
        except ValueError:
            problem = {"detail": answer.text[:300]}
        raise ControlError(f"{method} /__admin{where}", answer.status_code, problem)


def an_object(found: JSON) -> JSON:
    """An answer that the control plane's document promises to be an object."""
    return found


def objects(found: list[JSON]) -> list[JSON]:
    """An answer that the control plane's document promises to be a list of objects."""
    return found


def texts(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Query values as JSON writes them."""
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in filters.items()}


def instant(at: datetime | str | None) -> str | None:
    """An instant as RFC 3339 has it.

    Raises:
        ValueError: a datetime without a zone.
    """
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise ValueError(f"{at!r} has no time zone; use datetime(…, tzinfo=UTC)")
        return at.isoformat()
    return at
