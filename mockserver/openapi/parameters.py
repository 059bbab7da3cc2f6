"""Parameter texts read as the JSON types that their schemas admit; validates nothing else."""

from __future__ import annotations

import re
from typing import Any

from mockserver.openapi.strict_json import MAX_DIGITS

_INTEGER = re.compile(rf"-?[0-9]{{1,{MAX_DIGITS}}}\Z")
_NUMBER = re.compile(
    rf"-?(?:0|[1-9][0-9]{{0,{MAX_DIGITS - 1}}})(?:\.[0-9]{{1,{MAX_DIGITS}}})?(?:[eE][+-]?[0-9]{{1,4}})?\Z"
)


def scalar(text: str, types: tuple[str, ...]) -> Any:
    """Read a parameter text as the first of the JSON types that it can be; what fits none stays text."""
    for kind in types:
        if kind == "integer" and _INTEGER.match(text):
            return int(text)
        if kind == "number" and _NUMBER.match(text):
            return int(text) if _INTEGER.match(text) else float(text)
        if kind == "boolean" and text in ("true", "false"):
            return text == "true"
        if kind == "null" and text == "null":
            return None
    return text
