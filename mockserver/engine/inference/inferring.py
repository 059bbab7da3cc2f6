"""Decides what every operation of a document does; a pure function of the document and the user's own decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.inference import (
    collections,
    created_keys,
    families,
    itemless,
    keys,
    lists,
    outlines,
    shapes,
    statuses,
    views,
)
from mockserver.engine.inference.decisions import (
    CREATE,
    DELETE,
    LIST,
    READ,
    REPLACE,
    SINGLETON,
    STATELESS,
    UPDATE,
    Collection,
    Decision,
    Inference,
    View,
)
from mockserver.engine.inference.families import Family
from mockserver.engine.inference.outlines import Outline
from mockserver.engine.inference.overrules import NONE, Overrules
from mockserver.engine.inference.paths import letters
from mockserver.openapi.folding import Folding

_ITEM_KINDS = {"GET": READ, "HEAD": READ, "PUT": REPLACE, "PATCH": UPDATE, "POST": UPDATE, "DELETE": DELETE}
_WHOLE_KINDS = {"GET": LIST, "POST": CREATE, "PUT": REPLACE, "PATCH": UPDATE}
_SINGLE = re.compile(r"/\{([^{}]+)\}(?:\.\w+)?(?=/)")


def infer(raw: Mapping[str, Any], overrules: Overrules = NONE, folding: Folding | None = None) -> Inference:
    """Decide what every operation does.

    Args:
        raw: the document in its normalised form.
        overrules: what the user decided already.
        folding: the document's schemas, where they are folded already.
    """
    folding = folding or Folding(raw)
    read = outlines.read(raw)
    found = [each for each in families.families(read) if not overrules.ignores(each.path)]
    kept = Kept(folding, found, overrules)
    decisions = Decisions(folding, read, found, kept, overrules)
    exemplified = tuple(
        each.id
        for each in read
        if each.method == "GET"
        and any(content.examples for answer in each.responses.values() for content in answer.contents)
    )
    return Inference(decisions, kept, overrules.unused(decisions, kept), exemplified, _readers(read))


def _readers(read: list[Outline]) -> dict[str, tuple[str, ...]]:
    """By path, the operations that may read what is kept there; those of items before others."""
    found: dict[str, tuple[str, ...]] = {}
    for outline in read:
        if outline.method == "GET":
            path = outline.path
            if path.collection is not None:
                found[path.collection] = (outline.id, *found.get(path.collection, ()))
            found[path.plain] = (*found.get(path.plain, ()), outline.id)
    return found


class Kept(Mapping[str, Collection]):
    """The collections by path, each looked into when it is first asked for.

    What lists and creates, but has no items of its own, is one only where the list shows what is created.

    Args:
        folding: the document's schemas.
        families: the operations of each collection.
        overrules: what the user decided already.
    """

    def __init__(self, folding: Folding, families: list[Family], overrules: Overrules) -> None:
        self._folding, self._overrules = folding, overrules
        self._families = {each.path: each for each in families}
        self._made: dict[str, Collection] = {}

    def __getitem__(self, path: str) -> Collection:
        found = self._made.get(path)
        if found is None:
            wishes = self._overrules.collection(path)
            found = self._made[path] = collections.collection(self._folding, self._families[path], wishes)
        if not (found.addressed or found.closed):
            raise KeyError(path)
        return found

    def __iter__(self) -> Iterator[str]:
        return (path for path, family in self._families.items() if family.item or path in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Decisions(Mapping[str, Decision]):
    """The decisions by operationId, each made when it is first asked for.

    Args:
        folding: the document's schemas.
        read: its operations.
        families: the operations of each collection.
        kept: the collections by path.
        overrules: what the user decided already.
    """

    def __init__(
        self,
        folding: Folding,
        read: list[Outline],
        families: list[Family],
        kept: Mapping[str, Collection],
        overrules: Overrules,
    ) -> None:
        self._folding, self._kept, self._overrules = folding, kept, overrules
        self._outlines = {outline.id: outline for outline in read}
        self._whole = {outline.id: family for family in families for outline in family.whole.values()}
        self._item = {outline.id: family for family in families for outline in family.item.values()}
        self._at: dict[str, dict[str, Outline]] = {}
        for outline in read:
            self._at.setdefault(outline.path.plain, {})[outline.method] = outline
        self._made: dict[str, Decision] = {}

    def __getitem__(self, id: str) -> Decision:
        found = self._made.get(id)
        if found is None:
            outline = self._outlines[id]
            found = replace(
                self._decided(outline),
                parents=tuple(_parents(outline.path.plain, self._kept)),
                example=self._overrules.operation(id).get("example", ""),
            )
            self._made[id] = found
        return found

    def __contains__(self, id: object) -> bool:
        return id in self._outlines

    def __iter__(self) -> Iterator[str]:
        return iter(self._outlines)

    def __len__(self) -> int:
        return len(self._outlines)

    def _decided(self, outline: Outline) -> Decision:
        overrules, folding = self._overrules, self._folding
        if overrules.ignores(outline.id) or overrules.operation(outline.id).get("kind") == STATELESS:
            return _stateless(outline, "so decided")
        if outline.id in self._item:
            owner = self._item[outline.id]
            return _item(folding, owner, self._kept[owner.path], outline)
        family = self._whole.get(outline.id)
        if family is not None and family.path in self._kept:
            return _whole(folding, family, self._kept[family.path], outline, overrules)
        searched = _search(folding, self._kept, outline)
        return searched or _single(folding, outline, self._at[outline.path.plain])


def _parents(plain: str, kept: Mapping[str, Collection]) -> list[tuple[str, str, tuple[str, ...]]]:
    """The kept collections above a path whose records it names on the way."""
    found = []
    for match in _SINGLE.finditer(plain):
        above = kept.get(plain[: match.start()])  # what all paths begin with is a tenant, and is there
        if above is not None and above.closed and above.key.parameter:
            found.append((plain[: match.start()] or "/", match[1], above.others))
    return found


def _stateless(outline: Outline, *because: str) -> Decision:
    status, response = statuses.success(outline)
    if status == 0:
        status, response = statuses.only_error(outline)
    return Decision(outline, STATELESS, status, statuses.content(response), because=because)


def _whole(
    folding: Folding, family: Family, collection: Collection, outline: Outline, overrules: Overrules
) -> Decision:
    """What an operation at a collection's path does."""
    kind = _WHOLE_KINDS.get(outline.method)
    if kind == LIST:
        return _list(folding, family, collection, outline, overrules.collection(family.path))
    if kind == CREATE and not collection.closed:
        if not created_keys.takes(folding, family, _entity(folding, collection)):
            return _stateless(outline, "nothing tells the caller the key of what was created")
        decided = _change(folding, family, collection, outline, CREATE)
        return replace(decided, because=("nothing tells the caller the key of what is listed then",))
    if kind == CREATE:
        return _change(folding, family, collection, outline, CREATE)
    if kind in (REPLACE, UPDATE) and collection.closed and collection.key.member and outline.body is not None:
        decided = _change(folding, family, collection, outline, kind)
        if decided.sent_key and 0 not in decided.sent_key:
            return replace(decided, because=("the record is the one whose key is sent",))
    return _stateless(outline)


def _list(
    folding: Folding, family: Family, collection: Collection, outline: Outline, wishes: Mapping[str, Any]
) -> Decision:
    status, response = statuses.success(outline)
    content = statuses.content(response)
    view = None
    if content is not None and content.json and content.schema is not None:
        demanded = collections.parameter_schema(folding, family)
        entity = _entity(folding, collection)
        view = views.listing(folding, content.schema, entity, family.parameter, family.noun, demanded)
        if view is None and (keyed := views.keys_listed(folding, content.schema, family.parameter, family.noun)):
            view = View(keyed, listed=True, plain=True)
        if isinstance(wishes.get("list"), str):
            route = tuple(filter(None, wishes["list"].split(".")))
            view = replace(view, route=route) if view is not None else View(route, (), True)
    if not collection.addressed:
        view = itemless.view(view, collection)
    if view is None:
        return _stateless(outline, "no list was found in its answer")
    return Decision(outline, LIST, status, content, collection, view, confidence=collection.confidence)


def _search(folding: Folding, kept: Mapping[str, Collection], outline: Outline) -> Decision | None:
    """A list, at an address of its own below a collection, of those of its records that the parameters describe."""
    above, _, last = outline.path.plain.rpartition("/")
    collection = kept.get(above) if outline.method == "GET" and "{" not in last else None
    if collection is None or not collection.closed:
        return None
    status, response = statuses.success(outline)
    content, entity = statuses.content(response), _entity(folding, collection)
    if entity is None or content is None or not content.json or content.schema is None:
        return None
    view = views.listing(folding, content.schema, entity, collection.key.parameter, collection.key.noun)
    inner = shapes.item_at(folding, content.schema, view.route) if view is not None and not view.by_key else None
    if inner is None or shapes.alike(folding, inner, entity) < 1:
        return None
    named = {letters(name) for name in shapes.members(folding, entity)}
    asked = {letters(name) for place, name in outline.parameters if place == "query"}
    if not asked & (named | lists.SEARCHES):
        return None
    why = "the records that its parameters describe"
    return Decision(outline, LIST, status, content, collection, view, because=(why,), searches=True)


def _entity(folding: Folding, collection: Collection) -> Any:
    content = collection.entity
    return None if content is None else shapes.inside(folding, content.schema, collection.route)


def _item(folding: Folding, family: Family, collection: Collection, outline: Outline) -> Decision:
    """What an operation at an item's path does."""
    kind = _ITEM_KINDS.get(outline.method)
    if kind is None or (outline.method == "POST" and not _updates(folding, family, collection, outline)):
        return _stateless(outline)
    if not collection.closed and "404" in outline.responses and statuses.success(outline)[0] == 0:
        return _stateless(outline, "nothing is kept here, and that is all that it lists")
    return _change(folding, family, collection, outline, kind)


def _updates(folding: Folding, family: Family, collection: Collection, outline: Outline) -> bool:
    """Whether POST on an item is the document's way to change it."""
    if family.item.keys() & {"PUT", "PATCH"} or outline.body is None or "GET" not in family.item:
        return False
    entity, body = _entity(folding, collection), outline.body.schema
    if entity is None or body is None:
        return False
    part = shapes.inside(folding, body, views.sent(folding, body, entity, family.noun))
    ours, theirs = shapes.members(folding, body if part is None else part), shapes.members(folding, entity)
    return len(ours.keys() & theirs.keys()) * 3 >= len(ours)


def _change(folding: Folding, family: Family, collection: Collection, outline: Outline, kind: str) -> Decision:
    """A decision about one record: read, created, changed or deleted."""
    status, response = statuses.success(outline, kind == CREATE)
    content = statuses.content(response)
    entity, view = _entity(folding, collection), None
    demanded = collections.parameter_schema(folding, family)
    if content is not None and content.json and content.schema is not None:
        if content is collection.entity:
            view = View(collection.route, collection.key.member)
        else:
            view = views.showing(folding, content.schema, entity, family.parameter, family.noun, demanded)
            if view is None and shapes.kinds(folding, content.schema) <= {"string", "integer"}:
                view = View(plain=True)
            listed = views.keys_listed(folding, content.schema, family.parameter, family.noun)
            if view is None and kind == CREATE and listed:
                view = View(listed, listed=True, plain=True)
    if not collection.addressed:
        view = itemless.view(view, collection)
    body, sent_key = _sent(folding, family, entity, outline, collection.key.called, demanded)
    fallback = {CREATE: 201, DELETE: 204, READ: 200}.get(kind, 200)
    address: shapes.Route = ()
    if kind == CREATE and view is None and content is not None and content.json and content.schema is not None:
        address = keys.address(folding, content.schema)
    unlisted = ("the document lists no success",) if status == 0 else ()
    return Decision(
        outline,
        kind,
        status or fallback,
        content,
        collection,
        view,
        body=body,
        sent_key=sent_key,
        confidence=collection.confidence,
        because=(*collection.because, *unlisted) if kind in (CREATE, READ) else unlisted,
        address=address,
    )


def _sent(
    folding: Folding, family: Family, entity: Any, outline: Outline, called: str, demanded: Any
) -> tuple[shapes.Route, shapes.Route]:
    """Where a body holds the entity, and where it holds the key."""
    if outline.body is None or outline.body.schema is None:
        return (), ()
    schema = outline.body.schema
    body = views.sent(folding, schema, entity, family.noun) if entity is not None else ()
    inner = shapes.inside(folding, schema, body)
    if inner is None:
        return body, ()
    route = keys.given(folding, inner, family.parameter, family.noun, called, demanded)
    return body, (*body, *route) if route else ()


def _single(folding: Folding, outline: Outline, methods: Mapping[str, Outline]) -> Decision:
    """What an operation does that belongs to no collection: part of a singleton, or stateless."""
    reading = methods.get("GET")
    if (
        reading is None
        or outline.method not in ("GET", "PUT", "PATCH", "DELETE")
        or not methods.keys() & {"PUT", "PATCH"}
    ):
        return _stateless(outline)
    content = statuses.content(statuses.success(reading)[1])
    if (
        content is None
        or not content.json
        or content.schema is None
        or shapes.items(folding, content.schema) is not None
    ):
        return _stateless(outline)
    status, response = statuses.success(outline)
    if status == 0:
        return _stateless(outline)
    own = statuses.content(response)
    body: shapes.Route = ()
    view = View() if outline is reading else None
    if outline.body is not None and outline.body.schema is not None:
        if shapes.alike(folding, outline.body.schema, content.schema) < views.ALIKE:
            return _stateless(outline, "what is sent is unlike what is read")
        body = views.sent(folding, outline.body.schema, content.schema, "")
    if (
        own is not None
        and own.json
        and own.schema is not None
        and shapes.alike(folding, own.schema, content.schema) > 0.7
    ):
        view = View()
    return Decision(outline, SINGLETON, status, own, None, view, body=body)
