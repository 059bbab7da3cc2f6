"""Where Strapi's sources contradict each other, a world can choose another reading."""

from __future__ import annotations

from typing import Any

import httpx
import jwt
import pytest
from conftest import Api

JSON = {"Content-Type": "application/json"}
PRIVATE = {"password", "resetPasswordToken", "confirmationToken"}
INTERNAL = {"statusCode": 500, "error": "Internal Server Error", "message": "An internal server error occurred"}


def choose(strapi: Api, **readings: str) -> None:
    """Choose readings in the test's world."""
    strapi.world.choose("strapi", {id.replace("_", "-"): value for id, value in readings.items()})


@pytest.fixture
def observed(strapi: Api) -> Api:
    """Strapi with the refusals of the real server."""
    choose(strapi, errors="observed")
    return strapi


def user_error(id: str, text: str = "") -> dict[str, Any]:
    """The refusal of a login or registration."""
    messages = [{"messages": [{"id": id, "message": text} if text else {"id": id}]}]
    return {"statusCode": 400, "error": "Bad Request", "message": messages, "data": messages}


def plain(answer: httpx.Response, status: int, text: str) -> None:
    """Check a refusal in plain text."""
    assert (answer.status_code, answer.text) == (status, text)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


# errors=observed


@pytest.mark.evidence("strapi", "observed-error-form")
def test_observed_refusals_have_status_reason_and_message(observed: Api) -> None:
    answers = [
        (observed.by().get("/reports"), 403, "Forbidden", "Forbidden"),
        (observed.by(Authorization="Bearer x").get("/reports"), 401, "Unauthorized", "Invalid token."),
        (observed.by(Authorization="Basic x").get("/reports"), 401, "Unauthorized", "Invalid token."),
        (observed.post("/reports", b'{"uuid":', headers=JSON), 400, "Bad Request", "Unexpected end of JSON input"),
        (observed.post("/reports", b"1", headers=JSON), 400, "Bad Request", "invalid JSON, only supports object and array"),
        (observed.post("/reports", b"x" * 1_048_577, headers=JSON), 413, "Request Entity Too Large", "Request Entity Too Large"),
    ]  # fmt: skip
    for answer, status, error, message in answers:
        assert (answer.status_code, answer.json()) == (
            status,
            {"statusCode": status, "error": error, "message": message},
        )
    unknown = observed.get("/reports?nofield=1")
    assert (unknown.status_code, unknown.json()["message"].split("'")[1]) == (400, "nofield")


@pytest.mark.evidence("strapi", "observed-plain-text", "observed-entry-not-found")
def test_observed_404_and_405_are_plain_text_but_for_an_update(observed: Api) -> None:
    for answer in (
        observed.get("/reports/9"),
        observed.delete("/reports/9"),
        observed.get("/nowhere"),
        observed.get("/auth/local"),
    ):
        plain(answer, 404, "Not Found")
    refused = observed.send("PATCH", "/reports/9")
    plain(refused, 405, "Method Not Allowed")
    assert refused.headers["Allow"] == "HEAD, GET, PUT, DELETE"
    entry = observed.put("/reports/9", {})
    assert (entry.status_code, entry.json()) == (
        404,
        {"statusCode": 404, "error": "Not Found", "message": "entry.notFound"},
    )


@pytest.mark.evidence("strapi", "observed-validation-details", "observed-validation-texts")
def test_observed_validation_names_all_members_in_their_order(observed: Api) -> None:
    answer = observed.post(
        "/reports", {"score": "abc", "processed": "maybe", "type": "x", "uuid": 5, "scoreVersion": "fine"}
    )
    assert (answer.status_code, answer.json()["message"]) == (400, "ValidationError")
    errors = answer.json()["data"]["errors"]
    assert list(errors.items()) == [
        ("uuid", ["uuid must be a `string` type, but the final value was: `5`."]),
        ("type", ["type must be one of the following values: reference, "]),
        ("processed", ['processed must be a `boolean` type, but the final value was: `"maybe"`.']),
        ("score", ['score must be a `number` type, but the final value was: `NaN` (cast from the value `"abc"`).']),
    ]


@pytest.mark.evidence("strapi", "observed-validation-texts", "type-values", "types-of-the-world")
def test_observed_validation_names_every_type_of_the_world(observed: Api) -> None:
    observed.world.switch("strapi", types=["reference", "audit"])
    assert observed.post("/reports", {"type": "audit"}).status_code == 200
    for sent in ("other", ""):
        errors = observed.post("/reports", {"type": sent, "score": "x"}).json()["data"]["errors"]
        assert (list(errors), errors["type"]) == (
            ["type", "score"],
            ["type must be one of the following values: reference, audit, "],
        )
    answer = observed.post("/reports", {"type": "other", "published_at": "yesterday"})
    assert (answer.status_code, answer.json()["message"]) == (400, "ValidationError")


@pytest.mark.evidence("strapi", "observed-validation-details")
@pytest.mark.parametrize("body", [
    {"users_permissions_user": True}, {"users_permissions_user": {"id": []}}, {"created_by": 5}, {"published_at": "x", "score": []},
])  # fmt: skip
def test_observed_validation_has_a_text_for_every_bad_member_but_a_date(observed: Api, body: dict[str, Any]) -> None:
    answer = observed.post("/reports", body)
    assert answer.status_code == 400
    assert answer.json()["data"]["errors"].keys() >= body.keys() - {"published_at"}


@pytest.mark.evidence("strapi", "observed-user-error-form")
def test_observed_refusals_of_users_carry_their_message_twice(observed: Api) -> None:
    anybody = observed.by()
    bob = {"username": "bob", "email": "bob@example.com", "password": "secret34"}
    cases: list[tuple[str, Any, str, str]] = [
        ("/auth/local", {}, "Auth.form.error.email.provide", "Please provide your username or your e-mail."),
        ("/auth/local", {"identifier": "ann"}, "Auth.form.error.password.provide", "Please provide your password."),
        (
            "/auth/local",
            {"identifier": "ann", "password": "x"},
            "Auth.form.error.invalid",
            "Identifier or password invalid.",
        ),
        ("/auth/local/register", {}, "Auth.form.error.password.provide", "Please provide your password."),
        ("/auth/local/register", {**bob, "email": ""}, "Auth.form.error.email.provide", "Please provide your email."),
        (
            "/auth/local/register",
            {**bob, "email": "x"},
            "Auth.form.error.email.format",
            "Please provide valid email address.",
        ),
        (
            "/auth/local/register",
            {**bob, "email": "ann@example.com"},
            "Auth.form.error.email.taken",
            "Email is already taken.",
        ),
        ("/auth/local/register", {**bob, "username": "ann"}, "Auth.form.error.email.taken", "Email already taken"),
        ("/auth/local/register", {**bob, "username": ""}, "Auth.form.error.username.taken", "Username already taken"),
    ]
    for path, body, id, text in cases:
        answer = anybody.post(path, body)
        assert (answer.status_code, answer.json()) == (400, user_error(id, text))
    assert anybody.get("/users/me").json() == user_error("No authorization header was found")
    observed.world.steer("PATCH", "/state/strapi/users", {"1": {"blocked": True}})
    blocked = anybody.post("/auth/local", {"identifier": "ann", "password": "secret12"})
    assert blocked.json() == user_error("Auth.form.error.blocked", "Your account has been blocked by an administrator")


@pytest.mark.evidence("strapi", "observed-server-errors")
@pytest.mark.parametrize(
    "query", ["_limit=x", "_limit=-2", "_start=-1", "_sort=", "_sort=no", "_publicationState=x", "score_null=2"]
)
def test_observed_bad_values_of_a_query_are_500(observed: Api, query: str) -> None:
    answer = observed.get(f"/reports?{query}")
    assert (answer.status_code, answer.json()) == (500, INTERNAL)


@pytest.mark.evidence("strapi", "observed-server-errors")
def test_observed_bad_dates_are_500_and_store_nothing(observed: Api) -> None:
    answer = observed.post("/reports", {"published_at": "yesterday"})
    assert (answer.status_code, answer.json()) == (500, INTERNAL)
    assert observed.get("/reports/count").json() == 0


@pytest.mark.evidence("strapi", "observed-body-before-token")
def test_observed_malformed_bodies_are_refused_before_the_token_is_looked_at(observed: Api) -> None:
    for caller in (observed.by(), observed.by(Authorization="Bearer x"), observed):
        assert caller.post("/reports", b"[", headers=JSON).json()["message"] == "Unexpected end of JSON input"
        assert (
            caller.put("/reports/9", b"5", headers=JSON).json()["message"]
            == "invalid JSON, only supports object and array"
        )
    assert observed.by().post("/reports", {"score": "x"}).status_code == 403
    assert observed.post("/reports", {"uuid": "u"}).json()["uuid"] == "u"
    assert observed.send("POST", "/reports", data={"uuid": "form"}).json()["uuid"] == "form"


@pytest.mark.evidence("strapi", "observed-error-form", "error-internal")
def test_observed_faults_and_preferences_have_the_observed_form(observed: Api) -> None:
    assert observed.get("/reports", headers={"Prefer": "code=500"}).json() == INTERNAL
    assert observed.get("/reports", headers={"Prefer": "code=404"}).text == "Not Found"
    observed.world.fault(vendor="strapi", status=500)
    assert observed.get("/reports").json() == INTERNAL


# user-privates=stripped


@pytest.mark.evidence("strapi", "nested-user-with-private-members")
def test_private_members_of_the_user_are_documented_and_can_be_stripped(strapi: Api) -> None:
    user = strapi.post("/reports", {"users_permissions_user": "string"}).json()["users_permissions_user"]
    assert {user[member] for member in PRIVATE} == {"string"}
    choose(strapi, user_privates="stripped")
    stripped = strapi.get("/reports/1").json()["users_permissions_user"]
    assert stripped == {name: value for name, value in user.items() if name not in PRIVATE}


# ids=integer


@pytest.mark.evidence("strapi", "integer-ids-need-numbers")
def test_ids_can_be_integers_everywhere(strapi: Api) -> None:
    choose(strapi, ids="integer")
    report = strapi.post("/reports", {"users_permissions_user": "1"}).json()
    user = report["users_permissions_user"]
    assert (report["id"], user["id"], user["role"], user["reports"]) == (1, 1, 1, [1])
    assert strapi.get("/reports/1").json() == report == strapi.get("/reports?users_permissions_user=1").json()[0]
    me = strapi.get("/users/me").json()
    assert (me["id"], me["role"]["id"]) == (1, 1)
    signed = strapi.by().post("/auth/local", {"identifier": "ann", "password": "secret12"}).json()
    assert (signed["user"]["id"], signed["user"]["reports"][0]["id"]) == (1, 1)
    assert signed["user"]["reports"][0]["users_permissions_user"] == 1
    assert jwt.decode(signed["jwt"], options={"verify_signature": False})["id"] == 1
    assert strapi.by(Authorization=f"Bearer {signed['jwt']}").get("/users/me").json() == me


@pytest.mark.evidence("strapi", "integer-ids-need-numbers")
def test_with_integer_ids_a_user_whose_id_is_no_number_is_never_found(strapi: Api) -> None:
    choose(strapi, ids="integer")
    assert strapi.post("/reports", {"users_permissions_user": "string"}).json()["users_permissions_user"] == {}
    assert strapi.get("/reports?users_permissions_user.username=string").json() == []


def test_readings_combine(strapi: Api) -> None:
    choose(strapi, ids="integer", user_privates="stripped", errors="observed")
    report = strapi.post("/reports", {"users_permissions_user": 1}).json()
    assert (report["id"], "password" in report["users_permissions_user"]) == (1, False)
    plain(strapi.get("/reports/9"), 404, "Not Found")
