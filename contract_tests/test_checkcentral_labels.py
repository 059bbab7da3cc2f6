"""What CheckCentral's answers rest on: everything is a guess, and each tells the guesses that decided what is in it."""

from __future__ import annotations

from typing import Any

import pytest
from checkcentral_api import BACKUP, NOBODY, READ, USER, Methods

EVERYTHING = {
    "name": "Everything", "report_type": "check", "description": "All of it", "format": "pdf", "filename": "all.pdf",
    "timezone": "UTC", "interval_type": "month", "interval_value": 3, "report_time": 1, "content": {"check": BACKUP},
    "recipients": {"org_wide": True, "usergroups": [], "users": [], "emails": []}, "source": "",
}  # fmt: skip
ALWAYS = {"content-as-set", "organisation-token-sees-all"}


def cited(checkcentral: Methods) -> set[str]:
    """What the last answer cited; it is a guess in any case, as no page tells a status."""
    last = checkcentral.world.steer("GET", "/requests")[-1]
    assert last["label"] == "assumed"
    return set(last["cited"])


@pytest.mark.evidence(
    "checkcentral", "content-as-set", "default-values", "default-timezone", "values-any-case",
    "source-stored", "digest-format-replaced", "last-spelling-counts",
)  # fmt: skip
@pytest.mark.parametrize(
    ("without", "with_", "further"),
    [
        ("source", {}, {"default-values"}),
        ("source", {"source": "Somebody"}, {"source-stored"}),
        ("filename", {}, {"default-values", "source-stored"}),
        ("timezone", {}, {"default-timezone", "source-stored"}),
        ("recipients", {}, {"default-values", "source-stored"}),
        ("format", {"format": "PDF"}, {"values-any-case", "source-stored"}),
        ("content", {"report_type": "digest", "format": "embedded"}, {"source-stored"}),
        ("content", {"report_type": "digest"}, {"source-stored", "digest-format-replaced"}),
        ("name", {"Name": "One", "name": "Two"}, {"source-stored", "last-spelling-counts"}),
    ],
)
def test_a_created_report_tells_what_was_chosen_for_it(
    checkcentral: Methods, without: str, with_: dict[str, Any], further: set[str]
) -> None:
    sent = {name: value for name, value in EVERYTHING.items() if name != without} | with_
    assert checkcentral.post("createReport", sent).status_code == 200
    seeing = ALWAYS if "content" in sent else ALWAYS - {"organisation-token-sees-all"}
    assert cited(checkcentral) == seeing | further


@pytest.mark.evidence("checkcentral", "activity-without-check", "activity-dated-now", "moments-utc")
@pytest.mark.parametrize(
    ("members", "further"),
    [
        ({"checkId": BACKUP, "updated": "2025-01-15T10:00:00Z"}, set()),
        ({"checkId": BACKUP}, {"activity-dated-now"}),
        ({"updated": "2025-01-15T10:00:00Z"}, {"activity-without-check"}),
    ],
)
def test_a_created_activity_tells_what_was_chosen_for_it(
    checkcentral: Methods, members: dict[str, Any], further: set[str]
) -> None:
    checkcentral.happen(**members)
    seeing = {"organisation-token-sees-all"} if "checkId" in members else set()
    assert cited(checkcentral) == {"moments-utc", "status-capitalised"} | seeing | further


@pytest.mark.evidence(
    "checkcentral", "no-match-empty", "filters-ignore-case", "names-contain", "ids-any-case", "user-email-whole",
    "permission-filters", "group-extras-on-request", "sources-no-effect", "activity-dates", "pending-overdue-no-effect",
    "empty-parameter-absent",
)  # fmt: skip
@pytest.mark.parametrize(
    ("method", "query", "behaviours"),
    [
        ("getChecks", {"checkName": "no such"}, {"no-match-empty"}),
        ("getChecks", {"checkid": BACKUP.upper()}, {"ids-any-case"}),
        ("getChecks", {"includePendingOverdue": "true"}, {"pending-overdue-no-effect"}),
        ("getCheckGroups", {"groupName": "BACKUP"}, {"names-contain", "filters-ignore-case"}),
        ("getCheckGroups", {"groupName": "no such"}, {"names-contain", "no-match-empty"}),
        ("getCheckGroups", {"includeChecks": "1"}, {"group-extras-on-request"}),
        ("getActivities", {"sources": "mail", "startDate": "2020-01-01"}, {"sources-no-effect", "activity-dates"}),
        ("getUsers", {"userEmail": "nobody@example.com"}, {"user-email-whole", "no-match-empty"}),
        ("getUsers", {"userEmail": ""}, {"empty-parameter-absent"}),
        ("getPermissions", {"checkGroupName": "no such"}, {"permission-filters", "no-match-empty"}),
    ],
)
def test_a_filtered_list_tells_how_it_was_filtered(
    checkcentral: Methods, method: str, query: dict[str, str], behaviours: set[str]
) -> None:
    filters = {
        "no-match-empty", "filters-ignore-case", "names-contain", "ids-any-case", "user-email-whole", "permission-filters",
        "group-extras-on-request", "sources-no-effect", "activity-dates", "pending-overdue-no-effect",
        "empty-parameter-absent",
    }  # fmt: skip
    checkcentral.rows(method, **query)
    assert cited(checkcentral) & filters == behaviours
    checkcentral.rows(method)
    assert not cited(checkcentral) & filters


@pytest.mark.evidence("checkcentral", "issue-per-troubled-check", "overview-counts", "user-token-people")
def test_what_is_made_up_of_checks_tells_so(checkcentral: Methods) -> None:
    checkcentral.get("getIssues")
    assert "issue-per-troubled-check" in cited(checkcentral)
    checkcentral.get("getOverview")
    assert "overview-counts" in cited(checkcentral)
    for token, told in ((READ, False), (USER, True)):
        checkcentral.by(token).get("getUsers")
        assert ("user-token-people" in cited(checkcentral)) is told


@pytest.mark.evidence("checkcentral", "report-covers", "generated-filename", "report-to-generate", "creation-order")
def test_a_generated_report_tells_its_guesses(checkcentral: Methods) -> None:
    named, nameless = checkcentral.create(filename="mine"), checkcentral.create(name="Other")
    checkcentral.get("generateReport", reportId=named["id"])
    assert cited(checkcentral) & {"report-covers", "generated-filename", "report-to-generate"} == {"report-covers"}
    checkcentral.get("generateReport", reportName=nameless["name"])
    assert {"report-covers", "generated-filename", "report-to-generate", "moments-utc"} <= cited(checkcentral)
    checkcentral.get("getReports")
    assert "creation-order" in cited(checkcentral)


@pytest.mark.evidence("checkcentral", "unknown-id-not-found", "unknown-reference-not-found", "invisible-as-unknown")
def test_a_404_tells_why_nothing_is_found(checkcentral: Methods) -> None:
    checkcentral.get("getChecks", checkid=NOBODY)
    assert {"unknown-id-not-found", "error-not-found"} <= cited(checkcentral)
    assert "invisible-as-unknown" not in cited(checkcentral)
    checkcentral.post("createReport", {"name": "x", "report_type": "check", "content": {"check": NOBODY}})
    assert {"unknown-reference-not-found", "error-not-found"} <= cited(checkcentral)


@pytest.mark.evidence("checkcentral", "first-fault-answered", "content-mismatch-refused", "in-band-exceptions")
def test_a_refusal_tells_which_rule_refused(checkcentral: Methods) -> None:
    checkcentral.post("createReport", {"name": "x", "report_type": "digest", "content": {"check": BACKUP}})
    assert cited(checkcentral) == {"error-content-not-valid", "content-mismatch-refused"}
    checkcentral.post("createReport", {"report_time": -1})
    assert "first-fault-answered" in cited(checkcentral)
    checkcentral.start(readings={"errors": "in-band"}).send("GET", "/createReport/")
    assert cited(checkcentral) == {"error-method-not-allowed", "in-band-exceptions"}
