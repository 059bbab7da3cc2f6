"""A report as SARIF 2.1.0, which code hosts show beside the code; knows results only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mockserver.conformance import wording
from mockserver.conformance.results import Checked, Point, Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(report: Report) -> str:
    """The report; a finding is a result, a law or a check a rule."""
    found = [each for checked in report.vendors for each in _results(checked)]
    rules = [{"id": each} for each in dict.fromkeys(result["ruleId"] for result in found)]
    driver = {"name": "mockserver", "version": report.version, "rules": rules}
    run = {"tool": {"driver": driver}, "results": found}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _results(checked: Checked) -> Iterator[dict[str, Any]]:
    for point in checked.points:
        if point.breaches:
            yield from (
                _result(each.law, "\n".join([str(each), *wording.lines(each)]), checked, f"{each.operation} {each.at}".strip(), each.place)
                for each in point.breaches
            )  # fmt: skip
        else:
            yield from (_result(_rule(point), each, checked, point.name, "") for each in point.findings)
    for breach in checked.new:
        yield {**_result(breach.law, str(breach), checked, breach.operation, breach.place), "level": "note"}


def _rule(point: Point) -> str:
    return point.check


def _result(rule: str, text: str, checked: Checked, name: str, place: str) -> dict[str, Any]:
    logical = {"name": name, "fullyQualifiedName": f"{checked.vendor} {name}", "kind": "function"}
    location: dict[str, Any] = {"logicalLocations": [logical]}
    if checked.file:
        artifact = {"uri": checked.file}
        location["physicalLocation"] = {"artifactLocation": artifact, "region": {"startLine": 1}}
    return {
        "ruleId": rule,
        "level": "error",
        "message": {"text": text},
        "locations": [location],
        "properties": {"pointer": place},
    }
