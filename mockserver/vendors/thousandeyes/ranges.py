"""The time ranges of ThousandEyes' widget data: which one a request means, and its bins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.violations import Violation
from mockserver.state.store import Record
from mockserver.vendors.thousandeyes import times

DAY = 86_400
ROWS = ((0, 1, 300), (1, 14, 3_600), (15, 30, 7_200), (31, 50, 14_400), (51, 93, 21_600))
"""The table of bins: from so many days up to so many, a bin of so many seconds."""
LARGEST_BIN = 21_600
"""What is longer than the last row has its bin as well."""
UNITS = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": DAY, "w": 7 * DAY}
WEEK = UNITS["w"]
FOREVER = 10**12
"""Seconds that reach beyond any calendar: more digits than these say nothing more."""


@dataclass(frozen=True, slots=True)
class Range:
    """A range of data, in seconds since the epoch, the end not included."""

    start: int
    end: int

    @property
    def bin(self) -> int:
        """The size of its bins."""
        return bin_of(self.end - self.start)

    @property
    def bins(self) -> range:
        """The starts of the bins that begin in it."""
        first = -(-self.start // self.bin) * self.bin
        return range(first, self.end, self.bin)

    @property
    def before(self) -> Range:
        """The range of the same length that ends where this one starts."""
        return Range(2 * self.start - self.end, self.start)

    def to_json(self) -> dict[str, str]:
        """Its two ends, as answers have them."""
        return {"dateFrom": times.format_time(self.start), "dateTo": times.format_time(self.end)}


@carries_out("bin-sizes")
def cite_bins(call: Call, span: Range) -> Range:
    """A range whose bins an answer shows; the table does not say all of them."""
    call.cite("bins-aligned")
    length = span.end - span.start
    if not any(shortest * DAY <= length <= longest * DAY for shortest, longest, _ in ROWS):
        call.cite("between-the-rows")
    return span


def bin_of(length: int) -> int:
    """The bin of a range: the first row of the table that is long enough."""
    return next((size for _, longest, size in ROWS if length <= longest * DAY), LARGEST_BIN)


def back_from(call: Call, length: int) -> Range:
    """A range up to now, which is rounded down to a multiple of its bin; nothing begins before the epoch."""
    call.cite("range-end-rounded")
    size = bin_of(length)
    end = times.now(call) // size * size
    if length > end:
        call.cite("window-clamped")
    return Range(min(max(end - length, 0), end), end)


@carries_out("window-units")
def seconds(text: str) -> int:
    """The length that a `window` or a `fixedTimespan` says: a number, perhaps with a unit."""
    digits = text.rstrip("smhdw")
    unit = UNITS[text[len(digits) :]]
    digits = digits.lstrip("0") or "0"
    return FOREVER if len(digits) > 12 else min(int(digits) * unit, FOREVER)


@carries_out("data-range", "explicit-range-echoed")
def requested_range(call: Call, widget: Record, card: Record) -> Range:
    """The range that a request is about: what it says, or the fixed time span of card or widget, or seven days."""
    query = call.query
    if "from" in query:
        return explicit_range(call, query)
    if "window" in query:
        return back_from(call, seconds(query["window"]))
    fixed = card.get("fixedTimespan", widget.get("fixedTimespan"))
    if fixed is None:
        return back_from(call, WEEK)
    call.cite("fixed-timespan")
    return back_from(call, seconds(fixed))


def explicit_range(call: Call, query: Mapping[str, Any]) -> Range:
    """The range of `from` and `to`, or of `from` and now."""
    start = times.seconds(query["from"])
    if "to" in query:
        call.cite("explicit-range-echoed")
        return Range(start, times.seconds(query["to"]))
    call.cite("range-end-rounded")
    now = times.now(call)
    return Range(start, max(start, now - now % bin_of(now - start)))


@carries_out("snapshot-data-range")
def of_snapshot(snapshot: Record) -> Range:
    """The range of all data of a snapshot."""
    span = snapshot["timeSpan"]
    start = times.seconds(span["startDate"])
    return Range(start, start + span["duration"])


def refuse_conflicts(call: Call) -> None:
    """Refuse what contradicts itself: two ways to say a range, an end without a start, a start that is not before the end."""
    query = call.query
    if "window" in query and ("from" in query or "to" in query):
        refuse(call, "window", "cannot be combined with from or to", cites="error-window-conflict")
    if "to" in query and "from" not in query:
        refuse(call, "to", "requires from", cites="error-to-without-from")
    if "from" in query:
        end = times.seconds(query["to"]) if "to" in query else times.now(call)
        if times.seconds(query["from"]) >= end:
            refuse(call, "to", "must be later than from", cites="error-range-order")


def refuse(call: Call, parameter: str, what: str, *, cites: str) -> None:
    """Refuse a parameter.

    Raises:
        Problem: `conflict`.
    """
    call.cite(cites)
    raise Problem("conflict", violations=(Violation(f"query.{parameter}", what),))
