"""ThousandEyes reports: the tables that tie the modules of this folder to its document; knows the engine only."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mockserver.engine.access import Access
from mockserver.engine.call import Call
from mockserver.engine.dialect import Dialect
from mockserver.engine.problems import Errors
from mockserver.engine.vendor import Switch, Vendor, carries_out
from mockserver.state.credentials import Credential
from mockserver.vendors.thousandeyes import (
    access,
    accounts,
    errors,
    figures,
    formats,
    ranges,
    reports,
    snapshots,
    widgets,
)
from mockserver.vendors.thousandeyes.records import COLLECTIONS

RULES: Mapping[str, Callable[[Call], None]] = {
    "createReport": widgets.refuse_duplicates,
    "updateReport": widgets.refuse_duplicates,
    "createReportSnapshot": snapshots.refuse_empty_span,
    "getReportWidgetData": ranges.refuse_conflicts,
}
"""What an operation refuses that its schemas cannot say."""


@carries_out("order-of-checks")
def check(call: Call) -> None:
    """The last 400s, then the 403 of the account group; the action's own refusals follow."""
    if call.operation.secured:
        accounts.refuse_unknown(call)
        if call.operation.id in RULES:
            RULES[call.operation.id](call)
        accounts.refuse_foreign(call)


VENDOR = Vendor(
    name="thousandeyes",
    collections=COLLECTIONS,
    overrides={
        "listReports": reports.list_reports,
        "getReport": reports.get_report,
        "getReportWidgetData": figures.report_widget_data,
        "createReport": reports.create_report,
        "updateReport": reports.update_report,
        "deleteReport": reports.delete_report,
        "listReportSnapshots": snapshots.list_snapshots,
        "getReportSnapshot": snapshots.get_snapshot,
        "getReportSnapshotWidgetData": figures.snapshot_widget_data,
        "createReportSnapshot": snapshots.create_snapshot,
        "deleteReportSnapshot": snapshots.delete_snapshot,
        "listAccountGroups": accounts.list_account_groups,
        "getStatus": accounts.get_status,
    },
    check=check,
    access=Access(
        credentials=(
            Credential(
                "documented", "basic", "g351mw5xqhvkmh1vq6zfm51c62wyzib2", user="noreply@thousandeyes.com", subject="1"
            ),
        ),
        permissions=access.PERMISSIONS,
        admit=access.admit,
        quotas=access.quotas,
    ),
    dialect=Dialect(
        media_type=reports.JSON,
        headers={
            "Server": "nginx",
            "Cache-Control": "no-store",
            "Strict-Transport-Security": "max-age=31536000",
            "X-Server-Name": "1-2",
        },
        literal_paths_win=True,
        path=formats.without_suffix,
        query=formats.without_format,
        unread_query=formats.unreadable,
    ),
    errors=Errors(errors.ERRORS, errors.ALTERNATIVES),
    switches={
        "rateLimit": Switch(240),
        "snapshotSeconds": Switch(3),
        "snapshotsPerPage": Switch(50, snapshots.check_page_size),
    },
    relies_on=(
        "basic-credentials", "sandbox-writes", "response-headers", "response-headers-everywhere", "content-type", "permission-create-report",
        "permission-create-snapshot", "permission-list-reports", "permission-get-report", "permission-update-report",
        "permission-list-snapshots", "permission-get-snapshot", "permission-widget-data", "permission-account-groups",
    ),
)  # fmt: skip
