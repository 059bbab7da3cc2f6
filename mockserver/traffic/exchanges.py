"""One request with its answer as it went over the wire, whoever recorded it; judges nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mockserver.openapi.media_types import plain

Headers = tuple[tuple[str, str], ...]
"""Names as they were sent, and values, in order."""


def header_of(headers: Headers, name: str) -> str | None:
    """The text of a header, several of one name joined by commas; None where it was not sent."""
    found = [value for each, value in headers if each.lower() == name.lower()]
    return ", ".join(found) if found else None


def media_type_of(headers: Headers) -> str:
    """The media type without its parameters, in small letters; empty where none is named."""
    return plain(header_of(headers, "content-type") or "")


@dataclass(frozen=True, slots=True)
class Message:
    """One side of an exchange.

    Attributes:
        headers: its headers.
        body: the bytes, without transfer and content coding; None where they were not kept, or not as a whole.
    """

    headers: Headers = ()
    body: bytes | None = b""

    def header(self, name: str) -> str | None:
        """The text of a header, several of one name joined by commas; None where it was not sent."""
        return header_of(self.headers, name)

    @property
    def media_type(self) -> str:
        """The media type without its parameters, in small letters; empty where none is named."""
        return media_type_of(self.headers)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer.

    Attributes:
        method: of the request.
        target: path and query, percent-encoded, as the vendor documents them: what stands before was cut off.
        request: the request's headers and body.
        status: answered.
        response: the answer's headers and body.
        at: when it began; None where nobody wrote it down.
        seconds: how long it took.
        place: where it stands in a recording, as a JSON pointer.
    """

    method: str
    target: str
    request: Message
    status: int
    response: Message
    at: datetime | None = None
    seconds: float = 0.0
    place: str = ""

    @property
    def path(self) -> str:
        """The path, percent-encoded."""
        return self.target.partition("?")[0]

    @property
    def good(self) -> bool:
        """Whether it succeeded."""
        return 200 <= self.status < 300

    @property
    def query(self) -> str:
        """The query as it was sent, without the question mark."""
        return self.target.partition("?")[2]

    def __str__(self) -> str:
        return f"{self.method} {self.target}"
