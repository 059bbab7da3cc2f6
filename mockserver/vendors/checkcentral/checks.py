"""Checks and what happens to them: their activities, groups and issues, and the overview; knows no reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.ids import guid, new_id
from mockserver.engine.vendor import carries_out
from mockserver.state.store import Record
from mockserver.vendors.checkcentral import moments
from mockserver.vendors.checkcentral.views import group_of
from mockserver.vendors.checkcentral.visibility import ACTIVITIES, CHECK_GROUPS, CHECKS, find, list_visible

MEMBERS = ("id", "name", "description", "email", "group", "status", "updated")
MOST_ACTIVITIES = 30


def contains(call: Call, text: str, part: str) -> bool:
    """Whether a text contains another, in any letter case."""
    if part.casefold() in text.casefold():
        if part not in text:
            call.cite("filters-ignore-case")
        return True
    return False


def same(call: Call, text: str, other: str) -> bool:
    """Whether two texts are equal, in any letter case."""
    if text.casefold() == other.casefold():
        if text != other:
            call.cite("filters-ignore-case")
        return True
    return False


def named(call: Call, rows: list[Record], parameter: str) -> list[Record]:
    """The records whose name contains what a parameter says, all if it is not sent."""
    if parameter not in call.query:
        return rows
    call.cite("names-contain")
    return cite_empty(call, [row for row in rows if contains(call, row["name"], call.query[parameter])])


def cite_empty(call: Call, rows: list[Record]) -> list[Record]:
    """What passed a filter, perhaps nothing."""
    if not rows:
        call.cite("no-match-empty")
    return rows


@carries_out("boolean-words")
def truth(value: bool | str) -> bool:
    """A truth value of the query."""
    return value if isinstance(value, bool) else value.lower() in ("true", "1")


def summary(check: Record) -> dict[str, Any]:
    """A check without what must be asked for."""
    return {member: check[member] for member in MEMBERS}


def newest_first(call: Call, activities: Iterable[Record]) -> list[Record]:
    """Activities in the order of their time, newest first; of one time the last created."""
    last_first = list(activities)[::-1]
    if len(last_first) > 1:
        call.cite("activities-newest-first")
    return sorted(last_first, key=lambda activity: str(activity["updated"]), reverse=True)


def of_checks(call: Call) -> dict[str, list[Record]]:
    """All activities by check, newest first."""
    found: dict[str, list[Record]] = {}
    for activity in newest_first(call, call.store.collection("activities")):
        found.setdefault(activity["checkId"], []).append(activity)
    return found


@carries_out(
    "check-id-overrides-name", "check-name-contains", "activity-count-cap", "settings-on-request", "no-match-empty",
)  # fmt: skip
def get_checks(call: Call) -> Any:
    """The checks, one of them, or those with a part of the name; with activities and settings if asked for."""
    sent = call.query
    if "checkid" in sent:
        checks = [find(call, CHECKS, sent["checkid"], "query.checkid")]
    else:
        checks = list_visible(call, CHECKS)
        if "checkName" in sent:
            checks = cite_empty(call, [check for check in checks if contains(call, check["name"], sent["checkName"])])
    if truth(sent["includePendingOverdue"]):
        call.cite("pending-overdue-no-effect")
    if checks:
        call.cite("status-capitalised")
        CHECKS.show(call, checks, MEMBERS)
    count = min(sent["activityCount"], MOST_ACTIVITIES)
    activities = of_checks(call) if count else {}
    rows = [summary(check) for check in checks]
    for row, check in zip(rows, checks, strict=True):
        if count:
            row["activities"] = activities.get(check["id"], [])[:count]
        if truth(sent["includeSettings"]) and "settings" in check:
            row["settings"] = check["settings"]
    return {"checks": rows}


def get_activities(call: Call) -> Any:
    """Activities, newest first, that pass every filter."""
    sent, rows = call.query, newest_first(call, list_visible(call, ACTIVITIES))
    if "sources" in sent:
        call.cite("sources-no-effect")
    if "startDate" in sent or "endDate" in sent:
        call.cite("activity-dates")
    if "checkId" in sent:
        id = find(call, CHECKS, sent["checkId"], "query.checkId")["id"]
        rows = [row for row in rows if row["checkId"] == id]
    if "groupId" in sent:
        group = find(call, CHECK_GROUPS, sent["groupId"], "query.groupId")["id"]
        inside = {check["id"] for check in list_visible(call, CHECKS) if group_of(call, check) == group}
        rows = [row for row in rows if row["checkId"] in inside]
    if "status" in sent:
        rows = [row for row in rows if same(call, row["status"], sent["status"])]
    if sent["matched"].lower() in ("matched", "true"):
        call.cite("matched-parameter")
        rows = [row for row in rows if row["checkId"]]
    if "startDate" in sent:
        start = moments.bound(sent["startDate"], "00:00:00")
        rows = [row for row in rows if row["updated"] >= start]
    if "endDate" in sent:
        end = moments.bound(sent["endDate"], "23:59:59")
        rows = [row for row in rows if row["updated"] <= end]
    if rows:
        call.cite("status-capitalised")
    shown = cite_empty(call, rows)[: sent["activityCount"]]
    ACTIVITIES.show(call, shown)
    return {"activities": shown}


def create_activities(call: Call) -> Any:
    """Store activities; nothing is stored where one of them names an unknown check."""
    sent = call.body["activities"]
    checks = [
        find(call, CHECKS, each["checkId"], f"/activities/{index}/checkId") if each.get("checkId") else None
        for index, each in enumerate(sent)
    ]
    rows = []
    for each, check in zip(sent, checks, strict=True):
        row = {
            "id": new_id(call, ACTIVITIES, guid),
            "checkId": check["id"] if check else "",
            "title": each["title"],
            "status": each["status"].capitalize(),
            "updated": moments.read(each["updated"]) if "updated" in each else moments.now(call),
        }
        call.cite("status-capitalised", members=("status",))
        call.cite("moments-utc", members=("updated",))
        call.cite("activity-dated-now", members=() if "updated" in each else ("updated",))
        call.cite("activity-without-check", members=() if check else ("checkId",))
        ACTIVITIES.store(call, row)
        follow(call, row)
        rows.append(row)
    ACTIVITIES.show(call, rows)
    return {"activities": rows}


def follow(call: Call, activity: Record) -> None:
    """Let the check of an activity take over status and time, if none of its activities is newer."""
    check = call.store.collection("checks").get(activity["checkId"])
    if check is not None and (check["status"] == "Pending" or activity["updated"] >= check["updated"]):
        call.cite("check-follows-activity", members=("status", "updated"))
        CHECKS.store(call, {**check, "status": activity["status"], "updated": activity["updated"]})


def get_check_groups(call: Call) -> Any:
    """The check groups; with their checks and settings if asked for."""
    sent, groups = call.query, list_visible(call, CHECK_GROUPS)
    if "groupId" in sent:
        groups = [find(call, CHECK_GROUPS, sent["groupId"], "query.groupId")]
    groups = named(call, groups, "groupName")
    if truth(sent["includeChecks"]) or truth(sent["includeSettings"]):
        call.cite("group-extras-on-request")
    rows: list[dict[str, Any]] = [{"id": group["id"], "name": group["name"]} for group in groups]
    for row in rows:
        if truth(sent["includeChecks"]):
            row["checks"] = [
                summary(check) for check in list_visible(call, CHECKS) if group_of(call, check) == row["id"]
            ]
        if truth(sent["includeSettings"]):
            row["settings"] = {}
    return {"checkGroups": rows}


def get_issues(call: Call) -> Any:
    """One issue for each check in trouble."""
    call.cite("issue-per-troubled-check")
    activities = of_checks(call)
    CHECKS.show(call, list_visible(call, CHECKS), ("status", "updated"))
    return {
        "issues": [
            {
                "checkId": check["id"],
                "check": check["name"],
                "group": check["group"],
                "status": check["status"],
                "title": next((each["title"] for each in activities.get(check["id"], [])), ""),
                "updated": check["updated"],
            }
            for check in list_visible(call, CHECKS)
            if check["status"] not in ("Success", "Pending")
        ]
    }


def get_overview(call: Call) -> Any:
    """The organisation and the number of its checks by status."""
    call.cite("overview-counts")
    statuses = [check["status"] for check in list_visible(call, CHECKS)]
    counts = {status.lower(): statuses.count(status) for status in ("Success", "Warning", "Failure", "Pending")}
    organisation = call.switches["organisation"]
    return {
        "organization": {"id": organisation["id"], "name": organisation["name"]},
        "checks": {"total": len(statuses), **counts},
    }
