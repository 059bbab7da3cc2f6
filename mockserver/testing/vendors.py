"""One vendor in one world as a test sees it: its records and choices, what goes wrong, and what its address and its calls have to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.client import JSON, Choices, Faults, Quotas, State
from mockserver.testing import faults
from mockserver.testing.vendor_calls import VendorCalls

__tracebackhide__ = True


class MockVendor(VendorCalls):
    """One vendor in one world.

    Attributes:
        name: the vendor.
        url: the base address to give to the client under test; the vendor's documented path follows it.
    """

    @property
    def state(self) -> State:
        """Its records in this world: `state["reports"]` can be read, replaced and merged."""
        return self.world.handle.state(self.name)

    def add(
        self, collection: str, count: int = 1, /, *, undocumented: bool | Any = False, **members: Any
    ) -> list[JSON]:
        """Add records: `mock.add("reports", name="Mine")`, `mock.add("reports", 50)`.

        Args:
            collection: where; `about` lists the collections there are.
            count: how many.
            undocumented: whether they may have members that are called nearly as some of the document and are not in it.
            members: what each of them has; the rest is as the vendor's own create makes it (defaults, ids, times).

        Returns:
            The records that were added.

        Raises:
            ControlError: 404 for another collection, 422 with every place that does not fit, 409 for a key that is taken.
        """
        return self.state[collection].add(count, undocumented=undocumented, **members)

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
            TypeError: there is no such argument; with the nearest.
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
            status: of the one answer; that of the operation's success if only a body is given. Without a body an error is in the vendor's own words,
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
        listed = [int(each) for each in self.statuses.get(operation, ()) if each.isdigit() and each[0] == "2"]
        wanted = faults.answers_of(answers, status, body, headers, success=min(listed, default=200))
        return self.faults.add(
            self.name, operation, respond=wanted, times=times, undocumented=undocumented, unused_ok=unused_ok
        )

    @property
    def faults(self) -> Faults:
        """All faults of the world."""
        return self.world.handle.faults
