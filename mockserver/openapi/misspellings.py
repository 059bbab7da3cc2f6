"""What was probably meant by members that a schema does not let in; looks at names alone."""

from __future__ import annotations

from typing import Any

from mockserver.openapi import pointers
from mockserver.openapi.folding import Folding, properties
from mockserver.openapi.unnamed import branches
from mockserver.spelling import alike

EVERYWHERE = "unevaluatedProperties"
"""The word that lets in what any part of a schema names; `additionalProperties` knows those beside it alone."""
REFUSING = ("additionalProperties", EVERYWHERE)


def meant(root: Any, place: str, error: Any) -> str:
    """What was probably meant, as words that follow others; empty where no name is like one that was sent.

    Args:
        root: what the place leads into.
        place: the word that lets the members not in, as a JSON pointer.
        error: what jsonschema-rs found.
    """
    schema, _, word = place.rpartition("/")
    written = pointers.at(root, schema) or {}
    parts = branches(Folding(root), [written]) if word == EVERYWHERE else [written]
    named = [name for part in parts for name in properties(part)]
    left = [name for name in named if name not in error.instance]
    found = dict.fromkeys(filter(None, (alike(name, left) or alike(name, named) for name in error.kind.unexpected)))
    return f"; did you mean {' and '.join(found)}?" if found else ""
