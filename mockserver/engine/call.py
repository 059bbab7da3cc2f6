"""A call: one request as an action sees it, and the answer it gives; knows no HTTP library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mockserver.state.credentials import Credential
from mockserver.state.journal import Entry
from mockserver.state.store import Store
from mockserver.state.world import VendorState, World

if TYPE_CHECKING:
    from mockserver.engine.vendor import Vendor
    from mockserver.evidence.vendor_spec import LabelledDocument
    from mockserver.openapi.operation import Operation

NOTHING: Any = object()
"""The body of an answer that has none (JSON `null` is a body)."""


NONE: Mapping[str, Any] = MappingProxyType({})
"""No headers, no values."""


@dataclass(slots=True, init=False)
class Answer:
    """What goes back: a status, a JSON value (or bytes, or NOTHING), headers, and a media type if not the usual one."""

    status: int
    body: Any
    headers: Mapping[str, str]
    media_type: str

    def __init__(
        self, status: int, body: Any = NOTHING, headers: Mapping[str, str] = NONE, media_type: str = ""
    ) -> None:
        self.status, self.body, self.headers, self.media_type = status, body, headers, media_type


class UnknownBehaviour(Exception):
    """A vendor's code cites what its evidence does not state: an error of ours, never silent."""


@dataclass(frozen=True, slots=True)
class Received:
    """A body as a vendor has read it by its own rules."""

    value: Any
    media_type: str


class Call:
    """One request on its way through the vendor's code.

    Attributes:
        vendor: whose API is called.
        world: the world it belongs to.
        promise: the vendor's document and labels under the readings of that world.
        entry: the journal's entry about it.
        origin: the address under which the caller reached the vendor, for absolute links; no slash at its end.
        headers: the request's headers, names in lower case.
        accept_any: whether unknown credentials are accepted as the documented ones.
        operation: the operation, once it is known.
        path, query, body: the validated values, once they are.
        media_type: the body's media type.
        received: the body as the vendor has read it before the operation was known, where it does so.
        credential: who calls, once that is known.
        cited: the behaviours that shaped the answer so far.
        extra_headers: headers that every answer to this call carries, errors included.
    """

    operation: Operation | None = None
    path: Mapping[str, Any] = NONE
    query: Mapping[str, Any] = NONE
    body: Any = None
    media_type: str = ""
    received: Received | None = None
    credential: Credential | None = None
    cited: tuple[str, ...] = ()
    extra_headers: Mapping[str, str] = NONE

    def __init__(
        self,
        vendor: Vendor,
        world: World,
        labelled: LabelledDocument,
        entry: Entry,
        origin: str,
        headers: Mapping[str, str],
        accept_any: bool = False,
    ) -> None:
        self.vendor, self.world, self.labelled, self.entry = vendor, world, labelled, entry
        self.origin, self.headers, self.accept_any = origin, headers, accept_any

    @property
    def vendor_state(self) -> VendorState:
        """What the vendor has in the world as it is now: a world may be reset or restored while a call waits."""
        return self.world.vendor_states[self.vendor.name]

    @property
    def store(self) -> Store:
        """The vendor's records in this world."""
        return self.vendor_state.store

    @property
    def switches(self) -> Mapping[str, Any]:
        """The vendor's switches of this world."""
        return self.vendor_state.store.switches

    def now(self) -> datetime:
        """The world's time, in UTC."""
        return self.world.clock.now()

    def reading(self, id: str) -> str:
        """The reading that this world has chosen, or its default."""
        return self.vendor_state.readings[id]

    def cite(self, *behaviours: str) -> None:
        """Say which behaviours of the evidence shape the answer.

        Raises:
            UnknownBehaviour: the evidence does not state one of them.
        """
        stated = self.labelled.labels.behaviour
        for behaviour in behaviours:
            if behaviour not in stated:
                raise UnknownBehaviour(f"{self.vendor.name} cites {behaviour!r}, which its evidence does not state")
        self.cited = tuple(dict.fromkeys((*self.cited, *behaviours)))
