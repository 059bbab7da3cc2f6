"""Recorded traffic as HAR 1.2 has it: what is read of a file, and what is written; knows no vendor."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from mockserver.evidence import forms
from mockserver.openapi.pointers import join
from mockserver.openapi.sources import SourceError, read_json
from mockserver.traffic.exchanges import Exchange, Headers, Message
from mockserver.version import __version__

FORM = "application/x-www-form-urlencoded"
BODILESS = (204, 205, 304)
JSON = dict[str, Any]


def read(file: Path) -> list[tuple[str, Exchange]]:
    """What a file has of requests that were answered, in order: the address of each and the exchange.

    Raises:
        SourceError: it cannot be read, or is no HAR; names the place.
    """
    content = read_json(file)
    forms.refuse_misfit(file, content, "har")
    found = []
    for index, each in enumerate(content["log"]["entries"]):
        if each["response"]["status"] >= 100:  # less is written where no answer came
            place = join("log", "entries", index)
            try:
                found.append((each["request"]["url"], _exchange(each, place)))
            except ValueError as error:
                raise SourceError(file, place, str(error)) from None
    return found


def _exchange(entry: JSON, place: str) -> Exchange:
    request, response = entry["request"], entry["response"]
    address = urlsplit(request["url"])
    return Exchange(
        method=request["method"].upper(),
        target=(address.path or "/") + (f"?{address.query}" if address.query else ""),
        request=_request(request),
        status=response["status"],
        response=_response(request["method"], response),
        at=_instant(entry.get("startedDateTime")),
        seconds=max(0.0, (entry.get("time") or 0) / 1000),
        place=place,
    )


def _request(request: JSON) -> Message:
    headers, posted = _headers(request), request.get("postData")
    sent = Message(headers)
    if posted is None:
        return Message(headers, b"" if (sent.header("content-length") or "0") == "0" else None)
    if posted.get("mimeType") and sent.header("content-type") is None:
        headers = (*headers, ("Content-Type", posted["mimeType"]))
    if posted.get("text") is None:
        given = [(each["name"], each.get("value") or "") for each in posted.get("params") or ()]
        plain = Message(headers).media_type == FORM
        return Message(headers, urlencode(given).encode() if plain and given else None)
    return Message(headers, _bytes(posted))


def _response(method: str, response: JSON) -> Message:
    headers, content = _headers(response), response.get("content") or {}
    if method.upper() == "HEAD" or response["status"] in BODILESS:
        return Message(headers, b"")
    if content.get("text") is None:
        empty = content.get("size") == 0 or Message(headers).header("content-length") == "0"
        return Message(headers, b"" if empty else None)
    body = _bytes(content)
    return Message(headers, body if len(body) >= (content.get("size") or 0) else None)


def _headers(message: JSON) -> Headers:
    """Those that HTTP/1.1 has: the names of HTTP/2's own begin with a colon."""
    fields = message.get("headers") or ()
    return tuple((each["name"], each["value"]) for each in fields if not each["name"].startswith(":"))


def _bytes(content: JSON) -> bytes:
    text = str(content["text"])
    if (content.get("encoding") or "").lower() != "base64":
        return text.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("a text that should be base64 is none") from None


def _instant(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def entry(url: str, exchange: Exchange, note: Mapping[str, Any] | None = None) -> JSON:
    """An exchange as an entry of HAR.

    Args:
        url: the whole address.
        exchange: what is written; no secret may be in it any more.
        note: what else is to stand beside it, as the member `_mock`.
    """
    at = exchange.at or datetime(1970, 1, 1, tzinfo=UTC)
    milliseconds = round(exchange.seconds * 1000, 3)
    written: JSON = {
        "startedDateTime": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "time": milliseconds,
        "request": _request_written(url, exchange),
        "response": _response_written(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
    }
    return written if note is None else {**written, "_mock": dict(note)}


def _request_written(url: str, exchange: Exchange) -> JSON:
    sent = exchange.request
    query = [part.partition("=") for part in exchange.query.split("&") if part]
    written = {
        "method": exchange.method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _fields(sent.headers),
        "queryString": [{"name": name, "value": value} for name, _, value in query],
        "headersSize": -1,
        "bodySize": -1 if sent.body is None else len(sent.body),
    }
    if sent.body is None:
        return {**written, "comment": "the body was not kept"}
    return (
        {**written, "postData": {"mimeType": sent.header("content-type") or "", **_text(sent.body)}}
        if sent.body
        else written
    )


def _response_written(exchange: Exchange) -> JSON:
    given, body = exchange.response, exchange.response.body
    content: JSON = {"size": -1 if body is None else len(body), "mimeType": given.header("content-type") or ""}
    content |= {"comment": "the body was not kept"} if body is None else _text(body)
    return {
        "status": exchange.status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _fields(given.headers),
        "content": content,
        "redirectURL": given.header("location") or "",
        "headersSize": -1,
        "bodySize": -1,
    }


def _fields(headers: Headers) -> list[JSON]:
    return [{"name": name, "value": value} for name, value in headers]


def _text(body: bytes) -> JSON:
    try:
        return {"text": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(body).decode(), "encoding": "base64"}


def log(entries: Iterable[JSON]) -> JSON:
    """Entries as a whole file."""
    return {
        "log": {"version": "1.2", "creator": {"name": "mockserver", "version": __version__}, "entries": list(entries)}
    }


class HarFile:
    """A file that grows entry by entry and is whole after each: whatever ends the process, it can be read.

    Args:
        file: written anew.

    Raises:
        OSError: it cannot be written.
    """

    END = "\n]}}\n"

    def __init__(self, file: Path) -> None:
        self._stream = file.open("w", encoding="utf-8")
        empty = json.dumps(log(()), separators=(",", ":"))
        self._stream.write(empty[: -len("]}}")])
        self._end = self._stream.tell()
        self.count = 0
        self._finish()

    def add(self, written: JSON) -> None:
        """Write one more entry."""
        self._stream.seek(self._end)
        self._stream.write(("," if self.count else "") + "\n" + json.dumps(written, separators=(",", ":")))
        self._end = self._stream.tell()
        self.count += 1
        self._finish()

    def _finish(self) -> None:
        self._stream.write(self.END)
        self._stream.truncate()
        self._stream.flush()

    def close(self) -> None:
        """Let the file go."""
        self._stream.close()
