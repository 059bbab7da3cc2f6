"""The control plane from Python: one handle per thing that can be steered; speaks HTTP, knows no server's inside."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import quote

import httpx

from mockserver.authorization import bearer

JSON = dict[str, Any]


class ControlError(RuntimeError):
    """A refusal of the control plane.

    Attributes:
        status: the HTTP status.
        kind: the stable word at the end of the problem's type, such as `conflict`.
        detail: what to do about it.
        violations: places (JSON pointers into what was sent) and what is wrong there.
    """

    def __init__(self, call: str, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.kind = str(problem.get("type", "")).rpartition(":")[2]
        self.detail = str(problem.get("detail", ""))
        self.violations = tuple((each["pointer"], each["what"]) for each in problem.get("violations", ()))
        super().__init__(f"{call}: {status} {self.detail}")


def _trusting(file: str) -> ssl.SSLContext:
    trusting = ssl.create_default_context()
    trusting.load_verify_locations(file)
    return trusting


class Admin:
    """The control plane of a running server; use it as a context manager, or close it.

    Args:
        url: the server's address, such as `http://127.0.0.1:4280`.
        token: what the server was given as `--admin-token`.
        transport: another way than sockets, such as `mockserver.transport()`.
        timeout: seconds to wait for an answer.
        ca_file: who vouches for the server's certificate, beside those whom this machine trusts.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
        timeout: float = 30.0,
        ca_file: str = "",
    ) -> None:
        self.url = url.rstrip("/")
        headers = bearer(token) if token else {}
        self._http = httpx.Client(
            base_url=f"{self.url}/__admin", headers=headers, transport=transport, timeout=timeout, trust_env=False,
            verify=_trusting(ca_file) if ca_file else True,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def unmatched(self) -> list[JSON]:
        """The last requests that no vendor, or no path of a vendor, was there for, each with the nearest address."""
        found: list[JSON] = self.call("GET", "requests")
        return found

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def call(self, method: str, *path: str, json: Any = None, query: Mapping[str, Any] | None = None) -> Any:
        """Make one control call.

        Args:
            path: the segments after `/__admin`.
            json: the body; none if None.
            query: the query parameters; those that are None are left out.

        Returns:
            The JSON value answered; None where there is none.

        Raises:
            ControlError: it was refused.
            httpx.HTTPError: the server cannot be reached.
        """
        given = {name: value for name, value in (query or {}).items() if value is not None}
        where = "".join(f"/{quote(segment, safe='')}" for segment in path)
        answer = self._http.request(method, where, json=json, params=given or None)
        if answer.is_success:
            return answer.json() if answer.content else None
        try:
            problem = answer.json()
        except ValueError:
            problem = {"detail": answer.text[:300]}
        raise ControlError(f"{method} /__admin{where}", answer.status_code, problem)

    def health(self) -> JSON:
        """Whether the server is there."""
        return _one(self.call("GET", "health"))

    def version(self) -> JSON:
        """Name, version and vendors of the server."""
        return _one(self.call("GET", "version"))

    def vendors(self) -> list[JSON]:
        """The vendors that are served."""
        return _many(self.call("GET", "vendors"))

    def vendor(self, name: str) -> JSON:
        """One vendor: operations, collections, switches, readings, fixtures, and the credentials of its start fixture."""
        return _one(self.call("GET", "vendors", name))

    def document(self, vendor: str, world: str | None = None) -> JSON:
        """A vendor's OpenAPI document, under the readings of a world or of the server."""
        return _one(self.call("GET", "vendors", vendor, "document", query={"world": world}))

    def evidence(self, vendor: str) -> JSON:
        """What the vendor's public pages state."""
        return _one(self.call("GET", "vendors", vendor, "evidence"))

    def explain(self, vendor: str, operation: str | None = None, field: str | None = None) -> JSON:
        """What a vendor's document says of it all, of an operation or of a field, who states it, and how well.

        Args:
            vendor: its name.
            operation: an operationId; the whole vendor if None.
            field: a dotted path of the operation, such as `schedule.frequency`.

        Raises:
            ControlError: 404 if there is nothing of that name; the detail lists what there is.
        """
        query = {"operation": operation, "field": field}
        return _one(self.call("GET", "vendors", vendor, "explanation", query=query))

    @property
    def worlds(self) -> Worlds:
        """The worlds there are."""
        return Worlds(self)

    def world(self, name: str = "default") -> World:
        """A handle on a world; nothing is asked and nothing is made."""
        return World(self, name)


@dataclass(frozen=True)
class Worlds:
    """The worlds of a server."""

    admin: Admin

    def __iter__(self) -> Iterator[World]:
        return (World(self.admin, each["name"]) for each in self.all())

    def all(self) -> list[JSON]:
        """What there is to know about every world."""
        return _many(self.admin.call("GET", "worlds"))

    def create(
        self,
        name: str | None = None,
        *,
        fixture: str | None = None,
        seed: int | None = None,
        ttl: int | None = None,
        clock: datetime | str | None = None,
        profile: Mapping[str, str | None] | None = None,
        readings: Mapping[str, Mapping[str, str]] | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> World:
        """Make a world.

        Args:
            name: a free name; the server chooses one if none is given.
            fixture: where the vendors begin that have a fixture of this name.
            seed: what chance is made from.
            ttl: seconds that it may stay untouched.
            clock: freezes the clock there.
            profile: by vendor, the name of a profile; None for none.
            readings: by vendor, reading to value.
            data: by vendor, what stands for its fixture.

        Raises:
            ControlError: 409 if the name is taken, there are too many worlds, or something does not fit.
        """
        sent = {"name": name, "fixture": fixture, "seed": seed, "ttl": ttl, "data": data}
        chosen = {"profile": profile, "readings": readings, "clock": _instant(clock)}
        return self._new_world(("worlds",), {**sent, **chosen})

    def _new_world(self, path: tuple[str, ...], sent: Mapping[str, Any]) -> World:
        body = {name: value for name, value in sent.items() if value is not None}
        return World(self.admin, self.admin.call("POST", *path, json=body)["name"])


@dataclass(frozen=True)
class World:
    """One world of a server, there or not."""

    admin: Admin
    name: str

    def call(self, method: str, *path: str, json: Any = None, query: Mapping[str, Any] | None = None) -> Any:
        """Make one control call about this world; see `Admin.call`.

        Args:
            method: the HTTP method.
            path: the segments after the world's name.
            json: the body; none if None.
            query: the query parameters; those that are None are left out.

        Returns:
            The JSON value answered; None where there is none.

        Raises:
            ControlError: it was refused.
        """
        return self.admin.call(method, "worlds", self.name, *path, json=json, query=query)

    def url(self, vendor: str) -> str:
        """The address of a vendor in this world, to be followed by the path as the vendor documents it."""
        return f"{self.admin.url}/w/{self.name}/{vendor}"

    def read(self) -> JSON:
        """What there is to know about it."""
        return _one(self.call("GET"))

    def coverage(self) -> list[JSON]:
        """Which operations answered with which status, and how often, since the world was made."""
        return _many(self.call("GET", "coverage"))

    def reset(self) -> None:
        """Let everything be as it was when the world was made."""
        self.call("POST", "reset")

    def delete(self) -> None:
        """Let it go with everything in it."""
        self.call("DELETE")

    def fork(self, name: str | None = None, *, ttl: int | None = None) -> World:
        """Make another world that begins where this one is.

        Args:
            name: a free name; the server chooses one if None.
            ttl: seconds that it may stay untouched.

        Returns:
            A handle on the other world.

        Raises:
            ControlError: 409 if the name is taken, or there are too many worlds.
        """
        return Worlds(self.admin)._new_world(("worlds", self.name, "fork"), {"name": name, "ttl": ttl})

    def snapshot(self, name: str | None = None) -> Snapshot:
        """Keep this moment.

        Args:
            name: a free name; the server chooses one if None.

        Returns:
            A handle on the moment.

        Raises:
            ControlError: 409 if the name is taken, or too many moments are kept.
        """
        taken = self.call("POST", "snapshots", json={} if name is None else {"name": name})
        return Snapshot(self, taken["name"])

    @property
    def snapshots(self) -> list[Snapshot]:
        """The moments kept."""
        return [Snapshot(self, each["name"]) for each in self.call("GET", "snapshots")]

    @property
    def clock(self) -> Clock:
        """Its time."""
        return Clock(self)

    def state(self, vendor: str) -> State:
        """What a vendor has in it."""
        return State(self, vendor)

    def credentials(self, vendor: str) -> Credentials:
        """Whom a vendor accepts in it."""
        return Credentials(self, vendor)

    def quotas(self, vendor: str) -> Quotas:
        """How many calls a vendor allows in it."""
        return Quotas(self, vendor)

    def profile(self, vendor: str) -> Profile:
        """Under which profile a vendor behaves in it."""
        return Profile(self, vendor)

    def readings(self, vendor: str) -> Choices:
        """The readings of a vendor's sources."""
        return Choices(self, "readings", vendor)

    def switches(self, vendor: str) -> Choices:
        """A vendor's switches."""
        return Choices(self, "switches", vendor)

    @property
    def faults(self) -> Faults:
        """What goes wrong in it."""
        return Faults(self)

    @property
    def outbox(self) -> Outbox:
        """What would have been sent out into the world."""
        return Outbox(self)

    @property
    def requests(self) -> Requests:
        """What came in and went out."""
        return Requests(self)


@dataclass(frozen=True)
class Snapshot:
    """A moment of a world."""

    world: World
    name: str

    def restore(self) -> None:
        """Let the world be as it was then.

        Raises:
            ControlError: 404 if it was deleted, or the world was reset.
        """
        self.world.call("POST", "snapshots", self.name, "restore")

    def delete(self) -> None:
        """Forget it."""
        self.world.call("DELETE", "snapshots", self.name)


@dataclass(frozen=True)
class Clock:
    """The time of a world. Every change answers with the clock as it is then."""

    world: World

    def read(self) -> JSON:
        """Mode, time and offset."""
        return _one(self.world.call("GET", "clock"))

    def now(self) -> datetime:
        """The world's time, in UTC."""
        return datetime.fromisoformat(self.read()["now"])

    def freeze(self, at: datetime | str | None = None) -> JSON:
        """Stop it, at an instant or where it is.

        Args:
            at: a datetime with a zone, or RFC 3339; None stops it where it is.

        Returns:
            Mode, time and offset.

        Raises:
            ValueError: a datetime without a zone.
        """
        body = {} if at is None else {"at": _instant(at)}
        return _one(self.world.call("POST", "clock", "freeze", json=body))

    def advance(self, by: float | timedelta) -> JSON:
        """Move it by seconds or a timedelta, forwards or back.

        Args:
            by: seconds, or a timedelta; below zero goes back.

        Returns:
            Mode, time and offset.

        Raises:
            ControlError: 409 if the time would leave the years 1 to 9999.
        """
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        return _one(self.world.call("POST", "clock", "advance", json={"seconds": seconds}))

    def set(self, at: datetime | str) -> JSON:
        """Put it to an instant; frozen stays frozen, running goes on running."""
        body = {"mode": self.read()["mode"], "at": _instant(at)}
        return _one(self.world.call("PUT", "clock", json=body))

    def run(self) -> JSON:
        """Let it go on from where it is."""
        return _one(self.world.call("POST", "clock", "run"))

    def reset(self) -> None:
        """Put it back to how the world began."""
        self.world.call("DELETE", "clock")


@dataclass(frozen=True)
class State:
    """What a vendor has in a world."""

    world: World
    vendor: str

    def read(self) -> JSON:
        """Collections, counters and switches."""
        return _one(self.world.call("GET", "state", self.vendor))

    def __getitem__(self, collection: str) -> Records:
        return Records(self.world, self.vendor, collection)


@dataclass(frozen=True)
class Records:
    """One collection of a vendor in a world. Every change answers with all records as they are then."""

    world: World
    vendor: str
    collection: str

    def __iter__(self) -> Iterator[JSON]:
        return iter(self.all())

    def all(self) -> list[JSON]:
        """All records, in order."""
        return _many(self._call("GET"))

    def replace(self, records: Sequence[Mapping[str, Any]]) -> list[JSON]:
        """Put other records in their place, all or none.

        Args:
            records: as the vendor's answers show them.

        Returns:
            All records as they are then.

        Raises:
            ControlError: 409 if one does not fit the vendor's document, or two have one key; `violations` has the places.
        """
        return _many(self._call("PUT", list(records)))

    def add(self, count: int = 1, /, **members: Any) -> list[JSON]:
        """Add records that are made up, as many as asked for, each with these members; they fit the vendor's document."""
        return _many(self._call("POST", {"count": count, "members": members}))

    def merge(self, patch: Mapping[str, Mapping[str, Any] | None]) -> list[JSON]:
        """Change, add or (None) remove records by key, all or none (RFC 7396).

        Args:
            patch: changes by key; inside a record, None takes a member away.

        Returns:
            All records as they are then.

        Raises:
            ControlError: 409 if what comes out does not fit the vendor's document; `violations` has the places.
        """
        return _many(self._call("PATCH", patch))

    def reset(self) -> None:
        """Put the records back with which the world began."""
        self._call("DELETE")

    def _call(self, method: str, json: Any = None) -> Any:
        return self.world.call(method, "state", self.vendor, self.collection, json=json)


@dataclass(frozen=True)
class Credentials:
    """Whom a vendor accepts in a world; secrets go in and never come out."""

    world: World
    vendor: str

    def __iter__(self) -> Iterator[JSON]:
        return iter(self.all())

    def all(self) -> list[JSON]:
        """All, revoked and expired ones included."""
        return _many(self._call("GET"))

    def read(self, id: str) -> JSON:
        """One of them."""
        return _one(self._call("GET", id))

    def add(
        self,
        id: str,
        secret: str,
        *,
        scheme: str = "bearer",
        user: str | None = None,
        subject: str | None = None,
        permissions: Mapping[str, Sequence[str]] | str = "*",
        expires: datetime | str | None = None,
    ) -> JSON:
        """Accept one more; it may do everything unless said otherwise.

        Args:
            id: a name that no other one has.
            secret: token, key or password.
            scheme: `bearer`, `basic` or `apiKey`.
            user: the user name, for `basic`.
            subject: whom it acts for, in the vendor's terms.
            permissions: action to scopes, or `*` for everything.
            expires: from when it is refused, by the world's clock.

        Raises:
            ControlError: 409 if the id is taken, or another one is presented in the same way.
        """
        sent = {"id": id, "scheme": scheme, "secret": secret, "user": user, "subject": subject}
        body = {**sent, "permissions": permissions, "expires": _instant(expires)}
        return _one(self._call("POST", json={n: value for n, value in body.items() if value is not None}))

    def change(self, id: str, **members: Any) -> JSON:
        """Change `subject`, `permissions`, `expires` or `revoked`; None takes away."""
        if "expires" in members:
            members["expires"] = _instant(members["expires"])
        return _one(self._call("PATCH", id, json=members))

    def revoke(self, id: str) -> JSON:
        """Refuse it from now on."""
        return self.change(id, revoked=True)

    def remove(self, id: str) -> None:
        """Forget it."""
        self._call("DELETE", id)

    def _call(self, method: str, *path: str, json: Any = None) -> Any:
        return self.world.call(method, "credentials", self.vendor, *path, json=json)


@dataclass(frozen=True)
class Quotas:
    """How many calls a vendor allows in a world."""

    world: World
    vendor: str

    def __iter__(self) -> Iterator[JSON]:
        return iter(self.all())

    def all(self) -> list[JSON]:
        """Every quota with what is counted in the open window."""
        return _many(self._call("GET"))

    def set(self, key: str, *, limit: int | None = None, used: int | None = None) -> JSON:
        """Set the limit in this world, or the count in the open window.

        Args:
            key: which one, as `all` names them.
            limit: calls per window; None leaves it.
            used: calls that the open window has counted; None leaves it.

        Raises:
            ControlError: 404 for another key, 409 for a count above the limit.
        """
        given = {name: value for name, value in (("limit", limit), ("used", used)) if value is not None}
        return _one(self._call("PUT", key, json=given))

    def spend(self, key: str, calls: int = 2**31 - 1) -> JSON:
        """Count calls as if they had been made, all that are left unless said otherwise."""
        return _one(self._call("POST", key, "spend", json={"calls": calls}))

    def reset(self) -> None:
        """Put limits and counts back to how the world began."""
        self._call("DELETE")

    def _call(self, method: str, *path: str, json: Any = None) -> Any:
        return self.world.call(method, "quotas", self.vendor, *path, json=json)


@dataclass(frozen=True)
class Choices:
    """The readings or the switches of a vendor in a world."""

    world: World
    kind: str
    vendor: str

    def read(self) -> JSON:
        """All with their values; of readings also who decided them, which values there are, and the profile."""
        return _one(self.world.call("GET", self.kind, self.vendor))

    def choose(self, values: Mapping[str, Any] | None = None, **more: Any) -> JSON:
        """Choose some, all or none; None goes back to the usual value.

        Args:
            values: by name; for names that are no words of Python.
            more: likewise.

        Returns:
            All with their values as they are then.

        Raises:
            ControlError: 409 for a name or a value that there is not; then none is changed.
        """
        return _one(self.world.call("PATCH", self.kind, self.vendor, json={**(values or {}), **more}))

    def reset(self) -> None:
        """Put them back to how the world began."""
        self.world.call("DELETE", self.kind, self.vendor)


@dataclass(frozen=True)
class Profile:
    """The profile of a vendor in a world. Every change answers with what holds then."""

    world: World
    vendor: str

    def read(self) -> JSON:
        """Which one holds, what was chosen otherwise beside it, and which there are."""
        return _one(self.world.call("GET", "profiles", self.vendor))

    def choose(self, name: str | None) -> JSON:
        """Let the vendor behave as one real thing does; None for no profile.

        Raises:
            ControlError: 409 if there is none of that name; the detail lists those there are.
        """
        return _one(self.world.call("PUT", "profiles", self.vendor, json={"profile": name}))

    def reset(self) -> None:
        """Put it back to how the world began."""
        self.world.call("DELETE", "profiles", self.vendor)


@dataclass(frozen=True)
class Faults:
    """What goes wrong in a world."""

    world: World

    def __iter__(self) -> Iterator[JSON]:
        return iter(self.all())

    def all(self) -> list[JSON]:
        """All, oldest first, with what they hit so far."""
        return _many(self.world.call("GET", "faults"))

    def add(
        self,
        vendor: str | None = None,
        operation: str | None = None,
        *,
        method: str | None = None,
        path: str | None = None,
        first: int | None = None,
        every: int | None = None,
        probability: float | None = None,
        **effect: Any,
    ) -> JSON:
        """Make something go wrong from now on.

        Args:
            vendor: the aim, like `operation`, `method` and `path` (a glob); all calls by default.
            first: the schedule, like `every` and `probability`; always by default.
            effect: what happens, one or several: `status` (answered in the vendor's own words), `delay` (seconds).

        Returns:
            The fault, with its id.

        Raises:
            ControlError: 400 if it has no effect or a value that cannot be, 409 if it aims at what is not there.
        """
        aim = {"vendor": vendor, "operation": operation, "method": method, "path": path}
        schedule = {"first": first, "every": every, "probability": probability}
        body = {name: value for name, value in {**aim, **schedule, **effect}.items() if value is not None}
        return _one(self.world.call("POST", "faults", json=body))

    def read(self, id: str) -> JSON:
        """One of them."""
        return _one(self.world.call("GET", "faults", id))

    def remove(self, id: str) -> None:
        """Take one away."""
        self.world.call("DELETE", "faults", id)

    def clear(self) -> None:
        """Take all away."""
        self.world.call("DELETE", "faults")


@dataclass(frozen=True)
class Outbox:
    """What vendors would have sent out into the world."""

    world: World

    def __iter__(self) -> Iterator[JSON]:
        return iter(self.all())

    def all(self, vendor: str | None = None, operation: str | None = None) -> list[JSON]:
        """The messages, oldest first."""
        return _many(self.world.call("GET", "outbox", query={"vendor": vendor, "operation": operation}))

    def clear(self) -> None:
        """Forget them all."""
        self.world.call("DELETE", "outbox")


@dataclass(frozen=True)
class Requests:
    """What came in and went out of a world.

    The filters are `vendor`, `operation`, `method`, `path` (with `*` and `?`), `status`, and `violated` (whether the
    request broke the document).
    """

    world: World

    def __iter__(self) -> Iterator[JSON]:
        return iter(self.all(limit=10000))

    def all(self, *, limit: int | None = None, **filters: Any) -> list[JSON]:
        """The last ones that fit, oldest first.

        Args:
            limit: how many at most; 100 if None.
            filters: those that the class names.
        """
        return _many(self.world.call("GET", "requests", query={**_texts(filters), "limit": limit}))

    def count(self, **filters: Any) -> int:
        """How many fit."""
        return int(self.world.call("GET", "requests", "count", query=_texts(filters))["count"])

    def read(self, id: str) -> JSON:
        """One, by the Mock-Request-Id of its answer.

        Raises:
            ControlError: 404 if the world keeps none of this id.
        """
        return _one(self.world.call("GET", "requests", id))

    def clear(self) -> None:
        """Forget them all."""
        self.world.call("DELETE", "requests")


def _one(found: JSON) -> JSON:
    """An answer that the control plane's document promises to be an object."""
    return found


def _many(found: list[JSON]) -> list[JSON]:
    """An answer that the control plane's document promises to be a list of objects."""
    return found


def _texts(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Query values as JSON writes them."""
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in filters.items()}


def _instant(at: datetime | str | None) -> str | None:
    """An instant as RFC 3339 has it.

    Raises:
        ValueError: a datetime without a zone.
    """
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise ValueError(f"{at!r} has no time zone; use datetime(…, tzinfo=UTC)")
        return at.isoformat()
    return at
