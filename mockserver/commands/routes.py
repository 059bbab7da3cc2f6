"""`mockserver routes`: what is served, in a table."""

from __future__ import annotations

import argparse

from mockserver.columns import table
from mockserver.commands import GOOD
from mockserver.settings import Settings


def routes(given: argparse.Namespace, settings: Settings) -> int:
    """Print every operation: what carries it out, and how well it is supported."""
    from mockserver.assembly import server_of

    rows = [("vendor", "operation", "method", "path", "action", "label")]
    for name, served in server_of(settings).vendors.items():
        labelled = served.app_for(served.readings)[1]
        for id, operation in labelled.document.operations.items():
            label = str(labelled.labels.operation.get(id, "assumed"))
            rows.append((name, id, operation.method, operation.path, served.vendor.action(operation)[0], label))
    print(table(rows))
    return GOOD
