"""The readings that a world has chosen: read, change, back to the start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.control.control_call import ControlCall, ControlledVendor, conflict
from mockserver.engine.call import NOTHING


def choose(
    served: ControlledVendor, old: Mapping[str, str], patch: Mapping[str, Any], *place: str | int
) -> dict[str, str]:
    """Readings with others chosen; null goes back to the server's choice.

    Raises:
        Problem: 409 for a reading or a value that there is not, with its place in the body.
    """
    readings = dict(old)
    for id, value in patch.items():
        try:
            value = served.readings.get(id, "") if value is None else value
            served.spec.choose(id, value)
        except ValueError as error:
            raise conflict(str(error), *place, id) from None
        readings[id] = value
    return readings


def read_readings(call: ControlCall) -> Any:
    """Every reading of a vendor with its value in this world."""
    return dict(call.vendor_state.readings)


def patch_readings(call: ControlCall) -> Any:
    """Choose some readings; all or none."""
    vendor_state = call.vendor_state
    readings = choose(call.served, vendor_state.readings, call.body)
    call.served.app_for(readings)
    vendor_state.readings = readings
    return dict(readings)


def reset_readings(call: ControlCall) -> Any:
    """The readings that the world began with."""
    call.vendor_state.readings = dict(call.origin.readings)
    return NOTHING


ACTIONS = {"readReadings": read_readings, "patchReadings": patch_readings, "resetReadings": reset_readings}
