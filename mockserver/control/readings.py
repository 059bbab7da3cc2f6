"""The readings that a world has chosen: read, change, back to the start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.control.scene import Mounted, Scene, conflict
from mockserver.engine.call import NOTHING


def chosen(mounted: Mounted, old: Mapping[str, str], patch: Mapping[str, Any], *place: str | int) -> dict[str, str]:
    """Readings with others chosen; null goes back to the server's choice.

    Raises:
        Problem: 409 for a reading or a value that there is not, with its place in the body.
    """
    readings = dict(old)
    for id, value in patch.items():
        try:
            value = mounted.readings.get(id, "") if value is None else value
            mounted.contract.choose(id, value)
        except ValueError as error:
            raise conflict(str(error), *place, id) from None
        readings[id] = value
    return readings


def read_readings(scene: Scene) -> Any:
    """Every reading of a vendor with its value in this world."""
    return dict(scene.tenancy.readings)


def patch_readings(scene: Scene) -> Any:
    """Choose some readings; all or none."""
    tenancy = scene.tenancy
    readings = chosen(scene.mounted, tenancy.readings, scene.body)
    scene.mounted.app_for(readings)
    tenancy.readings = readings
    return dict(readings)


def reset_readings(scene: Scene) -> Any:
    """The readings that the world began with."""
    scene.tenancy.readings = dict(scene.origin.readings)
    return NOTHING


ACTIONS = {"readReadings": read_readings, "patchReadings": patch_readings, "resetReadings": reset_readings}
