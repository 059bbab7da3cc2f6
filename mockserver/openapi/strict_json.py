"""JSON texts read strictly (RFC 8259), for files and requests alike; knows no schema."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import orjson

MAX_DEPTH = 100
MAX_DIGITS = 400
UNKNOWN: Any = object()
NO_OPENERS = bytes(each for each in range(256) if each not in b"[{")
"""What opens neither a list nor an object: without it, a text is as long as it is deep at most, told by one look at it."""


class MalformedValue(ValueError):
    """Bytes or text that do not carry the value they should."""


def json_value(raw: bytes) -> Any:
    """Read a JSON text (RFC 8259) strictly.

    Args:
        raw: the bytes as received, without any charset conversion.

    Raises:
        WireError: not UTF-8, not JSON, NaN or Infinity, a number beyond a double, an integer of more than 400 digits, a
            repeated member, nesting deeper than 100, a lone surrogate or a NUL character.
    """
    try:
        value = _compact(raw)
        if value is UNKNOWN:
            value = _DECODER.decode(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise MalformedValue(f"is not valid UTF-8 at byte {error.start}") from None
    except RecursionError:
        raise MalformedValue(f"is nested deeper than {MAX_DEPTH}") from None
    except json.JSONDecodeError as error:
        raise MalformedValue(f"is not JSON at line {error.lineno}, column {error.colno}: {error.msg}") from None
    if len(raw.translate(None, NO_OPENERS)) > MAX_DEPTH:
        _refuse_depth(value, MAX_DEPTH)
    if b"\\" in raw and b"\\u" in raw:
        _refuse_characters(value)
    return value


def _compact(raw: bytes) -> Any:
    """The value of a text that is written just as its value is written here, as most programs write it; else UNKNOWN.

    It repeats no member and loses no digit: else its value would be written in another way. This takes half the time.
    """
    if b'": ' in raw[:100]:  # the first member shows whether blanks are written
        return UNKNOWN
    try:
        value = orjson.loads(raw)
        return value if orjson.dumps(value) == raw else UNKNOWN
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return UNKNOWN


def _refuse_depth(value: Any, most: int) -> None:
    """Look at one level after the other: a body may be of hundreds of thousands of lists, and a call for each takes long."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(most):
        level = [
            item
            for each in level
            for item in (each.values() if isinstance(each, dict) else each)
            if isinstance(item, (dict, list))
        ]
        if not level:
            return
    raise MalformedValue(f"is nested deeper than {MAX_DEPTH}")


def _refuse_characters(value: Any) -> None:
    """Escapes are the only way for a NUL or a lone surrogate to get into a decoded text."""
    text = json.dumps(value, ensure_ascii=False)
    if "\\u0000" in text and _holds_nul(value):
        raise MalformedValue("holds a NUL character")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise MalformedValue("holds a lone surrogate") from None


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any("\0" in name or _holds_nul(item) for name, item in value.items())
    return isinstance(value, list) and any(map(_holds_nul, value))


def _constant(name: str) -> Any:
    raise MalformedValue(f"holds {name}, which is not JSON")


def _float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise MalformedValue(f"holds the number {text[:20]}, which is out of range")
    return value


def _int(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise MalformedValue(f"holds an integer of more than {MAX_DIGITS} digits")
    return int(text)


def unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The members of a JSON object.

    Raises:
        WireError: a member is there twice.
    """
    members = dict(pairs)
    if len(members) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        raise MalformedValue(f"repeats the member {next(name for name in members if counted[name] > 1)!r}")
    return members


_DECODER = json.JSONDecoder(parse_constant=_constant, parse_float=_float, parse_int=_int, object_pairs_hook=unrepeated)
