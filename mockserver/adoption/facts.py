"""What exchanges show to be true of a document: operations, statuses, members, behaviours, limits; claims nothing that was not seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mockserver.adoption.replay import Replayed
from mockserver.adoption.sightings import value_of
from mockserver.conformance.judging.judge import Judgement
from mockserver.evidence.evidence import Evidence
from mockserver.evidence.statements import Label
from mockserver.openapi.document import Document
from mockserver.openapi.media_types import plain
from mockserver.openapi.pointers import JSON, has, join, last, members, split, target
from mockserver.openapi.tree import field as field_at
from mockserver.openapi.tree import operations, parts
from mockserver.traffic.exchanges import Exchange

UNIONS = ("anyOf", "oneOf")
DEEPEST = 12
Statement = dict[str, Any]


@dataclass
class Facts:
    """What was seen so far, each with the first exchange that showed it.

    Attributes:
        document: what is spoken about.
        evidence: what is stated already.
    """

    document: Document
    evidence: Evidence
    statuses: dict[str, dict[str, list[Exchange]]] = field(default_factory=dict)
    places: dict[str, list[Exchange]] = field(default_factory=dict)
    behaviours: dict[str, list[Exchange]] = field(default_factory=dict)

    def add(self, exchange: Exchange, judgement: Judgement) -> None:
        """Take an exchange into account: what is broken in its answer shows nothing."""
        operation = judgement.operation
        promised = operation.response(exchange.status) if operation is not None else None
        if operation is None or promised is None or judgement.broken:
            return
        self.statuses.setdefault(operation.id, {}).setdefault(promised.status, []).append(exchange)
        for place in self._members(operation.id, promised.status, exchange):
            self.places.setdefault(place, []).append(exchange)

    def confirm(self, exchange: Exchange, judgement: Judgement, replayed: Replayed) -> None:
        """Take into account that the mock answers an exchange as the real server did: what decides that is seen to be so."""
        for id in replayed.cited:
            if id in self.evidence.behaviours:
                self.behaviours.setdefault(id, []).append(exchange)
        broken = {each.constraint for each in judgement.violations}
        if exchange.status >= 400 and len(broken) == 1:
            self._constraint(broken.pop(), exchange)

    def statements(self) -> list[dict[str, Any]]:
        """The sections of a page: an operation each, then members and limits, then behaviours."""
        places = operations(self.document.raw)
        found = [
            {"section": id, "statements": [_operation(id, places[id], statuses)]}
            for id, statuses in self.statuses.items()
        ]
        listed = list(self._fields())
        if listed:
            found.append({"section": "Members", "statements": listed})
        behaviours = [
            {"behaviour": id, "states": self.evidence.behaviours[id].states or id, "label": str(Label.OBSERVED)}
            for id in self.behaviours
            if self.evidence.behaviours[id].label > Label.OBSERVED
        ]
        if behaviours:
            found.append({"section": "Behaviour", "statements": behaviours})
        return found

    def _constraint(self, pointer: str, exchange: Exchange) -> None:
        """A keyword whose breach was refused; of a list of values more is said than was seen."""
        if pointer and has(self.document.raw, pointer) and last(pointer) not in ("enum", "anyOf", "oneOf"):
            self.places.setdefault(pointer, []).append(exchange)

    def _members(self, operation: str, status: str, exchange: Exchange) -> Iterator[str]:
        """The places of the properties that a body shows."""
        value = value_of(exchange)
        raw = self.document.raw
        response = target(raw, operations(raw)[operation] + join("responses", status))
        for media_type in members(raw, response, "content"):
            if plain(last(media_type)) == exchange.response.media_type:
                yield from _shown(raw, [media_type + join("schema")], value, 0)

    def _fields(self) -> Iterator[Statement]:
        """Members of named schemas by name, all others by place."""
        named: dict[str, list[str]] = {}
        pointers = []
        for place in self.places:
            schema, path = _field(place)
            if schema and path and _reaches(self.document.raw, schema, path, place):
                named.setdefault(schema, []).append(path)
            else:
                pointers.append(place)
        yield from ({"schema": schema, "fields": sorted(set(paths))} for schema, paths in named.items())
        if pointers:
            yield {"pointers": sorted(set(pointers)), "alone": True}


def _operation(id: str, place: str, statuses: dict[str, list[Exchange]]) -> Statement:
    path, method = split(place)[1:]
    first = next(iter(statuses.values()))[0]
    count = sum(map(len, statuses.values()))
    listed = sorted(statuses, key=lambda each: (not each.isdigit(), each))
    return {
        "operation": id,
        "request": f"{method.upper()} {path}",
        "statuses": [int(each) if each.isdigit() else each for each in listed],
        "states": f"Seen {count} time{'s' * (count > 1)}, first as {first.method} {first.path}: {first.status}.",
    }


def _shown(raw: JSON, schemas: Iterable[str], value: Any, depth: int) -> Iterator[str]:
    """The places of the properties of some schemas that a value has."""
    if depth > DEEPEST:
        return
    found = [each for place in schemas if has(raw, place) for each in parts(raw, place, *UNIONS)]
    if isinstance(value, dict):
        for name, item in value.items():
            inner = [each + join("properties", name) for each in found if has(raw, each + join("properties", name))]
            yield from inner
            yield from _shown(raw, inner, item, depth + 1)
    elif isinstance(value, list):
        inner = [each + join("items") for each in found if has(raw, each + join("items"))]
        for item in value if inner else ():
            yield from _shown(raw, inner, item, depth + 1)


def _field(place: str) -> tuple[str, str]:
    """The schema and the dotted path of a place of `components/schemas`; empty where it is none of a member."""
    steps = list(split(place))
    if steps[:2] != ["components", "schemas"] or len(steps) < 5:
        return "", ""
    path, rest = "", steps[3:]
    while rest:
        if rest[0] == "properties" and len(rest) > 1 and "." not in rest[1] and "[]" not in rest[1]:
            path, rest = f"{path}.{rest[1]}" if path else rest[1], rest[2:]
        elif rest[0] == "items":
            path, rest = f"{path}[]", rest[1:]
        else:
            return "", ""
    return steps[2], path


def _reaches(raw: JSON, schema: str, path: str, place: str) -> bool:
    """Whether a dotted path leads to just this place."""
    return place in field_at(raw, join("components", "schemas", schema), path)[1]
