"""What recorded exchanges say, in words for a person, and the files that a team takes; finds nothing itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mockserver.adoption import files
from mockserver.adoption.adopting import Adoption
from mockserver.adoption.choosing import Choice
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.results import Followed
from mockserver.recording.subject import Subject
from mockserver.settings import BadSetting
from mockserver.traffic.exchanges import Exchange

SHOWN = 20
"""Places that are named where an answer is otherwise than the document has it."""


@dataclass(frozen=True)
class Wanted:
    """What is written.

    Attributes:
        profile: the profile's file; None for none. Its stem is the name of the profile.
        fixture: the starting state's file; None for none.
        source: where the exchanges took place.
    """

    profile: Path | None
    fixture: Path | None
    source: str


def delivered(adoption: Adoption, subject: Subject, wanted: Wanted) -> Iterator[str]:
    """Write what is wanted, and say how it is taken.

    Args:
        adoption: what was seen.
        subject: whose exchanges they were.
        wanted: what is written.

    Raises:
        BadSetting: a file cannot be written.
    """
    try:
        yield from _written(adoption, subject, wanted)
    except OSError as error:
        raise BadSetting(f"{error.filename}: {error.strerror}") from None


def followed(choices: Sequence[Choice]) -> tuple[Followed, ...]:
    """The readings that were seen, for a report."""
    return tuple(
        Followed(
            each.reading,
            each.value,
            each.default,
            tuple(map(_named, each.supporting)),
            tuple(map(_named, each.contradicting)),
        )
        for each in choices
    )


def _named(exchange: Exchange) -> str:
    return f"{exchange} {exchange.status}"


def said(adoption: Adoption) -> Iterator[str]:
    """Which readings were seen, how well they explain what was seen, and what is otherwise than the document has it."""
    yield f"the mock answers {adoption.same} of {adoption.replayed} exchanges alike" + (
        f", beginning with the profile {adoption.profile}" if adoption.profile else ""
    )
    for each in adoption.choices:
        first, more = each.supporting[0], len(each.supporting) - 1
        usual = "" if each.value == each.default else f" (not {each.default}, as we assumed)"
        others = f" and {more} more" if more else ""
        yield f"  reading {each.reading}={each.value}{usual}: {_named(first)}{others}"
        yield from (f"    speaks against it: {_named(other)}" for other in each.contradicting[:3])
    for breach in adoption.explained[:SHOWN]:
        yield f"  by these readings  {breach}"
        yield from (f"         not true here: {source}" for source in breach.sources[:1])
    yield from drifted(adoption.breaches)


def drifted(breaches: Sequence[Breach]) -> Iterator[str]:
    """What is otherwise than the document has it, with the page that states it; and what is new."""
    for each in breaches[:SHOWN]:
        yield f"  {'drift' if each.kind == 'broken' else 'new':5}  {each}"
        yield from (f"         not true any more: {source}" for source in each.sources[:1])
    if len(breaches) > SHOWN:
        yield f"  and {len(breaches) - SHOWN} more"


def _written(adoption: Adoption, subject: Subject, wanted: Wanted) -> Iterator[str]:
    flags = [subject.word]
    if wanted.profile is not None:
        content = files.profile(adoption, subject.promise, wanted.profile.stem, wanted.source)
        files.write_profile(wanted.profile, content)
        yield f"{wanted.profile} has the profile, with what was seen under it"
        flags.append(f"--profile {subject.name}={wanted.profile}")
    if wanted.fixture is not None:
        files.write_fixture(wanted.fixture, adoption, f"What {wanted.source} began with, as far as its answers showed.")
        yield f"{wanted.fixture} has the records that it began with"
        flags.append(f"--own {wanted.fixture.parent.parent.parent} --fixture {wanted.fixture.stem}")
    if len(flags) > 1:
        yield f"take it with: mockserver serve {' '.join(flags)}"
