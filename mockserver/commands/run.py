"""`mockserver run`: a command with a server beside it."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields

from mockserver.commands import COULD_NOT_RUN, NO_SUCH_COMMAND
from mockserver.settings import PREFIX, BadSetting, Settings

NOT_FOR_RUN = ("vendors", "port", "end_with_stdin", "quiet", "log_format")


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Start a server on a free port, run a command with its address in the environment, and end with the command's code.

    The command finds MOCKSRV_URL, and per vendor a variable such as MOCKSRV_GRAFANA_URL.
    """
    from mockserver.launching import NoServer, running

    if not given.line:
        raise BadSetting("run: a command is expected, as in: mockserver run -- pytest")
    if shutil.which(given.line[0]) is None:
        print(f"mockserver: run: there is no command {given.line[0]!r}", file=sys.stderr)
        return NO_SUCH_COMMAND
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
