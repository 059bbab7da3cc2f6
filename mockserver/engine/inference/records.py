"""What records become by what is sent: filled, merged, replaced; stores nothing and makes nothing up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
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


def filled(
    folding: Folding,
    schema: Any,
    given: Mapping[str, Any],
    now: datetime,
    *,
    created: bool,
    around: Mapping[str, Any] = MappingProxyType({}),
) -> Record:
    """What is given to a record, with the time where it has a place, and what was said beside it.

    Args:
        schema: the entity's schema.
        given: what it holds already, its key included.
        created: whether it is new, so that the time of its creation is now.
        around: what was said in path, query and body, which it shows where it has a member of the name.
    """
    whole = {**given, **_times(folding, schema, given, now, created=created)}
    for found in _elsewhere(folding, schema, given, around):
        whole = shapes.placed(whole, *found)
    return whole


def _times(folding: Folding, schema: Any, given: Mapping[str, Any], now: datetime, *, created: bool) -> dict[str, Any]:
    """The members that say when a record was made and changed."""
    found = {}
    for name, inner in shapes.members(folding, schema).items():
        plain = letters(name)
        wanted = CHANGED.fullmatch(plain) or (created and CREATED.fullmatch(plain))
        if wanted and (not created or name not in given):
            value = moment(folding.fold(inner), now)
            if value is not None:
                found[name] = value
    return found


def moment(schema: Schema, now: datetime) -> Any:
    """A time in the form that a schema asks for; None where it asks for none."""
    now = now.astimezone(UTC)
    kinds = types(schema)
    text = now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"
    choices: tuple[Any, ...] = ()
    if "string" in kinds:
        choices = {"date-time": (text,), "date": (text[:10],), None: (text,)}.get(schema.get("format"), ())
    elif "integer" in kinds or "number" in kinds:
        example = schema.get("example")
        milliseconds = isinstance(example, int) and example > 10**11
        choices = (int(now.timestamp() * 1000) if milliseconds else int(now.timestamp()),)
    return next((each for each in choices if scalar(schema, each)), None)


def _elsewhere(
    folding: Folding, schema: Any, given: Mapping[str, Any], around: Mapping[str, Any]
) -> Iterator[tuple[Route, Any]]:
    """What was sent in another place than the entity has for it: where it goes, and the value."""
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
            if name in inner and shapes.at(given, (*route, name)) is None and scalar(folding.fold(inner[name]), value):
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
