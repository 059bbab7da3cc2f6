"""`mockserver serve`: listens, and prints where everything is; the serving itself is elsewhere."""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

from mockserver.arguments import command
from mockserver.commands import COULD_NOT_RUN, GOOD, complain
from mockserver.commands.greeting import greeting, greeting_as_json
from mockserver.settings import Settings, wants_colours


@command(
    uses=tuple(each.name for each in fields(Settings)),
    examples=(
        "mockserver serve",
        "mockserver serve grafana --port 0 --fixture empty",
        "mockserver serve petstore.yaml --watch",
        "mockserver serve strapi --profile strapi=3.6",
    ),
)
def serve(settings: Settings) -> int:
    """Serve vendors and OpenAPI documents until told to stop."""
    from mockserver.assembly import server_of
    from mockserver.reload import Reload
    from mockserver.serving import process
    from mockserver.serving.tls import certificate
    from mockserver.statefile.file import BadStateFile

    logging.basicConfig(
        level=settings.log_level.upper(), format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    try:
        listening = process.listen(settings.host, settings.port)
    except process.CannotListen as error:
        complain(error)
        return COULD_NOT_RUN
    with listening:
        server = server_of(settings)
        if settings.watch:
            Reload(server, settings).start()
        shown = certificate(settings, tuple(server.vendors))
        host, port = listening.getsockname()[:2]
        address = f"http{'s' if shown else ''}://{f'[{host}]' if ':' in host else host}:{port}"
        authority = "" if shown is None or shown.authority is None else str(shown.authority)
        try:
            with _kept(server, settings) as begin, _watched(server, settings):
                ready = functools.partial(_ready, begin, server, address, authority)
                process.run(server, listening, settings, ready, server.worlds.budget, shown, server.refuse_unreadable)
        except BadStateFile as error:
            complain(error)
            return COULD_NOT_RUN
    return GOOD


@contextlib.contextmanager
def _kept(server: Any, settings: Settings) -> Iterator[Callable[[], None]]:
    """Keep the worlds in a file, if there is to be one; gives what begins with it once the server runs."""
    if settings.state is None:
        yield lambda: None
        return
    from mockserver.statefile.keeper import Keeper

    keeper = Keeper(server, settings.state)
    for note in keeper.notes:
        complain(f"{settings.state}: {note}")
    try:
        yield keeper.begin
    finally:
        keeper.end()


def _ready(begin: Callable[[], None], server: Any, address: str, authority: str) -> None:
    """What is done when the first request can be answered."""
    begin()
    _greet(server, address, authority)


@contextlib.contextmanager
def _watched(server: Any, settings: Settings) -> Iterator[None]:
    """Print a line for every request, unless nobody wants them."""
    from mockserver.control.journal import secrets_of
    from mockserver.serving.live_log import LiveLog, as_json, as_text

    if settings.quiet:
        yield
        return
    secrets = functools.cache(lambda: secrets_of(server))
    line = as_json(secrets) if settings.log_format == "json" else as_text(secrets, colours=wants_colours(sys.stdout))
    server.watcher = log = LiveLog(sys.stdout.fileno(), line, server.nearest)
    try:
        yield
    finally:
        log.close()


def _greet(server: Any, address: str, authority: str) -> None:
    """Print the greeting; whoever reads it may stop reading."""
    greet = greeting_as_json if server.settings.log_format == "json" else greeting
    try:
        print(greet(server, address, authority), flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
