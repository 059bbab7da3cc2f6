"""What a token may see, and how an id in a request finds its record; knows no operation of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mockserver.engine.actions import Records
from mockserver.engine.call import Call
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import cites
from mockserver.openapi.schema import Violation
from mockserver.state.store import Record

REPORTS = Records("reports", schema="Report")
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

Groups = frozenset[str] | None
"""Ids of check groups; None stands for everything, checks without a group included."""


@cites("organisation-token-sees-all", "access-level-sees-all", "user-token-sees-less", "user-token-checks")
def visible_groups(call: Call) -> Groups:
    """The check groups that the caller may see."""
    subject = call.credential.subject.lower() if call.credential else ""
    if not subject:
        call.cite("organisation-token-sees-all")
        return None
    user = call.store.collection("users").get(subject)
    if user is not None and user["accessLevel"] in ("administrator", "manager"):
        call.cite("access-level-sees-all")
        return None
    call.cite("user-token-sees-less", "user-token-checks")
    member = {group["id"] for group in call.store.collection("userGroups") if subject in group["users"]}
    member |= set(user["userGroups"]) if user is not None else set()
    return frozenset(
        permission["checkGroupId"]
        for permission in call.store.collection("permissions")
        if permission.get("userId") == subject or permission.get("userGroupId") in member
    )


def group_of(call: Call, check: Record) -> str:
    """The id of a check's group, "" if it has none; a check that was stored without settings has the group it names."""
    if "settings" in check:
        return str(check["settings"]["group_id"])
    named = (group["id"] for group in call.store.collection("checkGroups") if group["name"] == check["group"])
    return next(named, "")


def _activity(call: Call, activity: Record, groups: frozenset[str]) -> bool:
    check = call.store.collection("checks").get(activity["checkId"])
    return check is not None and group_of(call, check) in groups


VISIBLE: Mapping[str, Callable[[Call, Record, frozenset[str]], bool]] = {
    "checks": lambda call, check, groups: group_of(call, check) in groups,
    "activities": _activity,
    "checkGroups": lambda call, group, groups: group["id"] in groups,
    "permissions": lambda call, permission, groups: permission["checkGroupId"] in groups,
}
"""Collection to whether somebody who may see some check groups sees a record; the others are for everybody."""


@cites("other-records-for-all")
def list_visible(call: Call, records: Records) -> list[Record]:
    """The records of a collection that the caller may see, in order."""
    rows = call.store.collection(records.name)
    sees = VISIBLE.get(records.name)
    groups = visible_groups(call) if sees is not None else None
    if sees is None and rows and call.credential is not None and call.credential.subject:
        call.cite("other-records-for-all")
    if sees is None or groups is None:
        return list(rows)
    return [row for row in rows if sees(call, row, groups)]


@cites("ids-any-case", "unknown-id-not-found", "invisible-as-unknown", "unknown-reference-not-found")
def find(call: Call, records: Records, id: str, place: str) -> Record:
    """The record with an id, in any letter case.

    Args:
        place: where the request has the id: `query.checkId` or a JSON pointer.

    Raises:
        Problem: `not-found`, also where the caller may not see it.
    """
    record = call.store.collection(records.name).get(id.lower())
    sees = VISIBLE.get(records.name)
    groups = visible_groups(call) if sees is not None else None
    if id != id.lower():
        call.cite("ids-any-case")
    hidden = record is not None and sees is not None and groups is not None and not sees(call, record, groups)
    if hidden:
        call.cite("invisible-as-unknown")
    if record is None or hidden:
        if place.startswith("/"):
            call.cite("unknown-reference-not-found")
        else:
            call.cite("unknown-id-not-found")
        raise not_found(KINDS[records.name], id.lower(), place)
    return record


def not_found(kind: str, id: str, place: str) -> Problem:
    """The problem that nothing of a kind has this id or name."""
    return Problem(
        "not-found", f"{kind} not found: {id}", violations=(Violation(place, "names nothing that this token can see"),)
    )
