"""`mockserver run`: a command with a server beside it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from mockserver.arguments import command
from mockserver.commands import COULD_NOT_RUN, NO_SUCH_COMMAND, NOT_EXECUTABLE, complain
from mockserver.settings import PREFIX, BadSetting, Settings

NOT_FOR_RUN = ("end_with_stdin", "quiet", "log_format", "watch", "state")
"""What a server beside a command has no use for: it ends with the command, its worlds too, and the terminal is the command's."""


@command(
    uses=tuple(each.name for each in fields(Settings) if each.name not in NOT_FOR_RUN),
    defaults={"port": 0},
    beside="COMMAND [WORD]...",
    examples=(
        "mockserver run -- pytest",
        "mockserver run grafana --fixture empty -- npm test",
        "mockserver run petstore.yaml -- sh -c 'curl $MOCKSRV_PETSTORE_URL/pets'",
    ),
    epilog="Ends with the command's exit code; 126 if it cannot be executed, 127 if there is no such command.",
)
def run(settings: Settings, *, line: Sequence[str]) -> int:
    """Run a command with a server beside it.

    The server takes a free port. The command finds its address in MOCKSRV_URL; for each vendor it finds the address and what
    signs it in, in variables such as MOCKSRV_GRAFANA_URL and MOCKSRV_GRAFANA_TOKEN (a bearer token, an API key, or the password
    of MOCKSRV_GRAFANA_USER).
    """
    from mockserver.launching import NoServer, running

    if not line:
        raise BadSetting("run: a command is expected, as in: mockserver run -- pytest")
    if shutil.which(line[0]) is None:
        there = Path(line[0]).name != line[0] and Path(line[0]).exists()
        complain(f"run: {line[0]!r} cannot be executed" if there else f"run: there is no command {line[0]!r}")
        return NOT_EXECUTABLE if there else NO_SUCH_COMMAND
    options = {each.name: getattr(settings, each.name) for each in fields(Settings) if each.name not in NOT_FOR_RUN}
    vendors = options.pop("vendors")
    try:
        with running(*vendors, **options, config=os.devnull) as server:
            own = {f"{PREFIX}OWN": str(settings.own.resolve())} if settings.own else {}
            return _carried_out(line, {**os.environ, **server.environ(), **own})
    except (NoServer, OSError) as error:
        complain(str(error).removeprefix("mockserver: "))
        return COULD_NOT_RUN
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _carried_out(line: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run a command to its end. Its code; 128 and the signal's number if a signal ended it, as shells have it.

    Ctrl-C reaches the command from the terminal and is its business; SIGTERM reaches only us and is passed on, also one that
    comes while the command is being started.
    """
    started: list[subprocess.Popen[bytes]] = []
    asked: list[int] = []

    def pass_on(number: int, frame: object) -> None:
        asked.append(number)
        for process in started:
            process.terminate()

    before = (signal.signal(signal.SIGINT, lambda *_: None), signal.signal(signal.SIGTERM, pass_on))
    try:
        try:
            started.append(subprocess.Popen(line, env=environ))
        except OSError as error:  # such as a script without a first line that says what carries it out
            complain(f"run: {line[0]!r} cannot be executed: {error.strerror}")
            return NOT_EXECUTABLE
        if asked:
            started[0].terminate()
        code = started[0].wait()
    finally:
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code
