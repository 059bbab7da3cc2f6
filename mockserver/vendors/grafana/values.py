"""Values of Grafana's reports: what a request leaves out, and how instants are written; knows no action."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from functools import lru_cache
from math import floor
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.vendor import carries_out

FURTHER = {
    "report": ("subject", "enableCsv", "scaleFactor"),
    "options": ("timeRange", "pdfShowTemplateVariables", "pdfCombineOneFile", "csvEncoding"),
    "settings": (
        "pdfTheme", "embeddedImageTheme", "footerFontFamily", "footerItems", "pdfHeaderEnabled",
        "pdfDashboardTitleEnabled", "pdfTimeRangeEnabled",
    ),
}  # fmt: skip
"""The members that only the public OpenAPI has."""


def value_or_default(body: Mapping[str, Any], member: str, default: Any) -> Any:
    """A member of a request; `null` counts as left out."""
    value = body.get(member)
    return default if value is None else value


def keeps_further(call: Call) -> bool:
    """Whether the reading keeps the members that only the public OpenAPI has."""
    return call.reading("extra-members") == "echo"


def further(call: Call, owner: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Those of these members that were sent, where the reading keeps them."""
    if not keeps_further(call):
        return {}
    kept = {name: sent[name] for name in FURTHER[owner] if sent.get(name) is not None}
    call.cite("extra-members-kept", members=("options",) if kept and owner == "options" else kept)
    return kept


def without_further(owner: str, record: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record without these members, which another reading may have kept."""
    if record.keys().isdisjoint(FURTHER[owner]):
        return record
    return {name: value for name, value in record.items() if name not in FURTHER[owner]}


def documented_example(call: Call, name: str) -> Any:
    """The body that the document shows for the success of an operation."""
    return call.operation.responses["200"].examples[name][1]


@carries_out("server-times")
def local(call: Call) -> str:
    """The world's time in the organisation's zone, to the second."""
    return _written(floor(call.world.clock.timestamp()), call.switches["zone"])


@lru_cache(maxsize=64)
def _written(second: int, zone: str) -> str:
    return datetime.fromtimestamp(second, offset(zone)).isoformat(timespec="seconds")


@lru_cache(maxsize=64)
def offset(zone: str) -> tzinfo:
    """The offset from UTC that a text such as `+02:00` writes.

    Raises:
        ValueError: it writes none.
    """
    try:
        found = datetime.fromisoformat(f"2000-01-01T00:00:00{zone}").tzinfo
    except ValueError:
        found = None
    if found is None:
        raise ValueError("an offset such as +02:00 is expected")
    return found
