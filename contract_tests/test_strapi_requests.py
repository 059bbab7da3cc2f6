"""How Strapi takes requests: paths, methods, bodies, and what it says about those that it does not take."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from conftest import ROOT, Api

JSON = {"Content-Type": "application/json"}


def refused(answer: httpx.Response, status: int, text: str) -> None:
    """Check a refusal."""
    assert (answer.status_code, answer.json()) == (status, {"code": status, "message": text})


# Paths and methods


@pytest.mark.evidence("strapi", "trailing-slash")
def test_a_slash_at_the_end_changes_nothing(strapi: Api) -> None:
    assert strapi.post("/reports/", {}).status_code == 200
    assert (strapi.get("/reports/").json(), strapi.get("/reports/count/").json()) == (strapi.get("/reports").json(), 1)
    assert strapi.get("/reports/1/").json() == strapi.get("/reports/1").json()
    assert strapi.get("/users/me/").status_code == 200


@pytest.mark.evidence("strapi", "error-not-found")
@pytest.mark.parametrize(
    "path", ["/", "/report", "/reports//", "/reports/1/2", "/users", "/users/1", "/Reports", "/auth/local/x"]
)
def test_an_unknown_route_is_not_found(strapi: Api, path: str) -> None:
    refused(strapi.by().get(path), 404, "Not Found")


@pytest.mark.evidence("strapi", "count-wins-for-get-only")
def test_count_is_an_id_for_put_and_delete(strapi: Api) -> None:
    assert strapi.get("/reports/count").json() == 0
    refused(strapi.put("/reports/count", {}), 404, "entry.notFound")
    refused(strapi.delete("/reports/count"), 404, "Not Found")


ALLOWED = [
    ("PATCH", "/reports", "HEAD, GET, POST"), ("DELETE", "/reports/", "HEAD, GET, POST"), ("PATCH", "/reports/1", "HEAD, GET, PUT, DELETE"),
    ("POST", "/reports/count", "HEAD, GET, PUT, DELETE"), ("PUT", "/auth/local", "HEAD, GET, POST"),
    ("GET", "/auth/local/register", "POST"), ("POST", "/users/me", "HEAD, GET"),
]  # fmt: skip


@pytest.mark.evidence(
    "strapi", "allow-values", "allow-of-other-paths", "error-method-not-allowed", "method-before-token"
)
@pytest.mark.parametrize(("method", "path", "allow"), ALLOWED)
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer guessed"}])
def test_another_method_is_refused_to_everybody(
    strapi: Api, method: str, path: str, allow: str, headers: dict[str, str]
) -> None:
    answer = strapi.by(**headers).send(method, path)
    refused(answer, 405, "Method Not Allowed")
    assert answer.headers["Allow"] == allow


@pytest.mark.evidence("strapi", "head-and-options", "allow-values", "bad-token-everywhere")
@pytest.mark.parametrize(("_method", "path", "allow"), ALLOWED)
def test_options_is_answered_to_everybody(strapi: Api, _method: str, path: str, allow: str) -> None:
    answer = strapi.by(Authorization="Bearer guessed").send("OPTIONS", path)
    assert (answer.status_code, answer.content, answer.headers["Allow"]) == (200, b"", allow)


@pytest.mark.evidence("strapi", "head-and-options")
def test_head_is_get_without_a_body(strapi: Api) -> None:
    strapi.post("/reports", {"uuid": "u"})
    for path in ("/reports", "/reports/count", "/reports/1", "/users/me"):
        head, get = strapi.send("HEAD", path), strapi.get(path)
        assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(len(get.content)))
    assert strapi.by().send("HEAD", "/reports").status_code == 403
    assert strapi.send("HEAD", "/reports/2").status_code == 404
    assert strapi.send("HEAD", "/reports?_limit=x").status_code == 400


@pytest.mark.evidence("strapi", "get-auth-local-is-404")
def test_get_auth_local_is_not_found_although_allow_names_it(strapi: Api) -> None:
    refused(strapi.by().get("/auth/local"), 404, "Not Found")
    assert strapi.by().send("HEAD", "/auth/local/").status_code == 404


@pytest.mark.evidence("strapi", "json-output")
def test_answers_are_compact_json_in_the_order_of_the_examples(strapi: Api) -> None:
    answer = strapi.post("/reports", {"score": 1, "uuid": "ü", "published_at": "2019-08-24T14:15:22Z"})
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.content.decode() == (
        '{"id":"1","uuid":"ü","referenceId":null,"type":null,"processed":null,"users_permissions_user":null,"score":1,'
        '"scoreProbability":null,"scoreConfidence":null,"scoreVersion":null,"published_at":"2019-08-24T14:15:22Z"}'
    )


# Bodies


@pytest.mark.evidence("strapi", "body-types", "casting")
def test_a_form_is_read_with_its_texts_cast(strapi: Api) -> None:
    form = {"uuid": "u", "score": "1.5", "processed": "true", "users_permissions_user": "1", "unknown": "x"}
    report = strapi.send("POST", "/reports", data=form).json()
    assert (report["uuid"], report["score"], report["processed"], report["users_permissions_user"]["id"]) == (
        "u",
        1.5,
        True,
        "1",
    )
    refused(strapi.send("PUT", "/reports/1", data={"score": "x"}), 400, "ValidationError")


@pytest.mark.evidence("strapi", "error-unsupported-media-type")
@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": each}
        for each in (
            "text/plain",
            "application/xml",
            "multipart/form-data; boundary=x",
            "application/json; charset=latin-1",
        )
    ]
    + [{}],
)
def test_a_body_that_is_not_read_is_refused_and_not_stored_as_nulls(strapi: Api, headers: dict[str, str]) -> None:
    for method, path in (("POST", "/reports"), ("PUT", "/reports/1")):
        answer = strapi.send(method, path, content=b'{"uuid": "u"}', headers=headers)
        refused(answer, 415, "Unsupported Media Type")
        assert answer.headers["Mock-Violation"].startswith("header.Content-Type")
    assert strapi.get("/reports/count").json() == 0


@pytest.mark.evidence("strapi", "body-types")
@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}, JSON])
def test_no_body_is_an_empty_object_whatever_it_claims_to_be(strapi: Api, headers: dict[str, str]) -> None:
    answer = strapi.post("/reports", b"", headers=headers)
    assert (answer.status_code, answer.json()["uuid"]) == (200, None)


@pytest.mark.evidence("strapi", "array-body-counts-as-empty")
@pytest.mark.parametrize("body", [[], [{"score": "x"}], [5]])
def test_a_list_counts_as_empty(strapi: Api, body: Any) -> None:
    assert strapi.post("/reports", body).json()["score"] is None
    refused(strapi.by().post("/auth/local/register", body), 400, "Please provide your password.")


@pytest.mark.evidence("strapi", "error-malformed-json", "error-json-scalar", "error-unreadable-body")
@pytest.mark.parametrize(("body", "text"), [
    (b'{"uuid":', "Unexpected end of JSON input"), (b"[", "Unexpected end of JSON input"), (b'{"uuid": "\xff"}', "Unexpected end of JSON input"),
    (b"{", "Expected property name or '}' in JSON at position 1"), (b'{"score": NaN}', 'Unexpected token \'N\', "{"score": NaN}" is not valid JSON'),
    (b'{"uuid": "u",}', "Expected double-quoted property name in JSON at position 13"),
    (b"[" * 5000, "Unexpected end of JSON input"), (b"[" * 5000 + b"]" * 5000, "Unexpected end of JSON input"), (b'{"uuid":"\\ud83d"}', "Unexpected end of JSON input"),
    (b"\xff", "invalid JSON, only supports object and array"), (b"{bad}", "Expected property name or '}' in JSON at position 1"),
    (b"5", "invalid JSON, only supports object and array"), (b'"x"', "invalid JSON, only supports object and array"),
    (b"null", "invalid JSON, only supports object and array"), (b"true", "invalid JSON, only supports object and array"),
])  # fmt: skip
def test_what_is_no_object_is_refused_and_stores_nothing(strapi: Api, body: bytes, text: str) -> None:
    refused(strapi.post("/reports", body, headers=JSON), 400, text)
    refused(strapi.put("/reports/1", body, headers=JSON), 400, text)
    refused(strapi.by().post("/auth/local", body, headers=JSON), 400, text)
    refused(strapi.by().post("/auth/local/register", body, headers=JSON), 400, text)
    assert strapi.get("/reports/count").json() == 0


@pytest.mark.evidence("strapi", "error-payload-too-large")
@pytest.mark.parametrize("path", ["/reports", "/auth/local", "/auth/local/register"])
def test_a_body_over_the_limit_is_refused(strapi: Api, path: str) -> None:
    caller = strapi if path == "/reports" else strapi.by()
    refused(caller.post(path, b'{"uuid": "' + b"x" * 1_048_576 + b'"}', headers=JSON), 413, "Request Entity Too Large")


# What is stored


@pytest.mark.evidence("strapi", "default-world")
@pytest.mark.parametrize("readings", [{}, {"ids": "integer"}, {"user-privates": "stripped"}, {"errors": "observed"}])
def test_what_is_stored_has_its_own_form_under_every_reading(strapi: Api, readings: dict[str, str]) -> None:
    strapi.world.choose("strapi", readings)
    strapi.post("/reports", {"type": "reference", "users_permissions_user": "1"})
    for collection, id, change, pointer in [
        ("users", "1", {"plainPassword": "other"}, ""), ("users", "1", {"plainPassword": 5}, "/plainPassword"),
        ("users", "1", {"password": None}, ""), ("roles", "1", {"actions": ["user.me"]}, ""),
        ("roles", "1", {"actions": ["reports.burn"]}, "/actions/0"), ("reports", "1", {"score": 5}, ""),
        ("reports", "1", {"score": "5"}, "/score"), ("reports", "1", {"users_permissions_user": 1}, "/users_permissions_user"),
        ("reports", "1", {"nonsense": 5}, ""),
    ]:  # fmt: skip
        answer = strapi.world.admin("PATCH", f"/state/strapi/{collection}", json={id: change})
        assert answer.is_success is not (bool(pointer) or "nonsense" in change), answer.text
        assert pointer in answer.text


def test_what_is_stored_is_no_part_of_the_document() -> None:
    for file in (ROOT / "specs" / "strapi").rglob("*.yaml"):
        assert not re.search("plainPassword|Stored[A-Z]", file.read_text(encoding="utf-8")), file


# What is made to go wrong


@pytest.mark.evidence("strapi", "error-internal")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_fault_is_an_internal_server_error(strapi: Api, method: str) -> None:
    strapi.world.fault(vendor="strapi", status=500)
    refused(strapi.send(method, "/reports"), 500, "An internal server error occurred")


@pytest.mark.evidence("strapi", "error-internal", "error-code-is-the-status", "error-form")
@pytest.mark.parametrize(("status", "text"), [
    (401, "Invalid token."), (403, "Forbidden"), (404, "Not Found"), (500, "An internal server error occurred"), (503, "Service Unavailable"),
])  # fmt: skip
def test_a_preferred_status_comes_with_its_own_code_and_does_nothing(strapi: Api, status: int, text: str) -> None:
    answer = strapi.post("/reports", {}, headers={"Prefer": f"code={status}"})
    refused(answer, status, text)
    assert answer.headers["Preference-Applied"] == f"code={status}"
    assert strapi.get("/reports/count").json() == 0
