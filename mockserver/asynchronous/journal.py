"""What came in and went out of a world, and what would have been sent out.

Every call is awaited. Made of `mockserver/client/journal.py` by `contract_tests/asynchronous_client.py`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from mockserver.asynchronous.calls import Calls
from mockserver.client.calls import JSON, an_object, objects, texts

__tracebackhide__ = True


@dataclass(frozen=True)
class Outbox:
    """What vendors would have sent out into the world."""

    world: Calls

    async def __aiter__(self) -> AsyncIterator[JSON]:
        for each in await self.all():
            yield each

    async def all(self, vendor: str | None = None, operation: str | None = None) -> list[JSON]:
        """The messages, oldest first."""
        return objects(await self.world.call("GET", "outbox", query={"vendor": vendor, "operation": operation}))

    async def clear(self) -> None:
        """Forget them all."""
        await self.world.call("DELETE", "outbox")


@dataclass(frozen=True)
class Requests:
    """What came in and went out of a world.

    The filters are `vendor`, `operation`, `method`, `path` (with `*` and `?`), `status`, and `violated` (whether the
    request broke the document).
    """

    world: Calls

    async def __aiter__(self) -> AsyncIterator[JSON]:
        for each in await self.all(limit=10000):
            yield each

    async def all(self, *, limit: int | None = None, advice: bool = False, **filters: Any) -> list[JSON]:
        """The last ones that fit, oldest first.

        Args:
            limit: how many at most; 100 if None.
            advice: whether each says in `advice` what would have been right instead.
            filters: those that the class names.
        """
        return objects(
            await self.world.call(
                "GET", "requests", query={**texts({**filters, "advice": advice or None}), "limit": limit}
            )
        )

    async def count(self, **filters: Any) -> int:
        """How many fit."""
        return int((await self.world.call("GET", "requests", "count", query=texts(filters)))["count"])

    async def har(self, *, limit: int | None = None, **filters: Any) -> JSON:
        """The last ones that fit as recorded traffic (HAR 1.2), for `mockserver verify --har`; no secret is in it.

        Args:
            limit: how many at most; 100 if None.
            filters: those that the class names.
        """
        return an_object(await self.world.call("GET", "requests.har", query={**texts(filters), "limit": limit}))

    async def read(self, id: str, *, advice: bool = False) -> JSON:
        """One, by the Mock-Request-Id of its answer.

        Args:
            advice: whether it says in `advice` what would have been right instead.

        Raises:
            ControlError: 404 if the world keeps none of this id.
        """
        return an_object(await self.world.call("GET", "requests", id, query=texts({"advice": advice or None})))

    async def clear(self) -> None:
        """Forget them all."""
        await self.world.call("DELETE", "requests")
