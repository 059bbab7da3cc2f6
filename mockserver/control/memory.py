"""How much memory is held and may be held, by the server and by a world."""

from __future__ import annotations

from typing import Any

from mockserver.control.control_call import ControlCall


def read_memory(call: ControlCall) -> Any:
    """What all worlds together hold."""
    return call.server.worlds.budget.view()


def read_world_memory(call: ControlCall) -> Any:
    """What one world holds."""
    return call.world.budget.view()


ACTIONS = {"readMemory": read_memory, "readWorldMemory": read_world_memory}
