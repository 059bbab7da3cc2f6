"""Whether a document has the places that the user's own decisions about collections name; looks at schemas only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.inference import collections, record_schemas, shapes, views
from mockserver.engine.inference.families import Family
from mockserver.engine.inference.overrules import Overrules
from mockserver.openapi.folding import Folding
from mockserver.spelling import nearest


def followed(folding: Folding, families: Iterable[Family], overrules: Overrules) -> tuple[Overrules, tuple[str, ...]]:
    """The decisions that can be followed, and a sentence for each that cannot, since what it names is not there."""
    notes: list[str] = []
    kept = dict(overrules.collections)
    for family in families if kept else ():
        wrong = dict(_wrong(folding, family, kept.get(family.path, {})))
        notes += wrong.values()
        if wrong:
            kept[family.path] = {word: value for word, value in kept[family.path].items() if word not in wrong}
    return replace(overrules, collections=kept) if notes else overrules, tuple(notes)


def _wrong(folding: Folding, family: Family, wishes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The words of a decision whose places are not there, and what to say of them."""
    said = f"collections: {family.path}"
    read = record_schemas.success(family.item.get("GET")) or record_schemas.success(family.whole.get("POST"), True)
    listed = record_schemas.success(family.whole.get("GET"))
    for word, content, of in (("entity", read, "the answer that shows a record"), ("list", listed, "its list")):
        route = _route(wishes.get(word))
        if content is not None and route and _lacks(folding, [content.schema], route):
            yield word, f"{said}: {of} has nothing at {wishes[word]}{_meant(folding, [content.schema], route)}"
    key = _route(wishes.get("key"))
    shown = [*_shown(folding, family, wishes)] if key else []
    if key and _lacks(folding, shown, key):
        yield "key", f"{said}: its records have no member {wishes['key']}{_meant(folding, shown, key)}"


def _shown(folding: Folding, family: Family, wishes: Mapping[str, Any]) -> Iterator[Any]:
    """The schemas of a record: as it is read, created, listed and sent."""
    plain = {word: value for word, value in wishes.items() if word != "key"}
    content, route, _ = record_schemas.entity(folding, family, collections.parameter_schema(folding, family), plain)
    node = shapes.inside(folding, content.schema, route) if content is not None else None
    yield from [node] if node is not None else []
    yield from record_schemas.others(folding, family, node)
    create = family.whole.get("POST")
    if create is not None and create.body is not None and create.body.schema is not None:
        route = views.sent(folding, create.body.schema, node or {}, family.noun)
        yield shapes.inside(folding, create.body.schema, route) or {}


def _lacks(folding: Folding, schemas: list[Any], route: tuple[str, ...]) -> bool:
    """Whether all schemas say what members there are, and none has the one at the end of a route."""
    told = [each for each in schemas if not views.open_to_all(folding, each)]
    return bool(told) and not any(shapes.node(folding, each, route) is not None for each in told)


def _meant(folding: Folding, schemas: list[Any], route: tuple[str, ...]) -> str:
    """A question whether another place was meant: of those that the same objects have, or those above."""
    known = [
        ".".join(map(str, (*place, name)))
        for each in schemas
        for place, node in shapes.objects(folding, each, 2)
        if 0 not in place
        for name in shapes.members(folding, node)
    ]
    return nearest(".".join(route), known)


def _route(place: Any) -> tuple[str, ...]:
    return tuple(filter(None, place.split("."))) if isinstance(place, str) else ()
