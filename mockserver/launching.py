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

from mockserver.settings import PREFIX, flag_of

if TYPE_CHECKING:
    from mockserver.client import Admin
    from mockserver.testing import MockWorld

_READY = re.compile(r"ready on (http://\S+)")
_OURS = {"port": 0, "host": "127.0.0.1", "admin": "auto", "admin_token": ""}
"""What the environment and mockserver.toml have no say in, since whoever starts the server must be able to steer it."""


class NoServer(RuntimeError):
    """A server ended before it was ready, or none answers where one should be; the text says why."""


@dataclass(frozen=True)
class Running:
    """A running server.

    Attributes:
        url: its address, without a slash at the end.
        vendors: the names of the vendors it serves.
        admin: its control plane.
        token: what the control plane asks for.
    """

    url: str
    vendors: tuple[str, ...]
    admin: Admin
    token: str = ""

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
        found = {f"{PREFIX}URL": self.url} | {f"{PREFIX}{name.upper()}_URL": self.url_of(name) for name in self.vendors}
        return found | ({f"{PREFIX}ADMIN_TOKEN": self.token} if self.token else {})


@contextlib.contextmanager
def running(
    *vendors: str, timeout: float = 20.0, environ: Mapping[str, str] | None = None, **options: Any
) -> Iterator[Running]:
    """Start a server on a free port, and stop it at the end of the block.

    The server also ends by itself when this process does, however that happens.

    Args:
        vendors: the vendors to serve; all that are present by default.
        timeout: seconds to wait until it is ready.
        environ: the environment of the server; by default that of this process.
        options: the other settings by their names, such as `fixture="empty"` or `accept_any_credentials=True`.

    Yields:
        The server, ready.

    Raises:
        NoServer: with what the server printed.
    """
    given = {**_OURS, **options}
    around = os.environ if environ is None else environ
    with _process([*vendors, *_flags(given)], timeout, around) as url, joined(url, str(given["admin_token"])) as server:
        yield server


@contextlib.contextmanager
def joined(url: str, token: str = "") -> Iterator[Running]:
    """Use a server that runs already, for instance under `mockserver run`; it is not stopped at the end.

    Raises:
        NoServer: none answers there, or not to this token.
    """
    import httpx

    from mockserver.client import Admin, ControlError

    with contextlib.ExitStack() as stack:
        try:
            admin = stack.enter_context(Admin(url, token=token))
            vendors = tuple(each["name"] for each in admin.vendors())
        except (ControlError, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise NoServer(f"mockserver: no control plane answers at {url}: {error}") from None
        yield Running(url.rstrip("/"), vendors, admin, token)


@contextlib.contextmanager
def _process(arguments: list[str], timeout: float, environ: Mapping[str, str]) -> Iterator[str]:
    """A server process, out of reach of the terminal's Ctrl-C: whoever uses it still needs it to tidy up. Its address."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "mockserver", "serve", *arguments, "--end-with-stdin"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=_environ(environ),
            start_new_session=True,
        )  # fmt: skip
        reader = threading.Thread(target=_read_on, args=(process.stdout,), name="mockserver-output", daemon=True)
        try:
            url = _wait(process, errors, timeout)
            reader.start()
            yield url
        finally:
            _stop(process, reader)


def _flags(options: Mapping[str, Any]) -> list[str]:
    flags = []
    for name, value in options.items():
        if value is True:
            flags.append(flag_of(name))
        elif value is not False and value is not None:
            for each in value if isinstance(value, list | tuple) else [value]:
                flags.append(f"{flag_of(name)}={each}")
    return flags


def _environ(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without what would trace or spoil the server's output."""
    return {**environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "ignore"}


def _wait(process: subprocess.Popen[str], errors: IO[str], timeout: float) -> str:
    """Read the server's greeting until it says that it is ready."""
    assert process.stdout is not None
    timer = threading.Timer(timeout, process.kill)
    timer.start()
    try:
        # what takes its time on this side is done while the server gets ready
        import mockserver.client  # noqa: F401

        for line in process.stdout:
            if found := _READY.search(line):
                return found[1]
    finally:
        timer.cancel()
        timer.join()
    process.wait()
    errors.seek(0)
    raise NoServer(errors.read().strip() or f"mockserver: the server was not ready after {timeout:g} seconds")


def _read_on(stream: IO[str]) -> None:
    """Take whatever else the server prints, so that it never has to wait for a reader."""
    for _ in stream:
        pass


def _stop(process: subprocess.Popen[str], reader: threading.Thread) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(OSError):
        process.stdin.close()
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if reader.ident is not None:
        reader.join(5)
    process.stdout.close()
