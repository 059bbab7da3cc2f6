"""How unlike two answers to the same request are: what only time and chance decide does not count; knows no document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from mockserver.conformance.comparison import MADE, MISSING
from mockserver.masking import HIDDEN
from mockserver.openapi.pointers import join

STATUS, MEDIA_TYPE, SHAPE, VALUE = 1000, 100, 10, 1
"""What a difference in each of them weighs."""
MOST = 60
"""Differences of one body that are counted."""
ITEMS = 10
"""Items of a list that are looked at."""
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")
NEAR = 120.0
"""Seconds by which two clocks may differ."""


def unlikeness(seen: tuple[int, str, Any], answered: tuple[int, str, Any], made: bool = False) -> int:
    """How unlike an answer of the mock is to one that was seen; 0 if it is the same.

    Args:
        seen: status, media type and body of the answer that was seen; text, JSON value, or None where it is not known.
        answered: the same of the mock's.
        made: whether the request made something, which has an id of its own then.
    """
    if seen[0] != answered[0]:
        return STATUS + (VALUE if seen[0] // 100 == answered[0] // 100 else SHAPE)
    weight = MEDIA_TYPE * (seen[1] != answered[1])
    if seen[2] is None:
        return weight
    return weight + sum(
        each for each, _ in zip(_differences(seen[2], answered[2], made, ""), range(MOST), strict=False)
    )


def _differences(seen: Any, answered: Any, made: bool, at: str) -> Iterator[int]:
    if isinstance(seen, str) and HIDDEN in seen:
        return
    if isinstance(seen, dict) and isinstance(answered, dict):
        for name in dict.fromkeys((*seen, *answered)):
            yield from _differences(seen.get(name, MISSING), answered.get(name, MISSING), made, at + join(name))
    elif isinstance(seen, list) and isinstance(answered, list):
        if len(seen) != len(answered):
            yield VALUE
        for one, other in zip(seen[:ITEMS], answered[:ITEMS], strict=False):
            yield from _differences(one, other, made, at + join(0))
    elif _kind(seen) != _kind(answered):
        yield SHAPE
    elif seen != answered and not _by_chance(seen, answered, made, at):
        yield VALUE


def _kind(value: Any) -> str:
    if value is MISSING:
        return "missing"
    if isinstance(value, bool) or value is None:
        return str(type(value))
    return "number" if isinstance(value, int | float) else type(value).__name__


def _by_chance(seen: Any, answered: Any, made: bool, at: str) -> bool:
    """Whether two scalars of a kind differ by time or chance only."""
    if made and re.search(r"id$", at, re.IGNORECASE):
        return not isinstance(seen, str) or (MADE.fullmatch(seen) is None) == (MADE.fullmatch(answered) is None)
    if not isinstance(seen, str):
        return False
    if MADE.fullmatch(seen) and MADE.fullmatch(answered):
        return True
    if _INSTANT.fullmatch(seen) and _INSTANT.fullmatch(answered):
        return _form(seen) == _form(answered) and _near(seen, answered)
    return _without_origin(seen) == _without_origin(answered) != seen


def _form(instant: str) -> str:
    return re.sub(r"\d", "0", instant)


def _near(one: str, other: str) -> bool:
    try:
        return abs((datetime.fromisoformat(one) - datetime.fromisoformat(other)).total_seconds()) <= NEAR
    except (ValueError, TypeError):
        return False


def _without_origin(text: str) -> str:
    """A link without the server it leads to, and a world's or a vendor's prefix."""
    return re.sub(r"^https?://[^/]+(/w/[^/]+/[^/]+)?", "", text)


def body_of(media_type: str, body: bytes | None) -> Any:
    """A body as it is compared: a JSON value, or text; None where it is not known."""
    if body is None:
        return None
    if media_type.endswith("json"):
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            pass
    return body.decode("utf-8", "replace")
