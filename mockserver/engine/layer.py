"""A module of the user's own on top of a bare document: what some operations do in another way than was inferred; infers nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mockserver.engine.actions import Action
from mockserver.engine.call import Call
from mockserver.engine.vendor import Switch, Vendor

Override = Callable[[Call, Action], Any]
"""From a call, and the action that was inferred for it, to the answer."""


def _nothing(call: Call) -> None:
    """What is asked of every call where the module asks nothing."""


@dataclass(frozen=True)
class Layer:
    """What a module has to say about a document: its `LAYER`.

    Attributes:
        overrides: by operationId, what is done instead; what was inferred is handed over, to be carried out or not.
        check: run when all values are valid and before every action; it refuses by raising a Problem.
        switches: the switches of a world, by name, which the module's functions look at.
        file: where it stands; whoever imports the module says so.
    """

    overrides: Mapping[str, Override] = field(default_factory=dict)
    check: Callable[[Call], None] = _nothing
    switches: Mapping[str, Switch] = field(default_factory=dict)
    file: str = ""

    def on(self, vendor: Vendor) -> Vendor:
        """A vendor with this on top of it."""
        return replace(
            vendor, overrides=Overrides(vendor.overrides, self.overrides), check=self.check, switches=self.switches
        )


class Overrides(Mapping[str, Action]):
    """The actions of a document, some of them a module's own.

    Args:
        inferred: the actions without the module.
        own: what the module does instead.
    """

    def __init__(self, inferred: Mapping[str, Action], own: Mapping[str, Override]) -> None:
        self._inferred, self._own = inferred, own

    def __getitem__(self, id: str) -> Action:
        inferred, own = self._inferred[id], self._own.get(id)
        return inferred if own is None else lambda call: own(call, inferred)

    def __contains__(self, id: object) -> bool:
        return id in self._inferred

    def __iter__(self) -> Iterator[str]:
        return iter(self._inferred)

    def __len__(self) -> int:
        return len(self._inferred)
