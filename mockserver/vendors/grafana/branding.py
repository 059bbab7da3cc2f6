"""Grafana's report settings: one global object with the branding; knows no report."""

from __future__ import annotations

from typing import Any

from mockserver.engine.actions import Records
from mockserver.engine.call import Call
from mockserver.vendors.grafana.reports import caller
from mockserver.vendors.grafana.values import (
    FURTHER,
    documented_example,
    further,
    keeps_further,
    value_or_default,
    without_further,
)

SETTINGS = Records("settings", schema="ReportSettings")


def get_settings(call: Call) -> Any:
    """The saved settings; before any save, those of the documented example."""
    saved = call.store.collection("settings").get(1)
    if saved is not None:
        SETTINGS.show(call, [saved])
        return saved if keeps_further(call) else without_further("settings", saved)
    call.cite("settings-before-save")
    return documented_example(call, "documented")


UNSET = dict.fromkeys(("reportLogoUrl", "emailLogoUrl", "emailFooterMode", "emailFooterText", "emailFooterLink"), "")


def save_settings(call: Call) -> Any:
    """Create the settings, or replace their branding: as a whole, or member by member where the reading says so."""
    old = call.store.collection("settings").get(1) if call.reading("settings-scope") == "merge" else None
    kept = {} if old is None else {name: old[name] for name in FURTHER["settings"] if name in old}
    before = UNSET if old is None else old["branding"]
    branding = {member: value_or_default(call.body["branding"], member, before[member]) for member in UNSET}
    settings = {"id": 1, **caller(call), "branding": branding, **kept, **further(call, "settings", call.body)}
    call.cite("settings-owner", members=("id", "userId", "orgId"))
    if any(call.body["branding"].get(member) is None for member in UNSET):
        call.cite("settings-replaced" if old is None else "settings-merged", members=("branding",))
    SETTINGS.store(call, settings)
    call.cite("settings-saved")
    return {"message": "Report settings saved"}
