"""What is asked of every server: the two cases, and the probes which show that it really does the work."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any

from benchmarks.peers.reports import DOCUMENT, TOKEN
from mockserver.openapi.sources import read_yaml

BODY_SIZE = 1_050
"""Bytes of the report that is posted."""
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
JSON = {"Content-Type": "application/json"}
LIST = "/api/reports"


@dataclass(frozen=True)
class Case:
    """One request, sent over and over."""

    name: str
    method: str
    path: str
    body: str = ""
    token: str = TOKEN

    @property
    def headers(self) -> dict[str, str]:
        """Its headers, but for those which a client adds by itself."""
        return {"Authorization": f"Bearer {self.token}"} | (JSON if self.body else {})


LISTED = Case("GET list", "GET", LIST)


def report() -> str:
    """The documented example of createReport, its message padded to the size measured."""
    operation = read_yaml(DOCUMENT)["paths"][LIST]["post"]
    example = operation["requestBody"]["content"]["application/json"]["examples"]["documented"]["value"]
    missing = BODY_SIZE - len(json.dumps(example, separators=(",", ":")))
    padded = {**example, "message": example["message"] + "." * missing}
    return json.dumps(padded, separators=(",", ":"))


def cases() -> tuple[Case, Case]:
    """The list of reports, and a new report."""
    return LISTED, Case("POST 1 kB", "POST", LIST, report())


class Unsound(Exception):
    """A server does not do what is to be measured."""


def ask(port: int, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    """One request on a connection of its own; status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body or None, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def probe(port: int, prefix: str, *, lax: bool = False) -> int:
    """Refuse a server that does not answer the list, asks for no credentials, or takes an invalid report.

    Args:
        lax: whether it is known to do the latter two.

    Returns:
        Bytes of the list.

    Raises:
        Unsound: names what it answered.
    """
    invalid = json.dumps({**json.loads(report()), "recipients": "nobody"})
    expected = [
        ("the list", (200,), ask(port, "GET", prefix + LIST, headers=AUTHORIZED)),
        ("the list without credentials", (401,), ask(port, "GET", prefix + LIST)),
        ("an invalid report", (400, 422), ask(port, "POST", prefix + LIST, invalid, AUTHORIZED | JSON)),
    ]
    for what, statuses, (status, body) in expected[:1] if lax else expected:
        if status not in statuses:
            raise Unsound(f"{what} is answered {status}: {body[:200].decode(errors='replace')}")
    return len(expected[0][2][1])


def listed(port: int, prefix: str) -> list[Any]:
    """The reports that a server lists."""
    status, body = ask(port, "GET", prefix + LIST, headers=AUTHORIZED)
    if status != 200:
        raise Unsound(f"the list is answered {status} after the load")
    reports: list[Any] = json.loads(body)
    return reports
