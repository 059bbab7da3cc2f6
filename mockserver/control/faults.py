"""What is made to go wrong in a world: list, add, read, take away."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from mockserver.control.scene import Scene, conflict
from mockserver.engine.call import NOTHING, Answer
from mockserver.engine.problems import Problem
from mockserver.state.faults import Fault

MOST = 1000
"""Faults that a world may have; every call is held against each of them."""


def view(fault: Fault) -> dict[str, Any]:
    """A fault as the control plane shows it: null where it does not care."""
    members = asdict(fault)
    counts = {name: members.pop(name) for name in ("matched", "hits")}
    return {**{name: value if value != "" else None for name, value in members.items()}, **counts}


def list_faults(scene: Scene) -> Any:
    """In the order in which they were added."""
    return [view(fault) for fault in scene.world.faults]


def existing(scene: Scene) -> Fault:
    """The fault of the path.

    Raises:
        Problem: `not-found`.
    """
    found = scene.world.faults.get(scene.named("fault"))
    if found is None:
        raise Problem("not-found", "there is no such fault in this world")
    return found


def add_fault(scene: Scene) -> Any:
    """Make something go wrong from now on."""
    refuse_missing(scene)
    if len(scene.world.faults) >= MOST:
        raise conflict(f"there are {MOST} faults already; delete one")
    added = scene.world.faults.add(scene.body)
    return Answer(201, view(added), {"Location": f"/__admin/worlds/{scene.world.name}/faults/{added.id}"})


def refuse_missing(scene: Scene) -> None:
    """Refuse an aim that nothing can ever hit.

    Raises:
        Problem: 409 if no vendor served is called so, or none of those aimed at has the operation.
    """
    mounts, vendor, operation = scene.server.mounts, scene.body.get("vendor"), scene.body.get("operation")
    if vendor is not None and vendor not in mounts:
        raise conflict(f"no such vendor is served; there are {', '.join(mounts)}", "vendor")
    among = [mounts[vendor]] if vendor is not None else list(mounts.values())
    known = [id for mounted in among for id in mounted.contract.promise.document.operations]
    if operation is not None and operation not in known:
        raise conflict(f"there is no such operation; there are {', '.join(known)}", "operation")


def read_fault(scene: Scene) -> Any:
    """One of them."""
    return view(existing(scene))


def delete_fault(scene: Scene) -> Any:
    """It hits nothing more."""
    scene.world.faults.remove(existing(scene).id)
    return NOTHING


def clear_faults(scene: Scene) -> Any:
    """Everything goes right again."""
    scene.world.faults.clear()
    return NOTHING


ACTIONS = {
    "listFaults": list_faults,
    "addFault": add_fault,
    "clearFaults": clear_faults,
    "readFault": read_fault,
    "deleteFault": delete_fault,
}
