"""`mockserver record`: listens, passes everything on to a real server, and writes down what came of it."""

from __future__ import annotations

import functools
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from mockserver.arguments import command
from mockserver.commands import COULD_NOT_RUN, GOOD, complain
from mockserver.commands.greeting import EVERYWHERE, message_as_json
from mockserver.masking import visible
from mockserver.settings import BadSetting, Settings
from mockserver.version import __version__
from mockserver.words import Whole, Word, complete_vendors

if TYPE_CHECKING:
    from mockserver.recording.subject import Subject

USES = (
    "host", "port", "fixture", "profile", "reading", "specs", "fixtures", "own", "cache", "quiet", "log_format", "log_level",
    "body_limit", "tls", "tls_cert", "tls_key", "end_with_stdin", "journal_size", "world_memory", "memory",
)  # fmt: skip
Say = Callable[..., None]
"""Prints a line; a program gets more with it."""
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
    theirs, say = _base(upstream), _say_as_json if settings.log_format == "json" else _say
    recorded = subject.find(vendor, settings)
    try:
        listening = listen(settings.host, settings.port)
    except CannotListen as error:
        complain(error)
        return COULD_NOT_RUN
    file = _new(into, recorded.name)
    way = process.Way(theirs, float(upstream_timeout), upstream_ca, fallback)
    with listening:
        tally = process.run(
            recorded, way, listening, settings, file, functools.partial(_greet, say, recorded.name, theirs, file)
        )
    say(
        f"{tally.exchanges} exchanges in {file}; {tally.violated} requests broke the document",
        file=str(file), exchanges=tally.exchanges, violated=tally.violated,
    )  # fmt: skip
    if not tally.exchanges:
        say("nothing was answered")
    elif file.stat().st_size > LARGEST:
        say("that is too much to be looked at as a whole; mockserver verify --har judges parts of it")
    else:
        _adopt(recorded, settings, theirs, file, say)
    return GOOD


def _adopt(recorded: Subject, settings: Settings, upstream: str, file: Path, say: Say) -> None:
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
    for line in lines:
        say(line)


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


def _greet(say: Say, name: str, upstream: str, file: Path, address: str) -> None:
    """Say where everything is; whoever reads it may stop reading."""
    base = EVERYWHERE.sub("//127.0.0.1:", address)
    found = {"url": base, "vendors": {name: f"{base}/{name}"}, "upstream": upstream, "file": str(file)}
    try:
        say(f"mockserver {__version__} is ready on {address}  (stop with Ctrl-C)", **found)
        if say is _say:
            say(f"  {address}/{name} passes everything on to {upstream}")
            say(f"  {file} gets what came of it, without secrets")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(text: str, **more: Any) -> None:
    """Print a line for a person."""
    print(visible(text, lines=True), flush=True)


def _say_as_json(text: str, **more: Any) -> None:
    """Print a line for a program that reads the lines of requests."""
    print(message_as_json(text, **more), flush=True)
