"""The mock server that an agent works with: one that runs already, or one that it starts; at most one at a time."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from typing import Any

from mockserver.client import Admin, World
from mockserver.launching import Running, joined, running


class NoMock(RuntimeError):
    """There is no server yet."""


class Mock:
    """Holds the server; ends it with itself if it was started here.

    Args:
        url: where one runs that is to be used; empty where there is none.
        token: what its control plane asks for.
        ca_file: who vouches for its certificate.
    """

    def __init__(self, url: str = "", token: str = "", ca_file: str = "") -> None:
        self._stack, self._lock = contextlib.ExitStack(), threading.Lock()
        self._running: Running | None = self._stack.enter_context(joined(url, token, ca_file)) if url else None
        self.is_ours = not url

    @property
    def running(self) -> Running:
        """The server.

        Raises:
            NoMock: none was started.
        """
        if self._running is None:
            raise NoMock("no server runs yet; `start` starts one")
        return self._running

    @property
    def admin(self) -> Admin:
        """Its control plane."""
        return self.running.admin

    def world(self, name: str) -> World:
        """One of its worlds, there or not."""
        return self.admin.world(name)

    def start(self, serve: list[str], options: Mapping[str, Any]) -> Running:
        """Start a server in place of the one that was started before.

        Raises:
            NoMock: the server that is used was not started here.
            BadSetting, NoServer: it cannot be started so.
        """
        if not self.is_ours:
            raise NoMock(f"the server at {self.running.url} was there before and is used as it is; none is started")
        with self._lock:
            self._end()
            self._running = self._stack.enter_context(running(*serve, **options))
            return self._running

    def stop(self) -> None:
        """End the server that was started here, if there is one."""
        with self._lock:
            if self.is_ours:
                self._end()

    def _end(self) -> None:
        self._running = None
        self._stack.close()

    def close(self) -> None:
        """End what was started here, and let go of what was not."""
        with self._lock:
            self._end()
