"""Strapi's reports as a client lives with them: created, read, changed, published, deleted."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Api

NOW = "2026-11-20T21:39:37Z"
ANN = {
    "id": "1", "username": "ann", "email": "ann@example.com", "provider": "local", "password": "********",
    "resetPasswordToken": None, "confirmationToken": None, "confirmed": True, "blocked": None, "role": "1",
    "reports": ["1"], "created_by": None, "updated_by": None,
}  # fmt: skip
EMPTY = {
    "id": "1", "uuid": None, "referenceId": None, "type": None, "processed": None, "users_permissions_user": None,
    "score": None, "scoreProbability": None, "scoreConfidence": None, "scoreVersion": None, "published_at": NOW,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _frozen(strapi: Api) -> None:
    strapi.world.freeze(NOW)


def created(strapi: Api, **members: Any) -> dict[str, Any]:
    """Create a report and take its answer for granted."""
    answer = strapi.post("/reports", members)
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()
    return report


def preview(strapi: Api, id: str) -> dict[str, Any]:
    """Read a report, draft or not."""
    report: dict[str, Any] = strapi.get(f"/reports/{id}?_publicationState=preview").json()
    return report


# Create


@pytest.mark.evidence("strapi", "create-answers-200", "no-member-required", "create-stores-known-members")
def test_nothing_at_all_makes_a_report_of_nulls_that_is_published_now(strapi: Api) -> None:
    answer = strapi.post("/reports")
    assert (answer.status_code, answer.json()) == (200, EMPTY)


@pytest.mark.evidence("strapi", "published-at-default", "create-stores-known-members")
def test_unknown_members_and_a_sent_id_are_ignored(strapi: Api) -> None:
    assert created(strapi, id="77", nonsense=[1], created_at="2000-01-01T00:00:00Z") == EMPTY
    assert strapi.get("/reports?created_at_lt=2001-01-01").json() == []


@pytest.mark.evidence("strapi", "author-members-not-shown", "no-timestamps", "no-author-of-users")
def test_authors_and_times_are_taken_and_not_shown(strapi: Api) -> None:
    report = created(strapi, created_by="somebody", updated_by="somebody", users_permissions_user="1")
    assert not {"created_by", "updated_by", "created_at", "updated_at"} & report.keys()
    user = report["users_permissions_user"]
    assert (user["created_by"], user["updated_by"]) == (None, None)
    assert not {"created_at", "updated_at"} & user.keys()


@pytest.mark.evidence("strapi", "id-counters", "ids-never-used-again")
def test_ids_are_counted_and_those_of_the_deleted_are_not_given_again(strapi: Api) -> None:
    assert [created(strapi)["id"] for _ in range(10)] == [str(number) for number in range(1, 11)]
    assert strapi.delete("/reports/10").status_code == 200
    assert created(strapi)["id"] == "11"
    assert [each["id"] for each in strapi.get("/reports?_sort=id:desc&_limit=2").json()] == ["11", "9"]


@pytest.mark.evidence("strapi", "create-is-never-404", "unknown-user-is-empty")
def test_a_user_who_does_not_exist_is_taken_and_shown_as_an_empty_object(strapi: Api) -> None:
    report = created(strapi, users_permissions_user="404")
    assert report["users_permissions_user"] == {}
    assert strapi.get("/reports?users_permissions_user=404").json() == [report]


# Values


@pytest.mark.evidence("strapi", "casting")
@pytest.mark.parametrize(("member", "sent", "stored"), [
    ("score", 1.5, 1.5), ("score", "1.50", 1.5), ("score", "-7", -7), ("score", 2.0, 2), ("score", None, None),
    ("score", "007", 7), ("score", "1e1", 10), ("score", "-1.5E+2", -150), ("score", "25e-1", 2.5), ("score", "1e30", 1e30),
    ("scoreProbability", "0.000", 0), ("scoreConfidence", 10**30, 10**30),
    ("processed", "true", True), ("processed", "false", False), ("processed", False, False), ("processed", None, None),
    ("uuid", "", ""), ("uuid", None, None), ("scoreVersion", "😀", "😀"), ("type", None, None),
])  # fmt: skip
def test_a_member_takes_its_own_type_and_texts_of_it(strapi: Api, member: str, sent: Any, stored: Any) -> None:
    report = created(strapi, **{member: sent})
    assert report[member] == stored
    assert type(report[member]) is type(stored)


@pytest.mark.evidence("strapi", "casting", "type-values", "error-validation", "other-casts-are-refused")
@pytest.mark.parametrize(("member", "sent"), [
    ("score", "abc"), ("score", True), ("score", ""), ("score", []), ("score", "1e"), ("score", "e1"), ("score", "1e999"),
    ("score", "NaN"), ("processed", "maybe"), ("processed", 1), ("uuid", 5),
    ("referenceId", {}), ("scoreVersion", False), ("type", "other"), ("type", ""), ("users_permissions_user", True),
    ("users_permissions_user", {}), ("users_permissions_user", [1]), ("users_permissions_user", 1.5),
])  # fmt: skip
def test_every_other_value_is_a_validation_error_and_stores_nothing(strapi: Api, member: str, sent: Any) -> None:
    answer = strapi.post("/reports", {member: sent})
    assert (answer.status_code, answer.json()) == (400, {"code": 400, "message": "ValidationError"})
    assert answer.headers["Mock-Violation"].startswith(f"/{member}")
    assert created(strapi)["id"] == "1"


@pytest.mark.evidence("strapi", "type-values", "types-of-the-world")
def test_a_world_lists_the_types_that_it_takes(strapi: Api) -> None:
    refusal = {"code": 400, "message": "ValidationError"}
    assert strapi.post("/reports", {"type": "audit"}).json() == refusal
    strapi.world.switch("strapi", types=["reference", "audit"])
    assert [created(strapi, type=type)["type"] for type in ("audit", "reference", None)] == ["audit", "reference", None]
    assert strapi.send("POST", "/reports", data={"type": "audit"}).json()["type"] == "audit"
    assert [each["id"] for each in strapi.get("/reports?type=audit").json()] == ["1", "4"]
    for answer in (
        strapi.put("/reports/1", {"type": "other"}),
        strapi.send("PUT", "/reports/1", data={"type": "other"}),
    ):
        assert (answer.status_code, answer.json()) == (400, refusal)
        assert answer.headers["Mock-Violation"] == "/type is none of reference, audit"


@pytest.mark.evidence("strapi", "types-of-the-world")
@pytest.mark.parametrize("types", ["reference", [1], [""]])
def test_the_types_of_a_world_are_a_list_of_texts(strapi: Api, types: Any) -> None:
    answer = strapi.world.admin("PATCH", "/switches/strapi", json={"types": types})
    assert (answer.status_code, answer.json()["violations"][0]["pointer"]) == (422, "/types")


@pytest.mark.evidence("strapi", "user-of-a-report", "user-reports", "password-mask", "nested-user-with-private-members")
@pytest.mark.parametrize("user", ["1", 1, {"id": "1"}, {"id": 1, "username": "ignored"}])
def test_a_user_is_named_in_four_ways_and_answered_whole(strapi: Api, user: Any) -> None:
    assert created(strapi, users_permissions_user=user)["users_permissions_user"] == ANN
    assert created(strapi, users_permissions_user=user)["users_permissions_user"]["reports"] == ["1", "2"]
    assert created(strapi, users_permissions_user=None)["users_permissions_user"] is None


@pytest.mark.evidence("strapi", "deleted-user-is-null")
def test_a_report_of_a_deleted_user_shows_none(strapi: Api) -> None:
    created(strapi, users_permissions_user="string")
    strapi.world.steer("PATCH", "/state/strapi/users", {"string": None})
    assert strapi.get("/reports/1").json()["users_permissions_user"] is None


@pytest.mark.evidence("strapi", "published-at-form")
@pytest.mark.parametrize(("sent", "shown"), [
    ("2019-08-24T14:15:22Z", "2019-08-24T14:15:22Z"),
    ("2019-08-24T14:15:22.120+02:00", "2019-08-24T12:15:22.120Z"),
    ("2019-08-24T14:15:22.000Z", "2019-08-24T14:15:22Z"),
    ("0001-01-01T00:00:00+23:00", "0001-01-01T00:00:00+23:00"),
])  # fmt: skip
def test_a_date_is_shown_in_utc_with_milliseconds_only_where_there_are_any(strapi: Api, sent: str, shown: str) -> None:
    assert created(strapi, published_at=sent)["published_at"] == shown


@pytest.mark.evidence("strapi", "error-bad-published-at")
@pytest.mark.parametrize("sent", ["yesterday", "2019-02-30T00:00:00Z", 5, ""])
def test_a_date_that_is_none_is_a_validation_error(strapi: Api, sent: Any) -> None:
    answer = strapi.post("/reports", {"published_at": sent})
    assert (answer.status_code, answer.json()["message"]) == (400, "ValidationError")


# Drafts


@pytest.mark.evidence(
    "strapi", "published-at-null-is-a-draft", "drafts-are-hidden", "error-not-found", "publication-state"
)
def test_a_draft_is_seen_in_a_preview_only(strapi: Api) -> None:
    created(strapi, uuid="draft", published_at=None)
    assert strapi.get("/reports/1").json() == {"code": 404, "message": "Not Found"}
    assert (strapi.get("/reports").json(), strapi.get("/reports/count").json()) == ([], 0)
    assert preview(strapi, "1")["uuid"] == "draft"
    assert strapi.get("/reports/count?_publicationState=preview").json() == 1


@pytest.mark.evidence("strapi", "published-at-null-is-a-draft", "drafts-are-hidden")
def test_a_put_publishes_a_draft_and_takes_it_back(strapi: Api) -> None:
    created(strapi, published_at=None)
    assert strapi.put("/reports/1", {"published_at": NOW}).json()["published_at"] == NOW
    assert strapi.get("/reports/1").status_code == 200
    assert strapi.put("/reports/1", {"published_at": None}).json()["published_at"] is None
    assert strapi.get("/reports/1").status_code == 404
    assert strapi.delete("/reports/1").status_code == 200


# Update


@pytest.mark.evidence("strapi", "update-is-partial")
def test_an_update_changes_what_is_sent_and_null_clears(strapi: Api) -> None:
    before = created(strapi, uuid="u", score=1, users_permissions_user="1")
    after = strapi.put("/reports/1", {"score": "2", "uuid": None, "id": "9"}).json()
    assert after == {**before, "score": 2, "uuid": None}
    assert strapi.get("/reports/1").json() == after


@pytest.mark.evidence("strapi", "update-is-partial")
@pytest.mark.parametrize("body", [{}, None, []])
def test_an_empty_update_changes_nothing_but_the_time_of_change(strapi: Api, body: Any) -> None:
    before = created(strapi, uuid="u")
    strapi.world.freeze("2030-01-01T00:00:00Z")
    assert strapi.put("/reports/1", body).json() == before
    assert strapi.get("/reports/count?updated_at_gte=2030-01-01&created_at_lt=2030-01-01").json() == 1


@pytest.mark.evidence("strapi", "update-checks-body-first", "error-entry-not-found")
def test_an_update_looks_at_the_body_before_the_id(strapi: Api) -> None:
    assert strapi.put("/reports/99", {"score": "x"}).json() == {"code": 400, "message": "ValidationError"}
    answer = strapi.put("/reports/99", {"score": 1})
    assert (answer.status_code, answer.json()) == (404, {"code": 404, "message": "entry.notFound"})


# Delete


@pytest.mark.evidence("strapi", "delete-answers-the-report", "error-not-found", "error-entry-not-found")
def test_a_deleted_report_is_answered_as_it_was_and_is_gone(strapi: Api) -> None:
    report = created(strapi, users_permissions_user="1")
    assert strapi.delete("/reports/1").json() == report
    gone = {"code": 404, "message": "Not Found"}
    assert (strapi.get("/reports/1").json(), strapi.delete("/reports/1").json()) == (gone, gone)
    assert strapi.put("/reports/1", {}).json() == {"code": 404, "message": "entry.notFound"}
    assert strapi.get("/reports").json() == []


@pytest.mark.evidence("strapi", "error-not-found")
@pytest.mark.parametrize("id", ["0", "x", "-1", "1.0", "01", "%F0%9F%98%80", "%FF", "9" * 400])
def test_an_id_of_any_form_is_just_unknown(strapi: Api, id: str) -> None:
    created(strapi)
    answer = strapi.get(f"/reports/{id}")
    assert (answer.status_code, answer.json()) == (404, {"code": 404, "message": "Not Found"})
