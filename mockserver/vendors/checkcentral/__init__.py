"""CheckCentral: the vendor put together from its tables and functions, its tokens and quotas; knows the engine only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mockserver.engine.access import Access, Permission, spend
from mockserver.engine.call import Request
from mockserver.engine.dialect import Dialect
from mockserver.engine.problems import Errors, Problem
from mockserver.engine.vendor import Switch, Vendor, carries_out
from mockserver.state.credentials import Credential
from mockserver.state.quotas import Quota
from mockserver.vendors.checkcentral import checks, errors, people, reports, request_errors, spelling
from mockserver.vendors.checkcentral.visibility import COLLECTIONS

READS = {
    "getChecks": checks.get_checks,
    "getActivities": checks.get_activities,
    "getCheckGroups": checks.get_check_groups,
    "getDashboards": people.get_dashboards,
    "getIssues": checks.get_issues,
    "getOverview": checks.get_overview,
    "getPermissions": people.get_permissions,
    "generateReport": reports.generate_report,
    "getReports": reports.get_reports,
    "getUsers": people.get_users,
    "getUserGroups": people.get_user_groups,
}
CREATES = {"createReport": reports.create_report, "createActivities": checks.create_activities}
WRITE = "write"
"""What a token needs for the create methods. Every token reads: the vendor has none of a lower level than Read Only."""
DAY = 86_400
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
EXAMPLE = {"id": "77777777-7777-4777-8777-777777777777", "name": "Example Organization"}


@carries_out("quota-per-method-and-day", "quota-of-create-report", "quota-calendar-day")
def quotas(switches: Mapping[str, Any]) -> Mapping[str, Quota]:
    """Every method has so many calls in a calendar day, UTC."""
    return dict.fromkeys((*READS, *CREATES), Quota("calls per day", switches["quota"], DAY))


@carries_out("quota-of-organisation", "quota-counting", "quota-no-headers")
def count(request: Request) -> None:
    """Count a call against its method's calls of the day, whoever makes it.

    Raises:
        Problem: `quota-exceeded`.
    """
    method, quota = request.operation.id, quotas(request.switches)[request.operation.id]
    spent = spend(request, method, quota)
    if spent.exceeded:
        request.cite("quota-per-method-and-day")
        detail = "wait for the next day, or raise the quota of this world"
        raise Problem("quota-exceeded", detail, limit=spent.limit, method=method)


def refuse_users(request: Request) -> None:
    """Refuse a user's token on a create method, whatever it was given.

    Raises:
        Problem: `missing-permission`.
    """
    if request.caller.subject and request.operation.id in CREATES:
        request.cite("user-token-never-writes")
        raise Problem("missing-permission", "use a token of the organisation", permission=WRITE)


def admit(request: Request) -> Request:
    """What comes between the token and its level."""
    count(request)
    refuse_users(request)
    return request


def organisation(value: Mapping[str, str]) -> None:
    """Refuse an organisation whose id no answer could show.

    Raises:
        ValueError: it is not a GUID in lower case.
    """
    if not GUID.match(value["id"]):
        raise ValueError("its id must be a GUID in lower case")


VENDOR = Vendor(
    name="checkcentral",
    collections=COLLECTIONS,
    overrides={**READS, **CREATES},
    access=Access(
        credentials=(Credential("documented", "apiKey", "00000000000000000000000000000002"),),
        permissions=dict.fromkeys(CREATES, Permission(WRITE)),
        admit=admit,
        quotas=quotas,
    ),
    dialect=Dialect(
        media_type="application/json; charset=utf-8",
        path=spelling.path,
        query=spelling.query,
        body=request_errors.parsed,
    ),
    errors=Errors(errors.ERRORS, {"errors": {"in-band": errors.in_band()}}, errors.otherwise),
    switches={
        "organisation": Switch(EXAMPLE, organisation),
        "account": Switch(""),
        "zone": Switch("UTC"),
        "quota": Switch(10_000),
    },
    relies_on=(
        "create-needs-read-write", "create-activities-needs-read-write", "reads-need-read-only", "token-has-its-level",
        "json-content-type", "create-activities-json", "json-answers", "unknown-parameter-ignored",
        "undecodable-query-refused", "order-of-checks", "method-name-exact", "content-type-parameters", "json-utf-8",
        "token-in-query-only", "read-write-includes-read",
    ),
)  # fmt: skip
