"""A world with records that a peer can ask about, made on the whole server before it is asked; knows no peer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from contract_tests.detection.askers import world_of
from contract_tests.detection.breaking import WHOLE
from contract_tests.detection.proof import asked, tours
from contract_tests.detection.target import Broken
from mockserver.client import World


class At:
    """A world as it is asked at another address."""

    def __init__(self, world: World, url: str) -> None:
        self._world, self._url = world, url

    def url(self, _: str) -> str:
        """Where the vendor is asked."""
        return self._url

    def __getattr__(self, name: str) -> Any:
        return getattr(self._world, name)


@contextmanager
def stocked(broken: Broken, vendor: str, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """A world of its own with the records that the vendor's tour makes first.

    Returns:
        Where the vendor answers, and by the path of a collection the id of a record; `<path> deleted` is another one.
    """
    plan = tours()[vendor]
    with world_of(broken, vendor, name) as world, httpx.Client(timeout=30, trust_env=False) as http:
        whole: Any = At(world, broken.vendor(vendor, WHOLE, world.name))
        ids: dict[str, str] = {}
        for step in plan["steps"]:
            path = step.get("ask", "").partition(" ")[2].removesuffix("/create")
            if step.get("keep") and "{" not in path and path not in ids:
                for key in (path, f"{path} deleted"):
                    kept: dict[str, Any] = {}
                    asked(plan, step, whole, vendor, kept, http)
                    ids[key] = str(next(iter(kept.values()), ""))
        yield world.url(vendor), ids
