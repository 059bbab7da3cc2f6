"""The keys of a query as the tree that their brackets make; knows no field and no operator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_DEPTH = 20

_KEY = re.compile(r"([^\[\]]*)((?:\[[^\[\]]*\])*)\Z")


@dataclass(slots=True)
class Node:
    """What stands under a key: the key so far as the query writes it, the texts given for it, and what its brackets hold."""

    written: str = ""
    texts: list[str] = field(default_factory=list)
    below: dict[str, Node] = field(default_factory=dict)


def tree(query: Mapping[str, list[str]]) -> Node:
    """Read keys with brackets; what is no such key, or is nested too deep, is a name like any other."""
    root = Node()
    for key, texts in query.items():
        match = _KEY.match(key)
        path = [match[1], *match[2][1:-1].split("][")] if match and match[2] else [key]
        node = root
        for step in path if len(path) <= MAX_DEPTH else [key]:
            node = node.below.setdefault(step, Node(f"{node.written}[{step}]" if node.written else step))
        node.texts += texts
    return root


def entry(step: str) -> bool:
    """Whether a key is a place in a list: `[0]` or `[]`."""
    return not step or step.isdecimal()
