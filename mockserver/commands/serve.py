"""`mockserver serve`: listens, and prints where everything is; the serving itself is elsewhere."""

from __future__ import annotations

import argparse
import logging
import sys
from typing import Any

from mockserver import __version__
from mockserver.commands import COULD_NOT_RUN, GOOD
from mockserver.settings import BadSetting, Settings


def serve(given: argparse.Namespace, settings: Settings) -> int:
    """Serve the vendors until told to stop."""
    from mockserver.serving import process

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
        host, port = listening.getsockname()[:2]
        process.run(server, listening, settings, lambda: _welcome(server, f"[{host}]" if ":" in host else host, port))
    return GOOD


def server_of(settings: Settings) -> Any:
    """Put a server together.

    Raises:
        BadSetting: a vendor is not present, or a setting does not fit it.
        SourceError: a file cannot be used.
    """
    from mockserver.engine.presence import find
    from mockserver.serving.app import Server

    try:
        return Server(settings, find(settings.vendors, settings.own))
    except LookupError as error:
        raise BadSetting(str(error.args[0])) from None


def _welcome(server: Any, host: str, port: int) -> None:
    """Print where everything is, whom it accepts, and a line to try."""
    base = f"http://{host}:{port}"
    print(f"mockserver {__version__} is ready on {base}  (stop with Ctrl-C)")
    for name, mounted in server.mounts.items():
        evidence = mounted.contract.evidence
        print(f"\n{evidence.title}\n  {base}/{name}")
        for each in mounted.tenancy(server.settings.fixture_for(name)).credentials:
            print(f"  {each.scheme:7} {_shown(each)}  {_powers(each)}")
        print(f"  try: {_curl(mounted, base)}")
    if server.control is not None:
        print(f"\nControl plane\n  {base}/__admin/health")
    sys.stdout.flush()


def _shown(credential: Any) -> str:
    return f"{credential.user}:{credential.secret}" if credential.user else str(credential.secret)


def _powers(credential: Any) -> str:
    if credential.permissions is None:
        return "(everything)"
    powers = (
        f"{action} on {', '.join(scopes)}" if scopes else action for action, scopes in credential.permissions.items()
    )
    return f"({'; '.join(powers) or 'nothing'})"


def _curl(mounted: Any, base: str) -> str:
    """A curl line for the vendor's first operation that takes no body and no path parameter."""
    credential = mounted.vendor.credentials[0]
    simple = [
        o for o in mounted.contract.promise.document.operations.values() if o.method == "GET" and "{" not in o.path
    ]
    operation = next((each for each in simple if each.secured), simple[0])
    url = f"{base}/{mounted.vendor.name}{operation.path}"
    if credential.scheme == "basic":
        return f"curl -u {credential.user}:{credential.secret} {url}"
    if credential.scheme == "bearer":
        return f"curl -H 'Authorization: Bearer {credential.secret}' {url}"
    schemes = mounted.contract.promise.document.raw["components"]["securitySchemes"].values()
    key = next(each for each in schemes if each["type"] == "apiKey")
    if key["in"] == "query":
        return f"curl '{url}?{key['name']}={credential.secret}'"
    return f"curl -H '{key['name']}: {credential.secret}' {url}"
