"""Strapi v3 `reports`: what its document cannot say, put together from the tables of this package; knows the engine only."""

from __future__ import annotations

from mockserver.engine.call import Call
from mockserver.engine.vendor import Vendor
from mockserver.vendors.strapi import arrival, attempts, errors, members, queries, reports, tokens, users
from mockserver.vendors.strapi.observed import OBSERVED, body_first


def check(call: Call) -> None:
    """Count attempts to sign in, and look at members that the document does not know.

    Raises:
        Problem: too many attempts, or a member is refused.
    """
    attempts.count(call)
    members.refuse_unknown_type(call)


def query(call: Call, given: dict[str, list[str]]) -> dict[str, list[str]]:
    """The query, where the document judges it."""
    return {} if queries.observed(call) else given


VENDOR = Vendor(
    name="strapi",
    credentials=(tokens.DOCUMENTED,),
    collections=(reports.REPORTS, users.USERS, users.ROLES),
    overrides={
        "listReports": reports.list_reports,
        "countReports": reports.count_reports,
        "getReport": reports.get_report,
        "updateReport": reports.update_report,
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
    canonical_path=arrival.canonical_path,
    first_look=arrival.FIRST_LOOK,
    query=query,
    head=True,
    quotas=attempts.quotas,
    switches={"jwtSecret": "mock-strapi-jwt-secret-for-tests-only", "types": ["reference"], "rateLimit": 0},
    usable={"types": members.check_types, "rateLimit": attempts.usable_limit},
    check=check,
    media_type="application/json; charset=utf-8",
    secret_members=("password", "jwt"),
    relies_on=(
        "default-world", "check-order", "method-before-token", "count-wins-for-get-only",
        "update-checks-body-first", "json-output",
    ),
)  # fmt: skip
