"""`mockserver routes`: what is served, in a table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from mockserver.arguments import command
from mockserver.columns import table
from mockserver.commands import GOOD
from mockserver.settings import Settings


@command(
    uses=("vendors", "own", "specs", "fixtures", "cache", "profile", "reading", "fixture"),
    examples=("mockserver routes grafana", "mockserver routes petstore.yaml", "mockserver routes --json"),
)
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def routes(settings: Settings, *, as_json: bool) -> int:
    """List the operations that are served.

    What each of them does, and how well that is supported.
    """
    from mockserver.assembly import server_of

    if as_json:
        print(json.dumps([*_rows(server_of(settings))], indent=2))
        return GOOD
    explained: list[str] = []
    rows = [("vendor", "operation", "method", "path", "action", "label")]
    for name, served in server_of(settings).vendors.items():
        labelled = served.app_for(served.readings)[1]
        if labelled.document.bare:
            explained += _explained(name, served)
            continue
        for id, operation in labelled.document.operations.items():
            label = str(labelled.labels.operation.get(id, "assumed"))
            rows.append((name, id, operation.method, operation.path, served.vendor.action(operation)[0], label))
    print("\n".join([*([table(rows)] if len(rows) > 1 else []), *explained]))
    return GOOD


def _rows(server: Any) -> Iterator[dict[str, str]]:
    """The operations for a program."""
    for name, served in server.vendors.items():
        labelled = served.app_for(served.readings)[1]
        for id, each in labelled.document.operations.items():
            yield {
                "vendor": name, "operation": id, "method": each.method, "path": each.path,
                "action": served.vendor.action(each)[0], "label": str(labelled.labels.operation.get(id, "assumed")),
            }  # fmt: skip


def _explained(name: str, served: Any) -> Iterator[str]:
    """What was inferred from a document, operation by operation, and what of it is not served."""
    document = served.spec.labelled.document
    yield f"{name}  {document.file}"
    yield from (f"  {line}" for line in served.inference.lines())
    yield from (f"  not served: {id}: {reason}" for id, reason in document.unserved.items())
    yield from (f"  note: {place}: {what}" for place, what in document.notes.items())
