"""The bodies that the real server reads, by method and media type, and what it says about the others; knows no operation."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.vendors.strapi.server import json_text, malformed_json, query_strings

PARSED = ("POST", "PUT", "PATCH")
"""Methods whose body is looked at."""

JSON_TYPES = ("application/json", "application/json-patch+json", "application/vnd.api+json", "application/csp-report")
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/"
JSON_LIMIT, FORM_LIMIT = 1024 * 1024, 56 * 1024
TOO_LARGE = "request entity too large"

WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
MEDIA_TYPE = re.compile(
    rf"[ \t]*({WORD}/{WORD})[ \t]*(?:;[ \t]*{WORD}[ \t]*=[ \t]*(?:{WORD}|\"(?:[^\"\\]|\\.)*\")[ \t]*)*\Z"
)
BOUNDARY = re.compile(r"boundary=(?:\"([^\"]+)\"|([^;]+))", re.IGNORECASE)
PART_NAME = re.compile(r'\bname="((?:[^"\\]|\\.)*)"')
FILE_NAME = re.compile(r'\bfilename="')


class BodyRefused(Exception):
    """A body that is not taken.

    Args:
        status: the status of the refusal, 500 where the server fails.
        text: the text of the refusal.
    """

    def __init__(self, status: int, text: str = "") -> None:
        super().__init__(text)
        self.status, self.text = status, text


@dataclass(frozen=True, slots=True)
class Body:
    """A body that was read.

    Attributes:
        value: the parsed value; an empty object for what is not read.
        read: whether anything was made of the bytes that came.
        multipart: whether it came in parts.
    """

    value: Any
    read: bool = True
    multipart: bool = False


def media_type(declared: str | None) -> str:
    """The type without its parameters, in lower case; nothing where it is not written as HTTP says."""
    match = MEDIA_TYPE.match(declared or "")
    return match[1].lower() if match else ""


def read(method: str, headers: Mapping[str, str], raw: bytes) -> Body:
    """Read a body.

    Raises:
        BodyRefused: it is too large, not what it claims to be, or in an encoding that nobody knows.
    """
    kind = media_type(headers.get("content-type")) if method in PARSED else ""
    if not kind or not ("content-length" in headers or "transfer-encoding" in headers):
        return Body({}, read=not raw)
    if kind.startswith(MULTIPART):
        return Body(parts(headers["content-type"], raw), multipart=True)
    reader = JSON if kind in JSON_TYPES else FORMS if kind == FORM else TEXTS if kind.startswith("text/") else None
    if reader is None:
        return Body({}, read=not raw)
    if len(raw) > reader.limit:
        raise BodyRefused(413, TOO_LARGE)
    text = inflated(headers.get("content-encoding", "identity"), raw, reader.limit).decode("utf-8-sig", "replace")
    return Body(reader.value(text), read=reader is not TEXTS or not raw)


@dataclass(frozen=True, slots=True)
class Reader:
    """How the text of a body becomes a value, and how many bytes it may have."""

    value: Callable[[str], Any]
    limit: int


def of_json(text: str) -> Any:
    """An object or a list; of members with one name the last one counts.

    Raises:
        BodyRefused: something else, or no JSON.
    """
    if not text:
        return {}
    if not malformed_json.only_objects(text):
        raise BodyRefused(400, malformed_json.NOT_STRICT)
    try:
        return json_text.parsed(text)
    except ValueError:
        raise BodyRefused(400, malformed_json.complaint(text) or "") from None


JSON = Reader(of_json, JSON_LIMIT)
FORMS = Reader(lambda text: query_strings.read(text, query_strings.FORM), FORM_LIMIT)
TEXTS = Reader(lambda text: {}, FORM_LIMIT)


def inflated(encoding: str, raw: bytes, limit: int) -> bytes:
    """The bytes without their compression.

    Raises:
        BodyRefused: an unknown encoding, bytes that are not in it, or more of them than may be.
    """
    if encoding in ("", "identity"):
        return raw
    if encoding not in ("gzip", "deflate", "br"):
        raise BodyRefused(415, f"Unsupported Content-Encoding: {encoding}")
    decompressor = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        plain = decompressor.decompress(raw, limit + 1)
    except zlib.error:
        raise BodyRefused(500) from None
    if len(plain) > limit:
        raise BodyRefused(413, TOO_LARGE)
    if not decompressor.eof:
        raise BodyRefused(500)
    return plain


# Parts


def parts(declared: str, raw: bytes) -> dict[str, Any]:
    """The fields of a body in parts; one that is given several times has a list; files are not kept.

    Raises:
        BodyRefused: there is no boundary, or the body ends before its parts do.
    """
    if not raw:
        return {}
    match = BOUNDARY.search(declared)
    boundary = b"--" + (match[1] or match[2]).strip().encode("latin-1", "replace") if match else b""
    pieces = (b"\r\n" + raw).split(b"\r\n" + boundary) if boundary else []
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise BodyRefused(500)
    fields: dict[str, Any] = {}
    for piece in pieces[1:-1]:
        head, blank, content = piece.partition(b"\r\n\r\n")
        name = PART_NAME.search(head.decode("utf-8", "replace"))
        if not blank or name is None or FILE_NAME.search(head.decode("utf-8", "replace")):
            continue
        text = content.decode("utf-8", "replace")
        before = fields.get(name[1])
        fields[name[1]] = [*before, text] if isinstance(before, list) else [before, text] if before else text
    return fields


NO_DATA = "When using multipart/form-data you need to provide your data in a JSON 'data' field."
BAD_DATA = "Invalid 'data' field. 'data' should be a valid JSON."


def data_of(fields: Mapping[str, Any]) -> Any:
    """The record in a body of parts: the JSON in its field `data`.

    Raises:
        BodyRefused: it is not there, or no JSON.
    """
    data = fields.get("data")
    if not data:
        raise BodyRefused(400, NO_DATA)
    try:
        return json_text.parsed(data if isinstance(data, str) else ",".join(data))
    except ValueError:
        raise BodyRefused(400, BAD_DATA) from None
