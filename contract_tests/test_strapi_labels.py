"""How sure Strapi's answers are: the label of each is the weakest of what has decided its content."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from conftest import Api

NOW = "2026-11-20T21:39:37Z"
FULL = {
    "uuid": "u", "referenceId": "r", "type": "reference", "processed": True, "score": 1, "scoreProbability": 1, "scoreConfidence": 1,
    "scoreVersion": "v", "published_at": NOW, "users_permissions_user": None,
}  # fmt: skip
DOCUMENTED = FULL | {"users_permissions_user": "string", "created_by": "string", "updated_by": "string"}


@pytest.fixture(autouse=True)
def _frozen(strapi: Api) -> None:
    strapi.world.freeze(NOW)


def label(answer: httpx.Response) -> str:
    """How sure an answer is."""
    return answer.headers["Mock-Evidence"]


def cited(strapi: Api, answer: httpx.Response) -> set[str]:
    """The behaviours that have shaped an answer."""
    entry = strapi.world.steer("GET", f"/requests/{answer.headers['Mock-Request-Id']}")
    return set(entry["cited"])


@pytest.mark.evidence(
    "strapi", "anonymous-is-forbidden", "error-form", "error-texts", "error-code-is-the-status", "error-forbidden"
)
def test_a_403_is_as_sure_as_the_code_in_its_body(strapi: Api) -> None:
    refused = strapi.by().post("/reports", {})
    assert (refused.status_code, label(refused)) == (403, "inferred")
    assert cited(strapi, refused) == {
        "anonymous-is-forbidden", "error-forbidden", "error-form", "error-texts", "error-code-is-the-status",
    }  # fmt: skip


@pytest.mark.evidence(
    "strapi", "id-counters", "integer-id-counters", "user-reports", "password-mask", "no-author-of-users"
)
def test_a_create_is_as_sure_as_the_user_that_it_shows(strapi: Api) -> None:
    documented = strapi.post("/reports", DOCUMENTED)
    assert (label(documented), cited(strapi, documented)) == (
        "inferred", {"create-answers-200", "user-reports"},
    )  # fmt: skip
    masked = strapi.post("/reports", DOCUMENTED | {"users_permissions_user": "1"})
    assert cited(strapi, masked) >= {"password-mask", "no-author-of-users"}
    strapi.world.choose("strapi", {"ids": "integer"})
    counted = cited(strapi, strapi.post("/reports", FULL))
    assert counted == {"create-answers-200", "user-of-a-report"}


@pytest.mark.evidence("strapi", "create-stores-known-members", "processed-omitted-is-null", "published-at-default", "published-at-form",
                      "casting", "user-of-a-report", "published-at-null-is-a-draft", "unknown-user-is-empty")  # fmt: skip
@pytest.mark.parametrize(("change", "said"), [
    ({"uuid": ...}, {"create-stores-known-members"}), ({"unknown": 1}, {"create-stores-known-members"}), ({"created_by": "me"}, set()),
    ({"processed": ...}, {"create-stores-known-members", "processed-omitted-is-null"}),
    ({"published_at": ...}, {"published-at-default", "published-at-form"}), ({"published_at": None}, {"published-at-null-is-a-draft"}),
    ({"published_at": "2019-08-24T16:15:22+02:00"}, {"published-at-form"}), ({"score": "1e1"}, {"casting"}),
    ({"processed": "true"}, {"casting"}), ({"users_permissions_user": 404}, {"user-of-a-report", "unknown-user-is-empty"}),
])  # fmt: skip
def test_what_a_caller_leaves_open_is_cited(strapi: Api, change: dict[str, Any], said: set[str]) -> None:
    sent = {name: value for name, value in (FULL | change).items() if value is not ...}
    usual = {"create-answers-200"} | ({"user-of-a-report"} if "users_permissions_user" not in change else set())
    assert cited(strapi, strapi.post("/reports", sent)) == usual | said


@pytest.mark.evidence("strapi", "user-reports", "password-mask", "unknown-user-is-empty")
def test_a_report_is_as_sure_as_its_user(strapi: Api) -> None:
    for user in (None, "404", "string", "1"):
        strapi.post("/reports", FULL | {"users_permissions_user": user})
    labels = [label(strapi.get(f"/reports/{id}")) for id in range(1, 5)]
    assert labels == ["observed", "observed", "inferred", "assumed"]


@pytest.mark.evidence("strapi", "deleted-user-is-null")
def test_a_deleted_user_is_as_sure_as_one_who_never_was(strapi: Api) -> None:
    strapi.post("/reports", FULL | {"users_permissions_user": "string"})
    strapi.world.steer("PATCH", "/state/strapi/users", {"string": None})
    shown = strapi.get("/reports/1")
    assert (shown.json()["users_permissions_user"], label(shown)) == (None, "observed")


@pytest.mark.evidence("strapi", "integer-ids-need-numbers")
def test_a_user_who_cannot_be_under_integer_ids_is_cited(strapi: Api) -> None:
    strapi.world.choose("strapi", {"ids": "integer"})
    shown = strapi.post("/reports", FULL | {"users_permissions_user": "string"})
    assert "integer-ids-need-numbers" in cited(strapi, shown)


@pytest.mark.evidence(
    "strapi", "error-validation", "types-of-the-world", "other-casts-are-refused", "error-bad-published-at"
)
@pytest.mark.parametrize(("body", "sure"), [
    ({"score": "x"}, "inferred"), ({"type": 5}, "inferred"), ({"type": ""}, "inferred"), ({"type": "other"}, "inferred"), ({"type": "other", "score": "x"}, "inferred"),
    ({"users_permissions_user": True}, "assumed"), ({"users_permissions_user": []}, "assumed"), ({"published_at": "x"}, "assumed"),
    ({"score": "abc", "processed": "yes", "uuid": 5}, "inferred"), ({"processed": 1}, "assumed"), ({"score": "1 000"}, "assumed"), ({"score": [5]}, "assumed"),
])  # fmt: skip
def test_a_refusal_is_as_sure_as_its_reason(strapi: Api, body: dict[str, Any], sure: str) -> None:
    assert label(strapi.post("/reports", body)) == sure


@pytest.mark.evidence("strapi", "error-malformed-json", "error-unreadable-body", "error-unsupported-media-type")
@pytest.mark.parametrize(("body", "media_type", "sure"), [
    (b"{bad}", "application/json", "inferred"), (b"bad", "application/json", "inferred"), (b'{"uuid": "\xff"}', "application/json", "assumed"),
    (b"{}", "application/xml", "assumed"), (b"{}", "text/json", "assumed"),
])  # fmt: skip
def test_a_body_that_is_not_read_is_refused_as_surely_as_the_server_does(
    strapi: Api, body: bytes, media_type: str, sure: str
) -> None:
    answer = strapi.post("/reports", body, headers={"Content-Type": media_type})
    assert (label(answer), bool(answer.headers["Mock-Violation"])) == (sure, True)
    assert strapi.get("/reports/count").json() == 0


@pytest.mark.evidence(
    "strapi",
    "filter-cannot-be-cast",
    "other-filters-find-nothing",
    "get-looks-at-the-state-only",
    "search-equal-numbers",
)
@pytest.mark.parametrize(("path", "sure"), [
    ("/reports?score=abc", "observed"), ("/reports?score_gt=", "assumed"), ("/reports?processed=maybe", "assumed"), ("/reports?published_at_lt=soon", "assumed"),
    ("/reports/1?uuid=beta", "assumed"), ("/reports/1?_publicationState=preview", "observed"), ("/reports?_q=ref", "observed"), ("/reports?_q=10", "assumed"),
])  # fmt: skip
def test_a_query_is_answered_as_surely_as_the_server_was_seen_to(strapi: Api, path: str, sure: str) -> None:
    strapi.post("/reports", FULL)
    assert label(strapi.get(path)) == sure


@pytest.mark.evidence(
    "strapi", "private-members-are-no-filters", "further-filters-are-refused", "error-unknown-filter-field"
)
@pytest.mark.parametrize(("field", "sure"), [
    ("nofield", "inferred"), ("users_permissions_user.password_contains", "assumed"), ("users_permissions_user.plainPassword", "inferred"),
    ("users_permissions_user.role.name", "assumed"), ("created_by.firstname_eq", "assumed"), ("_id", "assumed"), ("_foo", "inferred"),
    ("_or[0][uuid]", "assumed"), ("uuid[foo]", "assumed"),
])  # fmt: skip
def test_a_filter_that_only_this_server_refuses_is_assumed(strapi: Api, field: str, sure: str) -> None:
    assert label(strapi.get(f"/reports?{field}=x")) == sure


@pytest.mark.evidence("strapi", "error-not-found", "error-nowhere-to-write")
def test_nowhere_is_surely_nowhere_for_readers_only(strapi: Api) -> None:
    labels = [label(strapi.send(method, "/nowhere")) for method in ("GET", "POST", "DELETE")]
    assert labels == ["inferred", "assumed", "assumed"]


@pytest.mark.evidence("strapi", "allow-values", "allow-of-other-paths")
def test_the_methods_that_nobody_has_seen_are_assumed(strapi: Api) -> None:
    labels = [
        label(strapi.send("PATCH", path))
        for path in ("/reports", "/reports/1", "/auth/local", "/users/me", "/auth/local/register")
    ]
    assert labels == ["inferred", "inferred", "inferred", "assumed", "assumed"]


@pytest.mark.evidence("strapi", "wrong-type-counts-as-missing", "email-in-lower-case")
def test_what_is_said_about_users_is_as_sure_as_its_reason(strapi: Api) -> None:
    anybody = strapi.by()
    assert label(anybody.post("/auth/local", {"identifier": "ann", "password": "secret12"})) == "observed"
    assert label(anybody.post("/auth/local", {})) == "inferred"
    assert label(anybody.post("/auth/local", {"identifier": 5})) == "assumed"
    bob = {"username": "bob", "password": "secret34"}
    assert label(anybody.post("/auth/local/register", bob | {"email": "ann@example.com"})) == "inferred"
    assert label(anybody.post("/auth/local/register", bob | {"email": "Ann@example.com"})) == "inferred"
    assert (
        label(anybody.post("/auth/local/register", bob | {"email": "b@example.com", "blocked": "maybe"})) == "assumed"
    )
    registered = anybody.post("/auth/local/register", bob | {"email": "Bob@example.com"})
    assert cited(strapi, registered) >= {"email-in-lower-case"}
