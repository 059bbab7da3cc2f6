"""Input that no client should send: Grafana refuses it in its own words, names the place, and keeps its state."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from conftest import Api

REPORTS = "/api/reports"
OPERATIONS = [("POST", REPORTS), ("PUT", f"{REPORTS}/2"), ("POST", f"{REPORTS}/email"), ("POST", f"{REPORTS}/settings"),
              ("POST", f"{REPORTS}/test-email")]  # fmt: skip
LIMIT = 1048576
NO_JSON = {
    "nothing": (b"", "is not JSON at line 1"),
    "half an object": (b'{"name": ', "is not JSON at line 1"),
    "a word": (b"name=x", "is not JSON at line 1"),
    "two values": (b"{} {}", "is not JSON at line 1"),
    "single quotes": (b"{'name': 1}", "is not JSON at line 1"),
    "a comma too many": (b'{"name": "x",}', "is not JSON at line 1"),
    "a comment": (b"{} // x", "is not JSON at line 1"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "is not JSON at line 1"),
    "an unescaped line end": (b'{"name": "a\nb"}', "is not JSON at line 1"),
    "bytes that are not UTF-8": (b'{"name": "\xff"}', "is not valid UTF-8 at byte 10"),
    "UTF-16": ('{"name": "x"}'.encode("utf-16"), "is not valid UTF-8 at byte 0"),
    "a surrogate in UTF-8": (b'{"name": "\xed\xa0\x80"}', "is not valid UTF-8 at byte 10"),
    "a raw NUL": (b'{"name": "a\x00b"}', "is not JSON at line 1"),
    "an escaped NUL": (b'{"name": "a\\u0000b"}', "holds a NUL character"),
    "an escaped NUL in a member's name": (b'{"a\\u0000": {"b": []}}', "holds a NUL character"),
    "a lone surrogate": (b'{"name": "\\ud800"}', "holds a lone surrogate"),
    "a lone surrogate deep down": (b'{"x": [{"y": "\\udfff"}]}', "holds a lone surrogate"),
    "NaN": (b'{"name": NaN}', "holds NaN"),
    "Infinity": (b'{"name": Infinity}', "holds Infinity"),
    "minus Infinity": (b'{"name": -Infinity}', "holds -Infinity"),
    "a number beyond a double": (b'{"name": 1e400}', "holds the number 1e400"),
    "an integer of 5,000 digits": (b'{"name": ' + b"9" * 5000 + b"}", "holds an integer of more than 400 digits"),
    "a repeated member": (b'{"name": "a", "name": "b"}', "repeats the member 'name'"),
    "a repeated member deep down": (b'{"x": [{"y": 1, "y": 1}]}', "repeats the member 'y'"),
    "a repeated member without blanks": (b'{"name":"a","name":"b"}', "repeats the member 'name'"),
    "a repeated member of equal value": (b'{"name":"a","name":"a"}', "repeats the member 'name'"),
    "an escaped NUL without blanks": (b'{"name":"a\\u0000b"}', "holds a NUL character"),
    "a number beyond a double without blanks": (b'{"name":1e400}', "holds the number 1e400"),
    "10,000 nested arrays": (b"[" * 10_000 + b"]" * 10_000, "is nested deeper than 100"),
    "10,000 open objects": (b'{"a":' * 10_000, "is "),
    "nesting of 101": (b'{"a":' * 101 + b"1" + b"}" * 101, "is nested deeper than 100"),
}
NO_OBJECT = [b"[]", b"null", b"true", b"7", b'"text"', b'[{"name": "x"}]']


@pytest.fixture
def unchanged(grafana: Api) -> Iterator[None]:
    """Holds the state after a test against the state before."""
    before = state(grafana)
    yield
    assert state(grafana) == before


def state(grafana: Api) -> list[Any]:
    """Everything of Grafana in the test's world that a request could change."""
    seen = [grafana.get(REPORTS).json(), grafana.get(f"{REPORTS}/settings").json()]
    return [*seen, grafana.world.outbox()]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.evidence("grafana", "strict-json", "error-json", "nul-refused")
@pytest.mark.parametrize("what", NO_JSON)
def test_what_is_not_strict_json_is_refused_and_named(grafana: Api, what: str) -> None:
    body, violation = NO_JSON[what]
    for method, path in OPERATIONS:
        answer = grafana.send(method, path, body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()) == (400, {"message": "invalid json"})
        assert answer.headers["Mock-Violation"].startswith(f"body {violation}")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.evidence("grafana", "json-object-needed", "error-json")
@pytest.mark.parametrize("body", NO_OBJECT, ids=bytes.decode)
def test_a_body_that_is_no_object_is_refused(grafana: Api, body: bytes) -> None:
    for method, path in OPERATIONS:
        answer = grafana.send(method, path, body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()) == (400, {"message": "invalid json"})
        assert answer.headers["Mock-Violation"].startswith("body ")


def test_members_named_like_a_prototype_are_members_like_any_other(grafana: Api) -> None:
    odd = {"__proto__": {"polluted": True}, "constructor": 1, "__class__": "x", "toString": None}
    variables = [{"dashboard": {"uid": "__proto__"}, "reportVariables": odd}]
    body = {"name": "x", "recipients": "a@b", "schedule": {"frequency": "once"}, "dashboards": variables, **odd}
    id = grafana.post(REPORTS, body).json()["id"]
    assert grafana.get(f"{REPORTS}/{id}").json()["dashboards"][0]["reportVariables"] == odd


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")], ids=["compact", "with blanks"])
def test_numbers_are_kept_as_they_are_sent(grafana: Api, separators: tuple[str, str]) -> None:
    sent = {"long": 2**63, "longer": -(10**30), "real": 0.1, "large": 1e22, "whole": 1.0, "small": 5e-324, "zero": -0.0}
    body: Any = {"name": "x", "recipients": "a@b", "schedule": {"frequency": "once"}}
    body["dashboards"] = [{"dashboard": {"uid": "x"}, "reportVariables": sent}]
    answer = grafana.send(
        "POST", REPORTS, json.dumps(body, separators=separators).encode(), headers={"Content-Type": "application/json"}
    )
    kept = grafana.get(f"{REPORTS}/{answer.json()['id']}").json()["dashboards"][0]["reportVariables"]
    assert repr(kept) == repr(sent)


def test_the_names_of_members_are_exact(grafana: Api) -> None:
    answer = grafana.post(REPORTS, {"Name": "x", "recipients": "a@b", "schedule": {"frequency": "once"}})
    assert (answer.status_code, answer.headers["Mock-Violation"]) == (400, "/name is required")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.evidence("grafana", "body-limit", "error-too-large")
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_is_refused(grafana: Api, *, chunked: bool) -> None:
    body = b'{"name": "' + b"x" * LIMIT + b'"}'
    for method, path in OPERATIONS:
        content: Any = (body[at : at + 65536] for at in range(0, len(body), 65536)) if chunked else body
        headers = {**grafana.headers, "Content-Type": "application/json"}
        answer = grafana.world.call("grafana", method, path, content=content, headers=headers)
        assert (answer.status_code, answer.json()) == (413, {"message": "Request body too large"})
        assert answer.headers["Mock-Violation"] == f"body is larger than {LIMIT} bytes"


@pytest.mark.evidence("grafana", "body-limit")
def test_a_body_at_the_limit_is_taken(grafana: Api) -> None:
    start, end = b'{"branding": {}, "x": "', b'"}'
    body = start + b"x" * (LIMIT - len(start) - len(end)) + end
    assert grafana.post(f"{REPORTS}/settings", body, headers={"Content-Type": "application/json"}).status_code == 200


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("framing", ["length", "chunks"])
@pytest.mark.parametrize("world", ["by socket"], indirect=True)
def test_a_client_that_goes_away_within_its_body_leaves_no_trace(grafana: Api, framing: str) -> None:
    body = b'{"name":"x","recipients":"a@b","schedule":{"frequency":"once"}}'
    head = {
        "length": f"Content-Length: {len(body) + 1}\r\n\r\n".encode() + body,
        "chunks": b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(body), body),
    }
    url = urlsplit(grafana.world.url("grafana"))
    assert url.hostname is not None
    for method, path in OPERATIONS:
        with socket.create_connection((url.hostname, url.port or 80), 10) as connection:
            line = f"{method} {url.path}{path} HTTP/1.1\r\nHost: {url.netloc}\r\nContent-Type: application/json\r\n"
            line += f"Authorization: {grafana.headers['Authorization']}\r\n"
            connection.sendall(line.encode() + head[framing])
            time.sleep(0.02)


@pytest.mark.parametrize(
    "query", ["?x=%ff", "?" + "&".join(f"a{n}=1" for n in range(1001))], ids=["not UTF-8", "too many"]
)
def test_a_query_is_not_looked_at(grafana: Api, query: str) -> None:
    assert grafana.get(f"{REPORTS}{query}").status_code == 200


@pytest.mark.parametrize("header", [
    {"Authorization": "Bearer \xff\xfe"}, {"X-Grafana-Org-Id": "\xe9"}, {"Cookie": "a=" + "x" * 8000},
    {"Content-Type": "\xff"}, {"Prefer": "\xff=1"}, {"Content-Type": "application/json; charset=" + "x" * 5000},
])  # fmt: skip
def test_odd_headers_are_no_server_error(grafana: Api, header: dict[str, str]) -> None:
    raw = {name: value.encode("latin-1") for name, value in {**grafana.headers, **header}.items()}
    answer = grafana.world.call("grafana", "POST", f"{REPORTS}/settings", headers=raw, content=b"{}")
    assert answer.status_code in (400, 401)
    assert len(answer.headers.get("Mock-Violation", "")) <= 256
    assert answer.headers.get("Mock-Violation", "").isascii()
