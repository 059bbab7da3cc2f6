"""`mockserver record`: listens, passes everything on to a real server, and writes down what came of it."""

from __future__ import annotations

import functools
import logging
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from mockserver.arguments import command
from mockserver.commands import COULD_NOT_RUN, GOOD
from mockserver.settings import BadSetting, Settings
from mockserver.version import __version__
from mockserver.words import Whole, Word, complete_vendors

if TYPE_CHECKING:
    from mockserver.recording.subject import Subject

USES = (
    "host", "port", "fixture", "profile", "reading", "specs", "fixtures", "own", "cache", "quiet", "log_format", "log_level",
    "body_limit", "tls", "tls_cert", "tls_key", "end_with_stdin", "journal_size", "world_memory", "memory",
)  # fmt: skip
LARGEST = 256_000_000
"""Bytes of a recording that is read again at the end."""


@command(
    uses=USES,
    examples=(
        "mockserver record grafana --upstream https://grafana.acme.example",
        "mockserver record petstore.yaml --upstream https://staging.example/api/v3 --into petstore-recorded",
        "mockserver record strapi --upstream http://127.0.0.1:1337 --fallback",
    ),
    epilog="What a client presents as its credential is passed on and written nowhere.",
)
@click.argument(
    "vendor",
    cls=Word,
    metavar="VENDOR|DOCUMENT",
    about="whose API the real server has",
    shell_complete=complete_vendors,
)
@click.option("--upstream", required=True, metavar="URL", help="the real server: where its paths begin")
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), default=Path("recorded"), metavar="FOLDER",
    help="where the recording is written [default: recorded]",
)  # fmt: skip
@click.option("--fallback", is_flag=True, help="answer from the mock where the real server is not there")
@click.option(
    "--upstream-timeout", type=Whole(1), default=30, metavar="SECONDS",
    help="how long the real server may keep silent [default: 30]",
)  # fmt: skip
@click.option("--upstream-ca", type=click.Path(path_type=Path), metavar="FILE", help="who vouches for its certificate")
def record(
    settings: Settings,
    *,
    vendor: str,
    upstream: str,
    into: Path,
    fallback: bool,
    upstream_timeout: int,
    upstream_ca: Path | None,
) -> int:
    """Stand between a client and a real server: pass everything on, judge each answer live, write it down without secrets.

    Answers say in Mock-Violation what a request broke and in Mock-Drift what the answer has otherwise than the document.
    The folder gets a recording (HAR 1.2), a profile with what was seen, and the records that the server began with, all of which
    a mock can be served with.
    """
    from mockserver.recording import process, subject
    from mockserver.serving.process import CannotListen, listen

    logging.basicConfig(
        level=settings.log_level.upper(), format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    theirs = _base(upstream)
    recorded = subject.find(vendor, settings)
    try:
        listening = listen(settings.host, settings.port)
    except CannotListen as error:
        print(f"mockserver: {error}", file=sys.stderr)
        return COULD_NOT_RUN
    file = _new(into, recorded.name)
    way = process.Way(theirs, float(upstream_timeout), upstream_ca, fallback)
    with listening:
        tally = process.run(
            recorded, way, listening, settings, file, functools.partial(_greet, recorded.name, theirs, file)
        )
    print(f"{tally.exchanges} exchanges in {file}; {tally.violated} requests broke the document", flush=True)
    if not tally.exchanges:
        print("nothing was answered", flush=True)
    elif file.stat().st_size > LARGEST:
        print("that is too much to be looked at as a whole; mockserver verify --har judges parts of it", flush=True)
    else:
        _adopt(recorded, settings, theirs, file)
    return GOOD


def _adopt(recorded: Subject, settings: Settings, upstream: str, file: Path) -> None:
    """Write what a team takes of a recording, and say what it says."""
    from mockserver.adoption.telling import Wanted
    from mockserver.commands.recordings import adopt
    from mockserver.commands.reporting import listener
    from mockserver.traffic import har

    exchanges = [replace(each, target=each.target[len(urlsplit(upstream).path) :] or "/") for _, each in har.read(file)]
    first, last = (f"{exchanges[index].at:%Y-%m-%d}" for index in (0, -1))
    when = first if first == last else f"{first} to {last}"
    number = file.stem.removeprefix(recorded.name)
    wanted = Wanted(
        profile=file.with_suffix(".yaml"),
        fixture=file.parent / "fixtures" / recorded.name / f"recorded{number}.json",
        source=f"{upstream}, {len(exchanges)} exchanges on {when}",
    )
    lines, _ = adopt(recorded, exchanges, settings, wanted, listener())
    print("\n".join(lines), flush=True)


def _base(upstream: str) -> str:
    """The address of the real server, without a slash at its end.

    Raises:
        BadSetting: it is none.
    """
    try:
        found = urlsplit(upstream)
        usable = found.scheme in ("http", "https") and found.hostname and (found.port or 1) and upstream.isascii()
    except ValueError:
        usable = False
    if not usable or found.query or found.fragment:
        raise BadSetting(f"--upstream {upstream}: an address is expected, such as https://grafana.acme.example")
    if found.username is not None:
        raise BadSetting(
            "--upstream: no credential goes into the address; clients present theirs as to the real server"
        )
    return upstream.rstrip("/")


def _new(folder: Path, name: str) -> Path:
    """The file of a recording, which takes the place of none that is there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"--into {folder}: {error.strerror}") from None
    names = (f"{name}{f'-{number}' if number > 1 else ''}.har" for number in range(1, 10**6))
    return next(file for file in (folder / each for each in names) if not file.exists())


def _greet(name: str, upstream: str, file: Path, address: str) -> None:
    """Print where everything is; whoever reads it may stop reading."""
    lines = (
        f"mockserver {__version__} is ready on {address}  (stop with Ctrl-C)",
        f"  {address}/{name} passes everything on to {upstream}",
        f"  {file} gets what came of it, without secrets",
    )
    try:
        print("\n".join(lines), flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
