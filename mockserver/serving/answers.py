"""From an Answer to bytes: the encoded body, the Mock-* headers, the label; every answer passes here, errors too."""

from __future__ import annotations

import json
from email.utils import formatdate
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import orjson

from mockserver.engine.call import NOTHING, Answer, Arrival
from mockserver.engine.dialect import Dialect
from mockserver.state.journal import Entry

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
VARY = (b"vary", b"Prefer, Mock-World")
KEPT_BODY = 65_536
"""Bytes of a body that the journal keeps."""
TOLD_VIOLATIONS, TOLD_BYTES = 10, 256
"""How many Mock-Violation fields an answer has at most, and how long each is."""

Headers = list[tuple[bytes, bytes]]


@lru_cache(maxsize=256)
def content_type(media_type: str) -> tuple[bytes, bytes]:
    """A Content-Type header."""
    return b"content-type", media_type.encode("latin-1")


@lru_cache(maxsize=4096)
def about(world: str, operation: str, label: str) -> tuple[tuple[bytes, bytes], ...]:
    """The headers that say of many answers alike what they are; journals keep them, too.

    The control plane's calls stand in no world (theirs has no name) and speak for no vendor.

    Args:
        world: its name; empty for the control plane, which says nothing of this kind.
        operation: the operationId; empty where the path has none.
        label: the answer's; empty for the tool's own failures.
    """
    if not world:
        return ()
    fields = {"mock-world": world, "mock-operation": operation or "-", **({"mock-evidence": label} if label else {})}
    return VARY, *((name.encode(), value.encode()) for name, value in fields.items())


def encoded(body: Any) -> bytes:
    """A JSON value as compact UTF-8; bytes as they are; nothing as nothing."""
    if body is NOTHING:
        return b""
    if isinstance(body, bytes):
        return body
    try:
        return orjson.dumps(body)
    except TypeError:  # an integer beyond 64 bits, or half of a surrogate pair, which JSON can escape
        return _encode(body).encode("utf-8", "backslashreplace")


@lru_cache(maxsize=256)
def date(second: int) -> tuple[bytes, bytes]:
    """A Date header for whole seconds since the epoch."""
    return b"date", formatdate(second, usegmt=True).encode()


def violation_fields(entry: Entry) -> list[tuple[bytes, bytes]]:
    """The Mock-Violation fields: one for each thing that was wrong with a request, as far as they go; else for what it lacks."""
    wrong = (entry.violations or entry.lacking)[:TOLD_VIOLATIONS]
    return [(b"mock-violation", violation_text(place, what).encode()) for place, what in wrong]


def violation_text(place: str, what: str) -> str:
    """What a Mock-Violation field says: place and words, printable ASCII, percent-encoded, at most 256 bytes."""
    text = f"{place or 'body'} {what}"
    safe = quote(text.encode("utf-8", "surrogatepass"), safe=" !\"#$&'()*+,-./:;<=>?@[\\]^_`{|}~")
    if len(safe) > TOLD_BYTES:
        safe = safe[: TOLD_BYTES - 3].rstrip("%")
        safe = safe[: safe.rfind("%")] + "..." if "%" in safe[-2:] else safe + "..."
    return safe


def truncate(body: bytes) -> bytes:
    """What the journal keeps of a body: a copy, since the encoder hands out more memory than a body needs."""
    return bytes(memoryview(body)[:KEPT_BODY])


def finish(dialect: Dialect, call: Arrival, answer: Answer, label: str) -> tuple[int, Headers, bytes]:
    """Make an answer ready to be sent, with the headers about it, and write it down in the journal's entry.

    Args:
        dialect: how the vendor spells answers.
        call: what is answered.
        answer: the answer.
        label: its evidence label, or "" for the tool's own failures.

    Returns:
        Status, headers and body, as they are sent.
    """
    status, body, entry, world = answer.status, encoded(answer.body), call.entry, call.world
    headers: Headers = []
    if answer.body is not NOTHING or answer.media_type:
        headers.append(content_type(answer.media_type or dialect.media_type))
    if status not in (204, 304):
        headers.append((b"content-length", b"%d" % len(body)))
    for given in (dialect.headers, call.notes.headers, answer.headers):
        for name, value in given.items() if given else ():
            headers.append((name.lower().encode("latin-1"), value.encode("latin-1")))
    headers += (date(int(world.clock.timestamp())), (b"mock-request-id", entry.id.encode()))
    headers += about(world.name, entry.operation, label)
    if entry.violations or entry.lacking:
        headers += violation_fields(entry)
    entry.status, entry.answer, entry.answer_headers = status, truncate(body), headers
    entry.label, entry.cited = label, call.notes.cited
    return status, headers, b"" if entry.method == "HEAD" else body


async def send_alone(answer: Answer, send: Any, *more: tuple[bytes, bytes]) -> None:
    """Put an answer of our own on the wire that belongs to no operation; `more` are further headers."""
    body = encoded(answer.body)
    about = [(b"content-type", answer.media_type.encode()), (b"content-length", b"%d" % len(body))]
    await send_answer(answer.status, [*about, *more], body, send)


async def send_answer(status: int, headers: Headers, body: bytes, send: Any) -> None:
    """Put an answer on the wire."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
