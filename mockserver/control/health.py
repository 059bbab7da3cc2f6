"""Whether the server is there, and which one it is."""

from __future__ import annotations

from typing import Any

from mockserver import __version__
from mockserver.control.scene import Scene


def read_health(scene: Scene) -> Any:
    """Ready, since nothing is served before everything is read."""
    return {"status": "ok"}


def read_version(scene: Scene) -> Any:
    """Name, version, and the vendors served."""
    return {"name": "mockserver", "version": __version__, "vendors": list(scene.server.mounts)}


ACTIONS = {"readHealth": read_health, "readVersion": read_version}
