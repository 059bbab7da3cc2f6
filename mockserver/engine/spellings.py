"""Holds the names in what a user sends for records and answers against those that the document has; judges no values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mockserver.engine.actions import Records
from mockserver.engine.misfits import Misfit, Taken, Unknown
from mockserver.openapi import pointers
from mockserver.openapi.document import Document
from mockserver.openapi.unnamed import Names, unnamed
from mockserver.openapi.violations import Violation
from mockserver.spelling import nearest, slip

MOST = 1000
"""Items of a list inside a record that are looked at."""
LET = "is not in the document; undocumented allows it all the same"
LOST = "is not in the document, and would not be kept"


def misspelt(document: Document, names: Names, value: Any) -> Iterator[Violation]:
    """The members that are probably meant to be others, or that nothing would keep.

    Where the schemas say nothing of others, one that is called nearly as a member that they name and the value does not have;
    a name that the document uses anywhere is taken to be meant.

    Args:
        document: the document.
        names: what the schemas of the value name.
        value: what was sent.
    """
    for each in unnamed(names, value, MOST):
        near = "" if each.forbidden else slip(each.name, each.left)
        if each.forbidden:
            yield Violation(each.pointer, LOST, hint=nearest(each.name, each.left))
        elif near and each.name not in document.schemas.names:
            yield Violation(each.pointer, LET, hint=f"; did you mean {near}?")


@dataclass(frozen=True)
class Spelling:
    """Holds what is sent for the records of one collection against its schema.

    Attributes:
        document: the vendor's document.
        records: the collection.
        free: whether any name is let through.
    """

    document: Document
    records: Records
    free: bool = False

    def of(self, record: Any, at: str = "", old: Any = None) -> list[Violation]:
        """What is misspelt in a record, or in a part of one.

        Args:
            at: where the record stands, as a JSON pointer.
            old: the record as it was before: what it has already may stay.
        """
        if self.free:
            return []
        found = misspelt(self.document, self._names, record)
        return [each.below(at) for each in found if not pointers.has(old, each.pointer)]

    @cached_property
    def _names(self) -> Names:
        """What describes a record, and the body with which the vendor's own create makes one."""
        named, raw = self.records.schema, self.document.raw
        schema = raw["components"]["schemas"][named] if isinstance(named, str) else named
        create = self.document.operations.get(self.records.created_by)
        sent: list[Any] = []
        if create is not None:
            body = ["paths", create.path, create.method.lower(), "requestBody", "content"]
            sent = [pointers.resolve(raw, [*body, each])[1].get("schema", {}) for each in create.body]
        return Names(self.document.folding, [schema, *sent])


@contextmanager
def refused_with(strange: Sequence[Violation]) -> Iterator[None]:
    """Refuse members, together with whatever else does not fit.

    Raises:
        Misfit: there is such a member.
    """
    try:
        yield
    except (Taken, Unknown):
        raise
    except Misfit as error:
        raise Misfit.of([*error.violations, *beside(error.violations, strange)]) from None
    if strange:
        raise Misfit.of(strange)


def beside(found: Sequence[Violation], strange: Iterable[Violation]) -> Iterator[Violation]:
    """The members of which nothing is said yet: where an object is refused for its members, they are named there."""
    said = {each.pointer for each in found}
    return (each for each in strange if each.pointer.rpartition("/")[0] not in said)
