"""The forms of our own files: JSON Schemas that editors read, too; says in one line what does not fit, knows no meaning."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from mockserver.openapi import pointers
from mockserver.openapi.sources import SourceError, read_yaml
from mockserver.openapi.violations import Violation
from mockserver.spelling import nearest

FOLDER = Path(__file__).parent.parent / "forms"
SAID = "errorMessage"
"""The member of a schema that says, to editors and to us, what is wrong with a value that does not fit it."""
KINDS = {
    "object": "an object", "array": "a list", "string": "a text", "boolean": "true or false", "integer": "a whole number",
    "number": "a number", "null": "nothing",
}  # fmt: skip


def read(file: Path, form: str) -> Any:
    """Read a YAML file that has a form.

    Args:
        file: the file.
        form: the name of the form, `<form>.schema.json`.

    Raises:
        SourceError: it cannot be read or does not fit; the place is a JSON pointer.
    """
    value = read_yaml(file)
    refuse_misfit(file, value, form)
    return value


def refuse_misfit(file: Path, value: Any, form: str) -> None:
    """Refuse the content of a file that does not fit a form.

    Args:
        file: the file, for the message.
        value: its content.
        form: the name of the form.

    Raises:
        SourceError: with the place of the outermost thing that is wrong.
    """
    found = misfit(value, form)
    if found is not None:
        raise SourceError(file, found.pointer, found.what)


def misfit(value: Any, form: str) -> Violation | None:
    """The outermost thing in a value that does not fit a form; None if everything fits.

    Args:
        value: plain JSON values.
        form: the name of the form.

    Returns:
        A JSON pointer into the value, and what is expected there.
    """
    schema, validator = _compiled(form)
    if validator.is_valid(value):
        return None
    return _violation(min(validator.iter_errors(value), key=_telling), schema)


def words(form: str, *place: str) -> tuple[str, ...]:
    """The words that a form allows at a place of its schema.

    Args:
        form: the name of the form.
        place: the steps down to a schema with an `enum`.
    """
    return tuple(pointers.get(_compiled(form)[0], place)["enum"])


@cache
def _compiled(form: str) -> tuple[dict[str, Any], Any]:
    schema = json.loads((FOLDER / f"{form}.schema.json").read_text(encoding="utf-8"))
    return schema, jsonschema_rs.Draft7Validator(schema)


def _telling(error: Any) -> tuple[int, int]:
    """The outermost error tells most; of one place a misspelt member more than one that is missing."""
    kinds = ("oneOf", "additionalProperties", error.kind.name)
    return len(error.instance_path), kinds.index(error.kind.name)


def _violation(error: Any, form: dict[str, Any]) -> Violation:
    """Where an error is and what is wrong: in the schema's own words if it has some, otherwise in those of its kind."""
    place = pointers.join(*error.instance_path)
    if error.kind.name == "propertyNames":
        error = error.kind.error
        place += pointers.join(error.instance)
    *steps, word = error.schema_path
    schema, kind, value = pointers.get(form, steps), error.kind, error.instance
    what = schema.get(SAID)
    if word == "oneOf" and all("required" in branch for branch in schema["oneOf"]):
        several = [name for branch in schema["oneOf"] for name in branch["required"] if name in value]
        return Violation(place, f"{what}, and has {' and '.join(several) or 'none'}")
    if what is not None:
        return Violation(place, f"{value!r} {what}" if what.startswith("is no") else what)
    if kind.name == "additionalProperties":
        known, strange = schema["properties"], kind.unexpected[0]
        return Violation(place + pointers.join(strange), f"is not one of {', '.join(known)}{nearest(strange, known)}")
    if kind.name == "uniqueItems":
        return _repeated(value, place)
    if kind.name == "required":
        return Violation(place, f"member {kind.property!r} is missing")
    if kind.name == "enum":
        return Violation(place, f"{value!r} is none of {', '.join(map(str, schema['enum']))}")
    if kind.name == "type":
        return Violation(place, f"must be {' or '.join(KINDS[each] for each in _as_list(schema['type']))}")
    return Violation(place, "must be a list that is not empty" if kind.name == "minItems" else error.message)


def _as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _repeated(values: list[Any], place: str) -> Violation:
    """The second one of two that are equal."""
    again = next(index for index, value in enumerate(values) if value in values[:index])
    first = place + pointers.join(values.index(values[again]))
    return Violation(place + pointers.join(again), f"{str(values[again])!r} is given twice, first at {first}")


def reading(given: Mapping[str, Any]) -> tuple[str, str] | None:
    """The reading and the value that something of a file speaks about: its member `reading`, such as `error-body=message`.

    Returns:
        Id and value; None where it speaks about all.
    """
    id, equals, value = given.get("reading", "").partition("=")
    return (id, value) if equals else None


def refuse_repeated(file: Path, named: Iterable[tuple[str, str]]) -> None:
    """Refuse a name that two things of a file have.

    Args:
        file: the file.
        named: place and name of each.

    Raises:
        SourceError: at the second one.
    """
    seen: dict[str, str] = {}
    for place, name in named:
        if name in seen:
            raise SourceError(file, place, f"{name!r} is given twice, first at {seen[name]}")
        seen[name] = place
