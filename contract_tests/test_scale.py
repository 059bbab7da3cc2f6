"""Several servers behind a real HAProxy, with the configuration that is handed out: each world is whole, on one of them."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import httpx
import pytest
from conftest import ROOT, Process

TOKEN = {"Authorization": "Bearer eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk"}
NAMES = [f"suite-{number}" for number in range(24)]

pytestmark = [
    pytest.mark.posix,
    pytest.mark.skipif(shutil.which("haproxy") is None, reason="HAProxy is not installed; .ci/run does it"),
]


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


@pytest.fixture(scope="module")
def servers() -> Iterator[list[Process]]:
    started = [Process("grafana") for _ in range(3)]
    yield started
    for server in started:
        server.stop()


@pytest.fixture(scope="module")
def client(servers: list[Process], tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    bind = f"127.0.0.1:{free_port()}"
    text = (ROOT / "deploy" / "haproxy.cfg").read_text(encoding="utf-8")
    lines = "".join(
        f"    server mock{at} {server.url.removeprefix('http://')} check\n" for at, server in enumerate(servers)
    )
    file = tmp_path_factory.mktemp("haproxy") / "haproxy.cfg"
    file.write_text(re.sub(r"(?:^    server .*\n)+", lambda _: lines, text, flags=re.MULTILINE), encoding="utf-8")
    with (
        subprocess.Popen(["haproxy", "-db", "-q", "-f", file], env={**os.environ, "MOCKS_BIND": bind}) as process,
        httpx.Client(base_url=f"http://{bind}", headers=TOKEN, timeout=30) as client,
    ):
        try:
            wait_for(client)
            yield client
        finally:
            process.terminate()


def wait_for(client: httpx.Client) -> None:
    for _ in range(200):
        try:
            if client.get("/__admin/health").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail("HAProxy does not answer")


def worlds(server: Process) -> set[str]:
    listed = httpx.get(f"{server.url}/__admin/worlds").json()
    return {world["name"] for world in listed} - {"default"}


def test_each_world_is_on_one_server_however_it_is_named(client: httpx.Client, servers: list[Process]) -> None:
    for name in NAMES:
        assert client.post("/__admin/worlds", json={"name": name}).status_code == 201
        assert client.delete(f"/w/{name}/grafana/api/reports/2").status_code == 200
        assert client.get("/grafana/api/reports/2", headers={"Mock-World": name}).status_code == 404
        assert client.get(f"/__admin/worlds/{name}").json()["requests"] == 2
    there = [worlds(server) for server in servers]
    assert sorted(name for each in there for name in each) == sorted(NAMES)
    assert all(there), "some server has no world at all"


def test_what_names_no_world_is_the_default_one_of_one_server(client: httpx.Client, servers: list[Process]) -> None:
    assert client.delete("/grafana/api/reports/3").status_code == 200
    assert {client.get("/grafana/api/reports/3").status_code for _ in range(10)} == {404}
    assert client.post("/__admin/worlds/default/reset").status_code == 200
