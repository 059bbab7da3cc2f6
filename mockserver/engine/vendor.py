"""A vendor as the engine knows it: tables and a few functions; and how the vendors present are found."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from mockserver.contract.operation import Operation
from mockserver.engine import auth
from mockserver.engine.actions import Action, Records, by_shape
from mockserver.engine.auth import Identify, Permission
from mockserver.engine.call import Answer, Call
from mockserver.engine.problems import Problem, Words
from mockserver.state.credentials import Credential


def _anonymous(call: Call) -> Credential | None:
    return None


def _nothing(call: Call) -> None:
    return None


def _as_written(call: Call, value: Any) -> Any:
    return value


def _refused(call: Call, problem: Problem) -> Any:
    raise problem


def _plain(problem: Problem, call: Call) -> Answer:
    return Answer(problem.status, {"message": problem.detail or problem.kind})


F = TypeVar("F", bound=Callable[..., Any])
Query = dict[str, list[str]]


@dataclass(frozen=True)
class Vendor:
    """One mocked API, apart from what its document says.

    Attributes:
        name: the folder in specs/ and fixtures/, and the first part of its address.
        credentials: the documented ones, accepted in every world.
        collections: what it keeps.
        overrides: operationId to action, where method and path shape do not decide.
        permissions: operationId to what the caller must hold.
        identify: finds the credential that a caller presents.
        words: kinds of problems in the vendor's own words.
        alternative_words: reading id to value to words that go before.
        otherwise: words for a problem that the table does not know.
        settings: the vendor's switches of a world with their defaults.
        media_type: what it sends as Content-Type.
        before: run after the credentials are known and before the permission is asked for: quotas, headers on every answer.
        check: run when all values are valid and before the action: what belongs to several operations.
        relies_on: behaviours of the evidence that the engine carries out for this vendor, without code of its own.
        canonical_path: the path as the document writes it, where the vendor takes more than one spelling.
        query: the query as the document writes it: names folded, values dropped, before it is validated.
        parsed: a parsed body as the document writes it, before it is validated.
        other_body: what stands for a body whose media type the operation does not take; refuses it by default.
        anonymous: who a caller without any credential is; nobody by default.
        head: whether HEAD is answered where GET is.
    """

    name: str
    credentials: tuple[Credential, ...] = ()
    collections: tuple[Records, ...] = ()
    overrides: Mapping[str, Action] = field(default_factory=dict)
    permissions: Mapping[str, Permission] = field(default_factory=dict)
    identify: Identify = auth.identify
    words: Words = field(default_factory=dict)
    alternative_words: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)
    otherwise: Callable[[Problem, Call], Answer] = _plain
    settings: Mapping[str, Any] = field(default_factory=dict)
    media_type: str = "application/json"
    before: Callable[[Call], None] = _nothing
    check: Callable[[Call], None] = _nothing
    relies_on: tuple[str, ...] = ()
    canonical_path: Callable[[Call, str], str] = _as_written
    query: Callable[[Call, Query], Query] = _as_written
    parsed: Callable[[Call, Any], Any] = _as_written
    other_body: Callable[[Call, Problem], Any] = _refused
    anonymous: Callable[[Call], Credential | None] = _anonymous
    head: bool = False

    def action(self, operation: Operation) -> tuple[str, Action]:
        """The action of an operation, with a name for it.

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
        """How a collection is kept, by its name."""
        return next((records for records in self.collections if records.name == name), None)


def cites(*behaviours: str) -> Callable[[F], F]:
    """Mark a function of a vendor's module with the behaviours of the evidence that it carries out."""

    def mark(function: F) -> F:
        function.__dict__["cites"] = behaviours
        return function

    return mark


def present(package: str = "mockserver.vendors") -> list[str]:
    """The names of the vendors in a package, found by looking: its modules and subpackages, in alphabetical order."""
    return sorted(module.name for module in pkgutil.iter_modules(importlib.import_module(package).__path__))


def find(wanted: Collection[str] = (), package: str = "mockserver.vendors") -> dict[str, Vendor]:
    """Import the vendors of a package; every one has a `VENDOR`.

    Args:
        wanted: names to import; none means all that are present.

    Returns:
        Name to vendor, in alphabetical order.

    Raises:
        LookupError: a wanted vendor is not present; the text lists those that are.
    """
    names = present(package)
    for name in wanted:
        if name not in names:
            raise LookupError(f"vendor {name!r}: present are {', '.join(names)}")
    vendors = [importlib.import_module(f"{package}.{name}").VENDOR for name in names if name in wanted or not wanted]
    return {vendor.name: vendor for vendor in vendors}
