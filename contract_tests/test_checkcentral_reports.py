"""CheckCentral's reports: created with every property and default, refused by type, listed, generated."""

from __future__ import annotations

import re
from typing import Any

import pytest
from checkcentral_api import (
    BACKUP,
    BACKUPS,
    DASHBOARD,
    DISK,
    NOBODY,
    NOON,
    OPERATORS,
    PERSON,
    READ,
    Methods,
    ids,
    refused,
)

NOBODY_ELSE = {"org_wide": False, "usergroups": [], "users": [], "emails": []}
CONTENT = {
    "check": {"check": BACKUP},
    "checkgroup": {"checkgroup": BACKUPS},
    "dashboard": {"dashboard": DASHBOARD},
    "activity": {},
    "stats": {},
    "digest": {},
}
"""Each type of report with the least content that it takes."""
GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def least(type: str, **members: Any) -> dict[str, Any]:
    """A report of a type with what it needs and nothing else."""
    return {"name": "Report", "report_type": type, **({"content": CONTENT[type]} if CONTENT[type] else {}), **members}


@pytest.mark.evidence(
    "checkcentral", "defaults-apply", "default-values", "default-timezone", "content-as-set", "filename-optional"
)
@pytest.mark.parametrize("type", CONTENT)
def test_what_is_not_sent_takes_its_default(checkcentral: Methods, type: str) -> None:
    report = checkcentral.post("createReport", least(type)).json()["report"]
    assert GUID.fullmatch(report.pop("id"))
    assert report == {
        "name": "Report", "report_type": type, "description": "", "source": "",
        "format": "embedded" if type == "digest" else "html", "filename": "", "timezone": "UTC", "interval_type": "day",
        "interval_value": 1, "report_time": 0, "content": CONTENT[type], "recipients": NOBODY_ELSE,
    }  # fmt: skip


@pytest.mark.evidence("checkcentral", "defaults-apply", "source-stored", "content-as-set")
def test_what_is_sent_is_stored(checkcentral: Methods) -> None:
    sent = {
        "name": "Everything", "report_type": "stats", "description": "All of it", "source": "Somebody", "format": "csv",
        "filename": "all.csv", "timezone": "Eastern Standard Time", "interval_type": "month", "interval_value": 3,
        "report_time": 1439, "content": {"checkgroup": BACKUPS},
        "recipients": {"org_wide": True, "usergroups": [OPERATORS], "users": [PERSON], "emails": ["a@example.com", "b@b"]},
    }  # fmt: skip
    report = checkcentral.create(**sent)
    assert report == {"id": report["id"], **sent}
    assert checkcentral.rows("getReports") == [report]


@pytest.mark.evidence("checkcentral", "default-timezone")
def test_the_zone_is_that_of_the_organisation(checkcentral: Methods) -> None:
    assert (
        checkcentral.start(switches={"zone": "Eastern Standard Time"}).create()["timezone"] == "Eastern Standard Time"
    )


@pytest.mark.evidence("checkcentral", "recipients-partial")
@pytest.mark.parametrize(
    "part", [{"org_wide": True}, {"usergroups": [OPERATORS]}, {"users": [PERSON]}, {"emails": ["a@b"]}]
)
def test_recipients_may_be_sent_in_part(checkcentral: Methods, part: dict[str, Any]) -> None:
    assert checkcentral.create(recipients=part)["recipients"] == {**NOBODY_ELSE, **part}


@pytest.mark.evidence("checkcentral", "digest-embedded", "digest-format-replaced")
@pytest.mark.parametrize("format", ["html", "PDF", "csv", "embedded", "Embedded"])
def test_the_format_of_a_digest_is_embedded(checkcentral: Methods, format: str) -> None:
    assert checkcentral.create(report_type="Digest", format=format)["format"] == "embedded"


@pytest.mark.evidence("checkcentral", "digest-format-replaced", "error-invalid-parameter")
@pytest.mark.parametrize("type", [type for type in CONTENT if type != "digest"])
def test_no_other_type_is_embedded(checkcentral: Methods, type: str) -> None:
    answer = checkcentral.post("createReport", least(type, format="embedded"))
    error = {"id": "invalid_parameter", "message": "format must be one of: html, pdf, csv."}
    assert (answer.status_code, answer.json()["error"]) == (400, error)


@pytest.mark.evidence("checkcentral", "report-formats", "csv-elsewhere-refused", "error-csv-type")
@pytest.mark.parametrize("type", CONTENT)
def test_csv_is_for_activity_and_stats_only(checkcentral: Methods, type: str) -> None:
    answer = checkcentral.post("createReport", least(type, format="CSV"))
    if type in ("activity", "stats", "digest"):
        assert answer.status_code == 200
    else:
        message = "format csv is only available for activity and stats reports."
        assert refused(answer) == (400, "invalid_parameter", message)


@pytest.mark.evidence(
    "checkcentral",
    "required-data",
    "content-check-required",
    "content-checkgroup-required",
    "content-dashboard-required",
    "error-content-missing",
)
@pytest.mark.parametrize("type", ["check", "checkgroup", "dashboard"])
@pytest.mark.parametrize("content", [None, {}, "blank"])
def test_content_that_a_type_needs_must_be_there(checkcentral: Methods, type: str, content: Any) -> None:
    members = {} if content is None else {"content": {type: " "} if content == "blank" else content}
    answer = checkcentral.post("createReport", {"name": "Report", "report_type": type.upper(), **members})
    assert refused(answer) == (400, "missing_parameter", f"content.{type} is required for {type} reports.")


@pytest.mark.evidence("checkcentral", "content-valid-for", "content-mismatch-refused", "error-content-not-valid")
@pytest.mark.parametrize(("type", "member"), [
    ("check", "checkgroup"), ("check", "dashboard"), ("checkgroup", "check"), ("checkgroup", "dashboard"),
    ("dashboard", "check"), ("dashboard", "checkgroup"), ("activity", "dashboard"), ("stats", "dashboard"),
    ("digest", "check"), ("digest", "checkgroup"), ("digest", "dashboard"),
])  # fmt: skip
def test_content_for_another_type_is_refused(checkcentral: Methods, type: str, member: str) -> None:
    content = {**CONTENT[type], **CONTENT[member]}
    answer = checkcentral.post("createReport", least(type, content=content))
    assert refused(answer) == (400, "invalid_parameter", f"content.{member} is not valid for {type} reports.")


@pytest.mark.evidence("checkcentral", "one-of-check-and-checkgroup", "error-check-and-checkgroup")
@pytest.mark.parametrize("type", ["activity", "stats"])
def test_a_report_is_about_a_check_or_a_check_group(checkcentral: Methods, type: str) -> None:
    for content in ({"check": DISK}, {"checkgroup": BACKUPS}):
        assert checkcentral.create(report_type=type, content=content)["content"] == content
    answer = checkcentral.post("createReport", least(type, content={"check": DISK, "checkgroup": BACKUPS}))
    message = "Only one of content.check and content.checkgroup may be set."
    assert refused(answer) == (400, "invalid_parameter", message)


@pytest.mark.evidence("checkcentral", "error-missing-parameter")
@pytest.mark.parametrize("name", ["name", "report_type"])
def test_a_required_property_must_be_there_and_not_blank(checkcentral: Methods, name: str) -> None:
    body = least("digest")
    for faulty in (
        {other: value for other, value in body.items() if other != name},
        {**body, name: ""},
        {**body, name: " \t"},
    ):
        assert refused(checkcentral.post("createReport", faulty)) == (400, "missing_parameter", f"{name} is required.")


FAULTS = [
    ("name", 1, "name must be a string that is not blank."),
    ("report_type", "nope", "report_type must be one of: dashboard, checkgroup, check, activity, stats, digest."),
    ("report_type", "chec\u212a", "report_type must be one of: dashboard, checkgroup, check, activity, stats, digest."),
    ("report_type", 1, "report_type must be one of: dashboard, checkgroup, check, activity, stats, digest."),
    ("description", 1, "description must be a string."),
    ("source", [], "source must be a string."),
    ("format", "xml", "format must be one of: html, pdf, csv."),
    ("filename", {}, "filename must be a string."),
    ("timezone", " ", "timezone must be a string that is not blank."),
    ("interval_type", "decade", "interval_type must be one of: hour, day, week, month, year, unscheduled."),
    ("interval_value", 0, "interval_value must be an integer of at least 1."),
    ("interval_value", 1.5, "interval_value must be an integer of at least 1."),
    ("report_time", 1440, "report_time must be an integer from 0 to 1439."),
    ("report_time", "540", "report_time must be an integer from 0 to 1439."),
    ("content", [], "content must be an object."),
    ("content", {"check": 1}, "content.check must be a string."),
    ("recipients", True, "recipients must be an object."),
    ("recipients", {"org_wide": "true"}, "recipients.org_wide must be true or false."),
    ("recipients", {"usergroups": OPERATORS}, "recipients.usergroups must be a list of ids."),
    ("recipients", {"users": [1]}, "recipients.users must be a list of ids."),
    ("recipients", {"emails": ["nobody"]}, "recipients.emails must be a list of e-mail addresses."),
]


@pytest.mark.evidence("checkcentral", "report-types", "error-invalid-parameter")
@pytest.mark.parametrize(("name", "value", "message"), FAULTS)
def test_a_property_says_what_it_must_be(checkcentral: Methods, name: str, value: Any, message: str) -> None:
    answer = checkcentral.post("createReport", least("check", **{name: value}))
    assert refused(answer) == (400, "invalid_parameter", message)
    assert answer.headers["Mock-Violation"].startswith(f"/{name}")


@pytest.mark.evidence("checkcentral", "first-fault-answered")
def test_of_several_faults_the_first_property_is_answered(checkcentral: Methods) -> None:
    body: dict[str, Any] = {
        "recipients": 1, "content": {"dashboard": NOBODY}, "report_time": -1, "interval_value": 0, "interval_type": "x", "timezone": "",
        "filename": 1, "format": "csv", "source": 1, "description": 1, "report_type": "x", "name": "",
    }  # fmt: skip
    repaired = {**least("check"), "description": "", "source": "", "format": "pdf", "filename": "", "timezone": "UTC",
                "interval_type": "day", "interval_value": 1, "report_time": 0, "recipients": {}}  # fmt: skip
    order = ["name", "report_type", "description", "source", "format", "filename", "timezone", "interval_type",
             "interval_value", "report_time", "content", "recipients"]  # fmt: skip
    for name in order:
        assert refused(checkcentral.post("createReport", body))[2].startswith((f"{name} ", f"{name}."))
        body[name] = repaired[name]
        if name == "description":
            assert refused(checkcentral.post("createReport", body))[2] == "source must be a string."
    assert checkcentral.post("createReport", body).status_code == 200


@pytest.mark.evidence("checkcentral", "unknown-reference-not-found", "error-not-found")
@pytest.mark.parametrize(("members", "kind"), [
    ({"report_type": "check", "content": {"check": NOBODY}}, "Check"),
    ({"report_type": "checkgroup", "content": {"checkgroup": NOBODY}}, "Check group"),
    ({"report_type": "dashboard", "content": {"dashboard": NOBODY}}, "Dashboard"),
    ({"recipients": {"usergroups": [OPERATORS, NOBODY]}}, "User group"),
    ({"recipients": {"users": [NOBODY]}}, "User"),
])  # fmt: skip
def test_what_a_report_refers_to_must_exist(checkcentral: Methods, members: dict[str, Any], kind: str) -> None:
    answer = checkcentral.post("createReport", least("digest", **members))
    assert refused(answer) == (404, "not_found", f"{kind} not found: {NOBODY}")
    assert checkcentral.rows("getReports") == []


@pytest.mark.evidence("checkcentral", "creation-order", "name-need-not-be-unique")
def test_reports_are_listed_in_the_order_of_their_creation(checkcentral: Methods) -> None:
    first = {**checkcentral.create(name="Of the fixture"), "id": NOBODY}
    checkcentral.start(collections={"reports": [first]})
    created = [checkcentral.create(name=name)["id"] for name in ("Same", "Another", "Same")]
    assert ids(checkcentral.rows("getReports")) == [NOBODY, *created]


@pytest.mark.evidence("checkcentral", "generated-ids")
def test_new_ids_come_from_the_seed_of_the_world(checkcentral: Methods) -> None:
    first = [checkcentral.create()["id"], checkcentral.happen()["id"]]
    checkcentral.world.admin("POST", "/reset").raise_for_status()
    assert [checkcentral.create()["id"], checkcentral.happen()["id"]] == first
    assert all(GUID.fullmatch(id) for id in first)


@pytest.mark.evidence("checkcentral", "nothing-is-sent", "unscheduled-on-demand")
def test_nothing_is_sent_and_no_schedule_runs(checkcentral: Methods) -> None:
    everybody = {"org_wide": True, "emails": ["a@example.com"]}
    report = checkcentral.start().create(interval_type="Unscheduled", recipients=everybody)
    checkcentral.create(interval_type="hour", recipients=everybody)
    assert report["interval_type"] == "unscheduled"
    checkcentral.at("2025-02-15T12:00:00Z").get("generateReport", reportId=report["id"])
    assert checkcentral.world.admin("GET", "/outbox").json() == []


@pytest.mark.evidence("checkcentral", "names-contain", "unknown-id-not-found", "no-match-empty")
def test_reports_are_found_by_id_and_by_a_part_of_the_name(checkcentral: Methods) -> None:
    weekly, daily = (checkcentral.create(name=name)["id"] for name in ("Weekly Digest", "Daily Digest"))
    assert ids(checkcentral.rows("getReports", reportId=daily.upper())) == [daily]
    assert ids(checkcentral.rows("getReports", reportName="WEEK")) == [weekly]
    assert ids(checkcentral.rows("getReports", reportName="digest")) == [weekly, daily]
    assert checkcentral.rows("getReports", reportName="yearly") == []
    assert refused(checkcentral.get("getReports", reportId=NOBODY)) == (404, "not_found", f"Report not found: {NOBODY}")


@pytest.mark.evidence("checkcentral", "report-to-generate", "error-missing-parameter", "error-not-found")
def test_a_report_is_generated_by_id_or_by_its_first_name(checkcentral: Methods) -> None:
    first, second = (checkcentral.create(name="Same Name")["id"] for _ in range(2))
    for query, id in [
        ({"reportId": second}, second),
        ({"reportName": "SAME name"}, first),
        ({"reportId": second, "reportName": "nonsense"}, second),
    ]:
        assert checkcentral.by(READ).get("generateReport", **query).json()["report"]["id"] == id
    for query, text in [({"reportId": NOBODY}, NOBODY), ({"reportName": "Same"}, "Same")]:
        assert refused(checkcentral.get("generateReport", **query)) == (404, "not_found", f"Report not found: {text}")
    missing = (400, "missing_parameter", "reportId or reportName is required.")
    assert refused(checkcentral.get("generateReport")) == missing


@pytest.mark.evidence("checkcentral", "filename-optional", "generated-filename", "moments-utc")
@pytest.mark.parametrize(("members", "filename"), [
    ({"report_type": "check", "content": {"check": BACKUP}, "format": "pdf"}, "2025-01-15 check Report.pdf"),
    ({"report_type": "stats", "format": "csv"}, "2025-01-15 stats Report.csv"),
    ({"report_type": "digest"}, "2025-01-15 digest Report.html"),
    ({"report_type": "digest", "filename": "mine"}, "mine"),
])  # fmt: skip
def test_a_report_without_a_filename_gets_one(checkcentral: Methods, members: dict[str, Any], filename: str) -> None:
    id = checkcentral.at(NOON).create(**members)["id"]
    report = checkcentral.get("generateReport", reportId=id).json()["report"]
    assert (report["filename"], report["generated"]) == (filename, NOON)


@pytest.mark.evidence("checkcentral", "report-covers")
@pytest.mark.parametrize(("type", "content", "covered"), [
    ("check", {"check": DISK}, [DISK]),
    ("checkgroup", {"checkgroup": BACKUPS}, [BACKUP]),
    ("dashboard", {"dashboard": DASHBOARD}, [BACKUP, DISK]),
    ("activity", {}, [BACKUP, DISK]),
    ("activity", {"check": BACKUP}, [BACKUP]),
    ("stats", {"checkgroup": BACKUPS}, [BACKUP]),
    ("digest", {}, [BACKUP, DISK]),
])  # fmt: skip
def test_a_report_covers_what_its_content_says(
    checkcentral: Methods, type: str, content: dict[str, str], covered: list[str]
) -> None:
    id = checkcentral.create(report_type=type, content=content)["id"]
    checks = checkcentral.get("generateReport", reportId=id).json()["report"]["checks"]
    assert checks == [check for check in checkcentral.rows("getChecks") if check["id"] in covered]


@pytest.mark.evidence("checkcentral", "empty-checkgroup-unset")
@pytest.mark.parametrize(("type", "content"), [
    ("check", {"check": BACKUP}), ("dashboard", {"dashboard": DASHBOARD}), ("activity", {}), ("stats", {"check": BACKUP}),
    ("digest", {}),
])  # fmt: skip
def test_the_empty_list_is_no_check_group(checkcentral: Methods, type: str, content: dict[str, str]) -> None:
    assert checkcentral.create(report_type=type, content={**content, "checkgroup": []})["content"] == content
    assert checkcentral.create(report_type=type, Content={**content, "CheckGroup": []})["content"] == content


@pytest.mark.evidence("checkcentral", "empty-checkgroup-unset", "required-data")
def test_the_empty_list_is_not_the_check_group_that_a_report_needs(checkcentral: Methods) -> None:
    answer = checkcentral.post("createReport", least("checkgroup", content={"checkgroup": []}))
    assert refused(answer) == (400, "missing_parameter", "content.checkgroup is required for checkgroup reports.")
    answer = checkcentral.post("createReport", least("checkgroup", content={"checkgroup": [BACKUPS]}))
    assert refused(answer) == (400, "invalid_parameter", "content.checkgroup must be a string.")


@pytest.mark.evidence("checkcentral", "more-report-types", "extended-report-types")
@pytest.mark.parametrize("type", ["Billing", "StatusHistory"])
def test_two_more_types_under_the_reading_extended(checkcentral: Methods, type: str) -> None:
    assert refused(checkcentral.post("createReport", {"name": "x", "report_type": type}))[:2] == (
        400,
        "invalid_parameter",
    )
    checkcentral.start(readings={"report-types": "extended"})
    for content, covered in [({}, [BACKUP, DISK]), ({"check": DISK}, [DISK]), ({"checkgroup": BACKUPS}, [BACKUP])]:
        report = checkcentral.create(report_type=type, content=content, format="pdf")
        assert (report["report_type"], report["content"], report["format"]) == (type.lower(), content, "pdf")
        assert ids(checkcentral.get("generateReport", reportId=report["id"]).json()["report"]["checks"]) == covered
    refusals = [
        refused(checkcentral.post("createReport", {"name": "x", "report_type": type, **members}))[2]
        for members in ({"format": "csv"}, {"content": {"dashboard": DASHBOARD}}, {"report_type": "nope"})
    ]
    assert refusals == [
        "format csv is only available for activity and stats reports.",
        f"content.dashboard is not valid for {type.lower()} reports.",
        "report_type must be one of: dashboard, checkgroup, check, activity, stats, digest, billing, statushistory.",
    ]
