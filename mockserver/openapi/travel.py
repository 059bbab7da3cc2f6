"""Which members of a value travel in which direction: readOnly ones not in requests, writeOnly ones not in answers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any, Literal, NamedTuple

from mockserver.openapi import pointers

JSON = dict[str, Any]
View = Literal["request", "response"]
HIDDEN: Mapping[View, str] = {"request": "readOnly", "response": "writeOnly"}
"""View to the flag of members that need not travel in it."""
DEEPEST = 12
"""Schemas within a composed one that are looked into for flags."""


class Around(NamedTuple):
    """What schemas say of the members of the value that they are about.

    Attributes:
        named: the members that they name.
        flagged: those of them that need not travel.
    """

    named: frozenset[str] = frozenset()
    flagged: frozenset[str] = frozenset()

    def plus(self, other: Around) -> Around:
        """What both say."""
        return Around(self.named | other.named, self.flagged | other.flagged)


ALONE = Around()


class Travel:
    """Which members need not travel in one view of a document.

    Args:
        document: the document; asked where a reference leads.
        forgiving: whether a flag counts wherever it may be meant: behind a reference, in another part of a composed
            schema, and in another schema of the document where `required` stands apart from `properties`.
    """

    def __init__(self, document: JSON, view: View, *, forgiving: bool) -> None:
        self._document, self._view, self._forgiving = document, view, forgiving
        self._flag = HIDDEN[view]
        self._flagged = frozenset(_flagged(document, self._flag)) if forgiving else frozenset()

    def members_of(self, node: Any, depth: int = 0) -> Around:
        """What a schema, or some part of it where it is composed, says of the members that it names."""
        if isinstance(node, dict) and isinstance(node.get("$ref"), str) and depth < DEEPEST:
            node = self._behind(node["$ref"])
        if not isinstance(node, dict) or depth >= DEEPEST:
            return ALONE
        parts, named = node.get("allOf"), _properties(node)
        own = Around(frozenset(named), frozenset(name for name, item in named.items() if self._stays(item)))
        inner = (self.members_of(part, depth + 1) for part in (parts if isinstance(parts, list) else ()))
        return reduce(Around.plus, inner, own)

    def apply(self, node: JSON, out: JSON, around: Around) -> None:
        """Demand no member that stays behind, and let no answer have one.

        Args:
            node: a schema as the document writes it.
            out: what it has become; changed in place.
            around: what the schemas that the same value must fit say of its members.
        """
        named = _properties(node)
        stays = {name for name, item in named.items() if self._stays(item)}
        if "required" in out:
            unknown = {name for name in out["required"] if name not in named and name not in around.named}
            free = stays | around.flagged | (self._flagged & unknown)
            # a name that stands there twice would count twice
            out["required"] = [name for name in dict.fromkeys(out["required"]) if name not in free]
        if self._view == "response" and "properties" in out:
            out["properties"].update({name: False for name in stays if name in out["properties"]})

    def _stays(self, item: Any) -> bool:
        """Whether a member does not travel in this view."""
        if not isinstance(item, dict):
            return False
        if item.get(self._flag):
            return item[self._flag] is True or not self._forgiving
        if self._forgiving and isinstance(item.get("$ref"), str):
            found = self._behind(item["$ref"])
            return isinstance(found, dict) and found.get(self._flag) is True
        return False

    def _behind(self, reference: str) -> Any:
        """What a reference leads to; None where it leads nowhere."""
        try:
            return pointers.resolve(self._document, pointers.split(reference[1:]))[1]
        except LookupError:
            return None


def _properties(node: JSON) -> JSON:
    given = node.get("properties")
    return given if isinstance(given, dict) else {}


def _flagged(document: JSON, flag: str) -> set[str]:
    """The names of all members that are flagged somewhere, and whose flag may count elsewhere."""
    found: set[str] = set()
    waiting: list[Any] = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            properties = node.get("properties")
            if isinstance(properties, dict):
                found |= {
                    name for name, item in properties.items() if isinstance(item, dict) and item.get(flag) is True
                }
            waiting.extend(each for each in node.values() if isinstance(each, dict | list))
        elif isinstance(node, list):
            waiting.extend(each for each in node if isinstance(each, dict | list))
    return found
