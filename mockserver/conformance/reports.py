"""A report as people and programs read it: lines for a terminal, JSON, JUnit, Markdown; knows results only."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from xml.etree import ElementTree as ET

from mockserver.columns import table
from mockserver.conformance import wording
from mockserver.conformance.causes import groups
from mockserver.conformance.results import Checked, Point, Report
from mockserver.conformance.sarif import sarif
from mockserver.masking import visible

Rows = list[tuple[str, ...]]
"""A table, its heading first."""

NOT_ASKED, NOT_RUN = "–", "not run"
VERDICTS = {"good": "All good.", "findings": "There are findings.", "could not run": "Not everything could be asked."}


def summary(report: Report) -> Rows:
    """How much was looked at, vendor by vendor."""
    if report.command == "verify":
        return [
            ("target", "operations", "requests", "laws", "properties", "cases", "findings", "new"),
            *map(_asked, report.vendors),
        ]
    heading = (
        "vendor",
        "operations",
        "fields",
        "statuses",
        "exchanges",
        "refusals",
        "laws",
        "properties",
        "cases",
        "findings",
    )
    return [heading, *map(_summed, report.vendors)]


def _asked(each: Checked) -> tuple[str, ...]:
    """What was asked of a server that is not ours."""
    operations = "?" if each.size is None else str(each.size.operations)
    cells = [_cell(each, check) for check in ("laws", "fuzz")]
    cases = str(each.cases) if each.of("fuzz") else NOT_ASKED
    return (each.vendor, operations, str(each.requests), *cells, cases, str(each.findings), str(len(each.new)))


def _summed(each: Checked) -> tuple[str, ...]:
    size = ("?", "?") if each.size is None else (str(each.size.operations), str(each.size.fields))
    cells = [_cell(each, check) for check in ("statuses", "exchanges", "refusals", "laws", "fuzz")]
    cases = str(each.cases) if each.of("fuzz") else cells[-1]
    return (each.vendor, *size, *cells, cases, str(each.findings))


def _cell(each: Checked, check: str) -> str:
    """How many points a check has."""
    if check in each.not_run:
        return f"{len(each.of(check))}, {NOT_RUN}" if each.of(check) else NOT_RUN
    return str(len(each.of(check))) if each.of(check) else NOT_ASKED


def support(report: Report) -> Rows:
    """How well each vendor is supported: the share of every label."""
    rows: Rows = []
    for each in report.vendors:
        if each.support is not None:
            for name, what in (("places", "of the document"), ("behaviours", "beside it")):
                counts: Mapping[str, int] = getattr(each.support, name)
                rows.append((each.vendor, f"{sum(counts.values())} {name} {what}", *shares(counts)))
                heading = ("vendor", "what", *counts)
    return [heading, *rows] if rows else []


def compared(report: Report) -> Rows:
    """How much of each vendor's documented answers is compared, and how much is left out for which reason."""
    heading = ("vendor", "values in documented answers", "compared", "volatile", "contradictory")
    rows: Rows = []
    for each in report.vendors:
        if (found := each.compared) is not None and found.values:
            kept = found.values - found.volatile - found.contradictory
            counts = (found.values, kept, found.volatile, found.contradictory)
            rows.append((each.vendor, *map(str, counts)))
    return [heading, *rows] if rows else []


def shares(counts: Mapping[str, int]) -> list[str]:
    """Counts in percent; what is there is never shown as nothing, and what is not everything never as everything."""
    total = sum(counts.values())
    return [_percent(count / total) if total else NOT_ASKED for count in counts.values()]


def _percent(share: float) -> str:
    if 0 < share < 0.005:
        return "<1 %"
    return ">99 %" if 0.995 <= share < 1 else f"{share:.0%}".replace("%", " %")


def text(report: Report) -> str:
    """What a terminal shows: findings, tables, the result."""
    findings = ["\n".join([place, *map(_indented, found)]) for place, found in _findings(report)]
    left = [f"{place}: not run: {why}" for place, why in _left(report)]
    parts = [*findings, *_new(report), *left, *_kept(report), table(summary(report))]
    if rows := support(report):
        parts.append(table(rows))
    if rows := compared(report):
        parts.append(table(rows))
    if rows := followed(report):
        parts.append(table(rows))
    return visible("\n\n".join([*parts, VERDICTS[report.verdict]]), lines=True)


def _findings(report: Report) -> Iterator[tuple[str, Sequence[str]]]:
    """What is wrong, by cause: where, and what."""
    for each in report.vendors:
        for breach in (breach for point in each.points for breach in point.breaches):
            yield f"{each.vendor} {wording.heading(breach)}", ("\n".join(wording.lines(breach)),)
        for group in groups(point for point in each.points if not point.breaches):
            same = (f"the same cause: {group.rest}",) if group.others else ()
            yield f"{each.vendor} {group.first.check} {group.first.name}", (*group.findings, *same)


def _indented(found: str) -> str:
    return textwrap.indent(_printable(found), "    ").replace("    ", "  - ", 1)


def _new(report: Report) -> Iterator[str]:
    """What servers have that their documents do not have."""
    for each in report.vendors:
        if each.new:
            rows = [f"  {wording.heading(breach)}: {breach.says}; {breach.came}" for breach in each.new]
            yield _printable("\n".join([f"{each.vendor}: new, and in no document (no finding):", *rows]))


def _kept(report: Report) -> Iterator[str]:
    """What was made and could not be removed."""
    for each in report.vendors:
        if each.left:
            yield "\n".join([f"{each.vendor}: made, and not removed:", *(f"  {one}" for one in each.left)])


def _left(report: Report) -> Iterator[tuple[str, str]]:
    """The checks that did not run, together where the reason is the same."""
    for each in report.vendors:
        for why in dict.fromkeys(each.not_run.values()):
            yield f"{each.vendor} {', '.join(check for check in each.not_run if each.not_run[check] == why)}", why


def markdown(report: Report) -> str:
    """A page for the summary of a CI run."""
    parts = [f"## mockserver {report.command}: {report.verdict}", grid(summary(report))]
    if rows := support(report):
        parts += ["### How well it is supported", grid(rows)]
    if rows := compared(report):
        parts += ["### How much of the documented answers is compared", grid(rows)]
    if rows := followed(report):
        parts += ["### The readings that it follows", grid(rows)]
    findings = [f"**{place}**\n\n{_quoted(chr(10).join(found))}" for place, found in _findings(report)]
    left = [f"**{place}** did not run\n\n{_quoted(why)}" for place, why in _left(report)]
    if findings or left:
        parts += ["### Findings", *findings, *left]
    for title, texts in (("New", [*_new(report)]), ("Left behind", [*_kept(report)])):
        parts += [f"### {title}", *map(_quoted, texts)] if texts else []
    return "\n\n".join(parts) + "\n"


def followed(report: Report) -> Rows:
    """The readings that a server was seen to follow, and how many exchanges say so."""
    rows = [
        (
            f"{each.reading}={each.value}",
            each.default,
            str(len(each.supporting)),
            str(len(each.contradicting)),
            each.supporting[0],
        )
        for checked in report.vendors
        for each in checked.readings
    ]
    return [("reading", "default", "for it", "against it", "such as"), *rows] if rows else []


def grid(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a table of Markdown, numbers to the right."""
    marks = ["---:" if re.match(r"[<>]?[\d–]", rows[1][column]) else "---" for column in range(len(rows[0]))]
    marks[1] = "---" if not rows[1][1].isdigit() else marks[1]
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], marks, *rows[1:]))


def _quoted(found: str) -> str:
    """Text as code, whatever stands in it."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", found)), default=0))
    return f"{fence}text\n{_printable(found)}\n{fence}"


def as_json(report: Report) -> str:
    """Everything, for programs."""
    return json.dumps(data(report), ensure_ascii=False, indent=2) + "\n"


def data(report: Report) -> dict[str, Any]:
    """Everything, as JSON values."""
    return {
        "tool": {"name": "mockserver", "version": report.version},
        "command": report.command,
        "verdict": report.verdict,
        "checks": list(report.checks),
        "seed": report.seed,
        "max_examples": report.max_examples,
        "vendors": [
            {
                "vendor": each.vendor,
                "size": each.size and asdict(each.size),
                "support": each.support and asdict(each.support),
                "compared": each.compared and asdict(each.compared),
                "cases": each.cases,
                "requests": each.requests,
                "new": [asdict(breach) for breach in each.new],
                "readings": [asdict(reading) for reading in each.readings],
                "left": list(each.left),
                "findings": each.findings,
                "not_run": dict(each.not_run),
                "points": [asdict(point) for point in each.points],
            }
            for each in report.vendors
        ],
    }


def junit(report: Report) -> str:
    """A test suite per vendor, a test case per point; a check that did not run is an error."""
    root = ET.Element("testsuites", name=f"mockserver {report.command}")
    for each in report.vendors:
        suite = ET.SubElement(root, "testsuite", name=each.vendor)
        for point in each.points:
            case = _case(suite, each.vendor, point.check, point.name)
            if point.seconds:
                case.set("time", f"{point.seconds:.3f}")
            if point.findings:
                first = point.findings[0].partition("\n")[0]
                ET.SubElement(case, "failure", message=_printable(first)).text = _printable("\n".join(_told(point)))
        for check, why in each.not_run.items():
            ET.SubElement(_case(suite, each.vendor, check, NOT_RUN), "error", message=_printable(why))
        _count(suite, [suite])
    _count(root, root)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _told(point: Point) -> Sequence[str]:
    """What is wrong with a point, with all that is known of it."""
    return [line for breach in point.breaches for line in (str(breach), *wording.lines(breach))] or point.findings


def _case(suite: ET.Element, vendor: str, check: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=f"{vendor}.{check}", name=_printable(name))


def _count(node: ET.Element, suites: Iterable[ET.Element]) -> None:
    cases = [case for suite in suites for case in suite.findall("testcase")]
    node.set("tests", str(len(cases)))
    node.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    node.set("errors", str(sum(case.find("error") is not None for case in cases)))


def _printable(text: str) -> str:
    """Text with the characters written out that XML cannot hold and that would upset a terminal."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", lambda found: ascii(found[0])[1:-1], text)


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "json": as_json,
    "junit": junit,
    "markdown": markdown,
    "sarif": sarif,
}
"""What a report can be written as."""
