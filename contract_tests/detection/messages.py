"""Requests and answers as the breaking layer changes them: plain values with their bodies; knows no defect and no vendor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

Pairs = list[tuple[str, str]]


@dataclass
class Message:
    """What a request and an answer have in common.

    Attributes:
        headers: names in lower case, and texts.
        body: the bytes.
    """

    headers: Pairs = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The text of a header; None if there is none."""
        return next((text for each, text in self.headers if each == name), None)

    def set_header(self, name: str, text: str | None) -> None:
        """Let a header be this text; None takes it away."""
        self.headers = [each for each in self.headers if each[0] != name]
        if text is not None:
            self.headers.append((name, text))

    @property
    def value(self) -> Any:
        """The body as JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @value.setter
    def value(self, value: Any) -> None:
        self.body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass
class Asked(Message):
    """A request.

    Attributes:
        method: in capitals.
        path: percent-encoded, below the name of the defect.
        query: names and values, decoded.
    """

    method: str = "GET"
    path: str = "/"
    query: Pairs = field(default_factory=list)

    def parameter(self, name: str) -> str | None:
        """The value of a query parameter; None if it is not sent."""
        return next((value for each, value in self.query if each == name), None)

    def set_parameter(self, name: str, value: str | None) -> None:
        """Let a query parameter be this value; None takes it away."""
        self.query = [each for each in self.query if each[0] != name]
        if value is not None:
            self.query.append((name, value))

    def copy(self) -> Self:
        """A request of its own."""
        return type(self)(list(self.headers), self.body, self.method, self.path, list(self.query))

    def scope(self, scope: Any, root: str) -> Any:
        """The ASGI scope that says this request."""
        sized = [each for each in self.headers if each[0] not in ("content-length", "transfer-encoding")]
        if self.body or self.method not in ("GET", "HEAD"):
            sized.append(("content-length", str(len(self.body))))
        return {
            **scope,
            "method": self.method,
            "root_path": root,
            "path": root + self.path,
            "raw_path": (root + self.path).encode(),
            "query_string": urlencode(self.query, encoding="latin-1").encode(),
            "headers": [(name.encode("latin-1"), text.encode("latin-1")) for name, text in sized],
        }


@dataclass
class Answered(Message):
    """An answer."""

    status: int = 200

    def events(self) -> Iterator[dict[str, Any]]:
        """The ASGI messages that send it."""
        kept = [each for each in self.headers if each[0] != "content-length"]
        if self.status != 204:
            kept.append(("content-length", str(len(self.body))))
        headers = [(name.encode("latin-1"), text.encode("latin-1")) for name, text in kept]
        yield {"type": "http.response.start", "status": self.status, "headers": headers}
        yield {"type": "http.response.body", "body": b"" if self.status == 204 else self.body}


async def read(scope: Any, receive: Any, path: str) -> Asked:
    """Read a whole request.

    Args:
        path: its path below what is not the application's.
    """
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = [(name.decode("latin-1").lower(), text.decode("latin-1")) for name, text in scope["headers"]]
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    return Asked(headers, body, scope["method"], path, query)


async def ask(app: Any, scope: Any, root: str, asked: Asked) -> Answered:
    """Hand a request to an application, and collect the answer."""
    answered, sent = Answered(), False

    async def receive() -> dict[str, Any]:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": asked.body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answered.status = message["status"]
            answered.headers = [
                (name.decode("latin-1").lower(), text.decode("latin-1")) for name, text in message["headers"]
            ]
        else:
            answered.body += message.get("body", b"")

    await app(asked.scope(scope, root), receive, send)
    return answered
