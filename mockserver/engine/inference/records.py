"""What records become by what is sent: filled, merged, replaced; stores nothing and makes nothing up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.engine.inference import shapes
from mockserver.engine.inference.shapes import Route
from mockserver.openapi.acceptance import scalar
from mockserver.openapi.folding import Folding, types

Record = dict[str, Any]


@dataclass(frozen=True)
class Defaults:
    """What a schema says of members that are left out, and of those that are not the caller's to send.

    Attributes:
        own: the defaults of its members.
        inner: those of the objects in it that have some.
        refused: its members that are read only.
    """

    own: Mapping[str, Any]
    inner: Mapping[str, Defaults]
    refused: frozenset[str] = frozenset()

    def fill(self, sent: Mapping[str, Any]) -> Mapping[str, Any]:
        """What was sent, with the defaults of what was left out."""
        whole = {**self.own, **sent}
        return self._taken(whole, sent, Defaults.fill) if self.inner or self.refused else whole

    def taken(self, sent: Mapping[str, Any]) -> Mapping[str, Any]:
        """What was sent, without what is not the caller's to send."""
        return self._taken(dict(sent), sent, Defaults.taken)

    def _taken(self, found: Record, sent: Mapping[str, Any], deeper: Callable[[Defaults, Any], Any]) -> Record:
        for name, each in self.inner.items():
            if isinstance(sent.get(name), dict):
                found[name] = deeper(each, sent[name])
        for name in self.refused:
            found.pop(name, None)
        return found

    def __bool__(self) -> bool:
        return bool(self.own or self.inner or self.refused)


def defaults(folding: Folding, schema: Any, depth: int = 3) -> Defaults:
    """What a schema says of members that are left out, as deep as objects are looked into."""
    own: dict[str, Any] = {}
    inner: dict[str, Defaults] = {}
    refused = set()
    for name, each in shapes.members(folding, schema).items() if schema is not None else ():
        folded = folding.fold(each)
        if folded.get("readOnly") is True:
            refused.add(name)
        elif "default" in folded:
            own[name] = folded["default"]
        below = defaults(folding, each, depth - 1) if depth and "object" in types(folded) else None
        if below:
            inner[name] = below
    return Defaults(own, inner, frozenset(refused))


def elsewhere(
    folding: Folding,
    schema: Any,
    given: Mapping[str, Any],
    around: Mapping[str, Any],
    anew: Collection[str] = (),
) -> Iterator[tuple[Route, Any]]:
    """What was sent in another place than the entity has for it: where it goes, and the value.

    Args:
        schema: the entity's schema.
        given: what the record holds already.
        around: what was said in path, query and body, which it shows where it has a member of the name.
        anew: the names of what goes before what the record holds.
    """
    named = shapes.members(folding, schema)
    homeless = [(name, value) for name, value in around.items() if name not in given and _plain(value)]
    homeless += [(name, value) for name, value in given.items() if name not in named and _plain(value)]
    for name, value in given.items():
        if isinstance(value, dict) and name not in named:
            homeless += [(inner, each) for inner, each in value.items() if _plain(each)]
    if not homeless:
        return
    places = [
        (route, shapes.members(folding, node)) for route, node in shapes.objects(folding, schema, 2) if 0 not in route
    ]
    for name, value in homeless:
        for route, inner in places:
            free = shapes.at(given, (*route, name)) is None or name in anew
            if name in inner and free and scalar(folding.fold(inner[name]), value):
                yield (*route, name), value
                break


def names(around: Mapping[str, Any], sent: Any) -> frozenset[str]:
    """The names of all that was said to change a record: around it, of it, and in the objects that it has."""
    whole = sent if isinstance(sent, Mapping) else {}
    inside = (name for each in whole.values() if isinstance(each, Mapping) for name in each)
    return frozenset([*around, *whole, *inside])


def _plain(value: Any) -> bool:
    return not isinstance(value, dict | list)


def merged(old: Any, patch: Any) -> Any:
    """A value with a merge patch applied (RFC 7396); nothing is changed in place."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(old) if isinstance(old, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def replaced(folding: Folding, old: Mapping[str, Any], sent: Mapping[str, Any], schema: Any) -> Record:
    """What was sent, with the members of the old record that a caller cannot send."""
    sendable = shapes.members(folding, schema) if schema is not None else {}
    kept = {
        name: value
        for name, value in old.items()
        if name not in sendable or folding.fold(sendable[name]).get("readOnly") is True
    }
    return {**kept, **sent}
