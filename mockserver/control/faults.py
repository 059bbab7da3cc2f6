"""What is made to go wrong in a world: list, add, read, take away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from mockserver.control.control_call import ControlCall, ControlledVendor, conflict, misfit, unfit
from mockserver.engine.call import NOTHING, Answer
from mockserver.engine.misfits import Misfit, Unknown
from mockserver.engine.problems import Problem
from mockserver.engine.promises import body_misfits, header_misfits, possible, unlisted
from mockserver.openapi import pointers
from mockserver.openapi.document import Document
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import Unserved
from mockserver.openapi.violations import Violation
from mockserver.spelling import missing
from mockserver.state.faults import Aim, Fault

MOST = 1000
"""Faults that a world may have; every call is held against each of them."""


def view(call: ControlCall, fault: Fault) -> dict[str, Any]:
    """A fault as the control plane shows it: every member that its document lists, null where it says nothing."""
    members = {"id": fault.id, **asdict(fault.aim), **asdict(fault.schedule), **fault.effect, **asdict(fault.terms)}
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
        Problem: 404 if it aims at what is not served, 422 if nothing it aims at can answer so, 409 if there are too many.
    """
    aimed = refuse_missing(call)
    refuse_impossible(call)
    if not call.body.get("undocumented"):
        refuse_undocumented(call, aimed)
    if len(call.world.faults) >= MOST:
        raise conflict(f"there are {MOST} faults already; delete one")
    added = call.world.faults.add(with_first(call.body))
    return Answer(201, view(call, added), {"Location": f"/__admin/worlds/{call.world.name}/faults/{added.id}"})


def with_first(fault: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a fault with answers in the words of its schedule: so many `times` are the first so many calls.

    One answer is given for ever, several once each.
    """
    members = {name: value for name, value in fault.items() if name != "times"}
    answers = fault.get("respond", ())
    times = fault.get("times", 1 if len(answers) > 1 else None)
    return members if times is None else {"first": times * max(1, len(answers)), **members}


def refuse_impossible(call: ControlCall) -> None:
    """Refuse headers that no answer can have.

    Raises:
        Problem: 422 with every place.
    """
    answers = enumerate(call.body.get("respond", ()))
    found = [(pointers.join("respond", index), each) for index, answer in answers for each in header_misfits(answer)]
    if found:
        raise misfit(Misfit.of([each.below(place) for place, each in found]))


def refuse_undocumented(call: ControlCall, aimed: Sequence[tuple[ControlledVendor, Operation]]) -> None:
    """Refuse what no operation aimed at can answer by its document, as the world reads it.

    Raises:
        Problem: 422 with every place.
    """
    status, answers = call.body.get("status"), call.body.get("respond", ())
    if status is not None and not any(possible(operation, status) for _, operation in aimed):
        raise unfit(_unlisted([operation for _, operation in aimed], status), "status")
    wrong: list[Violation] = []
    for index, answer in enumerate(answers):
        for served, operation in aimed:
            place = pointers.join("respond", index)
            if not possible(operation, answer["status"]):
                wrong.append(Violation(f"{place}/status", unlisted(operation, answer["status"])))
            else:
                found = body_misfits(served.vendor, _documents(call, served)[1], operation, answer)
                wrong += [each.below(place) for each in found]
    if wrong:
        raise misfit(Misfit.of(wrong))


def _unlisted(aimed: Sequence[Operation], status: int) -> str:
    """What to say of a status that none of some operations lists."""
    if len(aimed) == 1:
        return unlisted(aimed[0], status)
    there = ", ".join(sorted({each for operation in aimed for each in operation.responses})) or "nothing"
    return f"no operation that it aims at lists {status}; they list {there}; undocumented allows it all the same"


def refuse_missing(call: ControlCall) -> list[tuple[ControlledVendor, Operation]]:
    """Refuse an aim that nothing can ever hit.

    Returns:
        The operations aimed at, with their vendors.

    Raises:
        Problem: 404 if no vendor served is called so, or none of those aimed at has the operation; 422 if it cannot be served.
    """
    operation = call.body.get("operation")
    among = refuse_strange_names(call, call.body)
    lost = [
        each.spec.labelled.document.unserved[operation]
        for each in among
        if operation in each.spec.labelled.document.unserved
    ]
    if lost:
        raise unfit(f"{operation} cannot be served: {lost[0]}", "operation")
    aim = Aim(method=call.body.get("method"), path=call.body.get("path"))
    return [
        (served, each)
        for served in among
        for id in ([operation] if operation is not None else names(call, served))
        for each in _found(call, served, id)
        if _may_hit(aim, each)
    ]


def refuse_strange_names(call: ControlCall, given: Mapping[str, Any], place: str = "/") -> list[ControlledVendor]:
    """Refuse the name of a vendor that is not served, or of an operation that none of those meant has.

    Args:
        given: what names them, as `vendor` and `operation`, where it does.
        place: what stands before the name of a member where something is wrong: `/` in the body, `query.` in the query.

    Returns:
        The vendors that are meant.

    Raises:
        Problem: 404, with the nearest name.
    """
    vendors, vendor, operation = call.server.vendors, given.get("vendor"), given.get("operation")
    if vendor is not None and vendor not in vendors:
        raise misfit(Unknown(f"{place}vendor", missing("vendor", vendor, vendors)))
    among = [vendors[vendor]] if vendor is not None else list(vendors.values())
    known = list(dict.fromkeys(id for served in among for id in names(call, served)))
    if operation is not None and operation not in known:
        raise misfit(Unknown(f"{place}operation", missing("operation", operation, known)))
    return among


def _may_hit(aim: Aim, operation: Operation) -> bool:
    """Whether an aim by method and path can hit an operation; a path is only known when a call comes."""
    return aim.path is not None or aim.covers("", "", operation.method, "")


def names(call: ControlCall, served: ControlledVendor) -> list[str]:
    """The operations of a vendor, whether or not they can be served: by default, and under the readings of the world."""
    return list(dict.fromkeys(id for known in _documents(call, served) for id in known.operations))


def _documents(call: ControlCall, served: ControlledVendor) -> tuple[Document, Document]:
    """What a vendor promises by default, and under the readings of the world."""
    now: Document = served.app_for(call.world.vendor_states[served.vendor.name].readings)[1].document
    return served.spec.labelled.document, now


def _found(call: ControlCall, served: ControlledVendor, id: str) -> Iterator[Operation]:
    """An operation of a vendor as the world reads it; none where there is none, or where it cannot be served."""
    for document in reversed(_documents(call, served)):
        with suppress(LookupError, Unserved):
            yield document.operations[id]
            return


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
