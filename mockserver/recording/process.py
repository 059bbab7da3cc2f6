"""A recording as a process: a socket, the way to the real server, the files; ends cleanly on SIGINT and SIGTERM."""

from __future__ import annotations

import contextlib
import functools
import ssl
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from socket import socket
from typing import Any
from urllib.parse import urlsplit

import httpx

from mockserver.recording.proxy import Proxy
from mockserver.recording.recorder import Recorder, Tally
from mockserver.recording.subject import Subject
from mockserver.serving import process
from mockserver.serving.live_log import LiveLog, as_json, as_text
from mockserver.serving.tls import certificate
from mockserver.settings import BadSetting, Settings, wants_colours
from mockserver.traffic.har import HarFile

CONNECT = 10.0
"""Seconds in which the real server must take a connection."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Way:
    """The way to the real server.

    Attributes:
        upstream: its address, without a slash at its end.
        timeout: seconds for which it may keep silent.
        ca_file: who vouches for its certificate, beside those whom this machine trusts.
        fallback: whether the mock answers where it is not there.
    """

    upstream: str
    timeout: float
    ca_file: Path | None = None
    fallback: bool = False

    def open(self) -> httpx.AsyncClient:
        """A client; a proxy of the environment leads to other machines only.

        Raises:
            BadSetting: the certificate cannot be read.
        """
        trusting = ssl.create_default_context()
        try:
            if self.ca_file is not None:
                trusting.load_verify_locations(self.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise BadSetting(f"--upstream-ca {self.ca_file}: {error.strerror or error}") from None
        timeout = httpx.Timeout(self.timeout, connect=min(CONNECT, self.timeout))
        abroad = urlsplit(self.upstream).hostname not in LOOPBACK
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)
        return httpx.AsyncClient(timeout=timeout, verify=trusting, trust_env=abroad, limits=limits)


def run(
    subject: Subject, way: Way, listening: socket, settings: Settings, file: Path, ready: Callable[[str], None]
) -> Tally:
    """Record until told to stop.

    Args:
        subject: whose API it is.
        way: to the real server.
        listening: where clients come.
        settings: what was decided at start.
        file: gets what came of it.
        ready: called with our address when the first request can be answered.

    Returns:
        What was recorded.

    Raises:
        BadSetting: a file cannot be written or read.
    """
    mock = _mock(subject, settings) if way.fallback else None
    written = _written(file)
    recorder = Recorder(subject.promise, way.upstream, subject.masks(), written)
    proxy = Proxy(recorder, subject.addresses(), way.open(), settings.body_limit, mock)
    shown = certificate(settings, (subject.name,))
    host, port = listening.getsockname()[:2]
    address = f"http{'s' if shown else ''}://{f'[{host}]' if ':' in host else host}:{port}"
    with contextlib.closing(written), _watched(proxy, mock, recorder, settings):
        process.run(proxy, listening, settings, lambda: ready(address), None, shown, proxy.telling.unreadable)
    return recorder.tally


def _written(file: Path) -> HarFile:
    try:
        return HarFile(file)
    except OSError as error:
        raise BadSetting(f"{file}: {error.strerror}") from None


def _mock(subject: Subject, settings: Settings) -> Any:
    """The mock that answers where the real server is not there."""
    from mockserver.assembly import server_of

    return server_of(replace(settings, vendors=(subject.word,)))


@contextlib.contextmanager
def _watched(proxy: Proxy, mock: Any, recorder: Recorder, settings: Settings) -> Iterator[None]:
    """Print a line for every request, unless nobody wants them."""
    if settings.quiet:
        yield
        return
    secrets = functools.partial(getattr, recorder.masks, "secrets")
    line = as_json(secrets) if settings.log_format == "json" else as_text(secrets, colours=wants_colours(sys.stdout))
    log = LiveLog(sys.stdout.fileno(), line, lambda request: "")
    proxy.telling.watcher = log
    if mock is not None:
        mock.watcher = log
    try:
        yield
    finally:
        log.close()
