"""`mockserver check`: starts servers, lets the vendors be checked, and writes what came of it."""

from __future__ import annotations

import importlib.util
import os
import signal
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mockserver.arguments import command
from mockserver.commands.reporting import hand_out, listener, printable, report_options, writable
from mockserver.conformance.results import CHECKS
from mockserver.settings import PREFIX, BadSetting, Settings
from mockserver.version import __version__
from mockserver.words import Choice, Whole

if TYPE_CHECKING:
    from mockserver.conformance.target import Target

NEEDED = ("schemathesis", "openapi_spec_validator")
EPILOG = (
    "Exit codes: 0 if everything is as it should be; 1 if there are findings; 2 if there are none, but something could not be asked: "
    "the time limit came first, a server did not start, or the extra is not installed (pip install 'mocksrv[check]')."
)


@command(
    uses=("vendors", "own", "specs", "fixtures", "cache"),
    examples=(
        "mockserver check",
        "mockserver check grafana --only documents",
        "mockserver check petstore.yaml",
        "mockserver check --time-limit 600 --junit check.xml --markdown check.md",
    ),
    epilog=EPILOG,
)
@click.option(
    "--only", multiple=True, type=Choice(CHECKS), metavar="CHECK",
    help=f"make this check only ({', '.join(CHECKS)}); may be given more than once",
)  # fmt: skip
@click.option(
    "--seed", type=Whole(0), default=1, metavar="N", help="the same seed sends the same requests [default: 1]"
)
@click.option(
    "--max-examples", type=Whole(1), default=20, metavar="N", help="random requests per operation [default: 20]"
)
@click.option("--time-limit", type=Whole(1), metavar="SECONDS", help="what has not run by then is reported as not run")
@report_options
def check(
    settings: Settings,
    *,
    only: Collection[str],
    seed: int,
    max_examples: int,
    time_limit: int | None,
    **files: str | None,
) -> int:
    """Ask whether vendors are true to their documents.

    It starts servers by itself and needs no network.
    """
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise BadSetting(f"check: {' and '.join(missing)} must be there: pip install 'mocksrv[check]'")
    written = {name: file for name, file in files.items() if file}
    writable(written)
    printable()

    from mockserver.conformance import bare, checking
    from mockserver.conformance.wanted import Wanted
    from mockserver.state.clock import stopwatch

    start = stopwatch()
    progress = listener()
    wanted = Wanted(
        settings=settings,
        serve=server(settings),
        checks=[each for each in CHECKS if not only or each in only],
        seed=seed,
        max_examples=max_examples,
        left=lambda: None if time_limit is None else start + time_limit - stopwatch(),
        progress=progress,
        now=stopwatch,
    )
    names, documents = _asked(settings)
    try:
        report = checking.check(names, wanted, __version__)
        looked_at = [bare.check(name, file, wanted) for name, file in documents.items()]
        report = replace(report, vendors=(*report.vendors, *looked_at))
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    finally:
        progress.now("")
    return hand_out(report, written)


def _asked(settings: Settings) -> tuple[list[str], dict[str, Path]]:
    """The vendors and the documents of the user's own that are to be checked; all there are where none is named."""
    from mockserver.documents import in_own, not_present, told_apart
    from mockserver.engine.discovery import present

    known = present(settings.own)
    own = in_own(settings.own, known)
    names, documents = told_apart(dict.fromkeys(settings.vendors), [*known, *own])
    for name in names:
        if name not in known and name not in own:
            raise not_present(name, settings, known, own)
    if not settings.vendors:
        return known, own
    return [name for name in names if name in known], documents | {name: own[name] for name in names if name in own}


def server(settings: Settings) -> Callable[..., AbstractContextManager[Target]]:
    """What serves one vendor in a process of its own, as its documents have it, whatever the environment says."""
    import httpx

    from mockserver.conformance.target import Target
    from mockserver.conformance.wanted import NotRun
    from mockserver.launching import NoServer, running

    options: dict[str, Any] = {"specs": settings.specs, "fixtures": settings.fixtures, "own": settings.own}
    options |= {"validate_responses": True, "max_worlds": 5000}
    environ = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}

    @contextmanager
    def serve(vendor: str, **more: Any) -> Iterator[Target]:
        try:
            with (
                running(vendor, environ=environ, config=os.devnull, **options, **more) as started,
                httpx.Client(timeout=30, trust_env=False) as http,
            ):
                yield Target(started.admin, http)
        except NoServer as error:
            raise NotRun(str(error).removeprefix("mockserver: ")) from None

    return serve
