"""The worlds of a server: made, forked, reset, kept as they were at a moment.

Every call is awaited. Made of `mockserver/client/worlds.py` by `contract_tests/asynchronous_client.py`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mockserver.asynchronous.calls import Below, Calls, Connection
from mockserver.asynchronous.choices import Choices, Profile
from mockserver.asynchronous.clock import Clock
from mockserver.asynchronous.credentials import Credentials
from mockserver.asynchronous.faults import Faults
from mockserver.asynchronous.journal import Outbox, Requests
from mockserver.asynchronous.quotas import Quotas
from mockserver.asynchronous.state import State
from mockserver.client.calls import JSON, an_object, instant, objects

__tracebackhide__ = True


@dataclass(frozen=True)
class Snapshot:
    """A moment of a world."""

    world: Calls
    name: str

    async def restore(self) -> None:
        """Let the world be as it was then.

        Raises:
            ControlError: 404 if it was deleted, or the world was reset.
        """
        await self.world.call("POST", "snapshots", self.name, "restore")

    async def delete(self) -> None:
        """Forget it."""
        await self.world.call("DELETE", "snapshots", self.name)


@dataclass(frozen=True)
class World:
    """One world of a server, there or not."""

    admin: Connection
    name: str

    async def call(self, method: str, *path: str, json: Any = None, query: Mapping[str, Any] | None = None) -> Any:
        """Make one control call about this world; see `Admin.call`.

        Args:
            method: the HTTP method.
            path: the segments after the world's name.
            json: the body; none if None.
            query: the query parameters; those that are None are left out.

        Returns:
            The JSON value answered; None where there is none.

        Raises:
            ControlError: it was refused.
        """
        return await self.admin.call(method, "worlds", self.name, *path, json=json, query=query)

    def url(self, vendor: str) -> str:
        """The address of a vendor in this world, to be followed by the path as the vendor documents it."""
        return f"{self.admin.url}/w/{self.name}/{vendor}"

    async def read(self) -> JSON:
        """What there is to know about it."""
        return an_object(await self.call("GET"))

    async def coverage(self) -> list[JSON]:
        """Which operations answered with which status, and how often, since the world was made."""
        return objects(await self.call("GET", "coverage"))

    async def reset(self) -> None:
        """Let everything be as it was when the world was made."""
        await self.call("POST", "reset")

    async def delete(self) -> None:
        """Let it go with everything in it."""
        await self.call("DELETE")

    async def fork(self, name: str | None = None, *, ttl: int | None = None) -> World:
        """Make another world that begins where this one is.

        Args:
            name: a free name; the server chooses one if None.
            ttl: seconds that it may stay untouched.

        Returns:
            A handle on the other world.

        Raises:
            ControlError: 409 if the name is taken, or there are too many worlds.
        """
        return await Worlds(self.admin)._new_world(("worlds", self.name, "fork"), {"name": name, "ttl": ttl})

    async def snapshot(self, name: str | None = None) -> Snapshot:
        """Keep this moment.

        Args:
            name: a free name; the server chooses one if None.

        Returns:
            A handle on the moment.

        Raises:
            ControlError: 409 if the name is taken, or too many moments are kept.
        """
        taken = await self.call("POST", "snapshots", json={} if name is None else {"name": name})
        return Snapshot(self, taken["name"])

    @property
    async def snapshots(self) -> list[Snapshot]:
        """The moments kept."""
        return [Snapshot(self, each["name"]) for each in await self.call("GET", "snapshots")]

    @property
    def clock(self) -> Clock:
        """Its time."""
        return Clock(self)

    def state(self, vendor: str) -> State:
        """What a vendor has in it."""
        return State(Below(self, ("state", vendor)))

    def credentials(self, vendor: str) -> Credentials:
        """Whom a vendor accepts in it."""
        return Credentials(Below(self, ("credentials", vendor)))

    def quotas(self, vendor: str) -> Quotas:
        """How many calls a vendor allows in it."""
        return Quotas(Below(self, ("quotas", vendor)))

    def profile(self, vendor: str) -> Profile:
        """Under which profile a vendor behaves in it."""
        return Profile(Below(self, ("profiles", vendor)))

    def readings(self, vendor: str) -> Choices:
        """The readings of a vendor's sources."""
        return Choices(Below(self, ("readings", vendor)))

    def switches(self, vendor: str) -> Choices:
        """A vendor's switches."""
        return Choices(Below(self, ("switches", vendor)))

    @property
    def faults(self) -> Faults:
        """What goes wrong in it."""
        return Faults(self)

    @property
    def outbox(self) -> Outbox:
        """What would have been sent out into the world."""
        return Outbox(self)

    @property
    def requests(self) -> Requests:
        """What came in and went out."""
        return Requests(self)


@dataclass(frozen=True)
class Worlds:
    """The worlds of a server."""

    admin: Connection

    async def __aiter__(self) -> AsyncIterator[World]:
        for each in await self.all():
            yield World(self.admin, each["name"])

    async def all(self) -> list[JSON]:
        """What there is to know about every world."""
        return objects(await self.admin.call("GET", "worlds"))

    async def create(
        self,
        name: str | None = None,
        *,
        fixture: str | Mapping[str, str] | None = None,
        seed: int | None = None,
        ttl: int | None = None,
        clock: datetime | str | None = None,
        profile: Mapping[str, str | None] | None = None,
        readings: Mapping[str, Mapping[str, str]] | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> World:
        """Make a world.

        Args:
            name: a free name; the server chooses one if none is given.
            fixture: where the vendors begin that have a fixture of this name; or vendor to name.
            seed: what chance is made from.
            ttl: seconds that it may stay untouched.
            clock: freezes the clock there.
            profile: by vendor, the name of a profile; None for none.
            readings: by vendor, reading to value.
            data: by vendor, what stands for its fixture.

        Raises:
            ControlError: 409 if the name is taken or there are too many worlds, 422 if something does not fit, 404 if there is none of it.
        """
        sent = {"name": name, "fixture": fixture, "seed": seed, "ttl": ttl, "data": data}
        chosen = {"profile": profile, "readings": readings, "clock": instant(clock)}
        return await self._new_world(("worlds",), {**sent, **chosen})

    async def _new_world(self, path: tuple[str, ...], sent: Mapping[str, Any]) -> World:
        body = {name: value for name, value in sent.items() if value is not None}
        return World(self.admin, (await self.admin.call("POST", *path, json=body))["name"])
