"""What a document's operations do to which records, as plain facts for whoever asks a server: by its links, else as inferred.

Knows documents only; the same facts decide what a mock of the document does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mockserver.engine.inference import decisions, links, shapes
from mockserver.engine.inference.decisions import Decision, Inference
from mockserver.engine.inference.inferring import infer
from mockserver.engine.inference.overrules import NONE, Overrules
from mockserver.engine.inference.pages import CURSORS, LIMITS, OFFSETS, PAGES, TOTALS
from mockserver.engine.inference.paths import key_text, letters, singular
from mockserver.engine.inference.resources import Named, Resource
from mockserver.engine.inference.shapes import Route, at
from mockserver.openapi.folding import Folding

__all__ = ["Facts", "Named", "Resource", "Route", "at", "facts", "key_text", "letters", "singular"]

MEANING = {"limit": LIMITS, "offset": OFFSETS, "page": PAGES, "cursor": CURSORS, "total": TOTALS}
"""What a parameter or a member is for, by what it is called."""


@dataclass(frozen=True)
class Facts:
    """What is known of all operations of a document.

    Attributes:
        resources: the kinds of records.
        lists: where the answers of operations have their lists, by operationId.
        stateless: the operations of which a mock of the document keeps nothing.
        endless: the operations on records of which a mock of the document has every one that is asked for.
    """

    resources: tuple[Resource, ...]
    lists: Mapping[str, Route]
    stateless: frozenset[str] = frozenset()
    endless: frozenset[str] = frozenset()


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
    listed = dict(_lists(folding, inference))
    outlines = {id: each.outline for id, each in inference.decisions.items()}
    linked = [*links.linked(folding, outlines, listed)]
    taken = {each.operation for one in linked for each in (one.create, one.read) if each}
    inferred = [
        one
        for one in _inferred(inference)
        if not any(each and each.operation in taken for each in (one.create, one.read))
    ]
    own = {each.create.operation: each for each in _inferred(inference) if each.create}
    merged = [_completed(each, own.get(each.create.operation) if each.create else None) for each in linked]
    stateless = frozenset(id for id, each in inference.decisions.items() if each.kind == decisions.STATELESS)
    endless = frozenset(
        id for id, each in inference.decisions.items() if each.collection and not each.collection.closed
    )
    return Facts((*merged, *inferred), listed, stateless, endless)


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
            if each.collection is not None and each.collection.path == path and each.owned is None:
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
    route = None if view is None or view.item else view.route  # what is in things that are listed is not looked for
    return Named(decision.outline.id, parameter, route, decision.body)


def _lists(folding: Folding, inference: Inference) -> Iterator[tuple[str, Route]]:
    """The operations that answer a list of objects, and where: what was inferred, else the one list that there is."""
    for id, decision in inference.decisions.items():
        if decision.view is not None and decision.view.listed and not decision.view.by_key:
            yield id, decision.view.route
        elif decision.outline.method == "GET" and decision.kind == decisions.STATELESS:
            content = links.success(decision.outline)
            found = [route for route, inner, by_key in shapes.lists(folding, content, 1) if not by_key and shapes.members(folding, inner)] if content is not None else []  # fmt: skip
            if len(found) == 1:
                yield id, found[0]
