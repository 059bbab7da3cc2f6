"""A vendor as the engine knows it: a few values by stage (who may, how things are spelt, how it refuses), and its actions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import unquote

from mockserver.engine.access import Access
from mockserver.engine.actions import Action, Records, by_shape
from mockserver.engine.call import Answer, Call
from mockserver.engine.dialect import Dialect
from mockserver.engine.problems import Errors
from mockserver.openapi.operation import Operation
from mockserver.spelling import missing
from mockserver.state.store import Store

F = TypeVar("F", bound=Callable[..., Any])


def _any_value(value: Any) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Switch:
    """A switch of a world.

    Attributes:
        default: its value where nobody says another.
        check: raises ValueError or LookupError for a value that it cannot have, though it is of the default's form.
    """

    default: Any
    check: Callable[[Any], Any] = _any_value


def _fitting(call: Call) -> None:
    return None


@dataclass(frozen=True)
class Vendor:
    """One mocked API, apart from what its document says.

    Attributes:
        name: the folder in specs/ and fixtures/, and the first part of its address.
        collections: what it keeps.
        overrides: operationId to action, where method and path shape do not decide.
        check: run when all values are valid and before the action: what belongs to several operations.
        access: who may.
        dialect: how requests and answers are spelt.
        errors: how it refuses.
        switches: the vendor's switches of a world, by name.
        relies_on: behaviours of the evidence that the engine carries out for this vendor, without code of its own.
        shows: makes the answer with a status that somebody asks for, of the example of a name where there is one; None leaves it empty.
    """

    name: str
    collections: Sequence[Records] = ()
    overrides: Mapping[str, Action] = field(default_factory=dict)
    check: Callable[[Call], None] = _fitting
    access: Access = field(default_factory=Access)
    dialect: Dialect = field(default_factory=Dialect)
    errors: Errors = field(default_factory=Errors)
    switches: Mapping[str, Switch] = field(default_factory=dict)
    relies_on: tuple[str, ...] = ()
    shows: Callable[[Call, int, str], Answer] | None = None

    def action(self, operation: Operation) -> tuple[str, Action]:
        """The action of an operation, with a name for it.

        Returns:
            Its name, such as `list` or the override's, and the action.

        Raises:
            LookupError: neither an override nor the shape gives one.
        """
        if operation.id in self.overrides:
            return "override", self.overrides[operation.id]
        found = by_shape(operation, self.collections)
        if found is None:
            raise LookupError(f"no action for {operation.id} ({operation.method} {operation.path})")
        return found

    def collection(self, name: str) -> Records | None:
        """How a collection is kept, by its name: `boats`, or `boats/7/crew` where there is one for every boat."""
        for records in self.collections:
            if "{" not in records.name:
                if records.name == name:
                    return records
            elif found := pattern(records.name).fullmatch(name):
                owners = zip(PARAMETER.findall(records.name), map(unquote, found.groups()), strict=True)
                return replace(records, name=name, owners=dict(owners))
        return None

    def without(self, name: str) -> str:
        """What to say of the name of a collection that there is not."""
        if any(each.name == name for each in self.collections):
            said = PARAMETER.sub("7", name)
            return f"{name} stands for several collections of {self.name}, one for each owner: name one, such as {said}"
        return missing(f"collection of {self.name}", name, [each.name for each in self.collections])

    def collections_in(self, store: Store) -> list[str]:
        """The names of the collections, those included of which a store has several."""
        several = [pattern(each.name) for each in self.collections if "{" in each.name]
        found = [each.name for each in self.collections if "{" not in each.name]
        return found + [name for name in store.collections if any(each.fullmatch(name) for each in several)]

    @property
    def usual_switches(self) -> dict[str, Any]:
        """The switches with their defaults."""
        return {name: switch.default for name, switch in self.switches.items()}


PARAMETER = re.compile(r"\{([^}]*)\}")
"""A parameter in the name of collections of which there are several."""


@lru_cache(maxsize=10_000)
def pattern(name: str) -> re.Pattern[str]:
    """What the names of collections look like of which there are several: `boats/{boatId}/crew`."""
    parts = re.split(r"(\{[^}]*\})", name)
    return re.compile("".join("([^/{}]+)" if each.startswith("{") else re.escape(each) for each in parts))


def carries_out(*behaviours: str) -> Callable[[F], F]:
    """Mark a function of a vendor's module with behaviours of the evidence that it carries out and does not cite.

    They decide no member of an answer, or not by themselves: the order of checks, what is stored, ids, instants.
    """

    def mark(function: F) -> F:
        function.__dict__["carries_out"] = behaviours
        return function

    return mark
