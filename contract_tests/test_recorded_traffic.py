"""Recorded traffic: HAR is read and written, the journal is exported as such, and no secret is in what is kept."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import Api, bearer

from mockserver.client import World as Handle
from mockserver.evidence import forms
from mockserver.masking import HIDDEN, Secrets
from mockserver.openapi.sources import SourceError
from mockserver.traffic import har
from mockserver.traffic.exchanges import Exchange, Message
from mockserver.traffic.masks import Masks

AT = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
URL = "https://api.example/v1/things?limit=2"
SECRET = "s3cret-of-mine"


def entry(request: Any = None, response: Any = None, **members: Any) -> dict[str, Any]:
    return {
        "startedDateTime": "2026-11-21T07:00:00.000Z",
        "time": 12.5,
        "request": {"method": "GET", "url": URL, "headers": [], **(request or {})},
        "response": {"status": 200, "headers": [], "content": {"size": 2, "mimeType": "application/json", "text": "{}"}}
        | (response or {}),
        **members,
    }


def recorded(folder: Path, *entries: dict[str, Any]) -> list[tuple[str, Exchange]]:
    file = folder / "traffic.har"
    file.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}), encoding="utf-8")
    return har.read(file)


def exchange(**members: Any) -> Exchange:
    return Exchange(**{
        "method": "POST", "target": "/v1/things?limit=2",
        "request": Message((("Content-Type", "application/json"),), b'{"a":1}'),
        "status": 201, "response": Message((("Content-Type", "application/json"),), b'{"id":4}'), "at": AT, "seconds": 0.25,
    } | members)  # fmt: skip


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    sent = exchange(response=Message((("Content-Type", "application/pdf"),), b"%PDF\xff\x00"))
    written = har.HarFile(tmp_path / "some.har")
    for _ in range(3):
        written.add(har.entry("https://api.example" + sent.target, sent))
        found = har.read(tmp_path / "some.har")  # the file is whole after every entry
    written.close()
    assert [url for url, _ in found] == [URL] * 3
    assert found[2][1] == exchange(response=sent.response, place="/log/entries/2")
    assert forms.misfit(json.loads((tmp_path / "some.har").read_text()), "har") is None


def test_a_recording_without_traffic_is_whole(tmp_path: Path) -> None:
    har.HarFile(tmp_path / "none.har").close()
    assert har.read(tmp_path / "none.har") == []


@pytest.mark.parametrize(
    ("content", "headers", "body"),
    [
        ({"size": 2, "text": "{}"}, [], b"{}"),
        ({"size": 3, "text": base64.b64encode(b"\xff\x00a").decode(), "encoding": "base64"}, [], b"\xff\x00a"),
        ({"size": 900, "text": "cut off"}, [], None),
        ({"size": 900}, [], None),
        ({"size": -1}, [], None),
        ({"size": 0}, [], b""),
        (None, [{"name": "Content-Length", "value": "0"}], b""),
        (None, [], None),
    ],
)
def test_a_body_that_was_not_kept_is_no_empty_body(
    tmp_path: Path, content: Any, headers: list[Any], body: bytes | None
) -> None:
    ((_, found),) = recorded(tmp_path, entry(response={"content": content, "headers": headers}))
    assert found.response.body == body


def test_what_browsers_and_proxies_write_is_read(tmp_path: Path) -> None:
    """Headers of HTTP/2's own, forms as parameters, requests that got no answer."""
    form = {"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a b", "value": "1&2"}]}
    file = {"mimeType": "multipart/form-data; boundary=x", "params": [{"name": "f", "fileName": "a.png"}]}
    fields = [{"name": ":authority", "value": "api.example"}, {"name": "content-length", "value": "7"}]
    aborted = {"status": 0, "statusText": "", "headers": [], "content": {}, "_error": "net::ERR_ABORTED"}
    found = recorded(
        tmp_path,
        entry({"method": "post", "postData": form, "headers": fields}),
        entry({"method": "POST", "postData": file}),
        entry({"method": "POST", "headers": fields}),
        entry(response=aborted),
        entry({"method": "HEAD"}, {"content": {"size": 99}}),
        entry(startedDateTime="yesterday", time=None),
    )
    bodies = [each.request.body for _, each in found]
    assert bodies == [b"a+b=1%262", None, None, b"", b""]
    assert found[0][1].method == "POST"
    assert found[0][1].request.headers == (("content-length", "7"), ("Content-Type", form["mimeType"]))
    assert found[3][1].response.body == b""
    assert (found[4][1].at, found[4][1].seconds) == (None, 0.0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nothing", "line 1, column 1: Expecting value"),
        ("{}", "member 'log' is missing"),
        ('{"log": {"entries": [{}]}}', "/log/entries/0: member 'request' is missing"),
        ('{"log": {"entries": 1}}', "/log/entries: must be a list"),
        ("[" * 3000, "recursion"),
    ],
)
def test_what_is_no_recording_is_refused_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "bad.har").write_text(text)
    with pytest.raises(SourceError, match=r"bad\.har") as refused:
        har.read(tmp_path / "bad.har")
    assert told in str(refused.value)


def test_a_text_that_is_no_base64_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="/log/entries/0: a text that should be base64"):
        recorded(tmp_path, entry(response={"content": {"text": "a*b", "encoding": "base64"}}))


BASIC = base64.b64encode(f"me:{SECRET}".encode()).decode()


@pytest.mark.parametrize(
    "secretive",
    [
        exchange(request=Message((("Authorization", f"Bearer {SECRET}"),))),
        exchange(request=Message((("authorization", f"Basic {BASIC}"), ("X-Note", SECRET)))),
        exchange(request=Message((("Cookie", f"a=1; sid={SECRET}"),))),
        exchange(request=Message((("X-Vault-Token", SECRET),), b"")),
        exchange(request=Message((("X-Key", SECRET),), b"")),
        exchange(response=Message((("Set-Cookie", f"sid={SECRET}; Path=/"), ("Location", f"/a?token={SECRET}")))),
        exchange(target=f"/v1/things?api_key={SECRET}&limit=2"),
        exchange(request=Message((("Content-Type", "application/json"),), json.dumps({"user": {"password": SECRET}}).encode())),
        exchange(request=Message((("Content-Type", "application/x-www-form-urlencoded"),), f"password={SECRET}".encode())),
        exchange(request=Message((("Content-Type", "multipart/form-data; boundary=x"),),
                                 f'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n{SECRET}\xff'.encode("latin-1"))),
        exchange(response=Message((("Content-Type", "application/json"),), json.dumps([{"jwt": SECRET}]).encode())),
        exchange(request=Message((("Authorization", f"Bearer {SECRET}"),)),
                 response=Message((), f'{{"echo": "you sent {SECRET}"}}'.encode())),
        exchange(request=Message((("Authorization", f"Bearer {SECRET}"),)), target=f"/v1/{SECRET}/things",
                 response=Message((("Content-Type", "application/octet-stream"),), b"\xff" + SECRET.encode())),
    ],
)  # fmt: skip
def test_no_secret_is_kept(secretive: Exchange) -> None:
    kept = Masks(Secrets(["x-key"])).masked(secretive)
    written = json.dumps(har.entry("https://api.example" + kept.target, kept))
    assert SECRET not in written
    assert BASIC not in written
    assert base64.b64encode(b"\xff" + SECRET.encode()).decode() not in written
    assert HIDDEN in written or "was not kept" in written


def test_a_secret_that_was_met_once_is_hidden_later() -> None:
    masks = Masks(Secrets([]))
    masks.masked(
        exchange(response=Message((("Content-Type", "application/json"),), json.dumps({"jwt": SECRET}).encode()))
    )
    later = masks.masked(exchange(target=f"/v1/things/{SECRET}", request=Message((("X-Trace", SECRET),))))
    assert SECRET not in f"{later.target}{later.request.headers}"


def test_what_is_no_secret_stays() -> None:
    sent = exchange(
        request=Message((("Accept", "text/html"), ("Content-Type", "application/json")), b'{"name":"token of love"}'),
        response=Message((("WWW-Authenticate", "Bearer realm=x"), ("Content-Type", "application/json")), b'{"id":4}'),
    )
    assert Masks(Secrets([])).masked(sent) == sent


def test_of_a_credential_the_scheme_is_kept() -> None:
    kept = Masks(Secrets([])).masked(exchange(request=Message((("Authorization", f"Bearer {SECRET}"),))))
    assert kept.request.headers == (("Authorization", f"Bearer {HIDDEN}"),)


def test_a_journal_is_exported_as_recorded_traffic(grafana: Api, steered: Handle, tmp_path: Path) -> None:
    steered.clock.freeze("2022-10-01T07:00:00Z")
    grafana.get("/api/reports/2?x=1")
    grafana.post("/api/reports", {"name": 1})
    exported = steered.requests.har()
    (tmp_path / "journal.har").write_text(json.dumps(exported))
    (first_url, first), (_, second) = har.read(tmp_path / "journal.har")
    assert first_url.endswith(f"/w/{steered.name}/grafana/api/reports/2?x=1")
    assert (first.status, second.status, second.method) == (200, 400, "POST")
    assert json.loads(first.response.body or b"")["id"] == 2
    assert second.request.body == b'{"name":1}'
    assert first.request.header("authorization") == HIDDEN
    assert first.at == datetime(2022, 10, 1, 7, tzinfo=UTC)
    assert exported["log"]["entries"][0]["_mock"]["operation"] == "getReport"
    assert (
        len(steered.requests.har(status=400)["log"]["entries"])
        == len(steered.requests.har(limit=1)["log"]["entries"])
        == 1
    )


def test_an_export_has_no_secret_and_no_part_of_a_body(grafana: Api, steered: Handle, strapi: Api) -> None:
    strapi.post("/auth/local", {"identifier": "reader", "password": "reader-password"}, headers=bearer("nothing"))
    grafana.post("/api/reports", {"name": "x" * 70_000})
    exported = steered.requests.har()["log"]["entries"]
    assert "reader-password" not in json.dumps(exported)
    assert "postData" not in exported[1]["request"]
    assert exported[1]["request"]["comment"] == "the body was not kept"
