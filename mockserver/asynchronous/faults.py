"""What is made to go wrong in a world.

Every call is awaited. Made of `mockserver/client/faults.py` by `contract_tests/asynchronous_client.py`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from mockserver.asynchronous.calls import Calls
from mockserver.client.calls import JSON, an_object, objects

__tracebackhide__ = True


@dataclass(frozen=True)
class Faults:
    """What goes wrong in a world."""

    world: Calls

    async def __aiter__(self) -> AsyncIterator[JSON]:
        for each in await self.all():
            yield each

    async def all(self) -> list[JSON]:
        """All, oldest first, with what they hit so far."""
        return objects(await self.world.call("GET", "faults"))

    async def add(
        self,
        vendor: str | None = None,
        operation: str | None = None,
        *,
        method: str | None = None,
        path: str | None = None,
        first: int | None = None,
        every: int | None = None,
        probability: float | None = None,
        undocumented: bool = False,
        unused_ok: bool = False,
        **effect: Any,
    ) -> JSON:
        """Make something go wrong from now on.

        Args:
            vendor: the aim, like `operation`, `method` and `path` (a glob); all calls by default.
            first: the schedule, like `every` and `probability`; always by default.
            undocumented: whether it may answer what the document does not promise.
            unused_ok: whether nothing is wrong if it never hits; the pytest plugin asks.
            effect: what happens, one or several: `status` (answered in the vendor's own words), `respond` (a list of answers
                with `status`, `body`, `headers`, given `times` times), `delay` and `drip` (seconds), `reset` and `cut` (True).

        Returns:
            The fault, with its id.

        Raises:
            ControlError: 422 if it has no effect, a value that cannot be or that the document does not promise, 404 if it aims at what is not there.
        """
        aim = {"vendor": vendor, "operation": operation, "method": method, "path": path}
        schedule = {"first": first, "every": every, "probability": probability}
        terms = {"undocumented": undocumented or None, "unusedOk": unused_ok or None}
        body = {name: value for name, value in {**aim, **schedule, **terms, **effect}.items() if value is not None}
        return an_object(await self.world.call("POST", "faults", json=body))

    async def read(self, id: str) -> JSON:
        """One of them."""
        return an_object(await self.world.call("GET", "faults", id))

    async def remove(self, id: str) -> None:
        """Take one away."""
        await self.world.call("DELETE", "faults", id)

    async def clear(self) -> None:
        """Take all away."""
        await self.world.call("DELETE", "faults")
