"""A document of many operations: a folder of vendors whose Grafana has copies of its own report operations."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path
from typing import Any

import yaml

from benchmarks.peers.reports import DOCUMENT
from mockserver.openapi.operation import METHODS
from mockserver.openapi.sources import read_yaml

MODULE = '''"""Grafana with more operations."""

from dataclasses import replace

from mockserver.vendors.grafana import VENDOR as GRAFANA

EXTRA = {{f"extra{{number}}": lambda call: {{}} for number in range(1, {count} + 1)}}
VENDOR = replace(GRAFANA, overrides={{**GRAFANA.overrides, **EXTRA}})
'''


def write(folder: Path, total: int) -> None:
    """Write a folder for `--own` with a Grafana of so many operations."""
    specs = folder / "specs" / "grafana"
    shutil.copytree(DOCUMENT.parent, specs)
    raw = read_yaml(DOCUMENT)
    added = extend(raw, total)
    (specs / DOCUMENT.name).write_text(yaml.safe_dump(raw, sort_keys=False, allow_unicode=True), encoding="utf-8")
    (folder / "vendors").mkdir()
    (folder / "vendors" / "grafana.py").write_text(MODULE.format(count=added), encoding="utf-8")


def extend(raw: dict[str, Any], total: int) -> int:
    """Add copies of the report operations until the document has so many, all before the ones that are measured.

    Half of the new paths have a parameter and as many segments as the path of one report, so a router that looks for it has
    to get past all of them.

    Returns:
        How many were added.
    """
    missing = total - sum(method in METHODS for item in raw["paths"].values() for method in item)
    added: dict[str, Any] = {}
    count = family = 0
    while count < missing:
        family += 1
        for path in ("/api/reports", "/api/reports/{id}"):
            for method, operation in raw["paths"][path].items():
                if count < missing:
                    count += 1
                    item = added.setdefault(path.replace("reports", f"extra{family}"), {})
                    item[method] = {**copy.deepcopy(operation), "operationId": f"extra{count}"}
    raw["paths"] = {**added, **raw["paths"]}
    return count
