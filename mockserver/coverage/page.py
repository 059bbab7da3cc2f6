"""The report as one page for a browser: what was met, what never, and a test that would meet it; asks nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from mockserver.coverage.counts import Coverage, Outcome
from mockserver.coverage.gate import Gate
from mockserver.coverage.texts import as_json

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1b1f24; background: #fff; }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #d0d7de; }
.met { color: #116329; } .never { color: #a40e26; } .injected { color: #57606a; } .failed { color: #a40e26; font-weight: 600; }
pre { background: #f6f8fa; padding: .8rem; overflow-x: auto; } summary { cursor: pointer; }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #0d1117; } th, td { border-color: #30363d; } pre { background: #161b22; }
  .met { color: #56d364; } .never, .failed { color: #ff7b72; } .injected { color: #8b949e; }
}
"""


def page(coverage: Coverage, gate: Gate, snippet: Callable[[Outcome], str]) -> str:
    """The page as HTML; it needs nothing from elsewhere.

    Args:
        coverage: what was met.
        gate: what counts.
        snippet: a test that would meet an outcome; empty if there is none.
    """
    report = as_json(coverage, gate)
    scope = "all operations" if gate.everything else "the operations that were called"
    parts = [
        f"<h1>{report['percent']:g} % of the contract met</h1>",
        f"<p>Of {scope}, the documented outcomes that a client can cause. Injected faults are shown, and do not count.</p>",
        *(f'<p class="failed">{escape(each)}</p>' for each in report["failures"]),
        *(_vendor(vendor, about, snippet) for vendor, about in report["vendors"].items()),
        *_ignored(report["ignored"]),
    ]
    head = f'<meta charset="utf-8"><title>Coverage of the contract</title><style>{STYLE}</style>'
    body = "\n".join(parts)
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n{body}\n</body></html>\n'


def _vendor(vendor: str, about: dict[str, Any], snippet: Callable[[Outcome], str]) -> str:
    rows = [
        f"<tr><td><code>{escape(operation)}</code></td><td>{_cells(vendor, operation, about, snippet)}</td></tr>"
        for operation, counts in about["operations"].items()
        if any(counts.values()) or operation in about["never"] or operation in about["injected"]
    ]
    title = f"<h2>{escape(vendor)}: {about['met']} of {about['counted']} outcomes met ({about['percent']:g} %)</h2>"
    lost = (f"<li><code>{escape(name)}</code>: {escape(why)}</li>" for name, why in about["unserved"].items())
    apart = f"<p>Cannot be served, and does not count:</p><ul>{''.join(lost)}</ul>" if about["unserved"] else ""
    return f"{title}<table><tr><th>operation</th><th>outcomes</th></tr>{''.join(rows)}</table>{apart}"


def _cells(vendor: str, operation: str, about: dict[str, Any], snippet: Callable[[Outcome], str]) -> str:
    met = {status: count for status, count in about["operations"][operation].items() if count}
    cells = [f'<span class="met">{escape(status)}×{count}</span>' for status, count in met.items()]
    injected = about["injected"].get(operation, {})
    cells += [f'<span class="injected">injected {escape(status)}×{count}</span>' for status, count in injected.items()]
    never = about["never"].get(operation, ())
    return " ".join(cells) + "".join(_never(Outcome(vendor, operation, status), snippet) for status in never)


def _never(outcome: Outcome, snippet: Callable[[Outcome], str]) -> str:
    text = snippet(outcome)
    status = f'<span class="never">{escape(outcome.status)} was never met</span>'
    if not text:
        return f"<div>{status}; no request that was tried is answered so</div>"
    return f"<details><summary>{status}; this test would meet it</summary><pre>{escape(text)}</pre></details>"


def _ignored(rules: list[dict[str, str]]) -> Iterator[str]:
    if rules:
        yield "<h2>Ignored</h2>"
        items = (f"<li><code>{escape(each['outcomes'])}</code>: {escape(each['reason'])}</li>" for each in rules)
        yield f"<ul>{''.join(items)}</ul>"
