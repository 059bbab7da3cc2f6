"""Bodies of bare documents in every media type that is served: JSON, sequences, forms, multipart, XML, text and bytes, read and written.

Which it is, the media type says; a table has a reader and a writer for each kind.
"""

from __future__ import annotations

import email.policy
from collections.abc import Callable, Mapping
from email.parser import BytesParser
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from mockserver.engine.call import NOTHING, Answer, Request
from mockserver.engine.problems import Problem
from mockserver.openapi import sequences
from mockserver.openapi.document import Document
from mockserver.openapi.fields import Fields, pairs_of
from mockserver.openapi.folding import types
from mockserver.openapi.media_types import kind_of, matched
from mockserver.openapi.strict_json import MalformedValue, json_value
from mockserver.openapi.violations import Violation
from mockserver.openapi.xml_values import XmlValues, is_xml
from mockserver.serving.answers import encoded

FIELDS = ("form", "multipart")
"""Kinds of which nothing at all is a body, too: one without fields."""
MOST_FIELDS = 10_000
BOUNDARY = "part-of-the-answer"


class Content(NamedTuple):
    """What a document says of one media type of a body."""

    document: Document
    schema: Any
    encoding: Mapping[str, Any]


def read(request: Request, raw: bytes, media_type: str, listed: str) -> Any:
    """The value of a body.

    Args:
        media_type: as it was sent, with its parameters.
        listed: the one of the operation's that it is.

    Raises:
        Problem: `malformed-body`.
    """
    kind = kind_of(media_type)
    try:
        return json_value(raw) if kind == "json" else READERS[kind](raw, _content(request, listed), media_type)
    except MalformedValue as error:
        raise Problem("malformed-body", violations=(Violation("", str(error)),)) from None


def _content(request: Request, listed: str) -> Content:
    """What the document says of one of the operation's media types."""
    operation, document = request.operation, request.labelled.document
    node = document.raw["paths"][operation.path][operation.method.lower()]["requestBody"]["content"]
    entry: dict[str, Any] = next((each for name, each in node.items() if name.lower() == listed), {})
    encoding = entry.get("encoding")
    return Content(document, entry.get("schema", {}), encoding if isinstance(encoding, dict) else {})


def _form(raw: bytes, content: Content, media_type: str) -> Any:
    if _is_text(content):
        return _text(raw, content, media_type)
    try:
        pairs = parse_qsl(raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except (UnicodeDecodeError, ValueError):
        raise MalformedValue("is not a UTF-8 form") from None
    return Fields(content.document.folding).read(content.schema, pairs, content.encoding)


def _is_text(content: Content) -> bool:
    """Whether a schema takes no fields, but the body as it is."""
    kinds = types(content.document.folding.fold(content.schema))
    return "string" in kinds and "object" not in kinds


def _multipart(raw: bytes, content: Content, media_type: str) -> Any:
    if _is_text(content):
        return _bytes(raw, content, media_type)
    whole = BytesParser(policy=email.policy.HTTP).parsebytes(
        b"Content-Type: " + media_type.encode("latin-1", "replace") + b"\r\n\r\n" + raw
    )
    if not whole.is_multipart() and not raw.rstrip().endswith(b"--"):
        raise MalformedValue("is no multipart body with the boundary that Content-Type names")
    parts = [*whole.iter_parts()] if whole.is_multipart() else []
    if types(content.document.folding.fold(content.schema)) == ("array",):
        return [_part(part) for part in parts]
    pairs = []
    for part in parts:
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str) and name:
            pairs.append((name, _part(part)))
    return Fields(content.document.folding).read(content.schema, pairs, content.encoding)


def _part(part: Any) -> Any:
    """The value of a part: JSON where it says so, else text; bytes that are no text stand there as Latin-1."""
    payload = part.get_payload(decode=True) or b""
    if part.get_content_type().endswith("json") and "content-type" in part:
        return json_value(payload)
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return payload.decode("latin-1")


def _xml(raw: bytes, content: Content, media_type: str) -> Any:
    return XmlValues(content.document.folding).read(content.schema, raw)


def _text(raw: bytes, content: Content, media_type: str) -> Any:
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise MalformedValue(f"is not valid UTF-8 at byte {error.start}") from None
    return Fields(content.document.folding).read({"properties": {"it": content.schema}}, [("it", text)], {})["it"]


def _bytes(raw: bytes, content: Content, media_type: str) -> Any:
    return raw.decode("latin-1")


def _sequence(raw: bytes, content: Content, media_type: str) -> Any:
    return _text(raw, content, media_type) if _is_text(content) else sequences.read(raw, media_type)


READERS: Mapping[str, Callable[[bytes, Content, str], Any]] = {
    "sequence": _sequence, "form": _form, "multipart": _multipart, "xml": _xml, "text": _text, "bytes": _bytes,
}  # fmt: skip
"""Kind to what reads it, where it is no JSON."""


def written(call: Request, answer: Answer) -> Answer:
    """An answer with its body as bytes of its media type, where that is no JSON."""
    media_type = answer.media_type
    if answer.body is NOTHING or isinstance(answer.body, bytes) or not media_type or kind_of(media_type) == "json":
        return answer
    document, operation = call.labelled.document, call.operation
    node = document.raw["paths"][operation.path][operation.method.lower()]["responses"]
    response = operation.response(answer.status)
    contents = node.get(response.status, {}).get("content", {}) if response else {}
    listed = matched(media_type, tuple(contents))
    schema = contents[listed].get("schema", {}) if listed else {}
    return WRITERS[kind_of(media_type)](Content(document, schema, {}), answer)


def _as_xml(content: Content, answer: Answer) -> Answer:
    if isinstance(answer.body, str) and is_xml(answer.body):
        return _as_bytes(content, answer)
    body = XmlValues(content.document.folding).write(content.schema, answer.body)
    return Answer(answer.status, body, answer.headers, answer.media_type)


def _as_form(content: Content, answer: Answer) -> Answer:
    return Answer(answer.status, urlencode(pairs_of(answer.body)).encode(), answer.headers, answer.media_type)


def _as_multipart(content: Content, answer: Answer) -> Answer:
    if isinstance(answer.body, list):
        parts = [("Content-Type: application/json", encoded(each).decode()) for each in answer.body]
    else:
        parts = [(f'Content-Disposition: form-data; name="{name}"', text) for name, text in pairs_of(answer.body)]
    written = "".join(f"--{BOUNDARY}\r\n{header}\r\n\r\n{text}\r\n" for header, text in parts)
    body = f"{written}--{BOUNDARY}--\r\n".encode()
    media_type = f"{answer.media_type.partition(';')[0]}; boundary={BOUNDARY}"
    return Answer(answer.status, body, answer.headers, media_type)


def _as_bytes(content: Content, answer: Answer) -> Answer:
    if not isinstance(answer.body, str):
        body = encoded(answer.body)
    else:
        body = answer.body.encode("utf-8", "replace")
    return Answer(answer.status, body or b" ", answer.headers, answer.media_type)


def _as_sequence(content: Content, answer: Answer) -> Answer:
    body = sequences.write(answer.body, answer.media_type)
    return Answer(answer.status, body, answer.headers, answer.media_type)


WRITERS: Mapping[str, Callable[[Content, Answer], Answer]] = {
    "sequence": _as_sequence, "form": _as_form, "multipart": _as_multipart, "xml": _as_xml, "text": _as_bytes, "bytes": _as_bytes,
}  # fmt: skip
"""Kind to what writes it; JSON is written like everywhere."""
