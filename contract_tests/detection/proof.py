"""Shows that a defect changes what a client sees: the first request whose answer is another one than that of the whole server."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
import yaml

from contract_tests.detection.breaking import WHOLE
from contract_tests.detection.changes import get, places
from contract_tests.detection.defects import ROOM, Defect
from contract_tests.detection.target import Broken
from mockserver.client import Admin, World

CLOCK = "2025-01-15T12:00:00Z"
VOLATILE = ("date", "content-length", "location")
"""Headers that are not compared as they are: a time, what the body says anyway, and an address with the name of the defect."""

_numbers = itertools.count(10_000)


@dataclass(frozen=True)
class Difference:
    """A request, and how two servers answered it."""

    request: str
    whole: str
    broken: str


@cache
def tours() -> Mapping[str, Any]:
    """The requests that are made of each vendor."""
    return yaml.load((ROOM / "tours.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)  # type: ignore[no-any-return]


def proof(broken: Broken, defect: Defect, http: httpx.Client) -> Difference | None:
    """Ask the whole server and the one with the defect the same; the first difference, None if there is none."""
    one = tour(broken, defect.vendor, WHOLE, http)
    other = tour(broken, defect.vendor, defect.id, http)
    for (request, whole), (_, changed) in zip(one, other, strict=True):
        if whole != changed:
            return Difference(request, whole, changed)
    return None


def tour(broken: Broken, vendor: str, name: str, http: httpx.Client) -> Iterator[tuple[str, str]]:
    """Make the requests of a vendor's tour in a world of its own; what was asked, and what came."""
    plan = tours()[vendor]
    with Admin(broken.base(name)) as admin:
        worlds = [
            admin.worlds.create(f"tour-{next(_numbers)}", fixture=plan["fixture"], seed=1, clock=CLOCK)
            for _ in range(2)
        ]
        try:
            kept: dict[str, Any] = {}
            for step in plan["steps"]:
                found = asked(plan, step, worlds[step.get("world") == "other"], vendor, kept, http)
                if found is not None:
                    text = found[1].replace(f"/{name}/", "/")
                    yield found[0], text.replace(worlds[0].name, "WORLD").replace(worlds[1].name, "OTHER")
        finally:
            for each in worlds:
                each.delete()


def asked(
    plan: Mapping[str, Any],
    step: Mapping[str, Any],
    world: World,
    vendor: str,
    kept: dict[str, Any],
    http: httpx.Client,
) -> tuple[str, str] | None:
    """Make one step of a tour; None where nothing is asked."""
    if "wait" in step:
        world.clock.advance(step["wait"])
        return None
    if "spend" in step:
        for each in world.quotas(vendor).all():
            world.quotas(vendor).spend(each["key"])
        return None
    method, _, path = step["ask"].partition(" ")
    path = path.format(**kept)
    caller, headers, query = plan["callers"][step.get("by", "all")], {}, ""
    if isinstance(caller, str):
        query = f"{'&' if '?' in path else '?'}{plan['token']}={caller}" if caller else ""
    else:
        headers = dict(caller)
    content = step.get("text", json.dumps(step["body"]) if "body" in step else None)
    if "type" in step or "body" in step:
        headers["content-type"] = step.get("type", "application/json")
    answer = http.request(method, world.url(vendor) + path + query, headers=headers, content=content)
    for name, pointer in step.get("keep", {}).items():
        found = [get(holder, key) for holder, key in places(_value(answer), pointer)]
        kept[name] = found[0] if found and isinstance(found[0], str | int) else "nothing"
    lines = [f"{name}: {text}" for name, text in answer.headers.items() if name not in VOLATILE]
    return f"{step.get('by', 'all')}: {method} {path}", "\n".join(
        [str(answer.status_code), *lines, answer.text, str(answer.headers.get("location"))]
    )


def _value(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
