"""Which statuses and bodies may be asked for on demand: what the document promises, and what any proxy can answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.engine.spellings import beside, misspelt
from mockserver.engine.vendor import Vendor
from mockserver.openapi import pointers
from mockserver.openapi.document import Document
from mockserver.openapi.media_types import plain
from mockserver.openapi.operation import Operation
from mockserver.openapi.unnamed import Names
from mockserver.openapi.violations import Violation

ANY_PROXY = (500, 502, 503, 504)
"""Statuses that stand before every server, whatever its document lists."""


def promised(operation: Operation, status: int) -> bool:
    """Whether an operation may answer with a status: it is listed, or is an error that `default` stands for."""
    found = operation.response(status)
    return found is not None and (found.status != "default" or status >= 400)


def possible(operation: Operation, status: int) -> bool:
    """Whether a status can come back from an operation: promised, or made on the way."""
    return status in ANY_PROXY or promised(operation, status)


def unlisted(operation: Operation, status: int) -> str:
    """What to say of a status that an operation does not list."""
    there = ", ".join(operation.responses)
    return f"the document lists no {status} for {operation.id}, only {there}; undocumented allows it all the same"


def body_misfits(
    vendor: Vendor, document: Document, operation: Operation, answer: Mapping[str, Any]
) -> Iterator[Violation]:
    """How the body of an answer that somebody asks for breaks what the document promises.

    Args:
        vendor: whose answer it is.
        document: the vendor's document.
        operation: what it answers.
        answer: `status`, and where they are given `body` and `headers`.

    Returns:
        Every place, seen from the answer; nothing where the document says nothing about such an answer.
    """
    response = operation.response(answer["status"])
    if response is None or "body" not in answer:
        return
    if not response.media_types:
        yield Violation("/body", f"the document has no body for {operation.id} {answer['status']}")
        return
    media_type = plain(media_type_of(answer, vendor.dialect.media_type))
    if media_type not in response.media_types:
        listed = ", ".join(response.media_types)
        yield Violation("/headers", f"Content-Type {media_type} is not in the document, which has {listed}")
        return
    validator = response.media_types[media_type]
    found = [] if validator is None or validator.fits(answer["body"]) else validator.violations(answer["body"])
    place = ["paths", operation.path, operation.method.lower(), "responses", response.status, "content", media_type]
    schema = pointers.resolve(document.raw, place)[1].get("schema", {})
    strange = beside(found, misspelt(document, Names(document.folding, [schema]), answer["body"]))
    yield from (each.below(pointers.join("body")) for each in (*found, *strange))


NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
OURS = ("content-length", "transfer-encoding", "connection", "date")
"""Headers that the server writes by itself, since they say how an answer travels."""


def header_misfits(answer: Mapping[str, Any]) -> Iterator[Violation]:
    """The headers of an answer that somebody asks for which no answer can have."""
    for name in answer.get("headers", {}):
        place = pointers.join("headers", name)
        if not NAME.fullmatch(name):
            yield Violation(place, "is no name of a header")
        elif name.lower() in OURS:
            yield Violation(place, "is written by the server itself")


def media_type_of(answer: Mapping[str, Any], usual: str) -> str:
    """The media type of an answer that somebody asks for: its Content-Type, or the vendor's usual one."""
    headers = answer.get("headers", {})
    return next((value for name, value in headers.items() if name.lower() == "content-type"), usual)
