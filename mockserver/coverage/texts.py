"""What was met as text for a terminal and as JSON; judges nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.coverage.counts import Coverage, Outcome, by_vendor, share
from mockserver.coverage.gate import Gate


def as_json(coverage: Coverage, gate: Gate) -> dict[str, Any]:
    """The report: per vendor what counts, what was met of it, what never, and what was injected or is in no document."""
    counted = gate.counted(coverage)
    vendors = {vendor: _vendor(coverage, vendor, outcomes) for vendor, outcomes in _by_used(coverage, counted).items()}
    return {
        "percent": round(share(coverage, counted), 1) if counted else 0.0,
        "scope": "all" if gate.everything else "used",
        "vendors": vendors,
        "ignored": [{"outcomes": str(each), "reason": each.reason} for each in gate.ignored],
        "failures": gate.failures(coverage),
    }


def _by_used(coverage: Coverage, counted: list[Outcome]) -> dict[str, list[Outcome]]:
    found = by_vendor(counted)
    return {vendor: found.get(vendor, []) for vendor in coverage.used()}


def _vendor(coverage: Coverage, vendor: str, outcomes: list[Outcome]) -> dict[str, Any]:
    met = sum(coverage.times(each) > 0 for each in outcomes)
    never: dict[str, list[str]] = {}
    for each in outcomes:
        if not coverage.times(each):
            never.setdefault(each.operation, []).append(each.status)
    return {
        "met": met,
        "counted": len(outcomes),
        "percent": round(share(coverage, outcomes), 1),
        "operations": {
            operation: {status: coverage.times(Outcome(vendor, operation, status)) for status in statuses}
            for operation, statuses in coverage.documented[vendor].items()
            if operation not in coverage.unserved.get(vendor, ())
        },
        "unserved": coverage.unserved.get(vendor, {}),
        "never": never,
        "injected": coverage.injected.get(vendor, {}),
        "undocumented": coverage.undocumented(vendor),
    }


def lines(coverage: Coverage, gate: Gate) -> Iterator[str]:
    """The report for a terminal: per vendor the operations that were called, with what was met, never met and injected."""
    report = as_json(coverage, gate)
    for vendor, about in report["vendors"].items():
        yield f"{vendor}: {about['met']} of {about['counted']} outcomes met ({about['percent']:g} %)"
        rows = [row for operation in about["operations"] if (row := _row(about, operation))]
        width = max((len(operation) for operation, _ in rows), default=0)
        yield from (f"  {operation:<{width}}  {text}" for operation, text in rows)
        for operation, counts in about["undocumented"].items():
            yield f"  {operation or 'no operation reached':<{width}}  not documented: {_counts(counts)}"
        rest = [each for each in about["operations"] if each not in dict(rows)]
        if rest:
            yield f"  not called: {', '.join(rest)}"
        if about["unserved"]:
            yield f"  cannot be served: {len(about['unserved'])} ({', '.join(about['unserved'])})"
    if unused := [vendor for vendor in sorted(coverage.documented) if vendor not in report["vendors"]]:
        yield f"not used: {', '.join(unused)}"
    yield from (f"ignored: {each['outcomes']}: {each['reason']}" for each in report["ignored"])


def _row(about: dict[str, Any], operation: str) -> tuple[str, str] | None:
    """An operation, and what came of its calls; None where it has nothing to show."""
    met = {status: count for status, count in about["operations"][operation].items() if count}
    never, injected = about["never"].get(operation, ()), about["injected"].get(operation, {})
    if not (met or injected or never):
        return None
    was_called = bool(met or injected or operation in about["undocumented"])
    called = _counts(met) or ("never met" if was_called else "never called")
    shown = [called, *([f"never: {' '.join(never)}"] if never and was_called else [])]
    return operation, "  ".join([*shown, *([f"injected: {_counts(injected)}"] if injected else [])])


def _counts(counts: dict[str, int]) -> str:
    return " ".join(f"{status}×{count}" for status, count in counts.items())
