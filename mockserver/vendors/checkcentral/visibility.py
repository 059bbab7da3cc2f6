"""The records that a token may see, and how an id in a request finds one; knows no operation of its own."""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.engine.actions import Records
from mockserver.engine.call import Call
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.violations import Violation
from mockserver.state.store import Record
from mockserver.vendors.checkcentral.views import SHOWN, VISIBLE, view_of

REPORTS = Records("reports", schema="Report", created_by="createReport")
CHECKS = Records("checks", schema="Check")
ACTIVITIES = Records("activities", schema="Activity")
CHECK_GROUPS = Records("checkGroups", schema="CheckGroup")
DASHBOARDS = Records("dashboards", schema="Dashboard")
USERS = Records("users", schema="User")
USER_GROUPS = Records("userGroups", schema="UserGroup")
PERMISSIONS = Records("permissions", schema="Permission")
COLLECTIONS = (REPORTS, CHECKS, ACTIVITIES, CHECK_GROUPS, DASHBOARDS, USERS, USER_GROUPS, PERMISSIONS)

KINDS = {
    "reports": "Report",
    "checks": "Check",
    "checkGroups": "Check group",
    "dashboards": "Dashboard",
    "users": "User",
    "userGroups": "User group",
}
"""Collection to what an error calls one of its records."""


@carries_out("user-token-checks", "user-token-people", "user-token-reports", "user-token-dashboards")
def visible(call: Call, records: Records, rows: Iterable[Record]) -> list[Record]:
    """Those of some records that the caller may see, each as the caller may see it."""
    view = view_of(call)
    if view is None:
        return list(rows)
    behaviour, sees = VISIBLE[records.name]
    call.cite(behaviour)
    shown = SHOWN.get(records.name)
    kept = [row for row in rows if sees(call, row, view)]
    return kept if shown is None else [shown(call, row, view) for row in kept]


def list_visible(call: Call, records: Records) -> list[Record]:
    """The records of a collection that the caller may see, in order."""
    return visible(call, records, call.store.collection(records.name))


def find(call: Call, records: Records, id: str, place: str) -> Record:
    """The record with an id, in any letter case.

    Args:
        place: where the request has the id: `query.checkId` or a JSON pointer.

    Raises:
        Problem: `not-found`, also where the caller may not see it.
    """
    if id != id.lower():
        call.cite("ids-any-case")
    record = call.store.collection(records.name).get(id.lower())
    found = visible(call, records, [] if record is None else [record])
    if found:
        return found[0]
    if record is not None:
        call.cite("invisible-as-unknown")
    in_body = place.startswith("/")
    call.cite("unknown-reference-not-found" if in_body else "unknown-id-not-found")
    raise not_found(KINDS[records.name], id.lower(), place)


def not_found(kind: str, id: str, place: str) -> Problem:
    """The problem that nothing of a kind has this id or name."""
    return Problem(
        "not-found", f"{kind} not found: {id}", violations=(Violation(place, "names nothing that this token can see"),)
    )
