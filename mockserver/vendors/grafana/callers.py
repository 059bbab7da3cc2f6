"""Who may call Grafana: tokens, users, organisations, and what each operation needs; knows no record."""

from __future__ import annotations

from mockserver.engine import auth
from mockserver.engine.auth import Permission
from mockserver.engine.call import Call
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import cites
from mockserver.state.credentials import Credential, Scheme


@cites("credentials-listed", "basic-api-key", "organisation-header")
def identify(call: Call, scheme: Scheme, secret: str, user: str) -> Credential:
    """A token, a user, or the user `api_key` with a token as password; a token belongs to one organisation."""
    if scheme == "basic" and user == "api_key":
        scheme, user = "bearer", ""
    found = auth.identify(call, scheme, secret, user)
    organisation = call.headers.get("x-grafana-org-id")
    if organisation and scheme == "bearer" and organisation.strip() not in ("", str(call.switches["organisation"])):
        raise Problem("foreign-organisation", "send the organisation of the token", status=401)
    return found


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
}
