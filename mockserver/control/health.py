"""Whether the server is there, and which one it is."""

from __future__ import annotations

from typing import Any

from mockserver.control.control_call import ControlCall
from mockserver.version import __version__


def read_health(call: ControlCall) -> Any:
    """Ready, since nothing is served before everything is read."""
    return {"status": "ok"}


def read_version(call: ControlCall) -> Any:
    """Name, version, and the vendors served."""
    return {"name": "mockserver", "version": __version__, "vendors": list(call.server.vendors)}


ACTIONS = {"readHealth": read_health, "readVersion": read_version}
