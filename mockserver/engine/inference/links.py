"""Where a document's links lead: from what a create answers to what reads, changes and deletes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.engine.inference import shapes
from mockserver.engine.inference.key_names import USUAL
from mockserver.engine.inference.outlines import Outline
from mockserver.engine.inference.paths import letters
from mockserver.engine.inference.resources import Named, Resource
from mockserver.engine.inference.shapes import Route
from mockserver.openapi import pointers
from mockserver.openapi.folding import Folding

_BODY = "$response.body#"
_CREATING = ("create", "new", "add")
_VERBS = {"delete": "delete", "remove": "delete", "update": "replace", "edit": "replace", "replace": "replace"}
"""The last word of a path that says what a POST there does."""


def success(outline: Outline) -> Any:
    """The schema of what an operation answers."""
    found = (each.form for status, each in outline.responses.items() if status[:1] == "2")
    return next((each.schema for each in found if each is not None), None)


def linked(folding: Folding, outlines: Mapping[str, Outline], listed: Mapping[str, Route]) -> Iterator[Resource]:
    """The records that a create's links lead on to.

    Args:
        folding: the document's schemas.
        outlines: its operations, by operationId.
        listed: where the answers of operations have their lists, by operationId.
    """
    linked = dict(_linked_lists(outlines))
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
    content = success(outline)
    for route, node in shapes.objects(folding, content, 3) if content is not None else ():
        if member in shapes.members(folding, node):
            return route
    return None
