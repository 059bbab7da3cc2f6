"""Applies a JSON Patch (RFC 6902) to a value; knows nothing of what the value is."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.openapi import pointers


class Unapplied(ValueError):
    """A patch that does not apply: which operation, and why."""


def patched(value: Any, patch: Any) -> Any:
    """A value with a JSON Patch applied; the value itself is not changed.

    Raises:
        Unapplied: the patch is none, names a place that there is not, or a test fails.
    """
    if not isinstance(patch, list):
        raise Unapplied("a JSON Patch is a list of operations")
    holder = {"value": copy.deepcopy(value)}
    for index, step in enumerate(patch):
        if not isinstance(step, dict) or step.get("op") not in _STEPS or not isinstance(step.get("path"), str):
            raise Unapplied(f"/{index}: is no operation of a JSON Patch")
        try:
            _STEPS[step["op"]](holder, step)
        except (LookupError, TypeError, ValueError) as error:
            raise Unapplied(f"/{index}: {step['op']} {step['path']}: {error}") from None
    return holder["value"]


def _tokens(pointer: Any) -> list[str]:
    if not isinstance(pointer, str) or (pointer and pointer[0] != "/"):
        raise ValueError(f"{pointer!r} is no JSON pointer")
    return ["value", *pointers.split(pointer)]


def _place(holder: Any, pointer: Any) -> tuple[Any, str]:
    *above, last = _tokens(pointer)
    return pointers.get(holder, above), last


def _add(holder: Any, step: Mapping[str, Any]) -> None:
    _put(holder, step["path"], copy.deepcopy(step["value"]))


def _put(holder: Any, pointer: Any, value: Any) -> None:
    owner, last = _place(holder, pointer)
    if isinstance(owner, list):
        index = len(owner) if last == "-" else int(last)
        if not 0 <= index <= len(owner):
            raise LookupError("there is no such place")
        owner.insert(index, value)
    else:
        owner[last] = value


def _remove(holder: Any, step: Mapping[str, Any]) -> Any:
    owner, last = _place(holder, step["path"])
    if isinstance(owner, list):
        return owner.pop(int(last))
    return owner.pop(last)


def _replace(holder: Any, step: Mapping[str, Any]) -> None:
    owner, last = _place(holder, step["path"])
    if isinstance(owner, list):
        owner[int(last)] = copy.deepcopy(step["value"])
    else:
        owner[last]
        owner[last] = copy.deepcopy(step["value"])


def _copy(holder: Any, step: Mapping[str, Any]) -> None:
    _put(holder, step["path"], copy.deepcopy(pointers.get(holder, _tokens(step["from"]))))


def _move(holder: Any, step: Mapping[str, Any]) -> None:
    _put(holder, step["path"], _remove(holder, {"path": step["from"]}))


def _test(holder: Any, step: Mapping[str, Any]) -> None:
    if pointers.get(holder, _tokens(step["path"])) != step["value"]:
        raise ValueError("the value is another one")


_STEPS: Mapping[str, Callable[[Any, Mapping[str, Any]], Any]] = {
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "copy": _copy,
    "move": _move,
    "test": _test,
}
