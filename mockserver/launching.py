"""A server in a process of its own, for as long as somebody needs it: for tests, scripts and `mockserver run`."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from mockserver.documents import variable
from mockserver.settings import PREFIX, Settings, flag_of, from_options

if TYPE_CHECKING:
    from mockserver.client import Admin
    from mockserver.testing import MockWorld

_READY = re.compile(r"ready on (https?://\S+)(?:.*; trust (.+)\))?")
_OURS = {
    "port": 0,
    "host": "127.0.0.1",
    "admin": "auto",
    "admin_token": "",
    "tls": False,
    "tls_cert": "",
    "tls_key": "",
    "quiet": True,
    "state": "",
}
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
        ca_file: who vouches for its certificate, where it has one for https.
        end: how the server's process has ended, with its last words; empty while it runs, or where it is not ours.
    """

    url: str
    vendors: tuple[str, ...]
    admin: Admin
    token: str = ""
    ca_file: str = ""
    end: Callable[[], str] = field(default=str, repr=False, compare=False)

    def url_of(self, vendor: str, world: str = "") -> str:
        """The base address of a vendor, in the default world or in one that is named."""
        return f"{self.url}/w/{world}/{vendor}" if world else f"{self.url}/{vendor}"

    @contextlib.contextmanager
    def world(self, name: str, **options: Any) -> Iterator[MockWorld]:
        """Make a world for the length of a block.

        Args:
            name: its name; a world of the same name gives way.
            options: fixture, seed, clock, profile, readings, data, as for `client.Worlds.create`.
        """
        from mockserver import testing

        with testing.world(self.admin, name, **options) as world:
            yield world

    def environ(self) -> dict[str, str]:
        """Variables that tell a program in any language where everything is and how to sign in.

        `MOCKSRV_GRAFANA_URL`, `MOCKSRV_GRAFANA_TOKEN` (a bearer token, an API key, or the password of `MOCKSRV_GRAFANA_USER`).
        """
        found = {f"{PREFIX}URL": self.url}
        for name in self.vendors:
            found |= {
                f"{PREFIX}{variable(name).upper()}_{kind}": value for kind, value in self._of_vendor(name).items()
            }
        found.pop(f"{PREFIX}ADMIN_TOKEN", None)  # a vendor may be called admin, but this is the control plane's
        more = {"ADMIN_TOKEN": self.token, "CA_FILE": self.ca_file}
        return found | {PREFIX + name: value for name, value in more.items() if value}

    def _of_vendor(self, name: str) -> dict[str, str]:
        """What a client of a vendor needs: its address, and the first credential that it accepts, if it has any."""
        credential: dict[str, Any] = next(iter(self.admin.vendor(name)["credentials"]), {})
        values: dict[str, Any] = {"USER": credential.get("user"), "TOKEN": credential.get("secret")}
        return {"URL": self.url_of(name), **{kind: value for kind, value in values.items() if value}}


@contextlib.contextmanager
def running(
    *vendors: str,
    timeout: float = 20.0,
    environ: Mapping[str, str] | None = None,
    config: Path | str | None = None,
    **options: Any,
) -> Iterator[Running]:
    """Start a server on a free port, and stop it at the end of the block.

    The server also ends by itself when this process does, however that happens.

    Args:
        vendors: the vendors to serve, and documents of one's own (`"petstore.yaml"`, `"name=file"`); all vendors that are
            present by default.
        timeout: seconds to wait until it is ready.
        environ: the environment of the server; by default that of this process.
        config: its settings file; by default mockserver.toml in the working directory, if it exists.
        options: the other settings by their names, such as `fixture="empty"` or `accept_any_credentials=True`.

    Yields:
        The server, ready.

    Raises:
        TypeError: an option that is no setting.
        BadSetting: a value that cannot be used.
        NoServer: with what the server printed.
    """
    given = {**_OURS, **options}
    flags = [*_flags(given), *([] if config is None else [f"--config={config}"])]
    around = os.environ if environ is None else environ
    with (
        _process([*vendors, *flags], timeout, around) as process,
        joined(process.url, str(given["admin_token"] or ""), process.ca_file or str(given["tls_cert"] or "")) as server,
    ):
        yield replace(server, end=process.end)


@contextlib.contextmanager
def joined(url: str, token: str = "", ca_file: str = "") -> Iterator[Running]:
    """Use a server that runs already, for instance under `mockserver run`; it is not stopped at the end.

    Args:
        url: its address.
        token: what its control plane asks for.
        ca_file: who vouches for its certificate.

    Raises:
        NoServer: none answers there, or not to this token.
    """
    import httpx

    from mockserver.client import Admin, ControlError

    with contextlib.ExitStack() as stack:
        try:
            admin = stack.enter_context(Admin(url, token=token, ca_file=ca_file))
            vendors = tuple(each["name"] for each in admin.vendors())
        except (ControlError, httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise NoServer(f"mockserver: no control plane answers at {url}: {error}") from None
        yield Running(url.rstrip("/"), vendors, admin, token, ca_file)


@contextlib.contextmanager
def _process(arguments: list[str], timeout: float, environ: Mapping[str, str]) -> Iterator[_Process]:
    """A server process, out of reach of the terminal's Ctrl-C: whoever uses it still needs it to tidy up."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "mockserver", "serve", *arguments, "--end-with-stdin"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=_environ(environ),
            start_new_session=True,
        )  # fmt: skip
        reader = threading.Thread(target=_read_on, args=(process.stdout,), name="mockserver-output", daemon=True)
        try:
            url, ca_file = _wait(process, errors, timeout)
            reader.start()
            yield _Process(url, process, errors, ca_file)
        finally:
            _stop(process, reader)


@dataclass(frozen=True)
class _Process:
    """A server process that was ready once."""

    url: str
    process: subprocess.Popen[str]
    errors: IO[str]
    ca_file: str = ""

    def end(self) -> str:
        """How it has ended, and the last line that it wrote on standard error; empty while it runs."""
        code = self.process.poll()
        if code is None:
            return ""
        how = f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
        self.errors.seek(0)
        words = self.errors.read().strip().splitlines()
        last = f"its last words: {words[-1][:500]}" if words else "it said nothing"
        return f"mockserver: the mock server at {self.url} has ended {how}; {last}"


def _flags(options: Mapping[str, Any]) -> list[str]:
    """The command line that says the same as options do; each value is read here first, as the server will read it."""
    chosen = from_options(**options)
    flags = []
    for name in (each.name for each in fields(Settings) if options.get(each.name) is not None):
        value = getattr(chosen, name)
        if isinstance(value, bool):
            flags.append(flag_of(name) if value else flag_of(f"no_{name}"))
        else:
            flags += [
                f"{flag_of(name)}={'' if each is None else each}"
                for each in (value if isinstance(value, tuple) else [value])
            ]
    return flags


def _environ(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without what would trace or spoil the server's output."""
    return {**environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "ignore"}


def _wait(process: subprocess.Popen[str], errors: IO[str], timeout: float) -> tuple[str, str]:
    """Read the server's greeting until it says that it is ready: where, and who vouches for its certificate."""
    assert process.stdout is not None
    timer = threading.Timer(timeout, process.kill)
    timer.start()
    try:
        # what takes its time on this side is done while the server gets ready
        import mockserver.client  # noqa: F401

        for line in process.stdout:
            if found := _READY.search(line):
                return found[1], found[2] or ""
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
