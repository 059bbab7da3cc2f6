"""What a caller asks of one answer: the Prefer header (RFC 7240) and its query twins; belongs to one request only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

_PREFERENCE = re.compile(
    r'(?:\A|,)\s*+([A-Za-z][A-Za-z0-9_-]*+)\s*+(?:=\s*+(?:"((?:[^"\\]|\\.)*+)"|([^\s,;"]*+)))?+\s*+(?:;[^,]*+)?+(?=,|\Z)'
)
TWINS = ("__code", "__example")
PREFERENCES = "mockserver.preferences"
"""Where the scope holds the preferences of the request, if it has any."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """The preferences of one request that mean something here.

    Attributes:
        code: a status that the document lists.
        example: the name of an example.
        delay: seconds to wait first.
        strict: whether an assumed answer is to be refused.
    """

    code: int | None = None
    example: str | None = None
    delay: float = 0.0
    strict: bool = False


NONE = Preferences()
MAX_DELAY = 60.0


def read_preferences(header: str | None, query: str) -> Preferences | None:
    """The preferences of a request, or None where it states none.

    Args:
        header: all Prefer lines, joined by commas.
        query: the query string as sent.
    """
    if header is None and "__" not in query:
        return None
    twins = {name: value for name, value in parse_qsl(query, max_num_fields=None) if name in TWINS}
    found = parse(header, twins)
    return None if found == NONE else found


def parse(header: str | None, twins: dict[str, str]) -> Preferences:
    """Read the preferences of a request; what is unknown or malformed is ignored, as RFC 7240 says.

    Args:
        header: all Prefer lines, joined by commas; if there is one, the query twins are not looked at.
        twins: `__code` and `__example` of the query.
    """
    if header is None:
        if not twins:
            return NONE
        given = {name[2:]: value for name, value in twins.items()}
    else:
        given = {}
        for match in _PREFERENCE.finditer(header):
            value = match[2].replace("\\", "") if match[2] is not None else match[3] or ""
            given.setdefault(match[1].lower(), value)
    code = given.get("code", "")
    return Preferences(
        int(code) if re.fullmatch(r"[1-5][0-9][0-9]", code) else None,
        given.get("example") or None,
        _seconds(given.get("delay", "")),
        given.get("evidence", "").lower() == "strict",
    )


def _seconds(text: str) -> float:
    return min(float(text), MAX_DELAY) if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", text) else 0.0
