"""What is made to go wrong in a world: list, add, read, take away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from mockserver.control.control_call import ControlCall, ControlledVendor, conflict, unknown
from mockserver.engine.call import NOTHING, Answer
from mockserver.engine.problems import Problem
from mockserver.state.faults import Fault

MOST = 1000
"""Faults that a world may have; every call is held against each of them."""


def view(call: ControlCall, fault: Fault) -> dict[str, Any]:
    """A fault as the control plane shows it: every member that its document lists, null where it says nothing."""
    members = {"id": fault.id, **asdict(fault.aim), **asdict(fault.schedule), **fault.effect}
    members |= {"matched": fault.matched, "hits": fault.hits}
    return {name: members.get(name) for name in call.members_of("Fault")}


def list_faults(call: ControlCall) -> Any:
    """In the order in which they were added."""
    return [view(call, fault) for fault in call.world.faults]


def get_or_404(call: ControlCall) -> Fault:
    """The fault of the path.

    Raises:
        Problem: `not-found`.
    """
    found = call.world.faults.get(call.named("fault"))
    if found is None:
        raise Problem("not-found", "there is no such fault in this world")
    return found


def add_fault(call: ControlCall) -> Any:
    """Make something go wrong from now on.

    Raises:
        Problem: 404 if it aims at what is not served, 409 if there are too many.
    """
    refuse_missing(call)
    if len(call.world.faults) >= MOST:
        raise conflict(f"there are {MOST} faults already; delete one")
    added = call.world.faults.add(call.body)
    return Answer(201, view(call, added), {"Location": f"/__admin/worlds/{call.world.name}/faults/{added.id}"})


def refuse_missing(call: ControlCall) -> None:
    """Refuse an aim that nothing can ever hit.

    Raises:
        Problem: 404 if no vendor served is called so, or none of those aimed at has the operation.
    """
    vendors, vendor, operation = call.server.vendors, call.body.get("vendor"), call.body.get("operation")
    if vendor is not None and vendor not in vendors:
        raise unknown("vendor", vendor, vendors, "vendor")
    among = [vendors[vendor]] if vendor is not None else list(vendors.values())
    known = list(dict.fromkeys(id for served in among for id in operations(call, served)))
    if operation is not None and operation not in known:
        raise unknown("operation", operation, known, "operation")


def operations(call: ControlCall, served: ControlledVendor) -> Iterator[str]:
    """What a vendor can be asked for: by default, and under the readings of the world."""
    yield from served.spec.labelled.document.operations
    yield from served.app_for(call.world.vendor_states[served.vendor.name].readings)[1].document.operations


def read_fault(call: ControlCall) -> Any:
    """One of them."""
    return view(call, get_or_404(call))


def delete_fault(call: ControlCall) -> Any:
    """It hits nothing more."""
    call.world.faults.remove(get_or_404(call).id)
    return NOTHING


def clear_faults(call: ControlCall) -> Any:
    """Everything goes right again."""
    call.world.faults.clear()
    return NOTHING


ACTIONS = {
    "listFaults": list_faults,
    "addFault": add_fault,
    "clearFaults": clear_faults,
    "readFault": read_fault,
    "deleteFault": delete_fault,
}
