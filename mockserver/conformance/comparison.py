"""Two JSON values held beside each other: where they differ, or whether they do but for ids; knows nothing of where they come from."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from itertools import repeat
from typing import Any
from urllib.parse import unquote

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


ID = re.compile(r"[\w-]*\d[\w-]*")
"""What may be an id: a word with a digit in it."""
MADE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24}|[0-9a-f]{32}")
"""What is an id wherever it stands: a UUID, or as many hexadecimal digits as an object or a trace has."""


def ids(text: str) -> frozenset[str]:
    """Everything in a request that may be an id."""
    return frozenset(ID.findall(unquote(text)))


def alike(shown: Any, answered: Any, named: Collection[str]) -> bool:
    """Whether an answer is the one that is shown, ids aside.

    Args:
        shown: the example.
        answered: what came.
        named: what the request named; where the answer repeats it, the example may have named another one.
    """
    if isinstance(shown, dict) and isinstance(answered, dict):
        return shown.keys() == answered.keys() and all(alike(shown[each], answered[each], named) for each in shown)
    if isinstance(shown, list) and isinstance(answered, list):
        return len(shown) == len(answered) and all(map(alike, shown, answered, repeat(named)))
    if isinstance(shown, str) and isinstance(answered, str):
        return shown == answered or re.fullmatch(_pattern(answered, named), shown) is not None
    return type(shown) is type(answered) and bool(shown == answered)


def _pattern(text: str, named: Collection[str]) -> str:
    """A text with something for each id in it."""
    parts, end = [], 0
    for found in ID.finditer(text):
        if found[0] in named or MADE.fullmatch(found[0]):
            parts += [re.escape(text[end : found.start()]), r"[\w-]+"]
            end = found.end()
    return "".join([*parts, re.escape(text[end:])])
