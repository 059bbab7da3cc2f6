"""A server in a process of its own, for as long as somebody needs it: for tests, scripts and `mockserver run`."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from mockserver.client import Admin
from mockserver.settings import PREFIX, flag_of

if TYPE_CHECKING:
    from mockserver.testing import MockWorld

_READY = re.compile(r"ready on (http://\S+)")


class CannotStart(RuntimeError):
    """The server process ended, or said nothing, before it was ready; the text is what it printed."""


@dataclass(frozen=True)
class Running:
    """A running server.

    Attributes:
        url: its address, without a slash at the end.
        vendors: the names of the vendors it serves.
        admin: its control plane.
    """

    url: str
    vendors: tuple[str, ...]
    admin: Admin

    def url_of(self, vendor: str, world: str = "") -> str:
        """The base address of a vendor, in the default world or in one that is named."""
        return f"{self.url}/w/{world}/{vendor}" if world else f"{self.url}/{vendor}"

    @contextlib.contextmanager
    def world(self, name: str, **options: Any) -> Iterator[MockWorld]:
        """Make a world for the length of a block.

        Args:
            name: its name; a world of the same name gives way.
            options: fixture, seed, clock, readings, data, as for `client.Worlds.create`.
        """
        from mockserver import testing

        with testing.world(self.admin, name, **options) as world:
            yield world

    def environ(self) -> dict[str, str]:
        """Variables that tell a program in any language where everything is, such as `MOCKSRV_GRAFANA_URL`."""
        return {f"{PREFIX}URL": self.url} | {f"{PREFIX}{name.upper()}_URL": self.url_of(name) for name in self.vendors}


@contextlib.contextmanager
def running(*vendors: str, timeout: float = 20.0, **options: Any) -> Iterator[Running]:
    """Start a server on a free port, and stop it at the end of the block.

    The server also ends by itself when this process does, however that happens.

    Args:
        vendors: the vendors to serve; all that are present by default.
        timeout: seconds to wait until it is ready.
        options: the other settings by their names, such as `fixture="empty"` or `accept_any_credentials=True`.

    Yields:
        The server, ready.

    Raises:
        CannotStart: with what the server printed.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "mockserver", "serve", *vendors, *_flags({"port": 0, **options}), "--end-with-stdin"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=_environ(os.environ),
        )  # fmt: skip
        try:
            url = _wait(process, errors, timeout)
            with Admin(url, token=options.get("admin_token")) as admin:
                yield Running(url, tuple(each["name"] for each in admin.vendors()), admin)
        finally:
            _stop(process)


@contextlib.contextmanager
def joined(url: str, token: str | None = None) -> Iterator[Running]:
    """Use a server that runs already, for instance under `mockserver run`; it is not stopped at the end."""
    with Admin(url, token=token) as admin:
        yield Running(url.rstrip("/"), tuple(each["name"] for each in admin.vendors()), admin)


def _flags(options: Mapping[str, Any]) -> list[str]:
    flags = []
    for name, value in options.items():
        if value is True:
            flags.append(flag_of(name))
        elif value is not False and value is not None:
            for each in value if isinstance(value, list | tuple) else [value]:
                flags += [flag_of(name), str(each)]
    return flags


def _environ(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without what would colour or trace the server's output."""
    return {**environ, "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore"}


def _wait(process: subprocess.Popen[str], errors: IO[str], timeout: float) -> str:
    """Read the server's greeting until it says that it is ready; afterwards, read on so that it never blocks."""
    stream = process.stdout
    assert stream is not None
    timer = threading.Timer(timeout, process.kill)
    timer.start()
    try:
        for line in stream:
            found = _READY.search(line)
            if found:
                threading.Thread(target=stream.read, name="mockserver-output", daemon=True).start()
                return found[1]
    finally:
        timer.cancel()
    process.wait()
    errors.seek(0)
    raise CannotStart(errors.read().strip() or f"the server was not ready after {timeout:g} seconds")


def _stop(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        process.stdin.close()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        with contextlib.suppress(OSError, ValueError):
            process.stdout.close()
