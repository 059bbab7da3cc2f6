"""What a test asserts of the calls that came in, and what it is told where that does not hold; asks nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from mockserver.spelling import missing
from mockserver.testing.journal import line
from mockserver.testing.matching import COMPARISONS, ExpectedCall, Matching
from mockserver.testing.received import ReceivedCall

__tracebackhide__ = True

NEAR, LISTED = 3, 20
"""How many calls that were nearly as expected, and how many at all, are shown."""

Statuses = dict[str, list[str]]
"""By operation, the statuses that its document lists."""


def expected_call(vendor: str, operation: str, known: Statuses, members: Matching) -> ExpectedCall:
    """What a test expects, if there can be such a call.

    Args:
        vendor: whose operation it is.
        operation: the operationId.
        known: the operations there are.
        members: what is expected of the call.

    Raises:
        AssertionError: there is no such operation, or it never answers with this status.
        TypeError: nothing of a call is called so.
    """
    if operation not in known:
        raise AssertionError(f"{vendor}: {missing('operation', operation, known)}")
    if unknown := [name for name in members if name not in COMPARISONS]:
        raise TypeError(missing("member of a call", unknown[0], COMPARISONS))
    return ExpectedCall(vendor, operation, members)


def unlisted(expected: ExpectedCall, known: Statuses, calls: Iterable[ReceivedCall]) -> str:
    """Why no call can be as expected: the document lists no such status, and none was answered with it; empty if one can."""
    status = expected.members.get("status")
    listed = known[expected.operation]
    if status is None or {str(status), f"{status // 100}XX", "default"} & {*listed} or status >= 500:
        return ""
    if any(expected.concerns(each) and each["status"] == status for each in calls):
        return ""
    return (
        f"The document of {expected.vendor} lists no {status} for {expected.operation}; it lists {', '.join(listed)}."
    )


class Calls(NamedTuple):
    """Calls that a test looks at.

    Attributes:
        all: those that came in, oldest first.
        found: those that are as expected.
    """

    all: Sequence[ReceivedCall]
    found: Sequence[ReceivedCall]


def called(expected: ExpectedCall, calls: Sequence[ReceivedCall], times: int | None, impossible: str) -> Calls:
    """Find the calls that are as expected.

    Args:
        expected: what is expected.
        calls: what came in.
        times: exactly so often; at least once if None.
        impossible: why there can be no such call; empty if there can.

    Raises:
        AssertionError: there are more or fewer; with those that were nearly as expected.
    """
    found = [each for each in calls if expected.fits(each)]
    if not impossible and (len(found) == times or (times is None and found)):
        return Calls(calls, found)
    wanted = "at least 1" if times is None else str(times)
    lines = [f"{expected}: calls expected: {wanted}, calls found: {len(found)}."]
    lines += [impossible] if impossible else []
    lines += near_misses(expected, calls) if len(found) < (times or 1) else []
    raise AssertionError("\n".join([*lines, *came_in(calls)]))


def near_misses(expected: ExpectedCall, calls: Iterable[ReceivedCall]) -> Iterator[str]:
    """Say of the calls of the operation that were otherwise how far each was as expected, the nearest first."""
    held = [(call, list(expected.compare(call))) for call in calls if expected.concerns(call)]
    others = [(call, members) for call, members in held if not all(each.good for each in members)]
    others.sort(key=lambda pair: sum(not each.good for each in pair[1]))
    for call, members in others[:NEAR]:
        good = sum(each.good for each in members)
        wrong = "; ".join(each.says for each in members if not each.good)
        yield f"  nearly {call['id']}: {good} of {len(members)} members match: {wrong}"


def came_in(calls: Sequence[ReceivedCall]) -> list[str]:
    """The calls that came in, the last ones, as lines."""
    if not calls:
        return ["No call came in at all."]
    left = f" (the last {LISTED} of {len(calls)})" if len(calls) > LISTED else ""
    return [f"Calls that came in{left}:", *(line(each) for each in calls[-LISTED:])]


def in_order(steps: Sequence[ExpectedCall], calls: Sequence[ReceivedCall]) -> list[ReceivedCall]:
    """Find calls that are as expected one after the other, whatever came between.

    Raises:
        AssertionError: one is missing after those before it.
    """
    found: list[ReceivedCall] = []
    rest = list(calls)
    for number, step in enumerate(steps, 1):
        place = next((index for index, call in enumerate(rest) if step.fits(call)), None)
        if place is None:
            before = f" after {found[-1]['id']}" if found else ""
            lines = [f"{step}, number {number} of {len(steps)}, is missing{before}."]
            if any(step.fits(call) for call in calls):
                lines.append("It came in, but not there.")
            lines += near_misses(step, rest)
            raise AssertionError("\n".join([*lines, *came_in(calls)]))
        found.append(rest[place])
        rest = rest[place + 1 :]
    return found


def nothing_else(calls: Iterable[ReceivedCall], known: Callable[[ReceivedCall], bool]) -> None:
    """Refuse calls that no assertion has asked for.

    Raises:
        AssertionError: with these calls.
    """
    others = [each for each in calls if not known(each)]
    if others:
        lines = [f"Calls that no assertion asked for: {len(others)}.", *(line(each) for each in others[:LISTED])]
        raise AssertionError("\n".join(lines))
