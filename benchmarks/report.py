"""The result as Markdown; knows only the JSON form of what was measured."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

NONE = "-"
BASE, PEER = "bare", "prism"


def markdown(result: dict[str, Any]) -> str:
    """The whole report."""
    parts = [_machine(result["machine"]), _method(result), _servers(result["servers"])]
    if result.get("growth"):
        parts.append(_growth(result["growth"]))
    if result.get("strapi"):
        parts.append(_strapi(result["strapi"]))
    if result.get("starts"):
        parts.append(_starts(result["starts"]))
    if result.get("world"):
        parts.append(_world(result["world"]))
    parts.append(_findings(findings(result)))
    return "\n\n".join(parts) + "\n"


def findings(result: dict[str, Any]) -> list[str]:
    """What was not as it should be."""
    found = [f"{each['title']}: {finding}" for each in result["servers"] for finding in each["findings"]]
    more = (*(result.get("growth") or ()), *(result.get("strapi") or ()))
    return found + [finding for each in more for finding in each["findings"]]


def rate(measured: dict[str, Any], case: str) -> float:
    """The median over the rounds of answers per second; 0 if there are none."""
    rates = [each["rate"] for each in measured["bursts"].get(case, ())]
    return statistics.median(rates) if rates else 0.0


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, all columns but the first to the right."""
    lines = [heading, ["---", *["---:"] * (len(heading) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _machine(machine: dict[str, str]) -> str:
    return "\n".join(f"- {name}: {text}" for name, text in machine.items())


def _method(result: dict[str, Any]) -> str:
    pace = result["pace"]
    return (
        f"Medians over {pace['rounds']} interleaved round(s) of {pace['seconds']} s per server and case, warmed up for"
        f" {pace['warm']} s each; starts and memory over {result['start_count']} start(s). All serve the same document, quietly,"
        " in one process, and refuse missing credentials and invalid reports (probed); ours with state, journal and worlds."
        f" *GET list*: three reports. *POST*: a report of {result['body_bytes']:,} bytes, stored. Every round begins with the"
        " same three reports in a new process. Memory after load is that of the first round, with all its reports kept: who is"
        " faster keeps more."
        "\n\nPrism keeps no state, and its list is the document's example with one report. It gets a copy of the document in which"
        " enums beside `nullable: true` do not list `null`: with the original it accepts every body, unvalidated."
    )


def _servers(servers: Sequence[dict[str, Any]]) -> str:
    first = {case: _reference(servers, case) for case in _cases(servers)}
    heading = ["server"]
    for case in first:
        heading += [f"{case}/s", "/ bare", "/ Prism", "p99 ms"]
    heading += ["first answer s", "MB", "MB after load", "list, bytes"]
    return table(heading, [_server(each, first, len(heading)) for each in servers])


def _cases(servers: Sequence[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(case for each in servers for case in each["bursts"]))


def _reference(servers: Sequence[dict[str, Any]], case: str) -> tuple[float, float]:
    """What the rates are compared with: the bare application's and Prism's."""
    rates = {each["name"]: rate(each, case) for each in servers}
    return rates.get(BASE, 0.0), rates.get(PEER, 0.0)


def _server(each: dict[str, Any], first: dict[str, tuple[float, float]], width: int) -> list[str]:
    if each["missing"] or not each["bursts"]:
        return [each["title"], each["missing"] or "failed, see below", *[""] * (width - 2)]
    cells = [each["title"]]
    for case, (bare, prism) in first.items():
        own = rate(each, case)
        cells += [_spread(each, case), _ratio(own, bare), _ratio(own, prism), _latency(each, case)]
    memory = [_number(statistics.median(each["memory_mb"])), _number(each["memory_after_load_mb"])]
    return [*cells, f"{statistics.median(each['starts_s']):.2f}", *memory, f"{each['list_bytes']:,}"]


def _spread(each: dict[str, Any], case: str) -> str:
    rates = [burst["rate"] for burst in each["bursts"].get(case, ())]
    if not rates:
        return NONE
    ends = f" ({min(rates):,.0f} to {max(rates):,.0f})" if len(rates) > 1 else ""
    return f"{statistics.median(rates):,.0f}{ends}"


def _latency(each: dict[str, Any], case: str) -> str:
    values = [burst["p99"] for burst in each["bursts"].get(case, ())]
    return f"{statistics.median(values):.1f}" if values else NONE


def _ratio(value: float, base: float) -> str:
    return f"{value / base:.2f}" if value and base else NONE


def _number(value: float) -> str:
    return f"{value:,.0f}" if value else NONE


def _growth(growth: Sequence[dict[str, Any]]) -> str:
    empty, rows = growth[0], []
    for each in growth:
        cells = [each["title"]]
        for case in each["bursts"]:
            cells += [f"{rate(each, case):,.0f}", _ratio(rate(each, case), rate(empty, case))]
        more = (each["memory_mb"] - empty["memory_mb"]) * 1000
        share = f"{more / each['count']:.2f} kB per {each['unit']}" if each["unit"] and each["memory_mb"] else NONE
        rows.append([*cells, f"{each['start_s']:.2f}", _number(each["memory_mb"]), share])
    heading = ["ours with"]
    for case in empty["bursts"]:
        heading += [f"{case}/s", "/ as started"]
    note = (
        "In a world and in the journal stand a read and a create (a world), or reads (the journal). The new operations stand"
        " before the measured ones in the document, half of them with a path parameter in the same place."
    )
    return table([*heading, "first answer s", "MB", "more memory"], rows) + "\n\n" + note


def _strapi(ways: Sequence[dict[str, Any]]) -> str:
    heading = ["Strapi with"]
    for case in ways[0]["bursts"]:
        heading += [f"{case}/s", "p99 ms"]
    rows = [
        [each["title"], *(_cell(each, case) for case in each["bursts"] for _cell in (_spread, _latency))]
        for each in ways
    ]
    return (
        table(heading, rows)
        + "\n\nThe filtered list finds three reports, each with its user; it looks at every report that is stored."
    )


def _starts(starts: dict[str, list[Sequence[float]]]) -> str:
    rows = [
        [
            title,
            f"{statistics.median(each[0] for each in values):.2f}",
            _number(statistics.median(each[1] for each in values)),
        ]
        for title, values in starts.items()
    ]
    return table(["only started", "first answer s", "MB"], rows)


def _world(world: dict[str, Any]) -> str:
    heading = [f"a world, {world['vendors']} vendors", "median"]
    rows = [
        ["create", f"{world['create']:,.0f} µs"],
        ["reset, one report created", f"{world['reset']:,.0f} µs"],
        [f"reset, {world['records']:,} reports created", f"{world['reset_full']:,.0f} µs"],
        ["size, not called yet", f"{world['size'] / 1000:,.1f} kB"],
    ]
    return table(heading, rows)


def _findings(found: Sequence[str]) -> str:
    if not found:
        return "Every answer was a 2xx, no connection broke, and every report that was taken is stored."
    return "**Not as it should be**\n\n" + "\n".join(f"- {each}" for each in found)
