"""How SQLite compares values, orders them and matches patterns; knows no query and no content type."""

from __future__ import annotations

import math
import re
from typing import Any

from mockserver.vendors.strapi.server.models import INTEGER, REAL, TEXT

Value = str | int | float | None

NUMERAL = re.compile(r"[ \t\n\v\f\r]*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[ \t\n\v\f\r]*\Z", re.ASCII)
WHOLE = re.compile(r"[+-]?\d+\Z", re.ASCII)
DIGITS = 15
"""Digits that a number keeps as a text."""

_UPPER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def numeric(value: Value) -> Value:
    """A text that is a numeral as the number, everything else as it is."""
    if not isinstance(value, str) or len(value) > 400 or not NUMERAL.match(value):
        return value
    trimmed = value.strip(" \t\n\v\f\r")
    read: int | float = int(trimmed) if WHOLE.match(trimmed) else float(trimmed)
    if isinstance(read, int) and abs(read) >= 2**63:
        read = float(trimmed)
    return (
        int(read)
        if isinstance(read, float) and math.isfinite(read) and read == int(read) and abs(read) < 2**63
        else read
    )


def taken(value: Value, affinity: str) -> Value:
    """A value as a column takes it, to be stored or compared."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if affinity == TEXT:
        return value if isinstance(value, str) else text(value)
    found = numeric(value)
    return float(found) if affinity == REAL and isinstance(found, int) else found


def text(value: Value, affinity: str = "") -> str:
    """A value as a text; numbers of a column for fractions have a point."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and affinity != REAL:
        return str(value)
    number = float(value or 0)
    if math.isinf(number):
        return "Inf" if number > 0 else "-Inf"
    written = f"{number:.{DIGITS}g}"
    mantissa, e, power = written.partition("e")
    return f"{mantissa}{'' if '.' in mantissa else '.0'}{e}{power}"


def order(value: Value) -> tuple[int, Any]:
    """What values are sorted and compared by: nothing, then numbers, then texts."""
    if value is None:
        return 0, 0
    return (2, value.encode("utf-8", "surrogatepass")) if isinstance(value, str) else (1, value)


def lower(value: str) -> str:
    """A text with the 26 letters of ASCII in lower case."""
    return value.translate(_UPPER)


def like(value: str, pattern: str, escape: str = "") -> bool:
    """Whether a text matches a pattern in any case of the ASCII letters; `%` is any text, `_` any character, NUL the end.

    The work grows with the product of both lengths at most: of several `%` only the last one is tried again.
    """
    value, pattern = (lower(each.partition("\0")[0]) for each in (value, pattern))
    parts = _pattern(pattern, escape)
    at = place = 0
    star: tuple[int, int] | None = None
    while at < len(value):
        if place < len(parts) and parts[place] == "%%":
            star = place + 1, at
            place += 1
        elif place < len(parts) and parts[place] in ("__", value[at]):
            at, place = at + 1, place + 1
        elif star:
            star = star[0], star[1] + 1
            place, at = star
        else:
            return False
    return all(part == "%%" for part in parts[place:])


def _pattern(pattern: str, escape: str) -> list[str]:
    """A pattern as its characters; wild ones are doubled."""
    parts: list[str] = []
    literal = False
    for each in pattern:
        if each == escape and not literal:
            literal = True
            continue
        parts.append(each * 2 if each in "%_" and not literal else each)
        literal = False
    return parts


__all__ = ["INTEGER", "Value", "like", "lower", "numeric", "order", "taken", "text"]
