"""Grafana Reporting: what its document cannot say, each piece with the evidence that states it; knows the engine only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from functools import lru_cache
from http.client import responses
from typing import Any

from mockserver.contract.schema import Violation
from mockserver.engine import auth, ids
from mockserver.engine.actions import Records
from mockserver.engine.auth import Permission
from mockserver.engine.call import Call
from mockserver.engine.problems import Problem, Say, Words
from mockserver.engine.vendor import Vendor, cites
from mockserver.state.credentials import Credential, Scheme
from mockserver.state.outbox import Message
from mockserver.state.store import Record

INT64 = range(-(2**63), 2**63)


# Values that a request leaves out


def given(body: Mapping[str, Any], member: str, default: Any) -> Any:
    """A member of a request; `null` counts as left out."""
    value = body.get(member)
    return default if value is None else value


@cites("server-times")
def local(call: Call) -> str:
    """The world's time in the organisation's zone, to the second."""
    return call.now().astimezone(offset(call.settings["zone"])).isoformat(timespec="seconds")


@lru_cache(maxsize=64)
def offset(zone: str) -> tzinfo:
    """The offset from UTC that a text such as `+02:00` writes.

    Raises:
        ValueError: it writes none.
    """
    found = datetime.fromisoformat(f"2000-01-01T00:00:00{zone}").tzinfo
    if found is None:
        raise ValueError("an offset such as +02:00 is expected")
    return found


# Reports


@cites(
    "report-create-defaults",
    "null-is-omitted",
    "empty-state-is-scheduled",
    "empty-formats-default",
    "required-members-none",
)
def content(call: Call, body: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a report that a request decides, in the order of the examples."""
    return {
        "name": given(body, "name", ""),
        "recipients": given(body, "recipients", ""),
        "replyTo": given(body, "replyTo", ""),
        "message": given(body, "message", ""),
        "schedule": schedule(call, given(body, "schedule", {})),
        "options": options(given(body, "options", {})),
        "enableDashboardUrl": given(body, "enableDashboardUrl", False),
        "state": given(body, "state", "") or "scheduled",
        "dashboards": [dashboard(call, index, each) for index, each in enumerate(given(body, "dashboards", []))],
        "formats": given(body, "formats", []) or ["pdf"],
    }


@cites("start-date-from-clock")
def schedule(call: Call, sent: Mapping[str, Any]) -> dict[str, Any]:
    """A schedule; without a start it starts now, or never."""
    frequency = given(sent, "frequency", "")
    return {
        "startDate": sent.get("startDate") or (None if frequency == "never" else local(call)),
        "endDate": given(sent, "endDate", None),
        "frequency": frequency,
        "intervalFrequency": given(sent, "intervalFrequency", ""),
        "intervalAmount": given(sent, "intervalAmount", 0),
        "workdaysOnly": given(sent, "workdaysOnly", False),
        "dayOfMonth": given(sent, "dayOfMonth", ""),
        "timeZone": given(sent, "timeZone", ""),
    }


def options(sent: Mapping[str, Any]) -> dict[str, Any]:
    """How the report is laid out."""
    return {"orientation": given(sent, "orientation", "landscape"), "layout": given(sent, "layout", "grid")}


@cites("dashboards-catalogue")
def dashboard(call: Call, index: int, sent: Mapping[str, Any]) -> dict[str, Any]:
    """One dashboard of a report: the catalogue of the world knows id and name of its own."""
    named = given(sent, "dashboard", {})
    uid = given(named, "uid", "")
    known = call.store.collection("dashboards").get(uid)
    if known is None:
        unknown_dashboard(call, index)
        known = {"id": given(named, "id", 0), "uid": uid, "name": given(named, "name", "")}
    times = given(sent, "timeRange", {})
    return {
        "dashboard": {"id": known["id"], "uid": uid, "name": known["name"]},
        "timeRange": {"from": given(times, "from", ""), "to": given(times, "to", "")},
        "reportVariables": given(sent, "reportVariables", {}),
    }


UNKNOWN_DASHBOARD = {
    "bad-request": "invalid-body",
    "forbidden": "restricted-dashboard",
    "not-found": "unknown-dashboard",
}
"""Value of the reading `unknown-dashboard` to the problem that it makes of one; the default accepts."""


@cites("unknown-dashboard")
def unknown_dashboard(call: Call, index: int) -> None:
    """Do with a dashboard that the catalogue lacks what the reading says."""
    kind = UNKNOWN_DASHBOARD.get(call.reading("unknown-dashboard"))
    if kind is not None:
        call.cite("unknown-dashboard")
        place = Violation(f"/dashboards/{index}/dashboard/uid", "is not a dashboard of this world")
        raise Problem(kind, violations=(place,))


@cites("restricted-dashboards", "restricted-dashboards-extent")
def refuse_restricted(call: Call, report: Record) -> None:
    """Refuse a report with a dashboard that the caller may not see."""
    for each in report["dashboards"]:
        if each["dashboard"]["uid"] in call.settings["restrictedDashboards"]:
            raise Problem("restricted-dashboard", "one of its dashboards is restricted in this world")


@cites("report-ids", "report-ids-unused", "report-replaced")
def make_report(call: Call, old: Record | None) -> Record:
    """A new report, or the full replacement of an old one."""
    sent = content(call, call.body)
    refuse_restricted(call, sent)
    now = local(call)
    if old is not None:
        return {**old, **sent, "updated": now}
    return {"id": ids.ascending(call, REPORTS), **caller(call), **sent, "created": now, "updated": now}


def caller(call: Call) -> dict[str, int]:
    """Who made it, in which organisation."""
    subject = call.credential.subject if call.credential else ""
    return {"userId": int(subject) if subject.isdigit() else 1, "orgId": call.settings["organisation"]}


REPORTS = Records(
    "reports",
    schema="Report",
    path="/api/reports",
    make=make_report,
    guard=refuse_restricted,
    answers={
        "create": lambda call, report: {"id": report["id"], "message": "Report created"},
        "replace": lambda call, report: {"message": "Report updated"},
        "delete": lambda call, report: {"message": "Report config was removed"},
    },
    unguarded=("delete",),
    cites={"create": ("report-created",), "delete": ("report-deleted",)},
)
DASHBOARDS = Records("dashboards", schema="DashboardRef", key="uid")
SETTINGS = Records("settings", schema="ReportSettings")


@cites("reports-listed")
def list_reports(call: Call) -> Any:
    """All reports, by ascending number, whenever each was made."""
    return sorted(call.store.collection("reports"), key=lambda report: int(report["id"]))


# Mail


@cites("outbox", "recipients-separators")
def mail(call: Call, report: Record, recipients: str, id: int | None) -> None:
    """Put a report's mail into the outbox."""
    message = {
        "report": id,
        "recipients": addresses(recipients),
        "replyTo": addresses(report["replyTo"]),
        "subject": report["name"],
        "message": report["message"],
        "formats": list(report["formats"]),
    }
    assert call.operation is not None
    call.world.outbox.add(Message("grafana", call.operation.id, "email", call.now(), message))


def addresses(text: str) -> list[str]:
    """The addresses of a list that commas or semicolons separate."""
    return [each for each in (item.strip(" \t\r\n") for item in re.split("[,;]", text)) if each]


@cites("send-immediate")
def send_report(call: Call) -> Any:
    """Send a stored report to the recipients given, or to its own."""
    number = int(call.body["id"])
    if number not in INT64:
        raise Problem("report-id", violations=(Violation("/id", "is not within 64 bits"),))
    report = REPORTS.existing(call, number)
    emails = given(call.body, "emails", "")
    mail(call, report, emails if addresses(emails) else report["recipients"], number)
    call.cite("send-recipients")
    return {"message": "Report was sent"}


def send_test_email(call: Call) -> Any:
    """Send the report of the request; nothing is stored."""
    report = content(call, call.body)
    refuse_restricted(call, report)
    mail(call, report, report["recipients"], None)
    call.cite("test-email-stores-nothing")
    return {"message": "Test email sent"}


# Branding


@cites("settings-before-save")
def get_settings(call: Call) -> Any:
    """The saved settings; before any save, those of the documented example."""
    saved = call.store.collection("settings").get(1)
    assert call.operation is not None
    return saved if saved is not None else call.operation.responses["200"].examples["documented"][1]


@cites("settings-replaced")
def save_settings(call: Call) -> Any:
    """Create the settings, or replace their branding as a whole."""
    sent = call.body["branding"]
    members = ("reportLogoUrl", "emailLogoUrl", "emailFooterMode", "emailFooterText", "emailFooterLink")
    branding = {member: given(sent, member, "") for member in members}
    SETTINGS.store(call, {"id": 1, **caller(call), "branding": branding})
    call.cite("settings-saved")
    return {"message": "Report settings saved"}


# Who may call


@cites("credentials-listed", "basic-api-key", "organisation-header")
def identify(call: Call, scheme: Scheme, secret: str, user: str) -> Credential:
    """A token, a user, or the user `api_key` with a token as password; a token belongs to one organisation."""
    if scheme == "basic" and user == "api_key":
        scheme, user = "bearer", ""
    found = auth.identify(call, scheme, secret, user)
    organisation = call.headers.get("x-grafana-org-id", "").strip()
    if scheme == "bearer" and organisation and organisation != str(call.settings["organisation"]):
        raise Problem("foreign-organisation", "send the organisation of the token", status=401)
    return found


ANY = ("reports:*", "reports:id:*")
ONE = (*ANY, "reports:id:{id}", "reports:{id}")
PERMISSIONS = {
    "getReports": Permission("reports:read", ANY),
    "getReport": Permission("reports:read", ONE),
    "createReport": Permission("reports:create"),
    "updateReport": Permission("reports:write", ONE),
    "deleteReport": Permission("reports:delete", ONE),
    "sendReport": Permission("reports:send"),
    "getReportSettings": Permission("reports.settings:read"),
    "saveReportSettings": Permission("reports.settings:write"),
    "sendTestEmail": Permission("reports:send"),
}


# Errors in Grafana's words


def message(text: str) -> dict[str, str]:
    """The usual error body."""
    return {"message": text}


@cites("access-error-id")
def access_denied(problem: Problem, call: Call) -> Any:
    """The body for a missing permission names the action, and counts."""
    action = problem.facts["permission"]
    return {
        "accessErrorId": f"ACE{call.store.next('accessErrors'):010}",
        "message": f"You'll need additional permissions to perform this action. Permissions needed: {action}",
        "title": "Access denied",
    }


def unknown_caller(problem: Problem, call: Call) -> str:
    """Unknown Basic users and unknown tokens are told apart."""
    return "wrong-password" if problem.facts["scheme"] == "basic" else "unknown-token"


def send_refusal(problem: Problem, call: Call) -> str:
    """In the body of a send, a text that is no id is a bad id; everything else is a bad field."""
    first = problem.violations[0]
    is_text = isinstance(call.body, dict) and isinstance(call.body.get("id"), str)
    return "report-id" if first.pointer == "/id" and is_text else "email-fields"


def forced(problem: Problem, call: Call) -> Any:
    """A fault with a status of its own; the documented text is that of 500."""
    texts = {500: "Unexpected error or server misconfiguration"}
    return message(texts.get(problem.status) or responses.get(problem.status, "Error"))


NO_CREDENTIALS = Say(401, message("Unauthorized"), ("error-no-credentials",))
WORDS: Words = {
    "no-credentials": lambda problem, call: "other-scheme" if call.headers.get("authorization") else "nobody",
    "nobody": NO_CREDENTIALS,
    "other-scheme": Say(401, message("Unauthorized"), ("error-no-credentials", "error-other-scheme")),
    "unknown-credentials": unknown_caller,
    "unknown-token": Say(401, message("Invalid API key"), ("error-unknown-token",)),
    "wrong-password": Say(401, message("Invalid username or password"), ("error-basic",)),
    "expired-credentials": Say(401, message("Expired API key"), ("error-expired-token",)),
    "revoked-credentials": Say(401, message("Revoked API key"), ("error-revoked-token",)),
    "foreign-organisation": Say(
        401, message("API key does not belong to the requested organization"), ("error-foreign-organisation",)
    ),
    "missing-permission": Say(403, access_denied, ("error-permission",)),
    "restricted-dashboard": Say(
        403, message("access denied to a report or a dashboard used in the report"), ("error-restricted-dashboard",)
    ),
    "report-id": Say(400, message("invalid report ID"), ("error-report-id",)),
    "invalid-path": Say(400, message("invalid report ID"), ("error-report-id",)),
    "malformed-body": Say(400, message("invalid json"), ("error-json",)),
    "unsupported-media-type": Say(400, message("missing content-type"), ("error-content-type",)),
    "invalid-body": Say(400, message("missing or invalid fields values"), ("error-fields",)),
    ("invalid-body", "sendReport"): send_refusal,
    "email-fields": Say(400, message("missing or invalid fields"), ("error-fields-email",)),
    "not-found": Say(404, message("such report does not exist"), ("error-no-report",)),
    ("not-found", "deleteReport"): Say(404, message("report with this ID does not exist"), ("error-no-report-delete",)),
    ("not-found", "sendReport"): Say(404, message("Report not found"), ("error-no-report-send",)),
    "unknown-dashboard": Say(404, message("Not found")),
    "unknown-path": Say(404, message("Not found"), ("error-unknown-route",)),
    "method-not-allowed": Say(405, message("Method not allowed"), ("error-method",)),
    "body-too-large": Say(413, message("Request body too large"), ("error-too-large",)),
    "forced": Say(0, forced, ("error-fault",)),
}
"""Each kind of problem in Grafana's words."""

RICH = "application/json; charset=UTF-8"


def rich(status: int, text: str, id: str) -> Say:
    """A body of the reading `error-body=public-error`, as newer servers send it."""
    body = {"extra": None, "message": text, "messageId": id, "statusCode": status, "traceID": ""}
    return Say(status, body, ("public-error-bodies",), media_type=RICH)


def brief(status: int, text: str) -> Say:
    """The same for what has no message id."""
    return Say(status, {"message": text, "traceID": ""}, ("public-error-bodies",), media_type=RICH)


PUBLIC_ERROR: Words = {
    "no-credentials": rich(401, "Unauthorized", "auth.unauthorized"),
    "unknown-credentials": unknown_caller,
    "unknown-token": rich(401, "Invalid API key", "api-key.invalid"),
    "wrong-password": rich(401, "Invalid username or password", "password-auth.failed"),
    "expired-credentials": rich(401, "Expired API key", "api-key.expired"),
    "revoked-credentials": rich(401, "Revoked API key", "api-key.revoked"),
    "foreign-organisation": rich(
        401, "API key does not belong to the requested organization", "api-key.organization-mismatch"
    ),
    "not-found": brief(404, "Not Found"),
    "unknown-dashboard": brief(404, "Not Found"),
    "unknown-path": brief(404, "Not Found"),
    "forced": brief(0, "Internal Server Error"),
}

VENDOR = Vendor(
    name="grafana",
    credentials=(Credential("documented", "bearer", "eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk", subject="1"),),
    collections=(REPORTS, DASHBOARDS, SETTINGS),
    overrides={
        "getReports": list_reports,
        "sendReport": send_report,
        "sendTestEmail": send_test_email,
        "getReportSettings": get_settings,
        "saveReportSettings": save_settings,
    },
    permissions=PERMISSIONS,
    identify=identify,
    words=WORDS,
    alternative_words={"error-body": {"public-error": PUBLIC_ERROR}},
    other_query=lambda call, problem: {},
    settings={"zone": "+02:00", "restrictedDashboards": [], "organisation": 1},
    usable={"zone": offset},
    relies_on=(
        "order-of-checks", "literal-path-first", "content-type-needed", "json-object-needed",
        "unknown-members-ignored", "nul-refused", "strict-json", "body-limit", "compact-output", "permission-actions",
        "any-scope-suffices", "single-report-scope", "single-report-not-the-list",
    ),
)  # fmt: skip
