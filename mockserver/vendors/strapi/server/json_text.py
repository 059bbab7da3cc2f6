"""JSON as node 20 reads it, as far as Python can: of any depth, with any character; knows no body and no member."""

from __future__ import annotations

import json
import re
from typing import Any

from mockserver.vendors.strapi.server import malformed_json

DEEP = 50
"""Lists and objects in each other that are read."""

_PARTS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]|[^"\[\]{}]+', re.DOTALL)


def parsed(text: str) -> Any:
    """The value of a JSON text; what is nested too deep to be of use is left out.

    Raises:
        ValueError: it is none.
    """
    try:
        value = json.loads(text, parse_constant=_refused_constant, parse_int=_whole)
    except RecursionError:
        if malformed_json.complaint(text) is not None:
            raise ValueError(text) from None
        value = json.loads(shallow(text), parse_constant=_refused_constant, parse_int=_whole)
    return whole_characters(value) if "\\u" in text else value


def _refused_constant(name: str) -> Any:
    raise ValueError(name)


def _whole(digits: str) -> int | float:
    """A whole number as a double has it."""
    return int(digits) if len(digits) < 16 and digits != "-0" else float(digits)


def shallow(text: str) -> str:
    """Well-formed JSON with null for what lies too deep."""
    kept, level = [], 0
    for part in _PARTS.findall(text):
        level -= part in "]}"
        if level < DEEP or (level == DEEP and part not in "[{]}"):
            kept.append(part)
        elif level == DEEP and part in "[{":
            kept.append("null")
        level += part in "[{"
    return "".join(kept)


def whole_characters(value: Any) -> Any:
    """A value whose texts hold no half of a surrogate pair: UTF-8 has none, and a sign takes its place."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [whole_characters(each) for each in value]
    if isinstance(value, dict):
        return {whole_characters(name): whole_characters(each) for name, each in value.items()}
    return value
