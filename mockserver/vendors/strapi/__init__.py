"""Strapi v3 `reports`: what its document cannot say, put together from the tables of this package; knows the engine only."""

from __future__ import annotations

from mockserver.engine.call import Call
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import Vendor, cites
from mockserver.vendors.strapi import errors, members, reports, tokens, users
from mockserver.vendors.strapi.observed import OBSERVED, body_first

SIGN_IN = "/auth/local"
"""A path that names more methods than it has."""


@cites("trailing-slash", "get-auth-local-is-404")
def canonical_path(call: Call, path: str) -> str:
    """The path without a slash at its end.

    Raises:
        Problem: signing in with another method than POST.
    """
    path = path[:-1] if path.endswith("/") and len(path) > 1 else path
    if path == SIGN_IN and call.entry.method != "POST":
        if call.entry.method in ("GET", "HEAD"):
            call.cite("get-auth-local-is-404")
            raise Problem("unknown-path", "sign in with POST")
        raise Problem("method-not-allowed", "sign in with POST", headers={"Allow": "HEAD, GET, POST"})
    return path


VENDOR = Vendor(
    name="strapi",
    credentials=(tokens.DOCUMENTED,),
    collections=(reports.REPORTS, users.USERS, users.ROLES),
    overrides={
        "listReports": reports.list_reports,
        "countReports": reports.count_reports,
        "getReport": reports.get_report,
        "deleteReport": reports.delete_report,
        "login": users.login,
        "register": users.register,
        "getMe": users.get_me,
    },
    permissions=tokens.PERMISSIONS,
    identify=tokens.identify,
    anonymous=tokens.anonymous,
    before=tokens.before,
    errors=errors.ERRORS,
    alternative_errors={"errors": {"observed": OBSERVED}},
    parsed=errors.parsed,
    other_body=errors.other_body,
    other_query=errors.other_query,
    body_first=body_first,
    canonical_path=canonical_path,
    head=True,
    switches={"jwtSecret": "mock-strapi-jwt-secret-for-tests-only", "types": ["reference"]},
    usable={"types": members.check_types},
    check=members.refuse_unknown_type,
    media_type="application/json; charset=utf-8",
    secret_members=("password", "jwt"),
    relies_on=(
        "default-world", "check-order", "method-before-token", "count-wins-for-get-only",
        "update-checks-body-first", "json-output",
    ),
)  # fmt: skip
