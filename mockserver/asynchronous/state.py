"""What a vendor has in a world, collection by collection.

Every call is awaited. Made of `mockserver/client/state.py` by `contract_tests/asynchronous_client.py`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.asynchronous.calls import Below, Calls
from mockserver.client.calls import JSON, an_object, objects, texts

__tracebackhide__ = True


@dataclass(frozen=True)
class State:
    """What a vendor has in a world."""

    calls: Calls

    async def read(self) -> JSON:
        """Collections, counters and switches."""
        return an_object(await self.calls.call("GET"))

    def __getitem__(self, collection: str) -> Records:
        return Records(Below(self.calls, (collection,)))


@dataclass(frozen=True)
class Records:
    """One collection of a vendor in a world. Every change answers with all records as they are then."""

    calls: Calls

    async def __aiter__(self) -> AsyncIterator[JSON]:
        for each in await self.all():
            yield each

    async def all(self) -> list[JSON]:
        """All records, in order."""
        return objects(await self.calls.call("GET"))

    async def replace(self, records: Sequence[Mapping[str, Any]], *, undocumented: bool = False) -> list[JSON]:
        """Put other records in their place, all or none.

        Args:
            records: as the vendor's answers show them; what they leave out is as the vendor's own create makes it.
            undocumented: whether they may have members that are called nearly as some of the document and are not in it.

        Returns:
            All records as they are then.

        Raises:
            ControlError: 422 if one does not fit the vendor's document, or two have one key; `violations` has the places.
        """
        return objects(await self.calls.call("PUT", json=list(records), query=_allowing(undocumented)))

    async def add(self, count: int = 1, /, *, undocumented: bool | Any = False, **members: Any) -> list[JSON]:
        """Add records: what they leave out is as the vendor's own create makes it, or plausible where it has none.

        Args:
            count: how many.
            undocumented: as for `replace`; of any type, so that `**row` can have members of any.
            members: what each of them has.

        Returns:
            Those that were added.

        Raises:
            ControlError: 422 with every place that does not fit the vendor's document, 409 if a key is taken.
        """
        wanted = {"count": count, "members": members}
        return objects(await self.calls.call("POST", json=wanted, query=_allowing(undocumented)))

    async def merge(self, patch: Mapping[str, Mapping[str, Any] | None], *, undocumented: bool = False) -> list[JSON]:
        """Change, add or (None) remove records by key, all or none (RFC 7396).

        Args:
            patch: changes by key; inside a record, None takes a member away.
            undocumented: as for `replace`.

        Returns:
            All records as they are then.

        Raises:
            ControlError: 422 if what comes out does not fit the vendor's document; `violations` has the places.
        """
        return objects(await self.calls.call("PATCH", json=patch, query=_allowing(undocumented)))

    async def reset(self) -> None:
        """Put the records back with which the world began."""
        await self.calls.call("DELETE")


def _allowing(undocumented: bool) -> Mapping[str, Any]:
    return texts({"undocumented": True}) if undocumented else {}
