"""`mockserver run`: a command with a server beside it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields

from mockserver.arguments import command
from mockserver.commands import COULD_NOT_RUN, NO_SUCH_COMMAND
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
    epilog="Ends with the command's exit code; 127 if there is no such command.",
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
        print(f"mockserver: run: there is no command {line[0]!r}", file=sys.stderr)
        return NO_SUCH_COMMAND
    options = {each.name: getattr(settings, each.name) for each in fields(Settings) if each.name not in NOT_FOR_RUN}
    vendors = options.pop("vendors")
    try:
        with running(*vendors, **options, config=os.devnull) as server:
            own = {f"{PREFIX}OWN": str(settings.own.resolve())} if settings.own else {}
            return _carried_out(line, {**os.environ, **server.environ(), **own})
    except (NoServer, OSError) as error:
        print(f"mockserver: {str(error).removeprefix('mockserver: ')}", file=sys.stderr)
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
        started.append(subprocess.Popen(line, env=environ))
        if asked:
            started[0].terminate()
        code = started[0].wait()
    finally:
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code
