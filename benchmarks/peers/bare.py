"""A bare ASGI application that does the work of the two cases and nothing else: the most that Python can give here.

It looks the token up, reads strict JSON, validates it with the same compiled schema as ours, stores the report with its
defaults, keeps a journal of the last 1,000 calls, and answers compact JSON. No routing table, no layers, no worlds.
"""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import orjson

from benchmarks.peers.reports import DOCUMENT, TOKEN, Reports
from mockserver.openapi.document import load
from mockserver.openapi.strict_json import MalformedValue, json_value

CALLERS = {b"Bearer " + TOKEN.encode(): "documented"}


class Bare:
    """The application."""

    def __init__(self) -> None:
        self.validator = load(DOCUMENT).operations["createReport"].body["application/json"]
        self.reports = Reports()
        self.journal: deque[dict[str, Any]] = deque(maxlen=1000)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        begun = perf_counter()
        headers = dict(scope["headers"])
        sent = b""
        while True:
            message = await receive()
            sent += message.get("body", b"")
            if not message.get("more_body"):
                break
        caller = CALLERS.get(headers.get(b"authorization", b""))
        status, answer = (401, {"message": "Unauthorized"}) if caller is None else self.answer(scope, sent)
        body = orjson.dumps(answer)
        self.journal.append(
            {
                "at": datetime.now(UTC), "method": scope["method"], "path": scope["path"], "query": scope["query_string"],
                "headers": scope["headers"], "body": sent, "caller": caller, "status": status, "answer": body,
                "seconds": perf_counter() - begun,
            }
        )  # fmt: skip
        fields = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": fields})
        await send({"type": "http.response.body", "body": body})

    def answer(self, scope: Any, sent: bytes) -> tuple[int, Any]:
        """Status and body for a call of the list's address."""
        if scope["path"] != "/api/reports":
            return 404, {"message": "Not found"}
        if scope["method"] == "GET":
            return 200, list(self.reports.rows.values())
        if scope["method"] != "POST":
            return 405, {"message": "Method not allowed"}
        try:
            value = json_value(sent)
        except MalformedValue:
            return 400, {"message": "invalid json"}
        if not self.validator.fits(value):
            return 400, {"message": "missing or invalid fields values"}
        return 200, self.reports.create(value)
