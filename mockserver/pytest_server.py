"""The server of a pytest run: one for all workers of pytest-xdist, begun ahead of the first test where the run before needed one."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from multiprocessing.connection import Connection, Listener

    from mockserver.launching import Running
    from mockserver.server_process import ServerProcess

PLUGIN = "mockserver-server"
INPUT = "mockserver"
"""Where a worker finds whom to ask."""
FIXTURE = "mockserver_running"
NEEDED = "mockserver/needed"
"""Where pytest's cache says whether the run before needed a server."""
PATIENCE = 20.0
"""Seconds to wait until the server is ready."""


def register(config: pytest.Config, make: Callable[[], ServerProcess]) -> None:
    """Let this process have the server, or ask the one that has it; not where MOCKSRV_URL names one that runs already.

    Args:
        config: pytest's.
        make: begins a server; may raise BadSetting.
    """
    if os.environ.get("MOCKSRV_URL"):
        return
    server = OneServer(make)
    given: Mapping[str, Any] = getattr(config, "workerinput", {})
    config.pluginmanager.register(Follower(server, given) if INPUT in given else Leader(server), PLUGIN)


@contextlib.contextmanager
def shared(config: pytest.Config) -> Iterator[Running]:
    """The server of this run, joined once it is ready; or the one that MOCKSRV_URL names."""
    from mockserver import testing  # noqa: F401 - what takes its time on this side is done while the server gets ready
    from mockserver.launching import NoServer, joined

    plugin = config.pluginmanager.get_plugin(PLUGIN)
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(joined(*(_named() if plugin is None else plugin.where())))
        except NoServer as error:
            raise pytest.fail.Exception(str(error), pytrace=False) from None
        yield server if plugin is None else replace(server, end=plugin.server.end)


def _named() -> Iterator[str]:
    """The server that the environment names: its address, its token, and who vouches for it."""
    return (os.environ.get(f"MOCKSRV_{name}", "") for name in ("URL", "ADMIN_TOKEN", "CA_FILE"))


class OneServer:
    """At most one server at a time, which can be begun before it is waited for.

    Args:
        make: begins one.

    Attributes:
        needed: whether anybody has waited for it.
    """

    def __init__(self, make: Callable[[], ServerProcess]) -> None:
        self._make, self._lock = make, threading.Lock()
        self._process: ServerProcess | None = None
        self._ending: list[ServerProcess] = []
        self._failure = ""
        self.needed = False

    def begin(self) -> None:
        """Begin it, if there is none; a setting that cannot be used is told to whoever waits for it."""
        from mockserver.settings import BadSetting

        if self._process is None and not self._failure:
            try:
                self._process = self._make()
            except BadSetting as error:
                self._failure = str(error)

    def where(self) -> tuple[str, ...]:
        """Its address, its token, and who vouches for it, once it is ready.

        Raises:
            NoServer: it cannot be had.
        """
        from mockserver.server_process import NoServer

        with self._lock:
            self.needed = True
            self.begin()
            if self._process is None:
                raise NoServer(self._failure)
            if not self._process.url:
                self._process.wait(PATIENCE)
            return self._process.url, self._process.token, self._process.ca_file

    def end(self) -> str:
        """How it has ended; empty while it runs."""
        return "" if self._process is None else self._process.end()

    def ask_to_end(self) -> None:
        """Let it end, without waiting for that; who needs one from now on gets another."""
        if self._process is not None:
            self._process.ask_to_end()
            self._ending.append(self._process)
            self._process = None

    def stop(self) -> None:
        """Let it end, and wait until it has."""
        self.ask_to_end()
        while self._ending:
            self._ending.pop().stop()


class Leader:
    """The process that has the server: the only one, or that which leads the workers of pytest-xdist and tells all of them of it."""

    def __init__(self, server: OneServer) -> None:
        self.server, self.where = server, server.where
        self._listener: Listener | None = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker whom to ask."""
        from multiprocessing.connection import Listener

        if self._listener is None:
            self._begin_ahead(node.config)
            self._listener = Listener(authkey=_key(node.workerinput), backlog=128)
            threading.Thread(target=self._listen, name="mockserver-workers", daemon=True).start()
        node.workerinput[INPUT] = self._listener.address

    def _listen(self) -> None:
        """Take workers as they come; none has to wait for another."""
        assert self._listener is not None
        while True:
            try:
                worker = self._listener.accept()
            except (OSError, EOFError):
                return
            threading.Thread(target=self._tell, args=(worker,), name="mockserver-worker", daemon=True).start()

    def _tell(self, worker: Connection[Any, Any]) -> None:
        from mockserver.server_process import NoServer

        with contextlib.suppress(OSError), worker:
            try:
                worker.send(self.server.where())
            except NoServer as error:
                worker.send(str(error))

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> None:
        """Let the server get ready while tests are looked for."""
        self._begin_ahead(session.config)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Let it get ready while tests run that need none."""
        if _is_needed(session) and not session.config.option.collectonly:
            self.server.begin()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Any:
        """Remember whether it was needed."""
        result = yield
        cache: pytest.Cache | None = getattr(session.config, "cache", None)
        if cache and not session.config.option.collectonly and cache.get(NEEDED, False) != self.server.needed:
            cache.set(NEEDED, self.server.needed)
        return result

    def _begin_ahead(self, config: pytest.Config) -> None:
        cache: pytest.Cache | None = getattr(config, "cache", None)
        if cache and not config.option.collectonly and cache.get(NEEDED, False):
            self.server.begin()

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Let the server end while workers do, whose tests are done."""
        if self._listener is not None:
            self.server.ask_to_end()

    def pytest_unconfigure(self) -> None:
        """Stop it."""
        if self._listener is not None:
            self._listener.close()
        self.server.stop()


class Follower:
    """A worker: asks as soon as it knows that one of its tests needs a server, and takes the answer when the first one does.

    Args:
        server: for a worker on another machine, which cannot reach the leading process.
        given: what the leading process has said.
    """

    def __init__(self, server: OneServer, given: Mapping[str, Any]) -> None:
        self.server = server
        self._address, self._key = given[INPUT], _key(given)
        self._asked: Connection[Any, Any] | None = None

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Let the server get ready while the other workers still look for their tests."""
        if _is_needed(session):
            self._ask()

    def _ask(self) -> None:
        from multiprocessing.connection import Client

        address = tuple(self._address) if isinstance(self._address, list) else self._address
        with contextlib.suppress(OSError, EOFError):
            self._asked = Client(address, authkey=self._key)

    def where(self) -> tuple[str, ...]:
        """Where the server is, as the leading process says, or else one of its own.

        Raises:
            NoServer: there is none.
        """
        from mockserver.server_process import NoServer

        if self._asked is None:
            self._ask()
        try:
            told = self.server.where() if self._asked is None else self._asked.recv()
        except (OSError, EOFError):
            told = self.server.where()
        if isinstance(told, str):
            raise NoServer(told)
        return tuple(told)

    def pytest_unconfigure(self) -> None:
        """Stop its own."""
        self.server.stop()


def _key(given: Mapping[str, Any]) -> bytes:
    """What the processes of one run know, and nobody else."""
    return str(given["testrunuid"]).encode()


def _is_needed(session: pytest.Session) -> bool:
    """Whether a test that was found needs a server."""
    return any(FIXTURE in getattr(each, "fixturenames", ()) for each in session.items)
