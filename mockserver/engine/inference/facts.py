"""What a document's operations do to which records, as plain facts for whoever asks a server: by its links, else as inferred.

Knows documents only; the same facts decide what a mock of the document does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mockserver.engine.inference import decisions, shapes
from mockserver.engine.inference.decisions import Decision, Inference
from mockserver.engine.inference.inferring import infer
from mockserver.engine.inference.keys import USUAL
from mockserver.engine.inference.lists import CURSORS, LIMITS, OFFSETS, PAGES, TOTALS
from mockserver.engine.inference.outlines import Outline
from mockserver.engine.inference.overrules import NONE, Overrules
from mockserver.engine.inference.paths import key_text, letters, singular
from mockserver.engine.inference.shapes import Route, at
from mockserver.openapi import pointers
from mockserver.openapi.folding import Folding

__all__ = ["Facts", "Named", "Resource", "Route", "at", "facts", "key_text", "letters", "singular"]

MEANING = {"limit": LIMITS, "offset": OFFSETS, "page": PAGES, "cursor": CURSORS, "total": TOTALS}
"""What a parameter or a member is for, by what it is called."""
_BODY = "$response.body#"
_CREATING = ("create", "new", "add")
_VERBS = {"delete": "delete", "remove": "delete", "update": "replace", "edit": "replace", "replace": "replace"}
"""The last word of a path that says what a POST there does."""


@dataclass(frozen=True)
class Named:
    """An operation, and the parameter by which it names a record.

    Attributes:
        operation: the operationId.
        parameter: as `path.id` or `query.reportId`; empty where it names none.
        route: where its answer shows the record, or the list; None where it shows none.
        body: where the record stands in what is sent.
        parameters: what names the record, and those above it, in the path.
    """

    operation: str
    parameter: str = ""
    route: Route | None = None
    body: Route = ()


@dataclass(frozen=True)
class Resource:
    """Records of one kind, and what can be done with them.

    Attributes:
        name: what they are called.
        member: what the member is called that shows the key.
        key: where a record of the list or of the read shows its key; empty where none does.
        made: where the answer of the create has the key; None where no answer has it.
        list: lists them.
        create: makes one.
        read: shows one.
        replace: puts another one in its place.
        update: changes some of it.
        delete: removes it.
        linked: whether the document says so by links, not by its shape alone.
        sure: from 0 to 1.
    """

    name: str
    member: str
    key: Route = ()
    made: Route | None = None
    list: Named | None = None
    create: Named | None = None
    read: Named | None = None
    replace: Named | None = None
    update: Named | None = None
    delete: Named | None = None
    linked: bool = False
    sure: float = 1.0


@dataclass(frozen=True)
class Facts:
    """What is known of all operations of a document.

    Attributes:
        resources: the kinds of records.
        lists: where the answers of operations have their lists, by operationId.
        stateless: the operations of which a mock of the document keeps nothing.
    """

    resources: tuple[Resource, ...]
    lists: Mapping[str, Route]
    stateless: frozenset[str] = frozenset()


def meaning(name: str) -> str:
    """What a parameter or a member is for by its name: `limit`, `offset`, `page`, `cursor`, `total`; empty for nothing of that."""
    return next((word for word, names in MEANING.items() if letters(name) in names), "")


def facts(raw: Mapping[str, Any], overrules: Overrules = NONE, folding: Folding | None = None) -> Facts:
    """What a document says of its records.

    Args:
        raw: the document in its normalised form.
        overrules: what the user decided about it.
        folding: its schemas, where they are folded already.
    """
    folding = folding or Folding(raw)
    inference = infer(raw, overrules, folding)
    linked = [*_by_links(folding, inference)]
    taken = {each.operation for one in linked for each in (one.create, one.read) if each}
    inferred = [
        one
        for one in _inferred(inference)
        if not any(each and each.operation in taken for each in (one.create, one.read))
    ]
    own = {each.create.operation: each for each in _inferred(inference) if each.create}
    merged = [_completed(each, own.get(each.create.operation) if each.create else None) for each in linked]
    stateless = frozenset(id for id, each in inference.decisions.items() if each.kind == decisions.STATELESS)
    return Facts((*merged, *inferred), dict(_lists(folding, inference)), stateless)


def _completed(linked: Resource, inferred: Resource | None) -> Resource:
    """What links say, and what the shape says beside it."""
    if inferred is None:
        return linked
    more = {
        name: getattr(inferred, name)
        for name in ("list", "read", "replace", "update", "delete", "made")
        if getattr(linked, name) is None
    }
    body = inferred.create.body if inferred.create else ()
    create = replace(linked.create, body=body) if linked.create else None
    return replace(linked, create=create, key=linked.key or inferred.key, **more)


def _inferred(inference: Inference) -> Iterator[Resource]:
    """The collections whose records a caller can create and find again."""
    for path, collection in inference.collections.items():
        if not collection.addressed:
            continue
        mine: dict[str, Decision] = {}
        for each in inference.decisions.values():
            if each.collection is not None and each.collection.path == path:
                mine.setdefault(each.kind, each)
        if not mine:
            continue
        parameter = f"path.{collection.key.parameter}"
        create = mine.get(decisions.CREATE)
        views = {kind: each.view for kind, each in mine.items()}
        made = views[decisions.CREATE] if create is not None else None
        kinds: Any = {kind: _named(each, _parameter(kind, parameter)) for kind, each in mine.items()}
        yield Resource(
            name=collection.name,
            member=collection.key.called or str((collection.key.member or ("",))[-1]),
            key=collection.key.member,
            made=(*made.route, *made.key) if made is not None and (made.key or made.plain) else None,
            sure=collection.confidence if collection.closed else 0.0,
            **kinds,
        )  # fmt: skip


def _parameter(kind: str, parameter: str) -> str:
    return "" if kind in (decisions.LIST, decisions.CREATE) else parameter


def _named(decision: Decision, parameter: str) -> Named:
    view = decision.view
    return Named(decision.outline.id, parameter, None if view is None else view.route, decision.body)


def _by_links(folding: Folding, inference: Inference) -> Iterator[Resource]:
    """The records that a create's links lead on to."""
    outlines = {id: each.outline for id, each in inference.decisions.items()}
    linked, listed = dict(_linked_lists(outlines)), dict(_lists(folding, inference))
    for outline in outlines.values():
        if outline.method not in ("POST", "PUT") or outline.path.parameters:
            continue
        links = [(name, outlines[target], steps) for target, name, steps in _links(outline) if target in outlines]
        made = links[0][2] if links else ()
        if not made or not _tells_apart(str(made[-1]), outline):
            continue
        found: dict[str, Named] = {}
        for parameter, target, steps in links:
            kind = _kind(target)
            placed = _placed(target, parameter)
            if placed.startswith("query."):
                kind = "list" if kind == "read" and target.id in listed else ""
            if steps == made and kind and kind not in found:
                route = listed[target.id] if kind == "list" else _shown(folding, target, str(made[-1]))
                found[kind] = Named(target.id, placed, route)
        read = found.get("read")
        if read is not None and read.operation in linked:
            lister, route = linked[read.operation]
            found["list"] = Named(lister, "", route)
        yield _linked(outline, made, found)


def _linked(outline: Outline, made: Route, found: Mapping[str, Any]) -> Resource:
    nouns = [each for each in outline.path.literals if letters(each) not in _CREATING]
    member = str(made[-1])
    return Resource(
        nouns[-1] if nouns else outline.id, member, (member,), made, create=Named(outline.id), linked=True, **found
    )


def _tells_apart(member: str, outline: Outline) -> bool:
    """Whether a member is the key of what an operation creates, not of something that it belongs to."""
    stem = next(
        (
            letters(member).removesuffix(each)
            for each in ("uuid", "guid", "id", "key")
            if letters(member).endswith(each)
        ),
        "",
    )
    return letters(member) in USUAL or (bool(stem) and stem in letters(outline.path.plain))


def _links(outline: Outline) -> Iterator[tuple[str, str, Route]]:
    """The links of an operation's success that take one value from the answer: target, its parameter, where the value stands."""
    for status, response in outline.responses.items():
        for link in response.links.values() if status[:1] == "2" else ():
            given = link.get("parameters") if isinstance(link, dict) else None
            for name, expression in given.items() if isinstance(given, dict) else ():
                if isinstance(expression, str) and expression.startswith(_BODY):
                    steps = tuple(
                        int(each) if each.isdigit() else each for each in pointers.split(expression[len(_BODY) :])
                    )
                    if steps and isinstance(link.get("operationId"), str):
                        yield link["operationId"], name, steps


def _placed(target: Outline, name: str) -> str:
    """A parameter with its place, as `path.id`; a link may name the place itself."""
    return name if "." in name else next((f"{place}.{each}" for place, each in target.parameters if each == name), name)


def _linked_lists(outlines: Mapping[str, Outline]) -> Iterator[tuple[str, tuple[str, Route]]]:
    """For an operation that reads one record, the operation whose list leads to it, and where that list stands."""
    for outline in outlines.values():
        for target, _, steps in _links(outline) if outline.method == "GET" else ():
            if len(steps) >= 2 and steps[-2] == 0 and not outline.path.parameters:
                yield target, (outline.id, steps[:-2])


def _kind(target: Outline) -> str:
    """What an operation does to the record that a link names."""
    if target.method == "POST":
        return _VERBS.get(letters(target.path.literals[-1]), "") if target.path.literals else ""
    return {"GET": "read", "PUT": "replace", "PATCH": "update", "DELETE": "delete"}.get(target.method, "")


def _shown(folding: Folding, outline: Outline, member: str) -> Route | None:
    """Where an answer shows the record with its key, the outermost place."""
    content = _success(outline)
    for route, node in shapes.objects(folding, content, 3) if content is not None else ():
        if member in shapes.members(folding, node):
            return route
    return None


def _success(outline: Outline) -> Any:
    """The schema of what an operation answers."""
    found = (each.form for status, each in outline.responses.items() if status[:1] == "2")
    return next((each.schema for each in found if each is not None), None)


def _lists(folding: Folding, inference: Inference) -> Iterator[tuple[str, Route]]:
    """The operations that answer a list of objects, and where: what was inferred, else the one list that there is."""
    for id, decision in inference.decisions.items():
        if decision.view is not None and decision.view.listed and not decision.view.by_key:
            yield id, decision.view.route
        elif decision.outline.method == "GET" and decision.kind == decisions.STATELESS:
            content = _success(decision.outline)
            found = [route for route, inner, by_key in shapes.lists(folding, content, 1) if not by_key and shapes.members(folding, inner)] if content is not None else []  # fmt: skip
            if len(found) == 1:
                yield id, found[0]
