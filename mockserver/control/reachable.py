"""Which documented outcomes a client can cause by what it sends; of a bare document as its mock behaves, without evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.control.control_call import ControlledVendor

NOT_OF_THE_OPERATION = "405"
"""Who calls a path with a wrong method has called another operation, or none."""
JSON = Mapping[str, Any]


def reachable(served: ControlledVendor, id: str, statuses: list[str]) -> list[str]:
    """The statuses of an operation that a request can be answered with, as the document writes them.

    Args:
        served: the vendor.
        id: the operationId.
        statuses: those that the document lists.
    """
    if id in served.spec.labelled.document.unserved:
        return []
    closed = _unreachable(served, id)
    listed = [each for each in statuses if each not in closed and each != NOT_OF_THE_OPERATION]
    if not served.spec.labelled.document.bare:
        return listed
    frames = {each: (method, path) for each, method, path in served.spec.labelled.document.frames()}
    method, path = frames[id]
    item = served.spec.labelled.document.raw["paths"][path]
    successes = [each for each in listed if each.startswith("2")][:1]
    return [each for each in listed if each in successes or each == "default" or any(_causes(each, method, path, item))]


def _unreachable(served: ControlledVendor, id: str) -> set[str]:
    """What the evidence says that no request can reach, under the readings of the server."""
    return {
        each.status
        for each in served.spec.evidence.unreachable
        if each.operation == id and (each.reading is None or served.readings.get(each.reading[0]) == each.reading[1])
    }


def _causes(status: str, method: str, path: str, item: JSON) -> Iterator[bool]:
    """Whether something about an operation lets its mock answer a status."""
    operation = item[method.lower()]
    for known, cause in CAUSES.items():
        if status == known or (status.endswith("XX") and status[0] == known[0]):
            yield cause(path, item, operation)


def _takes_values(path: str, item: JSON, operation: JSON) -> bool:
    return "requestBody" in operation or bool(operation.get("parameters") or item.get("parameters"))


CAUSES: Mapping[str, Callable[[str, JSON, JSON], bool]] = {
    "400": _takes_values,
    "401": lambda path, item, operation: bool(operation.get("security", True)),
    "404": lambda path, item, operation: "{" in path,
    "406": lambda path, item, operation: True,
    "409": lambda path, item, operation: "requestBody" in operation,
    "413": lambda path, item, operation: "requestBody" in operation,
    "415": lambda path, item, operation: "requestBody" in operation,
    "422": _takes_values,
}
"""Errors that the mock of a bare document can answer, to what of an operation lets it."""
