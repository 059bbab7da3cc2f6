"""The container, as far as it can be tried without one: the steps of its files in an empty folder, with the same user and flags."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import suites
import yaml
from conftest import READY, ROOT

pytestmark = pytest.mark.posix

COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())["services"]
INSTALL = "RUN python -m venv /opt/mocksrv && /opt/mocksrv/bin/pip install --no-cache-dir --constraint constraints.txt '.[viewer]'"


def instructions(file: Path) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile: word and rest."""
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


FINAL = dict(instructions(ROOT / "Dockerfile"))
"""What the image is at the end; of several instructions of a kind the last."""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """An empty folder that everybody may read."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


def copied(file: Path, to: Path) -> None:
    """Do what the COPY instructions of a file say."""
    to.mkdir()
    for word, rest in instructions(file):
        *sources, target = rest.split()
        if word == "COPY" and not sources[0].startswith("--from"):
            for source in sources:
                if (ROOT / source).is_dir():
                    shutil.copytree(ROOT / source, to / target, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(ROOT / source, to / target)


@dataclass(frozen=True)
class Image:
    """What the steps of the Dockerfile make, but for the folder it is in: an environment, and how it is started."""

    home: Path

    def environ(self, **more: str) -> dict[str, str]:
        """The variables of the image, and those that are given to a container; nothing else."""
        said = dict(part.partition("=")[::2] for part in shlex.split(FINAL["ENV"]))
        said["PATH"] = f"{self.home / 'bin'}:{os.environ['PATH']}"
        return {**said, "HOME": "/nonexistent", "TMPDIR": str(self.home), **more}

    def command(self, *words: str) -> list[str]:
        """A command as the user of the image."""
        user, _, group = FINAL["USER"].partition(":")
        as_user = [
            "setpriv",
            f"--reuid={user}",
            f"--regid={group}",
            "--clear-groups",
            "--no-new-privs",
            "--bounding-set=-all",
        ]
        return [*(as_user if may_become(user) else []), str(self.home / "bin" / "python"), *words]

    @contextlib.contextmanager
    def running(self, *arguments: str, **environ: str) -> Iterator[str]:
        """The address of a server, started as the image starts it."""
        assert (FINAL["ENTRYPOINT"], FINAL["CMD"]) == ('["mockserver"]', '["serve"]')
        port = free_port()
        process = subprocess.Popen(
            self.command("-m", "mockserver", *(arguments or ["serve"])), cwd="/", env=self.environ(MOCKSRV_PORT=str(port), **environ),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        try:
            assert any(READY.search(line) for line in process.stdout), process.communicate()[1]
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            _, errors = process.communicate(timeout=15)
        assert (process.returncode, errors) == (0, "")


def may_become(user: str) -> bool:
    """Whether commands can be run as somebody, who can read the interpreter."""
    asked = ["setpriv", f"--reuid={user}", "--clear-groups", sys.executable, "-c", ""]
    return (
        shutil.which("setpriv") is not None and subprocess.run(asked, capture_output=True, check=False).returncode == 0
    )


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@pytest.fixture(scope="module")
def image(folder: Path) -> Image:
    """The image, built in an empty folder from what is copied into it; what it depends on is lent by this environment."""
    assert INSTALL.partition(" ")[::2] == ("RUN", dict(instructions(ROOT / "Dockerfile"))["RUN"])
    copied(ROOT / "Dockerfile", folder / "build")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(folder / "build")]
    subprocess.run(build, check=True, capture_output=True)
    suites.install(next(folder.glob("*.whl")), folder / "opt")
    shutil.rmtree(folder / "build")
    return Image(folder / "opt")


def files(place: Path) -> set[Path]:
    return {each for each in place.rglob("*") if "__pycache__" not in each.parts}


def test_it_serves_as_it_is_and_writes_nothing(image: Image) -> None:
    before = files(image.home.parent)
    with image.running() as url:
        assert httpx.get(f"{url}/grafana/api/reports").status_code == 401
        assert httpx.get(f"{url}/__admin/worlds").json()["type"].endswith("control-off")
        word, rest = FINAL["HEALTHCHECK"].partition("CMD ")[::2]
        assert "--interval" in word
        asked = image.command(*json.loads(rest)[1:])
        assert (
            subprocess.run(asked, env=image.environ(MOCKSRV_PORT=url.rpartition(":")[2]), check=False).returncode == 0
        )
        asked_in_vain = subprocess.run(asked, env=image.environ(MOCKSRV_PORT="1"), capture_output=True, check=False)
        assert asked_in_vain.returncode == 1
    assert files(image.home.parent) == before


def test_beside_an_application_the_control_plane_answers_by_the_name_of_the_service(image: Image) -> None:
    mock: dict[str, Any] = COMPOSE["mock"]
    with image.running(*mock["command"], **mock["environment"]) as url:
        assert httpx.get(f"{url}/__admin/worlds", headers={"Host": "mock:4280"}).status_code == 200
        assert httpx.get(f"{url}/__admin/worlds", headers={"Host": "other:4280"}).status_code == 403


def test_the_application_and_its_tests_pass_beside_it(image: Image, folder: Path) -> None:
    copied(ROOT / "deploy" / "application.Dockerfile", folder / "application")
    command = json.loads(dict(instructions(ROOT / "deploy" / "application.Dockerfile"))["CMD"])
    assert command == ["flask", "--app", "report_hub.hub", "run", "--host", "0.0.0.0"]
    mock, port = COMPOSE["mock"], free_port()
    with image.running(*mock["command"], **mock["environment"]) as url:
        named = {
            name: value.replace("http://mock:4280", url)
            for name, value in COMPOSE["application"]["environment"].items()
        }
        environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith("MOCKSRV_")},
            "PYTHONPATH": "",
            **named,
        }
        application = subprocess.Popen(
            [sys.executable, "-m", "flask", *command[1:4], "--port", str(port)], cwd=folder / "application", env=environ,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            environ |= {"APPLICATION_URL": f"http://127.0.0.1:{port}", "MOCK_URL": url}
            assert COMPOSE["tests"]["environment"].keys() <= environ.keys()
            words = [
                sys.executable,
                "-m",
                *COMPOSE["tests"]["command"],
                "-q",
                "-p",
                "no:mockserver",
                "-c",
                "/dev/null",
                "--rootdir",
                ".",
            ]
            done = subprocess.run(
                words, cwd=folder / "application", env=environ, capture_output=True, text=True, timeout=120, check=False
            )
        finally:
            application.terminate()
            application.wait(10)
    assert re.search(r"3 passed", done.stdout), done.stdout + done.stderr


@pytest.mark.parametrize("flag", ["read_only", "cap_drop", "security_opt"])
def test_it_gets_no_more_than_it_needs(flag: str) -> None:
    assert COMPOSE["mock"][flag] in (True, ["ALL"], ["no-new-privileges:true"])
    assert FINAL["USER"] == "65532:65532"


@pytest.mark.skipif(shutil.which("docker") is None, reason="there is no container runtime")
def test_it_can_be_built_and_run_in_a_container() -> None:
    if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        pytest.skip("no container runtime answers")
    compose = [
        "docker",
        "compose",
        "-f",
        str(ROOT / "deploy" / "compose.yaml"),
        "-p",
        f"mocksrv-{time.monotonic_ns():x}",
    ]
    try:
        up = [*compose, "up", "--build", "--abort-on-container-exit", "--exit-code-from", "tests"]
        assert subprocess.run(up, timeout=900, check=False).returncode == 0
    finally:
        subprocess.run([*compose, "down", "--volumes", "--rmi", "local"], check=False)
