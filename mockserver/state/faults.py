"""Things that are made to go wrong in a world: what each hits and how often; what it does is carried, not understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from fnmatch import fnmatchcase
from typing import Any

from mockserver.state.chance import Chance


@dataclass(frozen=True, slots=True)
class Aim:
    """Which calls a fault may hit; what is None hits all.

    Attributes:
        vendor: the vendor's name.
        operation: the operationId.
        method: the method, in capitals.
        path: a glob (`*`, `?`) over the path as the vendor documents it.
    """

    vendor: str | None = None
    operation: str | None = None
    method: str | None = None
    path: str | None = None

    def covers(self, vendor: str, operation: str, method: str, path: str) -> bool:
        """Whether a call is one of those aimed at.

        Args:
            vendor: the vendor that is called.
            operation: the operationId; empty where the path has none.
            method: in capitals.
            path: as the vendor documents it, without the world's prefix.
        """
        return (
            self.vendor in (None, vendor)
            and self.operation in (None, operation)
            and self.method in (None, method)
            and (self.path is None or fnmatchcase(path, self.path))
        )


@dataclass(frozen=True, slots=True)
class Schedule:
    """Which of the calls aimed at are hit; all of what is said must hold, None says nothing.

    Attributes:
        first: only the first so many.
        every: only every so-manieth.
        probability: with this chance, from the world's seed.
    """

    first: int | None = None
    every: int | None = None
    probability: float | None = None

    def hits(self, count: int, chance: Chance) -> bool:
        """Whether a call is hit; draws from the chance only where a probability decides.

        Args:
            count: how many calls were aimed at so far, this one included.
            chance: the world's.
        """
        if self.first is not None and count > self.first:
            return False
        if self.every is not None and count % self.every:
            return False
        return self.probability is None or chance.fraction() < self.probability


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked of a fault, and what is not.

    Attributes:
        undocumented: whether it may answer what the document does not promise.
        unusedOk: whether nothing is wrong if it never hits.
    """

    undocumented: bool = False
    unusedOk: bool = False  # noqa: N815 - the control plane's word, like all members of a fault


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    Attributes:
        id: its name in the control plane.
        aim: which calls it may hit.
        schedule: which of these it hits.
        effect: what it does to a call, by the effect's name; `serving/faults.py` knows what each means.
        terms: what is asked of it, and what is not.
        matched: calls aimed at so far.
        hits: calls that were made to go wrong so far.
    """

    id: str
    aim: Aim
    schedule: Schedule
    effect: Mapping[str, Any]
    terms: Terms
    matched: int = 0
    hits: int = 0


def fault(id: str, data: Mapping[str, Any]) -> Fault:
    """Build a fault from its members, all on one level, as the control plane has validated them."""
    parts: dict[type, dict[str, Any]] = {
        kind: {each.name: data[each.name] for each in fields(kind) if each.name in data}
        for kind in (Aim, Schedule, Terms)
    }
    effect = {name: value for name, value in data.items() if not any(name in part for part in parts.values())}
    return Fault(id, Aim(**parts[Aim]), Schedule(**parts[Schedule]), effect, Terms(**parts[Terms]))


class Faults:
    """The faults of a world, in the order in which they were added.

    Attributes:
        added: how many there ever were, by which each is named.
    """

    __slots__ = ("_faults", "added")

    def __init__(self, faults: Mapping[str, Fault] | None = None, added: int = 0) -> None:
        self._faults: dict[str, Fault] = dict(faults or {})
        self.added = added

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._faults.values())

    def __len__(self) -> int:
        return len(self._faults)

    def get(self, id: str) -> Fault | None:
        """A fault by its id."""
        return self._faults.get(id)

    def add(self, data: Mapping[str, Any]) -> Fault:
        """Add a fault from its members; it is given an id of its own.

        Args:
            data: the members of aim, schedule and effect on one level.
        """
        self.added += 1
        added = fault(f"fault-{self.added}", data)
        self._faults[added.id] = added
        return added

    def remove(self, id: str) -> Fault | None:
        """Take a fault away."""
        return self._faults.pop(id, None)

    def clear(self) -> None:
        """Take all faults away."""
        self._faults.clear()

    def strike(
        self, vendor: str, operation: str, method: str, path: str, chance: Chance, among: Callable[[Fault], bool]
    ) -> list[Fault]:
        """Count a call, and say which faults hit it, oldest first.

        Args:
            vendor: the vendor that is called.
            operation: the operationId; empty where the path has none.
            method: in capitals.
            path: as the vendor documents it.
            chance: the world's; drawn from only where a probability decides.
            among: whether a fault can do anything to this call here.
        """
        struck = []
        for each in self._faults.values():
            if each.aim.covers(vendor, operation, method, path) and among(each):
                matched = each.matched + 1
                hit = each.schedule.hits(matched, chance)
                self._faults[each.id] = each = replace(each, matched=matched, hits=each.hits + hit)
                if hit:
                    struck.append(each)
        return struck

    def copy(self) -> Faults:
        """The same faults for another world."""
        return Faults(self._faults, self.added)
