"""How CheckCentral reads requests and how it refuses them: paths, letter case, media types, order of checks, errors."""

from __future__ import annotations

import pytest
from checkcentral_api import BACKUP, BACKUPS, DASHBOARD, DISK, NOBODY, READ, USER, WRITE, Methods, Refusal, ids, refused

JSON = {"Content-Type": "application/json"}
REPORT = b'{"name": "x", "report_type": "digest"}'
GETS = (
    "getChecks", "getActivities", "getCheckGroups", "getDashboards", "getIssues", "getOverview", "getPermissions",
    "generateReport", "getReports", "getUsers", "getUserGroups",
)  # fmt: skip
CREATES = ("createReport", "createActivities")
BOTH = {"name": "x", "report_type": "digest", "activities": [{"title": "t", "status": "success"}]}
"""A body that either of the create methods takes."""


@pytest.mark.evidence("checkcentral", "slash-optional")
@pytest.mark.parametrize("method", GETS)
def test_a_method_answers_with_and_without_its_slash(checkcentral: Methods, method: str) -> None:
    with_slash, without = (checkcentral.send("GET", f"/{method}{end}", params={"apiToken": READ}) for end in ("/", ""))
    assert with_slash.status_code == (400 if method == "generateReport" else 200)
    assert (with_slash.status_code, with_slash.json()) == (without.status_code, without.json())


@pytest.mark.evidence("checkcentral", "slash-optional")
@pytest.mark.parametrize("path", ["/getChecks//", "//getChecks/", "/getChecks/x", "/"])
def test_other_paths_name_no_method(checkcentral: Methods, path: str) -> None:
    answer = checkcentral.send("GET", path, params={"apiToken": READ})
    assert refused(answer)[:2] == (404, "unknown_method")


@pytest.mark.evidence("checkcentral", "method-name-exact", "error-unknown-method")
@pytest.mark.parametrize("name", ["getFoo", "getchecks", "createCheck", "createUser"])
def test_an_unknown_method_is_named(checkcentral: Methods, name: str) -> None:
    assert refused(checkcentral.get(name)) == (404, "unknown_method", f"Unknown method: {name}")


@pytest.mark.evidence("checkcentral", "error-method-not-allowed")
@pytest.mark.parametrize("method", [*GETS, *CREATES])
def test_the_wrong_verb_is_told_the_right_one(checkcentral: Methods, method: str) -> None:
    right = "GET" if method in GETS else "POST"
    for verb in {"GET", "POST", "PUT", "PATCH", "DELETE"} - {right}:
        answer = checkcentral.send(verb, f"/{method}")
        assert refused(answer) == (405, "method_not_allowed", f"Use {right} for {method}.")
        assert answer.headers["Allow"] == right


@pytest.mark.evidence("checkcentral", "names-any-case")
@pytest.mark.parametrize("name", ["checkid", "checkId", "CHECKID", "CheckID"])
def test_names_of_the_query_match_in_any_case(checkcentral: Methods, name: str) -> None:
    for token in ("apiToken", "apitoken", "APITOKEN"):
        answer = checkcentral.send("GET", "/getChecks/", params={token: READ, name: DISK})
        assert ids(answer.json()["checks"]) == [DISK]


@pytest.mark.evidence("checkcentral", "names-any-case", "values-any-case")
def test_names_and_values_of_a_body_match_in_any_case_at_every_level(checkcentral: Methods) -> None:
    body = {
        "NAME": "Loud", "Report_Type": "DASHBOARD", "forMAT": "PdF", "Content": {"DASHBOARD": DASHBOARD},
        "INTERVAL_TYPE": "Unscheduled", "Recipients": {"Org_Wide": True, "EMAILS": ["a@example.com"]},
    }  # fmt: skip
    report = checkcentral.post("createReport", body).json()["report"]
    assert (report["name"], report["report_type"], report["format"]) == ("Loud", "dashboard", "pdf")
    assert (report["interval_type"], report["content"]) == ("unscheduled", {"dashboard": DASHBOARD})
    assert report["recipients"] == {"org_wide": True, "usergroups": [], "users": [], "emails": ["a@example.com"]}
    body = {"ACTIVITIES": [{"CHECKID": DISK, "Title": "t", "STATUS": "WARNING"}]}
    (activity,) = checkcentral.post("createActivities", body).json()["activities"]
    assert (activity["checkId"], activity["title"], activity["status"]) == (DISK, "t", "Warning")


@pytest.mark.evidence("checkcentral", "last-spelling-counts")
def test_of_two_spellings_the_last_counts(checkcentral: Methods) -> None:
    query = f"apiToken=wrong&APITOKEN={READ}&checkid={BACKUP}&checkId={DISK}"
    assert ids(checkcentral.send("GET", f"/getChecks/?{query}").json()["checks"]) == [DISK]
    assert ids(checkcentral.get("getChecks", checkName=["nightly", "disk"]).json()["checks"]) == [DISK]
    body = b'{"name": "first", "report_type": "digest", "Name": "second", "NAME": "third"}'
    answer = checkcentral.send("POST", f"/createReport/?apiToken={WRITE}", content=body, headers=JSON)
    assert answer.json()["report"]["name"] == "third"


@pytest.mark.evidence("checkcentral", "ids-any-case")
def test_ids_match_in_any_case_and_are_answered_in_lower_case(checkcentral: Methods) -> None:
    assert ids(checkcentral.rows("getChecks", checkid=BACKUP.upper())) == [BACKUP]
    assert ids(checkcentral.rows("getCheckGroups", groupId=BACKUPS.upper())) == [BACKUPS]
    report = checkcentral.create(report_type="check", content={"check": BACKUP.upper()})
    assert report["content"] == {"check": BACKUP}


@pytest.mark.evidence("checkcentral", "empty-parameter-absent")
def test_an_empty_parameter_counts_as_absent(checkcentral: Methods) -> None:
    everything = checkcentral.get("getChecks").json()
    empty = dict.fromkeys(("checkid", "checkName", "activityCount", "includeSettings", "includePendingOverdue"), "")
    assert checkcentral.get("getChecks", **empty).json() == everything
    assert refused(checkcentral.get("generateReport", reportId="", reportName=""))[1] == "missing_parameter"


@pytest.mark.evidence("checkcentral", "unknown-parameter-ignored", "unknown-property-dropped")
def test_what_a_method_does_not_know_is_ignored(checkcentral: Methods) -> None:
    assert checkcentral.get("getChecks", nonsense="1").json() == checkcentral.get("getChecks").json()
    report = checkcentral.create(nonsense=[1], content={"nonsense": None}, recipients={"nonsense": 1})
    assert "nonsense" not in report
    assert (report["content"], list(report["recipients"])) == ({}, ["org_wide", "usergroups", "users", "emails"])


@pytest.mark.evidence("checkcentral", "undecodable-query-refused")
@pytest.mark.parametrize("query", ["checkName=%ff", "nonsense=%C3%28", "%ff=1"])
def test_a_query_that_is_no_text_is_refused(checkcentral: Methods, query: str) -> None:
    answer = checkcentral.send("GET", f"/getChecks/?apiToken={READ}&{query}")
    assert refused(answer) == (400, "invalid_parameter", "The query is not valid UTF-8.")
    assert refused(checkcentral.send("GET", f"/getChecks/?{query}"))[:2] == (401, "missing_token")


@pytest.mark.evidence("checkcentral", "json-content-type", "create-activities-json", "error-unsupported-media-type")
@pytest.mark.parametrize(
    "declared", ["", "text/plain", "text/json", "application/x-www-form-urlencoded", "application/jsonx"]
)
def test_a_create_method_wants_json_declared(checkcentral: Methods, declared: str) -> None:
    for method in CREATES:
        headers = {"Content-Type": declared} if declared else {}
        answer = checkcentral.send("POST", f"/{method}/?apiToken={WRITE}", content=REPORT, headers=headers)
        assert refused(answer) == (415, "unsupported_media_type", "Content-Type must be application/json.")


@pytest.mark.evidence("checkcentral", "content-type-parameters")
@pytest.mark.parametrize(
    "declared", ["application/json; charset=utf-8", "application/json;charset=UTF-8", "APPLICATION/JSON; a=b"]
)
def test_the_media_type_may_have_parameters(checkcentral: Methods, declared: str) -> None:
    headers = {"Content-Type": declared}
    answer = checkcentral.send("POST", f"/createReport/?apiToken={WRITE}", content=REPORT, headers=headers)
    assert answer.status_code == 200


@pytest.mark.evidence("checkcentral", "error-invalid-json")
@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"text"', b"null", b"1", b'{"a": NaN}', b"\xff", b'{"a": "\\u0000"}', b"[" * 9999]
)
def test_a_body_that_is_no_json_object_is_refused(checkcentral: Methods, body: bytes) -> None:
    for method in CREATES:
        answer = checkcentral.send("POST", f"/{method}/?apiToken={WRITE}", content=body, headers=JSON)
        assert refused(answer) == (400, "invalid_json", "The request body is not a JSON object.")


@pytest.mark.evidence("checkcentral", "error-body-too-large")
def test_a_body_over_the_limit_is_refused(checkcentral: Methods) -> None:
    body = b" " * 1_048_577
    answer = checkcentral.send("POST", f"/createReport/?apiToken={WRITE}", content=body, headers=JSON)
    assert refused(answer) == (413, "body_too_large", "The request body is too large.")


@pytest.mark.evidence("checkcentral", "no-null")
def test_null_is_refused_for_every_property(checkcentral: Methods) -> None:
    good = checkcentral.create()
    for name in (name for name in good if name != "id"):
        body = {**good, "format": "html", name: None}
        assert refused(checkcentral.post("createReport", body))[:2] == (400, "invalid_parameter"), name
    for name in ("checkId", "title", "status", "updated"):
        body = {"activities": [{"title": "t", "status": "success", name: None}]}
        assert refused(checkcentral.post("createActivities", body))[:2] == (400, "invalid_parameter"), name


@pytest.mark.evidence("checkcentral", "error-shape", "error-method-not-allowed", "error-limit-exceeded", "json-answers")
@pytest.mark.parametrize("method", [*GETS, *CREATES])
def test_a_forced_refusal_speaks_for_its_own_method(checkcentral: Methods, method: str) -> None:
    verb, body = ("GET", None) if method in GETS else ("POST", BOTH)

    def forced(code: int) -> Refusal:
        return refused(checkcentral.send(verb, f"/{method}/?apiToken={WRITE}&__code={code}", json=body))

    assert forced(405) == (405, "method_not_allowed", f"Use {verb} for {method}.")
    assert forced(429) == (429, "limit_exceeded", f"The limit of 10000 calls per day for {method} is exceeded.")


@pytest.mark.evidence("checkcentral", "error-not-found")
@pytest.mark.parametrize(("method", "kind"), [
    ("getChecks", "Check"), ("getActivities", "Check"), ("getCheckGroups", "Check group"), ("getDashboards", "Dashboard"),
    ("getPermissions", "Check group"), ("generateReport", "Report"), ("getReports", "Report"), ("getUsers", "User"),
    ("getUserGroups", "User group"),
])  # fmt: skip
def test_a_forced_404_is_about_what_the_method_gets(checkcentral: Methods, method: str, kind: str) -> None:
    assert refused(checkcentral.get(method, __code=404)) == (404, "not_found", f"{kind} not found: {NOBODY}")


@pytest.mark.evidence("checkcentral", "error-shape", "error-server-error", "json-utf-8")
def test_a_forced_failure_speaks_like_any_other(checkcentral: Methods) -> None:
    for method in GETS:
        answer = checkcentral.send("GET", f"/{method}?apiToken={READ}", headers={"Prefer": "code=500"})
        assert refused(answer) == (500, "server_error", "Internal server error.")
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.evidence("checkcentral", "error-server-error", "in-band-exceptions")
@pytest.mark.parametrize("errors", ["http", "in-band"])
def test_a_world_that_is_set_to_fail_answers_500(checkcentral: Methods, errors: str) -> None:
    checkcentral.start(readings={"errors": errors})
    checkcentral.world.admin("POST", "/faults", json={"vendor": "checkcentral", "status": 500}).raise_for_status()
    assert refused(checkcentral.get("getChecks")) == (500, "server_error", "Internal server error.")


@pytest.mark.evidence("checkcentral", "order-of-checks")
def test_requests_are_judged_in_one_order(checkcentral: Methods) -> None:
    def status(verb: str, path: str, token: str, body: bytes, headers: dict[str, str]) -> int:
        return checkcentral.send(verb, f"{path}?apiToken={token}", content=body, headers=headers).status_code

    text = {"Content-Type": "text/plain"}
    missing = b'{"name": "x", "report_type": "check", "content": {"check": "nobody"}}'
    checkcentral.start(switches={"quota": 4})
    assert status("PUT", "/createFoo", "wrong", b"{", text) == 404
    assert status("PUT", "/createReport", "wrong", b"{", text) == 405
    assert status("POST", "/createReport", "wrong", b"{", text) == 401
    assert status("POST", "/createReport", READ, b"{", text) == 403
    assert status("POST", "/createReport", WRITE, b"{", text) == 415
    assert status("POST", "/createReport", WRITE, b"{", JSON) == 400
    assert status("POST", "/createReport", WRITE, missing, JSON) == 404
    assert status("POST", "/createReport", READ, b"{", text) == 429


@pytest.mark.evidence("checkcentral", "in-band-exceptions", "error-shape")
def test_errors_in_band_come_with_200(checkcentral: Methods) -> None:
    checkcentral.start(readings={"errors": "in-band"}, switches={"quota": 9})
    answers = [
        checkcentral.send("GET", "/getChecks/"),
        checkcentral.by("wrong").get("getChecks"),
        checkcentral.get("getChecks", activityCount="many"),
        checkcentral.get("getChecks", checkid=NOBODY),
        checkcentral.by(READ).post("createReport", {}),
        checkcentral.send("POST", f"/createReport?apiToken={WRITE}", content=b"{}"),
        checkcentral.send("POST", f"/createReport?apiToken={WRITE}", content=b"{", headers=JSON),
        checkcentral.post("createReport", {}),
        checkcentral.post("createReport", {"name": "x", "report_type": "check"}),
        *[checkcentral.get("getUsers") for _ in range(10)][9:],
    ]
    assert [refused(answer)[:2] for answer in answers] == [
        (200, "missing_token"), (200, "invalid_token"), (200, "invalid_parameter"), (200, "not_found"), (200, "access_denied"),
        (200, "unsupported_media_type"), (200, "invalid_json"), (200, "missing_parameter"), (200, "missing_parameter"),
        (200, "limit_exceeded"),
    ]  # fmt: skip
    kept = [
        checkcentral.get("getFoo"),
        checkcentral.send("POST", "/getChecks"),
        checkcentral.send("POST", f"/createReport?apiToken={WRITE}", content=b" " * 1_048_577, headers=JSON),
    ]
    assert [answer.status_code for answer in kept] == [404, 405, 413]


@pytest.mark.evidence("checkcentral", "error-shape")
@pytest.mark.parametrize("token", [READ, WRITE, USER])
def test_every_answer_is_a_guess_and_strict_callers_get_none(checkcentral: Methods, token: str) -> None:
    for method in GETS:
        told, strict = (
            checkcentral.send("GET", f"/{method}?apiToken={token}", headers=headers)
            for headers in ({}, {"Prefer": "evidence=strict"})
        )
        assert told.headers["Mock-Evidence"] == "assumed"
        assert (strict.status_code, strict.headers["Content-Type"]) == (501, "application/problem+json")
        assert strict.headers["Mock-Evidence"] == "assumed"


@pytest.mark.evidence("checkcentral", "error-shape")
def test_a_strict_create_leaves_nothing_behind(checkcentral: Methods) -> None:
    answer = checkcentral.post(
        "createReport", {"name": "x", "report_type": "digest"}, headers={"Prefer": "evidence=strict"}
    )
    assert answer.status_code == 501
    assert checkcentral.rows("getReports") == []
