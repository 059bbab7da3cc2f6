"""Reports: createReport, getReports, generateReport; knows how a report is stored and what it covers."""

from __future__ import annotations

from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.ids import guid, new_id
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.violations import Violation
from mockserver.state.store import Record
from mockserver.vendors.checkcentral import moments
from mockserver.vendors.checkcentral.checks import named, same, summary
from mockserver.vendors.checkcentral.properties import REPORT_TYPES
from mockserver.vendors.checkcentral.views import group_of
from mockserver.vendors.checkcentral.visibility import (
    CHECK_GROUPS,
    CHECKS,
    DASHBOARDS,
    REPORTS,
    USER_GROUPS,
    USERS,
    find,
    list_visible,
    not_found,
)

CONTENT = {"check": CHECKS, "checkgroup": CHECK_GROUPS, "dashboard": DASHBOARDS}
RECIPIENTS = {"usergroups": USER_GROUPS, "users": USERS}
RECEIVERS = {"org_wide", "emails", *RECIPIENTS}
DEFAULTS = ("description", "source", "format", "filename", "interval_type", "interval_value", "report_time")
"""Members that an answer shows with a value of ours if they were not sent."""


@carries_out("name-need-not-be-unique", "nothing-is-sent", "unscheduled-on-demand", "generated-ids")
def create_report(call: Call) -> Any:
    """Store a report; nothing is sent."""
    report = new_report(call, call.body)
    REPORTS.store(call, report)
    REPORTS.show(call, [report])
    return {"report": report}


@carries_out("defaults-apply", "digest-embedded", "unknown-property-dropped")
def new_report(call: Call, body: Record) -> Record:
    """A report as it is stored: values in lower case, a default for whatever was not sent."""
    type = body["report_type"].lower()
    cite_choices(call, body, type)
    content, recipients = references(call, body.get("content", {})), addressed(call, body.get("recipients", {}))
    return {
        "id": new_id(call, REPORTS, guid),
        "name": body["name"],
        "report_type": type,
        "description": body.get("description", ""),
        "source": body.get("source", ""),
        "format": "embedded" if type == "digest" else body.get("format", "html").lower(),
        "filename": body.get("filename", ""),
        "timezone": body.get("timezone", call.switches["zone"]),
        "interval_type": body.get("interval_type", "day").lower(),
        "interval_value": int(body.get("interval_value", 1)),
        "report_time": int(body.get("report_time", 0)),
        "content": content,
        "recipients": recipients,
    }


def cite_choices(call: Call, body: Record, type: str) -> None:
    """Say what of a stored report was chosen here, as no source tells it."""
    call.cite("content-as-set", members=("content", "recipients"))
    cased = [
        name for name in ("report_type", "format", "interval_type") if body.get(name, "") != body.get(name, "").lower()
    ]
    call.cite("values-any-case", members=cased)
    unsaid = [name for name in DEFAULTS if name not in body and not (name == "format" and type == "digest")]
    nobody = ["recipients"] * bool(RECEIVERS - body.get("recipients", {}).keys())
    call.cite("default-values", members=unsaid + nobody)
    call.cite("default-timezone", members=() if "timezone" in body else ("timezone",))
    call.cite("source-stored", members=("source",) if "source" in body else ())
    if type not in REPORT_TYPES["documented"]:
        call.cite("more-report-types", "extended-report-types", members=("report_type",))
    if type == "digest" and body.get("format", "embedded").lower() != "embedded":
        call.cite("digest-format-replaced", members=("format",))


def references(call: Call, sent: Record) -> Record:
    """The members of the content that were set; each is the id of something that exists."""
    return {
        member: find(call, records, sent[member], f"/content/{member}")["id"]
        for member, records in CONTENT.items()
        if member in sent
    }


@carries_out("recipients-partial")
def addressed(call: Call, sent: Record) -> Record:
    """All four kinds of recipients; user groups and users exist."""
    known = {
        member: [
            find(call, records, id, f"/recipients/{member}/{index}")["id"]
            for index, id in enumerate(sent.get(member, []))
        ]
        for member, records in RECIPIENTS.items()
    }
    return {"org_wide": sent.get("org_wide", False), **known, "emails": list(sent.get("emails", []))}


def get_reports(call: Call) -> Any:
    """The reports, in the order of their creation."""
    rows = list_visible(call, REPORTS)
    if "reportId" in call.query:
        rows = [find(call, REPORTS, call.query["reportId"], "query.reportId")]
    if len(rows) > 1:
        call.cite("creation-order")
    rows = named(call, rows, "reportName")
    REPORTS.show(call, rows)
    return {"reports": rows}


GENERATED = ("id", "name", "report_type", "format")
"""Members of a report that what is generated of it shows as they are."""


@carries_out("report-to-generate")
def generate_report(call: Call) -> Any:
    """The data of a report: itself and the checks that it covers."""
    report = chosen(call)
    REPORTS.show(call, [report], GENERATED)
    return {
        "report": {
            **{member: report[member] for member in GENERATED},
            "filename": filename(call, report),
            "generated": moments.now(call),
            "checks": [summary(check) for check in covered(call, report["content"])],
        }
    }


def chosen(call: Call) -> Record:
    """The report that a call of generateReport means: by id, or the first of the name."""
    if "reportId" in call.query:
        return find(call, REPORTS, call.query["reportId"], "query.reportId")
    if "reportName" not in call.query:
        missing = Violation("query.reportId", "or reportName is required")
        raise Problem("missing-parameter", "reportId or reportName is required.", violations=(missing,))
    call.cite("report-to-generate")
    name = call.query["reportName"]
    for report in list_visible(call, REPORTS):
        if same(call, report["name"], name):
            return report
    raise not_found("Report", name, "query.reportName")


@carries_out("filename-optional")
def filename(call: Call, report: Record) -> str:
    """The name that was set, or one of date, type, name and format."""
    if report["filename"]:
        return str(report["filename"])
    call.cite("generated-filename")
    ending = "html" if report["format"] == "embedded" else report["format"]
    return f"{moments.now(call)[:10]} {report['report_type']} {report['name']}.{ending}"


@carries_out("extended-report-types")
def covered(call: Call, content: Record) -> list[Record]:
    """The checks that a report covers and the caller may see."""
    call.cite("report-covers")
    checks = list_visible(call, CHECKS)
    if "check" in content:
        return [check for check in checks if check["id"] == content["check"]]
    if "checkgroup" in content:
        return [check for check in checks if group_of(call, check) == content["checkgroup"]]
    return checks
