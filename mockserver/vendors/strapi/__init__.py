"""Strapi v3 `reports`: what its document cannot say, put together from the tables of this package; knows the engine only."""

from __future__ import annotations

from mockserver.engine.access import Access
from mockserver.engine.call import Call, Request
from mockserver.engine.dialect import Dialect
from mockserver.engine.problems import Errors
from mockserver.engine.vendor import Switch, Vendor
from mockserver.vendors.strapi import arrival, attempts, errors, members, queries, reports, tokens, users
from mockserver.vendors.strapi.observed import OBSERVED, body_first


def check(call: Call) -> None:
    """Count attempts to sign in, and look at members that the document does not know.

    Raises:
        Problem: too many attempts, or a member is refused.
    """
    attempts.count(call, call.operation.id)
    members.refuse_unknown_type(call)


def query(call: Request, given: dict[str, list[str]]) -> dict[str, list[str]]:
    """The query, where the document judges it."""
    return {} if queries.observed(call) else given


VENDOR = Vendor(
    name="strapi",
    collections=(reports.REPORTS, users.USERS, users.ROLES),
    overrides={
        "listReports": reports.list_reports,
        "countReports": reports.count_reports,
        "getReport": reports.get_report,
        "createReport": reports.create_report,
        "updateReport": reports.update_report,
        "deleteReport": reports.delete_report,
        "login": users.login,
        "register": users.register,
        "getMe": users.get_me,
    },
    check=check,
    access=Access(
        credentials=(tokens.DOCUMENTED,),
        permissions=tokens.PERMISSIONS,
        identify=tokens.identify,
        anonymous=tokens.anonymous,
        admit=tokens.admit,
        quotas=attempts.quotas,
        secret_members=("password", "jwt"),
    ),
    dialect=Dialect(
        media_type="application/json; charset=utf-8",
        head=True,
        path=arrival.canonical_path,
        query=query,
        body=errors.parsed,
        unread_query=errors.other_query,
        unread_body=errors.other_body,
        own_cors={"routes": "observed"},
        first_look=arrival.FIRST_LOOK,
        body_first=body_first,
    ),
    errors=Errors(errors.ERRORS, {"errors": {"observed": OBSERVED}}),
    switches={
        "jwtSecret": Switch("mock-strapi-jwt-secret-for-tests-only"),
        "types": Switch(["reference"], members.check_types),
        "rateLimit": Switch(0, attempts.usable_limit),
    },
    relies_on=(
        "default-world", "check-order", "method-before-token", "count-wins-for-get-only",
        "update-checks-body-first", "json-output",
    ),
)  # fmt: skip
