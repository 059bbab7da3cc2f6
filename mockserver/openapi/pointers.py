"""JSON pointers, as tokens and as text, and local references inside a document; knows nothing of what the places mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

JSON = dict[str, Any]


def join(*tokens: str | int) -> str:
    """Write tokens as a JSON pointer."""
    return "".join([f"/{_escaped(str(token))}" for token in tokens])


def _escaped(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1") if "/" in token or "~" in token else token


def split(pointer: str) -> list[str]:
    """Read the tokens of a JSON pointer."""
    tokens = pointer.split("/")[1:]
    return [token.replace("~1", "/").replace("~0", "~") for token in tokens] if "~" in pointer else tokens


def get(document: Any, tokens: Sequence[str | int]) -> Any:
    """Return the value at a place, as it is written there.

    Raises:
        LookupError: if there is no such place; holds its pointer.
    """
    node = document
    for token in tokens:
        try:
            node = node[int(token)] if isinstance(node, list) else node[token]
        except (LookupError, TypeError, ValueError):
            raise LookupError(join(*tokens)) from None
    return node


def resolve(document: Any, tokens: Sequence[str | int]) -> tuple[list[str], Any]:
    """Go to a place, following every `$ref` on the way and at the end.

    Returns:
        The tokens of the place where the value is written, and the value.

    Raises:
        LookupError: if there is no such place, or a reference leaves the document, nowhere or round in a circle.
    """
    place: list[str] = []
    node = document
    for token in tokens:
        node = get(node, [token]) if isinstance(node, dict | list) else get(document, tokens)
        place.append(str(token))
        seen: set[str] = set()
        while isinstance(node, dict) and isinstance(node.get("$ref"), str):
            reference = node["$ref"]
            if not reference.startswith("#/") or reference in seen:
                raise LookupError(reference)
            seen.add(reference)
            place = split(reference[1:])
            node = get(document, place)
    return place, node


def at(document: JSON, place: str) -> Any:
    """The value at a pointer, as it is written there; None if there is none."""
    try:
        return get(document, split(place))
    except LookupError:
        return None


def has(document: JSON, place: str) -> bool:
    """Whether there is a value at a pointer."""
    try:
        get(document, split(place))
    except LookupError:
        return False
    return True


def target(document: JSON, place: str) -> str:
    """Follow the `$ref`s that stand at a place, to the place where the object itself is written.

    A `$ref` that leaves the document, leads nowhere or leads in a circle is not followed.
    """
    node = at(document, place)
    if not isinstance(node, dict) or "$ref" not in node:
        return place
    try:
        return join(*resolve(document, split(place))[0])
    except LookupError:
        return place


def members(document: JSON, place: str, *names: str) -> list[str]:
    """The places of all members of the object or list below a place; none if there is nothing of the kind.

    Args:
        document: the document.
        place: where to begin.
        names: steps further down.
    """
    place += join(*names)
    return [place + join(key) for key, _ in items(at(document, place))]


def items(value: Any) -> Iterable[tuple[str | int, Any]]:
    """The members of an object or a list with their names or positions; none of anything else."""
    return value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()


def last(place: str) -> str:
    """The last step of a pointer: the name of a member, or a list position."""
    return split(place)[-1]


def below(document: JSON, place: str) -> Iterator[str]:
    """A place and every place under it, as written, without following any `$ref`."""
    waiting = [(place, at(document, place))]
    while waiting:
        here, value = waiting.pop()
        yield here
        waiting.extend((here + join(key), each) for key, each in items(value))
