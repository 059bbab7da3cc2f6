"""A test's world in the hands of the control plane's client, and servers of a test's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import conftest

from mockserver.client import Admin, World


@contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """The address of a server with some arguments, stopped at the end of the block."""
    process = conftest.Process(*arguments)
    try:
        yield process.url
    finally:
        ended = process.stop()
    assert ended == 0


def steering(world: conftest.World) -> Iterator[World]:
    """The world, by socket or in process as the test has it; connections are let go afterwards."""
    transport = world.http._transport if world.server == "http://localhost" else None
    with Admin(world.server, transport=transport) as admin:
        yield admin.world(world.name)
