"""Schemas that are compiled one by one and ask each other, instead of each with everything that it refers to.

Where hundreds of schemas hold each other, one of them compiled is most of the document: seconds, and a hundred megabytes.
A reference becomes a keyword of ours that asks the schema it leads to, which is compiled when it is first asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

KEYWORD = "x-linked"
APART = ('"unevaluated', '"$dynamicRef"', '"$anchor"', '"$id"')
"""What stands in the text of a schema that says more than it could say by itself, so that it is not taken apart."""


def whole(text: str) -> bool:
    """Whether a schema, of which this is the text, must not be taken apart."""
    return any(word in text for word in APART)


def linked(node: Any, view: str) -> Any:
    """A converted schema whose references are links: the view, and the place they lead to."""
    if isinstance(node, list):
        return [linked(item, view) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        **{name: linked(value, view) for name, value in node.items() if name != "$ref"},
        **({KEYWORD: f"{view} {node['$ref'][1:]}"} if isinstance(node.get("$ref"), str) else {}),
    }


class Link:
    """One link as jsonschema-rs asks it.

    Args:
        find: the compiled schema that a link leads to.
        link: the link.
    """

    def __init__(self, find: Callable[[str], Any], link: str) -> None:
        self._find, self._link = find, link

    def validate(self, value: Any) -> None:
        """Refuse what does not fit.

        Raises:
            ValueError: it does not; holds the link.
        """
        try:
            fits = self._find(self._link).is_valid(value)
        except RecursionError:  # schemas that refer to each other without looking into the value
            return
        if not fits:
            raise ValueError(self._link)


def keywords(find: Callable[[str], Any]) -> dict[str, Any]:
    """The keyword by which compiled schemas ask each other, as jsonschema-rs takes it."""
    return {KEYWORD: lambda parent, link, place: Link(find, link)}
