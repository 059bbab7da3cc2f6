"""What a test makes go wrong, in its own words, and the faults that never did; knows the form of the control plane's faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mockserver.client import JSON
from mockserver.spelling import missing

__tracebackhide__ = True

BREAKING: Mapping[str, Any] = {"reset": True, "cut": True, "drip": 1.0}
"""What can happen to a connection, by its name, with the value that it has in a fault: seconds for `drip`."""
MEMBERS = ("method", "path", "first", "every", "probability", "delay", "status", *BREAKING)
"""What can be said of a fault beside its operation."""
UNSET: Any = ...
"""No body was given; None is one."""


def effect_of(what: int | str | None, how: Mapping[str, Any]) -> dict[str, Any]:
    """The effect of a fault: a status, or what happens to the connection; 500 where nothing is asked for.

    Raises:
        ValueError: nothing of this name can happen; with the nearest that can.
        TypeError: a fault has no such member.
    """
    if strange := next((each for each in how if each not in MEMBERS), ""):
        raise TypeError(missing("argument of fail", strange, MEMBERS))
    if isinstance(what, str):
        if what not in BREAKING:
            raise ValueError(missing("fault", what, list(BREAKING)))
        return {what: BREAKING[what]}
    if what is None and not {"delay", "respond", *BREAKING} & how.keys():
        return {"status": 500}
    return {"status": what}


def answers_of(
    given: int | Mapping[str, Any] | Sequence[int | Mapping[str, Any]] | None,
    status: int | None,
    body: Any,
    headers: Mapping[str, str] | None,
    success: int = 200,
) -> list[JSON]:
    """Answers on demand: one from its parts, or a sequence of statuses and answers.

    Args:
        success: the status of an answer that has parts and says none.

    Raises:
        TypeError: neither, or both, or one that is neither a status nor an object.
    """
    if isinstance(given, int) and status is None:
        given, status = None, given
    whole = {"status": status, "body": body, "headers": headers}
    parts = {
        name: value for name, value in whole.items() if value is not UNSET and (value is not None or name == "body")
    }
    if (given is None) == (not parts):
        raise TypeError("respond needs an answer: status=…, body=…, headers=…, or a sequence such as [503, 503, 200]")
    if given is None:
        return [{"status": success, **parts}]
    several = [given] if isinstance(given, int | Mapping) else list(given)
    if strange := [each for each in several if not isinstance(each, int | Mapping)]:
        raise TypeError(f"an answer is a status, or an object with status, body and headers: {strange[0]!r}")
    return [{"status": each} if isinstance(each, int) else dict(each) for each in several]


def unused(faults: Iterable[Mapping[str, Any]]) -> list[str]:
    """The faults that never hit though they should have, as text; those that leave it to chance or to a count need not."""
    return [
        text(each)
        for each in faults
        if not each["hits"] and not each["unusedOk"] and each["probability"] is None and each["every"] is None
    ]


def text(fault: Mapping[str, Any]) -> str:
    """A fault in few words: what it aims at, and what it does."""
    aim = [str(fault[name]) for name in ("vendor", "operation", "method", "path") if fault[name]]
    does = [f"{name}={fault[name]}" for name in ("status", "delay", *BREAKING) if fault[name] is not None]
    if fault["respond"]:
        does.append(f"respond={[each['status'] for each in fault['respond']]}")
    return f"{fault['id']}: {' '.join(aim) or 'every call'}: {', '.join(does)}"
