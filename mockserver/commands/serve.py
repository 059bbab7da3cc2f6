"""`mockserver serve`: listens, and prints where everything is; the serving itself is elsewhere."""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import re
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import fields
from typing import Any
from urllib.parse import urlencode

from mockserver.arguments import command
from mockserver.authorization import present, schemes_of
from mockserver.commands import COULD_NOT_RUN, GOOD
from mockserver.settings import Settings, wants_colours
from mockserver.version import __version__


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

    logging.basicConfig(
        level=settings.log_level.upper(), format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    try:
        listening = process.listen(settings.host, settings.port)
    except process.CannotListen as error:
        print(f"mockserver: {error}", file=sys.stderr)
        return COULD_NOT_RUN
    with listening:
        server = server_of(settings)
        if settings.watch:
            Reload(server, settings).start()
        shown = certificate(settings, tuple(server.vendors))
        host, port = listening.getsockname()[:2]
        address = f"http{'s' if shown else ''}://{f'[{host}]' if ':' in host else host}:{port}"
        authority = "" if shown is None or shown.authority is None else str(shown.authority)
        with _watched(server, settings):
            process.run(
                server, listening, settings, lambda: _greet(server, address, authority), server.worlds.budget, shown
            )
    return GOOD


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
    try:
        print("\n".join(_welcome(server, address, authority)), flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _welcome(server: Any, address: str, authority: str) -> Iterator[str]:
    """Where everything is, whom it accepts, and lines to try."""
    trust = f"; trust {authority}" if authority else ""
    yield f"mockserver {__version__} is ready on {address}  (stop with Ctrl-C{trust})"
    base = EVERYWHERE.sub("//127.0.0.1:", address)
    for name, served in server.vendors.items():
        evidence = served.spec.evidence
        alone = f"  (and {base}/)" if server.addresses.alone else ""
        yield f"\n{evidence.title}\n  {base}/{name}{alone}"
        yield from _choices(served)
        for each in served.vendor_state(server.settings.fixture_for(name)).credentials:
            yield f"  {each.scheme:7} {_credential_line(each)}  {_powers(each)}"
        if line := _curl(served, base):
            yield f"  try: {line.replace('curl', f'curl --cacert {authority}', 1) if authority else line}"
        yield from _unserved(served)
    yield f"\nControl plane\n  {base}/__admin/health"
    if not server.control.open:
        yield "  the rest of it is off here; --admin-token TOKEN opens it, or --admin on"


def _choices(served: Any) -> Iterator[str]:
    """The profile and what deviates from it, the profiles there are, and the readings that can be chosen."""
    from mockserver.engine.choices import deviations

    spec, choices = served.spec, served.vendor_state(served.settings.fixture_for(served.vendor.name)).choices
    if spec.profiles:
        others = [name for name in spec.profiles if name != choices.profile]
        yield f"  profile: {choices.profile or 'none'}" + (f"  (there are: {', '.join(others)})" if others else "")
    for kind, found in deviations(spec, choices).items():
        if found:
            deviating = ", ".join(f"{name}={value}" for name, value in found.items())
            yield f"    {kind} otherwise than in {choices.profile}: {deviating}"
    built = [each for each in spec.evidence.readings.values() if each.built]
    if built:
        line = ", ".join(_values(each, served.readings[each.id]) for each in built)
        yield from textwrap.wrap(line, 118, initial_indent="  readings: ", subsequent_indent=" " * 12)


def _values(reading: Any, holds: str) -> str:
    """A reading with its values, the one that holds first."""
    return f"{reading.id}={'|'.join([holds, *(each for each in reading.values if each != holds)])}"


EVERYWHERE = re.compile(r"//(0\.0\.0\.0|\[::\]):")
"""Addresses that stand for all of a machine's own; a client needs one of them."""


def _unserved(served: Any) -> Iterator[str]:
    """What cannot be served of a document of the user's own, operation by operation, and what was passed over in it."""
    document = served.spec.labelled.document
    if document.bare:
        yield from (f"  note: {each}" for each in served.inference.notes)
    for id, reason in document.unserved.items():
        yield f"  not served: {id}: {reason}"
    for place, what in document.notes.items():
        yield f"  note: {place}: {what}"


TRIED = 20
"""Operations among which one is chosen as an example."""


def _credential_line(credential: Any) -> str:
    return f"{credential.user}:{credential.secret}" if credential.user else str(credential.secret)


def _powers(credential: Any) -> str:
    if credential.permissions is None:
        return "(everything)"
    powers = (
        f"{action} on {', '.join(scopes)}" if scopes else action for action, scopes in credential.permissions.items()
    )
    return f"({'; '.join(powers) or 'nothing'})"


def _curl(served: Any, base: str) -> str:
    """A curl line for the vendor's first operation that takes no body and no path parameter; empty if there is none."""
    document = served.spec.labelled.document
    simple = [id for id, method, path in document.frames() if method == "GET" and "{" not in path]
    served_ones = [document.operations[id] for id in simple[:TRIED] if id not in document.unserved]
    if not served_ones:
        return ""
    operation = next((each for each in served_ones if each.secured), served_ones[0])
    url = f"{base}/{served.vendor.name}{operation.path}"
    if not (operation.secured and served.vendor.access.credentials):
        return f"curl {url}"
    credential = served.vendor.access.credentials[0]
    if credential.scheme == "basic":
        return f"curl -u {credential.user}:{credential.secret} {url}"
    try:
        sent = present(credential.scheme, credential.secret, schemes=schemes_of(document.raw).values())
    except LookupError:
        return f"curl {url}"
    headers = "".join(f"-H '{name}: {value}' " for name, value in sent.headers.items())
    return f"curl '{url}?{urlencode(sent.query)}'" if sent.query else f"curl {headers}{url}"
