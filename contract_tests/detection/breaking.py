"""The layer that breaks one promise: a server answers below `/<defect>/` as it does, but for what the defect changes."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from contract_tests.detection.changes import apply, get, places
from contract_tests.detection.defects import Defect, Operation
from contract_tests.detection.lifecycles import LIFECYCLES, Lifecycle
from contract_tests.detection.messages import Answered, Asked, ask, read

WHOLE = "whole"
"""The name below which nothing is broken."""

OURS = "mock-"
"""What headers of ours begin with; no other server has them, and nobody is to find a defect by them."""

ADDRESS = re.compile(r"^((?:/w/[^/]+)?/[^/]+)(/.*)?$")
"""World and vendor, and the path as the vendor documents it."""


class Breaking:
    """The server below `/whole/`, and below the name of each defect with that promise broken.

    Args:
        app: the server.
        defects: what can be broken.
    """

    def __init__(self, app: Any, defects: Iterable[Defect]) -> None:
        self.app = app
        self.broken = {each.id: Broken(each) for each in defects}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve a request of the name that its path begins with."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        name, _, below = scope["raw_path"].decode("latin-1").partition("?")[0][1:].partition("/")
        asked = await read(scope, receive, f"/{below}")

        async def go(request: Asked) -> Answered:
            return await ask(self.app, scope, f"/{name}", request)

        broken = self.broken.get(name)
        if asked.path.startswith("/__admin"):
            answered = await go(asked)
            if broken is not None and asked.method == "DELETE" and asked.path.startswith("/__admin/worlds/"):
                broken.forget()  # the next world may have the same name
        else:
            answered = await (go(asked) if broken is None else broken.answer(asked, go))
            answered.headers = [each for each in answered.headers if not each[0].startswith(OURS)]
        for message in answered.events():
            await send(message)


class Broken:
    """One defect, and what it remembers."""

    def __init__(self, defect: Defect) -> None:
        self.defect = defect
        self.lifecycles: list[Lifecycle] = []
        self.forget()

    def forget(self) -> None:
        """Remember nothing of what was asked before."""
        self.lifecycles = [LIFECYCLES[name](**given) for name, given in self.defect.lifecycle.items()]

    async def answer(self, asked: Asked, go: Callable[[Asked], Awaitable[Answered]]) -> Answered:
        """Answer a request, broken if it is one of those that the defect concerns."""
        found = ADDRESS.match(asked.path)
        place, path = (found[1], found[2] or "/") if found else ("", asked.path)
        if not place.endswith(f"/{self.defect.vendor}"):
            return await go(asked)
        operation = next((each for each in self.defect.known if each.fits(asked.method, path)), None)
        for each in self.lifecycles:
            answered = await each.answer(operation, place, path, asked, go)
            if answered is not None:
                return answered
        if not self.concerns(operation, asked):
            return await go(asked)
        return await self.broken(asked, go)

    def concerns(self, operation: Operation | None, asked: Asked) -> bool:
        """Whether a request is one of those whose answer is broken."""
        if self.defect.path:
            return bool(re.search(self.defect.path, asked.path)) and holds(self.defect.when, asked)
        return operation is not None and operation.id in self.defect.hits and holds(self.defect.when, asked)

    async def broken(self, asked: Asked, go: Callable[[Asked], Awaitable[Answered]]) -> Answered:
        """Answer as the defect says."""
        defect = self.defect
        if defect.instead:
            answered = Answered([("content-type", "application/json")])
            apply(answered, defect.instead)
            return answered
        first = asked.copy()
        apply(first, defect.request)
        answered = await go(first)
        fits = answered.status in defect.statuses if defect.statuses else answered.status < 300
        if fits and defect.again:
            apply(asked, defect.again)
            return await go(asked)
        if fits:
            apply(answered, defect.answer)
        return answered


def holds(when: Mapping[str, Any], asked: Asked) -> bool:
    """Whether a request is as a condition says."""
    return all(CONDITIONS[name](asked, value) for name, value in when.items())


def values_at(asked: Asked, pointer: str, value: Any) -> bool:
    """Whether one of the places of a pointer into the body has a value."""
    return any(get(holder, key) == value for holder, key in places(asked.value, pointer))


CONDITIONS: Mapping[str, Callable[[Asked, Any], bool]] = {
    "sends": lambda asked, name: asked.parameter(name) is not None,
    "lacks": lambda asked, name: asked.parameter(name) is None,
    "value": lambda asked, pair: asked.parameter(pair[0]) == str(pair[1]),
    "header": lambda asked, pair: (asked.header(pair[0]) or "").startswith(pair[1]),
    "no_header": lambda asked, name: asked.header(name) is None,
    "method": lambda asked, name: asked.method == name,
    "member": lambda asked, name: isinstance(asked.value, dict) and name in asked.value,
    "no_member": lambda asked, name: isinstance(asked.value, dict) and name not in asked.value,
    "lower_value": lambda asked, name: (asked.parameter(name) or "").islower(),
    "upper_at": lambda asked, pointer: any(
        str(get(holder, key)).isupper() for holder, key in places(asked.value, pointer)
    ),
    "any_case": lambda asked, values: all(
        str(get(holder, key)).lower() == value
        for pointer, value in values.items()
        for holder, key in places(asked.value, pointer)
    ),
    "long": lambda asked, values: all(
        len(str(get(holder, key))) > length
        for pointer, length in values.items()
        for holder, key in places(asked.value, pointer)
    ),
    "holds": lambda asked, values: all(values_at(asked, pointer, value) for pointer, value in values.items()),
}
"""What a condition may look at, by its name."""
