"""Things that are made to go wrong in a world: what they hit, how often, what they do; knows no HTTP objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from mockserver.state.chance import Chance


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: an aim, a frequency, a behaviour.

    Attributes:
        id: its name in the control plane.
        vendor: hits only calls of this vendor; "" hits all. Likewise `operation`, `method` and `path` (a glob).
        first: hits only the first so many matching calls.
        every: hits only every so-manieth matching call.
        probability: hits a matching call with this chance, from the world's seed.
        status: answers this status in the vendor's own words, the action is not carried out.
        delay: waits so many seconds first.
        matched: calls that the aim matched so far.
        hits: calls that were made to go wrong so far.
    """

    id: str
    vendor: str = ""
    operation: str = ""
    method: str = ""
    path: str = ""
    first: int | None = None
    every: int | None = None
    probability: float | None = None
    status: int | None = None
    delay: float = 0.0
    matched: int = 0
    hits: int = 0

    def aims_at(self, vendor: str, operation: str, method: str, path: str) -> bool:
        """Whether a call is one of those that this fault may hit."""
        return (
            self.vendor in ("", vendor)
            and self.operation in ("", operation)
            and self.method in ("", method)
            and (not self.path or fnmatchcase(path, self.path))
        )

    def due(self, chance: Chance) -> bool:
        """Whether the call just matched is hit; draws from the chance only where a probability says so."""
        if self.first is not None and self.matched > self.first:
            return False
        if self.every is not None and self.matched % self.every:
            return False
        return self.probability is None or chance.fraction() < self.probability


def fault(id: str, data: Mapping[str, Any]) -> Fault:
    """Build a fault from the members that the control plane has validated."""
    members = {name: data[name] for name in Fault.__dataclass_fields__ if name in data and name != "id"}
    return Fault(id, **members)


class Faults:
    """The faults of a world, in the order in which they were added."""

    __slots__ = ("_added", "_faults")

    def __init__(self, faults: Mapping[str, Fault] | None = None, added: int = 0) -> None:
        self._faults: dict[str, Fault] = dict(faults or {})
        self._added = added

    def __iter__(self) -> Any:
        return iter(self._faults.values())

    def __len__(self) -> int:
        return len(self._faults)

    def get(self, id: str) -> Fault | None:
        """A fault by its id."""
        return self._faults.get(id)

    def add(self, data: Mapping[str, Any]) -> Fault:
        """Add a fault; it is given an id of its own."""
        self._added += 1
        added = fault(f"fault-{self._added}", data)
        self._faults[added.id] = added
        return added

    def remove(self, id: str) -> Fault | None:
        """Take a fault away."""
        return self._faults.pop(id, None)

    def clear(self) -> None:
        """Take all faults away."""
        self._faults.clear()

    def strike(self, vendor: str, operation: str, method: str, path: str, chance: Chance) -> list[Fault]:
        """Count a call, and say which faults hit it."""
        struck = []
        for each in list(self._faults.values()):
            if each.aims_at(vendor, operation, method, path):
                each = replace(each, matched=each.matched + 1)
                if each.due(chance):
                    each = replace(each, hits=each.hits + 1)
                    struck.append(each)
                self._faults[each.id] = each
        return struck

    def copy(self) -> Faults:
        """The same faults for another world."""
        return Faults(self._faults, self._added)
