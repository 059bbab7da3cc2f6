"""The error examples that need a request of their own, or that no request gets, as a vendor's folder lists them; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mockserver.evidence import forms
from mockserver.openapi.operation import Operation
from mockserver.openapi.pointers import join

FILE = "refusals.yaml"
ALL = "all"


@dataclass(frozen=True)
class Refusal:
    """An error example of some operations, and the request that is answered so, or why none is.

    Attributes:
        example: its name in the document.
        status: as the document writes it.
        operations: the operations that have it; `all` are those that do.
        reason: why no request is answered so; empty if one is.
        start: the name of the examples that a valid request is made of; empty for the first there are.
        fixture: where the world starts; empty for where that request starts.
        credential: who asks, an id of the fixture; empty for whoever asks then.
        values: what is sent instead: `query.limit`, `path.id`, `body`, `body/0/name`; null leaves out.
        headers: what is sent besides.
        control: what the control plane of the world does first: method and path, and what is sent.
        after: exchanges that are sent first, as `operation/example`.
        place: where it stands in its file.
    """

    example: str
    status: str
    operations: tuple[str, ...]
    reason: str = ""
    start: str = ""
    fixture: str = ""
    credential: str = ""
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    control: tuple[tuple[str, Any], ...] = field(default=(), hash=False)
    after: tuple[str, ...] = ()
    place: str = ""

    def speaks_of(self, operation: Operation) -> bool:
        """Whether an operation has the example, and is one of those that are meant."""
        promised = operation.responses.get(self.status)
        named = operation.id in self.operations or self.operations == (ALL,)
        return named and promised is not None and self.example in promised.examples


def load(folder: Path) -> tuple[Refusal, ...]:
    """Read the list of a vendor's folder, which may have none.

    Raises:
        SourceError: if it does not fit the form.
    """
    file = folder / FILE
    if not file.is_file():
        return ()
    given = forms.read(file, "refusals")["refusals"]
    return tuple(_refusal(each, join("refusals", index)) for index, each in enumerate(given))


def _refusal(given: Mapping[str, Any], place: str) -> Refusal:
    return Refusal(
        example=given["example"],
        status=str(given["status"]),
        operations=tuple(given["operations"]),
        reason=given.get("reason", ""),
        start=given.get("from", ""),
        fixture=given.get("fixture", ""),
        credential=given.get("credential", ""),
        values=given.get("values", {}),
        headers=given.get("headers", {}),
        control=tuple(step for each in given.get("control", ()) for step in each.items()),
        after=tuple(given.get("after", ())),
        place=place,
    )
