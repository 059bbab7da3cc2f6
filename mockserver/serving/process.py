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

from mockserver.engine.failures import problem_json
from mockserver.serving.answers import encoded, send_answer
from mockserver.serving.protocol import Protocol
from mockserver.settings import Settings


class CannotListen(Exception):
    """The address cannot be listened on; one line that says why."""


class _Uvicorn(uvicorn.Server):
    """uvicorn without its own signal handling, which would end the process with the signal's code instead of 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ours are installed by `run`."""
        yield


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


def run(app: Any, listening: socket.socket, settings: Settings, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are finished first, for at most five seconds.

    Args:
        app: the ASGI application.
        listening: a socket from `listen`; closed afterwards.
        ready: called when the first request can be answered.
    """
    server = _Uvicorn(
        uvicorn.Config(
            _interruptible(app), log_level=settings.log_level, access_log=False, lifespan="off", http=Protocol, ws="none", date_header=False,
            server_header=False, proxy_headers=False, timeout_graceful_shutdown=5, timeout_keep_alive=30,
        )
    )  # fmt: skip

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, _stop, server)
        if settings.end_with_stdin:
            threading.Thread(target=_until_closed, args=(loop, server), daemon=True).start()
        serving = asyncio.ensure_future(server.serve(sockets=[listening]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.005)
        if server.started:
            _spare_the_collector()
            ready()
        await serving

    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(serve())


def _interruptible(app: Any) -> Any:
    """The application; what waits longer than the server may for its end is told so, instead of breaking off."""

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        try:
            await app(scope, receive, send)
        except asyncio.CancelledError:
            answer = problem_json(503, "stopping", "the server stopped while this request waited; nothing was done")
            body = encoded(answer.body)
            headers = [(b"content-type", answer.media_type.encode()), (b"content-length", str(len(body)).encode())]
            with contextlib.suppress(RuntimeError):  # the answer was on its way already
                await send_answer(answer.status, headers, body, send)

    return serve


def _spare_the_collector() -> None:
    """Set aside what lives as long as the process, and look for cycles less often: records and entries are none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _stop(server: uvicorn.Server) -> None:
    """Once: finish what is under way. Twice: stop at once."""
    server.force_exit = server.should_exit
    server.should_exit = True


def _until_closed(loop: asyncio.AbstractEventLoop, server: uvicorn.Server) -> None:
    while os.read(0, 4096):
        pass
    with contextlib.suppress(RuntimeError):  # the loop has ended already
        loop.call_soon_threadsafe(_stop, server)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
