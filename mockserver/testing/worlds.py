"""A world as a test sees it, made for the length of a test and named after it; built on the control plane's client."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

from mockserver.client import Admin, Clock, ControlError, World
from mockserver.testing import assertions, faults
from mockserver.testing.journal import report
from mockserver.testing.matching import ExpectedCall
from mockserver.testing.received import ReceivedCall
from mockserver.testing.vendors import MockVendor

if TYPE_CHECKING:
    from mockserver import asynchronous

__tracebackhide__ = True


def world_name(test: str) -> str:
    """A world's name for a test: its name as far as it goes, and a hash that tells it from all others."""
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", test.rpartition("::")[2]).strip("-.")[:48] or "test"
    return f"{slug}-{hashlib.sha1(test.encode(), usedforsecurity=False).hexdigest()[:10]}"


class MockWorld:
    """One world, with everything that a test may want of it.

    Attributes:
        name: the world's name.
        admin: the server's control plane.
        handle: the control plane's handle on this world, for what is not offered here.
    """

    def __init__(self, admin: Admin, name: str) -> None:
        self.admin, self.name, self.handle = admin, name, World(admin, name)
        self._vendors: dict[str, MockVendor] = {}
        self._expected: set[tuple[str, str]] = set()

    @property
    def clock(self) -> Clock:
        """The world's time: freeze, set, advance, run."""
        return self.handle.clock

    def reset(self) -> None:
        """Go back to how the world began."""
        self.handle.reset()

    def unused_faults(self) -> list[str]:
        """The faults that never hit a call though they should have, as text; the pytest plugin fails a test that leaves one."""
        return faults.unused(self.handle.faults)

    def vendor(self, name: str) -> MockVendor:
        """A vendor of this world.

        Raises:
            ControlError: 404 if none of this name is served; with the nearest one.
        """
        if name not in self._vendors:
            self.admin.about(name)
            self._vendors[name] = MockVendor(self, name)
        return self._vendors[name]

    @asynccontextmanager
    async def asynchronous(self) -> AsyncIterator[asynchronous.World]:
        """The control plane's handle on this world for asynchronous code: its calls are awaited.

        `async with mock_world.asynchronous() as world: await world.clock.advance(60)`
        """
        from mockserver.asynchronous import Admin

        async with Admin(self.admin.url, **self.admin.options) as admin:
            yield admin.world(self.name)

    def assert_order(self, *calls: ExpectedCall) -> list[ReceivedCall]:
        """Assert that calls came in one after the other, of one vendor or of several, whatever came between.

        Args:
            calls: what a vendor's `call` makes: `mock_grafana.call("createReport", status=200)`.

        Returns:
            The calls.

        Raises:
            AssertionError: with the first that is missing after those before it.
        """
        came = [ReceivedCall(each) for each in self.handle.requests.all(limit=10000)]
        found = assertions.in_order(calls, came)
        self.expect(found)
        return found

    def expect(self, calls: Iterable[ReceivedCall]) -> None:
        """Keep in mind that an assertion has asked for calls."""
        self._expected |= {(each["id"], each["at"]) for each in calls}

    def was_expected(self, call: ReceivedCall) -> bool:
        """Whether an assertion has asked for a call."""
        return (call["id"], call["at"]) in self._expected

    def journal(self, last: int = 10000) -> str:
        """The journal as text: every request with what was wrong with it, what would have been right, and both bodies.

        Args:
            last: only the last so many.
        """
        entries = self.handle.requests.all(limit=last, advice=True)
        left_out = self.handle.requests.count() - len(entries) if len(entries) == last else 0
        return report(f"world {self.name} at {self.admin.url}/w/{self.name}/", entries, left_out)


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
    """Make a world; one of the same name, left over from an earlier run, gives way."""
    try:
        admin.worlds.create(name, **options)
    except ControlError as error:
        if not _taken(error):
            raise
        World(admin, name).delete()
        admin.worlds.create(name, **options)
    return MockWorld(admin, name)


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
