"""What was probably meant by a word that nobody knows; knows no words of its own."""

from __future__ import annotations

import difflib
from collections.abc import Collection


def nearest(word: str, known: Collection[str]) -> str:
    """A question whether a known word was meant; empty if none is like it."""
    near = difflib.get_close_matches(word, known, 1)
    return f"; did you mean {near[0]}?" if near else ""
