"""The command line: `mockserver serve` and its sisters; reads flags, prints for people, and knows the exit codes."""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from mockserver import __version__
from mockserver.contract.sources import SourceError
from mockserver.settings import PREFIX, BadSetting, Settings, flag, flag_of, load

GOOD, FINDINGS, COULD_NOT_RUN = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 all good, 1 findings, 2 could not run.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    end = words.index("--") if "--" in words else len(words)
    given = _parser().parse_args(words[:end], argparse.Namespace(line=words[end + 1 :]))
    flags = {each.name: getattr(given, each.name, None) for each in fields(Settings)}
    try:
        settings = load({name: value for name, value in flags.items() if value not in (None, [])}, file=given.config)
        command: Callable[[argparse.Namespace, Settings], int] = given.command
        return command(given, settings)
    except (BadSetting, SourceError) as error:
        print(f"mockserver: {error}", file=sys.stderr)
        return COULD_NOT_RUN


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
        server = _server(settings)
        host, port = listening.getsockname()[:2]
        process.run(server, listening, settings, lambda: _welcome(server, f"[{host}]" if ":" in host else host, port))
    return GOOD


def routes(given: argparse.Namespace, settings: Settings) -> int:
    """Print every operation: what carries it out, and how well it is supported."""
    rows = [("vendor", "operation", "method", "path", "action", "label")]
    for name, mounted in _server(settings).mounts.items():
        promise = mounted.contract.promise
        for id, operation in promise.document.operations.items():
            label = str(promise.labels.operation.get(id, "assumed"))
            rows.append((name, id, operation.method, operation.path, mounted.vendor.action(operation)[0], label))
    print(table(rows))
    return GOOD


def explain(given: argparse.Namespace, settings: Settings) -> int:
    """Say what the document says, who states it, how well, and what is contradictory.

    Without an operation, the whole vendor; with one, its parameters, members and statuses; with a field, its constraints.
    """
    from mockserver import explained
    from mockserver.contract import contract, explanation
    from mockserver.engine.presence import present

    if given.vendor not in present(settings.own):
        raise BadSetting(f"vendor {given.vendor!r}: present are {', '.join(present(settings.own))}")
    try:
        found = explanation.explain(contract.load(settings.specs_of(given.vendor)), given.operation, given.field)
    except explanation.Unknown as error:
        raise BadSetting(str(error)) from None
    print(json.dumps(found, ensure_ascii=False, indent=2) if given.json else "\n".join(explained.lines(found)))
    return GOOD


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Start a server on a free port, run a command with its address in the environment, and end with the command's code.

    The command finds MOCKSRV_URL, and per vendor a variable such as MOCKSRV_GRAFANA_URL.
    """
    from mockserver.launching import NoServer, running

    if not given.line:
        raise BadSetting("run: a command is expected, as in: mockserver run -- pytest")
    options = {each.name: getattr(settings, each.name) for each in fields(Settings) if each.name not in NOT_FOR_RUN}
    port = settings.port if given.port else 0
    try:
        with running(*settings.vendors, **options, port=port, config=given.config) as server:
            own = {f"{PREFIX}OWN": str(settings.own.resolve())} if settings.own else {}
            return _carried_out(given.line, {**os.environ, **server.environ(), **own})
    except (NoServer, OSError) as error:
        print(f"mockserver: {str(error).removeprefix('mockserver: ')}", file=sys.stderr)
        return COULD_NOT_RUN
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


NOT_FOR_RUN = ("vendors", "port", "end_with_stdin")


def _carried_out(line: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run a command to its end. Its code; 128 and the signal's number if a signal ended it, as shells have it.

    Ctrl-C reaches the command from the terminal and is its business; SIGTERM reaches only us and is passed on.
    """
    process = subprocess.Popen(line, env=environ)
    before = (
        signal.signal(signal.SIGINT, lambda *_: None),
        signal.signal(signal.SIGTERM, lambda *_: process.terminate()),
    )
    try:
        code = process.wait()
    finally:
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of text in aligned columns, the first row being the heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def _server(settings: Settings) -> Any:
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mockserver",
        description="A stand-in for four vendors' reporting APIs that can show where each of its answers comes from.",
        epilog=f"Every flag of a command has a variable {PREFIX}… and a key in mockserver.toml; "
        "a flag beats the variable, the variable beats the file.",
    )
    parser.add_argument("--version", action="version", version=f"mockserver {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command, about, usage in (
        (serve, "serve the vendors", None),
        (routes, "list the operations served", None),
        (run, "run a command with a server beside it", "mockserver run [OPTION …] [VENDOR …] -- COMMAND …"),
    ):
        about_it = (command.__doc__ or "").split("\n")[0]
        _add_settings(commands.add_parser(command.__name__, help=about, description=about_it, usage=usage), command)
    about_it = (explain.__doc__ or "").split("\n")[0]
    explaining = commands.add_parser("explain", help="say where an answer comes from", description=about_it)
    explaining.add_argument("vendor", metavar="VENDOR")
    explaining.add_argument("operation", nargs="?", default="", metavar="OPERATION", help="an operationId")
    explaining.add_argument("field", nargs="?", default="", metavar="FIELD", help="such as schedule.frequency")
    explaining.add_argument("--json", action="store_true", help="print JSON")
    _add_settings(explaining, explain, only=("specs", "own"))
    return parser


def _add_settings(parser: argparse.ArgumentParser, command: Callable[..., int], only: Sequence[str] = ()) -> None:
    """Give a command a flag for every setting, or only for some."""
    parser.set_defaults(command=command)
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings file (mockserver.toml in this folder)")
    for each in (each for each in fields(Settings) if not only or each.name in only):
        help = f"{each.metadata['help']} [{PREFIX}{each.name.upper()}]"
        if each.name == "vendors":
            parser.add_argument("vendors", nargs="*", default=None, metavar="VENDOR", help=help)
        elif each.metadata["parse"] is flag:
            parser.add_argument(flag_of(each.name), dest=each.name, action="store_const", const="true", help=help)
        else:
            action = "append" if each.metadata["many"] else "store"
            parser.add_argument(
                flag_of(each.name), dest=each.name, action=action, metavar=each.metadata["metavar"], help=help
            )
