"""Grafana's report settings: one global object with the branding; knows no report."""

from __future__ import annotations

from typing import Any

from mockserver.engine.actions import Records
from mockserver.engine.call import Call
from mockserver.engine.vendor import cites
from mockserver.vendors.grafana.reports import caller
from mockserver.vendors.grafana.values import documented_example, value_or_default

SETTINGS = Records("settings", schema="ReportSettings")


@cites("settings-before-save")
def get_settings(call: Call) -> Any:
    """The saved settings; before any save, those of the documented example."""
    saved = call.store.collection("settings").get(1)
    if saved is not None:
        return saved
    call.cite("settings-before-save")
    return documented_example(call, "documented")


UNSET = dict.fromkeys(("reportLogoUrl", "emailLogoUrl", "emailFooterMode", "emailFooterText", "emailFooterLink"), "")


@cites("settings-replaced", "settings-merged", "settings-owner")
def save_settings(call: Call) -> Any:
    """Create the settings, or replace their branding: as a whole, or member by member where the reading says so."""
    saved = call.store.collection("settings").get(1)
    old = saved["branding"] if saved and call.reading("settings-scope") == "merge" else UNSET
    branding = {member: value_or_default(call.body["branding"], member, old[member]) for member in UNSET}
    SETTINGS.store(call, {"id": 1, **caller(call), "branding": branding})
    call.cite("settings-saved")
    return {"message": "Report settings saved"}
