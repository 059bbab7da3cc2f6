"""What parameters ask of a member of a record in brackets, or after two underscores: `filter[name]`, `price[gte]`, `name__in`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import Any

from mockserver.engine.inference.key_names import PARTS
from mockserver.engine.inference.paths import key_text, letters

FILTERS = frozenset(["filter", "filters", "filterby", "where"])
"""What stands before the member that is asked about."""
ABSENT: Any = object()

Test = Callable[[Any, Any], bool]


def matches(member: Any, wanted: Any) -> bool:
    """Whether a member of a record is what is wanted, or one of the things that are."""
    if isinstance(wanted, list):
        return any(matches(member, each) for each in wanted)
    if isinstance(member, list):
        return any(matches(each, wanted) for each in member)
    if isinstance(member, dict) and not isinstance(wanted, dict):
        return any(key_text(each) == key_text(wanted) for each in member.values() if not isinstance(each, dict | list))
    if isinstance(member, dict) or isinstance(wanted, dict):
        return bool(member == wanted)
    return member == wanted or key_text(member) == key_text(wanted)


def _among(member: Any, wanted: Any) -> bool:
    """Whether a member is what is wanted, or one of several with commas."""
    return matches(member, wanted) or (isinstance(wanted, str) and matches(member, wanted.split(",")))


def _compared(holds: Callable[[Any, Any], bool]) -> Test:
    """A comparison of two numbers or two texts; nothing else compares."""

    def compared(member: Any, wanted: Any) -> bool:
        if isinstance(member, int | float) and isinstance(wanted, str):
            try:
                wanted = float(wanted)
            except ValueError:
                return False
        numbers = isinstance(member, int | float) and isinstance(wanted, int | float)
        return (numbers or (isinstance(member, str) and isinstance(wanted, str))) and holds(member, wanted)

    return compared


def _texts(holds: Callable[[str, str], bool]) -> Test:
    """A question about a text, or about any of a list, in which case does not matter."""

    def asked(member: Any, wanted: Any) -> bool:
        if isinstance(member, list):
            return any(asked(each, wanted) for each in member)
        return isinstance(member, str) and holds(member.casefold(), str(wanted).casefold())

    return asked


_WITHIN, _BEGINS = _texts(lambda member, wanted: wanted in member), _texts(str.startswith)
_ENDS, _SAME = _texts(str.endswith), _texts(lambda member, wanted: member == wanted)
_TESTS: tuple[tuple[Test, tuple[str, ...]], ...] = (
    (_among, ("eq", "is", "equals", "exact", "in", "any", "anyof", "oneof")),
    (lambda member, wanted: not _among(member, wanted), ("ne", "neq", "not", "isnot", "noteq", "nin", "notin")),
    (_compared(gt), ("gt", "after")),
    (_compared(ge), ("gte", "ge", "from", "min", "since")),
    (_compared(lt), ("lt", "before")),
    (_compared(le), ("lte", "le", "to", "max", "until")),
    (_WITHIN, ("contains", "icontains", "like", "ilike", "search", "match")),
    (_BEGINS, ("startswith", "istartswith", "beginswith", "prefix")),
    (_ENDS, ("endswith", "iendswith", "suffix")),
    (_SAME, ("iexact", "ieq")),
)
TESTS = {word: test for test, words in _TESTS for word in words}
"""What may be asked of a member, by what it is called."""


@dataclass(frozen=True)
class Criterion:
    """One question about the member of a record.

    Attributes:
        member: its name, after those of the objects that it is in, each in letters alone.
        test: whether it is as wanted.
    """

    member: tuple[str, ...]
    test: Test

    def known(self, record: Mapping[str, Any]) -> bool:
        """Whether a record has the member."""
        return _at(record, self.member) is not ABSENT

    def holds(self, record: Mapping[str, Any], wanted: Any) -> bool:
        """Whether a record has the member as wanted."""
        value = _at(record, self.member)
        return value is not ABSENT and self.test(value, wanted)


def criterion(name: str) -> Criterion | None:
    """What a parameter asks by its name; None where it is called like no such question."""
    steps = tuple(filter(None, map(letters, re.split(r"[\[\].]+|__", name))))
    bare = steps[1:] if steps[:1] and steps[0] in FILTERS else steps
    if not bare or len(steps) < 2:
        return None
    test = TESTS.get(bare[-1]) if len(bare) > 1 else None
    return Criterion(bare, _among) if test is None else Criterion(bare[:-1], test)


def _at(value: Any, member: tuple[str, ...]) -> Any:
    """The member of an object, or of an object that is a part of it (`attributes.name` for `name`); ABSENT where it has none."""
    if not member or not isinstance(value, Mapping):
        return ABSENT if member else value
    own = next((inner for name, inner in value.items() if letters(name) == member[0]), ABSENT)
    if own is not ABSENT:
        return _at(own, member[1:])
    parts = (_at(inner, member) for name, inner in value.items() if letters(name) in PARTS)
    return next((each for each in parts if each is not ABSENT), ABSENT)
