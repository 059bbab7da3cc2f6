"""Decides what every operation of a document does; a pure function of the document and the user's own decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.inference import (
    collection_operations,
    collections,
    families,
    lone_operations,
    outlines,
    record_operations,
    wishes,
)
from mockserver.engine.inference.decisions import STATELESS, Collection, Decision, Inference
from mockserver.engine.inference.families import Family
from mockserver.engine.inference.outlines import Outline
from mockserver.engine.inference.overrules import NONE, Overrules
from mockserver.openapi.folding import Folding

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
    overrules, unfollowed = wishes.followed(folding, found, overrules)
    kept = collections.Kept(folding, found, overrules)
    decisions = Decisions(folding, read, found, kept, overrules)
    exemplified = tuple(
        each.id
        for each in read
        if each.method == "GET"
        and any(content.examples for answer in each.responses.values() for content in answer.contents)
    )
    return Inference(decisions, kept, (*overrules.unused(read, kept), *unfollowed), exemplified, _readers(read))


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
        kept: collections.Kept,
        overrules: Overrules,
    ) -> None:
        self._folding, self._kept, self._overrules = folding, kept, overrules
        self._outlines = {outline.id: outline for outline in read}
        self._whole = {outline.id: family for family in families for outline in family.whole.values()}
        self._item = {outline.id: family for family in families for outline in family.item.values()}
        self._families = {family.path: family for family in families}
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
        ignored = any(map(overrules.ignores, (outline.id, outline.path.text, outline.path.plain)))
        if ignored or overrules.operation(outline.id).get("kind") == STATELESS:
            return lone_operations.stateless(outline, "so decided")
        if outline.id in self._item:
            owner = self._item[outline.id]
            return record_operations.item(folding, owner, self._kept[owner.path], outline)
        above = self._kept.above(outline.path.plain)
        if above is not None:
            return collection_operations.owned(folding, self._families[above.path], above, outline)
        family = self._whole.get(outline.id)
        if family is not None and family.path in self._kept:
            return collection_operations.whole(folding, family, self._kept[family.path], outline, overrules)
        searched = collection_operations.search(folding, self._kept, outline)
        return searched or lone_operations.lone(folding, outline, self._at[outline.path.plain])


def _parents(plain: str, kept: Mapping[str, Collection]) -> list[tuple[str, str, tuple[str, ...]]]:
    """The kept collections above a path whose records it names on the way."""
    found = []
    for match in _SINGLE.finditer(plain):
        above = kept.get(plain[: match.start()])  # what all paths begin with is a tenant, and is there
        if above is not None and above.closed and above.key.parameter:
            found.append((plain[: match.start()] or "/", match[1], above.others))
    return found
