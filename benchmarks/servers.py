"""A server as a process: started, waited for, measured and stopped; and the servers that are compared."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks import installations
from benchmarks.cases import LISTED, Case, Unsound, ask
from benchmarks.peers.prism import write
from benchmarks.peers.reports import DOCUMENT, ROOT

START_LIMIT = 60
"""Seconds that a server may take to answer first."""


@dataclass(frozen=True)
class Server:
    """How to run one server.

    Attributes:
        name: what `--only` calls it.
        title: what the table calls it.
        command: the command line; `{port}` stands for the port.
        path: what goes before the vendor's paths; `{round}` stands for the round.
        stateful: whether it keeps what is posted; then each round gets a new process, so that all begin with the same reports.
        missing: why it cannot be run here, or "".
        first: the request that shows that it is there.
        reports: how many reports it begins with.
        lax: whether it asks for no credentials and validates nothing, so that only the list is asked for before the load.
    """

    name: str
    title: str
    command: tuple[str, ...]
    path: str = ""
    stateful: bool = True
    missing: str = ""
    first: Case = LISTED
    reports: int = 3
    lax: bool = False


PLENTY = ("--memory", "16GB", "--world-memory", "16GB")
"""A load of minutes creates more records than a world holds by default."""


def ours(
    *arguments: str, name: str = "ours", title: str = "ours", path: str = "/w/round-{round}/grafana", first: Case = LISTED
) -> Server:  # fmt: skip
    """This project's server; state, journal and validation of requests are on by default."""
    command = (sys.executable, "-m", "mockserver", "serve", *arguments, *PLENTY, "--quiet", "--port", "{port}")
    return Server(name, title, command, path, first=first)


def compared(folder: Path, wanted: Sequence[str] = (), *, set_up: bool = True) -> list[Server]:
    """The servers of the side-by-side table.

    Args:
        folder: takes what a peer needs to be written down.
        wanted: names; none means all.
        set_up: whether peers that are missing may be installed.
    """
    found = [
        ours("grafana"),
        ours("grafana", "--validate-responses", name="ours-checked", title="ours, answers validated too"),
    ]
    alone = ours(
        f"reports={DOCUMENT}", name="document", title="ours, the document alone", path="/w/round-{round}/reports"
    )
    found.append(replace(alone, reports=1))
    if not wanted or "prism" in wanted:
        prism = installations.prism(set_up=set_up)
        command = (*prism.command, "mock", "-h", "127.0.0.1", "-p", "{port}", "-v", "error", str(write(folder)))
        found.append(Server("prism", "Prism", command, stateful=False, missing=prism.missing))
    if not wanted or "mockoon" in wanted:
        mockoon = installations.mockoon(set_up=set_up)
        command = (*mockoon.command, "start", "--data", str(DOCUMENT), "--port", "{port}", "--disable-log-to-file")
        title = "Mockoon (no credentials, no validation)"
        found.append(Server("mockoon", title, command, stateful=False, missing=mockoon.missing, lax=True))
    found.append(_python("AsyncApp", "async", "connexion AsyncApp, stock", (sys.executable,)))
    if not wanted or "flask" in wanted:
        flask = installations.flask(set_up=set_up)
        found.append(_python("FlaskApp", "flask", "connexion FlaskApp, stock", flask.command, flask.missing))
    found.append(_python("bare", "bare", "bare ASGI application", (sys.executable,)))
    return [each for each in found if not wanted or each.name in wanted]


NAMES = ("ours", "ours-checked", "document", "prism", "mockoon", "async", "flask", "bare")


def _python(kind: str, name: str, title: str, interpreter: tuple[str, ...], missing: str = "") -> Server:
    command = (*interpreter, "-m", "benchmarks.peers", kind, "--port", "{port}")
    return Server(name, title, command, missing=missing)


class Running:
    """A server that runs on a port of its own.

    Attributes:
        seconds: from the start of the process to the first 200 over HTTP.
    """

    def __init__(self, server: Server) -> None:
        self.server, self.port = server, _free_port()
        command = [part.replace("{port}", str(self.port)) for part in server.command]
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115, lives as long as the process
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self._errors
        )
        try:
            self._wait(begun + START_LIMIT)
        except BaseException:
            self.stop()
            raise
        self.seconds = time.perf_counter() - begun

    def prefix(self, number: int | str = 0) -> str:
        """What goes before the vendor's paths in a round."""
        return self.server.path.replace("{round}", str(number))

    def memory(self) -> float:
        """Resident memory of the process and all its children in MB; 0 where the system does not tell."""
        return sum(map(_resident, _family(self.process.pid))) / 1e6

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._errors.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _wait(self, until: float) -> None:
        first = self.server.first
        path = self.prefix("start") + first.path
        while self.process.poll() is None and time.perf_counter() < until:
            try:
                status, _ = ask(self.port, first.method, path, headers=first.headers)
            except OSError:
                time.sleep(0.004)
                continue
            if status == 200:
                return
            raise Unsound(f"the list is answered {status} at the start")
        raise Unsound(f"{self.server.title} does not start: {self._complaint()}")

    def _complaint(self) -> str:
        if self.process.poll() is None:
            return f"no answer in {START_LIMIT} s"
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace").strip()[-400:]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        number: int = found.getsockname()[1]
        return number


def _family(first: int) -> list[int]:
    """A process and everything below it."""
    below: dict[int, list[int]] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(file.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        below.setdefault(parent, []).append(int(file.parent.name))
    family = [first]
    for each in family:
        family += below.get(each, [])
    return family


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
