"""What Grafana mails: a stored report, or a test; everything ends in the outbox, this module sends nothing."""

from __future__ import annotations

import re
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.violations import Violation
from mockserver.state.store import Record
from mockserver.vendors.grafana.reports import content, find, refuse_restricted
from mockserver.vendors.grafana.values import value_or_default

INT64 = range(-(2**63), 2**63)


@carries_out("outbox", "recipients-separators", "emails-separators")
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
    call.send("email", message)


def addresses(text: str) -> list[str]:
    """The addresses of a list that commas or semicolons separate."""
    return [each for each in (item.strip(" \t\r\n") for item in re.split("[,;]", text)) if each]


@carries_out("send-immediate", "email-id-number")
def send_report(call: Call) -> Any:
    """Send a stored report to the recipients given, or to its own.

    Raises:
        Problem: `report-id`.
    """
    number = int(call.body["id"])
    if number not in INT64:
        raise Problem("report-id", violations=(Violation("/id", "is not within 64 bits"),))
    report = find(call, number)
    emails = value_or_default(call.body, "emails", "")
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
