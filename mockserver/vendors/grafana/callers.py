"""Who may call Grafana: tokens, users, organisations, and what each operation needs; knows no record."""

from __future__ import annotations

from dataclasses import replace

from mockserver.engine import access
from mockserver.engine.access import Permission
from mockserver.engine.call import Arrival
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.state.credentials import Credential, Scheme

OPENAPI_NAMES = {
    "reports:create": "reports.admin:create",
    "reports:write": "reports.admin:write",
    "reports:delete": "reports.delete",
}
"""What the public OpenAPI calls permissions of the page."""


@carries_out("permission-names-openapi")
def permission_name(call: Arrival, permission: str) -> str:
    """A permission of the page under the name that the reading gives it."""
    return OPENAPI_NAMES.get(permission, permission) if call.reading("permission-names") == "openapi" else permission


@carries_out("permission-names-both")
def by_either_name(call: Arrival, found: Credential) -> Credential:
    """A credential that lists permissions of the public OpenAPI has those of the page, where the reading says so."""
    listed = found.permissions
    if listed is None or call.reading("permission-names") != "openapi":
        return found
    named = {page: listed[other] for page, other in OPENAPI_NAMES.items() if other in listed}
    return replace(found, permissions={**listed, **named})


@carries_out("credentials-listed", "basic-api-key", "organisation-header")
def identify(call: Arrival, scheme: Scheme, secret: str, user: str) -> Credential:
    """A token, a user, or the user `api_key` with a token as password; a token belongs to one organisation.

    Raises:
        Problem: `foreign-organisation`.
    """
    if scheme == "basic" and user == "api_key":
        scheme, user = "bearer", ""
    found = access.identify(call, scheme, secret, user)
    organisation = call.headers.get("x-grafana-org-id")
    if organisation and scheme == "bearer" and organisation.strip() not in ("", str(call.switches["organisation"])):
        raise Problem("foreign-organisation", "send the organisation of the token", status=401)
    return by_either_name(call, found)


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
    "getReportsByDashboardUID": Permission("reports:read", ("reports:*",)),
    "getSettingsImage": Permission("reports.settings:read"),
}
