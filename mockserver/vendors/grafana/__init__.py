"""Grafana Reporting: what its document cannot say, each piece with the evidence that states it; knows the engine only."""

from __future__ import annotations

from mockserver.engine.access import Access
from mockserver.engine.dialect import Dialect
from mockserver.engine.problems import Errors
from mockserver.engine.vendor import Switch, Vendor
from mockserver.state.credentials import Credential
from mockserver.vendors.grafana import reports
from mockserver.vendors.grafana.branding import SETTINGS, get_settings, save_settings
from mockserver.vendors.grafana.callers import PERMISSIONS, identify
from mockserver.vendors.grafana.errors import ERRORS, PUBLIC_ERROR
from mockserver.vendors.grafana.mail import send_report, send_test_email
from mockserver.vendors.grafana.rendering import IMAGES, get_image, render_csv, render_pdf
from mockserver.vendors.grafana.values import documented_example, offset

DOCUMENTED = Credential("documented", "bearer", "eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk", subject="1")
VENDOR = Vendor(
    name="grafana",
    collections=(reports.REPORTS, reports.DASHBOARDS, SETTINGS, IMAGES),
    overrides={
        "getHealth": lambda call: documented_example(call, "healthy"),
        "getReports": reports.list_reports,
        "getReport": reports.get_report,
        "createReport": reports.create_report,
        "updateReport": reports.update_report,
        "deleteReport": reports.delete_report,
        "sendReport": send_report,
        "sendTestEmail": send_test_email,
        "getReportSettings": get_settings,
        "saveReportSettings": save_settings,
        "getReportsByDashboardUID": reports.list_reports_of_dashboard,
        "renderReportPDFs": render_pdf,
        "renderReportCSVs": render_csv,
        "getSettingsImage": get_image,
    },
    access=Access(credentials=(DOCUMENTED,), permissions=PERMISSIONS, identify=identify),
    dialect=Dialect(unread_query=lambda request, problem: {}),
    errors=Errors(ERRORS, {"error-body": {"public-error": PUBLIC_ERROR}}),
    switches={"zone": Switch("+02:00", offset), "restrictedDashboards": Switch([]), "organisation": Switch(1)},
    relies_on=(
        "order-of-checks", "literal-path-first", "content-type-needed", "json-object-needed",
        "unknown-members-ignored", "nul-refused", "strict-json", "body-limit", "compact-output", "permission-actions",
        "any-scope-suffices", "single-report-scope", "single-report-not-the-list",
    ),
)  # fmt: skip
