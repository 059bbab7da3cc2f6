"""Where each request ends in the bytes of a connection, and what is wrong with how it is framed; knows no socket and no server.

What two readers could take for two different requests is refused, and what goes on to the HTTP server says one thing only: a body
has a length or comes in plain chunks, and no request asks for another protocol.
"""

from __future__ import annotations

import re
from typing import Literal

MOST = 65_536
"""Bytes of a request line with its headers, and of what follows a body in chunks."""
LONGEST_SIZE_LINE = 1_024
"""Bytes of the line that begins a chunk."""
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(;[^\x00-\x08\x0a-\x1f\x7f]*)?")
_LENGTH = re.compile(rb"[0-9]{1,18}")
_CONTROLS = bytes([*range(9), *range(11, 13), *range(14, 32), 127])
"""What no head holds."""
_SAID = re.compile(
    rb"\n(?:(?P<alone>(?<!\r\n))|(?P<on>[ \t])|(?P<name>(?:content-length|transfer-encoding|upgrade)[ \t]*):[ \t]*(?P<value>[^\r]*))"
)
"""What decides where a request ends: a line feed alone, a header that goes on in the next line, and three headers."""
NO_SENSE = "The chunks of the body make no sense."


class Refusal(Exception):
    """A request that is not passed on: its status, and one sentence that says why."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


class Framing:
    """The bytes of one connection that have come in and were not passed on yet.

    Attributes:
        held: these bytes.
        whole: whether the last request that was begun has been taken to its end.
    """

    __slots__ = ("_body", "_seen", "held", "whole")

    def __init__(self) -> None:
        self.held = b""
        self.whole = True
        self._body: int | Chunks = 0
        self._seen = 0

    def begin(self) -> bytes:
        """Take the next request as far as it is there; nothing as long as its request line and headers are not all there.

        Raises:
            Refusal: they are too large, or it cannot be said for certain where the request ends.
        """
        held = self.held if self._seen else self.held.lstrip(b"\r\n")
        end = held.find(b"\r\n\r\n", self._seen - 3 if self._seen > 3 else 0)
        if end > MOST or (end < 0 and len(held) > MOST + 3):
            raise Refusal(431, f"The request line and the headers are larger than {MOST} bytes.")
        if end < 0:
            self._look_at_a_part(held)
            return b""
        end += 4
        self._seen, sent = 0, held[:end]
        head, self._body = read(sent)
        if head is sent and not isinstance(self._body, Chunks):
            head, self.held = held[: end + self._body], held[end + self._body :]
            self._body -= len(head) - end
            self.whole = self._body == 0
            return head
        self.held = held[end:]
        return head + self.body()

    def body(self) -> bytes:
        """Take what is there of the body of the request that was begun, in a form that has one meaning.

        Raises:
            Refusal: its chunks make no sense.
        """
        if isinstance(self._body, Chunks):
            taken, self.held = self._body.take(self.held)
            self.whole = self._body.ended
        else:
            taken, self.held = self.held[: self._body], self.held[self._body :]
            self._body -= len(taken)
            self.whole = self._body == 0
        return taken

    def _look_at_a_part(self, held: bytes) -> None:
        """Say of what will never be a head that it is none, without waiting for its end."""
        new = held[self._seen :]
        alone = held.count(b"\n", self._seen) != held.count(b"\r\n", max(self._seen - 1, 0))
        if alone or len(new.translate(None, _CONTROLS)) != len(new):
            raise Refusal(400, "This is no HTTP request.")
        self.held, self._seen = held, len(held)


def read(head: bytes) -> tuple[bytes, int | Chunks]:
    """The head as it is passed on, and what follows it: so many bytes, or chunks.

    Raises:
        Refusal: it is not certain what follows.
    """
    said: dict[bytes, list[bytes]] = {}
    for _, goes_on, name, value in _SAID.findall(head.lower()):
        if name.endswith((b" ", b"\t")):
            raise Refusal(400, "The name of a header ends with a blank.")
        said.setdefault(name or goes_on, []).append(value.rstrip(b" \t"))
    if b"" in said or head.count(b"\n") != head.count(b"\r"):
        raise Refusal(400, "A line of the headers does not end with CR LF.")
    if head.startswith(b"CONNECT "):
        raise Refusal(501, "This is no proxy.")
    if head.startswith(b"PRI "):
        raise Refusal(505, "Only HTTP/1.1 and HTTP/1.0 are served.")
    if not said:
        return head, 0
    if b" " in said or b"\t" in said:
        raise Refusal(400, "A header goes on in the next line, which has been obsolete since RFC 7230.")
    return _without_upgrade(head) if b"upgrade" in said else head, _follows(head, said)


def _without_upgrade(head: bytes) -> bytes:
    """A head of someone who offers another protocol and is served in this one: the offer stays, the wish to change goes."""
    kept = []
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"connection":
            options = [each.strip(b" \t") for each in value.split(b",")]
            options = [each for each in options if each.lower() not in (b"upgrade", b"http2-settings", b"")]
            if not options:
                continue
            line = name + b": " + b", ".join(options)
        kept.append(line)
    return b"\r\n".join(kept)


def _follows(head: bytes, said: dict[bytes, list[bytes]]) -> int | Chunks:
    """What follows a head by what it says: so many bytes, or chunks."""
    lengths, codings = said.get(b"content-length", []), said.get(b"transfer-encoding", [])
    if len(lengths) > 1 or (lengths and not _LENGTH.fullmatch(lengths[0])):
        raise Refusal(400, "Content-Length is not one number.")
    if not codings:
        return int(lengths[0]) if lengths else 0
    if lengths:
        raise Refusal(400, "Content-Length and Transfer-Encoding contradict each other.")
    if head[: head.find(b"\r")].endswith(b"HTTP/1.0"):
        raise Refusal(400, "There is no Transfer-Encoding in HTTP/1.0.")
    if codings != [b"chunked"]:
        raise Refusal(501, "Of transfer codings only chunked is served.")
    return Chunks()


class Chunks:
    """A body in chunks, passed on without extensions and without what follows the last chunk.

    Attributes:
        ended: whether its end has been taken.
    """

    __slots__ = ("_left", "_next", "_trailers", "ended")

    def __init__(self) -> None:
        self.ended = False
        self._next: Literal["size", "data", "end of data", "trailers"] = "size"
        self._left = self._trailers = 0

    def take(self, data: bytes) -> tuple[bytes, bytes]:
        """Take what is there of the body; what goes on, and what is left.

        Raises:
            Refusal: it makes no sense.
        """
        held, taken = bytearray(data), bytearray()
        while held and not self.ended:
            if self._next == "data":
                piece = held[: self._left]
                del held[: self._left]
                self._left -= len(piece)
                taken += b"%x\r\n%b\r\n" % (len(piece), bytes(piece))
                self._next = "data" if self._left else "end of data"
                continue
            line = self._line(held)
            if line is None:
                break
            self._after(line)
        return bytes(taken) + (b"0\r\n\r\n" if self.ended else b""), bytes(held)

    def _after(self, line: bytes) -> None:
        """Go on after a line that is none of the data."""
        if self._next == "trailers":
            self._trailers += len(line) + 2
            self.ended = not line
        elif self._next == "end of data":
            self._next = "size"
        elif found := _SIZE.fullmatch(line):
            self._left = int(found[1], 16)
            self._next = "data" if self._left else "trailers"
        else:
            raise Refusal(400, NO_SENSE)

    def _line(self, held: bytearray) -> bytes | None:
        """Take a line; None as long as it is not all there."""
        longest = {"size": LONGEST_SIZE_LINE, "end of data": 0}.get(self._next, MOST - self._trailers)
        end = held.find(b"\r\n", 0, longest + 2)
        if end < 0 and (len(held) > longest + 1 or (not longest and held != b"\r")):
            raise Refusal(400, NO_SENSE)
        if end < 0:
            return None
        line = bytes(held[:end])
        del held[: end + 2]
        return line
