"""A request as vendors' code sees it, stage by stage, and the answer it gets; knows no HTTP library.

`Arrival` → `Request` (its operation and who makes it are known) → `Call` (its values are valid). None of them changes: a
stage takes one and returns the next. What is to be told about the answer is collected in `Notes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from mockserver.engine.maker import maker
from mockserver.evidence.vendor_spec import LabelledDocument
from mockserver.openapi.operation import Operation
from mockserver.state.credentials import Credential
from mockserver.state.journal import Entry
from mockserver.state.provenance import Decided
from mockserver.state.store import Store
from mockserver.state.world import VendorState, World

NOTHING: Any = object()
"""The body of an answer that has none (JSON `null` is a body)."""

NONE: Mapping[str, Any] = MappingProxyType({})
"""No headers, no values."""

NOBODY = Credential("", "bearer", "", permissions={})
"""Who makes a request before anybody is known to, and a request to an operation that is open to all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: a status, a JSON value (or bytes, or NOTHING), headers, and a media type if not the usual one."""

    status: int
    body: Any = NOTHING
    headers: Mapping[str, str] = field(default_factory=lambda: NONE)
    media_type: str = ""


class UnknownBehaviour(Exception):
    """A vendor's code cites what its evidence does not state: an error of ours, never silent."""


@dataclass(frozen=True, slots=True)
class Received:
    """A body as a vendor has read it by its own rules."""

    value: Any
    media_type: str


class Notes:
    """What is told about the answer while it is being made; only ever added to, and read once the answer is there.

    Attributes:
        cited: the behaviours of the evidence that shape the answer, each once.
        decided: those that decided a member of the record that is being made, with the member; for as long as it is
            not stored.
        broken: the keywords of the document that the request breaks, as JSON pointers.
        headers: headers that the answer carries, be it an error.
        messages: what goes to the outbox if the action succeeds: kind and content.
        made_up: whether the answer's content was given by whoever steers the world, and nobody else says so.
    """

    __slots__ = ("broken", "cited", "decided", "headers", "made_up", "messages")

    def __init__(self) -> None:
        self.cited: tuple[str, ...] = ()
        self.decided: list[Decided] = []
        self.broken: tuple[str, ...] = ()
        self.headers: Mapping[str, str] = NONE
        self.messages: tuple[tuple[str, Mapping[str, Any]], ...] = ()
        self.made_up = False


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """What is known of a request before its operation is; what is not known yet is empty.

    Attributes:
        vendor: the name of the vendor whose API is called.
        world: the world it belongs to.
        labelled: the vendor's document and labels under the readings of that world.
        entry: the journal's entry about it.
        origin: the address under which the caller reached the vendor, for absolute links; no slash at its end.
        headers: the request's headers, names in lower case.
        accept_any: whether unknown credentials are accepted as the documented ones.
        notes: what is told about its answer.
        received: the body as the vendor has read it before the operation was known, where it does so.
    """

    vendor: str
    world: World
    labelled: LabelledDocument
    entry: Entry
    origin: str
    headers: Mapping[str, str]
    accept_any: bool
    notes: Notes
    received: Received | None

    @property
    def operation_id(self) -> str:
        """The operation's id."""
        return ""

    @property
    def path(self) -> Mapping[str, Any]:
        """The path parameters: texts until they are valid."""
        return NONE

    @property
    def caller(self) -> Credential:
        """Who makes the request."""
        return NOBODY

    @property
    def body(self) -> Any:
        """The body."""
        return None

    @property
    def vendor_state(self) -> VendorState:
        """What the vendor has in the world as it is now: a world may be reset or restored while a request waits."""
        return self.world.vendor_states[self.vendor]

    @property
    def store(self) -> Store:
        """The vendor's records in this world."""
        return self.world.vendor_states[self.vendor].store

    @property
    def switches(self) -> Mapping[str, Any]:
        """The vendor's switches of this world."""
        return self.store.switches

    def now(self) -> datetime:
        """The world's time, in UTC."""
        return self.world.clock.now()

    def reading(self, id: str) -> str:
        """The reading that this world has chosen, or its default."""
        return self.vendor_state.readings[id]

    def cite(self, *behaviours: str, members: Iterable[str] | None = None) -> None:
        """Say which behaviours of the evidence shape the answer: its label counts them.

        Args:
            members: of the record that is being made, those that they decide: then they are kept with the record, and
                count for every answer that shows one of these members, and for no other.

        Raises:
            UnknownBehaviour: the evidence does not state one of them.
        """
        stated = self.labelled.labels.behaviour
        for behaviour in behaviours:
            if behaviour not in stated:
                raise UnknownBehaviour(f"{self.vendor} cites {behaviour!r}, which its evidence does not state")
        if members is None:
            self.notes.cited = tuple(dict.fromkeys((*self.notes.cited, *behaviours)))
            return
        decided = self.notes.decided
        for behaviour in behaviours:
            for member in members:
                decided.append((behaviour, member))

    def explain_refusal(self, *behaviours: str) -> None:
        """Cite what refuses the request, whatever the keywords of the document are worth that it breaks.

        For words of a problem that know better than the document why: where the real thing was seen to refuse just this.
        """
        self.cite(*behaviours)
        self.notes.broken = ()

    def add_headers(self, headers: Mapping[str, str]) -> None:
        """Have the answer carry headers, be it an error."""
        self.notes.headers = {**self.notes.headers, **headers}

    def send(self, kind: str, content: Mapping[str, Any]) -> None:
        """Put a message into the outbox of the world, if the action succeeds."""
        self.notes.messages = (*self.notes.messages, (kind, content))

    def routed(self, operation: Operation, path: Mapping[str, Any]) -> Request:
        """The request for an operation; nobody is known to make it yet."""
        return make_request(
            self.vendor, self.world, self.labelled, self.entry, self.origin, self.headers, self.accept_any, self.notes,
            self.received, operation, path, NOBODY,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Request(Arrival):
    """A request whose operation is known; its values are not valid yet.

    Attributes:
        operation: the operation.
        path: the texts of the path parameters.
        caller: the credential of who makes it; NOBODY where none is known.
    """

    operation: Operation
    path: Mapping[str, Any] = field()  # or else the dataclass takes the inherited property for a default; so below
    caller: Credential = field()

    @property
    def operation_id(self) -> str:
        """The operation's id."""
        return self.operation.id

    def made_by(self, caller: Credential) -> Request:
        """The same with its caller."""
        return make_request(
            self.vendor, self.world, self.labelled, self.entry, self.origin, self.headers, self.accept_any, self.notes,
            self.received, self.operation, self.path, caller,
        )  # fmt: skip

    def call(self, path: Mapping[str, Any], query: Mapping[str, Any], body: Any, media_type: str) -> Call:
        """The call that it makes, with these values."""
        return make_call(
            self.vendor, self.world, self.labelled, self.entry, self.origin, self.headers, self.accept_any, self.notes,
            self.received, self.operation, path, self.caller, query, body, media_type,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Call(Request):
    """A request that fits the document: what an action gets.

    Attributes:
        path, query: the parameters, with the defaults of those not sent.
        body: the body; None where there is none.
        media_type: the body's media type.
    """

    query: Mapping[str, Any]
    body: Any = field()
    media_type: str = field()


make_answer, make_arrival, make_request, make_call = maker(Answer), maker(Arrival), maker(Request), maker(Call)
"""The same as the classes, for what every request needs."""
