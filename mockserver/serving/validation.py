"""Reads and validates the body of a request against the compiled operation; knows no vendor and no state."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from mockserver.engine.call import Arrival, Request
from mockserver.engine.dialect import Dialect
from mockserver.engine.problems import Problem
from mockserver.openapi.media_types import kind_of, matched, plain
from mockserver.openapi.schema import Validator
from mockserver.openapi.strict_json import MalformedValue, json_value
from mockserver.openapi.violations import Violation
from mockserver.serving import bodies
from mockserver.serving.answers import KEPT_BODY

_UTF8 = ("utf-8", "utf8", "us-ascii", "ascii")
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
FORM = "application/x-www-form-urlencoded"


class Disconnected(Exception):
    """The client went away before its request was complete."""


async def read_body(request: Arrival, receive: Any, limit: int) -> bytes:
    """Read the request's body.

    Args:
        limit: bytes that a body may have.

    Raises:
        Problem: `body-too-large`.
        Disconnected: the client went away.
    """
    if "content-length" not in request.headers and "transfer-encoding" not in request.headers:
        return b""
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length[:20]) > limit:
        raise too_large(limit)
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise too_large(limit)
        chunks.append(chunk)
        if not message.get("more_body"):
            break
    raw = chunks[0] if len(chunks) == 1 else b"".join(chunks)
    request.entry.body = raw[:KEPT_BODY]
    return raw


def too_large(limit: int) -> Problem:
    """The refusal of a body that is, or would take, more than so many bytes."""
    return Problem("body-too-large", violations=(Violation("body", f"is larger than {limit} bytes"),), limit=limit)


def parse_body(request: Request, raw: bytes, dialect: Dialect) -> tuple[Any, str, Validator | None]:
    """Parse a body.

    Returns:
        Its value as the document writes it (None where there is none), its media type, and what it has to fit.

    Raises:
        Problem: `unsupported-media-type` or `malformed-body`.
    """
    operation, declared = request.operation, request.headers.get("content-type")
    if request.received is not None:
        return request.received.value, request.received.media_type, next(iter(operation.body.values()))
    if not raw and declared is None and not operation.body_required:
        return None, "", None
    if request.labelled.document.bare:
        return _bare_body(request, raw, declared)
    media_type = plain(declared or "")
    charset = _CHARSET.search(declared or "")
    if media_type not in operation.body:
        what = f"is {media_type}" if media_type else "is missing"
        value = dialect.unread_body(request, _unsupported(f"{what}; {', '.join(operation.body)} is expected"))
        media_type = next(iter(operation.body))
    elif charset and charset[1].lower() not in _UTF8:
        value = dialect.unread_body(request, _unsupported("has a charset other than UTF-8"))
    elif not raw and not operation.body_required:
        return None, "", None
    else:
        value = _form(raw) if media_type == FORM else _json(raw)
    return dialect.body(request, value, media_type), media_type, operation.body[media_type]


def _bare_body(request: Request, raw: bytes, declared: str | None) -> tuple[Any, str, Validator | None]:
    """The body of a call of a bare document, in any media type that it lists; bytes have no schema to fit."""
    operation = request.operation
    if not raw and not operation.body_required and kind_of(declared or "") not in bodies.FIELDS:
        return None, "", None
    listed = matched(declared, tuple(operation.body)) if declared else None
    if not declared and (of := next((each for each in operation.body if _is_unnamed(each)), None)):
        listed, declared = of, "application/octet-stream"
    if listed is None or not declared:
        what = f"is {declared.partition(';')[0].strip()}" if declared else "is missing"
        raise _unsupported(f"{what}; {', '.join(operation.body)} is expected")
    value = bodies.read(request, raw, declared, listed)
    checked = kind_of(declared) != "bytes"
    return value, plain(declared), operation.body[listed] if checked else None


def _is_unnamed(media_type: str) -> bool:
    """Whether a body may be of a media type that comes without one: bytes (RFC 9110, 8.3)."""
    return media_type == "*/*" or kind_of(media_type) == "bytes"


def _unsupported(what: str) -> Problem:
    return Problem("unsupported-media-type", violations=(Violation("header.Content-Type", what),))


def validate_body(value: Any, validator: Validator | None) -> None:
    """Refuse a parsed body that does not fit its schema.

    Raises:
        Problem: `malformed-body` where the whole is of the wrong type, `invalid-body` otherwise.
    """
    if validator is None or validator.fits(value):
        return
    violations = tuple(validator.violations(value))
    whole = not isinstance(value, dict) and violations[0].pointer == ""
    raise Problem("malformed-body" if whole else "invalid-body", violations=violations)


async def also_wrong(request: Request, receive: Any, dialect: Dialect, limit: int) -> tuple[Violation, ...]:
    """What is wrong with the body of a request that is refused already; decides nothing about the answer.

    Raises:
        Disconnected: the client went away.
    """
    notes = request.notes
    cited, broken = notes.cited, notes.broken
    try:
        value, _, validator = parse_body(request, await read_body(request, receive, limit), dialect)
        return () if validator is None or validator.fits(value) else tuple(validator.violations(value))
    except Problem as problem:
        return (*problem.violations, *problem.others)
    finally:
        notes.cited, notes.broken = cited, broken


def note_violations(request: Request, value: Any, validator: Validator | None) -> None:
    """Write down how a body that the vendor has read by its own rules breaks what the document says; nothing is refused."""
    if validator is not None and not validator.fits(value):
        request.entry.violations += tuple((each.pointer, each.with_hint) for each in validator.violations(value))


def _json(raw: bytes) -> Any:
    try:
        return json_value(raw)
    except MalformedValue as error:
        raise Problem("malformed-body", violations=(Violation("", str(error)),)) from None


def _form(raw: bytes) -> dict[str, Any]:
    try:
        pairs = parse_qsl(raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except (UnicodeDecodeError, ValueError):
        raise Problem("malformed-body", violations=(Violation("", "is not a UTF-8 form"),)) from None
    return dict(pairs)
