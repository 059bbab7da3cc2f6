"""The headers of an answer beside those that a document lists: which are missing, which have a value that does not fit."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any

from mockserver.conformance.judging.traffic import Answer
from mockserver.openapi import pointers
from mockserver.openapi.document import Document
from mockserver.openapi.operation import Response
from mockserver.openapi.pointers import join

Wrong = tuple[str, str, str, str]
"""The header, where the document says it, what it says, what came."""


def wrong(document: Document, place: str, promised: Response, answer: Answer) -> Iterator[Wrong]:
    """What is wrong with the headers of an answer.

    Args:
        document: the document.
        place: where it has the response.
        promised: the response.
        answer: what came.
    """
    listed = pointers.at(document.raw, place).get("headers") or {}
    for name in listed:
        here = pointers.target(document.raw, place + join("headers", name))
        if name.lower() == "content-type":
            continue
        given = answer.header(name)
        if given is None:
            if name.lower() in promised.required_headers:
                yield name, here + join("required"), f"the header {name} is always there", "it is missing"
            continue
        yield from _value(document, here, name, given)


def _value(document: Document, here: str, name: str, given: str) -> Iterator[Wrong]:
    """Whether some reading of a header's text fits its schema."""
    node = pointers.at(document.raw, here)
    if not isinstance(node, dict) or not isinstance(node.get("schema"), dict):
        return
    validator = document.schemas.compile("response", [*pointers.split(here), "schema"])
    if any(validator.fits(each) for each in readings(given)):
        return
    found = validator.violations(given)
    where = (found[0].constraint if found else "") or here + join("schema")
    yield name, where, f"{pointers.last(where)} {pointers.at(document.raw, where)!r}"[:160], f"it is {given[:100]!r}"


def readings(text: str) -> Iterator[Any]:
    """What the text of a header may stand for."""
    yield text
    with contextlib.suppress(ValueError):
        yield json.loads(text)
    yield [each.strip() for each in text.split(",")]
