"""The behaviours that a vendor's folder writes down as steps: given, when, then; reads the file, sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mockserver.evidence import forms

FILE = "behaviours.yaml"


@dataclass(frozen=True)
class Step:
    """A request of a behaviour.

    Attributes:
        send: the operationId; empty for none.
        start: the name of the examples that it is made of; empty for the first there are.
        values: what is sent instead; None leaves out, `$name` is what was kept.
        by: `nobody` or `stranger`, where it is not who asks usually.
        keep: by a name, where the answer has what later steps need.
    """

    send: str = ""
    start: str = ""
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    by: str = ""
    keep: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Expectation:
    """What an answer has to be: that of its own step, or that of the step before it.

    Attributes:
        step: what is asked first; empty for nothing.
        status: the status.
        shows: what stands where.
        lacks: where nothing stands.
        never: what stands nowhere at a place of a list.
        headers: headers with their values.
    """

    step: Step
    status: int | None = None
    shows: Mapping[str, Any] = field(default_factory=dict, hash=False)
    lacks: tuple[str, ...] = ()
    never: Mapping[str, Any] = field(default_factory=dict, hash=False)
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Behaviour:
    """One behaviour as steps.

    Attributes:
        id: its id in the evidence.
        given: what is done first.
        when: what is looked at.
        then: what has to come of it.
        blames: the operation that is to be mended; empty for that of the step.
    """

    id: str
    given: tuple[Step, ...]
    when: Step
    then: tuple[Expectation, ...]
    blames: str = ""

    @property
    def operations(self) -> tuple[str, ...]:
        """Every operation that is called."""
        steps = (*self.given, self.when, *(each.step for each in self.then))
        return tuple(each.send for each in steps if each.send)


def load(folder: Path) -> tuple[Behaviour, ...]:
    """Read the steps of a vendor's folder, which may have none.

    Raises:
        SourceError: the file does not fit its form.
    """
    file = folder / FILE
    if not file.is_file():
        return ()
    return tuple(map(_behaviour, forms.read(file, "behaviours")["behaviours"]))


def _behaviour(given: Mapping[str, Any]) -> Behaviour:
    return Behaviour(
        given["behaviour"],
        tuple(map(_step, given.get("given", ()))),
        _step(given["when"]),
        tuple(map(_expectation, given["then"])),
        given.get("blames", ""),
    )


def _step(given: Mapping[str, Any]) -> Step:
    return Step(
        given.get("send", ""),
        given.get("from", ""),
        given.get("values", {}),
        given.get("by", ""),
        given.get("keep", {}),
    )


def _expectation(given: Mapping[str, Any]) -> Expectation:
    return Expectation(
        _step(given),
        given.get("status"),
        given.get("shows", {}),
        tuple(given.get("lacks", ())),
        given.get("never", {}),
        given.get("headers", {}),
    )
