"""Which paths of a document belong together: an address that lists or creates, and the one of its items; looks at no schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mockserver.engine.inference import key_names
from mockserver.engine.inference.outlines import Outline
from mockserver.engine.inference.paths import nameless

_INSIDE = re.compile(r"/\{([^{}]+)\}(?=/)")
_CHANGES = {"PUT", "PATCH", "DELETE"}
USUAL = "id"
"""What the parameter of an item would be called that has no address."""
Methods = Mapping[str, Outline]


@dataclass(frozen=True)
class Family:
    """The operations of one collection and of its items.

    Attributes:
        path: the collection's plain path.
        parameter: the parameter that names an item.
        whole: the operations at the collection's path, by method.
        item: those at the item's path.
        above: the schemas that the item's parameter has in the paths below the item.
        below: by path, what lists and creates below an owner and may be about the same records.
    """

    path: str
    parameter: str
    whole: Methods
    item: Methods
    above: tuple[Any, ...] = ()
    below: Mapping[str, Methods] = field(default_factory=dict)

    @property
    def noun(self) -> str:
        """What one record is called."""
        source = next(iter(self.whole.values()), None) or next(iter(self.item.values()))
        return key_names.noun_of(source.path.literals)


def families(outlines: list[Outline]) -> list[Family]:
    """The paths of a document that make a collection: an address, and the same with one parameter more."""
    by_path: dict[str, dict[str, Outline]] = {}
    for outline in outlines:
        by_path.setdefault(outline.path.plain, {}).setdefault(outline.method, outline)
    above = _above(outlines)
    found: dict[str, Family] = {}
    for methods in by_path.values():
        path = next(iter(methods.values())).path
        if path.collection is not None and methods.keys() & {"GET", "PUT", "PATCH", "DELETE", "POST"}:
            whole = by_path.get(path.collection, {})
            if path.collection not in found and ("GET" in methods or whole.keys() & {"GET", "POST"}):
                schemas = tuple(above.get(nameless(path.plain), ()))
                found[path.collection] = Family(path.collection, path.parameter, whole, methods, schemas)
    parted = [each for each in found.values() if _parted(each, found)]
    for each in parted:
        found.pop(next(iter(each.whole.values())).path.collection or "", None)
    addressed = [each for each in found.values() if each in parted or not _inner(each, found)]
    below = _below(by_path, [each.path for each in addressed])
    addressed = [replace(each, below=below.get(each.path, {})) for each in addressed]
    return addressed + [each for each in _itemless(by_path, outlines) if each.path not in found]


def _below(by_path: Mapping[str, Methods], collections: list[str]) -> dict[str, dict[str, Methods]]:
    """By collection, the paths that end in its name below an owner: `/members/{id}/loans` beside `/loans/{id}`.

    They have no items of their own; of several collections, the one with the longest path is the one.
    """
    above = {nameless(each.path.collection or "") for methods in by_path.values() for each in methods.values()}
    named: dict[str, list[str]] = {}
    for path in sorted(collections, key=len, reverse=True):
        named.setdefault(path.rpartition("/")[2], []).append(path)
    found: dict[str, dict[str, Methods]] = {}
    for path, methods in by_path.items():
        if nameless(path) not in above and methods.keys() & {"GET", "POST"} and "{" in path:
            collection = next((each for each in named.get(path.rpartition("/")[2], ()) if _owned(path, each)), None)
            if collection is not None:
                found.setdefault(collection, {})[path] = methods
    return found


def _owned(path: str, collection: str) -> bool:
    """Whether a path begins as a collection's does, and goes through an owner more."""
    above, _, last = collection.rpartition("/")
    return path != collection and path.startswith(f"{above}/") and "{" in path[len(above) :] and "{" not in last


def _itemless(by_path: Mapping[str, Methods], outlines: list[Outline]) -> list[Family]:
    """The paths that list and create, and whose items have no path of their own: perhaps collections, too."""
    below = {
        outline.path.plain[: match.start()]: match[1]
        for outline in outlines
        for match in _INSIDE.finditer(outline.path.plain)
    }
    return [
        Family(path, below.get(path, USUAL), methods, {})
        for path, methods in by_path.items()
        if methods.keys() >= {"GET", "POST"} and methods["GET"].path.collection is None
    ]


def _above(outlines: list[Outline]) -> dict[str, list[Any]]:
    """By nameless path, the schemas of the parameter at its end wherever the path goes on."""
    found: dict[str, list[Any]] = {}
    for outline in outlines:
        for match in _INSIDE.finditer(outline.path.plain):
            schema = outline.parameters.get(("path", match[1]), {}).get("schema")
            schemas = found.setdefault(nameless(outline.path.plain[: match.end()]), [])
            if schema is not None and schema not in schemas:
                schemas.append(schema)
    return found


def _parted(family: Family, found: Mapping[str, Family]) -> bool:
    """Whether the last two parameters of a path are owner and item: a list and a create at the first, an item at the second.

    Then the first one names no record of a collection of its own, whatever else is listed above it.
    """
    path = next((each.path for each in family.whole.values()), None)
    outer = found.get(path.collection) if path is not None and path.collection is not None else None
    if outer is None or not outer.whole:
        return False
    return family.whole.keys() == {"GET", "POST"} and "GET" in family.item and bool(family.item.keys() & _CHANGES)


def _inner(family: Family, found: Mapping[str, Family]) -> bool:
    """Whether what looks like a collection is an item of another one, or its items are lists of another one."""
    path = next((each.path for each in family.whole.values()), None)
    outer = found.get(path.collection) if path is not None and path.collection is not None else None
    if outer is not None and outer.whole:
        return True
    below = found.get(f"{family.path.rstrip('/')}/{{{family.parameter}}}")
    return not family.whole and below is not None and "POST" in below.whole
