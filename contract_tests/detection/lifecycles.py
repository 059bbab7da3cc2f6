"""What breaks over several requests: deleted things that stay, answers that are old, ids that come back; knows no vendor."""

from __future__ import annotations

import json
import re
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any, Protocol

from contract_tests.detection.changes import MISSING, get, places
from contract_tests.detection.defects import Operation
from contract_tests.detection.messages import Answered, Asked, Message

Go = Callable[[Asked], Awaitable[Answered]]


class Lifecycle(Protocol):
    """Something that remembers, for each world, what was asked."""

    @abstractmethod
    async def answer(self, operation: Operation | None, place: str, path: str, asked: Asked, go: Go) -> Answered | None:
        """Answer a request; None if it is none of its own.

        Args:
            operation: whom the request is for.
            place: world and vendor, as the path begins with them.
            path: the rest of the path.
            asked: the request.
            go: asks the whole server.
        """


def world_of(place: str) -> str:
    """The world that a path begins with."""
    return place.split("/")[2] if place.startswith("/w/") else "default"


async def control(go: Go, method: str, path: str, body: bytes = b"") -> Answered:
    """Make a call of the control plane."""
    headers = [("host", "127.0.0.1"), ("content-type", "application/json")]
    return await go(Asked(headers if body else headers[:1], body, method, f"/__admin/worlds/{path}"))


async def look(go: Go, asked: Asked, place: str, path: str) -> Answered:
    """Read something as the caller of a request, in a copy of its world: no quota of the world itself is touched."""
    world, vendor = world_of(place), place.rpartition("/")[2]
    fork = (await control(go, "POST", f"{world}/fork", b"{}")).value["name"]
    headers = [each for each in asked.headers if each[0] not in ("content-type", "content-length", "mock-world")]
    found = await go(Asked(headers, b"", "GET", f"/w/{fork}/{vendor}{path}", list(asked.query)))
    await control(go, "DELETE", fork)
    prefix = place.removesuffix(f"/{vendor}")
    found.body = found.body.replace(f"/w/{fork}/".encode(), f"{prefix}/".encode())
    return found


def entries(message: Message, where: str) -> list[Any] | None:
    """The list in an answer."""
    value = message.value
    if where:
        found = [get(holder, key) for holder, key in places(value, where)]
        value = found[0] if found and found[0] is not MISSING else None
    return value if isinstance(value, list) else None


class Ghosts:
    """A deleted entry stays in the list.

    Args:
        delete: the operation that deletes.
        listing: the one that lists.
        path: its path.
        where: the pointer to the list in its answer.
        key: the member by which entries are named.
    """

    def __init__(self, delete: str, listing: str, path: str, where: str = "", key: str = "id") -> None:
        self.delete, self.listing, self.path, self.where, self.key = delete, listing, path, where, key
        self.kept: dict[str, list[Any]] = {}

    async def answer(self, operation: Operation | None, place: str, path: str, asked: Asked, go: Go) -> Answered | None:
        """Keep what is deleted, and show it."""
        if operation is not None and operation.id == self.delete:
            before = await look(go, asked, place, self.path)
            answered = await go(asked)
            if answered.status < 300:
                id = operation.id_in(path)
                gone = [each for each in entries(before, self.where) or [] if str(each.get(self.key)) == id]
                self.kept.setdefault(place, []).extend(gone)
            return answered
        if operation is not None and operation.id == self.listing and self.kept.get(place):
            answered = await go(asked)
            value = answered.value
            for holder, key in [({"": value}, "")] if not self.where else list(places(value, self.where)):
                if answered.status < 300 and isinstance(get(holder, key), list):
                    holder[key] = holder[key] + self.kept[place]
                    answered.value = value if self.where else holder[key]
            return answered
        return None


class Undead:
    """A deleted entry can still be read.

    Args:
        delete: the operation that deletes.
        read: the one that reads.
        path: its path, with `{}` for the id.
    """

    def __init__(self, delete: str, read: str, path: str) -> None:
        self.delete, self.read, self.path = delete, read, path
        self.kept: dict[str, Answered] = {}

    async def answer(self, operation: Operation | None, place: str, path: str, asked: Asked, go: Go) -> Answered | None:
        """Keep the last answer before the end."""
        if operation is not None and operation.id == self.delete:
            where = self.path.format(operation.id_in(path))
            before = await look(go, asked, place, where)
            answered = await go(asked)
            if answered.status < 300 and before.status < 300:
                self.kept[place + where] = before
            return answered
        if operation is not None and operation.id == self.read and asked.path in self.kept:
            answered = await go(asked)
            return self.kept[asked.path] if answered.status == 404 else answered
        return None


class Undone:
    """A change is answered as if it were made, and is not.

    Args:
        change: the operation that makes, changes or deletes.
        collection: where the records are, as the control plane calls it.
    """

    def __init__(self, change: str, collection: str) -> None:
        self.change, self.collection = change, collection

    async def answer(self, operation: Operation | None, place: str, path: str, asked: Asked, go: Go) -> Answered | None:
        """Put back what was there before."""
        if operation is None or operation.id != self.change:
            return None
        where = f"{world_of(place)}/state/{place.rpartition('/')[2]}/{self.collection}"
        before = await control(go, "GET", where)
        answered = await go(asked)
        if answered.status < 300:
            await control(go, "PUT", where, before.body)
        return answered


class Old:
    """A read answers what it answered first.

    Args:
        read: the operation that reads.
    """

    def __init__(self, read: str) -> None:
        self.read = read
        self.kept: dict[str, Answered] = {}

    async def answer(self, operation: Operation | None, place: str, path: str, asked: Asked, go: Go) -> Answered | None:
        """Keep the first answer for good."""
        if operation is None or operation.id != self.read:
            return None
        name = json.dumps([asked.path, asked.query, asked.header("authorization"), asked.header("x-library-key")])
        answered = self.kept.get(name) or await go(asked)
        if answered.status < 300:
            self.kept[name] = answered
        return answered


class Merged:
    """A replacement keeps what is not sent.

    Args:
        change: the operation that replaces.
        path: the path that reads, with `{}` for the id.
        members: what is kept.
    """

    def __init__(self, change: str, path: str, members: Collection[str]) -> None:
        self.change, self.path, self.members = change, path, members

    async def answer(self, operation: Operation | None, place: str, path: str, asked: Asked, go: Go) -> Answered | None:
        """Send the old members along."""
        if operation is None or operation.id != self.change or not isinstance(asked.value, dict):
            return None
        before = (await look(go, asked, place, self.path.format(operation.id_in(path)))).value
        if isinstance(before, dict):
            asked.value = {**{name: before[name] for name in self.members if name in before}, **asked.value}
        return await go(asked)


class Reused:
    """The id of what was deleted is given to what is made next.

    Args:
        delete: the operation that deletes.
        create: the one that makes.
        key: the member with the id, wherever it stands.
    """

    def __init__(self, delete: str, create: str, key: str = "id") -> None:
        self.delete, self.create, self.key = delete, create, key
        self.free: dict[str, list[str]] = {}
        self.real: dict[str, dict[str, Any]] = {}

    async def answer(self, operation: Operation | None, place: str, path: str, asked: Asked, go: Go) -> Answered | None:
        """Show other ids than the server has."""
        if operation is None:
            return None
        real, id = self.real.setdefault(place, {}), operation.id_in(path)
        if id in real:
            asked.path = place + path.replace(f"/{id}", f"/{real[id]}", 1)
        answered = await go(asked)
        if operation.id == self.delete and answered.status < 300:
            self.free.setdefault(place, []).append(id)
            real.pop(id, None)
        if operation.id == self.create and answered.status < 300 and self.free.get(place):
            made = self._made(answered.value)
            if made is not None:
                real[self.free[place].pop()] = made
        answered.value = self._shown(answered.value, real) if answered.value is not None else None
        if not answered.body or answered.body == b"null":
            answered.body = b""
        return answered

    def _made(self, value: Any) -> Any:
        """The id in the answer of a create."""
        inner = value[0] if isinstance(value, list) and value else value
        return inner.get(self.key) if isinstance(inner, dict) else None

    def _shown(self, value: Any, real: Mapping[str, Any]) -> Any:
        """The same value with the ids that are shown."""
        if isinstance(value, list):
            return [self._shown(each, real) for each in value]
        if not isinstance(value, dict):
            return value
        shown = {str(theirs): type(theirs)(ours) for ours, theirs in real.items()}
        return {
            name: shown.get(str(each), each) if name == self.key else self._shown(each, real)
            for name, each in value.items()
        }


class OneWorld:
    """Some operations look at the default world, whatever world they are asked in.

    Args:
        operations: which.
    """

    def __init__(self, operations: Collection[str]) -> None:
        self.operations = operations

    async def answer(self, operation: Operation | None, place: str, path: str, asked: Asked, go: Go) -> Answered | None:
        """Ask in the default world."""
        if operation is None or operation.id not in self.operations:
            return None
        asked.path = re.sub(r"^/w/[^/]+", "", asked.path)
        asked.set_header("mock-world", None)
        return await go(asked)


class Flaky:
    """One answer of several is a failure of the server.

    Args:
        operation: which operation.
        every: how many requests come to one failure.
        status: the status of the failure.
        body: its body.
    """

    def __init__(self, operation: str, every: int, status: int, body: Any) -> None:
        self.operation, self.every, self.status, self.body = operation, every, status, body
        self.count = 0

    async def answer(self, operation: Operation | None, place: str, path: str, asked: Asked, go: Go) -> Answered | None:
        """Fail now and then."""
        if operation is None or operation.id != self.operation:
            return None
        self.count += 1
        if self.count % self.every:
            return None
        answered = Answered([("content-type", "application/json")], status=self.status)
        answered.value = self.body
        return answered


LIFECYCLES: Mapping[str, Callable[..., Lifecycle]] = {
    "ghosts": Ghosts,
    "undead": Undead,
    "old": Old,
    "merged": Merged,
    "undone": Undone,
    "reused": Reused,
    "one_world": OneWorld,
    "flaky": Flaky,
}
"""What can break over several requests, by its name."""
