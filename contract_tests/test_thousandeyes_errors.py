"""ThousandEyes' refusals in its words, the formats it takes and gives, and the readings that a world may choose."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Api, basic

REGULAR = basic("regular@example.com", "te-world-basic-2")
CREATE = "/v7/reports/create"
ALTERNATIVES = ["problem", "error-key", "timestamped"]


# Formats


@pytest.mark.evidence("thousandeyes", "suffix", "suffix-on-post")
def test_the_suffix_is_taken_on_every_path(thousandeyes: Api) -> None:
    assert thousandeyes.get("/v7/reports.json").json() == thousandeyes.get("/v7/reports").json()
    assert thousandeyes.get("/v7/reports/123.json").status_code == 200
    assert thousandeyes.get("/v7/reports/123/1234f.json?window=1h").status_code == 200
    assert thousandeyes.post("/v7/reports/create.json", {"title": "Mine"}).status_code == 200
    assert thousandeyes.post("/v7/reports/1/delete.json").status_code == 204


@pytest.mark.evidence(
    "thousandeyes", "format-order", "xml-not-written", "format-ignored", "no-choice-is-json", "error-not-acceptable"
)
@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/v7/reports.json?format=xml", "text/xml", 200),
        ("/v7/reports.xml?format=json", "application/json", 406),
        ("/v7/reports?format=xml", "application/json", 200),
        ("/v7/reports?format=json", "text/xml", 406),
        ("/v7/reports", "application/xml;q=0.9", 406),
        ("/v7/reports", "text/xml, application/json", 200),
        ("/v7/reports", "text/xml, application/json;q=0", 406),
        ("/v7/reports", "text/html, application/xml;q=0.9, */*;q=0.8", 200),
        ("/v7/reports", "*/*", 200),
        ("/v7/reports", "", 200),
        ("/v7/reports?format=xml", "*/*", 406),
        ("/v7/reports?format=json&format=xml", "*/*", 406),
        ("/v7/reports?format=XML", "*/*", 200),
        ("/v7/reports?format=csv", "*/*", 200),
        ("/v7/status?format=xml", "*/*", 406),
    ],
)
def test_suffix_comes_before_accept_before_format(thousandeyes: Api, path: str, accept: str, status: int) -> None:
    answer = thousandeyes.get(path, headers={"Accept": accept})
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    if status == 406:
        assert answer.json() == {"errorMessage": "Not acceptable"}


@pytest.mark.evidence("thousandeyes", "format-order", "xml-not-written")
@pytest.mark.parametrize(
    ("path", "accept", "violation"),
    [
        ("/v7/reports.xml?format=xml", "text/xml", "path ends in .xml, which chooses XML"),
        ("/v7/reports?format=xml", "text/xml", "header.Accept chooses XML"),
        ("/v7/reports?format=xml", "*/*", "query.format chooses XML"),
    ],
)
def test_what_chose_the_format_is_named(thousandeyes: Api, path: str, accept: str, violation: str) -> None:
    answer = thousandeyes.get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Mock-Violation"]) == (406, violation)


@pytest.mark.evidence("thousandeyes", "unknown-parameters-ignored")
def test_query_parameters_that_mean_nothing_are_ignored(thousandeyes: Api) -> None:
    assert thousandeyes.get("/v7/reports?window=nonsense&from=1&page=2&aid[]=7").status_code == 200


# Refusals


@pytest.mark.evidence("thousandeyes", "error-unsupported-media-type", "media-type-declared")
@pytest.mark.parametrize("declared", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "", "json"])
def test_a_body_is_declared_as_json(thousandeyes: Api, declared: str) -> None:
    answer = thousandeyes.post(CREATE, b'{"title": "Mine"}', headers={"Content-Type": declared})
    assert (answer.status_code, answer.json()) == (415, {"errorMessage": "Unsupported media type"})


def test_the_media_type_may_have_parameters(thousandeyes: Api) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert thousandeyes.post(CREATE, b'{"title": "Mine"}', headers=headers).status_code == 200


@pytest.mark.evidence("thousandeyes", "error-malformed-json")
@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"title"', b"null", b'{"title": "\xff"}', b'{"title": "a", "title": "b"}', b'{"title": NaN}',
             b'{"title": "\\ud800"}', b'{"title": "\\u0000"}', b"[" * 10_000]
)  # fmt: skip
def test_a_body_is_one_json_object(thousandeyes: Api, body: bytes) -> None:
    answer = thousandeyes.post(CREATE, body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()) == (400, {"errorMessage": "Malformed JSON"})
    assert len(thousandeyes.get("/v7/reports").json()) == 1


@pytest.mark.evidence("thousandeyes", "error-body-too-large")
def test_a_body_over_the_limit_is_refused(thousandeyes: Api) -> None:
    answer = thousandeyes.post(CREATE, {"title": "a" * 1_100_000})
    assert (answer.status_code, answer.json()) == (413, {"errorMessage": "Request body too large"})


@pytest.mark.evidence("thousandeyes", "error-field-missing", "error-field-invalid", "error-first-only", "error-texts")
@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({}, "title: is required"),
        ({"widgets": 5}, "title: is required"),
        ({"title": 5, "widgets": 5}, 'title: 5 is not of type "string"'),
        ({"title": "", "description": None}, 'title: "" is shorter than 1 character'),
        ({"title": "a", "isDefaultForAccount": 1, "description": None}, 'description: null is not of type "string"'),
        ({"title": "a", "widgets": [{"type": "Map"}, {"visualMode": 5}, 7]}, "widgets[1].type: is required"),
        (
            {"title": "a", "widgets": [{"type": "Number", "numberCards": [{"measure": {}, "metric": 5}]}]},
            'widgets[0].numberCards[0].metric: 5 is not of type "string"',
        ),
        (
            {"title": "a", "widgets": [{"type": "Number", "numberCards": [{"measure": {}}]}]},
            "widgets[0].numberCards[0].measure.type: is required",
        ),
    ],
)
def test_the_first_faulty_field_is_named(thousandeyes: Api, body: dict[str, Any], text: str) -> None:
    answer = thousandeyes.post(CREATE, body)
    assert (answer.status_code, answer.json()) == (400, {"errorMessage": text})


def test_an_explanation_does_not_repeat_a_long_value(thousandeyes: Api) -> None:
    answer = thousandeyes.post(CREATE, {"title": ["a" * 100_000]})
    assert answer.status_code == 400
    assert len(answer.json()["errorMessage"]) < 300


@pytest.mark.evidence("thousandeyes", "error-invalid-account-group", "error-foreign-account-group")
@pytest.mark.parametrize(
    ("aid", "status", "text"),
    [
        ("abc", 400, "Invalid account group: abc"),
        ("", 400, "Invalid account group: "),
        ("7", 400, "Invalid account group: 7"),
        ("1.5", 400, "Invalid account group: 1.5"),
        ("99999999999999999999", 400, "Invalid account group: 99999999999999999999"),
        ("2", 403, "Account group 2 is not accessible"),
    ],
)
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/v7/account-groups", None),
        ("GET", "/v7/reports", None),
        ("GET", "/v7/report-snapshots/999", None),
        ("POST", "/v7/reports/999/delete", None),
        ("POST", CREATE, {"title": "Mine"}),
    ],
)
def test_an_account_group_that_is_none_and_one_of_others(
    thousandeyes: Api, method: str, path: str, body: Any, aid: str, status: int, text: str
) -> None:
    answer = thousandeyes.send(method, f"{path}?aid={aid}", body)
    assert (answer.status_code, answer.json()) == (status, {"errorMessage": text})


@pytest.mark.evidence("thousandeyes", "error-server-error", "error-maintenance")
@pytest.mark.parametrize(("status", "text"), [(500, "Internal server error"), (503, "Service unavailable")])
@pytest.mark.parametrize("path", ["/v7/reports", "/v7/status"])
def test_a_fault_speaks_the_vendors_words(thousandeyes: Api, path: str, status: int, text: str) -> None:
    thousandeyes.world.fault(vendor="thousandeyes", status=status)
    answer = thousandeyes.get(path)
    assert (answer.status_code, answer.json()) == (status, {"errorMessage": text})


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 406, 429, 500, 503])
@pytest.mark.parametrize("reading", ["error-message", *ALTERNATIVES])
def test_any_documented_status_can_be_asked_for(thousandeyes: Api, status: int, reading: str) -> None:
    thousandeyes.world.choose("thousandeyes", {"errors": reading})
    answer = thousandeyes.get("/v7/reports/123", headers={"Prefer": f"code={status}"})
    assert (answer.status_code, answer.headers["Preference-Applied"]) == (status, f"code={status}")


FORCED = {
    "GET /v7/reports": "View Reports",
    "GET /v7/reports/123": "View Reports",
    "GET /v7/reports/123/1234f": "View Reports",
    "POST /v7/reports/create": "Edit Reports",
    "POST /v7/reports/123/update": "Update Reports",
    "POST /v7/reports/123/delete": "Edit own reports",
    "GET /v7/report-snapshots": "View Snapshots",
    "GET /v7/report-snapshots/123": "View Reports",
    "GET /v7/report-snapshots/123/1234f": "View Snapshots",
    "POST /v7/report-snapshots/create": "Edit Snapshots",
    "POST /v7/report-snapshots/123/delete": "Edit own reports",
}
"""Request to the permission that it lacks where a 403 is asked for."""

BODIES = {
    "/v7/reports/create": {"title": "A"},
    "/v7/reports/123/update": {"title": "A"},
    "/v7/report-snapshots/create": {
        "displayName": "A", "from": "2019-09-02 18:00:00", "to": "2019-09-03 18:00:00", "reportId": "123",
    },
}  # fmt: skip


@pytest.mark.parametrize("request_line", FORCED)
@pytest.mark.parametrize("errors", ["error-message", "error-key", "timestamped", "problem"])
def test_a_forbidden_answer_that_is_asked_for_names_the_permission_of_its_operation(
    thousandeyes: Api, request_line: str, errors: str
) -> None:
    thousandeyes.world.choose("thousandeyes", {"errors": errors})
    method, path = request_line.split()
    answer = thousandeyes.send(method, path, BODIES.get(path), headers={"Prefer": "code=403"})
    assert (answer.status_code, f'"Insufficient permissions: {FORCED[request_line]}"' in answer.text) == (403, True)


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_fault_may_stand_for_any_documented_status(thousandeyes: Api, status: int) -> None:
    thousandeyes.world.fault(vendor="thousandeyes", status=status)
    assert thousandeyes.get("/v7/reports").status_code == status


# Readings


def refusals(thousandeyes: Api) -> dict[str, Any]:
    """A refusal of each kind: status, media type and body."""
    nobody = thousandeyes.by()
    answers = {
        "401": nobody.get("/v7/reports"),
        "403": thousandeyes.by(**REGULAR).post(CREATE, {"title": "a"}),
        "404": thousandeyes.get("/v7/reports/999"),
        "path": thousandeyes.get("/v7/nothing"),
        "405": thousandeyes.get(CREATE),
        "406": thousandeyes.get("/v7/reports.xml"),
        "415": thousandeyes.post(CREATE, b"x", headers={"Content-Type": "text/plain"}),
        "413": thousandeyes.post(CREATE, {"title": "a" * 1_100_000}),
        "400": thousandeyes.post(CREATE, b"{", headers={"Content-Type": "application/json"}),
        "field": thousandeyes.post(CREATE, {}),
        "aid": thousandeyes.get("/v7/reports?aid=abc"),
    }
    return {kind: (each.status_code, each.headers["Content-Type"], each.json()) for kind, each in answers.items()}


@pytest.mark.evidence("thousandeyes", "error-texts")
def test_errors_may_be_problems(thousandeyes: Api) -> None:
    thousandeyes.world.choose("thousandeyes", {"errors": "problem"})
    seen = refusals(thousandeyes)
    assert seen.pop("401") == (
        401, "application/json;charset=UTF-8", {"error": "invalid_token", "error_description": "Invalid access token"},
    )  # fmt: skip
    assert {media_type for _, media_type, _ in seen.values()} == {"application/problem+json"}
    assert {kind: (body["title"], body["detail"]) for kind, (_, _, body) in seen.items()} == {
        "403": ("Forbidden", "Insufficient permissions: Edit Reports"),
        "404": ("URI Resource Not Found", "Report 999 not found"),
        "path": ("URI Resource Not Found", "Not found"),
        "405": ("Method Not Allowed", "Method not allowed"),
        "406": ("Not Acceptable", "Not acceptable"),
        "415": ("Unsupported Media Type", "Unsupported media type"),
        "413": ("Payload Too Large", "Request body too large"),
        "400": ("Bad Request", "Malformed JSON"),
        "field": ("Request validation failed. There are invalid or missing fields", "title: is required"),
        "aid": ("Bad Request", "Invalid account group: abc"),
    }
    assert seen["field"][2] == {
        "type": "about:blank", "title": "Request validation failed. There are invalid or missing fields", "status": 400,
        "detail": "title: is required", "instance": CREATE,
        "errors": [{"code": "REPORT-400", "field": "title", "message": "is required"}],
    }  # fmt: skip
    assert not [kind for kind, (_, _, body) in seen.items() if "errors" in body and kind != "field"]


def test_errors_may_stand_under_another_key(thousandeyes: Api) -> None:
    thousandeyes.world.choose("thousandeyes", {"errors": "error-key"})
    seen = refusals(thousandeyes)
    assert seen["401"] == (401, "application/json;charset=UTF-8", {"error": "Invalid credentials"})
    assert seen["field"] == (400, "application/json;charset=UTF-8", {"error": "title: is required"})


def test_errors_may_be_timestamped(thousandeyes: Api) -> None:
    thousandeyes.world.choose("thousandeyes", {"errors": "timestamped"})
    thousandeyes.world.freeze("2019-09-03T18:00:00Z")
    seen = refusals(thousandeyes)
    assert {kind: body["httpStatus"] for kind, (_, _, body) in seen.items()} == {
        "401": "UNAUTHORIZED", "403": "FORBIDDEN", "404": "NOT_FOUND", "path": "NOT_FOUND", "405": "METHOD_NOT_ALLOWED",
        "406": "NOT_ACCEPTABLE", "415": "UNSUPPORTED_MEDIA_TYPE", "413": "PAYLOAD_TOO_LARGE", "400": "BAD_REQUEST",
        "field": "BAD_REQUEST", "aid": "BAD_REQUEST",
    }  # fmt: skip
    path = f"{thousandeyes.world.url('thousandeyes')}/v7/reports/999"
    assert seen["404"][2] == {
        "timestamp": 1567533600000, "httpStatus": "NOT_FOUND", "errors": ["Report 999 not found"], "path": path,
    }  # fmt: skip


@pytest.mark.evidence("thousandeyes", "permission-delete-report", "permission-delete-snapshot", "error-not-the-creator")
@pytest.mark.parametrize("errors", ["error-message", *ALTERNATIVES])
@pytest.mark.parametrize("thousandeyes", ["published"], indirect=True)
def test_a_delete_that_is_forbidden_may_be_401(thousandeyes: Api, errors: str) -> None:
    thousandeyes.world.choose("thousandeyes", {"delete-forbidden": "401", "errors": errors})
    viewer = thousandeyes.by(**basic("viewer@example.com", "te-world-basic-3"))
    for answer, text in (
        (viewer.post("/v7/reports/1/delete"), "Insufficient permissions: Edit own reports"),
        (viewer.post("/v7/report-snapshots/123/delete"), "Insufficient permissions: Edit own reports"),
        (
            thousandeyes.by(**REGULAR).post("/v7/reports/1/delete"),
            "Insufficient permissions: not the creator of report 1",
        ),
    ):
        assert (answer.status_code, text in answer.text) == (401, True)
        assert "X-Organization-Rate-Limit-Remaining" in answer.headers
    assert viewer.post(CREATE, {"title": "a"}).status_code == 403
    assert thousandeyes.post("/v7/reports/1/delete?aid=2").status_code == 403
    assert thousandeyes.by().post("/v7/reports/1/delete").status_code == 401
    assert thousandeyes.post("/v7/reports/1/delete").status_code == 204


@pytest.mark.evidence("thousandeyes", "created-report-array", "updated-report-array")
@pytest.mark.parametrize("reading", ["array", "object"])
def test_create_and_update_may_answer_the_report_itself(thousandeyes: Api, reading: str) -> None:
    thousandeyes.world.choose("thousandeyes", {"create-body": reading})
    created = thousandeyes.post(CREATE, {"title": "A"}).json()
    updated = thousandeyes.post("/v7/reports/1/update", {"title": "B"}).json()
    if reading == "array":
        ((created,), (updated,)) = created, updated
    assert (created["reportId"], created["title"], updated["reportId"], updated["title"]) == ("1", "A", "1", "B")
