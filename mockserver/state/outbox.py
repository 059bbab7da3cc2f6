"""What a real vendor would have sent out into the world, kept for a test to look at; bounded."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that would have been sent.

    Attributes:
        vendor: who would have sent it.
        operation: the operationId of the call that caused it.
        kind: what it is, such as `email`.
        at: the world's time.
        content: its JSON content: recipients, subject and whatever else the vendor states.
    """

    vendor: str
    operation: str
    kind: str
    at: datetime
    content: Mapping[str, Any]


class Outbox:
    """The last messages of a world, oldest first."""

    __slots__ = ("_messages",)

    def __init__(self, size: int) -> None:
        self._messages: deque[Message] = deque(maxlen=size)

    def __iter__(self) -> Iterator[Message]:
        return iter(self._messages)

    def __len__(self) -> int:
        return len(self._messages)

    def add(self, message: Message) -> None:
        """Keep a message."""
        self._messages.append(message)

    def clear(self) -> None:
        """Forget all messages."""
        self._messages.clear()

    def copy(self) -> Outbox:
        """The same messages for another world."""
        copied = Outbox(self._messages.maxlen or 0)
        copied._messages.extend(self._messages)
        return copied
