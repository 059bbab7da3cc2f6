"""Which documented operations and statuses some client code has met: counted, merged, reported; knows no test runner."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

JSON = dict[str, Any]
Met = dict[str, dict[str, dict[str, int]]]
"""Vendor → operationId → status → how often."""


class Coverage:
    """What was met of what is documented.

    Attributes:
        documented: vendor → operationId → the statuses that the document lists.
        met: how often each was met; a status that falls under `default` counts there, too.
    """

    def __init__(self, documented: Mapping[str, Mapping[str, list[str]]] | None = None, met: Met | None = None) -> None:
        self.documented = {vendor: dict(operations) for vendor, operations in (documented or {}).items()}
        self.met: Met = met or {}

    def know(self, vendor: JSON) -> None:
        """Learn a vendor's operations and statuses, as the control plane tells them."""
        self.documented[vendor["name"]] = {each["id"]: each["statuses"] for each in vendor["operations"]}

    def add(self, seen: Iterable[JSON]) -> None:
        """Add what a world has seen, as the control plane tells it."""
        for each in seen:
            listed = self.documented.get(each["vendor"], {}).get(each["operation"], [])
            status = str(each["status"])
            status = status if status in listed or "default" not in listed else "default"
            counts = self.met.setdefault(each["vendor"], {}).setdefault(each["operation"], {})
            counts[status] = counts.get(status, 0) + each["count"]

    def merge(self, other: JSON) -> None:
        """Add what another process has found, in the form of `data`."""
        self.documented.update(other["documented"])
        for vendor, operations in other["met"].items():
            for operation, counts in operations.items():
                for status, count in counts.items():
                    own = self.met.setdefault(vendor, {}).setdefault(operation, {})
                    own[status] = own.get(status, 0) + count

    def data(self) -> JSON:
        """Everything as JSON values, for `merge`."""
        return {"documented": self.documented, "met": self.met}

    def share(self) -> float:
        """The share of documented pairs of operation and status that were met, in percent, over the vendors used."""
        pairs = [pair for vendor in self._used() for pair in self._pairs(vendor)]
        return 100 * sum(self._count(*pair) > 0 for pair in pairs) / len(pairs) if pairs else 0.0

    def report(self) -> JSON:
        """The report as JSON: per vendor the counts of every documented pair, the shares, and what was met undocumented."""
        vendors = {}
        for vendor in self._used():
            pairs = self._pairs(vendor)
            met = sum(self._count(*pair) > 0 for pair in pairs)
            vendors[vendor] = {
                "met": met,
                "documented": len(pairs),
                "percent": round(100 * met / len(pairs), 1) if pairs else 0.0,
                "operations": {
                    operation: {status: self._count(vendor, operation, status) for status in statuses}
                    for operation, statuses in self.documented[vendor].items()
                },
                "undocumented": self._undocumented(vendor),
            }
        return {"percent": round(self.share(), 1), "vendors": vendors}

    def lines(self) -> list[str]:
        """The report for a terminal: per vendor the operations, with the statuses met and those never met."""
        found: list[str] = []
        for vendor, about in self.report()["vendors"].items():
            found.append(
                f"{vendor}: {about['met']} of {about['documented']} documented answers met ({about['percent']:g} %)"
            )
            width = max(map(len, about["operations"]))
            for operation, counts in about["operations"].items():
                met = " ".join(f"{status}×{count}" for status, count in counts.items() if count)
                never = " ".join(status for status, count in counts.items() if not count)
                found.append(
                    f"  {operation:<{width}}  {met or 'never called'}" + (f"  never: {never}" if never and met else "")
                )
            for operation, counts in about["undocumented"].items():
                others = " ".join(f"{status}×{count}" for status, count in counts.items())
                found.append(f"  {operation or 'no operation reached':<{width}}  not documented: {others}")
        unused = [vendor for vendor in sorted(self.documented) if vendor not in self._used()]
        if unused:
            found.append(f"not used: {', '.join(unused)}")
        return found

    def write(self, file: Path) -> None:
        """Write the JSON report."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(self.report(), indent=2) + "\n", encoding="utf-8")

    def _used(self) -> list[str]:
        return [vendor for vendor in sorted(self.documented) if self.met.get(vendor)]

    def _pairs(self, vendor: str) -> list[tuple[str, str, str]]:
        operations = self.documented[vendor].items()
        return [(vendor, operation, status) for operation, statuses in operations for status in statuses]

    def _undocumented(self, vendor: str) -> dict[str, dict[str, int]]:
        """What was met and is in no document: calls that reached no operation ("") above all."""
        listed = self.documented[vendor]
        found = {
            operation: {status: count for status, count in counts.items() if status not in listed.get(operation, ())}
            for operation, counts in self.met.get(vendor, {}).items()
        }
        return {operation: counts for operation, counts in found.items() if counts}

    def _count(self, vendor: str, operation: str, status: str) -> int:
        return self.met.get(vendor, {}).get(operation, {}).get(status, 0)
