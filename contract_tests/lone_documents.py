"""A document that nobody wrote code for on a server of its own, and a world for each test."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

import mockserver
from mockserver.client import World
from mockserver.launching import Running


@contextmanager
def served(folders: pytest.TempPathFactory, name: str, text: str) -> Iterator[Running]:
    """A server of one document.

    Args:
        folders: where its file is written.
        name: what the document is called.
        text: what it says.
    """
    file = folders.mktemp(name) / f"{name}.yaml"
    file.write_text(text)
    with mockserver.running(str(file), cache=False, validate_responses=True) as running:
        yield running


def world_of(server: Running, request: pytest.FixtureRequest) -> World:
    """A world for one test, in which it is nine o'clock on the first of March 2026."""
    name = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:16]
    return server.admin.worlds.create(name, clock="2026-03-01T09:00:00Z")


def client(server: Running, name: str, world: World) -> httpx.Client:
    """Who calls a document in a world."""
    return httpx.Client(base_url=server.url_of(name, world.name), trust_env=False)
