"""A world with the profile strapi=3.6 behaves as a real Strapi 3.6.11 with SQLite and node 20 was seen to do."""

from __future__ import annotations

import gzip
import json
import time
from typing import Any

import httpx
import jwt
import pytest
from conftest import Api

JSON = {"Content-Type": "application/json"}
PROFILE = {"profile": "3.6"}
INTERNAL = {"statusCode": 500, "error": "Internal Server Error", "message": "An internal server error occurred"}
SECRET = "mock-strapi-jwt-secret-for-tests-only"
REPORTS = (
    {
        "uuid": "Alpha",
        "referenceId": "r1",
        "type": "reference",
        "processed": True,
        "users_permissions_user": 1,
        "score": 10,
    },
    {"uuid": "alphabet", "referenceId": "r2", "processed": False, "score": 20.5, "scoreVersion": "10"},
    {"uuid": "beta", "score": 30, "published_at": "2019-08-24T14:15:22Z"},
    {"uuid": "gamma", "score": 5, "published_at": None},
)


@pytest.fixture
def real(strapi: Api) -> Api:
    """Strapi as observed, without reports."""
    strapi.world.steer("PUT", "/profiles/strapi", PROFILE)
    return strapi


@pytest.fixture
def filled(real: Api) -> Api:
    """The same with four reports; the last one is a draft."""
    for report in REPORTS:
        assert real.post("/reports", report).status_code == 200
    return real


def message(answer: httpx.Response) -> tuple[int, Any]:
    """Status and text of a refusal."""
    return answer.status_code, answer.json()["message"]


def ids(answer: httpx.Response) -> list[int]:
    """The ids of a list."""
    assert answer.status_code == 200, answer.text
    return [report["id"] for report in answer.json()]


# What is shown


@pytest.mark.evidence(
    "strapi", "observed-report-shape", "observed-instants", "observed-user-shape", "users-of-fixtures-were-made"
)
def test_reports_and_users_have_the_members_of_the_server(filled: Api) -> None:
    report = filled.get("/reports/1").json()
    assert [*report][-3:] == ["published_at", "created_at", "updated_at"]
    assert report["published_at"].endswith("Z") and len(report["published_at"]) == len("2019-08-24T14:15:22.000Z")
    user = report["users_permissions_user"]
    assert [*user] == [
        "id",
        "username",
        "email",
        "provider",
        "confirmed",
        "blocked",
        "role",
        "created_at",
        "updated_at",
    ]
    assert (user["role"], user["created_at"]) == (1, "2026-11-20T21:39:36.000Z")
    assert [*filled.get("/users/me").json()["role"]] == ["id", "name", "description", "type"]
    signed_in = filled.by().post("/auth/local", {"identifier": "ann", "password": "secret12"}).json()["user"]
    assert [*signed_in][-3:] == ["created_at", "updated_at", "reports"]


@pytest.mark.evidence("strapi", "observed-time-of-change")
def test_an_update_that_changes_nothing_renews_no_time(filled: Api) -> None:
    before = filled.get("/reports/1").json()["updated_at"]
    time.sleep(0.002)
    assert filled.put("/reports/1", {"score": "10", "created_at": "2000-01-01"}).json()["updated_at"] == before
    assert filled.put("/reports/1", {"users_permissions_user": 1}).json()["updated_at"] > before


@pytest.mark.evidence("strapi", "error-user-blocked", "error-token-expired", "register-is-for-the-anonymous")
def test_what_was_seen_is_labelled_so(filled: Api) -> None:
    filled.world.steer("PATCH", "/state/strapi/users", {"0": {"blocked": True}})
    answers = [
        filled.post("/reports", {}), filled.get("/reports"), filled.put("/reports/1", {"score": 2}), filled.send("PATCH", "/reports"),
        filled.send("DELETE", "/nowhere"), filled.post("/auth/local/register", {}),
        *(filled.by(Authorization=f"Bearer {token(claims)}").get("/reports") for claims in ({"id": 0}, {"id": 1, "exp": 5})),
    ]  # fmt: skip
    assert [(answer.status_code, answer.headers["Mock-Evidence"]) for answer in answers] == [
        (status, "observed") for status in (200, 200, 200, 405, 405, 403, 401, 401)
    ]


# Routes


@pytest.mark.evidence("strapi", "observed-preflight", "observed-usual-headers")
@pytest.mark.parametrize("path", ["/reports", "/nope", "/users/me"])
def test_a_preflight_is_answered_on_every_path(real: Api, path: str) -> None:
    asked = {"Origin": "http://app.example", "Access-Control-Request-Method": "PUT"}
    answer = real.by(**asked).send("OPTIONS", path)
    assert (answer.status_code, answer.content, "Allow" in answer.headers) == (204, b"", False)
    assert answer.headers["Access-Control-Allow-Origin"] == "http://app.example"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS"
    assert answer.headers["Access-Control-Max-Age"] == "31536000"


@pytest.mark.evidence("strapi", "observed-cors", "observed-usual-headers")
def test_every_answer_tells_a_browser_that_it_may_be_read(real: Api) -> None:
    browser = real.by(Origin="http://app.example")
    for answer in (browser.get("/reports"), browser.get("/nope"), browser.post("/reports", b"{", headers=JSON)):
        assert answer.headers["Access-Control-Allow-Origin"] == "http://app.example"
        assert answer.headers["Access-Control-Allow-Credentials"] == "true"
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in browser.send("OPTIONS", "/reports").headers


@pytest.mark.evidence("strapi", "observed-methods", "observed-allow")
@pytest.mark.parametrize(("method", "path", "status", "allow"), [
    ("PATCH", "/reports/1", 405, "HEAD, GET, PUT, DELETE"), ("DELETE", "/nope", 405, "HEAD, GET"), ("POST", "/reports/count", 405, "HEAD, GET, PUT, DELETE"),
    ("PUT", "/auth/local/register", 405, "HEAD, GET, POST"), ("POST", "/users/me", 405, "HEAD, GET, PUT, DELETE"),
    ("PROPFIND", "/reports", 501, "HEAD, GET, POST"), ("OPTIONS", "/nope", 200, "HEAD, GET"), ("OPTIONS", "/users", 200, "HEAD, GET, POST"),
])  # fmt: skip
def test_a_method_is_looked_at_before_the_token(real: Api, method: str, path: str, status: int, allow: str) -> None:
    answer = real.by(Authorization="Bearer bad").send(method, path)
    assert (answer.status_code, answer.headers["Allow"]) == (status, allow)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.evidence("strapi", "observed-path-case", "observed-id-comparison")
def test_paths_ignore_case_and_ids_are_numbers(filled: Api) -> None:
    assert filled.get("/Reports/COUNT/").json() == 3
    for id in ("1", "01", "1.0", "+1", "1%20", "1e0"):
        assert filled.get(f"/REPORTS/{id}").json()["uuid"] == "Alpha"
    assert filled.get("/reports/1.5").status_code == 404
    assert message(filled.put("/reports/x", {})) == (404, "entry.notFound")
    assert filled.send("DELETE", "/reports/01").json()["id"] == 1


@pytest.mark.evidence("strapi", "observed-file-refusals")
def test_a_path_that_is_no_file_is_refused_last(real: Api) -> None:
    assert message(real.get("/reports/%zz")) == (400, "failed to decode")
    assert message(real.get("/reports/%00")) == (400, "Malicious Path")
    assert real.by().get("/nope").text == "Not Found"


@pytest.mark.evidence("strapi", "observed-icon")
def test_the_server_fails_on_an_icon_that_it_does_not_have(real: Api) -> None:
    answer = real.by(Origin="http://app.example").get("/favicon.ico")
    assert (answer.status_code, answer.json()) == (500, INTERNAL)
    assert answer.headers["Mock-Violation"].startswith("path ")
    assert real.send("PUT", "/favicon.ico").status_code == 405


@pytest.mark.evidence("strapi", "observed-other-routes", "forgotten-password-is-not-sent")
def test_routes_beyond_the_document_refuse_in_their_own_words(real: Api) -> None:
    assert message(real.get("/users")) == (403, "Forbidden")
    assert message(real.by(Authorization="Bearer bad").get("/users/1")) == (401, "Invalid token.")
    assert (real.get("/_health").status_code, real.get("/_health/").status_code) == (204, 404)
    nobody = real.by()
    assert message(nobody.get("/auth/email-confirmation")) == (400, "token.invalid")
    forgotten = nobody.post("/auth/forgot-password", {}).json()["message"][0]["messages"][0]
    assert forgotten == {"id": "Auth.form.error.email.format", "message": "Please provide a valid email address."}
    assert nobody.post("/auth/forgot-password", {"email": "ann@example.com"}).json() == {"ok": True}


# Bodies


@pytest.mark.evidence("strapi", "observed-malformed-json", "observed-body-before-route")
@pytest.mark.parametrize(("body", "text"), [
    (b"{bad}", "Expected property name or '}' in JSON at position 1"), (b'{"uuid":"a",}', "Expected double-quoted property name in JSON at position 12"),
    (b'{"uuid":"a"}x', "Unexpected non-whitespace character after JSON at position 12"), (b'{"uuid":"a', "Unterminated string in JSON at position 10"),
    (b'{"uuid":', "Unexpected end of JSON input"), (b'{"score":01}', "Unexpected number in JSON at position 10"),
    (b'{"score":NaN}', 'Unexpected token \'N\', "{"score":NaN}" is not valid JSON'), (b"null", "invalid JSON, only supports object and array"),
    (b"[1,\xf0\x9f\x98\x80]", 'Unexpected token \'\ud83d\', "[1,\U0001f600]" is not valid JSON'), (b"[" * 5000, "Unexpected end of JSON input"),
    (b'{"referenceId":"abcdefghij","x":+1}', 'Unexpected token \'+\', ..."ghij","x":+1}" is not valid JSON'),
])  # fmt: skip
def test_malformed_json_is_refused_before_everything_else(real: Api, body: bytes, text: str) -> None:
    for method, path in (("POST", "/reports"), ("PUT", "/nope"), ("PATCH", "/reports/1")):
        assert message(real.by(Authorization="Bearer bad").send(method, path, content=body, headers=JSON)) == (
            400,
            text,
        )


@pytest.mark.evidence("strapi", "observed-media-types")
def test_what_is_not_read_is_told_and_stores_nothing_of_it(real: Api) -> None:
    body = b'\xef\xbb\xbf{"uuid": "a", "uuid": "b"}'
    for read in ("application/vnd.api+json", "application/json; charset=bogus"):
        assert real.post("/reports", body, headers={"Content-Type": read}).json()["uuid"] == "b"
    for unread in ("application/json;", "text/json", "application/hal+json"):
        answer = real.post("/reports", body, headers={"Content-Type": unread})
        assert (answer.status_code, answer.json()["uuid"]) == (200, None)
        assert answer.headers["Mock-Violation"].startswith("header.Content-Type")


@pytest.mark.evidence("strapi", "observed-media-types")
def test_json_of_any_depth_and_with_any_character_is_read(real: Api) -> None:
    for body in (b"[" * 5000 + b"]" * 5000, b'{"x":' * 5000 + b"1" + b"}" * 5000):
        assert real.post("/reports", body, headers=JSON).json()["uuid"] is None
    assert real.post("/reports", b'{"uuid": "\\ud83dx"}', headers=JSON).json()["uuid"] == "\ufffdx"
    assert real.post("/reports", b'{"uuid": "a\\u0000b"}', headers=JSON).json()["uuid"] == "a\0b"


@pytest.mark.evidence("strapi", "observed-body-refusals", "observed-usual-headers")
def test_a_body_over_the_limit_is_refused_like_everything_else(real: Api) -> None:
    large = real.by(Origin="http://app.example").post("/nope", b'{"x":"' + b"x" * 1_048_576 + b'"}', headers=JSON)
    assert message(large) == (413, "request entity too large")
    assert large.headers["Access-Control-Allow-Origin"] == "http://app.example"
    assert large.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.evidence("strapi", "observed-body-refusals", "observed-content-encoding")
def test_bodies_are_inflated_and_bounded(real: Api) -> None:
    packed = {**JSON, "Content-Encoding": "gzip"}
    assert real.post("/reports", gzip.compress(b'{"uuid": "z"}'), headers=packed).json()["uuid"] == "z"
    assert real.post("/reports", b"{}", headers=packed).json() == INTERNAL
    assert message(real.post("/reports", b"{}", headers={**JSON, "Content-Encoding": "x"})) == (
        415,
        "Unsupported Content-Encoding: x",
    )
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert message(real.post("/reports", b"uuid=" + b"x" * 57_344, headers=form)) == (413, "request entity too large")


@pytest.mark.evidence("strapi", "observed-multipart")
def test_a_report_in_parts_is_the_json_of_one_field(real: Api) -> None:
    assert real.send("POST", "/reports", files={"data": (None, '{"score": "2"}')}).json()["score"] == 2
    assert message(real.send("POST", "/reports", files={"data": (None, "{")}))[1].startswith("Invalid 'data' field.")
    assert message(real.send("POST", "/reports", files={"x": (None, "{}")}))[1].startswith(
        "When using multipart/form-data"
    )
    assert real.post("/reports", b"--B", headers={"Content-Type": "multipart/form-data; boundary=B"}).json() == INTERNAL


@pytest.mark.evidence("strapi", "observed-casts")
@pytest.mark.parametrize(("member", "sent", "stored"), [
    ("processed", 1, True), ("processed", "FALSE", False), ("processed", [True], True), ("score", "1 000", 1000), ("score", "0x10", 16),
    ("score", [5, 6], 5), ("score", "1e400", None), ("score", 12345678901234567890, 12345678901234567000), ("users_permissions_user", "x", {}),
    ("users_permissions_user", {"id": None}, None), ("uuid", "", ""),
])  # fmt: skip
def test_members_are_cast_as_javascript_does(real: Api, member: str, sent: Any, stored: Any) -> None:
    assert real.post("/reports", {member: sent}).json()[member] == stored


@pytest.mark.evidence("strapi", "observed-casts", "observed-validation-texts")
def test_members_that_cannot_be_cast_are_all_told(real: Api) -> None:
    answer = real.post("/reports", {"score": "abc", "processed": "t", "uuid": {"a": [1]}, "type": True})
    assert answer.json()["data"]["errors"] == {
        "uuid": ['uuid must be a `string` type, but the final value was: `{\n  "a": [\n    "1"\n  ]\n}`.'],
        "type": ["type must be one of the following values: reference, "],
        "processed": ['processed must be a `boolean` type, but the final value was: `"t"`.'],
        "score": ['score must be a `number` type, but the final value was: `NaN` (cast from the value `"abc"`).'],
    }
    assert "/score" in answer.headers["Mock-Violation"] or "/uuid" in answer.headers["Mock-Violation"]


@pytest.mark.evidence("strapi", "observed-dates")
@pytest.mark.parametrize(("sent", "shown"), [
    ("2019-08-24", "2019-08-24T00:00:00.000Z"), ("2019", "2019-01-01T00:00:00.000Z"), ("20190824T141522Z", "2019-08-24T14:15:22.000Z"),
    ("2019-W34-6", "2019-08-24T00:00:00.000Z"), ("2019-236", "2019-08-24T00:00:00.000Z"), ("2019-08-24T24:00:00Z", "2019-08-25T00:00:00.000Z"),
    ("2019-08-24 14:15:22", "2019-08-24T14:15:22.000Z"), (1566656122000, "2019-08-24T14:15:22.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
    ("2019-08-24T14:15:22,5+02:00", "2019-08-24T12:15:22.500Z"),
])  # fmt: skip
def test_dates_are_read_as_iso_8601_or_as_milliseconds(real: Api, sent: Any, shown: str) -> None:
    assert real.post("/reports", {"published_at": sent}).json()["published_at"] == shown


@pytest.mark.evidence("strapi", "observed-dates", "observed-inherited-names")
@pytest.mark.parametrize("body", [{"published_at": each} for each in ("", True, 1.5, {}, [], "24 Aug 2019", "2019-02-30", "2019-08-24t14:15:22z")] + [{"constructor": 1}])  # fmt: skip
def test_what_makes_the_server_fail_is_told_and_stores_nothing(real: Api, body: dict[str, Any]) -> None:
    answer = real.post("/reports", body)
    assert (answer.status_code, answer.json()) == (500, INTERNAL)
    assert answer.headers["Mock-Violation"]
    assert real.get("/reports/count?_publicationState=preview").json() == 0


@pytest.mark.evidence("strapi", "observed-login")
def test_signing_in_asks_in_the_order_of_the_server(real: Api) -> None:
    nobody = real.by()

    def told(**body: Any) -> str:
        answer: str = nobody.post("/auth/local", body).json()["message"][0]["messages"][0]["message"]
        return answer

    assert told(password="x") == "Please provide your username or your e-mail."
    assert told(identifier="ann", password="") == "Please provide your password."
    assert told(identifier="ann", password="x") == "Identifier or password invalid."
    assert nobody.post("/auth/local", {"identifier": "ann", "password": 5}).json() == INTERNAL
    assert nobody.post("/auth/local", {"identifier": "ANN@example.com", "password": "secret12"}).status_code == 200
    assert nobody.post("/auth/local", {"identifier": ["ann"], "password": "secret12"}).json()["user"]["id"] == 1


@pytest.mark.evidence("strapi", "observed-register", "observed-password-dollars")
def test_registering_takes_what_is_no_text(real: Api) -> None:
    nobody = real.by()
    made = nobody.post("/auth/local/register", {"username": {"a": 1}, "email": "O@b.co", "password": 5, "blocked": 1})
    assert (made.json()["user"]["username"], made.json()["user"]["email"], made.json()["user"]["blocked"]) == (
        "[object Object]",
        "o@b.co",
        True,
    )
    refused = nobody.post("/auth/local/register", {"username": "d", "email": "d@b.co", "password": "a$b$c$d"})
    assert refused.json()["data"][0]["messages"][0]["id"] == "Auth.form.error.password.format"


# Queries


@pytest.mark.evidence("strapi", "observed-list-query", "observed-paging", "observed-search", "observed-filter-reach")
@pytest.mark.parametrize(("query", "found"), [
    ("", [1, 2, 3]), ("_limit=", []), ("_limit=0x2", [1, 2]), ("_start=", [1, 2, 3]), ("_limit[]=1", [1]), ("uuid_containss=ALPHA", [1, 2]),
    ("uuid_contains=_eta", [3]), ("score_contains=0.5", [2]), ("score_gt=", [1, 2, 3]), ("score=abc", []), ("processed=t", [1]),
    ("published_at_lt=2020", [3]), ("published_at_lt=1577836800000", [3]), ("_sort=SCORE:desc", [3, 2, 1]), ("_sort=referenceId", [3, 1, 2]),
    ("_q=10", [1, 2]), ("_q=%25", []), ("_q=_", [1, 2, 3]), ("_id=1", [1]), ("uuid[foo]=1", []), ("toString=1", [1, 2, 3]),
    ("_or[0][uuid]=Alpha&_or[1][uuid]=beta", [1, 3]), ("_where[_or][0][0][score_gt]=5&_where[_or][0][1][score_lt]=15&_where[_or][1][uuid]=beta", [1, 3]),
    ("users_permissions_user.role.name=Authenticated", [1]), ("users_permissions_user.reports.uuid=Alpha", [1]),
    ("users_permissions_user.created_at_gt=2020-01-01", [1]), ("created_by.firstname=x", []), ("users_permissions_user.password_null=false", [1]),
    ("_publicationState=preview&_sort=score", [4, 1, 2, 3]), ("_sort=users_permissions_user.username:desc", [1, 2, 3]), ("uuid=%ff", []),
    ("_sort=rowid:desc", [3, 2, 1]), ("uuid_contains=%00", [1, 2, 3]), ("_limit=9007199254740993", [1, 2, 3]), ("_limit=1e30", [1]),
    ("users_permissions_user.password_contains=%242a%2410%24", [1]),
])  # fmt: skip
def test_a_list_finds_what_the_servers_database_finds(filled: Api, query: str, found: list[int]) -> None:
    assert ids(filled.get(f"/reports?{query}")) == found


@pytest.mark.evidence("strapi", "observed-query-failures", "observed-get-query", "observed-count-query")
@pytest.mark.parametrize("query", [
    "_limit=abc", "_limit=-2", "_limit=9223372036854775808", "_start=99999999999999999999", "_limit=1.5", "_start=-1", "_sort=", "_sort=x", "_sort=score:up", "_sort[]=score", "_publicationState=x",
    "processed=TRUE", "uuid_null=", "published_at=nonsense", "_q[]=x",
])  # fmt: skip
def test_a_query_that_cannot_be_used_makes_the_server_fail(filled: Api, query: str) -> None:
    answer = filled.get(f"/reports?{query}")
    assert (answer.status_code, answer.json()) == (500, INTERNAL)
    assert answer.headers["Mock-Violation"].startswith("query.")


@pytest.mark.evidence("strapi", "observed-unknown-fields", "observed-deep-sort")
def test_unknown_fields_are_named_whole(filled: Api) -> None:
    for query, field in (
        ("nofield=1", "nofield"),
        ("_foo=1", "foo"),
        ("users_permissions_user.role.x=1", "users_permissions_user.role.x"),
        ("_where=x", "0"),
    ):
        text = f"Your filters contain a field '{field}' that doesn't appear on your model definition nor its relations"
        assert message(filled.get(f"/reports?{query}")) == (400, text)
    deep = "Sorting on users_permissions_user.role.name is not possible: you cannot sort at a depth greater than 1"
    assert message(filled.get("/reports?_sort=users_permissions_user.role.name")) == (400, deep)


@pytest.mark.evidence("strapi", "observed-get-query", "observed-count-query")
def test_one_report_and_the_count_look_at_the_query_too(filled: Api) -> None:
    assert filled.get("/reports/1?uuid=beta").status_code == 404
    assert filled.get("/reports/1?_limit=abc").json()["id"] == 1
    assert filled.get("/reports/1?_sort=x").status_code == 500
    assert message(filled.get("/reports/1?_q=x"))[0] == 400
    assert filled.get("/reports/count?_limit=1&_sort=x").json() == 3
    assert filled.get("/reports/count?_limit=abc").status_code == 500


def test_a_pattern_of_many_wild_cards_takes_no_time(filled: Api) -> None:
    filled.put("/reports/1", {"uuid": "a" * 5000})
    begun = time.monotonic()
    assert ids(filled.get("/reports?uuid_contains=" + "a%25" * 40 + "b")) == []
    assert time.monotonic() - begun < 5


# Tokens


def token(claims: dict[str, Any], algorithm: str = "HS256") -> str:
    """A token of the world."""
    return jwt.encode(claims, SECRET, algorithm=algorithm)


@pytest.mark.evidence("strapi", "observed-token-rules", "observed-first-header")
def test_tokens_are_taken_as_the_server_takes_them(real: Api) -> None:
    def me(header: str) -> httpx.Response:
        return real.by(Authorization=header).get("/users/me")

    assert me(f"bearer {token({'id': 1})}").json()["username"] == "ann"
    assert message(me(f"Bearer {token({'id': None})}")) == (
        403,
        "Forbidden",
    )  # the first user: eve, whose role may do nothing
    assert message(me(f"Bearer {token({'sub': 1})}")) == (401, "Invalid token: Token did not contain required fields")
    assert message(me(f"Bearer {token({'id': 1, 'nbf': 4_000_000_000})}")) == (401, "Invalid token.")
    assert me(f"Bearer {token({'id': {'id': 1}})}").status_code == 401
    for header in ("Bearer", "Bearer  x", "Bearer x y", "x"):
        assert message(me(header))[1].startswith("Invalid authorization header format.")
    assert message(me(f"JWT {token({'id': 1})}")) == (401, "Invalid token.")


@pytest.mark.evidence("strapi", "observed-rate-limit", "rate-limit-window")
def test_signing_in_is_limited_where_the_world_says_so(real: Api) -> None:
    real.world.admin("PATCH", "/switches/strapi", json={"rateLimit": 2})
    real.world.admin("PUT", "/clock", json={"frozen": True, "time": "2026-11-20T21:40:00Z"})
    nobody = real.by()
    answers = [nobody.post("/auth/local", {"identifier": "ann", "password": "x"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert answers[2].headers["Retry-After"] == "60"
    assert answers[2].json() == {"message": [{"messages": [
        {"id": "Auth.form.error.ratelimit", "message": "Too many attempts, please try again in a minute."}]}]}  # fmt: skip
    assert nobody.post("/auth/local/register", {}).status_code == 400
    forgotten = [nobody.post("/auth/forgot-password", {}).status_code for _ in range(3)]
    assert forgotten == [400, 400, 429]
    assert [each["key"] for each in json.loads(real.world.admin("GET", "/quotas/strapi").text)][:2] == [
        "login",
        "register",
    ]


@pytest.mark.evidence("strapi", "observed-rate-limit", "rate-limit-window")
def test_a_minute_begins_with_the_first_attempt(real: Api) -> None:
    def attempt(second: int) -> tuple[int, str]:
        real.world.freeze(f"2026-11-20T21:4{second // 60}:{second % 60:02}Z")
        answer = real.by().post("/auth/local", {"identifier": "ann", "password": "x"})
        return answer.status_code, answer.headers["X-RateLimit-Remaining"]

    assert attempt(50) == (400, "9")
    assert [attempt(70)[0] for _ in range(10)] == [400] * 9 + [429]
    assert attempt(109) == (429, "0")
    assert attempt(110) == (400, "9")
