"""Dashboards, users, user groups and permissions: lists and their filters; knows no checks."""

from __future__ import annotations

from typing import Any

from mockserver.engine.call import Call
from mockserver.state.store import Record
from mockserver.vendors.checkcentral.checks import cite_empty, named, same
from mockserver.vendors.checkcentral.visibility import (
    CHECK_GROUPS,
    DASHBOARDS,
    PERMISSIONS,
    USER_GROUPS,
    USERS,
    find,
    list_visible,
)


def get_dashboards(call: Call) -> Any:
    """The dashboards, by id or a part of the name."""
    rows = list_visible(call, DASHBOARDS)
    if "dashboardId" in call.query:
        rows = [find(call, DASHBOARDS, call.query["dashboardId"], "query.dashboardId")]
    return {"dashboards": named(call, rows, "dashboardName")}


def get_users(call: Call) -> Any:
    """The users, by id or address."""
    rows = list_visible(call, USERS)
    if "userId" in call.query:
        rows = [find(call, USERS, call.query["userId"], "query.userId")]
    if "userEmail" in call.query:
        call.cite("user-email-whole")
        rows = cite_empty(call, [row for row in rows if same(call, row["email"], call.query["userEmail"])])
    return {"users": rows}


def get_user_groups(call: Call) -> Any:
    """The user groups, by id or a part of the name."""
    rows = list_visible(call, USER_GROUPS)
    if "userGroupId" in call.query:
        rows = [find(call, USER_GROUPS, call.query["userGroupId"], "query.userGroupId")]
    return {"userGroups": named(call, rows, "userGroupName")}


FILTERS = (
    ("checkGroupId", CHECK_GROUPS, "", "checkGroupId"),
    ("checkGroupName", CHECK_GROUPS, "name", "checkGroupId"),
    ("userId", USERS, "", "userId"),
    ("userEmail", USERS, "email", "userId"),
    ("userGroupId", USER_GROUPS, "", "userGroupId"),
    ("userGroupName", USER_GROUPS, "name", "userGroupId"),
)
"""Parameter of getPermissions, what it names, by which member (the id if empty), and the permission's member with its id."""


def get_permissions(call: Call) -> Any:
    """The permissions that pass every filter."""
    rows: list[Record] = list_visible(call, PERMISSIONS)
    for parameter, records, member, holder in FILTERS:
        if parameter not in call.query:
            continue
        call.cite("permission-filters")
        value = call.query[parameter]
        meant = list_visible(call, records) if member else [find(call, records, value, f"query.{parameter}")]
        ids = {each["id"] for each in meant if not member or same(call, each[member], value)}
        rows = cite_empty(call, [row for row in rows if row.get(holder) in ids])
    return {"permissions": rows}
