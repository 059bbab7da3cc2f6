"""Strapi's query language: the table of observed results, and what else is said about filters, sorting and paging."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest
from conftest import Api, World, bearer

TABLE = [
    ("", "ABC"), ("_publicationState=preview", "ABCD"),
    ("_limit=2&_start=1", "BC"), ("_limit=0", ""), ("_limit=-1", "ABC"),
    ("_sort=score:DESC,id:asc", "CBA"), ("_sort=referenceId", "CAB"), ("_sort=referenceId:desc", "BAC"),
    ("uuid=alpha", ""), ("uuid=Alpha&uuid=beta", "AC"),
    ("uuid_ne=Alpha", "BC"), ("referenceId_ne=r1", "B"),
    ("score_gte=10&score_lt=30", "AB"), ("score_in=10&score_in=30", "AC"),
    ("score_in=10,30", ""), ("score_nin=10", "BC"),
    ("uuid_contains=ALPHA", "AB"), ("uuid_ncontains=alpha", "C"),
    ("referenceId_null=true", "C"), ("referenceId_null=false", "AB"),
    ("processed=true", "A"), ("processed_ne=true", "B"),
    ("_q=ref", "ABC"), ("_q=10", "A"),
    ("_where[_or][0][uuid]=Alpha&_where[_or][1][uuid]=beta", "AC"),
    ("_where[0][score_gte]=10&_where[1][score_lt]=30", "AB"),
    ("users_permissions_user.username_contains=d", "B"), ("users_permissions_user_null=true", "C"),
    ("published_at_lt=2020-01-01", "C"), ("published_at_null=true&_publicationState=preview", "D"),
]  # fmt: skip
"""Query to the reports found, in order; A to D are the reports of the fixture, D is a draft."""


@pytest.fixture(scope="module")
def strapi(server: str, http: httpx.Client) -> Iterator[Api]:
    """A world with the four reports, for tests that only look."""
    made = World(http, server, f"strapi-queries-{time.monotonic_ns():x}")
    made.control.admin.worlds.create(made.name, fixture="queries")
    token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6IjEiLCJpYXQiOjE1NjY2NTYxMjJ9.nfpZma925GNauzMAkBVOHClRIbB1FWK01KSaPhtCaR0"
    yield Api(made, "strapi", **bearer(token))
    made.control.delete()


def found(strapi: Api, query: str) -> str:
    """The letters of the reports that a query finds."""
    answer = strapi.get(f"/reports?{query}")
    assert answer.status_code == 200, answer.text
    return "".join("ABCD"[int(report["id"]) - 1] for report in answer.json())


def refusal(strapi: Api, query: str) -> str:
    """What is said about a query that is refused with 400."""
    answer = strapi.get(f"/reports?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, 400)
    return str(answer.json()["message"])


def unknown(field: str) -> str:
    """The text about a field that is none."""
    return f"Your filters contain a field '{field}' that doesn't appear on your model definition nor its relations"


@pytest.mark.evidence("strapi", "limit", "start", "sort", "publication-state", "filter-suffixes", "filter-equal", "filter-not-equal",
                      "filter-order", "filter-in", "filter-contains", "filter-null", "filter-deep", "filter-where", "search",
                      "sort-nulls", "sort-default", "filter-skips-null", "filters-are-joined-by-and")  # fmt: skip
@pytest.mark.parametrize(("query", "letters"), TABLE)
def test_the_table_of_query_results(strapi: Api, query: str, letters: str) -> None:
    assert found(strapi, query) == letters


@pytest.mark.evidence("strapi", "count-ignores-paging")
@pytest.mark.parametrize(("query", "letters"), TABLE)
def test_the_count_is_that_of_the_list_without_paging(strapi: Api, query: str, letters: str) -> None:
    everything = "ABC" if query.startswith(("_limit", "_sort")) else letters
    assert strapi.get(f"/reports/count?{query}").json() == len(everything)


@pytest.mark.evidence("strapi", "count-ignores-paging")
@pytest.mark.parametrize(("query", "number"), [
    ("_limit=1&_start=1", 3), ("score_gt=10", 2), ("_limit=-1&_sort=nofield", 3), ("_q=alpha", 2),
])  # fmt: skip
def test_the_count_does_not_look_at_limit_start_and_sort(strapi: Api, query: str, number: int) -> None:
    assert strapi.get(f"/reports/count?{query}").json() == number


@pytest.mark.evidence("strapi", "error-bad-query-value")
@pytest.mark.parametrize("query", ["_limit=x", "_limit=-2", "_start=-5", "_limit=1&_limit=2"])
def test_the_count_refuses_a_limit_or_start_that_is_none(strapi: Api, query: str) -> None:
    answer = strapi.get(f"/reports/count?{query}")
    assert (answer.status_code, answer.json()) == (400, {"code": 400, "message": "Bad Request"})
    assert answer.headers["Mock-Violation"].startswith(f"query.{query[:6]}")


# Filters


@pytest.mark.evidence(
    "strapi", "filter-suffixes", "filter-equal", "filter-order", "filter-in", "filter-contains", "filter-containss"
)
@pytest.mark.parametrize(("query", "letters"), [
    ("uuid_eq=Alpha", "A"), ("uuid_eq=Alpha&uuid_eq=beta", "AC"), ("score=10.0", "A"), ("processed=0", "B"),
    ("score_gt=10", "BC"), ("score_lte=20", "AB"), ("uuid_gt=alphabet", "C"), ("uuid_lt=a", "A"),
    ("uuid_in=Alpha", "A"), ("uuid_in[]=Alpha&uuid_in[]=beta", "AC"), ("uuid_in[0]=Alpha&uuid_in[1]=beta", "AC"),
    ("uuid_nin[0]=Alpha&uuid_nin[1]=beta", "B"), ("referenceId_nin=r1", "B"),
    ("uuid_contains=PHA&uuid_contains=eta", "ABC"), ("uuid_containss=lpha", "AB"), ("uuid_containss=Alpha", "A"),
    ("uuid_ncontainss=Alpha", "BC"), ("referenceId_ncontainss=r1", "B"), ("score_contains=0", "ABC"),
    ("published_at=2019-08-24T16:15:22%2B02:00", "C"), ("published_at_gte=2019-08-24&published_at_lt=2019-08-25", "C"),
])  # fmt: skip
def test_every_operator(strapi: Api, query: str, letters: str) -> None:
    assert found(strapi, query) == letters


@pytest.mark.evidence("strapi", "filter-null")
@pytest.mark.parametrize(("text", "letters"), [("true", "C"), ("1", "C"), ("false", "AB"), ("0", "AB")])
def test_null_is_asked_for_with_a_truth(strapi: Api, text: str, letters: str) -> None:
    assert found(strapi, f"referenceId_null={text}") == letters


@pytest.mark.evidence("strapi", "filter-cannot-be-cast", "other-filters-find-nothing")
@pytest.mark.parametrize("query", [
    "score=abc", "score_ne=abc", "score_gt=", "score_in=a&score_in=b", "score_nin=abc", "processed=maybe", "published_at_gt=soon",
    "created_at_lt=2026-99-99",
])  # fmt: skip
def test_a_value_that_cannot_be_cast_finds_nothing(strapi: Api, query: str) -> None:
    assert found(strapi, query) == ""


@pytest.mark.evidence("strapi", "filter-user-id", "filter-deep", "filterable-fields")
@pytest.mark.parametrize(("query", "letters"), [
    ("users_permissions_user=1", "A"), ("users_permissions_user_in=1&users_permissions_user_in=02", "AB"),
    ("users_permissions_user.id=2", "B"), ("users_permissions_user.email=ann@example.com", "A"),
    ("users_permissions_user.confirmed=true", "AB"), ("users_permissions_user.blocked_null=true", "ABC"),
    ("users_permissions_user.role=1&users_permissions_user.provider=local", "AB"),
    ("id_gt=1", "BC"), ("id=x", ""), ("created_by_null=true", "ABC"), ("updated_by=x", ""),
    ("created_at_gt=2026-11-20T21:39:37Z", "BC"), ("updated_at_lte=2026-11-20T21:39:38.000Z", "AB"),
])  # fmt: skip
def test_ids_times_and_the_user_can_be_asked_for(strapi: Api, query: str, letters: str) -> None:
    assert found(strapi, query) == letters


@pytest.mark.evidence("strapi", "filter-where", "filters-are-joined-by-and")
@pytest.mark.parametrize(("query", "letters"), [
    ("_where[score_gte]=20", "BC"), ("_where[score_in]=10&_where[score_in]=30", "AC"),
    ("_where[_or][0][score]=10&_where[_or][1][score]=30&uuid_contains=a", "AC"),
    ("_where[_or][0][score_gte]=20&_where[_or][0][score_lt]=30", "B"),
    ("_where[_or][0][0][score_gte]=20&_where[_or][0][1][score_lt]=30&_where[_or][1][uuid]=Alpha", "AB"),
    ("_where[_and][0][score_gte]=20&_where[_and][1][processed]=false", "B"),
    ("_where[0][_or][0][uuid]=Alpha&_where[0][_or][1][uuid]=beta&_where[1][score_gt]=10", "C"),
    ("_where[users_permissions_user.username]=dd", "B"), ("_where[][uuid]=beta", "C"),
    ("_where%5Bscore_gte%5D=20&_q=alpha", "B"),
])  # fmt: skip
def test_where_nests_filters(strapi: Api, query: str, letters: str) -> None:
    assert found(strapi, query) == letters


@pytest.mark.evidence(
    "strapi", "error-unknown-filter-field", "private-members-are-no-filters", "where-with-a-bare-value"
)
@pytest.mark.parametrize(("query", "field"), [
    ("nofield=1", "nofield"), ("nofield_gt=1", "nofield"), ("score_foo=1", "score_foo"), ("score_=1", "score_"),
    ("users_permissions_user.password=x", "users_permissions_user.password"), ("_where[nofield]=1", "nofield"),
    ("users_permissions_user.plainPassword_contains=s", "users_permissions_user.plainPassword"),
    ("_where[_or]=x", "0"), ("_where=x", "0"), ("_where[_or][0]=x", "0"), ("score[nested]=1", "nested"), ("__proto__=1", "_proto__"),
    ("_where" + "[0]" * 50 + "[score]=1", "_where" + "[0]" * 50 + "[score]"), ("=1", ""), ("filters=1", "filters"),
])  # fmt: skip
def test_what_is_no_field_is_named_in_the_refusal(strapi: Api, query: str, field: str) -> None:
    assert refusal(strapi, query) == unknown(field)
    assert strapi.get(f"/reports/count?{query}").json()["message"] == unknown(field)


@pytest.mark.evidence("strapi", "search")
@pytest.mark.parametrize(("text", "letters"), [
    ("", "ABC"), ("ALPHA", "AB"), ("R1", "A"), ("10.0", "A"), ("1e1", "A"), ("99", ""), ("ann", ""), ("2019", ""),
])  # fmt: skip
def test_search_looks_into_texts_and_at_equal_numbers(strapi: Api, text: str, letters: str) -> None:
    assert found(strapi, f"_q={text}") == letters


# Order and paging


@pytest.mark.evidence("strapi", "sort", "sort-deep", "sort-nulls")
@pytest.mark.parametrize(("by", "letters"), [
    ("score", "ABC"), ("score:desc", "CBA"), ("uuid:Asc", "ABC"), ("type,score:DESC", "CBA"), ("type", "ABC"), ("processed:desc", "ABC"),
    ("users_permissions_user.username:desc", "BAC"), ("users_permissions_user", "CAB"), ("published_at:desc", "BAC"),
    ("created_by,id:desc", "CBA"),
])  # fmt: skip
def test_every_field_can_be_sorted_by(strapi: Api, by: str, letters: str) -> None:
    assert found(strapi, f"_sort={by}") == letters


@pytest.mark.evidence("strapi", "start", "limit")
@pytest.mark.parametrize(("query", "letters"), [("_start=9", ""), ("_start=1", "BC"), (f"_limit={10**50}", "ABC")])
def test_pages_beyond_the_end_are_empty(strapi: Api, query: str, letters: str) -> None:
    assert found(strapi, query) == letters


@pytest.mark.evidence("strapi", "error-bad-query-value")
@pytest.mark.parametrize("query", [
    "_limit=x", "_limit=1.5", "_limit=-2", "_limit=", "_limit=1&_limit=2", "_start=x", "_start=-1", "_sort=", "_sort=nofield",
    "_sort=id:up", "_sort=id,,score", "_sort=id&_sort=score", "_publicationState=draft", "_publicationState=",
    "score_null=2", "score_null=", "_where[score_null]=x", "uuid=%FF",
])  # fmt: skip
def test_a_bad_value_of_a_parameter_is_a_bad_request(strapi: Api, query: str) -> None:
    assert refusal(strapi, query) == "Bad Request"


@pytest.mark.evidence("strapi", "error-bad-query-value", "error-unknown-filter-field")
@pytest.mark.parametrize(("query", "place"), [
    ("score_null=2", "query.score_null"), ("_where[0][score_null]=x", "query._where[0][score_null]"), ("nofield_gt=1", "query.nofield_gt"),
    ("_where[_or]=x", "query._where[_or]"), ("score[nested]=1", "query.score[nested]"), ("_limit=x", "query._limit"),
])  # fmt: skip
def test_a_violation_names_the_parameter_as_it_was_written(strapi: Api, query: str, place: str) -> None:
    assert strapi.get(f"/reports?{query}").headers["Mock-Violation"].startswith(f"{place} ")


@pytest.mark.evidence("strapi", "no-query-elsewhere", "get-looks-at-the-state-only")
def test_other_operations_look_at_no_query(strapi: Api) -> None:
    nonsense = "?_limit=x&nofield=1&_sort=&token=%FF"
    assert strapi.get("/reports/1?_limit=x&nofield=1").status_code == 200
    assert strapi.get("/reports/1?_publicationState=draft").json() == {"code": 400, "message": "Bad Request"}
    created = strapi.post(f"/reports{nonsense}", {})
    assert created.status_code == 200
    path = f"/reports/{created.json()['id']}{nonsense}"
    assert (strapi.put(path, {}).status_code, strapi.delete(path).status_code) == (200, 200)
    assert strapi.get(f"/users/me{nonsense}").status_code == 200
