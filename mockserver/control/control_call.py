"""What a control action sees: the server's parts, the call, and whatever its path names; refuses names of nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from mockserver.engine.call import Call
from mockserver.engine.fixtures import Misfit
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import Vendor
from mockserver.evidence.vendor_spec import LabelledDocument, VendorSpec
from mockserver.openapi import pointers
from mockserver.openapi.document import Document
from mockserver.openapi.schema import Violation
from mockserver.settings import Settings
from mockserver.state.choices import Choices
from mockserver.state.journal import Entry
from mockserver.state.verdicts import Verdict
from mockserver.state.world import VendorState, World, Worlds


class ControlledVendor(Protocol):
    """One vendor as the server has mounted it."""

    vendor: Vendor
    spec: VendorSpec
    choices: Choices
    readings: dict[str, str]

    def app_for(self, readings: Mapping[str, str]) -> tuple[Any, LabelledDocument]:
        """Its application under a choice of readings, and what that promises."""

    def fixture_names(self) -> list[str]:
        """The fixtures it has."""

    def vendor_state(self, fixture: str) -> VendorState:
        """What it has in a world that starts from a fixture."""


class ControlledServer(Protocol):
    """The server, as far as it is controlled from here."""

    settings: Settings
    worlds: Worlds

    @property
    def unmatched(self) -> Sequence[Verdict]:
        """The last requests that no vendor, or no path of a vendor, was there for."""

    def tell(self, world: str, entry: Entry) -> None:
        """Say what came of a request to whoever watches."""

    def nearest(self, request: Verdict) -> str:
        """The address that such a request may have meant; empty if there is none like it."""

    @property
    def vendors(self) -> Mapping[str, ControlledVendor]:
        """The vendors that are served."""


@dataclass(frozen=True, slots=True)
class ControlCall:
    """One control call, with what its path names."""

    server: ControlledServer
    call: Call

    @property
    def body(self) -> Any:
        """The body; an empty object where none was sent."""
        return {} if self.call.body is None else self.call.body

    @property
    def query(self) -> Mapping[str, Any]:
        """The query parameters."""
        return self.call.query

    def named(self, parameter: str) -> str:
        """The text of a path parameter."""
        return str(self.call.path[parameter])

    def members_of(self, schema: str) -> Iterable[str]:
        """The names of the members that a schema of the control plane's document lists, in its order.

        Args:
            schema: its name in `components/schemas`.
        """
        listed: Mapping[str, Any] = self.call.labelled.document.raw["components"]["schemas"][schema]["properties"]
        return listed

    @property
    def world(self) -> World:
        """The world that the path names.

        Raises:
            Problem: `not-found`; the control plane makes no world by looking.
        """
        return self.world_called(self.named("world"))

    def world_called(self, name: str) -> World:
        """A world by its name.

        Raises:
            Problem: `not-found`.
        """
        world = self.server.worlds.get(name)
        if world is None:
            raise Problem("not-found", f"there is no world {name}; create it with POST /__admin/worlds")
        return world

    @property
    def served(self) -> ControlledVendor:
        """The vendor that the path names.

        Raises:
            Problem: `not-found`.
        """
        found = self.server.vendors.get(self.named("vendor"))
        if found is None:
            raise Problem("not-found", f"no such vendor is served; there are {', '.join(self.server.vendors)}")
        return found

    @property
    def vendor_state(self) -> VendorState:
        """What the vendor of the path has in the world of the path."""
        return self.world.vendor_states[self.served.vendor.name]

    @property
    def origin(self) -> VendorState:
        """What the vendor of the path had when the world of the path began."""
        return self.world.origin.vendor_states[self.served.vendor.name]

    @property
    def document(self) -> Document:
        """The vendor's document under the readings of the world."""
        return self.served.app_for(self.vendor_state.readings)[1].document


def conflict(what: str, *place: str | int) -> Problem:
    """What fits this document, but not what is there: a vendor's document, a name that is taken, a bound.

    Args:
        what: what is wrong, and what to do about it.
        place: where in the request's body.
    """
    return misfit(Misfit("", what), *place) if place else Problem("conflict", what, status=409)


def misfit(error: Misfit, *place: str | int) -> Problem:
    """Data that do not fit a vendor's document; `place` is where they stand in the request's body."""
    where = Violation(pointers.join(*place) + error.pointer, error.what)
    return Problem("conflict", f"{where.pointer or 'the body'}: {where.what}", status=409, violations=(where,))
