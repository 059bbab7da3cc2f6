"""What is asked of a document of the user's own: can each operation be served, and do its examples fit; no house rules, no server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mockserver.conformance.results import Checked, Point, Size
from mockserver.openapi.bare.document import load
from mockserver.openapi.document import Document
from mockserver.openapi.operation import Operation, Response
from mockserver.openapi.parameters import Unserved
from mockserver.openapi.sources import SourceError

CHECK = "documents"


def check(name: str, file: Path) -> Checked:
    """Look at a document, operation by operation."""
    try:
        document = load(file)
    except SourceError as error:
        return Checked(name, None, None, None, (Point(CHECK, "source", (str(error),)),), 0, {})
    points = (*(_operation(document, id) for id, _, _ in document.frames()), *_notes(document))
    statuses = sum(
        len(document.raw["paths"][path][method.lower()]["responses"]) for _, method, path in document.frames()
    )
    return Checked(name, Size(len(points), 0, statuses, 0), None, None, points, 0, {})


def _operation(document: Document, id: str) -> Point:
    """Whether an operation can be served, and which of its examples do not fit."""
    reason = document.unserved.get(id)
    try:
        if reason is None:
            return Point(CHECK, id, tuple(_misfits(document.operations[id])))
    except Unserved as error:
        reason = str(error)
    return Point(CHECK, id, (f"{id} cannot be served: {reason}",))


def _misfits(operation: Operation) -> Iterator[str]:
    for response in operation.responses.values():
        yield from (f"{operation.id} {response.status}: {each}" for each in _examples(response))


def _examples(response: Response) -> Iterator[str]:
    for name, (media_type, value) in response.examples.items():
        validator = response.media_types.get(media_type)
        if validator is None or "json" not in media_type or validator.fits(value):
            continue
        first = next(iter(validator.violations(value)), None)
        what = f"{first.pointer or 'the whole'} {first.what}" if first else "does not fit its schema"
        yield f"the example {name!r}: {what}"


def _notes(document: Document) -> Iterator[Point]:
    """What was passed over when the document was read."""
    for place, what in document.notes.items():
        yield Point(CHECK, place, (f"{place}: {what}",))
