"""How JavaScript reads and writes numbers and texts, where Strapi leaves a value to the language; knows no field."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

SPACE = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What JavaScript takes for white space, as a class of a regular expression."""

DECIMAL = re.compile(r"[+-]?(Infinity|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)\Z", re.ASCII)
PREFIXED = {
    "0x": (16, re.compile(r"[0-9a-fA-F]+\Z")),
    "0o": (8, re.compile(r"[0-7]+\Z")),
    "0b": (2, re.compile(r"[01]+\Z")),
}
_EDGES = re.compile(f"^[{SPACE}]+|[{SPACE}]+$")
_SPACES = re.compile(f"[{SPACE}]+")


def without_spaces(text: str) -> str:
    """A text without any white space."""
    return _SPACES.sub("", text)


def number(value: Any) -> float:
    """A value as a number, NaN where it is none."""
    if isinstance(value, bool | int | float):
        return as_double(value)
    if value is None:
        return 0.0
    trimmed = _EDGES.sub("", text(value))
    if not trimmed:
        return 0.0
    base, digits = PREFIXED.get(trimmed[:2].lower(), (0, DECIMAL))
    if base:
        return as_double(int(trimmed[2:], base)) if digits.match(trimmed[2:]) else math.nan
    return float(trimmed.replace("Infinity", "inf")) if digits.match(trimmed) else math.nan


def as_double(value: float) -> float:
    """The double nearest to a number; beyond all of them there is infinity."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def text(value: Any) -> str:
    """A value as a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, Mapping):
        return "[object Object]"
    return ",".join("" if each is None else text(each) for each in value)


def number_text(value: float) -> str:
    """A number as JavaScript prints it: the fewest digits that mean it, a point or an exponent only where it must."""
    double = as_double(value)
    if math.isnan(double) or math.isinf(double):
        return "NaN" if math.isnan(double) else "Infinity" if double > 0 else "-Infinity"
    if double == 0:
        return "0"
    mantissa, _, power = f"{double!r}".lower().partition("e")
    sign, mantissa = ("-", mantissa[1:]) if mantissa.startswith("-") else ("", mantissa)
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(power or 0)
    digits = (whole + fraction).rstrip("0")
    point -= len(digits) - len(digits.lstrip("0"))
    digits = digits.lstrip("0")
    return sign + _placed(digits, point)


def _placed(digits: str, point: int) -> str:
    """Digits with the decimal point after so many of them."""
    if len(digits) <= point <= 21:
        return digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    mantissa = digits if len(digits) == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{mantissa}e{point - 1:+d}"


def printed(value: float) -> float | None:
    """A number as its JSON stands in an answer: a whole one without a point, nothing for what is not finite."""
    if math.isnan(value) or math.isinf(value):
        return None
    written = number_text(value)
    return int(written) if written.removeprefix("-").isdecimal() else value
