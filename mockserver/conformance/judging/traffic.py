"""An answer as it came over the wire, and a request with it on one line; knows no document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mockserver.openapi.media_types import kind_of
from mockserver.openapi.parameters import MISSING
from mockserver.traffic.exchanges import header_of, media_type_of

__all__ = ["MISSING", "Answer", "answer"]


@dataclass(frozen=True)
class Answer:
    """What a server answered.

    Attributes:
        status: the status code.
        headers: name and value, as often and in the order they came.
        body: the bytes, decoded as `Content-Encoding` says.
        seconds: how long it took.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    seconds: float = field(default=0.0, compare=False)

    def header(self, name: str) -> str | None:
        """The value of a header, several joined by commas; None where it is not there."""
        return header_of(self.headers, name)

    @property
    def media_type(self) -> str:
        """The media type without its parameters, in lower case; empty where none is given."""
        return media_type_of(self.headers)

    @property
    def is_json(self) -> bool:
        """Whether the media type is some JSON, and not several values of it in a row."""
        return self.media_type.endswith("json") and kind_of(self.media_type) == "json"

    @cached_property
    def json(self) -> Any:
        """The body as a JSON value; MISSING where it is none."""
        try:
            return json.loads(self.body) if self.body else MISSING
        except (ValueError, RecursionError):
            return MISSING

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def value(self) -> Any:
        """The body as examples have it: a JSON value, or text."""
        return self.json if self.is_json and self.json is not MISSING else self.text

    @property
    def good(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300

    def in_few_words(self, most: int = 300) -> str:
        """Status and body, cut short."""
        readable = self.media_type.startswith("text/") or self.is_json or not self.body or _is_text(self.body[:most])
        body = self.text[:most].strip() if readable else f"{len(self.body)} bytes of {self.media_type}"
        return f"{self.status} {body}".strip()


def _is_text(body: bytes) -> bool:
    return all(each in (9, 10, 13) or 32 <= each < 127 for each in body)


def answer(
    status: int, headers: Mapping[str, str] | Iterable[tuple[str, str]], body: bytes, seconds: float = 0.0
) -> Answer:
    """An answer from what an HTTP library gives.

    Args:
        status: the status code.
        headers: by name, or as pairs where one may come more than once.
        body: the bytes.
        seconds: how long it took.
    """
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    return Answer(status, tuple((name, value) for name, value in pairs), body, seconds)
