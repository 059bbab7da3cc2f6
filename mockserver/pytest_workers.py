"""One server for all workers of pytest-xdist: the leading process starts it when a worker first asks, and stops it at the end."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from multiprocessing.connection import Client, Connection, Listener
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mockserver.launching import Running

INPUT = "mockserver"
"""Where a worker finds whom to ask."""
FIXTURE = "mockserver_running"


def _key(given: Mapping[str, Any]) -> bytes:
    """What the processes of one run know, and nobody else."""
    return str(given["testrunuid"]).encode()


class Leader:
    """The leading process: waits for workers that ask, and tells all of them of one server.

    Args:
        serve: starts a server, for the length of a block.
    """

    def __init__(self, serve: Callable[[], AbstractContextManager[Running]]) -> None:
        self._serve = serve
        self._listener: Listener | None = None
        self._server = contextlib.ExitStack()

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker whom to ask."""
        if self._listener is None:
            self._listener = Listener(authkey=_key(node.workerinput))
            threading.Thread(target=self._answer, name="mockserver-workers", daemon=True).start()
        node.workerinput[INPUT] = self._listener.address

    def _answer(self) -> None:
        assert self._listener is not None
        told: dict[str, Any] = {}
        while True:
            try:
                worker = self._listener.accept()
            except (OSError, EOFError):
                return
            told = told or self._start()
            with contextlib.suppress(OSError), worker:
                worker.send(told)

    def _start(self) -> dict[str, Any]:
        try:
            server = self._server.enter_context(self._serve())
        except pytest.fail.Exception as failure:
            return {"failure": str(failure)}
        return {"url": server.url, "token": server.token, "ca_file": server.ca_file}

    def pytest_unconfigure(self) -> None:
        """Stop the server."""
        if self._listener is not None:
            self._listener.close()
        self._server.close()


class Follower:
    """A worker: asks as soon as it knows that one of its tests needs a server, and takes the answer when the first one does."""

    def __init__(self, config: pytest.Config) -> None:
        given: Mapping[str, Any] = config.workerinput  # type: ignore[attr-defined]
        self._address, self._key = given[INPUT], _key(given)
        self._asked: Connection[Any, Any] | None = None

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Let the server get ready while the other workers still look for their tests."""
        if any(FIXTURE in getattr(each, "fixturenames", ()) for each in session.items):
            self._ask()

    def _ask(self) -> None:
        address = tuple(self._address) if isinstance(self._address, list) else self._address
        with contextlib.suppress(OSError, EOFError):  # a worker on another machine cannot reach the leading process
            self._asked = Client(address, authkey=self._key)

    def told(self) -> dict[str, Any] | None:
        """Where the server is, or why there is none; None if nobody can be asked."""
        if self._asked is None:
            self._ask()
        try:
            return None if self._asked is None else dict(self._asked.recv())
        except (OSError, EOFError):
            return None


@contextlib.contextmanager
def shared(config: pytest.Config, serve: Callable[[], AbstractContextManager[Running]]) -> Iterator[Running]:
    """The server of all workers, joined; one of its own where there is no other.

    Args:
        config: pytest's, in a worker or anywhere else.
        serve: starts a server, for the length of a block.
    """
    from mockserver.launching import joined

    follower = config.pluginmanager.get_plugin("mockserver-follower")
    told = None if follower is None else follower.told()
    if told is not None and "failure" in told:
        raise pytest.fail.Exception(told["failure"], pytrace=False)
    with serve() if told is None else joined(told["url"], told["token"], told["ca_file"]) as server:
        yield server
