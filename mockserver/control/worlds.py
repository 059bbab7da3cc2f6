"""The worlds there are: list, create, read, fork, reset, delete."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from mockserver.control import clocks
from mockserver.control.readings import chosen
from mockserver.control.scene import Scene, conflict, misfit
from mockserver.control.times import instant, text
from mockserver.engine import fixtures
from mockserver.engine.call import NOTHING, Answer
from mockserver.engine.fixtures import Misfit
from mockserver.state.chance import Chance
from mockserver.state.clock import Clock
from mockserver.state.world import Snapshot, Tenancy, TooManyWorlds, World, seed_of

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


def list_worlds(scene: Scene) -> Any:
    """Every world that has not outlived its time."""
    scene.server.worlds.sweep()
    return [view(world) for world in scene.server.worlds]


def create_world(scene: Scene) -> Any:
    """A world from the server's start, a fixture, or data sent along."""
    data = scene.body
    name = free_name(scene, data.get("name"))
    fixture = data.get("fixture", "")
    start = scene.server.worlds.start(known_fixture(scene, fixture))
    clock = Clock().freeze(instant(data["clock"], "clock")) if "clock" in data else start.clock
    origin = Snapshot(
        _tenancies(scene, start), clock, Chance(data.get("seed", seed_of(name))), start.faults, start.outbox
    )
    return _made(scene, name, origin, fixture)


def fork_world(scene: Scene) -> Any:
    """A world that begins where another one is."""
    world = scene.world
    name = free_name(scene, scene.body.get("name"))
    return _made(scene, name, world.snapshot(), world.fixture)


def read_world(scene: Scene) -> Any:
    """One world."""
    return view(scene.world)


def reset_world(scene: Scene) -> Any:
    """Back to the start, in the same world."""
    scene.world.reset()
    return view(scene.world)


def delete_world(scene: Scene) -> Any:
    """Let a world go; the default one begins anew instead."""
    scene.server.worlds.delete(scene.world.name)
    return NOTHING


def free_name(scene: Scene, wanted: str | None) -> str:
    """The name asked for, or one that no world has.

    Raises:
        Problem: 409 if it is taken.
    """
    worlds = scene.server.worlds
    if wanted is None:
        return unused("world", lambda name: worlds.get(name) is not None)
    if worlds.get(wanted) is not None:
        raise conflict(f"there is a world {wanted} already; delete or reset it, or choose another name", "name")
    return wanted


def unused(stem: str, taken: Callable[[str], bool]) -> str:
    """The first of stem-1, stem-2, … that is not taken."""
    number = 1
    while taken(f"{stem}-{number}"):
        number += 1
    return f"{stem}-{number}"


def known_fixture(scene: Scene, name: str) -> str:
    """The name of a fixture, if a vendor has one of that name; a file is never looked for by a name that was sent.

    Raises:
        Problem: 409, with the names there are.
    """
    known = sorted({each for mounted in scene.server.mounts.values() for each in mounted.fixture_names()})
    if name and name not in known:
        raise conflict(f"there is no fixture of this name; there are {', '.join(known)}", "fixture")
    return name


def _tenancies(scene: Scene, start: Snapshot) -> dict[str, Tenancy]:
    """What the vendors have at the start: data and readings that were sent stand for those of the fixture."""
    sent, readings = scene.body.get("data", {}), scene.body.get("readings", {})
    mounts = scene.server.mounts
    for member, given in (("data", sent), ("readings", readings)):
        for name in given:
            if name not in mounts:
                raise conflict(f"no such vendor is served; there are {', '.join(mounts)}", member, name)
    tenancies = dict(start.tenancies)
    for name, mounted in mounts.items():
        if name in readings:
            tenancies[name] = tenancies[name].share()
            tenancies[name].readings = chosen(mounted, mounted.readings, readings[name], "readings", name)
        if name in sent:
            document = mounted.app_for(tenancies[name].readings)[1].document
            try:
                tenancies[name] = fixtures.tenancy(sent[name], mounted.vendor, document, tenancies[name].readings)
            except Misfit as error:
                raise misfit(error, "data", name) from None
    return tenancies


def _made(scene: Scene, name: str, origin: Snapshot, fixture: str) -> Answer:
    ttl = scene.body.get("ttl")
    try:
        world = scene.server.worlds.create(
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
