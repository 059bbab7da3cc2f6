"""Who may call Strapi: tokens, roles, and what is looked at before what."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from conftest import Api, bearer

EVE = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6IjAiLCJpYXQiOjE1NjY2NTYxMjJ9.brJkATPH4X7ZmPEXNw69-Ndy1NTwrZfrffBL7NfmDLI"
FORMAT = "Invalid authorization header format. Format is Authorization: Bearer [token]"
REPORT_CALLS = [
    ("POST", "/reports"), ("GET", "/reports"), ("GET", "/reports/count"), ("GET", "/reports/1"), ("PUT", "/reports/1"),
    ("DELETE", "/reports/1"),
]  # fmt: skip
ACTIONS = ["create", "find", "count", "findOne", "update", "delete"]
CALLS = [*REPORT_CALLS, ("GET", "/users/me"), ("POST", "/auth/local"), ("POST", "/auth/local/register")]


def refused(answer: httpx.Response, status: int, text: str) -> None:
    """Check a refusal."""
    assert (answer.status_code, answer.json()) == (status, {"code": status, "message": text})


def allow(strapi: Api, role: str, *actions: str) -> None:
    """Let a role of the test's world do these things, and no others."""
    strapi.world.steer("PATCH", "/state/strapi/roles", {role: {"actions": list(actions)}})


@pytest.mark.evidence(
    "strapi", "anonymous-is-forbidden", "error-forbidden", "error-form", "error-code-is-the-status", "default-world"
)
@pytest.mark.parametrize(("method", "path"), REPORT_CALLS)
def test_nobody_may_do_anything_with_reports(strapi: Api, method: str, path: str) -> None:
    refused(strapi.by().send(method, path), 403, "Forbidden")


@pytest.mark.evidence("strapi", "fixed-tokens", "error-forbidden", "default-world")
@pytest.mark.parametrize(("method", "path"), CALLS)
def test_eve_is_signed_in_and_may_do_nothing(strapi: Api, method: str, path: str) -> None:
    refused(strapi.by(**bearer(EVE)).send(method, path), 403, "Forbidden")


@pytest.mark.evidence("strapi", "fixed-tokens", "default-world")
def test_ann_may_do_everything_with_reports(strapi: Api) -> None:
    assert [strapi.send(method, path).status_code for method, path in REPORT_CALLS] == [200] * 6


@pytest.mark.evidence("strapi", "rights-per-role")
@pytest.mark.parametrize("role", ["1", "2"])
def test_each_action_of_a_role_opens_one_operation(strapi: Api, role: str) -> None:
    caller = strapi if role == "1" else strapi.by()
    for action, call in zip(ACTIONS, REPORT_CALLS, strict=True):
        allow(strapi, role, f"reports.{action}")
        opened = [each for each in REPORT_CALLS if caller.send(*each).status_code != 403]
        assert opened == [call]
    allow(strapi, role)
    assert {caller.send(*each).status_code for each in REPORT_CALLS} == {403}


@pytest.mark.evidence("strapi", "rights-per-role", "login-is-for-the-anonymous")
def test_registering_can_be_closed(strapi: Api) -> None:
    allow(strapi, "2", "user.callback")
    refused(strapi.by().post("/auth/local/register", {}), 403, "Forbidden")
    refused(strapi.by().post("/auth/local", {}), 400, "Please provide your username or your e-mail.")


@pytest.mark.evidence("strapi", "rights-per-role")
def test_a_listed_token_may_be_allowed_less_than_its_user(strapi: Api) -> None:
    strapi.world.accept(
        "strapi", id="reader", scheme="bearer", secret="reads", subject="1", permissions={"reports.find": []}
    )
    reader = strapi.by(**bearer("reads"))
    assert (reader.get("/reports").status_code, reader.post("/reports").status_code) == (200, 403)


# Tokens in the header


@pytest.mark.evidence("strapi", "bad-token-everywhere", "error-invalid-token", "check-order")
@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize(("header", "text"), [
    ("Bearer guessed", "Invalid token."), ("Basic YW5uOnNlY3JldDEy", "Invalid token."), ("bearer guessed", "Invalid token."),
    ("Bearer", FORMAT), (EVE, FORMAT),
])  # fmt: skip
def test_a_bad_token_is_refused_everywhere(strapi: Api, method: str, path: str, header: str, text: str) -> None:
    refused(strapi.by(Authorization=header).send(method, path), 401, text)


@pytest.mark.evidence("strapi", "error-authorization-format")
def test_a_header_of_one_word_is_told_the_format(strapi: Api) -> None:
    refused(strapi.by(Authorization="Bearer").get("/reports"), 401, FORMAT)


@pytest.mark.evidence("strapi", "anonymous-is-forbidden", "error-no-authorization-header")
def test_an_empty_header_is_nobodys(strapi: Api) -> None:
    nobody = strapi.by(Authorization="")
    refused(nobody.get("/reports"), 403, "Forbidden")
    refused(nobody.get("/users/me"), 400, "No authorization header was found")


@pytest.mark.evidence("strapi", "bearer-only")
def test_a_token_in_the_query_is_not_looked_at(strapi: Api) -> None:
    token = strapi.headers["Authorization"].removeprefix("Bearer ")
    refused(strapi.by().get(f"/reports/1?token={token}"), 403, "Forbidden")
    refused(strapi.by().post(f"/reports?access_token={token}"), 403, "Forbidden")
    assert strapi.by(Authorization=f"bEARER {token}").get("/reports").status_code == 200


@pytest.mark.evidence("strapi", "fixed-tokens")
def test_a_listed_token_that_is_deleted_revoked_or_expired_is_refused(strapi: Api) -> None:
    strapi.world.steer("PATCH", "/credentials/strapi/documented", {"revoked": True})
    refused(strapi.get("/reports"), 401, "Invalid token.")
    strapi.world.steer("PATCH", "/credentials/strapi/documented", {"revoked": False, "expires": "2000-01-01T00:00:00Z"})
    refused(strapi.get("/reports"), 401, "Invalid token.")
    strapi.world.steer("DELETE", "/credentials/strapi/documented")
    refused(strapi.get("/reports"), 401, "Invalid token.")


# Order


@pytest.mark.evidence("strapi", "check-order", "method-before-token")
def test_route_token_right_body_and_report_are_looked_at_in_this_order(strapi: Api) -> None:
    bad: dict[str, Any] = {"score": "x"}
    guessed, eve = strapi.by(**bearer("guessed")), strapi.by(**bearer(EVE))
    refused(guessed.put("/nowhere", bad), 404, "Not Found")
    refused(guessed.send("PATCH", "/reports/99", bad), 405, "Method Not Allowed")
    refused(guessed.put("/reports/99", bad), 401, "Invalid token.")
    refused(eve.put("/reports/99", bad), 403, "Forbidden")
    refused(eve.put("/reports/99", b"{"), 403, "Forbidden")
    refused(strapi.put("/reports/99", bad), 400, "ValidationError")
    refused(strapi.put("/reports/99", {}), 404, "entry.notFound")
    refused(strapi.get("/reports/99?_publicationState=x"), 400, "Bad Request")
