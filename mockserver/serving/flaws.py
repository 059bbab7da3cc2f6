"""Why the HTTP server cannot read a head, in words that quote nothing of it but a byte; it decides nothing, and knows no connection."""

from __future__ import annotations

import re
from collections.abc import Mapping

FLAWS: Mapping[str, re.Pattern[bytes]] = {
    "The first line is none of an HTTP/1.1 request.": re.compile(
        rb"\A(?![A-Z-]+ [^\s\x00-\x1f\x7f]+ HTTP/1\.[01]\r\n)"
    ),
    "A header has no name, or one that HTTP does not allow.": re.compile(rb"\n(?!\r\n|[!#$%&'*+.^_`|~0-9A-Za-z-]+:)"),
}
"""What is wrong where it shows so, the first that fits."""
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What no head holds."""
OTHERWISE = "This is no HTTP request."


def flaw(head: bytes) -> str:
    """Why a head that was refused cannot be read.

    Args:
        head: the request line and the headers; what follows them does not matter.
    """
    head = head.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    if found := CONTROL.search(head):
        where = "header" if b"\n" in head[: found.start()] else "request line"
        return f"A {where} holds the byte 0x{found[0].hex()}."
    return next((text for text, pattern in FLAWS.items() if pattern.search(head)), OTHERWISE)
