"""Pages and statements as values, from what fits their form; may not know the document that is spoken about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.evidence import forms
from mockserver.evidence.statements import LABELS, Facets, Label, Needs, Page, Section, Statement
from mockserver.openapi.pointers import join

JSON = Mapping[str, Any]

FLAGS = ("required", "nullable", "readOnly", "writeOnly", "deprecated", "uniqueItems")
EDGES = ("exclusiveMinimum", "exclusiveMaximum")
KINDS = ("operation", "schema", "response", "security", "pointers", "behaviour")
"""What a statement can speak about; the member of this name says about which."""


def _texts(stated: Any) -> tuple[str, ...]:
    """One text or several; statuses are texts, too."""
    return tuple(str(each).strip() for each in (stated if isinstance(stated, list) else [stated]))


def _facets(stated: JSON | None) -> Facets:
    return {name: value.strip() if isinstance(value, str) else value for name, value in (stated or {}).items()}


def _fields(stated: JSON | list[str]) -> Mapping[str, Facets]:
    if isinstance(stated, list):
        return {name: {} for name in _texts(stated)}
    return {name: _facets(facets) for name, facets in stated.items()}


def _headers(stated: JSON | list[str]) -> Any:
    """Of a response its names, of an operation its names by status."""
    if isinstance(stated, list):
        return _texts(stated)
    return {status: _texts(names) for status, names in stated.items()}


CLAIMS: Mapping[str, Callable[[Any], Any]] = {
    "request": str.strip, "parameters": _fields, "body": _facets, "statuses": _texts, "headers": _headers,
    "examples": _texts, "fields": _fields, "facets": _facets, "alone": bool,
}  # fmt: skip
"""How each further member of a statement is kept."""


def statement(given: JSON, page: str, section: str, index: int, label: Label, place: str) -> Statement:
    """One statement of a section.

    Args:
        given: what is written, of the right form.
        page: the id of its page.
        section: the title of its section.
        index: its position there.
        label: the page's.
        place: its JSON pointer in the file.
    """
    kind = next(each for each in KINDS if each in given)
    claims = {name: keep(given[name]) for name, keep in CLAIMS.items() if name in given}
    if "required" in given:
        fields: dict[str, Facets] = dict(claims.get("fields", {}))
        for name in _texts(given["required"]):
            fields[name] = {**fields.get(name, {}), "required": True}
        claims["fields"] = fields
    return Statement(
        kind=kind,
        names=_texts(given[kind]),
        claims=claims,
        label=LABELS[given["label"]] if "label" in given else label,
        states=given.get("states", "").strip(),
        page=page,
        section=section,
        index=index,
        place=place,
        reading=forms.reading(given),
        needs=_needs(given.get("permission")),
    )


def _needs(stated: JSON | None) -> Needs | None:
    if stated is None:
        return None
    return Needs(_texts(stated["actions"]), _texts(stated.get("scopes", [])), stated.get("words", "").strip())


def page(given: JSON, place: str) -> Page:
    """One page with its sections."""
    identity, label = given["page"].strip(), LABELS[given["label"]]
    return Page(
        id=identity,
        title=given["title"].strip(),
        url=given.get("url"),
        source=given.get("source"),
        label=label,
        sections=tuple(
            _section(each, identity, label, place + join("sections", index))
            for index, each in enumerate(given["sections"])
        ),
    )


def _section(given: JSON, page: str, label: Label, place: str) -> Section:
    title = given["section"].strip()
    statements = (
        statement(each, page, title, index, label, place + join("statements", index))
        for index, each in enumerate(given["statements"])
    )
    return Section(title, tuple(statements))
