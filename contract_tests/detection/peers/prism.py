"""Prism's proxy before a broken server: the requests of the vendor's tour go through it, and its header says what is wrong.

It runs without `--errors`: the violations are the same, in the header `sl-violations`, and the answers come through, so that later
requests can name the records that earlier ones made.
"""

from __future__ import annotations

import json
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from benchmarks.peers.prism import copied
from contract_tests.detection.askers import Told, world_of
from contract_tests.detection.breaking import WHOLE
from contract_tests.detection.defects import document
from contract_tests.detection.peers import compared, installed
from contract_tests.detection.peers.records import At
from contract_tests.detection.proof import asked, tours
from contract_tests.detection.target import Broken
from mockserver.openapi.sources import read_yaml


def by_prism(broken: Broken, vendor: str, name: str = WHOLE, _: int = 1) -> Iterator[Told]:
    """What Prism's proxy finds, and does not find of the whole server."""
    return compared.news(_reports, broken, vendor, name)


def _reports(broken: Broken, vendor: str, name: str) -> frozenset[str]:
    plan, kept, found = tours()[vendor], dict[str, Any](), set[str]()

    def judge(answer: httpx.Response) -> None:
        called = compared.operation_of(vendor, answer.request.method, str(answer.request.url))
        for each in json.loads(answer.headers.get("sl-violations", "[]")):
            where = ".".join("*" if str(part).isdigit() else str(part) for part in each["location"])
            found.add(f"{called} {answer.status_code} {where} {each['message'][:120]}")

    with (
        world_of(broken, vendor, name) as world,
        _proxy(vendor, world.url(vendor)) as url,
        httpx.Client(timeout=5, trust_env=False, event_hooks={"response": [judge]}) as http,
    ):
        through: Any = At(world, url)
        for step in plan["steps"]:
            if step.get("world") != "other" and "spend" not in step:
                # what the proxy does not answer it says nothing about
                with suppress(httpx.HTTPError):
                    asked(plan, step, through, vendor, kept, http)
    return frozenset(found)


@contextmanager
def _proxy(vendor: str, upstream: str) -> Iterator[str]:
    """Run the proxy for the length of a block; where it listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "openapi.json")
        file.write_text(json.dumps(copied(read_yaml(document(vendor)))), encoding="utf-8")
        command = ["node", str(installed.PRISM), "proxy", str(file), upstream, "-h", "127.0.0.1", "-p", str(port)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                _wait(port)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()


def _wait(port: int) -> None:
    """Wait until something listens."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("Prism does not listen")
