"""Strapi's users: registered, signed in, shown to themselves; tokens are signed, and live by the world's clock."""

from __future__ import annotations

from typing import Any

import httpx
import jwt
import pytest
from conftest import Api, bearer

SECRET = "mock-strapi-jwt-secret-for-tests-only"
ROLE = {
    "id": "1",
    "name": "Authenticated",
    "description": "Default role given to authenticated user.",
    "type": "authenticated",
}
ANN = {
    "id": "1", "username": "ann", "email": "ann@example.com", "provider": "local", "confirmed": True, "blocked": None, "role": ROLE,
}  # fmt: skip
BOB = {"username": "bob", "email": "Bob@Example.com", "password": "secret34"}


@pytest.fixture
def anybody(strapi: Api) -> Api:
    """Strapi, called without a token."""
    return strapi.by()


def login(anybody: Api, identifier: Any = "ann", password: Any = "secret12") -> httpx.Response:
    """Sign in."""
    return anybody.post("/auth/local", {"identifier": identifier, "password": password})


def register(anybody: Api, **members: Any) -> httpx.Response:
    """Register bob, or somebody a little different; what is None is left out."""
    return anybody.post(
        "/auth/local/register", {name: value for name, value in {**BOB, **members}.items() if value is not None}
    )


def change(strapi: Api, id: str, **members: Any) -> None:
    """Change a user of the test's world."""
    strapi.world.steer("PATCH", "/state/strapi/users", {id: members})


def refused(answer: httpx.Response, status: int, text: str) -> None:
    """Check a refusal."""
    assert (answer.status_code, answer.json()) == (status, {"code": status, "message": text})


# Signing in


@pytest.mark.evidence("strapi", "login-identifier", "me-has-no-private-members", "default-world")
@pytest.mark.parametrize("identifier", ["ann", "ann@example.com", "ANN@Example.COM"])
def test_signing_in_gives_a_token_and_the_user(anybody: Api, identifier: str) -> None:
    answer = login(anybody, identifier)
    assert answer.status_code == 200
    assert answer.json()["user"] == {**ANN, "reports": []}
    assert anybody.by(**bearer(answer.json()["jwt"])).get("/users/me").json() == ANN


@pytest.mark.evidence("strapi", "login-identifier", "error-credentials-wrong")
@pytest.mark.parametrize(("identifier", "password"), [
    ("ANN", "secret12"), ("ann", "Secret12"), ("nobody", "secret12"), ("string", "string"), ("ann", "********"), ("eve", "secret1"),
])  # fmt: skip
def test_a_wrong_name_or_password_is_refused(anybody: Api, identifier: str, password: str) -> None:
    refused(login(anybody, identifier, password), 400, "Identifier or password invalid.")


@pytest.mark.evidence(
    "strapi",
    "error-identifier-missing",
    "error-password-missing",
    "wrong-type-counts-as-missing",
    "error-login-blocked",
)
def test_signing_in_is_checked_in_order(strapi: Api, anybody: Api) -> None:
    no_identifier, no_password = "Please provide your username or your e-mail.", "Please provide your password."
    for identifier in ("", 5, None, ["ann"]):
        refused(login(anybody, identifier, ""), 400, no_identifier)
    for password in ("", 5, None, {}):
        refused(login(anybody, "ann", password), 400, no_password)
    for body in (None, {}, [], b""):
        refused(anybody.post("/auth/local", body, headers={"Content-Type": "application/json"}), 400, no_identifier)
    change(strapi, "1", blocked=True)
    for password in ("secret12", "wrong"):
        refused(login(anybody, password=password), 400, "Your account has been blocked by an administrator")


@pytest.mark.evidence("strapi", "linked-reports")
def test_the_user_of_a_new_token_carries_his_reports(strapi: Api, anybody: Api) -> None:
    report = strapi.post("/reports", {"uuid": "u", "users_permissions_user": "1"}).json()
    strapi.post("/reports", {"uuid": "not his"})
    assert login(anybody).json()["user"]["reports"] == [{**report, "users_permissions_user": "1"}]


@pytest.mark.evidence("strapi", "login-is-for-the-anonymous", "register-is-for-the-anonymous", "error-forbidden")
def test_who_is_signed_in_neither_signs_in_nor_registers(strapi: Api) -> None:
    refused(login(strapi), 403, "Forbidden")
    refused(register(strapi), 403, "Forbidden")


# Registering


@pytest.mark.evidence("strapi", "register-result", "register-ignores", "email-in-lower-case", "id-counters")
def test_a_registered_user_can_do_what_the_role_can(anybody: Api) -> None:
    answer = register(anybody, role="2", provider="github", confirmed=False, id="77", nonsense=1)
    bob = {**ANN, "id": "2", "username": "bob", "email": "bob@example.com", "reports": []}
    assert (answer.status_code, answer.json()["user"]) == (200, bob)
    by_bob = anybody.by(**bearer(answer.json()["jwt"]))
    assert (
        by_bob.post("/reports", {"users_permissions_user": "2"}).json()["users_permissions_user"]["password"]
        == "********"
    )
    assert login(anybody, "bob", "secret34").status_code == 200
    assert register(anybody, username="x", email="x@y.zz", password="p").json()["user"]["id"] == "3"


@pytest.mark.evidence("strapi", "register-result")
@pytest.mark.parametrize(("sent", "stored"), [(True, True), (False, False), (None, None)])
def test_blocked_is_stored_as_it_is_sent(anybody: Api, sent: Any, stored: Any) -> None:
    assert register(anybody, blocked=sent).json()["user"]["blocked"] is stored


@pytest.mark.evidence("strapi", "register-result", "body-types")
def test_a_form_registers_and_signs_in(anybody: Api) -> None:
    registered = anybody.send("POST", "/auth/local/register", data={**BOB, "blocked": "false"})
    assert registered.json()["user"]["blocked"] is False
    assert anybody.send("POST", "/auth/local", data={"identifier": "bob", "password": "secret34"}).status_code == 200


@pytest.mark.evidence("strapi", "error-password-missing", "error-email-missing", "error-email-format", "error-email-taken",
                      "error-username-taken", "error-username-missing", "wrong-type-counts-as-missing")  # fmt: skip
@pytest.mark.parametrize(("members", "text"), [
    ({"password": None, "email": None, "username": None}, "Please provide your password."),
    ({"password": 5}, "Please provide your password."),
    ({"email": None, "username": None}, "Please provide your email."),
    ({"email": ""}, "Please provide your email."),
    ({"email": "bob", "username": None}, "Please provide valid email address."),
    ({"email": "bob@example"}, "Please provide valid email address."),
    ({"email": "ANN@example.com", "username": "ann"}, "Email is already taken."),
    ({"email": "ann@example.com", "username": None}, "Email is already taken."),
    ({"username": "ann"}, "Email already taken"),
    ({"username": ""}, "Username already taken"),
    ({"username": None, "blocked": "maybe"}, "Username already taken"),
    ({"blocked": "maybe"}, "ValidationError"),
])  # fmt: skip
def test_registering_is_checked_in_order(anybody: Api, members: dict[str, Any], text: str) -> None:
    refused(register(anybody, **members), 400, text)
    assert register(anybody).json()["user"]["id"] == "2"


# Tokens


@pytest.mark.evidence("strapi", "token-claims", "token-secret")
def test_a_token_is_a_signed_jwt_dated_by_the_worlds_clock(strapi: Api, anybody: Api) -> None:
    strapi.world.freeze("2026-11-20T21:39:37.500Z")
    token = login(anybody).json()["jwt"]
    claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_exp": False, "verify_iat": False})
    assert claims == {"id": "1", "iat": 1795210777, "exp": 1795210777 + 30 * 24 * 3600}
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}


@pytest.mark.evidence("strapi", "token-claims", "error-token-expired", "fixed-tokens")
def test_a_token_lives_for_thirty_days_of_the_worlds_clock(strapi: Api, anybody: Api) -> None:
    strapi.world.freeze("2026-11-01T00:00:00Z")
    ann = anybody.by(**bearer(login(anybody).json()["jwt"]))
    strapi.world.freeze("2026-11-30T23:59:59Z")
    assert ann.get("/users/me").json() == ANN
    strapi.world.freeze("2026-12-01T00:00:00Z")
    refused(ann.get("/users/me"), 401, "Invalid token.")
    assert strapi.get("/users/me").json() == ANN


@pytest.mark.evidence("strapi", "token-secret", "error-invalid-token")
def test_a_world_with_another_secret_does_not_know_the_tokens_of_this_one(strapi: Api, anybody: Api) -> None:
    token = login(anybody).json()["jwt"]
    strapi.world.switch("strapi", jwtSecret="another secret that is long enough for HS256")
    refused(strapi.by(**bearer(token)).get("/users/me"), 401, "Invalid token.")
    assert strapi.by(**bearer(login(anybody).json()["jwt"])).get("/users/me").json() == ANN


@pytest.mark.evidence("strapi", "error-invalid-token", "token-claims")
@pytest.mark.parametrize("token", [
    "x", "a.b.c", jwt.encode({"id": "1"}, SECRET), jwt.encode({"exp": 2**40}, SECRET), jwt.encode({"id": "1", "exp": "soon"}, SECRET),
    jwt.encode({"id": "1", "exp": 2**40}, SECRET + "!"),
    jwt.encode({"id": "1", "exp": 2**40}, None, algorithm="none"), jwt.encode({"id": ["1"], "exp": 2**40}, SECRET),
])  # fmt: skip
def test_a_token_that_was_not_handed_out_here_is_refused(anybody: Api, token: str) -> None:
    refused(anybody.by(**bearer(token)).get("/reports"), 401, "Invalid token.")


@pytest.mark.evidence("strapi", "error-user-blocked", "error-user-unconfirmed", "error-user-not-found")
def test_the_token_of_a_user_who_is_blocked_unconfirmed_or_gone_is_refused(strapi: Api, anybody: Api) -> None:
    signed = anybody.by(**bearer(login(anybody).json()["jwt"]))
    for ann in (strapi, signed):
        change(strapi, "1", blocked=True)
        refused(ann.get("/users/me"), 401, "Your account has been blocked by the administrator.")
        change(strapi, "1", blocked=False, confirmed=False)
        refused(ann.get("/reports"), 401, "Your account email is not confirmed.")
        change(strapi, "1", confirmed=True)
    strapi.world.steer("PATCH", "/state/strapi/users", {"1": None})
    for ann in (strapi, signed):
        refused(ann.post("/auth/local", {}), 401, "User Not Found")


@pytest.mark.evidence("strapi", "error-no-authorization-header")
def test_nobody_has_no_me(anybody: Api) -> None:
    refused(anybody.get("/users/me"), 400, "No authorization header was found")


@pytest.mark.parametrize("form", [False, True], ids=["JSON", "form"])
def test_the_journal_shows_neither_password_nor_token(strapi: Api, form: bool) -> None:
    given = {"identifier": "ann@example.com", "password": "secret12"}
    sent = {"data": given} if form else {"json": given}
    answer = strapi.by().world.call("strapi", "POST", "/auth/local", **sent)
    assert answer.status_code == 200, answer.text
    entry = strapi.world.steer("GET", "/requests")[-1]
    assert "secret12" not in entry["body"]
    assert "ann%40example.com" in entry["body"] or "ann@example.com" in entry["body"]
    assert answer.json()["jwt"] not in entry["answer"]
