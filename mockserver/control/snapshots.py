"""Moments of a world to come back to: list, take, restore, forget."""

from __future__ import annotations

from typing import Any

from mockserver.control import worlds
from mockserver.control.scene import Scene, conflict
from mockserver.control.times import text
from mockserver.engine.call import NOTHING, Answer
from mockserver.engine.problems import Problem
from mockserver.state.world import Snapshot

MOST = 100
"""Snapshots that a world may keep."""


def view(name: str, snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot as the control plane shows it; a running clock's time is what it would be now."""
    return {"name": name, "now": text(snapshot.clock.now())}


def list_snapshots(scene: Scene) -> Any:
    """In the order in which they were taken."""
    return [view(name, each) for name, each in scene.world.snapshots.items()]


def existing(scene: Scene) -> str:
    """The name of the snapshot of the path.

    Raises:
        Problem: `not-found`.
    """
    name = scene.named("snapshot")
    if name not in scene.world.snapshots:
        raise Problem("not-found", f"no such snapshot; there are {', '.join(scene.world.snapshots) or 'none'}")
    return name


def add_snapshot(scene: Scene) -> Any:
    """Keep this moment under a name."""
    taken = scene.world.snapshots
    name = scene.body.get("name") or worlds.unused("snapshot", taken.__contains__)
    if name in taken:
        raise conflict("is taken; delete that snapshot, or choose another name", "name")
    if len(taken) >= MOST:
        raise conflict(f"there are {MOST} snapshots already; delete one")
    taken[name] = scene.world.snapshot()
    where = f"/__admin/worlds/{scene.world.name}/snapshots/{name}"
    return Answer(201, view(name, taken[name]), {"Location": where})


def restore_snapshot(scene: Scene) -> Any:
    """Go back to it; the journal and the snapshots stay."""
    scene.world.restore(scene.world.snapshots[existing(scene)])
    return worlds.view(scene.world)


def delete_snapshot(scene: Scene) -> Any:
    """It cannot be restored any more."""
    del scene.world.snapshots[existing(scene)]
    return NOTHING


ACTIONS = {
    "listSnapshots": list_snapshots,
    "addSnapshot": add_snapshot,
    "restoreSnapshot": restore_snapshot,
    "deleteSnapshot": delete_snapshot,
}
