"""The form of pages and statements, as tables and small readers; may not know the document that is spoken about."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.evidence.forms import Value, different
from mockserver.evidence.statements import LABELS, Facets, Label, Page, Section, Statement

FLAGS = ("required", "nullable", "readOnly", "writeOnly", "deprecated", "uniqueItems")
EDGES = ("exclusiveMinimum", "exclusiveMaximum")
NUMBERS = ("minimum", "maximum", "multipleOf")
COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
WORDS = ("type", "format", "pattern")


def _number(value: Value) -> Any:
    if not isinstance(value.value, int | float) or isinstance(value.value, bool):
        value.refuse("must be a number")
    return value.value


def _count(value: Value) -> Any:
    if not isinstance(value.value, int) or isinstance(value.value, bool) or value.value < 0:
        value.refuse("must be a whole number, 0 or more")
    return value.value


def _plain(value: Value) -> Any:
    return value.value


FACETS: Mapping[str, Callable[[Value], Any]] = {
    "enum": lambda value: [item.value for item in value.items()],
    "default": _plain,
    "additionalProperties": _plain,
    **dict.fromkeys((*FLAGS, *EDGES), Value.flag),
    **dict.fromkeys(NUMBERS, _number),
    **dict.fromkeys(COUNTS, _count),
    **dict.fromkeys(WORDS, Value.text),
}


def _facets(value: Value) -> Facets:
    if value.value is None:
        return {}
    return {name: FACETS[name](stated) for name, stated in value.members((), FACETS).items()}


def _own_facets(value: Value) -> Facets:
    if "required" in value.entries():
        value.refuse("the facet 'required' belongs to a field; use the member 'required' of the statement")
    return _facets(value)


def _fields(value: Value) -> Mapping[str, Facets]:
    if isinstance(value.value, list):
        return {name: {} for name in value.texts()}
    return {name: _facets(stated) for name, stated in value.entries().items()}


def _request(value: Value) -> str:
    if not re.fullmatch(r"(GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE) /\S*", value.text()):
        value.refuse("must be a method in capitals, one space and a path")
    return value.text()


def _status(value: Value) -> str:
    if not re.fullmatch(r"[1-5]([0-9][0-9]|XX)|default", str(value.value)):
        value.refuse(f"{value.value!r} is no status")
    return str(value.value)


def _statuses(value: Value) -> tuple[str, ...]:
    return different([(item, _status(item)) for item in value.items()])


def _headers(value: Value) -> Mapping[str, tuple[str, ...]]:
    return {_status(Value(names.file, names.place, key)): names.texts() for key, names in value.entries().items()}


def _name(value: Value) -> tuple[str, ...]:
    return (value.text(),)


def _names(value: Value) -> tuple[str, ...]:
    return value.texts() if isinstance(value.value, list) else _name(value)


def _pointers(value: Value) -> tuple[str, ...]:
    for item in value.items():
        if not item.text().startswith("/"):
            item.refuse("a JSON pointer starts with a slash")
    return value.texts()


SUBJECTS: Mapping[str, tuple[Callable[[Value], tuple[str, ...]], Mapping[str, Callable[[Value], Any]]]] = {
    "operation": (
        _name,
        {
            "request": _request,
            "parameters": _fields,
            "body": _facets,
            "statuses": _statuses,
            "headers": _headers,
            "examples": Value.texts,
        },
    ),
    "schema": (_names, {"fields": _fields, "required": Value.texts, "facets": _own_facets}),
    "response": (_name, {"headers": Value.texts, "examples": Value.texts}),
    "security": (_name, {}),
    "pointers": (_pointers, {}),
    "behaviour": (_name, {}),
}
"""By kind: how the names are read, and the further members with how each is read."""


def read_label(value: Value) -> Label:
    """Read one of the five labels."""
    return LABELS[value.choice(LABELS)]


def read_statement(value: Value, page: str, section: str, index: int, label: Label) -> Statement:
    """Read one statement of a section.

    Raises:
        SourceError: if it does not fit the form.
    """
    kinds = [kind for kind in SUBJECTS if kind in value.entries()]
    if len(kinds) != 1:
        value.refuse(f"must have one subject, and has {' and '.join(kinds) or 'none'}")
    kind = kinds[0]
    names, forms = SUBJECTS[kind]
    needed = (kind, "states") if kind == "behaviour" else (kind,)
    free = ("label", "states") if kind == "behaviour" else ("label", "states", "reading")
    given = value.members(needed, (*free, *forms))
    claims = {name: forms[name](given[name]) for name in forms if name in given}
    if "required" in claims:
        fields: dict[str, Facets] = dict(claims.get("fields", {}))
        for name in claims.pop("required"):
            fields[name] = {**fields.get(name, {}), "required": True}
        claims["fields"] = fields
    return Statement(
        kind=kind,
        names=names(given[kind]),
        claims=claims,
        label=read_label(given["label"]) if "label" in given else label,
        states=given["states"].text() if "states" in given else "",
        page=page,
        section=section,
        index=index,
        place=value.place,
        reading=given["reading"].reading() if "reading" in given else None,
    )


def read_page(value: Value) -> Page:
    """Read one page with its sections.

    Raises:
        SourceError: if it does not fit the form.
    """
    given = value.members(("page", "title", "label", "sections"), ("url", "source"))
    label = read_label(given["label"])
    addresses = [name for name in ("url", "source") if name in given]
    if len(addresses) == 2 or (not addresses and label is not Label.ASSUMED):
        value.refuse("must have either 'url' or 'source'")
    identity = given["page"].text()
    return Page(
        id=identity,
        title=given["title"].text(),
        url=given["url"].text() if "url" in given else None,
        source=given["source"].text() if "source" in given else None,
        label=label,
        sections=tuple(_read_section(section, identity, label) for section in given["sections"].items()),
    )


def _read_section(value: Value, page: str, label: Label) -> Section:
    given = value.members(("section", "statements"))
    title = given["section"].text()
    items = given["statements"].items()
    return Section(title, tuple(read_statement(item, page, title, i, label) for i, item in enumerate(items)))
