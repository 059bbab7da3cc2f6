"""The worlds there are: list, create, read, fork, reset, delete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from mockserver.control import clocks
from mockserver.control.control_call import ControlCall, conflict, misfit
from mockserver.control.readings import choose
from mockserver.control.times import instant, text
from mockserver.engine import fixtures
from mockserver.engine.call import NOTHING, Answer
from mockserver.engine.fixtures import Misfit
from mockserver.state.chance import Chance
from mockserver.state.clock import Clock
from mockserver.state.world import Snapshot, TooManyWorlds, VendorState, World, seed_of

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
    fixture = data.get("fixture", "")
    start = call.server.worlds.start(known_fixture(call, fixture))
    clock = Clock().freeze(instant(data["clock"], "clock")) if "clock" in data else start.clock
    chance = Chance(data.get("seed", seed_of(name)))
    origin = replace(start, vendor_states=_vendor_states(call, start), clock=clock, chance=chance)
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


def known_fixture(call: ControlCall, name: str) -> str:
    """The name of a fixture, if a vendor has one of that name; a file is never looked for by a name that was sent.

    Raises:
        Problem: 409, with the names there are.
    """
    known = sorted({each for served in call.server.vendors.values() for each in served.fixture_names()})
    if name and name not in known:
        raise conflict(f"there is no fixture of this name; there are {', '.join(known)}", "fixture")
    return name


def _vendor_states(call: ControlCall, start: Snapshot) -> dict[str, VendorState]:
    """What the vendors have at the start: data and readings that were sent stand for those of the fixture."""
    sent, readings = call.body.get("data", {}), call.body.get("readings", {})
    vendors = call.server.vendors
    for member, given in (("data", sent), ("readings", readings)):
        for name in given:
            if name not in vendors:
                raise conflict(f"no such vendor is served; there are {', '.join(vendors)}", member, name)
    vendor_states = dict(start.vendor_states)
    for name, served in vendors.items():
        if name in readings:
            vendor_states[name] = vendor_states[name].share()
            vendor_states[name].readings = choose(served, served.readings, readings[name], "readings", name)
        if name in sent:
            document = served.app_for(vendor_states[name].readings)[1].document
            try:
                vendor_states[name] = fixtures.vendor_state(
                    sent[name], served.vendor, document, vendor_states[name].readings
                )
            except Misfit as error:
                raise misfit(error, "data", name) from None
    return vendor_states


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
