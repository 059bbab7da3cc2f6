"""JSON pointers and local references inside a document; knows nothing of what the places mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


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
