"""ThousandEyes' rate limit and permissions: what is looked at once it is known who calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.access import Permission, granted, spend
from mockserver.engine.call import NOBODY, Request
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.state.quotas import Quota

PERMISSIONS = {
    "listReports": Permission("View Reports"),
    "getReport": Permission("View Reports"),
    "getReportWidgetData": Permission("View Reports"),
    "createReport": Permission("Edit Reports"),
    "updateReport": Permission("Update Reports"),
    "listReportSnapshots": Permission("View Snapshots"),
    "getReportSnapshot": Permission("View Reports"),
    "getReportSnapshotWidgetData": Permission("View Snapshots"),
    "createReportSnapshot": Permission("Edit Snapshots"),
}
"""What an operation needs; the deletes need one of two, and account groups need none."""

EVERYBODYS = Permission("Edit reports for all users in account group")
OWN = Permission("Edit own reports")
DELETES = ("deleteReport", "deleteReportSnapshot")
ORGANISATION = "organisation"
MINUTE = 60


def quotas(switches: Mapping[str, Any]) -> dict[str, Quota]:
    """The one quota: requests of the organisation per minute of the clock."""
    return {ORGANISATION: Quota(ORGANISATION, switches["rateLimit"], MINUTE)}


def admit(request: Request) -> Request:
    """What comes before the permissions of the table: the organisation's rate, and the permissions of a delete."""
    if request.caller is not NOBODY:
        count(request)
        permit_delete(request)
    return request


@carries_out(
    "rate-limit", "rate-window-aligned", "rate-limit-reset", "rate-remaining", "rate-headers-everywhere",
    "no-retry-after", "refused-requests-count",
)  # fmt: skip
def count(call: Request) -> None:
    """Count the call, and tell every answer to it how the organisation's minute stands.

    Raises:
        Problem: `quota-exceeded`.
    """
    spent = spend(call, ORGANISATION, quotas(call.switches)[ORGANISATION])
    call.add_headers(
        {
            "X-Organization-Rate-Limit-Limit": str(spent.limit),
            "X-Organization-Rate-Limit-Remaining": str(spent.remaining),
            "X-Organization-Rate-Limit-Reset": str(spent.reset),
        }
    )
    if spent.exceeded:
        raise Problem("quota-exceeded", f"wait for the next minute, or raise the switch rateLimit above {spent.limit}")


@carries_out("permission-delete-report", "permission-delete-snapshot")
def permit_delete(call: Request) -> None:
    """A delete needs one of two permissions; the lesser one is named to a caller who has neither.

    Raises:
        Problem: `missing-permission`.
    """
    if call.operation.id in DELETES and not (holds(call, EVERYBODYS) or holds(call, OWN)):
        call.cite("delete-permission-named")
        raise Problem("missing-permission", f"use a credential with {OWN.action}", permission=OWN.action)


def holds(call: Request, permission: Permission) -> bool:
    """Whether the caller holds a permission."""
    return granted(call.caller, permission, {})


def refuse_stranger(call: Request, report: str, creator: int, caller: int) -> None:
    """Refuse to delete what the caller did not create, unless the caller may delete everybody's.

    Raises:
        Problem: `not-the-creator`.
    """
    if creator != caller and not holds(call, EVERYBODYS):
        raise Problem("not-the-creator", f"use a credential with {EVERYBODYS.action}", report=report)
