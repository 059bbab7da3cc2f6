"""Laws of media types: a body is taken in each that the document lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.conformance.asking.session import Session
from mockserver.conformance.judging.breach import Breach
from mockserver.conformance.laws.law import Law
from mockserver.openapi.scalars import text_of

FORM = "application/x-www-form-urlencoded"


def media_types(session: Session) -> Iterator[Breach]:
    """A create takes a body in each media type that the document lists."""
    for resource in session.facts.resources:
        operation = session.operation(resource.create.operation) if resource.create else None
        if operation is None or len(operation.body) < 2:
            continue
        values = session.maker.values(operation)
        for media_type, validator in operation.body.items():
            body = _as(media_type, values.get("body"))
            if media_type == values.get("media_type") or validator is None or not validator.fits(body):
                continue
            sent = {**values, "body": body, "media_type": media_type}
            got = session.call(operation, sent)
            if got.status in (400, 415, 422):
                yield session.breach("media-types", operation.id, f"a body may be {media_type}", f"the answer is {got.in_few_words(100)}", request=session.request(operation, sent))  # fmt: skip


def _as(media_type: str, body: Any) -> Any:
    """A body as another media type has it: a form has texts alone."""
    if media_type != FORM or not isinstance(body, dict):
        return body
    return {name: text_of(value) for name, value in body.items() if isinstance(value, str | int | float)}


LAWS = (Law("media-types", "answers", "A body is taken in each media type that is listed.", media_types, writes=True),)
