"""Finds a document's collections: which paths belong together, what a record is, what its key is, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mockserver.engine.inference import keys, shapes, statuses, views
from mockserver.engine.inference.decisions import Collection
from mockserver.engine.inference.keys import Key
from mockserver.engine.inference.outlines import Content, Outline
from mockserver.engine.inference.paths import letters, nameless
from mockserver.openapi.folding import Folding, Schema, types

_INSIDE = re.compile(r"/\{([^{}]+)\}(?=/)")
_CHANGES = {"PUT", "PATCH", "DELETE"}
SURE = 0.5
"""From this confidence on a collection is kept: only what was created exists."""
Methods = Mapping[str, Outline]


@dataclass(frozen=True)
class Family:
    """The operations of one collection and of its items.

    Attributes:
        path: the collection's plain path.
        parameter: the parameter that names an item, or "".
        whole: the operations at the collection's path, by method.
        item: those at the item's path.
        above: the schemas that the item's parameter has in the paths below the item.
    """

    path: str
    parameter: str
    whole: Methods
    item: Methods
    above: tuple[Any, ...] = ()

    @property
    def noun(self) -> str:
        """What one record is called."""
        source = next(iter(self.whole.values()), None) or next(iter(self.item.values()))
        return keys.noun_of(source.path.literals)


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
    return [each for each in found.values() if each in parted or not _inner(each, found)]


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


def collection(folding: Folding, family: Family, wishes: Mapping[str, Any]) -> Collection:
    """What is known of one collection.

    Args:
        wishes: what the user decided about it.
    """
    demanded = parameter_schema(folding, family)
    content, route, because = _entity(folding, family, demanded, wishes)
    node = shapes.inside(folding, content.schema, route) if content is not None else None
    member, weight = keys.best(folding, node, family.parameter, family.noun, demanded) if node is not None else ((), 0)
    if isinstance(wishes.get("key"), str):
        member, weight = tuple(wishes["key"].split(".")), 100
    called = str(member[-1]) if weight >= keys.LIKELY else ""
    for each in _others(folding, family, node):
        other, heavier = keys.best(folding, each, family.parameter, family.noun, demanded)
        if heavier >= keys.RELATED > weight and letters(str(other[-1])) != letters(called):
            member, weight, called = (), heavier, str(other[-1])
    if weight < keys.LIKELY:
        member = ()
    shown = [each for each in _key_schemas(folding, family, member, node, demanded) if each]
    kind, form = keys.form(folding, demanded, shown)
    client = _client(folding, family, called, demanded)
    telling = called if weight >= keys.RELATED else ""
    told = _key_sources(folding, family, client, demanded, telling) if _creates(folding, family, node) else ()
    shown_at = keys.address(folding, node) if node is not None and not member else ()
    key = Key(family.parameter, member, kind, form, family.noun, client, weight, called, shown_at)
    sure = 0.0 if not told else 1.0 if member else 0.7
    closed = (
        "POST" in family.whole
        and bool(family.item)
        and (wishes["keep"] == "created" if "keep" in wishes else sure >= SURE)
    )
    name = family.path.strip("/") or "items"
    others = keys.others(folding, node, member) if node is not None else ()
    why = (*because, *told[:1])
    return Collection(name, family.path, key, closed, content, route, sure if closed else 0.4, why, others)


def parameter_schema(folding: Folding, family: Family) -> Schema:
    """What the path parameter of a collection must fit, folded."""
    for outline in family.item.values():
        parameter = outline.parameters.get(("path", family.parameter))
        if parameter is not None:
            schema = dict(folding.fold(parameter.get("schema", {})))
            if types(schema) in ((), ("string",)) and not schema.keys() & {"pattern", "format", "enum"}:
                schema = next((dict(each) for each in map(folding.fold, family.above) if _stricter(each)), schema)
            if "example" in parameter:
                schema["example"] = parameter["example"]
            return schema
    return {}


def _stricter(schema: Schema) -> bool:
    """Whether a schema asks for more than some text."""
    return bool({"integer", "number"} & set(types(schema))) or schema.get("format") == "uuid"


def _success(outline: Outline | None, creates: bool = False) -> Content | None:
    """The JSON that an operation answers, if it has a schema."""
    if outline is None:
        return None
    response = statuses.success(outline, creates)[1]
    return response.form if response is not None else None


def _entity(
    folding: Folding, family: Family, demanded: Schema, wishes: Mapping[str, Any]
) -> tuple[Content | None, shapes.Route, tuple[str, ...]]:
    """The content that shows a record best, and where."""
    listed = _success(family.whole.get("GET"))
    others: list[Any] = []
    if listed is not None:
        view = views.listing(folding, listed.schema, None, family.parameter, family.noun, demanded)
        inner = _list_item(folding, listed, view)
        others += [inner] if inner is not None and shapes.members(folding, inner) else []
    create = family.whole.get("POST")
    if create is not None and create.body is not None and create.body.schema is not None:
        others.append(_inside_body(folding, create.body.schema, others, family.noun))
    for _word, outline in (("reading", family.item.get("GET")), ("creating", create)):
        content = _success(outline, creates=outline is create)
        if content is not None and outline is not None:
            chosen = wishes.get("entity")
            if isinstance(chosen, str):
                return content, tuple(filter(None, chosen.split("."))), ("entity place chosen",)
            route, score = views.entity(folding, content.schema, family.parameter, family.noun, tuple(others), demanded)
            if score > 0:
                return content, route, (f"entity = answer of {outline.id}",)
    if listed is not None and others:
        view = views.listing(folding, listed.schema, None, family.parameter, family.noun, demanded)
        if view is not None and not view.by_key:
            return listed, (*view.route, 0), ("entity = item of the list",)
    return None, (), ()


def _inside_body(folding: Folding, schema: Any, others: list[Any], noun: str) -> Any:
    """The part of a create's body that is like the items of the list: those of a list that it wraps, else all of it."""
    route = views.sent(folding, schema, others[0], noun) if others else ()
    inner = shapes.inside(folding, schema, route) if 0 in route else None
    return schema if inner is None else inner


def _list_item(folding: Folding, listed: Content, view: Any) -> Any:
    if view is None:
        return None
    for route, inner, by_key in shapes.lists(folding, listed.schema):
        if route == view.route and by_key == view.by_key:
            return inner
    return None


def _key_schemas(folding: Folding, family: Family, member: shapes.Route, node: Any, demanded: Schema) -> list[Schema]:
    """The schemas of every member that shows the key: in the entity, the create's answer, the list, and the bodies."""
    found = [shapes.inside(folding, node, member) or {}] if member and node is not None else []
    for each in _others(folding, family, node):
        found += _key_in(folding, each, family, demanded)
    listed = _success(family.whole.get("GET"))
    if listed is not None:
        view = views.listing(folding, listed.schema, node, family.parameter, family.noun, demanded)
        inner = _list_item(folding, listed, view)
        found += [folding.fold(inner)] if view is not None and view.plain else []
    return found


def _others(folding: Folding, family: Family, node: Any) -> list[Any]:
    """The schemas, beside the entity, of a record as the create answers it and as the list has it."""
    found = []
    same = (node,) if node is not None else ()
    create = _success(family.whole.get("POST"), creates=True)
    if create is not None:
        route, _ = views.entity(folding, create.schema, family.parameter, family.noun, same)
        found.append(shapes.inside(folding, create.schema, route))
    listed = _success(family.whole.get("GET"))
    if listed is not None:
        view = views.listing(folding, listed.schema, node, family.parameter, family.noun)
        found.append(_list_item(folding, listed, view) if view is not None and not view.plain else None)
    return [each for each in found if each is not None]


def _key_in(folding: Folding, schema: Any, family: Family, demanded: Schema) -> list[Schema]:
    if schema is None:
        return []
    member, weight = keys.best(folding, schema, family.parameter, family.noun, demanded)
    inner = shapes.inside(folding, schema, member) if weight >= keys.LIKELY else None
    return [inner] if inner is not None else []


def _client(folding: Folding, family: Family, called: str, demanded: Schema) -> bool:
    """Whether the body of a create has a member that is the key."""
    create = family.whole.get("POST")
    if create is None or create.body is None or create.body.schema is None:
        return False
    return bool(keys.given(folding, create.body.schema, family.parameter, family.noun, called, demanded))


def _creates(folding: Folding, family: Family, node: Any) -> bool:
    """Whether what is sent to the collection is a record, not a question that several records answer."""
    create = family.whole.get("POST")
    content = _success(create, creates=True)
    if create is None or content is None or create.body is None or create.body.schema is None or node is None:
        return create is not None
    route, _ = views.entity(folding, content.schema, family.parameter, family.noun, (node,))
    if 0 not in route:
        return True
    theirs = shapes.members(folding, node).keys()
    sent = [shapes.members(folding, each).keys() for _, each in shapes.objects(folding, create.body.schema, 2)]
    return any(each & theirs for each in sent)


def _key_sources(folding: Folding, family: Family, client: bool, demanded: Schema, called: str) -> tuple[str, ...]:
    """How a client learns the key of what it created; nothing where it cannot.

    Args:
        called: what the key is called where a record is read; empty where that is not sure.
    """
    create = family.whole.get("POST")
    if create is None:
        return ()
    found: list[str] = []
    content = _success(create, creates=True)
    if content is not None:
        for route, node in shapes.objects(folding, content.schema, 2):
            member, weight = keys.best(folding, node, family.parameter, family.noun, demanded)
            if weight >= keys.LIKELY and keys.same(str(member[-1]), called, weight):
                found.append(f"the create answers the key at `{shapes.route_text((*route, *member))}`")
                break
        if address := keys.address(folding, content.schema):
            found.append(f"the create answers its address at `{shapes.route_text(address)}`")
        if shapes.kinds(folding, content.schema) and shapes.kinds(folding, content.schema) <= {"string", "integer"}:
            found.append("the create answers the key alone")
        if route := views.keys_listed(folding, content.schema, family.parameter, family.noun):
            found.append(f"the create answers the keys at `{shapes.route_text(route)}`")
    for status, response in create.responses.items():
        if status[0] in "23d" and "location" in map(letters, response.headers):
            found.append("the create names it in Location")
        for link in response.links.values() if status[0] == "2" else ():
            if isinstance(link, dict) and family.parameter in (link.get("parameters") or {}):
                found.append("a link of the create names it")
    if client:
        found.append("the create sends the key")
    return tuple(dict.fromkeys(found))


def renamed(collection: Collection, name: str) -> Collection:
    """The collection under another name."""
    return replace(collection, name=name)
