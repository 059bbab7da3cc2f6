"""Reads and validates parameters and body of a request against the compiled operation; knows no vendor and no state."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from mockserver.engine.call import Call
from mockserver.engine.problems import Problem
from mockserver.openapi.operation import Operation
from mockserver.openapi.parameters import MISSING, Parameter
from mockserver.openapi.schema import Validator, Violation
from mockserver.openapi.strict_json import MalformedValue, json_value
from mockserver.serving.answers import KEPT_BODY
from mockserver.serving.preferences import TWINS

_UTF8 = ("utf-8", "utf8", "us-ascii", "ascii")
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
FORM = "application/x-www-form-urlencoded"


class Disconnected(Exception):
    """The client went away before its request was complete."""


def query_of(call: Call) -> dict[str, list[str]]:
    """The query of a call as texts by name, in order; where it cannot be read, what the vendor takes for it.

    Raises:
        Problem: `invalid-query` where it is not UTF-8.
    """
    try:
        return read_query(call.entry.query)
    except Problem as problem:
        return call.vendor.other_query(call, problem)


def read_query(raw: str) -> dict[str, list[str]]:
    """A query as texts by name, in order.

    Raises:
        Problem: `invalid-query` where it is not UTF-8.
    """
    values: dict[str, list[str]] = {}
    if raw:
        try:
            for name, value in parse_qsl(raw, keep_blank_values=True, errors="strict", max_num_fields=1000):
                values.setdefault(name, []).append(value)
        except UnicodeDecodeError:
            raise Problem("invalid-query", violations=(Violation("query", "is not valid UTF-8"),)) from None
        except ValueError:
            raise Problem("invalid-query", violations=(Violation("query", "has more than 1000 parameters"),)) from None
    return values


def parameters(call: Call, operation: Operation, query: dict[str, list[str]]) -> None:
    """Read and validate all parameters, and put those of path and query on the call; a default stands for one not sent.

    Raises:
        Problem: `invalid-path`, `invalid-query` or `invalid-header`, for the first that does not fit.
    """
    if not operation.parameters:
        return
    values: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for parameter in operation.parameters:
        if parameter.exploded_object:
            query = {name: texts for name, texts in query.items() if name not in TWINS}
        texts = _texts(call, parameter, query)
        value = MISSING if texts is None else _read(parameter, texts, query)
        if value is MISSING:
            if parameter.required:
                raise _refused(parameter, "is required", f"{parameter.pointer}/required")
            if parameter.default is not MISSING:
                values[parameter.place][parameter.name] = parameter.default
            continue
        values[parameter.place][parameter.name] = value
    call.path, call.query = values["path"], values["query"]


def _texts(call: Call, parameter: Parameter, query: Mapping[str, list[str]]) -> list[str] | None:
    if parameter.place == "path":
        return [call.path[parameter.name]] if parameter.name in call.path else None
    if parameter.place == "query":
        return [] if parameter.spread else query.get(parameter.name)
    if parameter.place == "header":
        text = call.headers.get(parameter.name.lower())
    else:
        cookies = (part.strip().partition("=") for part in call.headers.get("cookie", "").split(";"))
        text = {name: value for name, _, value in cookies}.get(parameter.name)
    return None if text is None else [text]


def _read(parameter: Parameter, texts: list[str], query: Mapping[str, list[str]]) -> Any:
    try:
        value = parameter.read(texts, query)
        if value is not MISSING and not parameter.validator.fits(value):
            first = parameter.validator.violations(value)[0]
            raise _refused(parameter, first.what, first.constraint, first.pointer if parameter.spread else "")
    except (MalformedValue, UnicodeEncodeError) as error:
        what = str(error) if isinstance(error, MalformedValue) else "is not valid UTF-8"
        raise _refused(parameter, what, f"{parameter.schema}/type") from None
    return value


def _refused(parameter: Parameter, what: str, constraint: str, member: str = "") -> Problem:
    """The refusal of a parameter, or of one of the names over which it is spread."""
    kind = {"path": "invalid-path", "query": "invalid-query"}.get(parameter.place, "invalid-header")
    place = f"{parameter.place}.{parameter.name}{member}"
    return Problem(kind, violations=(Violation(place, what, constraint),), parameter=parameter.name)


async def read_body(call: Call, receive: Any, limit: int) -> bytes:
    """Read the request's body.

    Args:
        limit: bytes that a body may have.

    Raises:
        Problem: `body-too-large`.
        Disconnected: the client went away.
    """
    if "content-length" not in call.headers and "transfer-encoding" not in call.headers:
        return b""
    length = call.headers.get("content-length", "0")
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
    call.entry.body = raw[:KEPT_BODY]
    return raw


def too_large(limit: int) -> Problem:
    """The refusal of a body that is, or would take, more than so many bytes."""
    return Problem("body-too-large", violations=(Violation("body", f"is larger than {limit} bytes"),), limit=limit)


def body(call: Call, operation: Operation, raw: bytes) -> None:
    """Parse and validate a body, and put it on the call.

    Raises:
        Problem: `unsupported-media-type`, `malformed-body` or `invalid-body`.
    """
    if call.received is not None:
        call.body, call.media_type = call.received.value, call.received.media_type
        note_violations(call, next(iter(operation.body.values())))
        return
    declared = call.headers.get("content-type")
    if not raw and declared is None and not operation.body_required:
        return
    media_type = (declared or "").partition(";")[0].strip().lower()
    charset = _CHARSET.search(declared or "")
    if media_type not in operation.body:
        what = f"is {media_type}" if media_type else "is missing"
        value = call.vendor.other_body(call, _unsupported(f"{what}; {', '.join(operation.body)} is expected"))
        media_type = next(iter(operation.body))
    elif charset and charset[1].lower() not in _UTF8:
        value = call.vendor.other_body(call, _unsupported("has a charset other than UTF-8"))
    elif not raw and not operation.body_required:
        return
    else:
        value = _form(raw) if media_type == FORM else _json(raw)
    call.media_type = media_type
    call.body = call.vendor.parsed(call, value)
    validate_body(call.body, operation.body[media_type])


def note_violations(call: Call, validator: Validator | None) -> None:
    """Write down how a body that the vendor has read by its own rules breaks what the document says; nothing is refused."""
    if validator is not None and not validator.fits(call.body):
        call.entry.violations += tuple((each.pointer, each.what) for each in validator.violations(call.body))


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
