"""`mockserver verify`: asks a server that is not ours whether it keeps a promise, and writes what came of it."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mockserver.arguments import command
from mockserver.commands import recordings
from mockserver.commands.asking import ASKED, FUZZ, Wish, verified
from mockserver.commands.reporting import hand_out, listener, printable, report_options, writable
from mockserver.settings import Settings
from mockserver.words import Choice, Whole, Word, complete_vendors

if TYPE_CHECKING:
    from mockserver.conformance.results import Followed, Progress
    from mockserver.recording.subject import Subject

EPILOG = (
    "Exit codes: 0 if the server keeps what the document says; 1 if there are findings; 2 if it could not be asked. Without "
    "--allow-writes nothing but GET, HEAD, OPTIONS and TRACE leaves this machine."
)


@command(
    uses=("own", "specs", "fixtures", "cache", "profile", "reading", "credential"),
    examples=(
        "mockserver verify grafana --base-url https://grafana.example --credential grafana:bearer=TOKEN",
        "mockserver verify petstore.yaml --base-url http://localhost:8080/v3 --allow-writes",
        "mockserver verify strapi --base-url http://localhost:1337 --only answers --only queries --junit verify.xml",
        "mockserver verify grafana --har traffic.har --profile-out acme.yaml",
    ),
    epilog=EPILOG,
)
@click.argument(
    "subject", metavar="VENDOR|DOCUMENT", cls=Word, about="what the server is held to", shell_complete=complete_vendors
)
@click.option("--base-url", default="", metavar="URL", help="where the paths of the document begin on the server")
@click.option(
    "--har", type=click.Path(path_type=Path), metavar="FILE",
    help="judge recorded traffic (HAR 1.2) and send nothing; --base-url says whose, if its addresses do not",
)  # fmt: skip
@click.option(
    "--profile-out", type=click.Path(path_type=Path), metavar="FILE",
    help="write the profile under which the mock behaves as the server did, with what was seen",
)  # fmt: skip
@click.option(
    "--allow-writes", is_flag=True, help="make, change and delete records of its own there, and remove them at the end"
)
@click.option(
    "--credentials-file", type=click.Path(path_type=Path), metavar="FILE",
    help="credentials, one NAME:SCHEME=SECRET a line; the first may do everything",
)  # fmt: skip
@click.option("--rate", type=float, metavar="N", help="requests a second at most")
@click.option(
    "--reset",
    default="",
    metavar="COMMAND|URL",
    help="puts the server back to its start: a command, or an address to POST to",
)
@click.option("--time-limit", type=Whole(1), metavar="SECONDS", help="what has not run by then is reported as not run")
@click.option(
    "--seed", type=Whole(0), default=1, metavar="N", help="the same seed sends the same requests [default: 1]"
)
@click.option(
    "--max-examples",
    type=Whole(1),
    default=10,
    metavar="N",
    help="random requests per operation while fuzzing [default: 10]",
)
@click.option(
    "--only", multiple=True, type=Choice((*ASKED, FUZZ)), metavar="GROUP",
    help=f"ask only this group of laws ({', '.join(ASKED)}) or {FUZZ}; may be given more than once",
)  # fmt: skip
@click.option(
    "--skip",
    multiple=True,
    type=Choice((*ASKED, FUZZ)),
    metavar="GROUP",
    help="do not ask this group; may be given more than once",
)
@report_options
def verify(settings: Settings, *, subject: str, json: str, junit: str, markdown: str, sarif: str, **given: Any) -> int:
    """Ask a server that is not ours whether it keeps what a document says.

    The real vendor, a staging system, somebody's own implementation: it needs nothing of ours on the other side. Each finding says
    what the document says and who states it, what came back, and how to see it again.
    """
    files = {"json": json, "junit": junit, "markdown": markdown, "sarif": sarif}
    written = {name: file for name, file in files.items() if file}
    writable(written)
    printable()
    wish = Wish(**given)
    wish.refuse()
    if wish.profile_out is not None:
        writable({"profile-out": str(wish.profile_out)})

    from mockserver.recording.subject import find

    asked, progress = find(subject, settings), listener()
    taped = recordings.tape(asked, wish.base_url)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        if wish.har is not None:
            taped.exchanges = recordings.read(asked, wish.har, wish.base_url)
            report = recordings.report(asked, taped.exchanges, wish.base_url, progress)
        else:
            report = verified(asked.promise, settings, wish, progress, taped)
        lines, readings = _read_out(asked, settings, wish, progress, taped, answered=not report.vendors[0].not_run)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    finally:
        progress.now("")
    return hand_out(replace(report, vendors=(replace(report.vendors[0], readings=readings),)), written, lines)


def _read_out(
    asked: Subject, settings: Settings, wish: Wish, progress: Progress, taped: recordings.Tape, *, answered: bool
) -> tuple[list[str], tuple[Followed, ...]]:
    """What the exchanges say of the server: lines for a person where a profile is written, and the readings that it follows."""
    from mockserver.adoption.telling import Wanted

    if wish.profile_out is not None:
        source = f"{wish.har or wish.base_url}, {len(taped.exchanges)} exchanges"
        return recordings.adopt(asked, taped.exchanges, settings, Wanted(wish.profile_out, None, source), progress)
    if wish.har is not None or answered:  # else there was no time, or no way in
        return [], recordings.readings(asked, taped.exchanges, settings, progress)
    return [], ()


def _interrupt(signum: int, frame: Any) -> None:
    """SIGTERM is like Ctrl-C: what was made is removed before the end."""
    raise KeyboardInterrupt
