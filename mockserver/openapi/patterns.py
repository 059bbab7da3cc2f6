"""Patterns of a document's schemas: as they are meant, as validators ask them, and as Python writes them; makes no text."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import jsonschema_rs

_LITERAL = re.compile(r"/(?P<pattern>\^.*|.*\$)/(?P<flags>[dgimsuy]*)\Z", re.DOTALL)
"""A pattern as a program writes it, with slashes around it: read to the letter, no text has anything before its beginning."""
_ECMA = (
    (re.compile(r"\\p\{L[a-z]?\}|\\p\{Letter\}"), "[A-Za-z]"),
    (re.compile(r"\\p\{N[a-z]?\}"), "[0-9]"),
    (re.compile(r"\\p\{[A-Za-z_=]+\}|\\P\{[A-Za-z_=]+\}"), "[ -~]"),
    (re.compile(r"\(\?<(?![=!])"), "(?P<"),
    (re.compile(r"\\u\{?([0-9A-Fa-f]{4})\}?"), r"\\u\1"),
    (re.compile(r"\\([/#@&'\"<>:;,%=!`~_])"), r"\1"),
)
"""What ECMAScript writes otherwise than Python."""


def meant(pattern: str) -> str:
    """A pattern without what a program puts around it: `/^[a-z]+$/i` is `(?i)^[a-z]+$`."""
    found = _LITERAL.match(pattern)
    if found is None:
        return pattern
    return f"(?i){found['pattern']}" if "i" in found["flags"] else found["pattern"]


@lru_cache(maxsize=4096)
def of_pattern(pattern: str) -> Callable[[Any], bool]:
    """Whether a text has a pattern in it, as the validators of a document ask it; everything has one that nobody can read.

    They give up on a text that would take them for ever, which Python's own expressions do not.
    """
    try:
        found: Callable[[Any], bool] = jsonschema_rs.Draft202012Validator({"pattern": pattern}).is_valid
    except jsonschema_rs.ValidationError:
        return lambda value: True
    return found


@lru_cache(maxsize=4096)
def readable(pattern: str) -> str | None:
    """A pattern of a document as Python writes it, or None where it cannot be read."""
    for form, instead in _ECMA:
        pattern = form.sub(instead, pattern)
    pattern = re.sub(r"\[([^\]]*)\[(A-Za-z|0-9| -~)\]", r"[\1\2", pattern)
    try:
        return re.compile(pattern).pattern
    except (re.error, OverflowError, RecursionError):
        return None
