"""The calls that came in for a vendor of one world, and what a test expects of them."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Unpack

from mockserver.testing import assertions, waiting
from mockserver.testing.addresses import VendorAddress
from mockserver.testing.journal import Violations
from mockserver.testing.matching import ExpectedCall, Matching
from mockserver.testing.received import ReceivedCall

__tracebackhide__ = True


class VendorCalls(VendorAddress):
    """The calls that came in for a vendor, and what is expected of them."""

    @property
    def requests(self) -> list[ReceivedCall]:
        """What came in and went out, oldest first."""
        return [ReceivedCall(each) for each in self.world.handle.requests.all(vendor=self.name, limit=10000)]

    @property
    def violations(self) -> Violations:
        """The requests that broke the document: `assert not mock.violations`. Asking for what is not there breaks nothing."""
        broken = self.world.handle.requests.all(vendor=self.name, violated=True, limit=10000)
        return Violations(each for each in broken if each["status"] != 404)

    def call(self, operation: str, **members: Unpack[Matching]) -> ExpectedCall:
        """A call that is expected, for `assert_order`.

        Args:
            operation: the operationId.
            members: as for `assert_called`.

        Raises:
            AssertionError: there is no such operation; with the nearest one.
        """
        return assertions.expected_call(self.name, operation, self.statuses, members)

    @cached_property
    def statuses(self) -> assertions.Statuses:
        """By operation, the statuses that the document lists."""
        return {each["id"]: each["statuses"] for each in self.about["operations"]}

    def assert_called(self, operation: str, *, times: int | None = None, **members: Unpack[Matching]) -> ReceivedCall:
        """Assert that an operation was called.

        Args:
            operation: the operationId.
            times: exactly so often; at least once if None.
            members: what the calls have to be like to be counted: `status`, `body`, `params`, `headers`, `path`, `jsonpath`,
                `answered`, `where`; see `Matching`.

        Returns:
            The last call that fits, as in `requests`; an empty one if there is none.

        Raises:
            AssertionError: with the calls that were nearly so, and those that came in.
        """
        expected, calls = self.call(operation, **members), self.requests
        impossible = assertions.unlisted(expected, self.statuses, calls)
        found = assertions.called(expected, calls, times, impossible).found
        self.world.expect(found)
        return found[-1] if found else ReceivedCall()

    def assert_order(self, *calls: str | ExpectedCall) -> list[ReceivedCall]:
        """Assert that operations were called one after the other, whatever else was called between.

        Args:
            calls: operationIds, or what `call` makes.

        Returns:
            The calls.

        Raises:
            AssertionError: with the first that is missing after those before it.
        """
        return self.world.assert_order(*(self.call(each) if isinstance(each, str) else each for each in calls))

    def assert_nothing_else(self, *operations: str) -> None:
        """Assert that no other calls came in than those that the assertions before this one have asked for.

        Args:
            operations: those whose calls do not matter.

        Raises:
            AssertionError: with the others.
        """
        ignored = {self.call(each).operation for each in operations}
        assertions.nothing_else(
            self.requests, lambda call: call["operation"] in ignored or self.world.was_expected(call)
        )

    def wait_for(
        self, operation: str, *, times: int = 1, timeout: float = 5.0, **members: Unpack[Matching]
    ) -> ReceivedCall:
        """Wait until an operation was called, for clients that work in another thread or process.

        Args:
            operation: the operationId.
            times: at least so often.
            timeout: seconds to wait at most.
            members: as for `assert_called`.

        Returns:
            The last call that fits.

        Raises:
            AssertionError: it was not; with the calls that were nearly so, and those that came in.
            ValueError: fewer than one.
        """
        if times < 1:
            raise ValueError(
                f"times={times}: what is waited for comes at least once; assert_called(…, times=0) says never"
            )
        expected = self.call(operation, **members)
        for last in waiting.pauses(timeout):
            calls = self.requests
            found = [each for each in calls if expected.fits(each)]
            if len(found) >= times or last:
                break
        if len(found) < times:
            assertions.called(expected, calls, times, f"They were waited for {timeout:g} seconds.")
        self.world.expect(found)
        return found[-1]

    async def wait_for_async(
        self,
        operation: str,
        *,
        times: int = 1,
        timeout: float = 5.0,  # noqa: ASYNC109 - the same arguments as `wait_for`
        **members: Unpack[Matching],
    ) -> ReceivedCall:
        """The same as `wait_for` for asynchronous tests: other tasks go on meanwhile."""
        from anyio.to_thread import run_sync

        return await run_sync(partial(self.wait_for, operation, times=times, timeout=timeout, **members))
