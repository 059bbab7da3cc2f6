"""A world as a test sees it, made for the length of a test and named after it; built on the control plane's client."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from mockserver.client import Admin, ControlError, World
from mockserver.spelling import missing
from mockserver.testing.own_worlds import OwnWorld
from mockserver.testing.vendors import MockVendor

__tracebackhide__ = True


def world_name(test: str) -> str:
    """A world's name for a test: its name as far as it goes, and a hash that tells it from all others."""
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", test.rpartition("::")[2]).strip("-.")[:48] or "test"
    return f"{slug}-{hashlib.sha1(test.encode(), usedforsecurity=False).hexdigest()[:10]}"


class MockWorld(OwnWorld):
    """One world, with everything that a test may want of it.

    Attributes:
        name: the world's name.
        admin: the server's control plane.
        handle: the control plane's handle on this world, for what is not offered here.
    """

    def __init__(self, admin: Admin, name: str) -> None:
        super().__init__(admin, name)
        self._vendors: dict[str, MockVendor] = {}

    def vendor(self, name: str) -> MockVendor:
        """A vendor of this world.

        Raises:
            ControlError: 404 if none of this name is served; with the nearest one.
        """
        if name not in self._vendors:
            self.admin.about(name)
            self._vendors[name] = MockVendor(self, name)
        return self._vendors[name]


@contextmanager
def world(admin: Admin, name: str, **options: Any) -> Iterator[MockWorld]:
    """Make a world for the length of a block; one of the same name gives way.

    Args:
        options: as for `Worlds.create`: fixture, seed, clock, profile, readings, data.
    """
    made = create(admin, name, **options)
    try:
        yield made
    finally:
        discard(made)


def create(admin: Admin, name: str, **options: Any) -> MockWorld:
    """Make a world; one of the same name, left over from an earlier run, gives way.

    Raises:
        TypeError: a world has no such option; with the nearest.
    """
    if strange := next((each for each in options if each not in OPTIONS), ""):
        raise TypeError(missing("option of a world", strange, OPTIONS))
    try:
        admin.worlds.create(name, **options)
    except ControlError as error:
        if not _taken(error):
            raise
        World(admin, name).delete()
        admin.worlds.create(name, **options)
    return MockWorld(admin, name)


OPTIONS = ("fixture", "seed", "ttl", "clock", "profile", "readings", "data")
"""What can be said of how a world begins; see `Worlds.create`."""


def claim(admin: Admin, name: str, **options: Any) -> MockWorld:
    """Make a world under a name, or under the next one that is free; chance is made from the name that was asked for.

    A name is taken by what was kept of an earlier failure, or by the same test in another run on the same server.

    Args:
        admin: the server's control plane.
        name: the name that is asked for.
        options: as for `Worlds.create`.
    """
    for number in count(1):
        try:
            if number == 1:
                return MockWorld(admin, admin.worlds.create(name, **options).name)
            seed = zlib.crc32(name.encode()) if options.get("seed") is None else options["seed"]
            return MockWorld(admin, admin.worlds.create(f"{name}-{number}", **{**options, "seed": seed}).name)
        except ControlError as error:
            if not _taken(error):
                raise
    raise AssertionError


def _taken(error: ControlError) -> bool:
    return error.status == 409 and any(pointer == "/name" for pointer, _ in error.violations)


def discard(made: MockWorld) -> None:
    """Delete a world, unless it is gone already."""
    try:
        made.handle.delete()
    except ControlError as error:
        if error.status != 404:
            raise
