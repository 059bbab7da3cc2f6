"""A document that nobody wrote code for: a server of its own for a module of tests, a world for each test, and its greeting."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.client import World
from mockserver.launching import Running


def fixtures(name: str, text: str) -> tuple[Any, Any, Any]:
    """The fixtures of a module of tests about one document, to be called `server`, `world` and as one likes.

    Args:
        name: what the document is called.
        text: what it says.

    Returns:
        A server of the document for all tests, a world for each, in which it is nine o'clock on the first of March 2026, and
        who calls the document there.
    """

    @pytest.fixture(scope="module")
    def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
        file = tmp_path_factory.mktemp(name) / f"{name}.yaml"
        file.write_text(text)
        with mockserver.running(str(file), cache=False, validate_responses=True) as running:
            yield running

    @pytest.fixture
    def world(server: Running, request: pytest.FixtureRequest) -> World:
        own = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:16]
        return server.admin.worlds.create(own, clock="2026-03-01T09:00:00Z")

    @pytest.fixture
    def client(server: Running, world: World) -> Iterator[httpx.Client]:
        with httpx.Client(base_url=server.url_of(name, world.name), trust_env=False) as calls:
            yield calls

    return server, world, client


@contextmanager
def greeted(file: str) -> Iterator[str]:
    """What `serve` prints of a document when it is ready, and the server for the length of a block."""
    command = [sys.executable, "-m", "mockserver", "serve", file, "--port", "0", "--no-cache", "--end-with-stdin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        said = ""
        for line in process.stdout:
            said += line
            if "__admin/health" in line:
                break
        yield said
        process.stdin.close()
