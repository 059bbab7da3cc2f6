"""What the tests share: a real server process, a world per test, and short ways to call and to steer it."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import httpcore  # noqa: F401 - httpx would import it within a test that uses `pytester`, which forgets what its test imports
import httpx
import pytest
import suites
from checkcentral_api import Methods

import mockserver
from mockserver.authorization import basic, bearer
from mockserver.client import Admin
from mockserver.client import World as Handle
from mockserver.conformance.target import Target

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parent.parent
READY = re.compile(r"ready on (https?://\S+)")


def pytest_addoption(parser: pytest.Parser) -> None:
    """One flag for the long run."""
    parser.addoption("--deep", action="store_true", help="fuzz with 200 examples per operation and three seeds")
    parser.addoption("--update-pages", action="store_true", help="write what is really printed into README and docs")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the tree."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True, capture_output=True,
    )  # fmt: skip
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has the wheel, and nothing of the checkout."""
    return suites.install(wheel, tmp_path_factory.mktemp("installed") / "home")


@pytest.fixture
def suite(pytester: pytest.Pytester, python: Path, monkeypatch: pytest.MonkeyPatch) -> suites.Suite:
    """A user's test suite, outside the checkout; it has nothing but what a test writes."""
    return suites.Suite(pytester, python, monkeypatch)


class Process:
    """`mockserver serve` in a process of its own, on a free port."""

    def __init__(self, *arguments: str, cwd: Path | None = None, environ: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--quiet", *arguments],
            cwd=cwd or ROOT, env={**os.environ, **(environ or {})}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.url = ""
        assert self.process.stdout is not None and self.process.stderr is not None
        for line in self.process.stdout:
            if found := READY.search(line):
                self.url = found[1]
                break
        else:
            raise AssertionError(f"the server did not start: {self.process.stderr.read()}")

    def stop(self) -> int:
        """Ask it to end as a service manager does; its exit code."""
        self.process.terminate()
        assert self.process.stdout is not None and self.process.stderr is not None
        with contextlib.closing(self.process.stdout), contextlib.closing(self.process.stderr):
            return self.process.wait(10)


@contextlib.contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """The address of a server with some arguments, stopped at the end of the block."""
    process = Process(*arguments)
    try:
        yield process.url
    finally:
        ended = process.stop()
    assert ended == 0


class World:
    """One world of a running server: calls to its vendors, and its state through the control plane."""

    def __init__(self, http: httpx.Client, server: str, name: str) -> None:
        self.http, self.server, self.name = http, server, name

    def url(self, vendor: str) -> str:
        """The base address of a vendor in this world."""
        return f"{self.server}/w/{self.name}/{vendor}"

    def call(self, vendor: str, method: str, path: str, **arguments: Any) -> httpx.Response:
        """Send one request to a vendor, path as the vendor documents it."""
        return self.http.request(method, self.url(vendor) + path, **arguments)

    @cached_property
    def control(self) -> Handle:
        """The world in the hands of the control plane's client, by the same way as its vendors are called."""
        return Admin(self.server, transport=self.http._transport).world(self.name)

    def admin(self, method: str, path: str = "", **arguments: Any) -> httpx.Response:
        """Send one request to the control plane about this world, for tests of what is answered."""
        return self.http.request(method, f"{self.server}/__admin/worlds/{self.name}{path}", **arguments)

    def begin(self, fixture: str | None = None, **start: Any) -> None:
        """Begin anew, from a fixture, or as the client's `worlds.create` says otherwise."""
        self.control.delete()
        self.control.admin.worlds.create(self.name, fixture=fixture, **start)

    def steer(self, method: str, path: str, body: Any = None) -> Any:
        """Make one control call about this world by the client, where it has no word of its own for it."""
        return self.control.call(method, *path.strip("/").split("/"), json=body)

    def freeze(self, at: str) -> None:
        """Let the clock stand at an instant."""
        self.control.clock.freeze(at)

    def choose(self, vendor: str, readings: dict[str, str]) -> None:
        """Choose readings of a vendor."""
        self.control.readings(vendor).choose(readings)

    def switch(self, vendor: str, **switches: Any) -> None:
        """Set a vendor's switches."""
        self.control.switches(vendor).choose(switches)

    def accept(self, vendor: str, **credential: Any) -> None:
        """Accept another credential."""
        self.steer("POST", f"/credentials/{vendor}", credential)

    def fault(self, **fault: Any) -> None:
        """Make something go wrong."""
        self.control.faults.add(**fault)

    def outbox(self) -> list[dict[str, Any]]:
        """What would have been sent, oldest first."""
        return self.control.outbox.all()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server that checks every answer against the document."""
    process = Process("--validate-responses", "--max-worlds", "5000")
    yield process.url
    assert process.stop() == 0


@pytest.fixture
def own_server() -> Iterator[str]:
    """The address of a server of the test's own, for what touches all worlds."""
    process = Process("--validate-responses")
    yield process.url
    assert process.stop() == 0


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    """A client that keeps its connections."""
    with httpx.Client(timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def target(server: str, http: httpx.Client) -> Iterator[Target]:
    """The server as the checks see it."""
    with Admin(server) as admin:
        target = Target(admin, http)
        yield target
        target.give_back()


@pytest.fixture(scope="session")
def without_sockets() -> Iterator[httpx.Client]:
    """A client whose server lives in this process, with the same settings."""
    with mockserver.in_process(validate_responses=True, max_worlds=5000) as server:
        yield httpx.Client(transport=mockserver.transport(server), timeout=30)


def a_world(http: httpx.Client, server: str, test: str) -> Iterator[World]:
    """A world of a test's own, gone afterwards."""
    made = World(http, server, re.sub(r"[^A-Za-z0-9._-]+", "-", test)[:40] + f"-{time.monotonic_ns():x}")
    made.control.admin.worlds.create(made.name)
    yield made
    made.admin("DELETE")


@pytest.fixture
def steered(world: World) -> Handle:
    """The test's world in the hands of the control plane's client."""
    return world.control


@pytest.fixture(params=["by socket", "in process"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """A world of the test's own: once in a server process, and once more without sockets."""
    if request.param == "by socket":
        yield from a_world(request.getfixturevalue("http"), request.getfixturevalue("server"), request.node.name)
    else:
        yield from a_world(request.getfixturevalue("without_sockets"), "http://localhost", request.node.name)


class Api:
    """One vendor in one world, called with some headers (usually a credential's) unless a call says otherwise."""

    def __init__(self, world: World, vendor: str, **headers: str) -> None:
        self.world, self.vendor, self.headers = world, vendor, headers

    def by(self, **headers: str) -> Api:
        """The same vendor, called by somebody else."""
        return Api(self.world, self.vendor, **headers)

    def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **arguments: Any
    ) -> httpx.Response:
        """Send one request; a body that is neither bytes nor None goes out as JSON."""
        content = {"content": body} if isinstance(body, bytes) else {} if body is None else {"json": body}
        return self.world.call(
            self.vendor, method, path, headers={**self.headers, **(headers or {})}, **content, **arguments
        )

    def get(self, path: str, **arguments: Any) -> httpx.Response:
        """GET."""
        return self.send("GET", path, **arguments)

    def post(self, path: str, body: Any = None, **arguments: Any) -> httpx.Response:
        """POST."""
        return self.send("POST", path, body, **arguments)

    def put(self, path: str, body: Any = None, **arguments: Any) -> httpx.Response:
        """PUT."""
        return self.send("PUT", path, body, **arguments)

    def delete(self, path: str, **arguments: Any) -> httpx.Response:
        """DELETE."""
        return self.send("DELETE", path, **arguments)


@pytest.fixture
def grafana(world: World) -> Api:
    """Grafana in the test's world, called with the documented token."""
    return Api(world, "grafana", **bearer("eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk"))


@pytest.fixture
def checkcentral(world: World) -> Methods:
    """CheckCentral in the test's world, called with the read/write token."""
    return Methods(world)


@pytest.fixture
def strapi(world: World) -> Api:
    """Strapi in the test's world, called as the user ann."""
    return Api(world, "strapi", **bearer(
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6IjEiLCJpYXQiOjE1NjY2NTYxMjJ9.nfpZma925GNauzMAkBVOHClRIbB1FWK01KSaPhtCaR0"
    ))  # fmt: skip


@pytest.fixture
def thousandeyes(world: World, request: pytest.FixtureRequest) -> Api:
    """ThousandEyes in the test's world, called with the documented credential; a parameter names another fixture."""
    if hasattr(request, "param"):
        world.begin(request.param)
    return Api(world, "thousandeyes", **basic("noreply@thousandeyes.com", "g351mw5xqhvkmh1vq6zfm51c62wyzib2"))
