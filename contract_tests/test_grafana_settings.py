"""Grafana's branding settings: one object, shown before it was ever saved, replaced as a whole."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Api

SETTINGS = "/api/reports/settings"
UNSET = dict.fromkeys(("reportLogoUrl", "emailLogoUrl", "emailFooterMode", "emailFooterText", "emailFooterLink"), "")


@pytest.mark.evidence("grafana", "settings-before-save")
@pytest.mark.parametrize("fixture", ["documented", "empty"])
def test_the_settings_are_the_documented_ones_also_where_none_were_saved(grafana: Api, fixture: str) -> None:
    grafana.world.begin(fixture)
    footer = {
        "emailFooterMode": "sent-by",
        "emailFooterText": "Grafana Labs",
        "emailFooterLink": "https://grafana.com/",
    }
    assert grafana.get(SETTINGS).json() == {"id": 1, "userId": 1, "orgId": 1, "branding": {**UNSET, **footer}}


@pytest.mark.evidence("grafana", "settings-saved", "settings-replaced")
def test_saving_creates_the_settings_and_then_replaces_their_branding_as_a_whole(grafana: Api) -> None:
    first = {"reportLogoUrl": "https://example.com/1.png", "emailFooterMode": "none"}
    assert grafana.post(SETTINGS, {"branding": first}).json() == {"message": "Report settings saved"}
    assert grafana.get(SETTINGS).json() == {"id": 1, "userId": 1, "orgId": 1, "branding": {**UNSET, **first}}
    second = {"emailLogoUrl": "https://example.com/2.png", "emailFooterMode": None}
    grafana.post(SETTINGS, {"branding": second})
    assert grafana.get(SETTINGS).json()["branding"] == {**UNSET, "emailLogoUrl": "https://example.com/2.png"}


@pytest.mark.evidence("grafana", "settings-owner")
def test_settings_belong_to_whoever_saved_them_last(grafana: Api) -> None:
    grafana.post(SETTINGS, {"id": 7, "userId": 7, "orgId": 7, "branding": {}})
    saved = grafana.get(SETTINGS).json()
    assert (saved["id"], saved["userId"], saved["orgId"]) == (1, 1, 1)


@pytest.mark.evidence("grafana", "error-fields")
@pytest.mark.parametrize("body", [
    {},
    {"branding": None},
    {"branding": []},
    {"branding": {"emailFooterMode": "sent-by"}},
    {"branding": {"emailFooterMode": "sent-by", "emailFooterText": " ", "emailFooterLink": "x"}},
    {"branding": {"emailFooterMode": "loud"}},
    {"branding": {"reportLogoUrl": 1}},
])  # fmt: skip
def test_unusable_branding_is_refused_and_changes_nothing(grafana: Api, body: Any) -> None:
    before = grafana.get(SETTINGS).json()
    answer = grafana.post(SETTINGS, body)
    assert (answer.status_code, answer.json()) == (400, {"message": "missing or invalid fields values"})
    assert grafana.get(SETTINGS).json() == before
