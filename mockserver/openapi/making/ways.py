"""The ways in which a value can be made, and what is said where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

NOTHING: Any = object()
"""No value is given."""


class Unsatisfiable(Exception):
    """No value was found for a schema."""


@dataclass(frozen=True)
class Way:
    """How a value is made.

    Attributes:
        optional: levels to which members are made that need not be there.
        examples: whether the examples and defaults that schemas carry are used.
        turn: which alternative is tried first.
        extra: whether given members that the schema does not name, but does not forbid, are kept.
        varied: whether what is free is left to chance.
        budget: schemas that may be looked at.
    """

    optional: int = 0
    examples: bool = True
    turn: int = 0
    extra: bool = False
    varied: bool = False
    budget: int = 600


RICH, PLAIN = Way(optional=3), Way()
WAYS = (PLAIN, Way(examples=False), *(Way(examples=False, turn=turn) for turn in (1, 2, 3)))
"""In which order ways are tried when a value does not fit."""
