"""`mockserver verify`: asks a server that is not ours whether it keeps a promise, and writes what came of it."""

from __future__ import annotations

import signal
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from mockserver.arguments import command
from mockserver.commands import recordings
from mockserver.commands.reporting import hand_out, listener, printable, report_options, writable
from mockserver.conformance.laws.law import GROUPS
from mockserver.settings import BadSetting, Settings
from mockserver.version import __version__
from mockserver.words import Choice, Whole, Word, complete_vendors

if TYPE_CHECKING:
    from mockserver.conformance.asking.caller import Given
    from mockserver.conformance.asking.session import Session
    from mockserver.conformance.judging.promise import Promise
    from mockserver.conformance.results import Followed, Progress, Report

FUZZ = "fuzz"
ASKED = tuple(each for each in GROUPS if each != "worlds")
EPILOG = (
    "Exit codes: 0 if the server keeps what the document says; 1 if there are findings; 2 if it could not be asked. Without "
    "--allow-writes nothing but GET, HEAD, OPTIONS and TRACE leaves this machine."
)


@dataclass(frozen=True)
class Wish:
    """What the command line asks for besides the settings."""

    base_url: str
    allow_writes: bool
    credentials_file: Path | None
    rate: float | None
    reset: str
    time_limit: int | None
    seed: int
    max_examples: int
    only: Collection[str]
    skip: Collection[str]
    har: Path | None = None
    profile_out: Path | None = None

    def wants(self, group: str) -> bool:
        """Whether a group of laws, or fuzzing, is asked."""
        return (not self.only or group in self.only) and group not in self.skip


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
    if not wish.base_url and not wish.har:
        raise BadSetting("--base-url URL is missing: where the server is (or --har FILE, which asks nobody)")
    if wish.base_url and not _is_address(wish.base_url):
        raise BadSetting(f"--base-url {wish.base_url}: an address is expected, such as https://api.example/v1")
    if wish.rate is not None and wish.rate <= 0:
        raise BadSetting(f"--rate {wish.rate:g}: more than no request a second is expected")
    if wish.profile_out is not None:
        writable({"profile-out": str(wish.profile_out)})

    from mockserver.adoption.telling import Wanted
    from mockserver.recording.subject import find

    asked, progress = find(subject, settings), listener()
    taped = recordings.tape(asked, wish.base_url)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        if wish.har is not None:
            taped.exchanges = recordings.read(asked, wish.har, wish.base_url)
            report = recordings.report(asked, taped.exchanges, wish.base_url, progress)
        else:
            report = _verified(asked.promise, settings, wish, progress, taped)
        lines: list[str] = []
        readings: tuple[Followed, ...] = ()
        if wish.profile_out is not None:
            source = f"{wish.har or wish.base_url}, {len(taped.exchanges)} exchanges"
            wanted = Wanted(wish.profile_out, None, source)
            lines, readings = recordings.adopt(asked, taped.exchanges, settings, wanted, progress)
        elif wish.har is not None or not report.vendors[0].not_run:  # else there was no time, or no way in
            readings = recordings.readings(asked, taped.exchanges, settings, progress)
        report = replace(report, vendors=(replace(report.vendors[0], readings=readings),))
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    finally:
        progress.now("")
    return hand_out(report, written, lines)


def _is_address(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname)


def _interrupt(signum: int, frame: Any) -> None:
    """SIGTERM is like Ctrl-C: what was made is removed before the end."""
    raise KeyboardInterrupt


def _verified(promise: Promise, settings: Settings, wish: Wish, progress: Progress, taped: recordings.Tape) -> Report:
    """Ask, and clean up whatever happens."""
    from mockserver.conformance import foreign
    from mockserver.conformance.foreign import Chance
    from mockserver.conformance.results import Report
    from mockserver.conformance.verifying import Scope
    from mockserver.state.clock import stopwatch

    start = stopwatch()

    def left() -> float | None:
        return None if wish.time_limit is None else start + wish.time_limit - stopwatch()

    given = credentials(promise.name, settings, wish.credentials_file)
    groups = [each for each in ASKED if wish.wants(each)]
    chance = Chance(wish.seed, wish.max_examples) if wish.wants(FUZZ) else None
    _reset(wish, progress)
    with opened(promise, wish, given, progress) as session:
        _there(session)
        taped.listen(session.wire.http)
        checked = foreign.ask(session, Scope(groups, left, stopwatch, progress), chance)
    _reset(wish, progress)
    asked = (*groups, *([FUZZ] if chance is not None else []))
    return Report(__version__, asked, wish.seed, wish.max_examples, (checked,), "verify")


def _reset(wish: Wish, progress: Progress) -> None:
    from mockserver.conformance.asking.resetting import CannotReset, reset

    if wish.reset:
        progress.now("puts the server back to its start")
        try:
            reset(wish.reset)
        except CannotReset as error:
            raise BadSetting(f"--reset {error}") from None


def credentials(name: str, settings: Settings, file: Path | None) -> list[Given]:
    """The credentials that are given for a vendor or a document, those of the command line first.

    Raises:
        BadSetting: the file cannot be used.
    """
    from mockserver.conformance.asking import caller
    from mockserver.openapi.sources import SourceError

    pairs = [caller.read(text, number) for number, text in enumerate(settings.credential, 1)]
    try:
        more = caller.from_file(file, name) if file is not None else []
    except SourceError as error:
        raise BadSetting(f"--credentials-file {error}") from None
    return [*(each for whose, each in pairs if whose == name), *more]


@contextmanager
def opened(promise: Promise, wish: Wish, given: list[Given], progress: Progress) -> Iterator[Session]:
    """A server that is asked behind the guard; whatever was made there is removed at the end, also when that comes early.

    Raises:
        BadSetting: a credential that the document has no place for.
    """
    from mockserver.conformance.asking.opening import Manner, NoPlace, asking
    from mockserver.state.clock import machine_time, stopwatch

    manner = Manner(wish.allow_writes, wish.rate, wish.seed, now=stopwatch, today=lambda: machine_time().timestamp())
    try:
        with asking(promise, wish.base_url, given, manner, progress) as session:
            yield session
    except NoPlace as error:
        raise BadSetting(f"--credential: {error}") from None


def _there(session: Session) -> None:
    """Refuse to ask a server that is not there.

    Raises:
        BadSetting: nothing answers at its address.
    """
    import httpx

    try:
        session.wire.http.request("OPTIONS", session.wire.base_url)
    except httpx.HTTPError as error:
        raise BadSetting(f"--base-url {session.wire.base_url}: nothing answers there: {error}") from None
