"""A test's world in the hands of the control plane's client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mockserver.client import Admin, World

if TYPE_CHECKING:
    import conftest


def steering(world: conftest.World) -> Iterator[World]:
    """The world, by socket or in process as the test has it; connections are let go afterwards."""
    transport = world.http._transport if world.server == "http://localhost" else None
    with Admin(world.server, transport=transport) as admin:
        yield admin.world(world.name)
