"""What the user of a token may see of each collection; knows users, permissions and what they are on, and no request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mockserver.engine.call import Call
from mockserver.state.store import Record


@dataclass(frozen=True, slots=True)
class View:
    """What a user's token may see: the ids of check groups, user groups and users, in lower case."""

    check_groups: frozenset[str]
    user_groups: frozenset[str]
    users: frozenset[str]


def view_of(call: Call) -> View | None:
    """What the caller may see; None for everything."""
    subject = call.caller.subject.lower()
    if not subject:
        call.cite("organisation-token-sees-all")
        return None
    user = call.store.collection("users").get(subject)
    if user is not None and user["accessLevel"] in ("administrator", "manager"):
        call.cite("access-level-sees-all")
        return None
    call.cite("user-token-sees-less")
    groups = groups_of_user(call, subject, user)
    return View(granted_groups(call, subject, groups), groups, members_of(call, groups) | {subject})


def groups_of_user(call: Call, id: str, user: Record | None) -> frozenset[str]:
    """The user groups that a user belongs to, as either side says it."""
    listed = {group["id"] for group in call.store.collection("userGroups") if id in group["users"]}
    return frozenset(listed if user is None else listed.union(user["userGroups"]))


def members_of(call: Call, groups: frozenset[str]) -> frozenset[str]:
    """The users who belong to one of some user groups, as either side says it."""
    listed = {id for group in call.store.collection("userGroups") if group["id"] in groups for id in group["users"]}
    return frozenset(
        listed.union(user["id"] for user in call.store.collection("users") if groups.intersection(user["userGroups"]))
    )


def granted_groups(call: Call, subject: str, groups: frozenset[str]) -> frozenset[str]:
    """The check groups on which a user, or one of the user's groups, has a permission."""
    return frozenset(
        permission["checkGroupId"]
        for permission in call.store.collection("permissions")
        if permission.get("userId") == subject or permission.get("userGroupId") in groups
    )


def group_of(call: Call, check: Record) -> str:
    """The id of a check's group, "" if it has none; a check that was stored without settings has the group it names."""
    if "settings" in check:
        return str(check["settings"]["group_id"])
    named = (group["id"] for group in call.store.collection("checkGroups") if group["name"] == check["group"])
    return next(named, "")


def _check(call: Call, id: str, view: View) -> bool:
    check = call.store.collection("checks").get(id)
    return check is not None and group_of(call, check) in view.check_groups


def _permission(call: Call, permission: Record, view: View) -> bool:
    holders = {permission.get("userId"), permission.get("userGroupId")}
    return permission["checkGroupId"] in view.check_groups and not holders.isdisjoint(view.users | view.user_groups)


def _report(call: Call, report: Record, view: View) -> bool:
    content = report["content"]
    return _check(call, content.get("check", ""), view) or content.get("checkgroup") in view.check_groups


def _nobody(call: Call, record: Record, view: View) -> bool:
    return False


Sees = Callable[[Call, Record, View], bool]
VISIBLE: Mapping[str, tuple[str, Sees]] = {
    "checks": ("user-token-checks", lambda call, check, view: group_of(call, check) in view.check_groups),
    "activities": ("user-token-checks", lambda call, activity, view: _check(call, activity["checkId"], view)),
    "checkGroups": ("user-token-checks", lambda call, group, view: group["id"] in view.check_groups),
    "permissions": ("user-token-people", _permission),
    "users": ("user-token-people", lambda call, user, view: user["id"] in view.users),
    "userGroups": ("user-token-people", lambda call, group, view: group["id"] in view.user_groups),
    "reports": ("user-token-reports", _report),
    "dashboards": ("user-token-dashboards", _nobody),
}
"""Collection to the behaviour that says which of its records a user's token sees, and to whether it sees one."""


def _report_for(call: Call, report: Record, view: View) -> Record:
    recipients = report["recipients"]
    addresses = {user["email"].casefold() for user in call.store.collection("users") if user["id"] in view.users}
    shown = {
        "usergroups": [id for id in recipients["usergroups"] if id in view.user_groups],
        "users": [id for id in recipients["users"] if id in view.users],
        "emails": [address for address in recipients["emails"] if address.casefold() in addresses],
    }
    return {**report, "recipients": {**recipients, **shown}}


def _user_for(call: Call, user: Record, view: View) -> Record:
    return {**user, "userGroups": [id for id in user["userGroups"] if id in view.user_groups]}


SHOWN: Mapping[str, Callable[[Call, Record, View], Record]] = {"reports": _report_for, "users": _user_for}
"""Collection to what of a visible record a user's token gets, where that is not all of it."""
