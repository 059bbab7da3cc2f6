"""Finds out which paths below an owner list and create what is read at an address of its own; looks at schemas only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from mockserver.engine.inference import created_keys, list_views, record_schemas, shapes, views
from mockserver.engine.inference.families import Family, Methods
from mockserver.engine.inference.keys import Key
from mockserver.engine.inference.paths import letters, owners
from mockserver.openapi.folding import Folding, Schema

SAME = 0.75
"""From this likeness on, two schemas are of one thing, though they stand at different paths."""


def naming(named: Iterable[str], key: Key, path: str) -> dict[str, str]:
    """By the parameters of a path, what the records there call them; those that are keys of their own left out.

    Args:
        named: the members of a record.
        key: what tells the records apart.
        path: where they are created or listed.
    """
    taken = {letters(key.parameter), *(letters(str(step)) for step in key.member), "id"}
    called = {letters(name): name for name in named}
    found = {}
    for name, owner in owners(path).items():
        if letters(name) not in taken:
            found[name] = called.get(letters(name), name)
        elif letters(owner + name) in called.keys() - taken:
            found[name] = called[letters(owner + name)]
    return found


def below(folding: Folding, family: Family, node: Any, key: Key, demanded: Schema) -> tuple[str, ...]:
    """The paths below owners that are about the records of a collection.

    A create there must answer what reading shows, with its key; a list without a create must show what the collection has,
    and its records must name the owner.

    Args:
        node: what a record fits, where something shows one.
        demanded: the folded schema of the path parameter.
    """
    if "GET" not in family.item or node is None:
        return ()
    return tuple(
        path
        for path, methods in family.below.items()
        if (
            _creates(folding, family, methods, node, key, demanded)
            if "POST" in methods
            else "POST" in family.whole and _lists(folding, family, path, node, key)
        )
    )


def _creates(folding: Folding, family: Family, methods: Methods, node: Any, key: Key, demanded: Schema) -> bool:
    """Whether what is created below an owner is a record that is read elsewhere: what it answers, or takes, is like that."""
    there = replace(family, whole=methods)
    if not created_keys.creates(folding, there, node):
        return False
    if not created_keys.sources(folding, there, False, demanded, key.called if key.sure else ""):
        return False
    shown = record_schemas.others(folding, replace(there, whole={"POST": methods["POST"]}), node)
    sent = methods["POST"].body
    if any(_shared(folding, each, node) for each in shown) or sent is None:
        return any(_same(folding, each, node) for each in shown)
    inner = shapes.inside(folding, sent.schema, views.sent(folding, sent.schema, node, family.noun))
    return inner is not None and _same(folding, inner, node)


def _lists(folding: Folding, family: Family, path: str, node: Any, key: Key) -> bool:
    """Whether a list below an owner is of the records that are created elsewhere, and these say whose they are."""
    members = shapes.members(folding, node)
    listed = record_schemas.success(family.below[path]["GET"])
    owner = [*owners(path)][-1]
    if listed is None or naming(members, key, path).get(owner) not in members:
        return False
    view = list_views.listing(folding, listed.schema, views.Sought(family.parameter, family.noun, node))
    item = record_schemas.list_item(folding, listed, view)
    return item is not None and _same(folding, item, node)


def _same(folding: Folding, one: Any, other: Any) -> bool:
    """Whether two schemas are of one thing, not of two that have a few members in common."""
    alike = shapes.alike(folding, one, other)
    return alike > 1 or (alike >= SAME and _shared(folding, one, other))


def _shared(folding: Folding, one: Any, other: Any) -> bool:
    """Whether two schemas have more members in common than happens by chance."""
    return len(shapes.members(folding, one).keys() & shapes.members(folding, other).keys()) > shapes.FEW
