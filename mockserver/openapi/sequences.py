"""Sequences of JSON values as they travel: a line, a record or an event for each; knows no schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from mockserver.openapi.media_types import plain
from mockserver.openapi.strict_json import MalformedValue, json_value

EVENTS = "text/event-stream"
FIELDS = ("event", "id", "retry", "data")
"""What an event has, as the HTML standard calls it."""
RECORD = "\x1e"
"""What begins a record of `application/json-seq` (RFC 7464)."""


def read(raw: bytes, media_type: str) -> list[Any]:
    """The values of a sequence.

    Raises:
        MalformedValue: one of them is no JSON, which says which.
    """
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise MalformedValue(f"is not valid UTF-8 at byte {error.start}") from None
    if plain(media_type) == EVENTS:
        return [_event_read(each) for each in text.replace("\r\n", "\n").split("\n\n") if each.strip()]
    pieces = text.split(RECORD) if _of_records(media_type) else text.split("\n")
    return [_value(number, each) for number, each in enumerate(pieces, 1) if each.strip()]


def write(value: Any, media_type: str) -> bytes:
    """Values as they travel; a text that is a sequence already stays as it is.

    Args:
        value: a list of values, or one.
    """
    events = plain(media_type) == EVENTS
    if isinstance(value, str) and _is_written(value, events):
        return value.encode("utf-8", "replace")
    values = value if isinstance(value, list) else [value]
    start = RECORD if _of_records(media_type) else ""
    text = "".join(_event(each) if events else f"{start}{_json(each)}\n" for each in values)
    return text.encode("utf-8", "backslashreplace")


def _of_records(media_type: str) -> bool:
    return "seq" in plain(media_type)


def _value(number: int, text: str) -> Any:
    try:
        return json_value(text.encode())
    except MalformedValue as error:
        raise MalformedValue(f"record {number} {error}") from None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _is_written(text: str, events: bool) -> bool:
    """Whether a text is a sequence, such as that of a document's example."""
    lines = [each for each in text.replace(RECORD, "").splitlines() if each.strip()]
    if events:
        return bool(lines) and all(each.partition(":")[0] in ("", *FIELDS) for each in lines)
    try:
        return bool([json_value(each.encode("utf-8", "replace")) for each in lines])
    except MalformedValue:
        return False


def _event(value: Any) -> str:
    """A value as an event: its fields where it has those of one, else what it is about."""
    is_one = isinstance(value, dict) and "data" in value and value.keys() <= {*FIELDS}
    return "".join(_lines(value if is_one else {"data": value})) + "\n"


def _lines(fields: dict[str, Any]) -> Iterator[str]:
    for name in (each for each in FIELDS if fields.get(each) is not None):
        text = fields[name] if isinstance(fields[name], str) else _json(fields[name])
        for line in text.splitlines() or [""]:
            yield f"{name}: {line}\n"


def _event_read(text: str) -> Any:
    """What an event is about, as JSON where it is some; all its fields where it has others."""
    fields: dict[str, str] = {}
    for line in text.split("\n"):
        name, _, value = line.partition(":")
        if name in FIELDS:
            value = value.removeprefix(" ")
            fields[name] = f"{fields[name]}\n{value}" if name in fields else value
    if fields.keys() != {"data"}:
        return fields
    with suppress(MalformedValue):
        return json_value(fields["data"].encode())
    return fields["data"]
