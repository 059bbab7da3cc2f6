"""Goes through a document by JSON pointers written as text, along its `$ref`s; knows nothing of what stands there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.openapi import pointers

JSON = dict[str, Any]


def at(document: JSON, place: str) -> Any:
    """Return the value at a JSON pointer, as it is written there; None if there is none."""
    try:
        return pointers.get(document, pointers.split(place))
    except LookupError:
        return None


def has(document: JSON, place: str) -> bool:
    """Tell whether there is a value at a JSON pointer."""
    try:
        pointers.get(document, pointers.split(place))
    except LookupError:
        return False
    return True


def resolve(document: JSON, place: str) -> str:
    """Follow the `$ref`s that stand at a place, to the place where the object itself is written.

    A `$ref` that leaves the document, leads nowhere or leads in a circle is not followed.
    """
    node = at(document, place)
    if not isinstance(node, dict) or "$ref" not in node:
        return place
    try:
        return pointers.join(*pointers.resolve(document, pointers.split(place))[0])
    except LookupError:
        return place


def members(document: JSON, place: str, *names: str) -> list[str]:
    """Name the places of all members of the object or list below a place; none if there is nothing of the kind."""
    place += pointers.join(*names)
    node = at(document, place)
    keys = range(len(node)) if isinstance(node, list) else node if isinstance(node, dict) else ()
    return [place + pointers.join(key) for key in keys]


def last(place: str) -> str:
    """Return the last step of a JSON pointer: the name of a member, or a list position."""
    return pointers.split(place)[-1]


def below(document: JSON, place: str) -> Iterator[str]:
    """Yield a place and every place under it, as written, without following any `$ref`."""
    waiting = [(place, at(document, place))]
    while waiting:
        here, node = waiting.pop()
        yield here
        if isinstance(node, dict):
            waiting.extend((here + pointers.join(key), value) for key, value in node.items())
        elif isinstance(node, list):
            waiting.extend((here + pointers.join(index), value) for index, value in enumerate(node))
