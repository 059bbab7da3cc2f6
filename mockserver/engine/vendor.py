"""A vendor as the engine knows it: a few values by stage (who may, how things are spelt, how it refuses), and its actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from mockserver.engine import auth
from mockserver.engine.actions import Action, Records, by_shape
from mockserver.engine.auth import Identify, Permission
from mockserver.engine.call import NOBODY, Arrival, Call, Request
from mockserver.engine.problems import Errors, Problem
from mockserver.openapi.operation import Operation
from mockserver.state.credentials import Credential
from mockserver.state.quotas import Quota

F = TypeVar("F", bound=Callable[..., Any])
Query = dict[str, list[str]]
"""The texts that a query has for each name."""


def _nobody(request: Request) -> Credential:
    return NOBODY


def _everybody(request: Request) -> Request:
    return request


def _unlimited(switches: Mapping[str, Any]) -> Mapping[str, Quota]:
    return {}


@dataclass(frozen=True, slots=True)
class Access:
    """Who may.

    Attributes:
        credentials: the documented ones, accepted in every world.
        permissions: operationId to what the caller must hold.
        identify: finds the credential that a caller presents.
        anonymous: who a caller without any credential is.
        admit: run once the caller is known and before the permission is asked for: quotas, headers on every answer.
        quotas: from the switches of a world, its quotas by key, so that they can be shown before they are first spent.
        secret_members: members of bodies whose values the control plane does not show, such as passwords.
    """

    credentials: tuple[Credential, ...] = ()
    permissions: Mapping[str, Permission] = field(default_factory=dict)
    identify: Identify = auth.identify
    anonymous: Callable[[Request], Credential] = _nobody
    admit: Callable[[Request], Request] = _everybody
    quotas: Callable[[Mapping[str, Any]], Mapping[str, Quota]] = _unlimited
    secret_members: tuple[str, ...] = ()


def _path_as_written(arrival: Arrival, path: str) -> str:
    return path


def _query_as_written(request: Request, query: Query) -> Query:
    return query


def _body_as_written(request: Request, value: Any, media_type: str) -> Any:
    return value


def _refused(request: Request, problem: Problem) -> Any:
    raise problem


@dataclass(frozen=True, slots=True)
class FirstLook:
    """How a vendor looks at a request before an operation is looked for.

    Attributes:
        when: whether it does so in the world of a request.
        look: refuses, or answers, by raising a Problem; or gives the request back, perhaps with the body that it has read.
    """

    when: Callable[[Arrival], bool]
    look: Callable[[Arrival, bytes], Arrival]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How requests and answers are spelt.

    Attributes:
        media_type: what it sends as Content-Type.
        headers: what every answer carries, errors included.
        head: whether HEAD is answered where GET is.
        literal_paths_win: whether a literal path hides a templated one also for methods that the literal one does not have.
        path: the path as the document writes it, where the vendor takes more than one spelling.
        query: the query as the document writes it: names folded, values dropped, before it is validated; also where a
            vendor looks at formats, since it is run once the permission is known and before any value is looked at.
        body: a parsed body (with its media type) as the document writes it, before it is validated.
        unread_query: what stands for a query that cannot be read; refuses it by default.
        unread_body: what stands for a body whose media type the operation does not take; refuses it by default.
        own_cors: the readings under which it says itself what pages of other origins may do.
        first_look: what it does with a request before an operation is looked for.
        body_first: whether a body is looked at (size and syntax) before the credentials are; None means never.
    """

    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    head: bool = False
    literal_paths_win: bool = False
    path: Callable[[Arrival, str], str] = _path_as_written
    query: Callable[[Request, Query], Query] = _query_as_written
    body: Callable[[Request, Any, str], Any] = _body_as_written
    unread_query: Callable[[Request, Problem], Query] = _refused
    unread_body: Callable[[Request, Problem], Any] = _refused
    own_cors: Mapping[str, str] = field(default_factory=dict)
    first_look: FirstLook | None = None
    body_first: Callable[[Arrival], bool] | None = None


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
    """

    name: str
    collections: tuple[Records, ...] = ()
    overrides: Mapping[str, Action] = field(default_factory=dict)
    check: Callable[[Call], None] = _fitting
    access: Access = field(default_factory=Access)
    dialect: Dialect = field(default_factory=Dialect)
    errors: Errors = field(default_factory=Errors)
    switches: Mapping[str, Switch] = field(default_factory=dict)
    relies_on: tuple[str, ...] = ()

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

    @property
    def usual_switches(self) -> dict[str, Any]:
        """The switches with their defaults."""
        return {name: switch.default for name, switch in self.switches.items()}


def carries_out(*behaviours: str) -> Callable[[F], F]:
    """Mark a function of a vendor's module with behaviours of the evidence that it carries out and does not cite.

    They decide no member of an answer, or not by themselves: the order of checks, what is stored, ids, instants.
    """

    def mark(function: F) -> F:
        function.__dict__["carries_out"] = behaviours
        return function

    return mark
