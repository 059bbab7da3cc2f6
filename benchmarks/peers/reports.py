"""The reports that the Python peers keep: who may call, where they start, what a request leaves out; knows no framework."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
DOCUMENT = ROOT / "specs" / "grafana" / "openapi.yaml"
FIXTURE = ROOT / "fixtures" / "grafana" / "documented.json"
TOKEN = "eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk"
ZONE = timezone(timedelta(hours=2))


class Reports:
    """The reports of the documented fixture, in a dict, and new ones."""

    def __init__(self) -> None:
        collections = json.loads(FIXTURE.read_text())["collections"]
        self.rows: dict[int, dict[str, Any]] = {row["id"]: row for row in collections["reports"]}
        self.dashboards = {row["uid"]: row for row in collections["dashboards"]}
        self._ids = count(max(self.rows) + 1)

    def create(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Store a report with its defaults; what the vendor answers."""
        now = datetime.now(ZONE).isoformat(timespec="seconds")
        id = next(self._ids)
        self.rows[id] = {"id": id, "userId": 1, "orgId": 1, **self._content(sent, now), "created": now, "updated": now}
        return {"id": id, "message": "Report created"}

    def _content(self, sent: Mapping[str, Any], now: str) -> dict[str, Any]:
        schedule, options = sent["schedule"], sent.get("options") or {}
        return {
            "name": sent["name"],
            "recipients": sent["recipients"],
            "replyTo": _given(sent, "replyTo", ""),
            "message": _given(sent, "message", ""),
            "schedule": {
                "startDate": _given(schedule, "startDate", None if schedule["frequency"] == "never" else now),
                "endDate": _given(schedule, "endDate", None),
                "frequency": schedule["frequency"],
                "intervalFrequency": _given(schedule, "intervalFrequency", ""),
                "intervalAmount": _given(schedule, "intervalAmount", 0),
                "workdaysOnly": _given(schedule, "workdaysOnly", False),
                "dayOfMonth": _given(schedule, "dayOfMonth", ""),
                "timeZone": _given(schedule, "timeZone", ""),
            },
            "options": {
                "orientation": _given(options, "orientation", "landscape"),
                "layout": _given(options, "layout", "grid"),
            },
            "enableDashboardUrl": _given(sent, "enableDashboardUrl", False),
            "state": _given(sent, "state", "") or "scheduled",
            "dashboards": [self._dashboard(each) for each in sent.get("dashboards") or []],
            "formats": _given(sent, "formats", []) or ["pdf"],
        }

    def _dashboard(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        named, times = sent["dashboard"], sent.get("timeRange") or {}
        known = self.dashboards.get(named["uid"]) or named
        return {
            "dashboard": {"id": _given(known, "id", 0), "uid": named["uid"], "name": _given(known, "name", "")},
            "timeRange": {"from": _given(times, "from", ""), "to": _given(times, "to", "")},
            "reportVariables": _given(sent, "reportVariables", {}),
        }


def _given(sent: Mapping[str, Any], member: str, default: Any) -> Any:
    value = sent.get(member)
    return default if value is None else value
