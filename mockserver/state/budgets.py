"""How many bytes of memory a world, and the server as a whole, may hold, part by part; knows nothing of what is held."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import orjson

OF_A_WORLD: Mapping[str, int] = {"records": 60, "journal": 20, "outbox": 10, "snapshots": 10}
OF_A_SERVER: Mapping[str, int] = {"records": 48, "journal": 16, "outbox": 8, "snapshots": 8, "output": 20}
"""What is held, and which share of the whole it may take, in percent. Output is what clients have not taken of their answers."""

OBJECT, LIST, VALUE = 120, 90, 90
"""Bytes that an object, a list, and a member or item take beside their text, as CPython keeps them (measured, rounded up)."""

NO_MARKS = bytes(each for each in range(256) if each not in b"{[,")
"""What tells nothing of how many objects, lists and values a JSON text has."""


class OutOfMemory(Exception):
    """What was asked for would take more memory than may be held.

    Attributes:
        part: what there is too much of.
        limit: the bytes that it may take.
        setting: the setting that says so.
    """

    def __init__(self, part: str, limit: int, setting: str) -> None:
        super().__init__(f"the {part} would take more than {limit} bytes; delete some, or raise {setting}")
        self.part, self.limit, self.setting = part, limit, setting


class Charge:
    """Some bytes of a budget, held until the last holder of the charge lets go of it."""

    __slots__ = ("_budget", "_part", "bytes")

    def __init__(self, budget: Budget, part: str, size: int = 0) -> None:
        self._budget, self._part, self.bytes = budget, part, size
        budget.count(part, size)

    def change(self, more: int) -> None:
        """Hold so many bytes more, or less."""
        self.bytes += more
        self._budget.count(self._part, more)

    def __del__(self) -> None:
        self._budget.count(self._part, -self.bytes)


class Forgetful(Protocol):
    """What keeps the last so many, and may forget the oldest."""

    def __len__(self) -> int: ...

    def forget_oldest(self) -> None:
        """Let the oldest go."""


class Budget:
    """The bytes that may be held, and those that are, by part.

    Args:
        total: the bytes of all parts together.
        setting: the flag that says so, for messages.
        above: the budget of which this one is a part: what is counted here is counted there, too.
        shares: the parts, and which share of the whole each may take, in percent.

    Attributes:
        measured: of parts that are not counted but measured when somebody asks: what measures them.
    """

    __slots__ = ("above", "limits", "measured", "relieve", "setting", "used")

    def __init__(
        self, total: int, setting: str, above: Budget | None = None, shares: Mapping[str, int] = OF_A_WORLD
    ) -> None:
        self.limits = {part: total * share // 100 for part, share in shares.items()}
        self.used = dict.fromkeys(shares, 0)
        self.measured: dict[str, Callable[[], int]] = {}
        self.setting, self.above = setting, above
        self.relieve: Callable[[str, int], None] = lambda part, least: None
        """Called with a part and the bytes wanted before a refusal: whoever made the budget may let go of something."""

    def count(self, part: str, size: int) -> None:
        """Note that so many bytes more are held, or fewer."""
        self.used[part] += size
        if self.above is not None:
            self.above.count(part, size)

    def room(self, part: str) -> int:
        """The bytes that are free, here and above; below zero where there is too much already."""
        free = self.limits[part] - self.used[part]
        return free if self.above is None else min(free, self.above.room(part))

    def admit(self, part: str, size: int) -> None:
        """Make sure of some bytes before anything is done.

        Raises:
            OutOfMemory: they would be too many, also after something has given way.
        """
        if size <= 0:
            return
        for budget in filter(None, (self, self.above)):
            if size > budget.limits[part] - budget.used[part]:
                budget.relieve(part, size)
            if size > budget.limits[part] - budget.used[part]:
                raise OutOfMemory(part, budget.limits[part], budget.setting)

    def take(self, part: str, size: int) -> Charge:
        """Hold some bytes until the charge is let go of.

        Raises:
            OutOfMemory: there is no room for them.
        """
        self.admit(part, size)
        return Charge(self, part, size)

    def view(self) -> dict[str, dict[str, int]]:
        """What is used and what may be, in bytes, by part."""
        used = self.used | {part: measure() for part, measure in self.measured.items()}
        return {part: {"used": used[part], "limit": limit} for part, limit in self.limits.items()}


def make_room(budget: Budget, part: str, kept: Forgetful) -> None:
    """Forget the oldest of what is kept until the budget is not overdrawn, or nothing is left to forget."""
    while kept and budget.room(part) < 0:
        if budget.above is not None and budget.used[part] <= budget.limits[part]:
            budget.above.relieve(part, 0)
        if budget.room(part) < 0:
            kept.forget_oldest()


def weigh(value: Any) -> int:
    """About how many bytes of memory a JSON value takes: its text, and what each object, list and value in it costs.

    At most a little too much, where a string holds what looks like structure.
    """
    try:
        text = orjson.dumps(value, default=_as_json)
    except TypeError:  # an integer beyond 64 bits
        text = json.dumps(value, default=_as_json).encode()
    marks = text.translate(None, NO_MARKS)  # of a kilobyte a few dozen are left to be counted
    objects, lists = marks.count(b"{"), marks.count(b"[")
    return len(text) + OBJECT * objects + LIST * lists + VALUE * (len(marks) - objects - lists + 1)


def _as_json(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else repr(value)
