"""Two JSON values held beside each other: where they differ, in words; knows nothing of where they come from."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from mockserver.openapi.pointers import join

MISSING: Any = object()


def differences(expected: Any, actual: Any, ignored: Collection[str] = (), at: str = "") -> Iterator[str]:
    """Say where two values differ as JSON values.

    Args:
        expected: what was promised.
        actual: what came.
        ignored: JSON pointers; what lies at or below one is not compared, nor whether it is there.
        at: the pointer of these values.
    """
    if at in ignored:
        return
    if isinstance(expected, dict) and isinstance(actual, dict):
        for name in (*expected, *(name for name in actual if name not in expected)):
            yield from differences(expected.get(name, MISSING), actual.get(name, MISSING), ignored, at + join(name))
    elif isinstance(expected, list) and isinstance(actual, list):
        for index in range(max(len(expected), len(actual))):
            one, other = (each[index] if index < len(each) else MISSING for each in (expected, actual))
            yield from differences(one, other, ignored, at + join(index))
    elif expected is MISSING:
        yield f"{at} is {_text(actual)}, the document does not have it"
    elif actual is MISSING:
        yield f"{at} is missing, the document has {_text(expected)}"
    elif isinstance(expected, bool) != isinstance(actual, bool) or expected != actual:
        yield f"{at or 'the body'} is {_text(actual)}, the document has {_text(expected)}"


def _text(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}..."
