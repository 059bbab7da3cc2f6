"""One vendor in one world as a test sees it: address, credentials, records, requests, faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Unpack

from mockserver.authorization import Authorization, present, schemes_of
from mockserver.client import JSON, Choices, Credentials, Faults, Quotas, State
from mockserver.spelling import nearest
from mockserver.testing import assertions, faults, waiting
from mockserver.testing.journal import Violations
from mockserver.testing.matching import ExpectedCall, Matching
from mockserver.testing.received import ReceivedCall

if TYPE_CHECKING:
    from mockserver.testing.worlds import MockWorld

__tracebackhide__ = True


class MockVendor:
    """One vendor in one world.

    Attributes:
        name: the vendor.
        url: the base address to give to the client under test; the vendor's documented path follows it.
    """

    def __init__(self, world: MockWorld, name: str) -> None:
        self.world, self.name, self.url = world, name, world.handle.url(name)
        self._caller = "documented"

    def __repr__(self) -> str:
        return f"<{self.name} in {self.world.name}>"

    @property
    def about(self) -> JSON:
        """Operations with their statuses, collections, readings, fixtures and credentials."""
        return self.world.admin.about(self.name)

    @property
    def credentials(self) -> Credentials:
        """Whom this world accepts: add, change, revoke."""
        return self.world.handle.credentials(self.name)

    @property
    def headers(self) -> dict[str, str]:
        """Request headers that present the documented credential (or the one chosen with `act_as`)."""
        return dict(self._presented().headers)

    @property
    def params(self) -> dict[str, str]:
        """Query parameters that do, for a vendor that wants its key there."""
        return dict(self._presented().query)

    @property
    def secret(self) -> str:
        """The token, key or password that they present, for a client that is configured with it."""
        return str(self._credential()["secret"])

    @property
    def user(self) -> str:
        """The user name that goes with the password; empty where the vendor's credential has none."""
        return str(self._credential()["user"])

    def act_as(self, credential: str) -> None:
        """Let `headers`, `params`, `secret` and `user` present another credential with which the vendor starts.

        Raises:
            LookupError: there is none of that id; the text lists those there are.
        """
        known = [each["id"] for each in self.about["credentials"]]
        if credential not in known:
            meant = nearest(credential, known)
            raise LookupError(f"{self.name} starts with no credential {credential!r}; it has {', '.join(known)}{meant}")
        self._caller = credential

    def _credential(self) -> JSON:
        """The one that was chosen; at first the documented one, or that which a bare document takes before any other."""
        known = self.about["credentials"]
        found = next((each for each in known if each["id"] == self._caller), next(iter(known), None))
        if found is None:
            raise LookupError(f"{self.name} asks for no credentials")
        return dict(found)

    def _presented(self) -> Authorization:
        found = self._credential()
        schemes = schemes_of(self.world.admin.document(self.name)).values() if found["scheme"] == "apiKey" else ()
        return present(found["scheme"], found["secret"], found["user"], schemes)

    @property
    def state(self) -> State:
        """Its records in this world: `state["reports"]` can be read, replaced and merged."""
        return self.world.handle.state(self.name)

    def add(self, collection: str, count: int = 1, /, **members: Any) -> list[JSON]:
        """Add records: `mock.add("reports", name="Mine")`, `mock.add("reports", 50)`.

        Args:
            collection: where; `about` lists the collections there are.
            count: how many.
            members: what each of them has; the rest is as the vendor's own create makes it (defaults, ids, times).

        Returns:
            The records that were added.

        Raises:
            ControlError: 404 for another collection, 422 with every place that does not fit, 409 for a key that is taken.
        """
        return self.state[collection].add(count, **members)

    @property
    def requests(self) -> list[ReceivedCall]:
        """What came in and went out, oldest first."""
        return [ReceivedCall(each) for each in self.world.handle.requests.all(vendor=self.name, limit=10000)]

    @property
    def violations(self) -> Violations:
        """The requests that broke the document: `assert not mock.violations`. Asking for what is not there breaks nothing."""
        broken = self.world.handle.requests.all(vendor=self.name, violated=True, limit=10000)
        return Violations(each for each in broken if each["status"] != 404)

    @property
    def outbox(self) -> list[JSON]:
        """What it would have sent out, oldest first."""
        return self.world.handle.outbox.all(vendor=self.name)

    @property
    def quota(self) -> Quotas:
        """How many calls it allows in this world."""
        return self.world.handle.quotas(self.name)

    @property
    def switches(self) -> Choices:
        """Its switches of this world."""
        return self.world.handle.switches(self.name)

    def profile(self, name: str | None) -> None:
        """Let it behave as one real thing does: a named choice of readings and switches; None for no profile."""
        self.world.handle.profile(self.name).choose(name)

    def reading(self, id: str, value: str) -> None:
        """Choose one of several answers where the vendor's sources contradict each other or are silent.

        Args:
            id: the reading.
            value: one of its values.

        Raises:
            ControlError: 404 or 422, with those there are.
        """
        self.world.handle.readings(self.name).choose({id: value})

    def fail(
        self,
        status: int | str | None = None,
        operation: str | None = None,
        *,
        undocumented: bool = False,
        unused_ok: bool = False,
        **how: Any,
    ) -> JSON:
        """Make its calls go wrong from now on.

        Args:
            status: answered in the vendor's own words, the action is not carried out; 500 if nothing else is asked for. Or what
                happens to the connection: `reset`, `cut` (in the middle of the answer) or `drip` (piece by piece).
            operation: only this operationId.
            undocumented: whether the status may be one that the document does not list; 500, 502, 503 and 504 always may.
            unused_ok: whether the test may end without a call that went wrong so.
            how: `method`, `path`, `first`, `every`, `probability`, `delay` and `drip` (seconds).

        Returns:
            The fault, with its id.

        Raises:
            ControlError: 404 if there is no such operation, 422 if none that it aims at can answer so.
            ValueError: nothing of this name happens to a connection.
        """
        effect = faults.effect_of(status, how)
        return self.faults.add(
            self.name, operation, undocumented=undocumented, unused_ok=unused_ok, **{**effect, **how}
        )

    def respond(
        self,
        operation: str,
        answers: int | Mapping[str, Any] | Sequence[int | Mapping[str, Any]] | None = None,
        *,
        status: int | None = None,
        body: Any = faults.UNSET,
        headers: Mapping[str, str] | None = None,
        times: int | None = None,
        undocumented: bool = False,
        unused_ok: bool = False,
    ) -> JSON:
        """Answer an operation as the test wants it; the request must be right, the action is not carried out.

        Args:
            operation: the operationId.
            answers: one for each call, as a status or an object with `status`, `body` and `headers`: `[503, 503, 200]`; then the
                vendor answers again.
            status: of the one answer; 200 if only a body is given. Without a body an error is in the vendor's own words,
                and a success is the document's example.
            body: of the one answer: a JSON value, or a text of another media type.
            headers: of the one answer.
            times: how often; one answer is given for ever if None, several once each.
            undocumented: whether status and body may be what the document does not promise.
            unused_ok: whether the test may end without such a call.

        Returns:
            The fault that does it, with its id.

        Raises:
            ControlError: 404 if there is no such operation, 422 with every place that does not fit the document.
        """
        wanted = faults.answers_of(answers, status, body, headers)
        return self.faults.add(
            self.name, operation, respond=wanted, times=times, undocumented=undocumented, unused_ok=unused_ok
        )

    @property
    def faults(self) -> Faults:
        """All faults of the world."""
        return self.world.handle.faults

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
        """
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
