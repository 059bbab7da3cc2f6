"""What came in and went out of a world: bounded, newest last; knows neither HTTP objects nor vendors' rules."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from mockserver.state.budgets import Budget, Charge, make_room

Fields = Sequence[tuple[bytes, bytes]]
"""The headers of a message, in order."""


@dataclass
class Entry:
    """One request and its answer; what is not known when it comes in is filled in later.

    Attributes:
        id: the Mock-Request-Id.
        at: the world's time when it came in.
        vendor: whose API was called.
        method: the request's method.
        path: the path as the vendor documents it, without query.
        query: the query string as sent.
        headers: the request's headers in lower case, in order.
        body: the request's body as received, cut at the journal's limit.
        operation: the operationId, or "" if no operation was reached.
        credential: the id of the credential, or "".
        violations: what was wrong with the request: place and words.
        lacking: what a request lacks that breaks no schema, such as a permission: place and words.
        injected: whether somebody had asked for this answer: by a fault, or by `Prefer`.
        reason: why it was refused: the kind of problem, and a sentence; "" if it was not.
        status: the status answered, or 0 if the connection broke off before.
        answer: the body answered, cut at the journal's limit.
        answer_headers: the headers answered, in order.
        label: the evidence label of the answer.
        cited: the ids of the behaviours that shaped it.
        seconds: how long it took, machine time.
    """

    id: str
    at: datetime
    vendor: str
    method: str
    path: str
    query: str
    headers: Fields
    body: bytes = field(default=b"", init=False)
    operation: str = field(default="", init=False)
    credential: str = field(default="", init=False)
    violations: tuple[tuple[str, str], ...] = field(default=(), init=False)
    lacking: tuple[tuple[str, str], ...] = field(default=(), init=False)
    injected: bool = field(default=False, init=False)
    reason: str = field(default="", init=False)
    status: int = field(default=0, init=False)
    answer: bytes = field(default=b"", init=False)
    answer_headers: Fields = field(default=(), init=False)
    label: str = field(default="", init=False)
    cited: tuple[str, ...] = field(default=(), init=False)
    seconds: float = field(default=0.0, init=False)
    weight: int = field(default=0, init=False)
    """About the bytes of memory that it takes, once it is written down."""


ENTRY, FIELD = 900, 150
"""Bytes that an entry, and a header in it, take beside their texts."""
TWICE = 2
"""What was wrong is told once more in the headers of the answer."""


class Journal:
    """The last entries of a world: at most so many, and no more than the budget allows; older ones make room.

    Args:
        size: how many entries are kept.
        budget: to which they are charged.

    Attributes:
        total: how many there were, since it was last cleared.
        met: how often each (vendor, operation, status) was answered, since the world was made.
        injected: how often that was only because somebody had asked for it.
    """

    __slots__ = ("_budget", "_charge", "_entries", "_size", "injected", "met", "total")

    def __init__(self, size: int, budget: Budget) -> None:
        self._entries: deque[Entry] = deque()
        self._size, self._budget, self._charge = size, budget, Charge(budget, "journal")
        self.total = 0
        self.met: dict[tuple[str, str, int], int] = defaultdict(int)
        self.injected: dict[tuple[str, str, int], int] = defaultdict(int)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entry: Entry) -> None:
        """Write an entry down."""
        self.total += 1
        self.met[entry.vendor, entry.operation, entry.status] += 1
        if entry.injected:
            self.injected[entry.vendor, entry.operation, entry.status] += 1
        if not self._size:
            return
        forgotten = self._entries.popleft().weight if len(self._entries) >= self._size else 0
        entry.weight = weigh(entry)
        self._charge.change(entry.weight - forgotten)
        self._entries.append(entry)
        if self._budget.room("journal") < 0:
            make_room(self._budget, "journal", self)

    def forget_oldest(self) -> None:
        """Let the oldest entry go."""
        self._charge.change(-self._entries.popleft().weight)

    def clear(self) -> None:
        """Forget the entries and their number; what was met stays."""
        self._charge.change(-self._charge.bytes)
        self._entries.clear()
        self.total = 0


def weigh(entry: Entry) -> int:
    """About how many bytes of memory an entry takes."""
    headers = len(entry.headers) + len(entry.answer_headers)
    texts = sum(map(len, chain.from_iterable(entry.headers)))
    wrong = entry.violations or entry.lacking
    told = sum([TWICE * (len(place) + len(what)) + FIELD for place, what in wrong]) if wrong else 0
    return (
        ENTRY
        + FIELD * headers
        + texts
        + told
        + len(entry.reason)
        + len(entry.path)
        + len(entry.query)
        + len(entry.body)
        + len(entry.answer)
    )
