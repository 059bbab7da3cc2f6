"""The readings that a world has chosen: read, change, back to the start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.control.control_call import ControlCall, ControlledVendor, conflict, unfit, unknown
from mockserver.engine import choices
from mockserver.engine.call import NOTHING
from mockserver.evidence.vendor_spec import LabelledDocument
from mockserver.openapi.sources import SourceError
from mockserver.state.choices import Choices, changed
from mockserver.state.world import VendorState


def view(served: ControlledVendor, state: VendorState) -> dict[str, Any]:
    """The profile, what deviates from it, and every reading: its value, who decided it, and which values there are."""
    spec, chosen = served.spec, state.choices
    return {
        "profile": chosen.profile or None,
        "profiles": list(spec.profiles),
        "deviations": choices.deviations(spec, chosen),
        "readings": {
            each.id: {
                "value": state.readings[each.id],
                "decided": choices.decided_by(spec, chosen, each.id),
                "built": each.built,
                "values": list(each.values) if each.built else [each.default],
            }
            for each in spec.evidence.readings.values()
        },
    }


def choose(served: ControlledVendor, chosen: Choices, patch: Mapping[str, Any], *place: str | int) -> Choices:
    """Choices with other readings; null goes back to the server's choice.

    Raises:
        Problem: 404 for a reading, 422 for a value that there is not, with its place in the body.
    """
    for id, value in patch.items():
        try:
            served.spec.evidence.choose(id, served.readings.get(id, "") if value is None else value)
        except ValueError as error:
            known = served.spec.evidence.readings
            if id not in known:
                raise unknown(f"reading of {served.vendor.name}", id, known, *place, id) from None
            raise unfit(str(error), *place, id) from None
    return replace(chosen, readings=changed(chosen.readings, patch, served.choices.readings))


def labelled(served: ControlledVendor, chosen: Choices) -> LabelledDocument:
    """The vendor's document under some choices, with its labels.

    Raises:
        Problem: 409 for readings that change the document in ways that do not go together.
    """
    try:
        return served.app_for(served.spec.readings(chosen.profile, chosen.readings))[1]
    except SourceError as error:
        raise conflict(f"these readings do not go together: {error}") from None


def settle(served: ControlledVendor, state: VendorState, chosen: Choices) -> None:
    """Let choices hold, as a whole or not at all.

    Raises:
        Problem: 409, as for `labelled`.
    """
    labelled(served, chosen)
    choices.settle(state, served.vendor, served.spec, chosen)


def read_readings(call: ControlCall) -> Any:
    """Every reading of a vendor in this world, and the profile beside them."""
    return view(call.served, call.vendor_state)


def patch_readings(call: ControlCall) -> Any:
    """Choose some readings; all or none."""
    served, state = call.served, call.vendor_state
    settle(served, state, choose(served, state.choices, call.body))
    return view(served, state)


def reset_readings(call: ControlCall) -> Any:
    """The readings that were chosen when the world began; the profile stays."""
    state = call.vendor_state
    settle(call.served, state, replace(state.choices, readings=call.origin.choices.readings))
    return NOTHING


ACTIONS = {"readReadings": read_readings, "patchReadings": patch_readings, "resetReadings": reset_readings}
