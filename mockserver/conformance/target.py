"""A running server as the checks see it: worlds of their own, made through the control plane; speaks HTTP only."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from mockserver import client
from mockserver.client import Admin
from mockserver.conformance.request_building import Request


@dataclass(frozen=True)
class World:
    """One world of a running server.

    Attributes:
        control: the control plane's handle on it.
        http: what sends requests to its vendors.
    """

    control: client.World
    http: httpx.Client

    def url(self, vendor: str) -> str:
        """The base address of a vendor in this world."""
        return self.control.url(vendor)

    def send(self, vendor: str, request: Request) -> httpx.Response:
        """Send a request to a vendor, its path and query byte for byte."""
        url = httpx.URL(self.url(vendor))
        url = url.copy_with(raw_path=url.raw_path + request.target.encode())
        return self.http.request(request.method, url, headers=request.headers, content=request.body)

    def fail(self, vendor: str, operation: str, status: int) -> None:
        """Let an operation be answered with a status from now on.

        Args:
            vendor: its name.
            operation: the operationId.
            status: answered in the vendor's own words.
        """
        self.control.faults.add(vendor, operation, status=status)

    def raise_quotas(self, vendor: str) -> None:
        """Raise a vendor's quotas, so that nobody can spend them."""
        quotas = self.control.quotas(vendor)
        for quota in quotas.all():
            quotas.set(quota["key"], limit=1_000_000_000)

    def spend_quotas(self, vendor: str) -> None:
        """Leave nothing of a vendor's quotas."""
        quotas = self.control.quotas(vendor)
        for quota in quotas.all():
            quotas.spend(quota["key"])

    def pass_time(self, seconds: float) -> None:
        """Move the world's clock forward."""
        self.control.clock.advance(seconds)

    def change_credential(self, vendor: str, id: str, changes: Mapping[str, Any]) -> None:
        """Revoke a credential, let it expire, take its permissions."""
        self.control.credentials(vendor).change(id, **changes)


@dataclass
class Lent:
    """A world that is lent to one after the other.

    Attributes:
        world: which one; None before the first needs it.
        as_new: whether nobody has had it since it was at its start.
        changed: whether it may be another one than at its start; whoever has changed nothing in it says so.
    """

    world: World | None = None
    as_new: bool = True
    changed: bool = False

    @property
    def there(self) -> World:
        """The world, once there is one."""
        assert self.world is not None
        return self.world


@dataclass(frozen=True)
class Target:
    """A running server.

    Attributes:
        admin: its control plane.
        http: what sends requests to its vendors.
        loans: the worlds that are lent, by what they are made of.
    """

    admin: Admin
    http: httpx.Client
    loans: dict[str, Lent] = field(default_factory=dict, hash=False, compare=False)

    @contextmanager
    def world(
        self, fixture: str = "documented", clock: str | None = None, chosen: Mapping[str, Any] | None = None
    ) -> Iterator[World]:
        """A world of one's own, gone afterwards.

        Args:
            fixture: where it starts.
            clock: the instant (RFC 3339) at which its clock stands, if it is to stand.
            chosen: further members of a new world, such as `readings`.

        Raises:
            ControlError: the server does not make it.
        """
        made = self.admin.worlds.create(fixture=fixture, clock=clock, **(chosen or {}))
        try:
            yield World(made, self.http)
        finally:
            made.delete()

    @contextmanager
    def lent(
        self,
        fixture: str = "documented",
        clock: str | None = None,
        chosen: Mapping[str, Any] | None = None,
        *,
        as_new: bool = True,
    ) -> Iterator[Lent]:
        """A world that others have had before, for one request of very many; it is put back to its start where they changed it.

        Args:
            fixture: where it starts.
            clock: the instant (RFC 3339) at which its clock stands, if it is to stand.
            chosen: further members of a new world, such as `readings`.
            as_new: whether it is put back also where nobody changed it: others may have spent something of a quota.

        Raises:
            ControlError: the server does not make it.
        """
        key = json.dumps([fixture, clock, chosen or {}], sort_keys=True)
        lent = self.loans.setdefault(key, Lent())
        if lent.world is None:
            lent.world = World(self.admin.worlds.create(fixture=fixture, clock=clock, **(chosen or {})), self.http)
        elif lent.changed or (as_new and not lent.as_new):
            lent.world.control.reset()
            lent.as_new = True
        lent.changed = True
        yield lent
        lent.as_new = False

    def give_back(self) -> None:
        """Delete the worlds that were lent."""
        for lent in self.loans.values():
            if lent.world is not None:
                lent.world.control.delete()
        self.loans.clear()
