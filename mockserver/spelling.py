"""What was probably meant by a word that nobody knows, and how a name is spelt in code; knows no words of its own."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

LISTED = 40
"""Names that a text lists at most."""


def alike(word: str, known: Collection[str], likeness: float = 0.6) -> str:
    """The known word that is most like another one; empty if none is like it.

    Args:
        word: what was said.
        known: what there is.
        likeness: how much the two must have in common (0 to 1).
    """
    by_letters = {each.lower(): each for each in reversed(list(known))}
    near = difflib.get_close_matches(word.lower(), by_letters, 1, likeness)
    return by_letters[near[0]] if near else ""


def slip(word: str, known: Iterable[str]) -> str:
    """The known word of which another one is a slip of the pen; empty if it may well be meant as it is.

    A slip has the same letters, in another order, in other cases or with other signs between them, or one letter of five more,
    less or changed. Digits are never slips.
    """
    return next((each for each in known if _letters(each) and _slipped(_letters(word), _letters(each))), "")


def _slipped(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or _digits(one) != _digits(other):
        return False
    likeness = difflib.SequenceMatcher(None, one, other).ratio()
    return sorted(one) == sorted(other) or likeness >= max(0.8, 1 - 1 / max(len(one), len(other)))


def _letters(word: str) -> str:
    return "".join(filter(str.isalnum, word.lower()))


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))


def nearest(word: str, known: Collection[str]) -> str:
    """A question whether a known word was meant; empty if none is like it."""
    near = alike(word, known)
    return f"; did you mean {near}?" if near else ""


def missing(noun: str, name: str, known: Collection[str], likeness: float = 0.6) -> str:
    """Say that there is no such thing, what it may have been meant to be, and what there is.

    Args:
        noun: what kind of thing it is.
        name: what was asked for.
        known: the names there are, as they are to be listed.
        likeness: as for `alike`.
    """
    near = alike(name, known, likeness)
    hint = f" (did you mean {near!r}?)" if near else ""
    names = list(known)
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return f"there is no {noun} {name!r}{hint}; there are {', '.join(names[:LISTED]) or 'none'}{more}"


def variable(name: str) -> str:
    """A vendor's name as a fixture or a variable has it."""
    return name.replace("-", "_")
