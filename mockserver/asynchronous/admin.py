"""The control plane of a server as a whole: its vendors and its worlds.

Every call is awaited. Made of `mockserver/client/admin.py` by `contract_tests/asynchronous_client.py`.
"""

from __future__ import annotations

from functools import cached_property

from mockserver.asynchronous.calls import Connection
from mockserver.asynchronous.worlds import World, Worlds
from mockserver.client.calls import JSON, an_object, objects

__tracebackhide__ = True


class Admin(Connection):
    """The control plane of a running server; use it as a context manager, or close it. Takes what a `Connection` takes."""

    async def health(self) -> JSON:
        """Whether the server is there."""
        return an_object(await self.call("GET", "health"))

    async def version(self) -> JSON:
        """Name, version and vendors of the server."""
        return an_object(await self.call("GET", "version"))

    async def openapi(self) -> JSON:
        """The OpenAPI document of the control plane."""
        return an_object(await self.call("GET", "openapi.json"))

    async def vendors(self) -> list[JSON]:
        """The vendors that are served."""
        return objects(await self.call("GET", "vendors"))

    async def vendor(self, name: str) -> JSON:
        """One vendor: operations, collections, switches, readings, fixtures, and the credentials of its start fixture."""
        return an_object(await self.call("GET", "vendors", name))

    async def about(self, name: str) -> JSON:
        """The same, asked for once: it stays as it is while a server runs, unless that reads its documents again (`--watch`)."""
        if name not in self._known:
            self._known[name] = await self.vendor(name)
        return self._known[name]

    @cached_property
    def _known(self) -> dict[str, JSON]:
        return {}

    async def document(self, vendor: str, world: str | None = None) -> JSON:
        """A vendor's OpenAPI document, under the readings of a world or of the server."""
        return an_object(await self.call("GET", "vendors", vendor, "document", query={"world": world}))

    async def evidence(self, vendor: str) -> JSON:
        """What the vendor's public pages state."""
        return an_object(await self.call("GET", "vendors", vendor, "evidence"))

    async def explain(self, vendor: str, operation: str | None = None, field: str | None = None) -> JSON:
        """What a vendor's document says of it all, of an operation or of a field, who states it, and how well.

        Args:
            vendor: its name.
            operation: an operationId; the whole vendor if None.
            field: a dotted path of the operation, such as `schedule.frequency`.

        Raises:
            ControlError: 404 if there is nothing of that name; the detail lists what there is.
        """
        query = {"operation": operation, "field": field}
        return an_object(await self.call("GET", "vendors", vendor, "explanation", query=query))

    async def unmatched(self) -> list[JSON]:
        """The last requests that no vendor, or no path of a vendor, was there for, each with the nearest address."""
        return objects(await self.call("GET", "requests"))

    @property
    def worlds(self) -> Worlds:
        """The worlds there are."""
        return Worlds(self)

    def world(self, name: str = "default") -> World:
        """A handle on a world; nothing is asked and nothing is made."""
        return World(self, name)
