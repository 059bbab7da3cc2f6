"""Grafana's reports: how a request becomes a stored report, and its dashboards; knows no mail and no words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from mockserver.engine import ids
from mockserver.engine.actions import Records
from mockserver.engine.call import Call
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.violations import Violation
from mockserver.state.store import Record
from mockserver.vendors.grafana.values import FURTHER, further, keeps_further, local, value_or_default, without_further


@carries_out("null-is-omitted", "required-members-none")
def content(call: Call, body: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a report that a request decides, in the order of the examples."""
    cite_defaults(call, body, DEFAULTS)
    if body.get("state") == "":
        call.cite("empty-state-is-scheduled", members=("state",))
    if body.get("formats") == []:
        call.cite("empty-formats-default", members=("formats",))
    return {
        "name": value_or_default(body, "name", ""),
        "recipients": value_or_default(body, "recipients", ""),
        "replyTo": value_or_default(body, "replyTo", ""),
        "message": value_or_default(body, "message", ""),
        "schedule": schedule(call, value_or_default(body, "schedule", {})),
        "options": options(call, value_or_default(body, "options", {})),
        "enableDashboardUrl": value_or_default(body, "enableDashboardUrl", False),
        "state": value_or_default(body, "state", "") or "scheduled",
        "dashboards": [
            dashboard(call, index, each) for index, each in enumerate(value_or_default(body, "dashboards", []))
        ],
        "formats": value_or_default(body, "formats", []) or ["pdf"],
        **further(call, "report", body),
    }


DEFAULTS = ("name", "recipients", "replyTo", "message", "enableDashboardUrl", "state", "dashboards", "formats")
"""Members of a report that are a value of ours where the request leaves them out."""
SCHEDULE = ("endDate", "frequency", "intervalFrequency", "intervalAmount", "workdaysOnly", "dayOfMonth", "timeZone")


def cite_defaults(call: Call, sent: Mapping[str, Any], names: Iterable[str], member: str = "") -> None:
    """Say that members which were not sent have their defaults: those of a report, or those inside one of its members."""
    if None in map(sent.get, names):
        left_out = [name for name in names if sent.get(name) is None]
        call.cite("report-create-defaults", members=(member,) if member else left_out)
        if not sent.keys().isdisjoint(left_out):
            call.cite("null-is-omitted", members=(member,) if member else sent.keys() & left_out)


def schedule(call: Call, sent: Mapping[str, Any]) -> dict[str, Any]:
    """A schedule; without a start it starts now, or never."""
    frequency = value_or_default(sent, "frequency", "")
    cite_defaults(call, sent, SCHEDULE, "schedule")
    if not frequency and call.reading("schedule-frequency") == "optional":
        call.cite("frequency-omitted", members=("schedule",))
    if not sent.get("startDate"):
        call.cite("start-date-from-clock", members=("schedule",))
    if isinstance(sent.get("workdaysOnly"), str):
        call.cite("workdays-text", members=("schedule",))
    return {
        "startDate": sent.get("startDate") or (None if frequency == "never" else local(call)),
        "endDate": value_or_default(sent, "endDate", None),
        "frequency": frequency,
        "intervalFrequency": value_or_default(sent, "intervalFrequency", ""),
        "intervalAmount": value_or_default(sent, "intervalAmount", 0),
        "workdaysOnly": sent.get("workdaysOnly") in (True, "true"),
        "dayOfMonth": value_or_default(sent, "dayOfMonth", ""),
        "timeZone": value_or_default(sent, "timeZone", ""),
    }


def options(call: Call, sent: Mapping[str, Any]) -> dict[str, Any]:
    """How the report is laid out."""
    cite_defaults(call, sent, ("orientation", "layout"), "options")
    kept = further(call, "options", sent)
    if "timeRange" in kept:
        kept["timeRange"] = times(kept)
    return {
        "orientation": value_or_default(sent, "orientation", "landscape"),
        "layout": value_or_default(sent, "layout", "grid"),
        **kept,
    }


NO_TIMES = {"from": "", "to": ""}


def times(sent: Mapping[str, Any]) -> dict[str, str]:
    """The time range of a dashboard, or of all."""
    given = value_or_default(sent, "timeRange", {})
    return {end: value_or_default(given, end, "") for end in NO_TIMES}


def dashboard(call: Call, index: int, sent: Mapping[str, Any]) -> dict[str, Any]:
    """One dashboard of a report: the catalogue of the world knows id and name of its own."""
    named = value_or_default(sent, "dashboard", {})
    uid = value_or_default(named, "uid", "")
    known = call.store.collection("dashboards").get(uid)
    if known is None:
        unknown_dashboard(call, index)
        known = {"id": value_or_default(named, "id", 0), "uid": uid, "name": value_or_default(named, "name", "")}
    if named.get("id") != known["id"] or named.get("name") != known["name"]:
        call.cite("dashboards-catalogue", members=("dashboards",))
    cite_defaults(call, sent, ("timeRange", "reportVariables"), "dashboards")
    cite_defaults(call, value_or_default(sent, "timeRange", {}), NO_TIMES, "dashboards")
    return {
        "dashboard": {"id": known["id"], "uid": uid, "name": known["name"]},
        "timeRange": times(sent),
        "reportVariables": value_or_default(sent, "reportVariables", {}),
    }


UNKNOWN_DASHBOARD = {
    "bad-request": "invalid-body",
    "forbidden": "restricted-dashboard",
    "not-found": "unknown-dashboard",
}
"""Value of the reading `unknown-dashboard` to the problem that it makes of one; the default accepts."""


def unknown_dashboard(call: Call, index: int) -> None:
    """Do with a dashboard that the catalogue lacks what the reading says."""
    kind = UNKNOWN_DASHBOARD.get(call.reading("unknown-dashboard"))
    call.cite("unknown-dashboard", members=None if kind else ("dashboards",))
    if kind is not None:
        place = Violation(f"/dashboards/{index}/dashboard/uid", "is not a dashboard of this world")
        raise Problem(kind, violations=(place,))


@carries_out("restricted-dashboards", "restricted-dashboards-extent")
def refuse_restricted(call: Call, report: Record) -> None:
    """Refuse a report with a dashboard that the caller may not see.

    Raises:
        Problem: `restricted-dashboard`.
    """
    for each in report["dashboards"]:
        if each["dashboard"]["uid"] in call.switches["restrictedDashboards"]:
            raise Problem("restricted-dashboard", "one of its dashboards is restricted in this world")


OWNER = ("userId", "orgId")


@carries_out("report-ids", "report-ids-unused")
def make_report(call: Call, old: Record | None) -> Record:
    """A new report, or the full replacement of an old one."""
    sent = content(call, call.body)
    refuse_restricted(call, sent)
    now = local(call)
    if call.reading("required-members") == "none":
        call.cite("required-members-none", members=("name", "recipients", "schedule", "dashboards"))
    call.cite("report-owner" if old is None else "report-replaced", members=OWNER)
    if old is not None:
        made = {name: old[name] for name in ("id", "userId", "orgId")}
        return {**made, **sent, "created": old["created"], "updated": now}
    return {"id": ids.new_id(call, REPORTS, ids.number), **caller(call), **sent, "created": now, "updated": now}


def caller(call: Call) -> dict[str, int]:
    """Who made it, in which organisation."""
    subject = call.caller.subject
    return {
        "userId": int(subject) if subject.isdecimal() and len(subject) < 19 else 1,
        "orgId": call.switches["organisation"],
    }


def to_json(call: Call, report: Record) -> Record:
    """A report as answers show it: without what only another reading knows."""
    if keeps_further(call):
        return report
    plain = without_further("report", report)
    return plain if plain["options"].keys().isdisjoint(FURTHER["options"]) else {
        **plain, "options": without_further("options", plain["options"]),
    }  # fmt: skip


def show(call: Call, reports: list[Record]) -> list[Record]:
    """Reports as answers show them, which are worth what decided their members."""
    REPORTS.show(call, reports)
    return [to_json(call, each) for each in reports]


REPORTS = Records("reports", schema="Report", created_by="createReport")
DASHBOARDS = Records("dashboards", schema="DashboardRef", key="uid")


def find(call: Call, id: int) -> Record:
    """A report, if there is one and the caller may see what it shows."""
    report = REPORTS.get_or_404(call, id)
    refuse_restricted(call, report)
    return report


def get_report(call: Call) -> Any:
    """One report."""
    return show(call, [find(call, call.path["id"])])[0]


def create_report(call: Call) -> Any:
    """Store a new report."""
    report = make_report(call, None)
    REPORTS.store(call, report)
    call.cite("report-created")
    return {"id": report["id"], "message": "Report created"}


def update_report(call: Call) -> Any:
    """Replace a report by what was sent."""
    REPORTS.store(call, make_report(call, find(call, call.path["id"])))
    return {"message": "Report updated"}


def delete_report(call: Call) -> Any:
    """Take a report away, whatever it shows."""
    REPORTS.remove(call, REPORTS.get_or_404(call, call.path["id"]))
    call.cite("report-deleted")
    return {"message": "Report config was removed"}


@carries_out("reports-listed")
def list_reports(call: Call) -> Any:
    """All reports, by ascending number, whenever each was made."""
    return list_visible(call, call.store.collection("reports"))


def list_reports_of_dashboard(call: Call) -> Any:
    """The reports that show a dashboard."""
    call.cite("dashboard-reports")
    uid = call.path["uid"]
    reports = call.store.collection("reports")
    return list_visible(
        call, (each for each in reports if uid in [at["dashboard"]["uid"] for at in each["dashboards"]])
    )


def list_visible(call: Call, found: Iterable[Record]) -> list[Record]:
    """Some reports as a list shows them."""
    reports = show(call, sorted(found, key=itemgetter("id")))
    if not reports:
        call.cite("list-empty")
    if len(reports) > 1:
        call.cite("reports-listed")
    if any(each.get("timeRange") == NO_TIMES for report in reports for each in report["dashboards"]):
        call.cite("list-as-single")
    return reports
