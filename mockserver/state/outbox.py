"""What a real vendor would have sent out into the world, kept for a test to look at; bounded."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from mockserver.state.budgets import Budget, Charge, make_room, weigh


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that would have been sent.

    Attributes:
        vendor: who would have sent it.
        operation: the operationId of the call that caused it.
        kind: what it is, such as `email`.
        at: the world's time.
        content: its JSON content: recipients, subject and whatever else the vendor states.
        charge: the memory that it takes, once it is kept.
    """

    vendor: str
    operation: str
    kind: str
    at: datetime
    content: Mapping[str, Any]
    charge: Charge | None = field(default=None, compare=False, repr=False)


MESSAGE = 300
"""Bytes that a message takes beside its content."""


class Outbox:
    """The last messages of a world, oldest first: at most so many, and no more than the budget allows.

    Args:
        size: how many messages are kept.
        budget: to which they are charged.

    Attributes:
        added: how many there ever were.
    """

    __slots__ = ("_budget", "_messages", "added")

    def __init__(self, size: int, budget: Budget | None = None) -> None:
        self._messages: deque[Message] = deque(maxlen=size)
        self._budget = budget
        self.added = 0

    def __iter__(self) -> Iterator[Message]:
        return iter(self._messages)

    def __len__(self) -> int:
        return len(self._messages)

    def add(self, message: Message) -> None:
        """Keep a message; the oldest make room for it."""
        if self._budget is not None:
            message = replace(message, charge=Charge(self._budget, "outbox", MESSAGE + weigh(message.content)))
            make_room(self._budget, "outbox", self)
        self._messages.append(message)
        self.added += 1

    def numbered(self) -> dict[int, Message]:
        """The messages by a number that each keeps for as long as it is here."""
        return dict(enumerate(self._messages, self.added - len(self._messages)))

    def forget_oldest(self) -> None:
        """Let the oldest message go."""
        self._messages.popleft()

    def clear(self) -> None:
        """Forget all messages."""
        self._messages.clear()

    def share(self, budget: Budget | None = None) -> Outbox:
        """The same messages for another world, which charges what comes to a budget of its own."""
        copied = Outbox(self._messages.maxlen or 0, budget)
        copied._messages.extend(self._messages)
        copied.added = self.added
        return copied
