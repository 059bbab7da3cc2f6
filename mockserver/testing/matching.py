"""What a test expects of a call, member by member, and where a call is otherwise; asks nobody, asserts nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, NamedTuple, TypedDict

from mockserver.testing.journal import cut
from mockserver.testing.received import ReceivedCall

SHOWN = 120
"""Characters of a value that are shown."""


class Matching(TypedDict, total=False):
    """What may be expected of a call beside its operation: members, each held against what was sent or answered.

    An expected value is a value that must be equal; an object whose members must match, whatever others there are; a list
    whose items must match, as many as there are; a pattern (`re.compile`) that the whole text must fit; a function that must
    return something true; or `...`, which takes whatever is there.

    Attributes:
        status: the status that was answered.
        body: the JSON body that was sent.
        params: query parameters by name.
        headers: request headers by name.
        path: the path as the vendor documents it, with `*` and `?`.
        jsonpath: by JSONPath (RFC 9535) into the body, what one of the nodes found must match.
        answered: the JSON body that was answered.
        where: a function of the call that must return something true.
    """

    status: int
    body: Any
    params: Mapping[str, Any]
    headers: Mapping[str, Any]
    path: str
    jsonpath: Mapping[str, Any]
    answered: Any
    where: Callable[[ReceivedCall], object]


class Compared(NamedTuple):
    """One member: whether it is as expected, and what it is."""

    good: bool
    says: str


@dataclass(frozen=True)
class ExpectedCall:
    """A call that a test expects.

    Attributes:
        vendor: whose operation it is.
        operation: the operationId.
        members: what is expected of it.
    """

    vendor: str
    operation: str
    members: Matching = field(default_factory=Matching)

    def __str__(self) -> str:
        status = self.members.get("status")
        return f"{self.vendor} {self.operation}" + (f" with {status}" if status else "")

    def concerns(self, call: ReceivedCall) -> bool:
        """Whether a call is one of the operation."""
        return bool(call["vendor"] == self.vendor and call["operation"] == self.operation)

    def fits(self, call: ReceivedCall) -> bool:
        """Whether a call is as expected."""
        return self.concerns(call) and all(each.good for each in self.compare(call))

    def compare(self, call: ReceivedCall) -> Iterator[Compared]:
        """Hold a call of the operation against every member that is expected."""
        for name, expected in self.members.items():
            yield from COMPARISONS[name](call, expected)


def compare(place: str, expected: Any, found: Any) -> Iterator[Compared]:
    """Hold a value against what is expected of it, down to the last member that is named."""
    if isinstance(expected, Mapping):
        yield from _object(place, expected, found)
    elif isinstance(expected, list | tuple):
        yield from _list(place, expected, found)
    elif expected is ...:
        yield Compared(True, place)
    elif isinstance(expected, re.Pattern):
        good = isinstance(found, str) and expected.fullmatch(found) is not None
        yield Compared(good, f"{place} is {_shown(found)}, expected to fit {expected.pattern!r}")
    elif callable(expected):
        yield _asked(expected, found, f"{place} is {_shown(found)}, which {_name(expected)}")
    else:
        good = bool(expected == found) and isinstance(expected, bool) == isinstance(found, bool)
        yield Compared(good, f"{place} is {_shown(found)}, expected {_shown(expected)}")


def _object(place: str, expected: Mapping[str, Any], found: Any) -> Iterator[Compared]:
    if not isinstance(found, Mapping):
        yield Compared(False, f"{place} is {_shown(found)}, expected an object")
        return
    if not expected:
        yield Compared(True, place)
    for name, value in expected.items():
        if name in found:
            yield from compare(f"{place}.{name}", value, found[name])
        else:
            yield Compared(False, f"{place}.{name} is missing, expected {_shown(value)}")


def _list(place: str, expected: list[Any] | tuple[Any, ...], found: Any) -> Iterator[Compared]:
    if not isinstance(found, list):
        yield Compared(False, f"{place} is {_shown(found)}, expected a list")
        return
    if len(found) != len(expected):
        yield Compared(False, f"{place} has {len(found)} items, expected {len(expected)}")
    elif not expected:
        yield Compared(True, place)
    for index, (value, item) in enumerate(zip(expected, found, strict=False)):
        yield from compare(f"{place}[{index}]", value, item)


def _body(call: ReceivedCall, expected: Any) -> Iterator[Compared]:
    if call.json is None and call.get("body") and expected is not ...:
        yield Compared(False, f"body is no JSON that was kept whole: {_shown(call['body'])}")
    else:
        yield from compare("body", expected, call.json)


def _jsonpath(call: ReceivedCall, expected: Mapping[str, Any]) -> Iterator[Compared]:
    import jsonpath_rfc9535

    for path, value in expected.items():
        found = jsonpath_rfc9535.find(path, call.json).values()
        good = any(all(each.good for each in compare(path, value, node)) for node in found)
        shown = ", ".join(map(_shown, found)) or "nothing"
        yield Compared(good, f"{path} finds {cut(shown, SHOWN)} in the body, expected {_shown(value)}")


def _path(call: ReceivedCall, expected: str) -> Iterator[Compared]:
    yield Compared(fnmatchcase(call["path"], expected), f"path is {call['path']}, expected {expected}")


def _headers(call: ReceivedCall, expected: Mapping[str, Any]) -> Iterator[Compared]:
    yield from _object("headers", {name.lower(): value for name, value in expected.items()}, call.headers)


def _where(call: ReceivedCall, expected: Callable[[ReceivedCall], object]) -> Iterator[Compared]:
    yield _asked(expected, call, _name(expected))


COMPARISONS: Mapping[str, Callable[[ReceivedCall, Any], Iterator[Compared]]] = {
    "status": lambda call, expected: compare("status", expected, call["status"]),
    "body": _body,
    "params": lambda call, expected: compare("params", expected, call.params),
    "headers": _headers,
    "path": _path,
    "jsonpath": _jsonpath,
    "answered": lambda call, expected: compare("answered", expected, call.answered),
    "where": _where,
}
"""What may be expected, and how a call is held against it."""


def _asked(predicate: Callable[[Any], object], value: Any, says: str) -> Compared:
    """Ask a predicate; one that fails on a value has not been made for it, and refuses it."""
    try:
        return Compared(bool(predicate(value)), f"{says} refuses")
    except Exception as error:
        return Compared(False, f"{says} fails on: {error!r}")


def _shown(value: Any) -> str:
    return "..." if value is ... else cut(value.pattern if isinstance(value, re.Pattern) else repr(value), SHOWN)


def _name(function: Any) -> str:
    return str(getattr(function, "__name__", None) or repr(function)).replace("<lambda>", "the predicate")
