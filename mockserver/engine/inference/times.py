"""The members that say when something was made or changed, and what they say by the world's clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from mockserver.engine.inference import shapes
from mockserver.engine.inference.paths import letters, words
from mockserver.engine.inference.shapes import Route
from mockserver.openapi.acceptance import scalar
from mockserver.openapi.folding import Folding, Schema, nullable, required, types

CREATED = re.compile(
    r"(created|added|inserted|registered)(at|on|date|time|timestamp|datetime|datetimeutc)?|creat(ion|e)(date|time|timestamp|datetime)|datecreated|timecreated"
)
CHANGED = re.compile(
    r"(updated|modified|changed|lastmodified|lastupdated|lastchanged)(at|on|date|time|timestamp|datetime)?|(update|modification)(date|time|timestamp|datetime)|dateupdated|datemodified"
)
ENDS = frozenset(["due", "end", "ends", "until", "expires", "expire", "expiry", "expiration", "deadline", "next", "to"])
"""Words of what lies ahead of a record that was just made."""
MOMENTS = (("at",), ("timestamp",), ("datetime",))
"""The last words of what says when, though no format says so."""
AHEAD = timedelta(days=1)
"""How far it lies ahead."""
SAMPLE = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
"""A time by which is told whether a schema takes what is written of any."""


@dataclass(frozen=True)
class Time:
    """A member that says when a record was made or changed.

    Attributes:
        route: where it is.
        write: writes a time in the form that it has.
        changes: whether it says when the record was changed.
        within: the object that it is in, where that may be missing; then it says nothing.
    """

    route: Route
    write: Callable[[datetime], Any]
    changes: bool
    within: Route = ()


def times(folding: Folding, schema: Any, key: Route = ()) -> Iterator[Time]:
    """The members of an entity that say when: by their names, or because a new record must have them and nobody sends them.

    Those of objects inside count that are parts of it, not other records.

    Args:
        key: where the entity has its key.
    """
    for route, node in shapes.objects(folding, schema, 2):
        if 0 in route or (route and route != key[:-1] and "id" in map(letters, shapes.members(folding, node))):
            continue
        within = () if _certain(folding, schema, route) else route
        demanded = set(required(folding.fold(node)))
        for name, inner in shapes.members(folding, node).items():
            folded = folding.fold(inner)
            found = _time(folded, name, demanded=name in demanded)
            if found is not None and (not route or "string" in types(folded)):  # inside, numbers are counts
                yield Time((*route, name), *found, within)


def _time(schema: Schema, name: str, *, demanded: bool) -> tuple[Callable[[datetime], Any], bool] | None:
    """How a member says when, and whether it says when the record was changed; None where it says nothing."""
    plain = letters(name)
    changes = CHANGED.fullmatch(plain) is not None
    named = changes or CREATED.fullmatch(plain) is not None
    formed = schema.get("format") in ("date-time", "date") or ("format" not in schema and words(name)[-1:] in MOMENTS)
    instant = demanded and formed and not nullable(schema)
    write = writer(schema) if named or instant else None
    if write is not None and not named and ENDS & {*words(name)}:
        return _ahead(write), False
    return (write, changes) if write is not None else None


def _certain(folding: Folding, schema: Any, route: Route) -> bool:
    """Whether what a route leads to is there in every value."""
    for step in route:
        if step not in required(folding.fold(schema)):
            return False
        schema = shapes.node(folding, schema, (step,))
    return True


def stamp(wanted: Sequence[Time], own: dict[str, Any], now: datetime, *, created: bool) -> None:
    """Write times into a record of one's own: of its creation only if it is new, and none that it was given."""
    written: dict[Callable[[datetime], Any], Any] = {}
    for each in wanted:
        holder = own if len(each.route) == 1 else shapes.at(own, each.route[:-1])
        there = isinstance(holder, dict) and each.route[-1] in holder
        if each.within and not isinstance(holder, dict):
            continue
        if each.changes if not created else not there:
            if each.write not in written:
                written[each.write] = each.write(now)
            shapes.put(own, each.route, written[each.write])


def writer(schema: Schema) -> Callable[[datetime], Any] | None:
    """What writes a time in the form that a schema asks for; None where it asks for none."""
    kinds = types(schema)
    write: Callable[[datetime], Any] | None = None
    if "string" in kinds:
        write = _text_writer(schema)
    elif "integer" in kinds or "number" in kinds:
        example = schema.get("example")
        write = _milliseconds if isinstance(example, int) and example > 10**11 else _seconds
    return write if write is not None and scalar(schema, write(SAMPLE)) else None


def _text_writer(schema: Schema) -> Callable[[datetime], Any] | None:
    """What writes a time as a text: in the form that the schema names, else in the one that its example and its pattern have."""
    example = schema.get("example")
    fitting = [each for each in _TEXTS.get(schema.get("format"), ()) if scalar(schema, each(SAMPLE))]
    alike = [each for each in fitting if "format" not in schema and _form(example) == _form(each(SAMPLE))]
    return next(iter((*alike, *fitting)), None)


def _form(text: Any) -> str:
    """What is the same in all texts of one form."""
    return re.sub(r"\d", "0", text) if isinstance(text, str) else ""


def _ahead(write: Callable[[datetime], Any]) -> Callable[[datetime], Any]:
    return lambda now: write(now + AHEAD)


def _instant(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="milliseconds")[: -len("+00:00")] + "Z"


def _day(now: datetime) -> str:
    return _instant(now)[:10]


def _plain(now: datetime) -> str:
    return _instant(now)[:19] + "Z"


def _spaced(now: datetime) -> str:
    return _instant(now)[:19].replace("T", " ")


def _seconds(now: datetime) -> int:
    return int(now.timestamp())


def _milliseconds(now: datetime) -> int:
    return int(now.timestamp() * 1000)


_TEXTS: Mapping[Any, tuple[Callable[[datetime], str], ...]] = {
    "date-time": (_instant, _plain),
    "date": (_day,),
    None: (_instant, _plain, _spaced, _day),
}
"""How times are written as texts, by format; the usual form first."""
