"""What a control action sees: the server's parts, the call, and whatever its path names; refuses names of nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from mockserver.engine.call import Call
from mockserver.engine.misfits import Misfit, Taken, Unknown
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import Vendor
from mockserver.evidence.vendor_spec import LabelledDocument, VendorSpec
from mockserver.openapi import pointers
from mockserver.openapi.document import Document
from mockserver.openapi.violations import Violation
from mockserver.settings import Settings
from mockserver.spelling import missing, nearest
from mockserver.state.choices import Choices
from mockserver.state.journal import Entry
from mockserver.state.verdicts import Verdict
from mockserver.state.world import VendorState, World
from mockserver.state.worlds import Worlds


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

    def fixture_data(self, name: str) -> Any:
        """What one of them says."""

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
            there = nearest(name, [each.name for each in self.server.worlds])
            raise Problem("not-found", f"there is no world {name}{there}; create it with POST /__admin/worlds")
        return world

    @property
    def served(self) -> ControlledVendor:
        """The vendor that the path names.

        Raises:
            Problem: `not-found`.
        """
        found = self.server.vendors.get(self.named("vendor"))
        if found is None:
            raise Problem("not-found", missing("vendor", self.named("vendor"), self.server.vendors))
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
    """What is not wrong by itself, but at odds with what is there: a name that is taken, a bound.

    Args:
        what: what is wrong, and what to do about it.
        place: where in the request's body.
    """
    return _refusal("conflict", 409, Misfit("", what), place) if place else Problem("conflict", what, status=409)


def unknown(noun: str, name: str, known: Collection[str], *place: str | int) -> Problem:
    """A name of nothing.

    Args:
        noun: what kind of thing it would be.
        name: what was asked for.
        known: what there is.
        place: where in the request's body, or a parameter such as `query.vendor`.
    """
    return misfit(Unknown("", missing(noun, name, known)), *place)


def unfit(what: str, *place: str | int) -> Problem:
    """A value that this document allows and that cannot be all the same.

    Args:
        what: what is wrong with it.
        place: where in the request's body.
    """
    return misfit(Misfit("", what), *place)


def misfit(error: Misfit, *place: str | int) -> Problem:
    """Data that do not fit a vendor's document, or name what does not exist, or what is taken.

    Args:
        error: what is wrong.
        place: where the data stand in the request's body.
    """
    if isinstance(error, Taken):
        return _refusal("conflict", 409, error, place)
    if isinstance(error, Unknown):
        return _refusal("not-found", 404, error, place)
    return _refusal("unprocessable", 422, error, place)


def _refusal(kind: str, status: int, error: Misfit, place: Sequence[str | int]) -> Problem:
    above = pointers.join(*place)
    wrong = tuple(Violation(above + each.pointer, each.with_hint) for each in error.violations)
    detail = "; ".join(f"{each.pointer or 'the body'}: {each.what}" for each in wrong)
    return Problem(kind, detail, status=status, violations=wrong)
