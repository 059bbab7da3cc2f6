"""What `verify` does with recorded exchanges: those of a file, and those of its own questions; asks nobody."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from mockserver.settings import BadSetting, Settings
from mockserver.version import __version__

if TYPE_CHECKING:
    import httpx

    from mockserver.adoption.telling import Wanted
    from mockserver.conformance.results import Followed, Progress
    from mockserver.recording.subject import Subject
    from mockserver.traffic.exchanges import Exchange
    from mockserver.traffic.masks import Masks

MOST = 5_000
"""Exchanges of a server that is asked which are kept."""


@dataclass
class Tape:
    """Keeps what a server that is asked answers, without secrets.

    Attributes:
        base_url: where its paths begin.
        masks: what is a secret.
        exchanges: what came so far.
    """

    base_url: str
    masks: Masks
    exchanges: list[Exchange]

    def listen(self, http: httpx.Client) -> None:
        """Keep whatever this client is answered from now on."""
        http.event_hooks["response"].append(self._keep)

    def _keep(self, response: httpx.Response) -> None:
        from mockserver.state.clock import machine_time
        from mockserver.traffic.exchanges import Exchange, Message

        response.read()
        request, base = response.request, urlsplit(self.base_url).path.rstrip("/")
        target = request.url.raw_path.decode("latin-1")
        if len(self.exchanges) >= MOST or not target.startswith(f"{base}/"):
            return
        exchange = Exchange(
            request.method, target[len(base) :], Message(tuple(request.headers.multi_items()), request.content),
            response.status_code, Message(tuple(response.headers.multi_items()), response.content), machine_time(),
        )  # fmt: skip
        self.exchanges.append(self.masks.masked(exchange))


def tape(subject: Subject, base_url: str) -> Tape:
    """What keeps the answers of a server.

    Args:
        subject: whose API it has.
        base_url: where its paths begin.
    """
    return Tape(base_url, subject.masks(), [])


def read(subject: Subject, file: Path, base_url: str) -> list[Exchange]:
    """The exchanges of a file that are for a server, without secrets.

    Raises:
        SourceError: it cannot be read.
        BadSetting: it has none.
    """
    from mockserver.conformance.judging.recordings import of_promise
    from mockserver.traffic import har

    recorded, masks = har.read(file), subject.masks()
    found = [masks.masked(each) for each in of_promise(subject.promise, recorded, base_url)]
    if not found:
        where = f"is for {base_url}" if base_url else f"is for {subject.name}; --base-url says where its paths begin"
        raise BadSetting(f"--har {file}: none of its {len(recorded)} exchanges {where}")
    return found


def report(subject: Subject, exchanges: list[Exchange], base_url: str, progress: Progress) -> Any:
    """What recorded exchanges break."""
    from mockserver.conformance import recorded_traffic
    from mockserver.conformance.judging.judge import Judge
    from mockserver.conformance.results import Checked, Report, Size

    promise = subject.promise
    found, violated = recorded_traffic.verify(Judge(promise, base_url), exchanges)
    progress.done(
        f"{promise.name} recorded: {len(exchanges)} exchanges, {violated} of their requests broke the document"
    )
    checked = Checked(
        promise.name, Size(len(promise.document.operations), 0, 0, 0), None, None, found.points, 0, found.not_run,
        found.new, (), found.requests, str(promise.document.file),
    )  # fmt: skip
    return Report(__version__, (), 0, 0, (checked,), "verify")


def adopt(
    subject: Subject, exchanges: list[Exchange], settings: Settings, wanted: Wanted, progress: Progress
) -> tuple[list[str], tuple[Followed, ...]]:  # fmt: skip
    """Write what a team takes, and say what the exchanges say.

    Returns:
        Lines for a person, and the readings that the server follows.

    Raises:
        BadSetting: a file cannot be written, or there is nothing to take.
    """
    from mockserver.adoption.adopting import adopt as adopted
    from mockserver.adoption.telling import delivered, followed, said

    if not exchanges:
        raise BadSetting(f"{wanted.profile}: nothing was answered of which a profile could be made")
    found = adopted(subject, exchanges, settings, progress.now)
    progress.now("")
    return [*said(found), *delivered(found, subject, wanted)], followed(found.choices)


def readings(
    subject: Subject, exchanges: list[Exchange], settings: Settings, progress: Progress
) -> tuple[Followed, ...]:
    """The readings that a server was seen to follow, where its API has any of which one can be chosen."""
    if not exchanges or not any(each.built for each in subject.promise.evidence.readings.values()):
        return ()
    from mockserver.adoption.adopting import choices
    from mockserver.adoption.telling import followed

    found = followed(choices(subject, exchanges, settings, progress.now))
    progress.now("")
    return found
