"""A vendor as the engine knows it: tables and a few functions; and how the vendors present are found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from mockserver.engine import auth
from mockserver.engine.actions import Action, Records, by_shape
from mockserver.engine.auth import Identify, Permission
from mockserver.engine.call import Answer, Call, Received
from mockserver.engine.problems import Errors, Problem
from mockserver.openapi.operation import Operation
from mockserver.state.credentials import Credential
from mockserver.state.quotas import Quota


def _anonymous(call: Call) -> Credential | None:
    return None


def _nothing(call: Call) -> None:
    return None


def _unlimited(switches: Mapping[str, Any]) -> Mapping[str, Quota]:
    return {}


def _as_written(call: Call, value: Any) -> Any:
    return value


def _any_format(call: Call, query: Query) -> None:
    return None


def _refused(call: Call, problem: Problem) -> Any:
    raise problem


def _plain(problem: Problem, call: Call) -> Answer:
    return Answer(problem.status, {"message": problem.detail or problem.kind}, dict(problem.headers))


F = TypeVar("F", bound=Callable[..., Any])
Query = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class FirstLook:
    """How a vendor looks at a request before an operation is looked for.

    Attributes:
        when: whether it does so in the world of a call.
        look: refuses, or answers, by raising a Problem; or says what it has read from the body, if anything.
    """

    when: Callable[[Call], bool]
    look: Callable[[Call, bytes], Received | None]


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
        switches: the vendor's switches of a world with their defaults.
        usable: by switch, a function that raises ValueError or LookupError for a value that the switch cannot have.
        media_type: what it sends as Content-Type.
        secret_members: members of bodies whose values the control plane does not show, such as passwords.
        headers: what every answer carries, errors included.
        literal_paths_win: whether a literal path hides a templated one also for methods that the literal one does not have.
        before: run after the credentials are known and before the permission is asked for: quotas, headers on every answer.
        formats: run once the permission is known and before any value is looked at: what the caller wants to get, and sends.
        quotas: from the switches of a world, its quotas by key, so that they can be shown before they are first spent.
        check: run when all values are valid and before the action: what belongs to several operations.
        relies_on: behaviours of the evidence that the engine carries out for this vendor, without code of its own.
        canonical_path: the path as the document writes it, where the vendor takes more than one spelling.
        query: the query as the document writes it: names folded, values dropped, before it is validated.
        other_query: what stands for a query that cannot be read; refuses it by default.
        parsed: a parsed body as the document writes it, before it is validated.
        other_body: what stands for a body whose media type the operation does not take; refuses it by default.
        body_first: whether a body is looked at (size and syntax) before the credentials are; None means never.
        first_look: what it does with a request before an operation is looked for.
        anonymous: who a caller without any credential is; nobody by default.
        head: whether HEAD is answered where GET is.
    """

    name: str
    credentials: tuple[Credential, ...] = ()
    collections: tuple[Records, ...] = ()
    overrides: Mapping[str, Action] = field(default_factory=dict)
    permissions: Mapping[str, Permission] = field(default_factory=dict)
    identify: Identify = auth.identify
    errors: Errors = field(default_factory=dict)
    alternative_errors: Mapping[str, Mapping[str, Errors]] = field(default_factory=dict)
    otherwise: Callable[[Problem, Call], Answer] = _plain
    switches: Mapping[str, Any] = field(default_factory=dict)
    usable: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    media_type: str = "application/json"
    secret_members: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    literal_paths_win: bool = False
    before: Callable[[Call], None] = _nothing
    quotas: Callable[[Mapping[str, Any]], Mapping[str, Quota]] = _unlimited
    formats: Callable[[Call, Query], None] = _any_format
    check: Callable[[Call], None] = _nothing
    relies_on: tuple[str, ...] = ()
    canonical_path: Callable[[Call, str], str] = _as_written
    query: Callable[[Call, Query], Query] = _as_written
    other_query: Callable[[Call, Problem], Query] = _refused
    parsed: Callable[[Call, Any], Any] = _as_written
    other_body: Callable[[Call, Problem], Any] = _refused
    body_first: Callable[[Call], bool] | None = None
    first_look: FirstLook | None = None
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
