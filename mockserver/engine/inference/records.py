"""What records become by what is sent: filled, merged, replaced; stores nothing and makes nothing up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mockserver.engine.inference import shapes
from mockserver.engine.inference.paths import letters
from mockserver.engine.inference.shapes import Route
from mockserver.openapi.acceptance import scalar
from mockserver.openapi.folding import Folding, Schema, types

Record = dict[str, Any]

CREATED = re.compile(
    r"(created|added|inserted|registered)(at|on|date|time|timestamp|datetime|datetimeutc)?|creat(ion|e)(date|time|timestamp|datetime)|datecreated|timecreated"
)
CHANGED = re.compile(
    r"(updated|modified|changed|lastmodified|lastupdated|lastchanged)(at|on|date|time|timestamp|datetime)?|(update|modification)(date|time|timestamp|datetime)|dateupdated|datemodified"
)


@dataclass(frozen=True)
class Time:
    """A member that says when a record was made or changed.

    Attributes:
        name: what it is called.
        write: writes a time in the form that it has.
        changes: whether it says when the record was changed.
    """

    name: str
    write: Callable[[datetime], Any]
    changes: bool


def times(folding: Folding, schema: Any) -> Iterator[Time]:
    """The members of an entity that say when a record was made and changed."""
    for name, inner in shapes.members(folding, schema).items():
        plain = letters(name)
        changes = CHANGED.fullmatch(plain) is not None
        write = writer(folding.fold(inner)) if changes or CREATED.fullmatch(plain) else None
        if write is not None:
            yield Time(name, write, changes)


def timed(wanted: Iterable[Time], given: Mapping[str, Any], now: datetime, *, created: bool) -> Record:
    """The times that a record gets now: of its creation only if it is new, and none that it was given."""
    return {each.name: each.write(now) for each in wanted if (each.name not in given if created else each.changes)}


def writer(schema: Schema) -> Callable[[datetime], Any] | None:
    """What writes a time in the form that a schema asks for; None where it asks for none."""
    kinds = types(schema)
    write: Callable[[datetime], Any] | None = None
    if "string" in kinds:
        write = {"date-time": _instant, "date": _day, None: _instant}.get(schema.get("format"))
    elif "integer" in kinds or "number" in kinds:
        example = schema.get("example")
        write = _milliseconds if isinstance(example, int) and example > 10**11 else _seconds
    return write if write is not None and scalar(schema, write(SAMPLE)) else None


SAMPLE = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
"""A time by which is told whether a schema takes what is written of any."""


def _instant(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def _day(now: datetime) -> str:
    return _instant(now)[:10]


def _seconds(now: datetime) -> int:
    return int(now.timestamp())


def _milliseconds(now: datetime) -> int:
    return int(now.timestamp() * 1000)


@dataclass(frozen=True)
class Defaults:
    """What a schema says of members that are left out.

    Attributes:
        own: the defaults of its members.
        inner: those of the objects in it that have some.
    """

    own: Mapping[str, Any]
    inner: Mapping[str, Defaults]

    def fill(self, sent: Mapping[str, Any]) -> Mapping[str, Any]:
        """What was sent, with the defaults of what was left out."""
        if not self.own and not self.inner:
            return sent
        below = {
            name: each.fill(sent[name]) for name, each in self.inner.items() if isinstance(sent.get(name), Mapping)
        }
        return {**self.own, **sent, **below}


def defaults(folding: Folding, schema: Any, depth: int = 3) -> Defaults:
    """What a schema says of members that are left out, as deep as objects are looked into."""
    own: dict[str, Any] = {}
    inner: dict[str, Defaults] = {}
    for name, each in shapes.members(folding, schema).items() if schema is not None else ():
        folded = folding.fold(each)
        if "default" in folded and folded.get("readOnly") is not True:
            own[name] = folded["default"]
        below = defaults(folding, each, depth - 1) if depth and "object" in types(folded) else None
        if below is not None and (below.own or below.inner):
            inner[name] = below
    return Defaults(own, inner)


def elsewhere(
    folding: Folding, schema: Any, given: Mapping[str, Any], around: Mapping[str, Any], *, anew: bool = False
) -> Iterator[tuple[Route, Any]]:
    """What was sent in another place than the entity has for it: where it goes, and the value.

    Args:
        schema: the entity's schema.
        given: what the record holds already.
        around: what was said in path, query and body, which it shows where it has a member of the name.
        anew: whether what is said around goes before what the record holds.
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
            free = shapes.at(given, (*route, name)) is None or (anew and name in around)
            if name in inner and free and scalar(folding.fold(inner[name]), value):
                yield (*route, name), value
                break


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
