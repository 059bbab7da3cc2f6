"""A query or a form as Strapi's server reads it, brackets and all (the rules of its `qs` library); knows no field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

INHERITED = frozenset(
    (
        "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
        "__proto__", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__",
    )
)  # fmt: skip
"""Names that every object of JavaScript has; a key that goes through one is dropped."""

PARAMETERS = 1000
"""How many parameters are read."""

_NO_OCTET = re.compile("%(?![0-9A-Fa-f]{2})")
_DOTS = re.compile(r"\.([^.\[]+)")
_INDEX = re.compile(r"(0|[1-9][0-9]*)\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Limits:
    """How far brackets are followed.

    Attributes:
        depth: how many brackets of a key open something; the rest of them is a name.
        places: from which index on a place in a list is a name, too.
        dots: whether a dot in a name is as good as brackets.
    """

    depth: int
    places: int
    dots: bool = False


QUERY = Limits(depth=20, places=100)
FORM = Limits(depth=5, places=20, dots=True)


class Places(dict[int, Any]):
    """A list in the making: its entries by their places, some of which may be missing."""

    def append(self, value: Any) -> None:
        """Add an entry after the last one."""
        self[max(self, default=-1) + 1] = value


def read(raw: str, limits: Limits = QUERY) -> dict[str, Any]:
    """Texts, lists and objects of them, by name."""
    root: dict[str, Any] = {}
    for key, value in _values(raw).items():
        steps = tuple(_steps(key, limits))
        if steps and not INHERITED & {step.removeprefix("[") for step in steps}:
            root = merged(root, _nested(steps, value, limits))
    return {name: _finished(value, limits.places) for name, value in _in_order(root)}


def _values(raw: str) -> dict[str, Any]:
    """The texts by the whole key; one that is given several times has a list of them."""
    values: dict[str, Any] = {}
    for part in re.sub("%5B", "[", re.sub("%5D", "]", raw, flags=re.IGNORECASE), flags=re.IGNORECASE).split("&")[:PARAMETERS]:  # fmt: skip
        end = part.find("]=")
        end = part.find("=") if end < 0 else end + 1
        key, text = (part, "") if end < 0 else (part[:end], part[end + 1 :])
        key, text = decoded(key), decoded(text)
        if key not in values:
            values[key] = text
        elif isinstance(values[key], Places):
            values[key].append(text)
        else:
            values[key] = Places({0: values[key], 1: text})
    return values


def decoded(text: str) -> str:
    """A text without its percent-encoding; one that is encoded wrongly stays as it is."""
    plain = text.replace("+", " ")
    try:
        return plain if _NO_OCTET.search(plain) else unquote(plain, errors="strict")
    except UnicodeDecodeError:
        return plain


def _steps(key: str, limits: Limits) -> Iterator[str]:
    """The name and the brackets of a key; brackets keep their first character, to be told from a name."""
    key = _DOTS.sub(r"[\1]", key) if limits.dots else key
    at = key.find("[")
    if key[: at if at >= 0 else len(key)]:
        yield key[: at if at >= 0 else len(key)]
    for _ in range(limits.depth):
        if at < 0:
            return
        end = _closed(key, at)
        if end < 0:
            break
        yield key[at:end]
        at = key.find("[", end + 1)
    if at >= 0:
        yield "[" + key[at:]


def _closed(key: str, start: int) -> int:
    """Where the bracket at a place is closed, -1 where it is not."""
    level = 0
    for place in range(start, len(key)):
        level += (key[place] == "[") - (key[place] == "]")
        if level == 0:
            return place
    return -1


def _nested(steps: tuple[str, ...], value: Any, limits: Limits) -> Any:
    """A value inside of what its steps open."""
    for step in reversed(steps):
        bracketed, name = step[:1] == "[", step[1:]
        if step == "[":
            value = value if isinstance(value, Places) else Places({0: value})
        elif bracketed and _INDEX.match(name) and len(name) < 9 and int(name) < limits.places:
            value = Places({int(name): value})
        else:
            value = {name if bracketed else step: value}
    return value if isinstance(value, dict) and not isinstance(value, Places) else {str(n): v for n, v in value.items()}


def merged(target: Any, source: Any) -> Any:
    """Two values under one name: lists are put together, members of objects come side by side."""
    if source == "":
        return target
    if not isinstance(target, dict):
        return Places({0: target, **_shifted(source)})
    if not isinstance(source, dict):
        if isinstance(target, Places):
            target.append(source)
            return target
        return Places({0: target, 1: source})
    if isinstance(target, Places) and isinstance(source, Places):
        for place, value in source.items():
            if place not in target:
                target[place] = value
            elif isinstance(target[place], dict) and isinstance(value, dict):
                target[place] = merged(target[place], value)
            else:
                target.append(value)
        return target
    into = {str(place): value for place, value in target.items()}
    for name, value in source.items():
        into[str(name)] = merged(into[str(name)], value) if str(name) in into else value
    return into


def _shifted(source: Any) -> dict[int, Any]:
    """What stands in a list after its first entry."""
    return {place + 1: value for place, value in source.items()} if isinstance(source, Places) else {1: source}


def _finished(value: Any, places: int) -> Any:
    """Lists without gaps, objects with places first, as JavaScript goes through them; a list that is too long is an object."""
    if isinstance(value, Places) and len(value) <= places:
        return [_finished(each, places) for _, each in sorted(value.items())]
    if isinstance(value, dict):
        return {name: _finished(each, places) for name, each in _in_order({str(n): v for n, v in value.items()})}
    return value


def _in_order(members: dict[str, Any]) -> list[tuple[str, Any]]:
    """Members of an object: places in their order, then names as they came."""
    return sorted(members.items(), key=lambda each: (0, int(each[0])) if _INDEX.match(each[0]) and len(each[0]) < 10 else (1, 0))  # fmt: skip
