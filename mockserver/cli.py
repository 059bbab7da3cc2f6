"""The command line: `mockserver serve` and its sisters; reads flags, knows the exit codes, and ends without a traceback.

What takes its time is imported inside functions, so that an interruption is told in one line from the first moment on.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from mockserver.arguments import Parser
from mockserver.commands import COULD_NOT_RUN, GOOD
from mockserver.settings import PREFIX, BadSetting, Settings, flag, flag_of, load, unknown_variables
from mockserver.version import __version__

VERSION = f"mockserver {__version__}"

Command = Callable[[argparse.Namespace, Settings], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 all good, 1 findings, 2 could not run.
    """
    try:
        try:
            return _carry_out(list(sys.argv[1:] if arguments is None else arguments))
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # whoever reads, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except KeyboardInterrupt:
        print("mockserver: interrupted", file=sys.stderr)
        return COULD_NOT_RUN


def _carry_out(words: list[str]) -> int:
    from mockserver.openapi.sources import SourceError

    end = words.index("--") if "--" in words else len(words)
    given = _parser().parse_args(words[:end], argparse.Namespace(line=words[end + 1 :]))
    flags = {each.name: getattr(given, each.name, None) for each in fields(Settings)}
    for line in unknown_variables():
        print(f"mockserver: {line}", file=sys.stderr)
    try:
        settings = load({name: value for name, value in flags.items() if value not in (None, [])}, file=given.config)
        command: Command = given.command
        return command(given, settings)
    except (BadSetting, SourceError) as error:
        print(f"mockserver: {error}", file=sys.stderr)
        return COULD_NOT_RUN


def _parser() -> argparse.ArgumentParser:
    from mockserver.commands.check import add_arguments, check
    from mockserver.commands.explain import explain
    from mockserver.commands.new import new
    from mockserver.commands.routes import routes
    from mockserver.commands.run import run
    from mockserver.commands.serve import serve

    parser = Parser(
        prog="mockserver",
        description="A stand-in for four vendors' reporting APIs that can show where each of its answers comes from.",
        epilog=f"Every flag of a command has a variable {PREFIX}… and a key in mockserver.toml; "
        "a flag beats the variable, the variable beats the file.",
    )
    parser.add_argument("--version", action="version", version=VERSION)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command, help in (
        (serve, "serve the vendors"),
        (routes, "list the operations served"),
        (run, "run a command with a server beside it"),
    ):
        _add_settings(_add_command(commands, command, help))
    commands.choices["run"].usage = "mockserver run [FLAGS] [VENDOR ...] -- COMMAND [WORD ...]"
    commands.choices[
        "run"
    ].epilog = (
        "Example: mockserver run grafana -- pytest. Ends with the command's exit code; 127 if there is no such command."
    )
    commands.choices["routes"].add_argument("--json", action="store_true", help="print JSON")
    explaining = _add_command(commands, explain, "say where an answer comes from")
    explaining.add_argument("vendor", metavar="VENDOR|DOCUMENT")
    explaining.add_argument("operation", nargs="?", default="", metavar="OPERATION", help="an operationId")
    explaining.add_argument("field", nargs="?", default="", metavar="FIELD", help="such as schedule.frequency")
    explaining.add_argument("--json", action="store_true", help="print JSON")
    _add_settings(explaining, only=("specs", "own", "profile", "reading", "cache"))
    making = _add_command(commands, new, "make a folder to edit of an OpenAPI document")
    making.add_argument("document", metavar="DOCUMENT", help="a file, a folder with one, or NAME=FILE")
    making.add_argument(
        "--into", type=Path, required=True, metavar="FOLDER", help="where to write; serve it with --own FOLDER"
    )
    making.add_argument("--evidence", action="store_true", help="write the beginning of an evidence file, too")
    _add_settings(making, only=("cache",))
    checking = _add_command(commands, check, "ask whether vendors are true to their documents")
    add_arguments(checking)
    _add_settings(checking, only=("vendors", "specs", "fixtures", "own", "cache"))
    return parser


def _add_command(commands: Any, command: Command, help: str) -> argparse.ArgumentParser:
    about = (command.__doc__ or "").split("\n")[0]
    parser: argparse.ArgumentParser = commands.add_parser(command.__name__, help=help, description=about)
    parser.set_defaults(command=command)
    parser.add_argument("--version", action="version", version=VERSION, help=argparse.SUPPRESS)
    return parser


def _add_settings(parser: argparse.ArgumentParser, only: Sequence[str] = ()) -> None:
    """Give a command a flag for every setting, or only for some."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings file (mockserver.toml in this folder)")
    for each in (each for each in fields(Settings) if not only or each.name in only):
        help = f"{each.metadata['help']} [{PREFIX}{each.name.upper()}]"
        if each.name == "vendors":
            parser.add_argument("vendors", nargs="*", default=None, metavar="VENDOR", help=help)
        elif each.metadata["parse"] is flag:
            switch = argparse.BooleanOptionalAction
            parser.add_argument(flag_of(each.name), dest=each.name, action=switch, default=None, help=help)
        else:
            action = "append" if each.metadata["many"] else "store"
            parser.add_argument(
                flag_of(each.name), dest=each.name, action=action, metavar=each.metadata["metavar"], help=help
            )
