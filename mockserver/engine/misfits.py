"""Data that were sent for records and do not fit, with every place where something is wrong; knows no record."""

from __future__ import annotations

from collections.abc import Sequence

from mockserver.openapi.violations import Violation


class Misfit(ValueError):
    """Data that do not fit.

    Attributes:
        violations: every place where something is wrong, as JSON pointers into the data, and what is wrong there.
        pointer, what: the first of them.
    """

    def __init__(self, pointer: str, what: str, *more: Violation) -> None:
        super().__init__(f"{pointer}: {what}")
        self.pointer, self.what = pointer, what
        self.violations = (Violation(pointer, what), *more)

    @classmethod
    def of(cls, violations: Sequence[Violation]) -> Misfit:
        """What says that some places, at least one, are wrong."""
        misfit = cls(violations[0].pointer, violations[0].what, *violations[1:])
        misfit.violations = tuple(violations)
        return misfit


class Unknown(Misfit):
    """Data that name something which does not exist: the place, and what there is."""


class Taken(Misfit):
    """Data with the key of a record that there is, or was."""
