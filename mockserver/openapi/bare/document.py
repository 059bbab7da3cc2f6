"""A bare document, ready to be served: read, brought into form, its operations compiled when first asked for."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mockserver.openapi import operation, pointers
from mockserver.openapi.bare.bundle import bundle, content_of
from mockserver.openapi.bare.cache import Cache
from mockserver.openapi.bare.servers import bases, hosts
from mockserver.openapi.bare.shape import Shape
from mockserver.openapi.bare.swagger import modern
from mockserver.openapi.document import Document
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import Unserved
from mockserver.openapi.references import references
from mockserver.openapi.schema import Schemas
from mockserver.openapi.sources import SourceError

JSON = dict[str, Any]
_VARIABLE = re.compile(r"\{[^{}]*\}")


class Operations(Mapping[str, Operation]):
    """The operations of a document by operationId; each is compiled when it is first asked for."""

    def __init__(self, raw: JSON, schemas: Schemas, frames: Iterator[tuple[str, str, str]]) -> None:
        self._raw, self._schemas = raw, schemas
        self._frames = {id: (path, method.lower()) for id, method, path in frames}
        self._compiled: dict[str, Operation] = {}

    def __getitem__(self, id: str) -> Operation:
        found = self._compiled.get(id)
        if found is None:
            path, method = self._frames[id]
            try:
                found = operation.build(self._raw, self._schemas, path, method)
            except (LookupError, ValueError, TypeError, AttributeError) as error:
                if isinstance(error, Unserved):
                    raise
                what = f"{error} leads nowhere" if isinstance(error, LookupError) else str(error)
                raise Unserved(pointers.join("paths", path, method), what) from None
            self._compiled[id] = found
        return found

    def asked(self, id: str) -> Operation | None:
        """An operation whose successes cannot be served, as far as its requests can be read; None where they cannot."""
        path, method = self._frames[id]
        try:
            return operation.build(self._raw, self._schemas, path, method, answers=False)
        except (LookupError, ValueError, TypeError, AttributeError):
            return None

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)


def load(file: Path, cache: Cache | None = None) -> Document:
    """Read a document of any version, in any number of files.

    Args:
        cache: where what was read is kept for the next time.

    Raises:
        SourceError: it cannot be read, or is no OpenAPI document.
    """
    with nothing_collected():
        return formed(file, _raw(file, cache))


def _raw(file: Path, cache: Cache | None) -> JSON:
    """A document in one piece: as it was kept, or read and kept."""
    known = cache.get(file, content_of(file)) if cache is not None else None
    if known is not None:
        return known
    found = bundle(file)
    if cache is not None:
        cache.put(file, found.files, found.raw)
    return found.raw


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Make millions of values without the collector's looking at all of them again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def formed(file: Path, raw: JSON) -> Document:
    """Bring a document that is in one piece into form.

    Raises:
        SourceError: it is no OpenAPI document.
    """
    version = str(raw.get("openapi") or raw.get("swagger") or "")
    if not version.startswith(("2.", "3.")) or not isinstance(raw.get("paths"), dict):
        raise SourceError(file, "", "is no OpenAPI document: `openapi` (or `swagger`) and `paths` are expected")
    shape = Shape(modern(raw) if version.startswith("2.") else raw)
    schemas = Schemas(shape.raw, modern=not version.startswith(("2.", "3.0")), lazily=True)
    found = Document(
        file, shape.raw, {}, schemas, hosts(shape.raw), True, tuple(bases(shape.raw)), shape.unserved, shape.notes
    )
    operations = Operations(shape.raw, schemas, found.frames())
    object.__setattr__(found, "operations", operations)
    shape.notes.update(_hidden(found))
    lost = sorted({each["$ref"] for each in references(shape.raw) if not _leads_somewhere(shape.raw, each["$ref"])})
    if lost:
        shape.notes.update(
            (reference, "leads nowhere; where a schema refers to it, anything fits") for reference in lost
        )
        shape.unserved.update((id, why) for id, why in _unserved(found) if id not in shape.unserved)
    asked = {id: operations.asked(id) for id in shape.unserved}
    object.__setattr__(found, "asked", {id: each for id, each in asked.items() if each is not None})
    return found


def _leads_somewhere(raw: JSON, reference: str) -> bool:
    try:
        pointers.resolve(raw, pointers.split(reference[1:]) if reference[:2] == "#/" else [reference])
    except LookupError:
        return False
    return True


def _hidden(document: Document) -> Iterator[tuple[str, str]]:
    """The operations whose address is that of an earlier one, but for what its parameters are called."""
    first: dict[tuple[str, str], str] = {}
    for _, method, path in document.frames():
        known = first.setdefault((method, _VARIABLE.sub("{}", path)), path)
        if known != path:
            yield (
                pointers.join("paths", path, method.lower()),
                f"has the address of {known}, which answers where its parameters take what is sent",
            )


def _unserved(document: Document) -> Iterator[tuple[str, str]]:
    """The operations that cannot be compiled, which is known for certain only once it was tried."""
    for id in document.operations:
        try:
            document.operations[id]
        except Unserved as error:
            yield id, str(error)
