"""Moments of a world to come back to: list, take, restore, forget."""

from __future__ import annotations

from typing import Any

from mockserver.control import worlds
from mockserver.control.control_call import ControlCall, conflict
from mockserver.control.times import text
from mockserver.engine.call import NOTHING, Answer
from mockserver.engine.problems import Problem
from mockserver.spelling import missing
from mockserver.state.world import Snapshot

MOST = 100
"""Snapshots that a world may keep."""


def view(name: str, snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot as the control plane shows it; a running clock's time is what it would be now."""
    return {"name": name, "now": text(snapshot.clock.now())}


def list_snapshots(call: ControlCall) -> Any:
    """In the order in which they were taken."""
    return [view(name, each) for name, each in call.world.snapshots.items()]


def get_or_404(call: ControlCall) -> str:
    """The name of the snapshot of the path.

    Raises:
        Problem: `not-found`.
    """
    name = call.named("snapshot")
    if name not in call.world.snapshots:
        raise Problem("not-found", missing("snapshot", name, call.world.snapshots))
    return name


def add_snapshot(call: ControlCall) -> Any:
    """Keep this moment under a name.

    Raises:
        Problem: 409 if the name is taken, or there are too many.
    """
    taken = call.world.snapshots
    name = call.body.get("name") or worlds.unused("snapshot", taken.__contains__)
    if name in taken:
        raise conflict("is taken; delete that snapshot, or choose another name", "name")
    if len(taken) >= MOST:
        raise conflict(f"there are {MOST} snapshots already; delete one")
    where = f"/__admin/worlds/{call.world.name}/snapshots/{name}"
    return Answer(201, view(name, call.world.keep(name)), {"Location": where})


def restore_snapshot(call: ControlCall) -> Any:
    """Go back to it; the journal and the snapshots stay."""
    call.world.restore(call.world.snapshots[get_or_404(call)])
    return worlds.view(call.world)


def delete_snapshot(call: ControlCall) -> Any:
    """It cannot be restored any more."""
    del call.world.snapshots[get_or_404(call)]
    return NOTHING


ACTIONS = {
    "listSnapshots": list_snapshots,
    "addSnapshot": add_snapshot,
    "restoreSnapshot": restore_snapshot,
    "deleteSnapshot": delete_snapshot,
}
