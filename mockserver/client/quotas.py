"""How many calls a vendor allows in a world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mockserver.client.calls import JSON, Calls, an_object, objects

__tracebackhide__ = True


@dataclass(frozen=True)
class Quotas:
    """How many calls a vendor allows in a world."""

    calls: Calls

    def __iter__(self) -> Iterator[JSON]:
        return iter(self.all())

    def all(self) -> list[JSON]:
        """Every quota with what is counted in the open window."""
        return objects(self.calls.call("GET"))

    def set(self, key: str, *, limit: int | None = None, used: int | None = None) -> JSON:
        """Set the limit in this world, or the count in the open window.

        Args:
            key: which one, as `all` names them.
            limit: calls per window; None leaves it.
            used: calls that the open window has counted; None leaves it.

        Raises:
            ControlError: 404 for another key, 422 for a count above the limit.
        """
        given = {name: value for name, value in (("limit", limit), ("used", used)) if value is not None}
        return an_object(self.calls.call("PUT", key, json=given))

    def spend(self, key: str, calls: int = 2**31 - 1) -> JSON:
        """Count calls as if they had been made, all that are left unless said otherwise."""
        return an_object(self.calls.call("POST", key, "spend", json={"calls": calls}))

    def reset(self) -> None:
        """Put limits and counts back to how the world began."""
        self.calls.call("DELETE")
