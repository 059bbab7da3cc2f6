"""How `verify` asks a server: what is wished, with which credentials, behind the guard, put back to its start; writes no report."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mockserver.conformance.laws.law import GROUPS
from mockserver.settings import BadSetting, Settings
from mockserver.version import __version__

if TYPE_CHECKING:
    from mockserver.commands.recordings import Tape
    from mockserver.conformance.asking.caller import Given
    from mockserver.conformance.asking.session import Session
    from mockserver.conformance.judging.promise import Promise
    from mockserver.conformance.results import Progress, Report

FUZZ = "fuzz"
ASKED = tuple(each for each in GROUPS if each != "worlds")


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

    def refuse(self) -> None:
        """Refuse what cannot be asked for.

        Raises:
            BadSetting: a flag is missing, or its value does not fit.
        """
        if not self.base_url and not self.har:
            raise BadSetting("--base-url URL is missing: where the server is (or --har FILE, which asks nobody)")
        if self.base_url and not _is_address(self.base_url):
            raise BadSetting(f"--base-url {self.base_url}: an address is expected, such as https://api.example/v1")
        if self.rate is not None and self.rate <= 0:
            raise BadSetting(f"--rate {self.rate:g}: more than no request a second is expected")


def _is_address(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname)


def verified(promise: Promise, settings: Settings, wish: Wish, progress: Progress, taped: Tape) -> Report:
    """Ask, and clean up whatever happens.

    Raises:
        BadSetting: the server cannot be asked.
    """
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
