"""The worlds there are: list, create, read, fork, reset, delete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from mockserver.control import clocks, profiles, readings
from mockserver.control.control_call import ControlCall, ControlledVendor, conflict, misfit, unknown
from mockserver.control.times import instant, text
from mockserver.engine import fixtures
from mockserver.engine.call import NOTHING, Answer
from mockserver.engine.misfits import Misfit
from mockserver.openapi.sources import SourceError
from mockserver.state.budgets import Charge, weigh
from mockserver.state.chance import Chance
from mockserver.state.clock import Clock
from mockserver.state.world import Snapshot, VendorState, World
from mockserver.state.worlds import TooManyWorlds, seed_of

ROOT = "/__admin/worlds"


def view(world: World) -> dict[str, Any]:
    """A world as the control plane shows it."""
    return {
        "name": world.name,
        "path": f"/w/{world.name}",
        "fixture": world.fixture or None,
        "seed": world.chance.seed,
        "ttl": None if world.ttl is None else int(world.ttl.total_seconds()),
        "created": text(world.created),
        "touched": text(world.touched),
        "clock": clocks.view(world.clock),
        "requests": world.journal.total,
        "snapshots": list(world.snapshots),
    }


def list_worlds(call: ControlCall) -> Any:
    """Every world that has not outlived its time."""
    call.server.worlds.sweep()
    return [view(world) for world in call.server.worlds]


def create_world(call: ControlCall) -> Any:
    """A world from the server's start, a fixture, or data sent along."""
    data = call.body
    name = free_name(call, data.get("name"))
    fixture = known_fixture(call, data.get("fixture", ""))
    start = started(call, fixture)
    clock = Clock().freeze(instant(data["clock"], "clock")) if "clock" in data else start.clock
    start = replace(start, clock=clock, chance=Chance(data.get("seed", seed_of(name))))
    states = _vendor_states(call, start)
    origin = replace(start, vendor_states=states, charges=_charges(call, states))
    return _add_world(call, name, origin, fixture)


def fork_world(call: ControlCall) -> Any:
    """A world that begins where another one is."""
    world = call.world
    name = free_name(call, call.body.get("name"))
    return _add_world(call, name, world.snapshot(), world.fixture)


def read_world(call: ControlCall) -> Any:
    """One world."""
    return view(call.world)


def reset_world(call: ControlCall) -> Any:
    """Back to the start, in the same world."""
    call.world.reset()
    return view(call.world)


def delete_world(call: ControlCall) -> Any:
    """Let a world go; the default one begins anew instead."""
    call.server.worlds.delete(call.world.name)
    return NOTHING


def free_name(call: ControlCall, wanted: str | None) -> str:
    """The name asked for, or one that no world has.

    Raises:
        Problem: 409 if it is taken.
    """
    worlds = call.server.worlds
    if wanted is None:
        return unused("world", worlds.__contains__)
    if wanted in worlds:
        raise conflict(f"there is a world {wanted} already; delete or reset it, or choose another name", "name")
    return wanted


def unused(stem: str, taken: Callable[[str], bool]) -> str:
    """The first of stem-1, stem-2, … that is not taken."""
    number = 1
    while taken(f"{stem}-{number}"):
        number += 1
    return f"{stem}-{number}"


def started(call: ControlCall, fixture: str) -> Snapshot:
    """The moment at which a world begins; the empty name means the fixture that the settings say.

    Raises:
        Problem: 409 for a fixture that does not fit.
    """
    try:
        return call.server.worlds.start(fixture)
    except SourceError as error:
        raise conflict(f"the fixture cannot be used: {error}", "fixture") from None


def known_fixture(call: ControlCall, asked: str | Mapping[str, str]) -> str:
    """The fixtures that are asked for, as the command line writes them: `empty`, or `grafana=empty,strapi=mine`.

    A file is never looked for by a name that was sent.

    Raises:
        Problem: 404 for a vendor that is not served, or a fixture that it, or any vendor, does not have.
    """
    vendors = call.server.vendors
    if isinstance(asked, str):
        words = [each.rpartition("=") for each in asked.split(",")] if asked else []
        pairs: list[tuple[str, str, tuple[str, ...]]] = [(vendor, name, ("fixture",)) for vendor, _, name in words]
    else:
        pairs = [(vendor, name, ("fixture", vendor)) for vendor, name in asked.items()]
    for vendor, name, place in pairs:
        if vendor and vendor not in vendors:
            raise unknown("vendor", vendor, vendors, *place)
        among = [vendors[vendor]] if vendor else list(vendors.values())
        known = sorted({each for served in among for each in served.fixture_names()})
        if name not in known:
            raise unknown(f"fixture of {vendor}" if vendor else "fixture", name, known, *place)
    return ",".join(f"{vendor}={name}" if vendor else name for vendor, name, _ in pairs)


def _vendor_states(call: ControlCall, start: Snapshot) -> dict[str, VendorState]:
    """What the vendors have at the start: a profile, readings and data that were sent stand for those of the fixture."""
    for member in ("data", "profile", "readings"):
        for name in call.body.get(member, {}):
            if name not in call.server.vendors:
                raise unknown("vendor", name, call.server.vendors, member, name)
    return {
        name: _vendor_state(call.body, served, start.vendor_states[name], start)
        for name, served in call.server.vendors.items()
    }


def _vendor_state(
    body: Mapping[str, Any], served: ControlledVendor, start: VendorState, moment: Snapshot
) -> VendorState:
    """What one vendor has at the start of a world."""
    name, chosen, state = served.vendor.name, start.choices, start
    given = {member: body[member][name] for member in ("data", "profile", "readings") if name in body.get(member, {})}
    if not given:
        return start
    if "profile" in given:
        chosen = profiles.choose(served, chosen, given["profile"], "profile", name)
    if "readings" in given:
        chosen = readings.choose(served, chosen, given["readings"], "readings", name)
    if "data" in given:
        ground = fixtures.Ground(
            served.vendor, readings.labelled(served, chosen), served.spec.readings(chosen.profile, chosen.readings),
            served.fixture_names(), served.fixture_data, moment.clock, moment.chance,
        )  # fmt: skip
        try:
            state = fixtures.vendor_state(given["data"], ground)
        except Misfit as error:
            raise misfit(error, "data", name) from None
        except SourceError as error:
            raise conflict(f"the fixture cannot be used: {error}", "data", name, "from") from None
        chosen = replace(chosen, switches=state.choices.switches)
    state = state.share()
    readings.settle(served, state, chosen)
    return state


def _charges(call: ControlCall, states: Mapping[str, VendorState]) -> tuple[Charge, ...]:
    """The memory that the data take which were sent, made whole.

    Raises:
        OutOfMemory: there is no room for them.
    """
    sent: Mapping[str, Any] = call.body.get("data", {})
    if not sent:
        return ()
    made = [list(states[name].store.collection(each)) for name in sent for each in sent[name].get("collections", {})]
    budget, weight = call.server.worlds.budget, max(weigh(sent), weigh(made))
    return (budget.take("records", weight),)


def _add_world(call: ControlCall, name: str, origin: Snapshot, fixture: str) -> Answer:
    ttl = call.body.get("ttl")
    try:
        world = call.server.worlds.create(
            name, fixture, origin=origin, ttl=None if ttl is None else timedelta(seconds=ttl)
        )
    except TooManyWorlds as error:
        raise conflict(str(error)) from None
    return Answer(201, view(world), {"Location": f"{ROOT}/{name}"})


ACTIONS = {
    "listWorlds": list_worlds,
    "createWorld": create_world,
    "readWorld": read_world,
    "deleteWorld": delete_world,
    "resetWorld": reset_world,
    "forkWorld": fork_world,
}
