"""What a request came in by, as far as a test may break it: a connection, or a server without sockets."""

from __future__ import annotations

from typing import Any, Protocol

from mockserver.serving.connection import current


class Wire(Protocol):
    """What a request came in by, as far as it can be broken."""

    def reset(self) -> None:
        """Break it off at once."""

    def cut(self) -> None:
        """Send what is to be sent, and close it."""


WIRE = "mockserver.wire"
"""The ASGI extension by which a server without sockets says what its requests come in by."""


def wire_of(scope: Any) -> Wire | None:
    """What a request came in by; nothing under a foreign server, which may do as it likes with an answer that stays away."""
    given: Wire | None = scope.get("extensions", {}).get(WIRE)
    return given or current.get(None)
