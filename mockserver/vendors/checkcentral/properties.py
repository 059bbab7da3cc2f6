"""The properties and parameters of requests, what each must be, and what each type of report takes; tables only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TEXT = "a string"
FILLED = "a string that is not blank"
IDS = "a list of ids"
TRUTH = "true, false, 1 or 0"
MOMENT = "a date or a date with time"
COUNT = "an integer of at least 0"

REPORT_TYPES = {
    "documented": ("dashboard", "checkgroup", "check", "activity", "stats", "digest"),
    "extended": ("dashboard", "checkgroup", "check", "activity", "stats", "digest", "billing", "statushistory"),
}
"""Value of the reading `report-types` to the types there are."""

MUST: Mapping[str, Mapping[str, str]] = {
    "createReport": {
        "name": FILLED,
        "report_type": "one of: {types}",
        "description": TEXT,
        "source": TEXT,
        "format": "one of: html, pdf, csv",
        "filename": TEXT,
        "timezone": FILLED,
        "interval_type": "one of: hour, day, week, month, year, unscheduled",
        "interval_value": "an integer of at least 1",
        "report_time": "an integer from 0 to 1439",
        "content": "an object",
        "content.check": TEXT,
        "content.checkgroup": TEXT,
        "content.dashboard": TEXT,
        "recipients": "an object",
        "recipients.org_wide": "true or false",
        "recipients.usergroups": IDS,
        "recipients.users": IDS,
        "recipients.emails": "a list of e-mail addresses",
    },
    "createActivities": {
        "activities": "a list of at least one activity",
        "activities.checkId": TEXT,
        "activities.title": FILLED,
        "activities.status": "one of: success, warning, failure",
        "activities.updated": "a date with time",
    },
}
"""Operation to its properties, in the order in which their faults are answered, and what each must be."""

PARAMETERS = {
    "activityCount": COUNT,
    "includeSettings": TRUTH,
    "includePendingOverdue": TRUTH,
    "includeChecks": TRUTH,
    "matched": "one of: matched, all, true, false",
    "startDate": MOMENT,
    "endDate": MOMENT,
}
"""Query parameter to what it must be."""

REQUIRED = ("name", "report_type", "activities", "activities.title", "activities.status")
FORMATS = ("html", "pdf", "csv", "embedded")
EMBEDDED = "embedded"
MEMBERS = ("check", "checkgroup", "dashboard")


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of report: the members that its content may have, the one that it needs, whether it comes as csv."""

    takes: tuple[str, ...] = ()
    needs: str = ""
    csv: bool = False


KINDS = {
    "check": Kind(("check",), "check"),
    "checkgroup": Kind(("checkgroup",), "checkgroup"),
    "dashboard": Kind(("dashboard",), "dashboard"),
    "activity": Kind(("check", "checkgroup"), csv=True),
    "stats": Kind(("check", "checkgroup"), csv=True),
    "digest": Kind(csv=True),
    "billing": Kind(("check", "checkgroup")),
    "statushistory": Kind(("check", "checkgroup")),
}
"""The types of report; what is sent as the format of a digest does not matter."""
