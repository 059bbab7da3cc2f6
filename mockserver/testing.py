"""A world as a test sees it: vendors with address, credentials, requests and faults; built on the control plane's client."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from typing import Any

from mockserver.authorization import Authorization, present, schemes_of
from mockserver.client import JSON, Admin, Choices, Clock, ControlError, Credentials, Faults, Quotas, State, World


def world_name(test: str) -> str:
    """A world's name for a test: its name as far as it goes, and a hash that tells it from all others."""
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", test.rpartition("::")[2]).strip("-.")[:48] or "test"
    return f"{slug}-{hashlib.sha1(test.encode(), usedforsecurity=False).hexdigest()[:10]}"


class Violations(list[JSON]):
    """The requests that broke the document, each with the places.

    Its text is short, since pytest cuts the middle out of what it shows of a value after 240 characters; `str` has all.
    """

    def __repr__(self) -> str:
        if not self:
            return "no violations"
        first = self[0]
        place, *others = (f"{each['pointer'] or 'body'} {each['what']}" for each in first["violations"])
        more = [f"more places: {len(others)}"] * bool(others) + [f"more requests: {len(self) - 1}"] * (len(self) > 1)
        shown = cut(f"{first['method']} {first['path']} -> {first['status']}: {cut(place, 120)}", 180)
        return f"<{shown} ({', '.join(more)})>" if more else f"<{shown}>"

    def __str__(self) -> str:
        return "\n".join(line(each) for each in self) or repr(self)


class MockVendor:
    """One vendor in one world.

    Attributes:
        name: the vendor.
        url: the base address to give to the client under test; the vendor's documented path follows it.
    """

    def __init__(self, world: MockWorld, name: str) -> None:
        self.world, self.name, self.url = world, name, world.handle.url(name)
        self._caller = "documented"

    def __repr__(self) -> str:
        return f"<{self.name} in {self.world.name}>"

    @cached_property
    def about(self) -> JSON:
        """Operations with their statuses, collections, readings, fixtures and credentials."""
        return self.world.admin.vendor(self.name)

    @property
    def credentials(self) -> Credentials:
        """Whom this world accepts: add, change, revoke."""
        return self.world.handle.credentials(self.name)

    @property
    def headers(self) -> dict[str, str]:
        """Request headers that present the documented credential (or the one chosen with `act_as`)."""
        return dict(self._presented().headers)

    @property
    def params(self) -> dict[str, str]:
        """Query parameters that do, for a vendor that wants its key there."""
        return dict(self._presented().query)

    @property
    def secret(self) -> str:
        """The token, key or password that they present, for a client that is configured with it."""
        return str(self._credential()["secret"])

    @property
    def user(self) -> str:
        """The user name that goes with the password; empty where the vendor's credential has none."""
        return str(self._credential()["user"])

    def act_as(self, credential: str) -> None:
        """Let `headers`, `params`, `secret` and `user` present another credential with which the vendor starts.

        Raises:
            LookupError: there is none of that id; the text lists those there are.
        """
        known = [each["id"] for each in self.about["credentials"]]
        if credential not in known:
            raise LookupError(f"{self.name} starts with no credential {credential!r}; it has {', '.join(known)}")
        self._caller = credential

    def _credential(self) -> JSON:
        """The one that was chosen; at first the documented one, or that which a bare document takes before any other."""
        known = self.about["credentials"]
        found = next((each for each in known if each["id"] == self._caller), next(iter(known), None))
        if found is None:
            raise LookupError(f"{self.name} asks for no credentials")
        return dict(found)

    def _presented(self) -> Authorization:
        found = self._credential()
        schemes = schemes_of(self.world.admin.document(self.name)).values() if found["scheme"] == "apiKey" else ()
        return present(found["scheme"], found["secret"], found["user"], schemes)

    @property
    def state(self) -> State:
        """Its records in this world: `state["reports"]` can be read, replaced and merged."""
        return self.world.handle.state(self.name)

    def add(self, collection: str, count: int = 1, /, **members: Any) -> list[JSON]:
        """Add records that are made up: `mock.add("reports", 3, name="Weekly")`; they fit the document and have keys of their own.

        Returns:
            The records that were added.
        """
        return self.state[collection].add(count, **members)

    @property
    def requests(self) -> list[JSON]:
        """What came in and went out, oldest first."""
        return self.world.handle.requests.all(vendor=self.name, limit=10000)

    @property
    def violations(self) -> Violations:
        """The requests that broke the document: `assert not mock.violations`. Asking for what is not there breaks nothing."""
        broken = self.world.handle.requests.all(vendor=self.name, violated=True, limit=10000)
        return Violations(each for each in broken if each["status"] != 404)

    @property
    def outbox(self) -> list[JSON]:
        """What it would have sent out, oldest first."""
        return self.world.handle.outbox.all(vendor=self.name)

    @property
    def quota(self) -> Quotas:
        """How many calls it allows in this world."""
        return self.world.handle.quotas(self.name)

    @property
    def switches(self) -> Choices:
        """Its switches of this world."""
        return self.world.handle.switches(self.name)

    def profile(self, name: str | None) -> None:
        """Let it behave as one real thing does: a named choice of readings and switches; None for no profile."""
        self.world.handle.profile(self.name).choose(name)

    def reading(self, id: str, value: str) -> None:
        """Choose one of several answers where the vendor's sources contradict each other or are silent.

        Args:
            id: the reading.
            value: one of its values.

        Raises:
            ControlError: 409, with the values there are.
        """
        self.world.handle.readings(self.name).choose({id: value})

    def fail(self, status: int | None = None, operation: str | None = None, **how: Any) -> JSON:
        """Make its calls go wrong from now on.

        Args:
            status: answered in the vendor's own words, the action is not carried out; 500 if nothing else is asked for.
            operation: only this operationId.
            how: `method`, `path`, `first`, `every`, `probability`, `delay` (seconds).

        Returns:
            The fault, with its id.

        Raises:
            ControlError: 409 if there is no such operation.
        """
        if status is None and "delay" not in how:
            status = 500
        return self.faults.add(self.name, operation, status=status, **how)

    @property
    def faults(self) -> Faults:
        """All faults of the world."""
        return self.world.handle.faults

    def assert_called(self, operation: str, *, times: int | None = None, status: int | None = None) -> JSON:
        """Assert that an operation was called.

        Args:
            times: exactly so often; at least once if None.
            status: count only calls that were answered with it.

        Returns:
            The last call that fits, as in `requests`.

        Raises:
            AssertionError: with every call that did come in.
        """
        __tracebackhide__ = True
        calls = self.requests
        found = [each for each in calls if each["operation"] == operation and status in (None, each["status"])]
        if len(found) == times or (times is None and found):
            return found[-1] if found else {}
        known = [each["id"] for each in self.about["operations"]]
        wanted = f"{self.name} {operation}" + (f" with {status}" if status else "")
        expected = "at least 1" if times is None else str(times)
        lines = [f"{wanted}: calls expected: {expected}, calls found: {len(found)}."]
        if operation not in known:
            lines.append(f"There is no such operation; there are {', '.join(known)}.")
        lines += ["Calls that came in:", *(line(each) for each in calls)] if calls else ["No call came in at all."]
        raise AssertionError("\n".join(lines))


class MockWorld:
    """One world, with everything that a test may want of it.

    Attributes:
        name: the world's name.
        admin: the server's control plane.
        handle: the control plane's handle on this world, for what is not offered here.
    """

    def __init__(self, admin: Admin, name: str) -> None:
        self.admin, self.name, self.handle = admin, name, World(admin, name)
        self._vendors: dict[str, MockVendor] = {}

    @property
    def clock(self) -> Clock:
        """The world's time: freeze, set, advance, run."""
        return self.handle.clock

    def reset(self) -> None:
        """Go back to how the world began."""
        self.handle.reset()

    def vendor(self, name: str) -> MockVendor:
        """A vendor of this world."""
        if name not in self._vendors:
            self._vendors[name] = MockVendor(self, name)
        return self._vendors[name]

    def journal(self) -> str:
        """The journal as text: every request with what was wrong with it, what was sent and what was answered."""
        entries = self.handle.requests.all(limit=10000)
        lines = [text for each in entries for text in (line(each), *_bodies(each))]
        return "\n".join([f"world {self.name} at {self.admin.url}/w/{self.name}/", *(lines or ["no request came in"])])


def line(entry: Mapping[str, Any]) -> str:
    """A journal entry as text, every violation on a line of its own."""
    query = f"?{entry['query']}" if entry.get("query") else ""
    about = f"{entry['operation'] or 'no operation'}, {entry['label'] or 'not labelled'}"
    first = (
        f"  {entry['id']}: {entry['vendor']} {entry['method']} {entry['path']}{query} -> {entry['status']} ({about})"
    )
    return "\n".join([first, *(f"      {each['pointer'] or 'body'} {each['what']}" for each in entry["violations"])])


def _bodies(entry: Mapping[str, Any]) -> Iterator[str]:
    for word, member in (("sent", "body"), ("answered", "answer")):
        if entry[member]:
            yield f"      {word} {cut(entry[member], 500)}"


def cut(text: str, length: int) -> str:
    """A text of at most so many characters."""
    return text if len(text) <= length else text[: length - 1] + "…"


@contextmanager
def world(admin: Admin, name: str, **options: Any) -> Iterator[MockWorld]:
    """Make a world for the length of a block; one of the same name gives way.

    Args:
        options: as for `Worlds.create`: fixture, seed, clock, profile, readings, data.
    """
    made = create(admin, name, **options)
    try:
        yield made
    finally:
        discard(made)


def create(admin: Admin, name: str, **options: Any) -> MockWorld:
    """Make a world; one of the same name, left over from an earlier run, gives way."""
    try:
        admin.worlds.create(name, **options)
    except ControlError as error:
        if not _taken(error):
            raise
        World(admin, name).delete()
        admin.worlds.create(name, **options)
    return MockWorld(admin, name)


def claim(admin: Admin, name: str, **options: Any) -> MockWorld:
    """Make a world under a name, or under the next one that is free; chance is made from the name that was asked for.

    A name is taken by what was kept of an earlier failure, or by the same test in another run on the same server.

    Args:
        admin: the server's control plane.
        name: the name that is asked for.
        options: as for `Worlds.create`.
    """
    for number in count(1):
        try:
            if number == 1:
                return MockWorld(admin, admin.worlds.create(name, **options).name)
            seed = zlib.crc32(name.encode()) if options.get("seed") is None else options["seed"]
            return MockWorld(admin, admin.worlds.create(f"{name}-{number}", **{**options, "seed": seed}).name)
        except ControlError as error:
            if not _taken(error):
                raise
    raise AssertionError


def _taken(error: ControlError) -> bool:
    return error.status == 409 and any(pointer == "/name" for pointer, _ in error.violations)


def discard(made: MockWorld) -> None:
    """Delete a world, unless it is gone already."""
    try:
        made.handle.delete()
    except ControlError as error:
        if error.status != 404:
            raise
