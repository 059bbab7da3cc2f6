"""What ThousandEyes keeps in a world, and the form in which it is stored: answers without what depends on the caller."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.engine.actions import Records

WIDGET = (
    "id", "type", "title", "visualMode", "fixedTimespan", "dataSource", "metricGroup", "metric", "direction", "measure",
    "isEmbedded", "embedUrl", "filters", "groupBy", "rowGroupBy", "columnGroupBy", "axisGroupBy", "sortBy", "sortDirection",
    "minScale", "maxScale", "limit", "isGeoMapPerTest", "showLabels", "isHorizontalBarChart", "compareToPreviousValue",
    "showTimeseriesOverallBaseline", "isTimeseriesOneChartPerLine", "multiMetricColumns", "numberCards",
)  # fmt: skip
"""Members of a stored widget: all of an answer's but `apiLink`."""

REPORT = (
    "reportId", "title", "description", "isBuiltIn", "accountId", "createdBy", "modifiedBy", "modifiedDate",
    "isDefaultForAccount",
)  # fmt: skip
"""Members of a stored report that an answer shows as they are."""

FROZEN = ("reportId", "title", "isBuiltIn", "accountId", "createdBy", "modifiedBy", "modifiedDate")
"""Members of a report that a snapshot shows."""

SNAPSHOT = (
    "snapshotId", "snapshotName", "createdDate", "isScheduled", "isShared", "accountId", "permalink", "timeSpan",
)  # fmt: skip
"""Members of a stored snapshot that an answer shows as they are."""

LONGEST = 63_113_904_000
"""Seconds of 2000 years: no time span is longer."""


def members(schema: str, names: Iterable[str]) -> dict[str, Any]:
    """The properties of a schema of the document, by name."""
    return {name: {"$ref": f"#/components/schemas/{schema}/properties/{name}"} for name in names}


def closed(properties: Mapping[str, Any], optional: Iterable[str] = ()) -> dict[str, Any]:
    """An object with these members and no others."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "additionalProperties": False, "required": required, "properties": dict(properties)}


INT64 = {"type": "integer", "format": "int64"}
TIME = {"allOf": [{"$ref": "#/components/schemas/DateTime"}, {"$ref": "#/components/schemas/RequestTime"}]}
"""A day of the calendar, written as answers write it."""

STORED_WIDGETS = {"type": "array", "items": closed(members("Widget", WIDGET), optional=WIDGET[4:])}
STORED_REPORT = closed(
    members("Report", REPORT) | {"widgets": STORED_WIDGETS, "defaultForUsers": {"type": "array", "items": INT64}}
)
STORED_SPAN = closed({"startDate": TIME, "duration": {"type": "integer", "minimum": 0, "maximum": LONGEST}})
STORED_SNAPSHOT = closed(
    members("SnapshotDetail", SNAPSHOT)
    | {
        "createdDate": TIME,
        "timeSpan": STORED_SPAN,
        "report": closed(members("SnapshotReport", FROZEN)),
        "widgets": STORED_WIDGETS,
    }
)

REPORTS = Records("reports", schema=STORED_REPORT, key="reportId", created_by="createReport")
SNAPSHOTS = Records("snapshots", schema=STORED_SNAPSHOT, key="snapshotId", created_by="createReportSnapshot")
GROUPS = Records("groups", schema="GroupLabels", key="groupProperty")
ACCOUNT_GROUPS = Records(
    "accountGroups", schema=closed({"aid": INT64, "accountGroupName": {"type": "string"}}), key="aid"
)
USERS = Records(
    "users",
    schema=closed(
        {"userId": INT64, "email": {"type": "string"}, "aid": INT64, "accountGroups": {"type": "array", "items": INT64}}
    ),
    key="userId",
)
COLLECTIONS = (REPORTS, SNAPSHOTS, GROUPS, ACCOUNT_GROUPS, USERS)
