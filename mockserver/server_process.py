"""A server in a process of its own: begun at once, waited for when it is needed, ended quickly; knows only the command line of the server."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from mockserver.settings import Settings, flag_of, from_options

READY = re.compile(r"ready on (https?://\S+)(?:.*; trust (.+)\))?")
OURS = {
    "port": 0,
    "host": "127.0.0.1",
    "admin": "auto",
    "admin_token": "",
    "tls": False,
    "tls_cert": "",
    "tls_key": "",
    "quiet": True,
    "log_format": "text",
    "state": "",
}
"""What the environment and mockserver.toml have no say in, since whoever starts the server must be able to steer it."""
LONGEST_END = 10.0
"""Seconds after which a server that does not end is killed."""


class NoServer(RuntimeError):
    """A server ended before it was ready, or none answers where one should be; the text says why."""


class ServerProcess:
    """A server that begins when this is made; it also ends by itself when this process does, however that happens.

    It is out of reach of the terminal's Ctrl-C: whoever uses it still needs it to tidy up.

    Args:
        vendors: the vendors to serve, and documents of one's own.
        environ: its environment; by default that of this process.
        config: its settings file; by default mockserver.toml in the working directory, if it exists.
        options: the other settings by their names.

    Attributes:
        url: its address, once it is ready.
        token: what its control plane asks for.
        ca_file: who vouches for its certificate, once it is ready.

    Raises:
        TypeError: an option that is no setting.
        BadSetting: a value that cannot be used.
    """

    def __init__(
        self,
        *vendors: str,
        environ: Mapping[str, str] | None = None,
        config: Path | str | None = None,
        **options: Any,
    ) -> None:
        given = {**OURS, **options}
        flags = [*_flags(given), *([] if config is None else [f"--config={config}"])]
        self.url = ""
        self.token, self.ca_file = str(given["admin_token"] or ""), str(given["tls_cert"] or "")
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - closed by `stop`
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mockserver", "serve", *vendors, *flags, "--end-with-stdin"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True, start_new_session=True,
            env=_environ(os.environ if environ is None else environ),
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read_on, name="mockserver-output", daemon=True)

    def wait(self, timeout: float) -> None:
        """Read the server's greeting until it says that it is ready.

        Args:
            timeout: seconds from now on.

        Raises:
            NoServer: with what the server printed.
        """
        assert self._process.stdout is not None
        timer = threading.Timer(timeout, self._process.kill)
        timer.start()
        try:
            found = next((match for line in self._process.stdout if (match := READY.search(line))), None)
        finally:
            timer.cancel()
            timer.join()
        if found is None:
            self._process.wait()
            raise NoServer(self._said() or f"mockserver: the server was not ready after {timeout:g} seconds")
        self.url, self.ca_file = found[1], found[2] or self.ca_file
        self._reader.start()

    def end(self) -> str:
        """How it has ended, and the last line that it wrote on standard error; empty while it runs."""
        code = self._process.poll()
        if code is None:
            return ""
        how = f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
        words = self._said().splitlines()
        last = f"its last words: {words[-1][:500]}" if words else "it said nothing"
        return f"mockserver: the mock server at {self.url} has ended {how}; {last}"

    def ask_to_end(self) -> None:
        """Let it end, without waiting for that."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        self._process.terminate()

    def stop(self) -> None:
        """Let it end, and wait until it has."""
        assert self._process.stdout is not None
        self.ask_to_end()
        if (
            self._reader.ident is not None
        ):  # its output ends when it does; to wait for that is quicker than to ask for its exit
            self._reader.join(LONGEST_END)
        try:
            self._process.wait(LONGEST_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._errors.close()

    def _said(self) -> str:
        """What it wrote on standard error."""
        self._errors.seek(0)
        return self._errors.read().strip()

    def _read_on(self) -> None:
        """Take whatever else it prints, so that it never has to wait for a reader."""
        assert self._process.stdout is not None
        for _ in self._process.stdout:
            pass


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
