"""ThousandEyes' reports: list, detail, create, update, delete; and how a report is shown."""

from __future__ import annotations

from typing import Any

from mockserver.engine.call import Answer, Call
from mockserver.engine.ids import digits, new_id
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.state.store import Record
from mockserver.vendors.thousandeyes import access, accounts, times, widgets
from mockserver.vendors.thousandeyes.records import REPORT, REPORTS

JSON = "application/json;charset=UTF-8"
CREATED = (
    "reportId", "title", "isBuiltIn", "accountId", "createdBy", "modifiedDate", "isDefaultForUser", "isDefaultForAccount",
    "widgets", "apiLinks",
)  # fmt: skip
"""Members of the answer to a create or an update: `description` and `modifiedBy` are only on list and detail."""

WRITTEN = {*CREATED, "defaultForUsers"}
"""Members of a stored report that this answer shows."""

DEFAULTS = {
    "description": ("description", "update-defaults"),
    "isDefaultForUser": ("defaultForUsers", "create-defaults"),
    "isDefaultForAccount": ("isDefaultForAccount", "create-defaults"),
    "widgets": ("widgets", "create-without-widgets"),
}
"""Members that a request may leave out; each with the member of the stored report, and what states its default in a new one."""


@carries_out("links-base")
def api(call: Call) -> str:
    """Where links lead: the address that the caller used."""
    return f"{call.origin}/v7"


@carries_out("report-links")
def links(call: Call, id: str) -> list[dict[str, str]]:
    """The links of a report."""
    return [
        {"rel": "self", "href": f"{api(call)}/reports/{id}"},
        {"rel": "snapshots", "href": f"{api(call)}/report-snapshots?reportId={id}"},
    ]


def summary(call: Call, report: Record) -> dict[str, Any]:
    """A report as the list shows it to the caller, apart from what decided it."""
    return {name: report[name] for name in REPORT} | {
        "isDefaultForUser": accounts.user(call)["userId"] in report["defaultForUsers"],
        "apiLinks": links(call, report["reportId"]),
    }


def detail(call: Call, report: Record) -> dict[str, Any]:
    """A report as its detail shows it to the caller, apart from what decided it."""
    address = f"{api(call)}/reports/{report['reportId']}"
    return summary(call, report) | {"widgets": widgets.to_json(call, report["widgets"], address)}


@carries_out("created-report-array", "updated-report-array")
def write_answer(call: Call, report: Record, behaviour: str) -> Any:
    """The answer to a create or an update: an array of the one report, or under a reading the report itself."""
    whole = detail(call, report)
    REPORTS.show(call, [report], WRITTEN)
    answer = {name: whole[name] for name in CREATED}
    if call.reading("create-body") == "object":
        return answer
    call.cite(behaviour)
    return [answer]


def get_or_404(call: Call, id: str) -> Record:
    """A report of the account group.

    Raises:
        Problem: `unknown-report`.
    """
    found = accounts.one(call, REPORTS, id)
    if found is None:
        raise Problem("unknown-report", "use the id of a report of this account group", status=404, id=id)
    return found


@carries_out("list-without-widgets")
def list_reports(call: Call) -> Any:
    """All reports of the account group."""
    reports = accounts.list_visible(call, REPORTS)
    if len(reports) > 1:
        call.cite("list-order")
    REPORTS.show(call, reports, {*REPORT, "defaultForUsers"})
    return [summary(call, each) for each in reports]


def get_report(call: Call) -> Any:
    """One report with its widgets."""
    report = get_or_404(call, call.path["reportId"])
    REPORTS.show(call, [report])
    return detail(call, report)


@carries_out("report-ids")
def create_report(call: Call) -> Any:
    """A new report."""
    report = content(call, {}) | {
        "reportId": new_id(call, REPORTS, digits),
        "isBuiltIn": False,
        "accountId": accounts.group(call),
        "createdBy": accounts.user(call)["userId"],
    }
    keep(call, report)
    return write_answer(call, report, "created-report-array")


@carries_out("update-replaces", "read-only-ignored")
def update_report(call: Call) -> Any:
    """Replace everything of a report that a request decides."""
    old = get_or_404(call, call.path["reportId"])
    refuse_built_in(old)
    call.cite("update-keeps", members=("isBuiltIn", "accountId", "createdBy", "modifiedBy", "modifiedDate"))
    report = {**old, **content(call, old)}
    keep(call, report)
    return write_answer(call, report, "updated-report-array")


@carries_out("create-defaults", "create-without-widgets")
def content(call: Call, old: Record) -> dict[str, Any]:
    """What a request decides of a report, or its defaults; and who wrote it when."""
    body, caller = call.body, accounts.user(call)["userId"]
    for member, (kept, stated) in DEFAULTS.items():
        if member not in body:
            call.cite("update-defaults" if old else stated, members=(kept,))
    others = [user for user in old.get("defaultForUsers", ()) if user != caller]
    return {
        "title": body["title"],
        "description": body.get("description", ""),
        "modifiedBy": caller,
        "modifiedDate": times.format_time(times.now(call)),
        "defaultForUsers": [*others, caller] if body.get("isDefaultForUser", False) else others,
        "isDefaultForAccount": body.get("isDefaultForAccount", False),
        "widgets": widgets.stored(call, body.get("widgets", []), old.get("widgets", [])),
    }


def keep(call: Call, report: Record) -> None:
    """Store a report; a default flag that it sets is cleared on the other reports of its account group."""
    REPORTS.store(call, report)
    caller, sent = accounts.user(call)["userId"], call.body
    if sent.get("isDefaultForUser") or sent.get("isDefaultForAccount"):
        for other in [each for each in accounts.within(call, REPORTS) if each is not report]:
            users = [user for user in other["defaultForUsers"] if user != caller or not sent.get("isDefaultForUser")]
            default = other["isDefaultForAccount"] and not sent.get("isDefaultForAccount")
            call.cite("default-flags", members=("defaultForUsers", "isDefaultForAccount"))
            REPORTS.store(call, {**other, "defaultForUsers": users, "isDefaultForAccount": default})


@carries_out("object-checks-last")
def delete_report(call: Call) -> Any:
    """Take a report away."""
    report = get_or_404(call, call.path["reportId"])
    access.refuse_stranger(call, report["reportId"], report["createdBy"], accounts.user(call)["userId"])
    refuse_built_in(report)
    REPORTS.remove(call, report)
    return gone(call)


def refuse_built_in(report: Record) -> None:
    """Refuse to touch what the vendor supplies.

    Raises:
        Problem: `built-in-report`.
    """
    if report["isBuiltIn"]:
        raise Problem("built-in-report", "built-in reports stay as they are", report=report["reportId"])


@carries_out("delete-body-ignored", "delete-keeps-snapshots", "delete-twice")
def gone(call: Call) -> Answer:
    """The answer to a delete: nothing, of a type."""
    call.cite("delete-keeps-content-type")
    return Answer(204, media_type=JSON)
