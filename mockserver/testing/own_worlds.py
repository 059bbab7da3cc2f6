"""A world that a test has for itself: its time, what goes wrong, and which calls were expected; knows none of its vendors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from mockserver.client import Admin, Clock, World
from mockserver.testing import assertions, faults
from mockserver.testing.journal import report
from mockserver.testing.matching import ExpectedCall
from mockserver.testing.received import ReceivedCall

if TYPE_CHECKING:
    from mockserver import asynchronous

__tracebackhide__ = True


class OwnWorld:
    """One world, with everything that a test may want of it but its vendors.

    Attributes:
        name: the world's name.
        admin: the server's control plane.
        handle: the control plane's handle on this world, for what is not offered here.
    """

    def __init__(self, admin: Admin, name: str) -> None:
        self.admin, self.name, self.handle = admin, name, World(admin, name)
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
            TypeError: no call is named.
        """
        if not calls:
            raise TypeError("assert_order needs calls: assert_order('createReport', 'getReport')")
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
