"""Which readings, switches and profile hold for a vendor in a world.

Every call is awaited. Made of `mockserver/client/choices.py` by `contract_tests/asynchronous_client.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.asynchronous.calls import Calls
from mockserver.client.calls import JSON, an_object

__tracebackhide__ = True


@dataclass(frozen=True)
class Choices:
    """The readings or the switches of a vendor in a world."""

    calls: Calls

    async def read(self) -> JSON:
        """All with their values; of readings also who decided them, which values there are, and the profile."""
        return an_object(await self.calls.call("GET"))

    async def choose(self, values: Mapping[str, Any] | None = None, **more: Any) -> JSON:
        """Choose some, all or none; None goes back to the usual value.

        Args:
            values: by name; for names that are no words of Python.
            more: likewise.

        Returns:
            All with their values as they are then.

        Raises:
            ControlError: 404 for a name, 422 for a value that there is not; then none is changed.
        """
        return an_object(await self.calls.call("PATCH", json={**(values or {}), **more}))

    async def reset(self) -> None:
        """Put them back to how the world began."""
        await self.calls.call("DELETE")


@dataclass(frozen=True)
class Profile:
    """The profile of a vendor in a world. Every change answers with what holds then."""

    calls: Calls

    async def read(self) -> JSON:
        """Which one holds, what was chosen otherwise beside it, and which there are."""
        return an_object(await self.calls.call("GET"))

    async def choose(self, name: str | None) -> JSON:
        """Let the vendor behave as one real thing does; None for no profile.

        Raises:
            ControlError: 404 if there is none of that name; the detail lists those there are.
        """
        return an_object(await self.calls.call("PUT", json={"profile": name}))

    async def reset(self) -> None:
        """Put it back to how the world began."""
        await self.calls.call("DELETE")
