"""What is made to go wrong in a world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mockserver.client.calls import JSON, Calls, an_object, objects

__tracebackhide__ = True


@dataclass(frozen=True)
class Faults:
    """What goes wrong in a world."""

    world: Calls

    def __iter__(self) -> Iterator[JSON]:
        return iter(self.all())

    def all(self) -> list[JSON]:
        """All, oldest first, with what they hit so far."""
        return objects(self.world.call("GET", "faults"))

    def add(
        self,
        vendor: str | None = None,
        operation: str | None = None,
        *,
        method: str | None = None,
        path: str | None = None,
        first: int | None = None,
        every: int | None = None,
        probability: float | None = None,
        undocumented: bool = False,
        unused_ok: bool = False,
        **effect: Any,
    ) -> JSON:
        """Make something go wrong from now on.

        Args:
            vendor: the aim, like `operation`, `method` and `path` (a glob); all calls by default.
            first: the schedule, like `every` and `probability`; always by default.
            undocumented: whether it may answer what the document does not promise.
            unused_ok: whether nothing is wrong if it never hits; the pytest plugin asks.
            effect: what happens, one or several: `status` (answered in the vendor's own words), `respond` (a list of answers
                with `status`, `body`, `headers`, given `times` times), `delay` and `drip` (seconds), `reset` and `cut` (True).

        Returns:
            The fault, with its id.

        Raises:
            ControlError: 422 if it has no effect, a value that cannot be or that the document does not promise, 404 if it aims at what is not there.
        """
        aim = {"vendor": vendor, "operation": operation, "method": method, "path": path}
        schedule = {"first": first, "every": every, "probability": probability}
        terms = {"undocumented": undocumented or None, "unusedOk": unused_ok or None}
        body = {name: value for name, value in {**aim, **schedule, **terms, **effect}.items() if value is not None}
        return an_object(self.world.call("POST", "faults", json=body))

    def read(self, id: str) -> JSON:
        """One of them."""
        return an_object(self.world.call("GET", "faults", id))

    def remove(self, id: str) -> None:
        """Take one away."""
        self.world.call("DELETE", "faults", id)

    def clear(self) -> None:
        """Take all away."""
        self.world.call("DELETE", "faults")
