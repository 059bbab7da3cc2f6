"""The server as a process: a socket, uvicorn, signals; ends cleanly on SIGINT and SIGTERM."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn

from mockserver.serving.connection import Connection
from mockserver.serving.connections import Connections
from mockserver.serving.timeouts import Timeouts
from mockserver.serving.tls import Certificate
from mockserver.settings import Settings
from mockserver.state.budgets import OF_A_SERVER, Budget

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]

LONGEST_END = 5
"""Seconds after which the HTTP server ends what is left; all of it has been ended before."""


class CannotListen(Exception):
    """The address cannot be listened on; one line that says why."""


def listen(host: str, port: int) -> socket.socket:
    """Bind and listen.

    Args:
        port: 0 takes a free one.

    Raises:
        CannotListen: taken, not allowed, or no such address.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        found = socket.socket(family, kind, protocol)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(2048)
    except OSError as error:
        raise CannotListen(f"cannot listen on {host} port {port}: {error.strerror or error}") from None
    return found


def run(
    app: Any,
    listening: socket.socket,
    settings: Settings,
    ready: Callable[[], None],
    budget: Budget | None = None,
    certificate: Certificate | None = None,
    unread: Callable[[int, str], None] = lambda status, why: None,
) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are finished first, and the end comes within five seconds.

    Outside the main thread there are no signals.

    Args:
        app: the ASGI application.
        listening: a socket from `listen`; closed afterwards.
        ready: called when the first request can be answered.
        budget: the memory that the application's worlds share with what clients leave untaken; one of its own by default.
        certificate: what to serve https with; plain HTTP by default.
        unread: told the status and the reason of each answer to what could not be read as a request.
    """
    shared = budget or Budget(settings.memory, "--memory", shares=OF_A_SERVER)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(app, listening, settings, ready, shared, certificate, unread))


async def _serve(
    app: Any,
    listening: socket.socket,
    settings: Settings,
    ready: Callable[[], None],
    budget: Budget,
    certificate: Certificate | None,
    unread: Callable[[int, str], None],
) -> None:
    timeouts = Timeouts(settings.head_timeout, settings.body_timeout, settings.idle_timeout, settings.output_timeout)
    connections = Connections(timeouts, budget, unread)
    server = uvicorn.Server(_config(connections.around(app), settings, _guarded(connections), certificate))
    end = _End(server, connections)
    with end.by_signals() as again:
        if settings.end_with_stdin:
            threading.Thread(target=_until_closed, args=(end,), daemon=True).start()
        serving = asyncio.ensure_future(server.serve(sockets=[listening]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.005)
        watching = asyncio.ensure_future(connections.watch())
        if server.started:
            again()
            _spare_the_collector()
            ready()
        await end.reached(serving)
        watching.cancel()
        connections.abort()


def _config(app: Any, settings: Settings, protocol: Any, certificate: Certificate | None) -> uvicorn.Config:
    """What of uvicorn is used: one process that speaks HTTP, says nothing by itself, and leaves time limits to us."""
    files = (certificate.file, certificate.key) if certificate else (None, None)
    return uvicorn.Config(
        app, http=protocol, ws="none", lifespan="off", log_config=None,
        log_level="debug" if settings.log_level == "debug" else "error",
        access_log=False, date_header=False, server_header=False, proxy_headers=False,
        timeout_graceful_shutdown=LONGEST_END, timeout_keep_alive=86_400,
        ssl_certfile=files[0], ssl_keyfile=files[1],
    )  # fmt: skip


def _guarded(connections: Connections) -> type[asyncio.Protocol]:
    """The protocol that uvicorn is to make of every connection: ours, around the one that it has by itself for httptools."""
    named = uvicorn.Config(_nothing, http="httptools", ws="none", lifespan="off", log_config=None)
    named.load()
    stock = named.http_protocol_class

    class Guarded(Connection):
        def __init__(self, **given: Any) -> None:
            super().__init__(stock(**given), connections)

    return Guarded


async def _nothing(scope: Any, receive: Any, send: Any) -> None:
    """An application, since a configuration needs one."""


class _End:
    """Once: finish what is under way. Twice: stop at once."""

    def __init__(self, server: uvicorn.Server, connections: Connections) -> None:
        self._server, self._connections = server, connections
        self._loop = asyncio.get_running_loop()
        self._nobody_waits = asyncio.Event()

    def from_outside(self, *_: Any) -> None:
        """Stop, said by a signal or by another thread."""
        with contextlib.suppress(RuntimeError):  # the loop has ended already
            self._loop.call_soon_threadsafe(self._stop)

    def _stop(self) -> None:
        if self._server.should_exit:
            self._server.force_exit = True
            self._connections.cut_short()
            self._loop.call_later(0.1, self._connections.abort)
        else:
            self._server.should_exit = True
            self._connections.stop()
            if self._connections.at_rest:
                self._nobody_waits.set()

    async def reached(self, serving: asyncio.Future[Any]) -> None:
        """Wait until the HTTP server has ended; it would look at the clock for a while also where nobody waits for anything."""
        at_rest: asyncio.Future[Any] = asyncio.ensure_future(self._nobody_waits.wait())
        await asyncio.wait([serving, at_rest], return_when=asyncio.FIRST_COMPLETED)
        at_rest.cancel()
        if not serving.done():
            serving.cancel()
            for listening in self._server.servers:
                listening.close()
            for each in tuple(self._connections.members):
                each.close()
        with contextlib.suppress(asyncio.CancelledError):
            await serving

    @contextlib.contextmanager
    def by_signals(self) -> Iterator[Callable[[], None]]:
        """Stop when signals say so; gives what sets this up once more, after uvicorn, which would end the process by the signal."""
        if threading.current_thread() is not threading.main_thread():
            yield lambda: None
            return
        before = {number: signal.getsignal(number) for number in SIGNALS}

        def set_up() -> None:
            for number in SIGNALS:
                signal.signal(number, self.from_outside)

        set_up()
        yield set_up
        for number, handler in before.items():
            signal.signal(number, handler)


def _spare_the_collector() -> None:
    """Set aside what lives as long as the process, and look for cycles less often: records and entries are none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _until_closed(end: _End) -> None:
    while os.read(0, 4096):
        pass
    end.from_outside()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
